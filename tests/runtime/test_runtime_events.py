"""Server-sent events, fed in pieces of every size."""

from __future__ import annotations

import pytest

from calgen.runtime.events import Events, Lines, Records, ServerSentEvent

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


def test_a_line_is_given_out_when_it_ends() -> None:
    lines = Lines()
    assert list(lines.feed(b"one\r")) == ["one"]
    assert list(lines.feed(b"")) == []
    assert list(lines.feed(b"\ntwo")) == []
    assert list(lines.feed(b"\n\nthree")) == ["two", ""]
    assert list(lines.feed(b"", last=True)) == ["three"]


def test_lines_of_other_charsets() -> None:
    assert list(Lines("latin-1").feed(b"\xe9\n")) == ["é"]
    assert list(Lines("no-such-charset").feed("é\n".encode())) == ["é"]


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_text_sequences(size: int) -> None:
    body = b'\x1e{"a":\n1}\n\x1e[2]\n\x1e"\xc3\xa9"'
    records = Records()
    found: list[str] = []
    for at in range(0, len(body), size):
        found += records.feed(body[at : at + size])
    found += records.feed(b"", last=True)
    assert [each.strip() for each in found if each.strip()] == [
        '{"a":\n1}',
        "[2]",
        '"é"',
    ]


def test_a_text_of_a_sequence_is_given_out_when_it_ends() -> None:
    assert list(Records().feed(b"\x1e[1]\n")) == ["", "[1]\n"]
    assert list(Records().feed(b"\x1e[1")) == [""]
