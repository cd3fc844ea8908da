"""A flattened full-text dump: every page of a documentation site, one after the other.

A section is `# Title Source: URL`, for an operation followed by the name of the
description, METHOD and path, and then prose up to the next section. Line ends may have
become spaces; titles hold whatever titles hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from calgen.diagnostics import Report
from calgen.document import Document, mark_at
from calgen.location import Place
from calgen.read.curl import Command, commands
from calgen.read.headers import arguments_of
from calgen.read.passage import Passage, passage
from calgen.read.sketch import Draft, Page, Sketch
from calgen.record import record

_SOURCE = re.compile(
    r"(?<!\S)Source:\s+(?P<url>https?://(?P<site>[^/?#\s]+)(?P<folder>[^?#\s]*)\S*)"
)
_ROUTE = re.compile(
    r"\s+(?:(?:[`~]{3,}\w*\s+)?(?:openapi|(?=\S*[./])\S++)\s+)?"
    r"(?P<method>get|put|post|delete|options|head|patch|trace)\s+"
    r"(?P<path>/(?:\{[^{}\n]{0,80}\}|[^\s{}])*)",
    re.IGNORECASE,
)
_HASH = re.compile(r"(?<!\S)#[ \t\r\n]+(?=\S)")
_LAST_HASH = re.compile(r"(?<!\S)#(?=\s|\Z)")
_FENCE = re.compile(r"(?<!`)```(?!`)")
# The name of a description, behind which the text breaks off.
_CUT_ROUTE = re.compile(r"\s*\S+\.(?:json|ya?ml)(?:\s+\S*){0,2}\Z", re.IGNORECASE)
# Titles that stand before a route can be whole paragraphs; of others nobody can be sure.
_LONGEST_TITLE = 2000
_LONGEST_PAGE_TITLE = 300
# Folders of a documentation site that say what a page is, not what it is about.
_PLAIN_FOLDER = re.compile(
    r"(?:docs?|documentation|developers?|guides?|api|apis|rest|references?|"
    r"api-?references?|endpoints?|operations?|methods?|resources?|pages?|latest|"
    r"(?:de|en|es|fr|it|ja|ko|pt|ru|zh)(?:-[a-z]{2})?|v?\d[\w.-]*)",
    re.IGNORECASE,
)


@record(kw_only=False)
class _Section:
    title: Passage
    url: str
    folders: list[str]
    start: int
    route: re.Match[str] | None
    text: int


def is_dump(text: str) -> bool:
    """Whether a text has sections, and describes an operation in one or begins with one."""
    first = next(_sections(text), None)
    if first is None:
        return False
    begins = first.start == len(text) - len(text.lstrip())
    return begins or any(each.route for each in _sections(text))


def read_dump(name: str, text: str, report: Report) -> list[Document]:
    """The operations of a dump, each as far as its section tells, and its prose pages."""
    sketch = Sketch()
    sections = list(_sections(text))
    sketch.title = _title(text[: sections[0].start])
    ends = [each.start for each in sections[1:]] + [_end(text, sections[-1])]
    calls = list(commands(text))
    for section, end in zip(sections, ends, strict=True):
        prose = passage(text, section.text, end)
        if section.route is not None:
            inside = [each for each in calls if section.text <= each.start < end]
            sketch.operation(_draft(section, section.route, prose, inside))
        elif prose is not None:
            sketch.page(Page(section.title, prose, section.url))
    sketch.servers = _servers(calls, [s.route for s in sections if s.route])
    documents = sketch.documents(name, text)
    _report_lost_names(documents, report)
    if ends[-1] < len(text):
        report.info(
            "CG014",
            "the text is cut off inside the heading of a section",
            documents[0].shown(mark_at(text, ends[-1])),
        )
    elif sections[-1].route and sections[-1].text == len(text):
        report.info(
            "CG014",
            f"the text ends with the path {sections[-1].route['path']}, which may be "
            "cut off",
            documents[0].shown(mark_at(text, sections[-1].route.start("path"))),
        )
    return documents


def _sections(text: str) -> Iterator[_Section]:
    """The sections of a text, in its order.

    Prose may speak of a `Source:` too, so a section's address is on the site of the
    first one, or a route follows it.
    """
    site, before = "", 0
    for source in _SOURCE.finditer(text):
        route = _route(text, source.end())
        if route is None and site not in ("", source["site"]):
            continue
        longest = _LONGEST_TITLE if route else _LONGEST_PAGE_TITLE
        low = max(before, source.start() - longest)
        *folders, last = source["folder"].strip("/").split("/")
        title = _heading(text, before, low, source.start(), last)
        if title is None:
            continue
        site = site or source["site"]
        before = (route or source).end()
        start = text.rindex("#", 0, title.at)
        yield _Section(title, source["url"], folders, start, route, before)


def _route(text: str, at: int) -> re.Match[str] | None:
    """The method and path that stand at an offset, unless the path breaks off."""
    found = _ROUTE.match(text, at)
    return None if found and text.startswith("{", found.end()) else found


def _heading(text: str, start: int, low: int, end: int, named: str) -> Passage | None:
    """The title that ends at `end`, in a section whose text begins at `start`.

    It does not begin before `low`. Where several could be it (`# Install # Get a book`),
    the one that the page was `named` after, else the shortest; one inside a code block
    only where there is no other.
    """
    found = []
    fences = len(_FENCE.findall(text, start, low))
    for mark in _HASH.finditer(text, low, end):
        title = passage(text, mark.end(), end)
        inside = fences + len(_FENCE.findall(text, low, mark.start()))
        if title and "\n" not in title.text:
            found.append((inside % 2, title))
    if not found:
        return None
    exact = [title for _, title in found if _slug(title.text) == _slug(named)]
    outside = [title for fenced, title in found if not fenced]
    return (exact or outside or [title for _, title in found])[-1]


def _slug(text: str) -> str:
    return re.sub(r"[\W_]+", "-", text.lower().replace("'", "")).strip("-")


def _draft(
    section: _Section,
    route: re.Match[str],
    prose: Passage | None,
    calls: Iterable[Command],
) -> Draft:
    method, path = route["method"].upper(), route["path"]
    own = [
        each
        for each in calls
        if each.method == method and _server(each, path) is not None
    ]
    return Draft(
        method=method,
        path=path,
        at=section.start,
        title=section.title,
        prose=prose,
        group=_group(section.folders),
        url=section.url,
        arguments=arguments_of(own),
    )


def _group(folders: list[str]) -> str | None:
    """The folder that a page lies in, where it is the name of a group."""
    if not folders or _PLAIN_FOLDER.fullmatch(folders[-1]):
        return None
    return folders[-1] or None


def _server(call: Command, path: str) -> str | None:
    """What stands before a path in a command's URL; None when it calls another path."""
    stated, asked = path.rstrip("/").split("/"), call.path.rstrip("/").split("/")
    split = len(asked) - len(stated) + 1
    if split < 1 or not all(
        one == other or ("{" in one and other)
        for one, other in zip(stated[1:], asked[split:], strict=True)
    ):
        return None
    return call.server + "/".join(asked[:split])


