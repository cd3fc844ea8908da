"""A copied page of a reference: what a browser's clipboard leaves of one operation.

First comes a `curl` command and the JSON that it answers, then prose, then often both
again and the descriptions of parameters, whose names are gone. What stands there is
read; what is missing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl

from calgen.diagnostics import Report
from calgen.document import Document, mark_at
from calgen.ir import Json
from calgen.location import Position
from calgen.read.curl import Command, commands
from calgen.read.example import Example, example_at, first_scalar, schema_of
from calgen.read.headers import arguments_of, is_secret, value_of
from calgen.read.leftovers import Leftovers, leftovers
from calgen.read.passage import Passage
from calgen.read.screen import Line, is_heading, is_noise, lines
from calgen.read.sketch import Argument, Draft, Nameless, Sketch
from calgen.record import record

_ROUTE = re.compile(
    r"(?P<method>GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE)?\s*(?P<path>/\S*)?"
)
_BUTTON = re.compile(r"copy page", re.IGNORECASE)
_FORM = "application/x-www-form-urlencoded"


@record(kw_only=False)
class _Page:
    """The part of a text that is about one operation, from `start` up to `end`."""

    calls: tuple[Command, ...]
    start: int
    end: int


def is_copied_page(text: str, *, asked: bool) -> bool:
    """Whether a text shows the request of an operation.

    One that nobody asked for by name may be a note that quotes a command: then it has
    to show an answer too, or the command twice.
    """
    pages = list(_pages(text))
    if asked or len(pages) != 1:
        return asked and bool(pages)
    (page,) = pages
    return len(page.calls) > 1 or _open(text, page.calls[0].end, page.end) is not None


def read_copied_page(name: str, text: str, report: Report) -> list[Document]:
    """The operations of a text of copied pages; usually there is one."""
    sketch = Sketch()
    servers = set()
    for page in _pages(text):
        reading = _Reading(name, text, page, report)
        sketch.operation(reading.draft())
        servers.add(reading.server)
    if len(servers) == 1:
        sketch.servers = tuple(servers)
    return sketch.documents(name, text)


def _pages(text: str) -> Iterator[_Page]:
    """The text by operations: what stands before the first command is its page's."""
    groups: list[list[Command]] = []
    for call in commands(text):
        if groups and _same(groups[-1][0], call):
            groups[-1].append(call)
        else:
            groups.append([call])
    starts = [0] + [group[0].start for group in groups[1:]] + [len(text)]
    for group, start, end in zip(groups, starts, starts[1:], strict=False):
        yield _Page(tuple(group), start, end)


def _same(one: Command, other: Command) -> bool:
    return (one.method, one.server, one.path) == (
        other.method,
        other.server,
        other.path,
    )


def _open(text: str, start: int, end: int) -> int | None:
    """The offset of the JSON that begins at `start`, the screen's own words aside."""
    for line in lines(text, start, end):
        if line.text[0] in "{[":
            return line.at
        if not is_noise(line.text) and not is_heading(line.text):
            return None
    return None


