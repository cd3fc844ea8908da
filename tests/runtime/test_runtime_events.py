"""Server-sent events, fed in pieces of every size."""

from __future__ import annotations

import pytest

from calgen.runtime.events import Events, Lines, ServerSentEvent

STREAM = (
    b"\xef\xbb\xbf: a comment\n\n"
    b"data: one\r\n\r\n"
    b"event: add\rdata: two\rdata:  three\rid: 7\r\r"
    b"retry: 1500\ndata\n\n"
    b'data: {"text": "\xc3\xa9\xe2\x82\xac"}\n\n'
    b"event: lonely\n\n"
    b"retry: soon\nid: a\0b\nunknown: x\ndata: last\n\n"
    b"data: never finished"
)
EVENTS = [
    ServerSentEvent(data="one"),
    ServerSentEvent("add", "two\n three", "7"),
    ServerSentEvent(data="", id="7", retry=1500),
    ServerSentEvent(data='{"text": "é€"}', id="7", retry=1500),
    ServerSentEvent(data="last", id="7", retry=1500),
]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 10_000])
def test_events_in_pieces(size: int) -> None:
    lines, events = Lines(), Events()
    found = []
    pieces = [STREAM[at : at + size] for at in range(0, len(STREAM), size)]
    for chunk, last in [*((piece, False) for piece in pieces), (b"", True)]:
        heard = [events.feed(line) for line in lines.feed(chunk, last=last)]
        found += [event for event in heard if event is not None]
    assert found == EVENTS
    assert found[3].json() == {"text": "é€"}


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_lines_in_pieces(size: int) -> None:
    body = b'{"a":1}\n{"a":2}\r\n\n{"a":3}'
    lines = Lines()
    found: list[str] = []
    for at in range(0, len(body), size):
        found += lines.feed(body[at : at + size])
    found += lines.feed(b"", last=True)
    assert found == ['{"a":1}', '{"a":2}', "", '{"a":3}']