def _servers(
    calls: Iterable[Command], routes: Iterable[re.Match[str]]
) -> tuple[str, ...]:
    """The server that every example calls, if it is one and the same."""
    asked = sorted({(c.method, c.server, c.path): c for c in calls}.items())[:50]
    known = [(each["method"].upper(), each["path"]) for each in routes]
    found = set()
    for (method, _, _), call in asked:
        servers = {
            server
            for stated, path in known
            if stated == method and (server := _server(call, path)) is not None
        }
        # `/books` is also the end of `/authors/{id}/books`: the longest path is meant.
        if servers:
            found.add(min(servers, key=len))
    return tuple(found) if len(found) == 1 else ()


def _title(preamble: str) -> str:
    """The name of the site, where a heading before the first section says it."""
    said = re.match(r"\s*#[ \t]+(?P<title>[^\n#>]{1,80})(?=\n|#|>|$)", preamble)
    return said["title"].strip() if said else ""


def _end(text: str, last: _Section) -> int:
    """Where the last section ends: before the beginning of a heading that was cut off."""
    if last.route is None and _CUT_ROUTE.match(text, last.text):
        return last.text
    marks = [each.start() for each in _LAST_HASH.finditer(text, last.text)]
    if not marks or len(_FENCE.findall(text, last.text, marks[-1])) % 2:
        return len(text)
    rest = text[marks[-1] + 1 :].strip()
    if not rest or re.search(r"\sSource:(?:\s+\S*)?\Z", rest):
        return marks[-1]
    whole = len(rest) > 100 or "\n" in rest or rest.endswith((".", "!", "?", "|"))
    return len(text) if whole or not rest[0].isupper() else marks[-1]


def _report_lost_names(documents: Iterable[Document], report: Report) -> None:
    """Say which paths lost a parameter when somebody took the braces out of a page."""
    for document in documents:
        paths = document.data["paths"] if isinstance(document.data, dict) else None
        for path in paths if isinstance(paths, dict) else ():
            if re.search(r"//|\{\s*\}", path):
                report.warning(
                    "CG008",
                    f"the path {path} has lost the name of a parameter",
                    Place(document).child("paths", path),
                    hint="add the operation's own page or document to the inputs",
                )
