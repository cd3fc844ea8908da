"""Server-sent events and lines, out of the chunks of a body."""

from __future__ import annotations

import json
from codecs import getincrementaldecoder
from collections.abc import Iterator
from typing import Final, NamedTuple, cast


class ServerSentEvent(NamedTuple):
    """One event: `data` is its text, `retry` in milliseconds."""

    event: str = "message"
    data: str = ""
    id: str = ""
    retry: int | None = None

    def json(self) -> object:
        """The data as JSON; raises ValueError where it is none."""
        return cast("object", json.loads(self.data))


class Lines:
    """Text lines of a body that comes in pieces: ends are `\\n`, `\\r\\n` and `\\r`."""

    __slots__ = ("_decode", "_rest")

    def __init__(self) -> None:
        self._decode: Final = getincrementaldecoder("utf-8")("replace")
        self._rest = ""

    def feed(self, chunk: bytes, *, last: bool = False) -> Iterator[str]:
        """The lines that a chunk completes; the `last` one completes the rest."""
        text = self._rest + self._decode.decode(chunk, last)
        # A final \r may be the first half of \r\n.
        held = "" if last or not text.endswith("\r") else "\r"
        text = text[: len(text) - len(held)]
        *lines, rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._rest = rest + held
        yield from lines
        if last and self._rest:
            yield self._rest
            self._rest = ""


class Events:
    """Events out of lines, by the rules of the HTML standard."""

    __slots__ = ("_data", "_event", "_first", "_id", "_retry")

    def __init__(self) -> None:
        self._event = ""
        self._data: list[str] = []
        self._id = ""
        self._retry: int | None = None
        self._first = True

    def feed(self, line: str) -> ServerSentEvent | None:
        """The event that a line completes; an unfinished one at the end is lost."""
        if self._first:
            line, self._first = line.removeprefix("\ufeff"), False
        if not line:
            return self._complete()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            self._retry = int(value)
        return None

    def _complete(self) -> ServerSentEvent | None:
        data, event = self._data, self._event
        self._data, self._event = [], ""
        if not data:
            return None
        return ServerSentEvent(
            event or "message", "\n".join(data), self._id, self._retry
        )
