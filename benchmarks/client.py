"""What the client costs beside what it stands on: `python benchmarks/client.py`.

A document of bookings in four kinds is generated and called. Printed are ratios within
one run, each the median of paired rounds:

- decoding 100 bookings against a bare pydantic `TypeAdapter` on the same union;
- a call against the same request through bare httpx2, on a transport that answers at
  once (all that is left is the client's own work) and on a server on loopback;
- a process that imports, makes one call and decodes the answer, in time and in memory,
  against one that does so with bare httpx2 and pydantic.

Exits with 1 where decoding takes more than its bound.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import importlib
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Union

import httpx2
import pydantic

BOUND = 1.15
BOOKINGS = 100
_ROOT = Path(__file__).resolve().parent.parent
_KINDS = ("Single", "Recurring", "Seated", "SeatedRecurring")


def document() -> dict[str, Any]:
    """Bookings whose four kinds differ in what they require, without discriminator."""
    text, number = {"type": "string"}, {"type": "integer"}
    person = {
        "type": "object",
        "required": ["name", "email", "timeZone"],
        "properties": {"name": text, "email": text, "timeZone": text, "seat": text},
    }
    people = {"type": "array", "items": {"$ref": "#/components/schemas/Person"}}
    shared = {
        "id": number,
        "uid": text,
        "title": text,
        "status": {"type": "string", "enum": ["accepted", "pending", "cancelled"]},
        "start": {"type": "string", "format": "date-time"},
        "end": {"type": "string", "format": "date-time"},
        "hosts": people,
        "attendees": people,
        "guests": {"type": "array", "items": text},
        "metadata": {"type": "object", "additionalProperties": text},
    }
    more = {
        "Single": {"location": text},
        "Recurring": {"recurringUid": text},
        "Seated": {"seats": number},
        "SeatedRecurring": {"seats": number, "recurringUid": text},
    }
    schemas = {
        kind: {
            "type": "object",
            "required": ["id", "uid", "title", "status", "start", "end", *more[kind]],
            "properties": {**shared, **more[kind]},
        }
        for kind in _KINDS
    }
    union = {"oneOf": [{"$ref": f"#/components/schemas/{kind}"} for kind in _KINDS]}
    answer = {
        "type": "object",
        "required": ["data"],
        "properties": {"data": {"type": "array", "items": union}},
    }
    content = {"application/json": {"schema": answer}}
    one = {"application/json": {"schema": {"$ref": "#/components/schemas/Person"}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Bench", "version": "1"},
        "servers": [{"url": "https://api.test"}],
        "paths": {
            "/bookings": {
                "get": {
                    "tags": ["bookings"],
                    "responses": {"200": {"description": "", "content": content}},
                }
            },
            "/people/{id}": {
                "get": {
                    "tags": ["people"],
                    "parameters": [
                        {"name": "id", "in": "path", "required": True, "schema": text}
                    ],
                    "responses": {"200": {"description": "", "content": one}},
                }
            },
        },
        "components": {"schemas": {"Person": person, **schemas}},
    }


def bookings() -> bytes:
    person = {"name": "Ada", "email": "ada@example.test", "timeZone": "Europe/Rome"}
    more: tuple[dict[str, Any], ...] = (
        {"location": "here"},
        {"recurringUid": "r"},
        {"seats": 3},
        {"seats": 3, "recurringUid": "r"},
    )
    made = [
        {
            "id": turn,
            "uid": f"uid-{turn}",
            "title": "Talk",
            "status": "accepted",
            "start": "2026-01-02T03:04:05Z",
            "end": "2026-01-02T03:34:05.000Z",
            "hosts": [person],
            "attendees": [person, {**person, "seat": "1"}],
            "guests": ["a@example.test"],
            "metadata": {"key": "value"},
            **more[turn % 4],
        }
        for turn in range(BOOKINGS)
    ]
    return json.dumps({"data": made}).encode()


def generated(folder: Path) -> Any:
    source = folder / "bench.json"
    source.write_text(json.dumps(document()), encoding="utf-8")
    command = [sys.executable, "-m", "calgen", "generate", "--config", "none", "-q"]
    command += ["-i", str(source), "-o", str(folder / "out"), "--package", "bench"]
    subprocess.run(command, check=True, cwd=_ROOT)
    sys.path.insert(0, str(folder / "out"))
    return importlib.import_module("bench")


def ratio(
    ours: Callable[[], object], bare: Callable[[], object], rounds: int, calls: int
) -> float:
    """The median over paired rounds of how much longer `ours` takes."""
    ours(), bare()
    found = []
    for turn in range(rounds):
        order = (ours, bare) if turn % 2 else (bare, ours)
        taken = {each: _time(each, calls) for each in order}
        found.append(taken[ours] / taken[bare])
    return statistics.median(found)


def _time(call: Callable[[], object], calls: int) -> float:
    gc.collect()
    gc.disable()
    begun = time.perf_counter()
    for _ in range(calls):
        call()
    taken = time.perf_counter() - begun
    gc.enable()
    return taken


def decoding(api: Any, rounds: int) -> dict[str, float]:
    """From bytes to objects, against the same classes and against plain ones."""
    models = importlib.import_module(f"{api.__name__}.models")
    kinds = [getattr(models, kind) for kind in _KINDS]
    for kind in kinds:
        kind.model_rebuild()
    body = bookings()
    operation = _operation(api, "bookings")
    decode = importlib.import_module(f"{api.__name__}._core.decode").decode

    def ours() -> Any:
        return decode(operation, body, "application/json", strict=False)

    same = _adapter(kinds)
    value, drift = ours()
    bare = same.validate_json(body).value
    assert not drift
    assert [type(each) for each in value.data] == [type(each) for each in bare]
    person = _plain(models.Person, None)
    plain = _adapter([_plain(kind, person) for kind in kinds])
    return {
        "the same classes": ratio(ours, lambda: same.validate_json(body), rounds, 30),
        "plain classes": ratio(ours, lambda: plain.validate_json(body), rounds, 30),
    }


def _operation(api: Any, name: str) -> Any:
    """The only operation of a resource."""
    kind = importlib.import_module(f"{api.__name__}._core.operation").Operation
    module = importlib.import_module(f"{api.__name__}.operations.{name}")
    (found,) = (each for each in vars(module).values() if isinstance(each, kind))
    return found


def _adapter(kinds: list[Any]) -> pydantic.TypeAdapter[Any]:
    """Bookings in their envelope: that has to be read as well."""
    items: Any = list[Union[tuple(kinds)]]  # noqa: UP007
    return pydantic.TypeAdapter(
        pydantic.create_model("Envelope", value=(items, pydantic.Field(alias="data")))
    )


def _plain(model: Any, person: Any) -> Any:
    """A model with the same fields and no base of ours."""
    fields: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        of_people = "Person" in str(field.annotation)
        kind = list[person] | None if of_people else field.annotation
        fields[name] = (kind, pydantic.Field(field.default, alias=field.alias))
    return pydantic.create_model(model.__name__, **fields)


def calling(api: Any, rounds: int, url: str | None) -> dict[str, float]:
    """A call, against the same request through bare httpx2, in both modes.

    Without a URL a transport answers at once.
    """
    person = {"name": "Ada", "email": "a@b.test", "timeZone": "UTC"}
    content = json.dumps(person).encode()

    def answer(request: httpx2.Request) -> httpx2.Response:
        kind = {"content-type": "application/json"}
        return httpx2.Response(200, headers=kind, content=content)

    transport = None if url else httpx2.MockTransport(answer)
    base = url or "https://api.test"
    headers = {"Authorization": "Bearer t"}
    calls = 30 if url else 100
    with httpx2.Client(transport=transport) as http:
        client = api.Client(auth="t", base_url=base, http_client=http)
        sync = ratio(
            lambda: client.people.get("1"),
            lambda: http.get(f"{base}/people/1", headers=headers).json(),
            rounds,
            calls,
        )

    async def run() -> float:
        async with httpx2.AsyncClient(transport=transport) as http:
            client = api.AsyncClient(auth="t", base_url=base, http_client=http)

            async def ours() -> None:
                for _ in range(calls):
                    await client.people.get("1")

            async def bare() -> None:
                for _ in range(calls):
                    answer = await http.get(f"{base}/people/1", headers=headers)
                    answer.json()

            found = []
            for turn in range(rounds + 1):
                order = (ours, bare) if turn % 2 else (bare, ours)
                taken = {}
                for each in order:
                    begun = time.perf_counter()
                    await each()
                    taken[each] = time.perf_counter() - begun
                found.append(taken[ours] / taken[bare])
            return statistics.median(found[1:])

    return {"sync": sync, "async": asyncio.run(run())}


_TRANSPORT = """
import time; begun = time.perf_counter()
import httpx2
def answer(request):
    kind = {"content-type": "application/json"}
    content = b'{"name": "A", "email": "a@b.test", "timeZone": "UTC"}'
    return httpx2.Response(200, headers=kind, content=content)