class _Reading:
    """One page, read."""

    def __init__(self, name: str, text: str, page: _Page, report: Report) -> None:
        self._name = name
        self._text = text
        self._page = page
        self._report = report
        self._call = page.calls[0]
        self._examples = [self._example(index) for index in range(len(page.calls))]
        self._before = list(lines(text, page.start, self._call.start))
        self.server, self._path = self._route()

    def draft(self) -> Draft:
        """The operation, as far as the page tells."""
        shown = next((found for found, _ in self._examples if found is not None), None)
        prose_end, rest = self._parts()
        left = leftovers(
            lines(self._text, rest, self._page.end),
            first_scalar(shown.value) if shown else None,
        )
        arguments = self._arguments(left)
        nameless = left.others[sum(each.doc is not None for each in arguments) :]
        title, intro = self._heading()
        return Draft(
            method=self._call.method,
            path=self._path,
            at=title.at if title else self._call.start,
            title=title,
            prose=self._prose(intro, prose_end),
            arguments=arguments,
            body=self._body(),
            answer=schema_of([shown.value]) if shown else None,
            nameless=Nameless(nameless, left.credentials),
        )

    def _example(self, index: int) -> tuple[Example | None, int]:
        """The answer behind a command, and where it ends."""
        call = self._page.calls[index]
        following = self._page.calls[index + 1 :]
        end = following[0].start if following else self._page.end
        start = _open(self._text, call.end, end)
        if start is None:
            return None, call.end
        found = example_at(self._text, start, end)
        if found is not None:
            return found, found.end
        if index == 0:
            self._report.warning(
                "CG015",
                "the example is not JSON; the answer may be any value",
                self._position(start),
                hint="correct the example, or copy the page again",
            )
        closing = re.compile(r"^\s*[}\]]", re.MULTILINE)
        ends = [each.end() for each in closing.finditer(self._text, start, end)]
        return None, ends[-1] if ends else end

    def _route(self) -> tuple[str, str]:
        """(server, path): a line `GET /books` says how much of the URL is the path."""
        call = self._call
        for line in self._before:
            said = _ROUTE.fullmatch(line.text)
            path = said["path"] if said else None
            if path and call.path.endswith(path):
                return call.server + call.path[: len(call.path) - len(path)], path
        return call.server, call.path

    def _heading(self) -> tuple[Passage | None, Sequence[Line]]:
        """The title above the command, and the lines that describe it.

        The title is the first line, or the one before the button beside it.
        """
        buttons = [
            index
            for index, line in enumerate(self._before)
            if index and _BUTTON.fullmatch(line.text)
        ]
        told = [
            each
            for each in self._before[buttons[0] - 1 if buttons else 0 :]
            if not is_noise(each.text) and not _ROUTE.fullmatch(each.text)
        ]
        if not told:
            return None, ()
        first = told[0]
        hashes = len(first.text) - len(first.text.lstrip("# \t"))
        return Passage(first.text[hashes:], first.at + hashes), told[1:]

    def _parts(self) -> tuple[int, int]:
        """Where the prose behind the first answer ends, and where parameters begin."""
        start, last = self._examples[0][1], self._examples[-1][1]
        if len(self._page.calls) > 1:
            return self._page.calls[1].start, last
        for line in lines(self._text, start, self._page.end):
            if is_heading(line.text):
                return line.at, line.at
        return self._page.end, self._page.end

    def _prose(self, intro: Sequence[Line], end: int) -> Passage | None:
        found = [
            each
            for each in lines(self._text, self._examples[0][1], end)
            if not is_noise(each.text)
        ]
        told = [*intro, *found]
        if not told:
            return None
        return Passage("\n".join(each.text for each in told), told[0].at)

    def _arguments(self, left: Leftovers) -> tuple[Argument, ...]:
        """What the command sends. Where it sends one header beside credentials, as a
        placeholder, the first description that is not about credentials is its own:
        pages describe headers before all other parameters."""
        found = arguments_of(self._page.calls)
        open_ones = {
            header.name.lower()
            for header in self._call.headers
            if not is_secret(header) and value_of(header) is None
        }
        if len(open_ones) != 1 or not left.others:
            return found
        return tuple(
            (
                replace(each, doc=left.others[0])
                if each.where == "header" and each.name.lower() in open_ones
                else each
            )
            for each in found
        )

    def _body(self) -> tuple[str, Json] | None:
        """The media type and the schema of the body that the command sends."""
        data = self._call.data
        if data is None:
            return None
        stated = [
            each.value.partition(";")[0].strip()
            for each in self._call.headers
            if each.name.lower() == "content-type"
        ]
        if example := example_at(data, len(data) - len(data.lstrip()), len(data)):
            return (stated or ["application/json"])[0], schema_of([example.value])
        if self._call.form or stated == [_FORM]:
            names = dict(parse_qsl(data, keep_blank_values=True))
            return (stated or [_FORM])[0], schema_of([dict(names)])
        return (stated or ["application/json"])[0], {}

    def _position(self, at: int) -> Position:
        mark = mark_at(self._text, at)
        return Position(self._name, mark.line + 1, mark.column + 1)
