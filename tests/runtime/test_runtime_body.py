"""Request bodies by media type."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from runtime_caller import Caller

from calgen.runtime.model import Model
from calgen.runtime.operation import Operation
from calgen.runtime.unset import UNSET


def post(media: str = "application/json", **facts: Any) -> Operation[None]:
    return Operation(
        id="things.create",
        method="POST",
        path="/things",
        returns=None,
        media=media,
        **facts,
    )


def test_json_drops_unset_and_keeps_none(caller: Caller) -> None:
    body = {"a": UNSET, "b": None, "c": 5.0, "d": [1.5, UNSET], "e": "é"}
    caller.send(post(), body=body)
    assert caller.request.content == '{"b":null,"c":5,"d":[1.5],"e":"é"}'.encode()
    assert caller.request.headers["content-type"] == "application/json"


def test_json_suffix_is_json(caller: Caller) -> None:
    caller.send(post("application/merge-patch+json; charset=utf-8"), body={"a": 1})
    assert json.loads(caller.request.content) == {"a": 1}
    assert caller.request.headers["content-type"].startswith("application/merge-patch")


def test_nothing_given_is_no_body_unless_required(caller: Caller) -> None:
    caller.send(post(), body={"a": UNSET})
    assert caller.request.content == b""
    assert "content-type" not in caller.request.headers
    caller.send(post(body_required=True), body={"a": UNSET})
    assert caller.request.content == b"{}"
    with pytest.raises(TypeError, match=r"things\.create needs a body"):
        caller.send(post(body_required=True))


@pytest.mark.parametrize("body", [[1, 2], "text", 7, None, True])
def test_whole_bodies_are_any_json(caller: Caller, body: object) -> None:
    caller.send(post(), body=body)
    assert json.loads(caller.request.content) == body


class Thing(Model):
    name: str
    size: float | None = None


def test_models_are_bodies(caller: Caller) -> None:
    caller.send(post(), body=Thing(name="a"))
    assert caller.request.content == b'{"name":"a"}'
    caller.send(post(), body={"thing": Thing(name="a", size=2.0)})
    assert caller.request.content == b'{"thing":{"name":"a","size":2}}'


def test_form_urlencoded(caller: Caller) -> None:
    body = {"a": "x y", "b": [1, 2], "c": {"d": 5.0}, "e": UNSET, "f": None}
    operation = post(
        "application/x-www-form-urlencoded", styles={"body:c": "deepObject*"}
    )
    caller.send(operation, body=body)
    assert caller.request.content == b"a=x%20y&b=1&b=2&c%5Bd%5D=5"
    caller.send(operation, body=Thing(name="a"))
    assert caller.request.content == b"name=a"
    assert caller.request.headers["content-type"] == "application/x-www-form-urlencoded"


def parts(caller: Caller) -> list[tuple[str, str]]:
    kind, _, boundary = caller.request.headers["content-type"].partition("; boundary=")
    assert kind == "multipart/form-data"
    pieces = caller.request.content.split(b"--" + boundary.encode())[1:-1]
    found: list[tuple[str, str]] = []
    for piece in pieces:
        head, _, data = piece.strip(b"\r\n").partition(b"\r\n\r\n")
        found.append((head.decode().replace("\r\n", "; "), data.decode()))
    return found


def test_multipart(caller: Caller, tmp_path: Path) -> None:
    path = tmp_path / "cv.txt"
    path.write_text("cv")
    with path.open("rb") as file:
        body = {
            "raw": b"\x01",
            "file": file,
            "memory": io.BytesIO(b"m"),
            "named": ("a.png", b"png", "image/png"),
            "path": path,
            "many": [b"1", ("two.txt", b"2")],
            "tags": ["x", "y"],
            "note": "é",
            "ratio": 2.0,
            "meta": {"k": [1.0]},
            "model": Thing(name="n"),
            "unset": UNSET,
            "none": None,
        }
        caller.send(post("multipart/form-data"), body=body)
    disposition = 'Content-Disposition: form-data; name="{}"'
    filed = disposition + '; filename="{}"; Content-Type: {}'
    octets = "application/octet-stream"
    as_json = disposition + "; Content-Type: application/json"
    assert parts(caller) == [
        (filed.format("raw", "raw", octets), "\x01"),
        (filed.format("file", "cv.txt", "text/plain"), "cv"),
        (filed.format("memory", "memory", octets), "m"),
        (filed.format("named", "a.png", "image/png"), "png"),
        (filed.format("path", "cv.txt", "text/plain"), "cv"),
        (filed.format("many", "many", octets), "1"),
        (filed.format("many", "two.txt", "text/plain"), "2"),
        (disposition.format("tags"), "x"),
        (disposition.format("tags"), "y"),
        (disposition.format("note"), "é"),
        (disposition.format("ratio"), "2"),
        (as_json.format("meta"), '{"k":[1]}'),
        (as_json.format("model"), '{"name":"n"}'),
    ]


@pytest.mark.parametrize(
    ("body", "content"),
    [
        (b"\x00\x01", b"\x00\x01"),
        (bytearray(b"ab"), b"ab"),
        ("téxt", "téxt".encode()),
        (5.0, b"5"),
        (io.BytesIO(b"streamed"), b"streamed"),
        (("name", b"data", "a/b"), b"data"),
    ],
)
def test_raw_bodies(caller: Caller, body: object, content: bytes) -> None:
    if isinstance(body, io.BytesIO):
        body.seek(0)
    caller.send(post("application/octet-stream"), body=body)
    assert caller.request.content == content
    assert caller.request.headers["content-type"] == "application/octet-stream"


class Bare:
    """All that a body needs."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def read(self, size: int = -1, /) -> bytes:
        return self._data.read(size)


def test_a_file_is_sent_from_where_it_stands(caller: Caller, tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(b"0123456789")
    operation = post("application/octet-stream")
    for file in (path.open("rb"), io.BytesIO(b"0123456789")):
        with file:
            for start, left in ((4, b"456789"), (0, b"0123456789"), (12, b"")):
                file.seek(start)
                caller.send(operation, body=file)
                assert caller.request.content == left
                assert caller.request.headers["content-length"] == str(len(left))
    caller.send(operation, body=path)
    assert caller.request.headers["content-length"] == "10"


def test_a_body_needs_only_to_be_readable(caller: Caller) -> None:
    operation = post("application/octet-stream")
    caller.send(operation, body=Bare(b"x" * 100_000))
    assert caller.request.content == b"x" * 100_000
    assert caller.request.headers["transfer-encoding"] == "chunked"
    assert "content-length" not in caller.request.headers
    # Who knows better says so.
    headers = {"Content-Length": "4"}
    caller.send(operation, body=Bare(b"bare"), options={"headers": headers})
    assert caller.request.headers.get_list("content-length") == ["4"]
    assert "transfer-encoding" not in caller.request.headers
    headers = {"Transfer-Encoding": "chunked"}
    caller.send(operation, body=io.BytesIO(b"x"), options={"headers": headers})
    assert "content-length" not in caller.request.headers


def test_bodies_that_do_not_fit_say_which(caller: Caller) -> None:
    with pytest.raises(TypeError, match=r"body of things\.create: text/plain takes"):
        caller.send(post("text/plain"), body={"a": 1})
    with pytest.raises(TypeError, match="a form takes a mapping"):
        caller.send(post("multipart/form-data"), body=5)
    with pytest.raises(ValueError, match=r"body of things\.create: .*base64"):
        caller.send(post(), body={"a": b"\xff"})
    assert caller.requests == []