http = httpx2.Client(transport=httpx2.MockTransport(answer))
"""
_OURS = """
from bench import Client
person = Client(auth="t", base_url="https://api.test", http_client=http).people.get("1")
"""
_BARE = """
import pydantic
class Person(pydantic.BaseModel):
    name: str
    email: str
    time_zone: str = pydantic.Field(alias="timeZone")
    seat: str | None = None
answer = http.get("https://api.test/people/1", headers={"Authorization": "Bearer t"})
person = Person.model_validate_json(answer.content)
"""
_TOLD = """
import resource
assert person.name == "A"
print(time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def beginning(folder: Path, rounds: int) -> dict[str, float]:
    """A first call, imports included, against one without us: time, and peak memory."""
    found: list[tuple[float, float]] = []
    for turn in range(rounds + 1):
        taken = {}
        for program in (_OURS, _BARE) if turn % 2 else (_BARE, _OURS):
            ran = subprocess.run(
                [sys.executable, "-c", _TRANSPORT + program + _TOLD],
                cwd=folder / "out",
                capture_output=True,
                text=True,
                check=True,
            )
            taken[program] = [float(each) for each in ran.stdout.split()]
        ours, bare = taken[_OURS], taken[_BARE]
        found.append((ours[0] / bare[0], ours[1] / bare[1]))
    times, sizes = zip(*found[1:], strict=True)
    return {"time": statistics.median(times), "memory": statistics.median(sizes)}


def server() -> ThreadingHTTPServer:
    body = json.dumps({"name": "Ada", "email": "a@b.test", "timeZone": "UTC"}).encode()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    found = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.daemon_threads = True
    threading.Thread(target=found.serve_forever, daemon=True).start()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        api = generated(Path(folder))
        decoded = decoding(api, rounds)
        for name, found in decoded.items():
            print(f"decode {BOOKINGS} bookings, against {name}: {found:.2f}")
        for mode, found in calling(api, rounds, None).items():
            print(f"a {mode} call that is answered at once: {found:.2f}")
        http = server()
        url = f"http://127.0.0.1:{http.server_address[1]}"
        for mode, found in calling(api, rounds, url).items():
            print(f"a {mode} call on loopback: {found:.2f}")
        http.shutdown()
        for what, found in beginning(Path(folder), rounds).items():
            print(f"{what} of a process with one call: {found:.2f}")
    holds = decoded["the same classes"] <= BOUND
    print("holds" if holds else f"decoding does not hold its bound of {BOUND}")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
