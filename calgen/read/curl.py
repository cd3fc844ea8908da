"""`curl` commands in a text: which request they show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

from calgen.read.example import example_at
from calgen.record import record

_START = re.compile(r"(?<![\w./@-])curl(?=[\s\\])")
# White space, and the backslash before a line end, which may have become a space.
_GAP = re.compile(r"(?:\s|\\(?=\s))*")
# Word processors turn hyphens into dashes, and quotes into curly ones.
_OPTION = re.compile(r"[-\u2013\u2014]{1,2}(?P<name>[A-Za-z][\w-]*)=?")
_BARE = re.compile(r"(?:\{[^{}\s\"']*\}|<[^<>\s\"']*>|[^\s{}\"'‘’“”<>`|;\\])+")
_QUOTED = (
    re.compile(r"'(?P<text>(?:'\\''|[^'])*)'"),
    re.compile(r'"(?P<text>(?:\\.|[^"\\])*)"', re.DOTALL),
    re.compile(r"[‘’](?P<text>[^’]*)’"),
    re.compile(r"[“”](?P<text>(?:\\.|[^”\\])*)”", re.DOTALL),
)
_QUOTE = re.compile(r"['\"‘’“”]\s*(?=[{\[])")
_CLOSED = re.compile(r"\s*['\"‘’“”]")
_METHOD = {"X", "request"}
_HEADER = {"H", "header"}
_URL = {"url"}
_DATA = {"d", "data", "data-raw", "data-binary", "data-ascii", "json"}
_FORM = {"F", "form", "form-string", "data-urlencode"}
_VALUED = {
    *("u", "user", "o", "output", "A", "user-agent", "e", "referer", "b", "cookie"),
    *("m", "max-time", "connect-timeout", "retry", "w", "write-out", "cacert", "cert"),
    *("key", "x", "proxy", "T", "upload-file", "c", "cookie-jar", "oauth2-bearer"),
}
_LETTERS = {each for each in _METHOD | _HEADER | _DATA | _FORM if len(each) == 1}
_ADDRESS = re.compile(
    r"(?P<server>https?://(?:\{[^{}]*\}|[^/?#{}])+)(?P<path>/[^?]*)?(?:\?(?P<query>.*))?",
    re.DOTALL | re.IGNORECASE,
)
# A switch that every call of a route sets is a part of the route, not an argument.
_SWITCH = re.compile(r"\w+=true")
# A quote without its end makes the rest of a text one argument; so many are enough.
_PATIENCE = 20
_LONGEST = 50_000


@record(kw_only=False)
class Header:
    """A header that a command sends; `at` is where it stands."""

    name: str
    value: str
    at: int


@record
class Command:
    """One command: the text from `start` up to `end`.

    `server` is the URL before the path, `query` the names of the query, `data` the body
    as it was written; `form` says that the body is a form.
    """

    start: int
    end: int
    method: str
    server: str
    path: str
    query: tuple[str, ...] = ()
    headers: tuple[Header, ...] = ()
    data: str | None = None
    form: bool = False


def commands(text: str) -> Iterator[Command]:
    """Every command that names an absolute URL, in the order of the text."""
    failures = 0
    end = 0
    for start in _START.finditer(text):
        if start.start() < end:
            continue
        words = _Words(text, start.end())
        found = _command(words, start.start())
        failures += words.open_quote
        if found is not None:
            end = found.end
            yield found
        if failures > _PATIENCE:
            return


class _Words:
    """The words of a command, one after the other."""

    def __init__(self, text: str, at: int) -> None:
        self._text = text
        self.at = at
        self.open_quote = False

    def option(self) -> str | None:
        """The name of the option that comes next, if one does."""
        found = _OPTION.match(self._text, self._next())
        if found is None:
            return None
        name, self.at = found["name"], found.end()
        if found.group().startswith("--") or len(name) == 1:
            return name
        if name[0] in _LETTERS:  # -XPOST
            self.at = found.start("name") + 1
            return name[0]
        return name

    def value(self) -> tuple[str, int] | None:
        """The argument that comes next, and where it stands."""
        at = self._next()
        if (quoted := self._json(at) or self._quoted(at)) is not None:
            return quoted
        bare = _BARE.match(self._text, at)
        if bare is None or self.open_quote:
            return None
        self.at = bare.end()
        return bare.group(), at

    def _json(self, at: int) -> tuple[str, int] | None:
        """A quoted JSON value: what is quoted inside it does not end it."""
        opening = _QUOTE.match(self._text, at)
        start = opening.end() if opening else at
        example = opening and example_at(self._text, start, start + _LONGEST)
        if not example or not (closing := _CLOSED.match(self._text, example.end)):
            return None
        self.at = closing.end()
        return self._text[example.start : example.end], example.start

    def _quoted(self, at: int) -> tuple[str, int] | None:
        for pattern in _QUOTED:
            if found := pattern.match(self._text, at):
                self.at = found.end()
                quote = found.group()[0]
                inside = found["text"]
                if quote == "'":
                    inside = inside.replace("'\\''", "'")
                elif quote == '"':
                    inside = re.sub(r"\\([\"\\$`])", r"\1", inside)
                return inside, found.start("text")
        self.open_quote = self._text[at : at + 1] in set("'\"‘’“”")
        return None

    def _next(self) -> int:
        gap = _GAP.match(self._text, self.at)
        return gap.end() if gap else self.at


def _command(words: _Words, start: int) -> Command | None:
    method = url = data = None
    headers: list[Header] = []
    form = head = False
    end = words.at
    while True:
        name = words.option()
        if name is None:
            word = words.value()
            if word is None or url or not _ADDRESS.fullmatch(word[0]):
                break
            url = word[0]
        elif name in {"I", "head"}:
            head = True
        elif name in _METHOD | _HEADER | _URL | _DATA | _FORM | _VALUED:
            word = words.value()
            if word is None:
                break
            said, at = word
            if name in _METHOD:
                method = said.upper()
            elif name in _HEADER:
                key, _, value = said.partition(":")
                headers.append(Header(key.strip(" ;"), value.strip(), at))
            elif name in _URL:
                url = said
            elif name in _DATA:
                data = said if data is None else f"{data}&{said}"
            elif name in _FORM:
                data, form = f"{data}&{said}" if data else said, True
        end = words.at
    address = _ADDRESS.fullmatch(url or "")
    if address is None:
        return None
    path, query = address["path"] or "/", address["query"] or ""
    if _SWITCH.fullmatch(query):
        path, query = f"{path}?{query}", ""
    return Command(
        start=start,
        end=end,
        method=method or ("HEAD" if head else "POST" if data is not None else "GET"),
        server=address["server"],
        path=_path(path),
        query=tuple(dict.fromkeys(_names(query))),
        headers=tuple(each for each in headers if each.name),
        data=data,
        form=form,
    )


def _names(query: str) -> Iterator[str]:
    for pair in query.split("&"):
        if name := unquote_plus(pair.partition("=")[0]).strip():
            yield name


def _path(written: str) -> str:
    """A path with its holes in braces, as which `:id` and `<id>` are meant too."""
    path = re.sub(r"%7B([^%]*)%7D", r"{\1}", written, flags=re.IGNORECASE)
    path = re.sub(r"<([\w .-]+)>", r"{\1}", path)
    return re.sub(r"(?<=/):([A-Za-z_]\w*)(?=[/?]|$)", r"{\1}", path)
