"""Inputs to documents. Whatever cannot be read ends the run: leaving an input out would
delete its calls from the client."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from calgen import trace
from calgen.diagnostics import Report
from calgen.document import Broken, Document, Problem, is_json, parse
from calgen.inputs import Input, names_of
from calgen.location import Place, Position
from calgen.read import markdown

_PAGES = {".md", ".mdx", ".markdown"}
_SPECS = {".yaml", ".yml", ".json"}
_TEXTS = {".txt"}
_SPEC_IN_TEXT = re.compile(r"^[\"']?(?:openapi|swagger)[\"']?\s*:", re.MULTILINE)


def read_all(
    paths: Sequence[Path],
    report: Report,
    *,
    base: Path,
    stdin: Input | None = None,
    loose: list[Document] | None = None,
) -> tuple[tuple[Input, ...], tuple[Document, ...]]:
    """Every document of every path, in the order of their names.

    Names are relative to `base` where a file lies below it, else the shortest tails of
    the paths that tell the files apart; so they do not depend on where the run started.
    `loose` takes the documents that describe no API: something may refer to them.
    """
    found = list(_find(paths, report))
    names = names_of([path for path, _ in found], base)
    inputs = [] if stdin is None else [stdin]
    for path, asked in found:
        try:
            content = trace.read(path)
        except OSError as error:
            report.error("CG001", f"cannot read {path}: {error.strerror}")
            continue
        inputs.append(Input(names[path], content, asked, path))
    inputs.sort(key=lambda each: each.name)
    documents: list[Document] = []
    for each in inputs:
        for document in _documents(each, report):
            if _is_api(document):
                documents.append(document)
            elif loose is not None:
                loose.append(document)
            elif each.asked:
                _report_no_api(document, report)
    if not documents and loose and not report.has("error"):
        report_no_apis(inputs, loose, report)
    if not documents and not report.has("error"):
        report.error(
            "CG002",
            "there is no API description in the inputs",
            hint="name a file or folder with OpenAPI documents or pages: -i PATH",
        )
    report.stop_on_errors()
    return tuple(inputs), tuple(documents)


def report_no_apis(
    inputs: Iterable[Input], loose: Iterable[Document], report: Report
) -> None:
    """Report the documents of `loose` whose files were named by their own path."""
    named = {each.name for each in inputs if each.asked}
    for document in loose:
        if document.path in named:
            _report_no_api(document, report)


def _find(paths: Sequence[Path], report: Report) -> Iterable[tuple[Path, bool]]:
    seen: set[Path] = set()
    for path in paths:
        if path.is_dir():
            files = _folder(path)
            if not files:
                report.error(
                    "CG002",
                    f"the folder {path} holds no API description",
                    hint="it may hold .md pages, .yaml, .yml, .json and .txt files",
                )
        elif path.exists():
            files = [path]
        else:
            trace.note(path)
            report.error(
                "CG001",
                f"no such file or folder: {path}",
                hint="check the path after -i, or `inputs` in the settings",
            )
            continue
        for file in files:
            if (key := file.resolve()) not in seen:
                seen.add(key)
                yield file, not path.is_dir()


def _folder(folder: Path) -> list[Path]:
    endings = tuple(sorted(_PAGES | _SPECS | _TEXTS))
    return [Path(each) for each in trace.walk(folder, endings)]


def _documents(file: Input, report: Report) -> list[Document]:
    try:
        text = file.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.content.count(b"\n", 0, error.start) + 1
        report.error(
            "CG003",
            "not UTF-8 text",
            Position(file.name, line, 1),
            hint="save it as UTF-8",
        )
        return []
    text = text.replace("\r\n", "\n")
    suffix = Path(file.name).suffix.lower()
    if suffix in _PAGES:
        return _page(file, text, report)
    if suffix in _TEXTS and not (is_json(text) or _SPEC_IN_TEXT.search(text)):
        return _plain_text(file, text, report)
    document = _parsed(file.name, text, report)
    return [document] if document else []


def _plain_text(file: Input, text: str, report: Report) -> list[Document]:
    """What documentation sites export, or people copy from them."""
    # Imported here: few inputs are such texts, and their readers are long.
    from calgen.read.copied import is_copied_page, read_copied_page
    from calgen.read.dump import is_dump, read_dump

    if is_dump(text):
        return read_dump(file.name, text, report)
    if is_copied_page(text, asked=file.asked):
        return read_copied_page(file.name, text, report)
    if file.asked:
        report.error(
            "CG007",
            "the text is neither a documentation dump nor a copied reference page",
            Position(file.name, 1, 1),
            hint="a dump has sections `# Title Source: URL … METHOD /path`, a copied "
            "page shows a `curl` command; leave other texts out of the inputs",
        )
    return []


def _page(file: Input, text: str, report: Report) -> list[Document]:
    found = []
    for block in markdown.api_blocks(text):
        document = _parsed(
            file.name,
            block.text,
            report,
            whole=text,
            first_line=block.first_line,
            indent=block.indent,
            label=block.info,
        )
        if document is not None and _is_api(document):
            _check_label(document, report)
            found.append(document)
        elif document is None:
            return []
    if not found and not report.has("error"):
        report.error(
            "CG004",
            "the page holds no fenced OpenAPI block",
            Position(file.name, 1, 1),
            hint="a block begins with three or more backticks and `yaml` or `json`; "
            "leave the page out of the inputs if it describes no operation",
        )
    return found


def _check_label(document: Document, report: Report) -> None:
    """A page that announces one operation and describes another is worth a look."""
    stated = markdown.stated_operation(document.label)
    if stated is None or not isinstance(document.data, dict):
        return
    method, path = stated
    paths = document.data.get("paths")
    item = paths.get(path) if isinstance(paths, dict) else None
    if not isinstance(item, dict) or method.lower() not in item:
        report.warning(
            "CG005",
            f"the block announces {method} {path}, which it does not describe",
            Place(document),
        )


def _parsed(
    name: str,
    text: str,
    report: Report,
    *,
    whole: str | None = None,
    first_line: int = 0,
    indent: int = 0,
    label: str = "",
) -> Document | None:
    try:
        return parse(
            name, text, whole=whole, first_line=first_line, indent=indent, label=label
        )
    except Problem as problem:
        around = Document(
            name, text, None, whole=whole, first_line=first_line, indent=indent
        )
        places = [
            Place(Broken(around, mark))
            for mark in (problem.mark, problem.other)
            if mark
        ]
        report.error(
            "CG003",
            problem.message,
            places[0],
            related=places[1:],
            hint=problem.hint,
        )
        return None


def _is_api(document: Document) -> bool:
    data = document.data
    return isinstance(data, dict) and (
        bool({"openapi", "swagger"} & data.keys())
        or isinstance(data.get("paths"), dict)
    )


def _report_no_api(document: Document, report: Report) -> None:
    """Say that a file that was named by its path describes no API."""
    overlay = isinstance(document.data, dict) and "overlay" in document.data
    report.error(
        "CG004",
        "not an API description: neither `openapi` nor `swagger` nor `paths`",
        Place(document),
        hint=(
            "an overlay is given with --overlay, or `overlays` in the settings"
            if overlay
            else ""
        ),
    )
