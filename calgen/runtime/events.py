"""Server-sent events and lines, out of the chunks of a body."""

from __future__ import annotations

import json
from codecs import IncrementalDecoder, getincrementaldecoder
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

    __slots__ = ("_decode", "_rest", "_returned")

    def __init__(self, charset: str = "utf-8") -> None:
        self._decode: Final = decoder_of(charset)
        self._rest: list[str] = []
        self._returned = False

    def feed(self, chunk: bytes, *, last: bool = False) -> Iterator[str]:
        """The lines that a chunk completes; the `last` one completes the rest."""
        text = self._decode.decode(chunk, last)
        if text:
            # The line before a \r was given out: it may have been half of a \r\n.
            text = text.removeprefix("\n") if self._returned else text
            self._returned = text.endswith("\r")
        first, *lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._rest += [first] * (first != "")
        if lines:
            yield "".join(self._rest)
            *lines, rest = lines
            self._rest = [rest] * (rest != "")
            yield from lines
        if last and self._rest:
            yield "".join(self._rest)
            self._rest = []


class Records:
    """The texts of a JSON text sequence (RFC 7464): each begins with a record separator
    and should end with a line feed."""

    __slots__ = ("_decode", "_rest")

    def __init__(self) -> None:
        self._decode: Final = decoder_of("utf-8")
        self._rest = ""

    def feed(self, chunk: bytes, *, last: bool = False) -> Iterator[str]:
        """The texts that a chunk completes; the `last` one completes the rest."""
        *whole, self._rest = (self._rest + self._decode.decode(chunk, last)).split(
            "\x1e"
        )
        yield from whole
        if last or (self._rest.endswith("\n") and _is_json(self._rest)):
            yield self._rest
            self._rest = ""


def decoder_of(charset: str) -> IncrementalDecoder:
    """Decodes pieces of text; of a charset that nobody knows, as UTF-8."""
    try:
        return getincrementaldecoder(charset)("replace")
    except LookupError:
        return getincrementaldecoder("utf-8")("replace")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


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
