"""A generated package at work: import all of it, build its models, make its calls.

Run as a process of its own, `python -m proof.calls SITE PACKAGE DOCUMENT [every|one]`;
prints one JSON object. The HTTP transport is a fake that answers what the document
promises.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import pkgutil
import posixpath
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import httpx2
from pydantic import BaseModel

from .arguments import Unmakeable, arguments
from .sample import Answer, answer
from .source import load, routes

_SHOWN = 400  # characters of an error
_BASE = "https://example.test"


class Call(NamedTuple):
    """A method of a resource, and the operation that its body names."""

    name: str
    run: Callable[..., Any]
    operation: Any


def main() -> None:
    site, package, document, extent = sys.argv[1:]
    warnings.simplefilter("ignore", DeprecationWarning)
    every = extent == "every"
    print(json.dumps(exercise(Path(site), package, Path(document), every=every)))


def exercise(
    site: Path, package: str, document: Path, *, every: bool = True, build: bool = True
) -> dict[str, Any]:
    """What the package in the folder `site` does; the keys are those of the report."""
    sys.path.insert(0, str(site))
    try:
        modules, broken = import_all(site, package)
        found: dict[str, Any] = {"modules": modules, "imports": broken}
        if not broken:
            if build:
                found["models"], found["unbuilt"] = build_models(package)
            found |= Proof(package, document.resolve()).run(every=every)
    finally:
        sys.path.remove(str(site))
    return found


def import_all(site: Path, package: str) -> tuple[int, dict[str, str]]:
    """How many modules there are, and the errors of those that do not import."""
    broken = {}
    names = [package]
    root = str(site / package)
    names += [each.name for each in pkgutil.walk_packages([root], f"{package}.")]
    for name in names:
        try:
            importlib.import_module(name)
        except Exception as error:
            broken[name] = described(error)
    return len(names), broken


def build_models(package: str) -> tuple[int, dict[str, str]]:
    """How many models there are, and the errors of those that cannot be built."""
    adapters = importlib.import_module(f"{package}._core.adapters")
    broken, count = {}, 0
    names = [n for n in list(sys.modules) if n.startswith(f"{package}.models.")]
    for name in sorted(names):
        for key, value in list(vars(sys.modules[name]).items()):
            if key.startswith("_") or not _defined_in(value, name):
                continue
            count += 1
            try:
                adapters.adapter_of(value)
            except Exception as error:
                broken[f"{name}.{key}"] = described(error)
    return count, broken


def _defined_in(value: object, module: str) -> bool:
    if isinstance(value, type):
        return issubclass(value, BaseModel) and value.__module__ == module
    # An alias does not say where it is from: it is built wherever it is seen.
    return hasattr(value, "__origin__")


def described(error: BaseException) -> str:
    """The kind and text of an error, and the line of generated code it came from."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if sys.path[0] in f.filename]
    place = f" [{Path(own[-1].filename).name}:{own[-1].lineno}]" if own else ""
    text = " ".join(str(error).split())[:_SHOWN]
    return f"{type(error).__name__}: {text}{place}"


class Proof:
    """The calls of one package against the fake transport."""

    def __init__(self, package: str, document: Path) -> None:
        self.client = importlib.import_module(f"{package}.client")
        self.auth = importlib.import_module(f"{package}._core.auth")
        self.operation = importlib.import_module(f"{package}._core.operation").Operation
        self.errors = importlib.import_module(f"{package}._core.errors")
        self.package = package
        data = load(document)
        self.swagger = "swagger" in data
        self.produces = list(data.get("produces") or ())
        self.routes = {(r.method, _skeleton(r.path)): r for r in routes(document)}
        self.reply = Answer(204, None, b"")
        self.sent: httpx2.Request | None = None
        self.failed: dict[str, str] = {}
        self.misfits: dict[str, str] = {}
        self.unmade: dict[str, str] = {}
        self.made = 0

    def run(self, *, every: bool) -> dict[str, Any]:
        """Make the calls; `every` one, or one of each resource."""
        transport = httpx2.MockTransport(self.handle)
        options = {"auth": self.auth.Bearer("t"), "base_url": _BASE, "api_version": "1"}
        with httpx2.Client(transport=transport) as http:
            calls = self.run_sync(options, http, every=every)
        asyncio.run(self.run_async(options, transport, calls, every=every))
        operations = [
            value
            for name, module in sorted(sys.modules.items())
            if name.startswith(f"{self.package}.operations.")
            for value in vars(module).values()
            if isinstance(value, self.operation)
        ]
        reached = {id(call.operation) for call in calls}
        return {
            "operations": len(operations) - _twins(operations),
            "unreachable": [o.id for o in operations if id(o) not in reached],
            "calls": self.made,
            "failed": self.failed,
            "misfits": self.misfits,
            "unmade": self.unmade,
        }

    def run_sync(
        self, options: dict[str, Any], http: httpx2.Client, *, every: bool
    ) -> list[Call]:
        # Strictly first, to see whether the answer fits; what does not fit has to be
        # taken leniently.
        strict = self.client.Client(http_client=http, validation="strict", **options)
        calls = list(self.calls(strict))
        asked = [call for call in calls if chosen(call, calls, every=every)]
        for call in asked:
            self.one(call, strict=True)
        lenient = self.client.Client(http_client=http, **options)
        for call in self.calls(lenient):
            if call.name in self.misfits:
                self.one(call, strict=False)
        return calls

    async def run_async(
        self,
        options: dict[str, Any],
        transport: httpx2.MockTransport,
        calls: list[Call],
        *,
        every: bool,
    ) -> None:
        async with httpx2.AsyncClient(transport=transport) as http:
            client = self.client.AsyncClient(http_client=http, **options)
            for call in self.calls(client):
                if not chosen(call, calls, every=every):
                    continue
                name = f"async {call.name}"
                try:
                    positional, keyword = arguments(call.run, every=False)
                    self.prepare(call)
                    await call.run(*positional, **keyword)
                    self.check(call)
                    self.made += 1
                except Unmakeable as error:
                    self.unmade[name] = str(error)
                except Exception as error:
                    self.failed[name] = described(error)

    def calls(self, holder: Any, path: tuple[str, ...] = ()) -> Iterator[Call]:
        """Every method of every resource, as a person would reach it."""
        for name, member in inspect.getmembers_static(type(holder)):
            if isinstance(member, cached_property) and not name.startswith("_"):
                try:
                    below = getattr(holder, name)
                except Exception as error:
                    self.failed[".".join((*path, name))] = described(error)
                    continue
                yield from self.calls(below, (*path, name))
            elif path and inspect.isfunction(member) and not name.startswith("__"):
                operation = self.named(member)
                if operation is not None:
                    dotted = ".".join((*path, name))
                    yield Call(dotted, getattr(holder, name), operation)

    def named(self, member: Any) -> Any:
        """The operation constant that the body of a method names."""
        for holder in ("ops", *member.__code__.co_names):
            module = member.__globals__.get(holder)
            for name in member.__code__.co_names:
                found = (
                    getattr(module, name, None) if inspect.ismodule(module) else None
                )
                if isinstance(found, self.operation):
                    return found
        return None

    def route(self, call: Call) -> Any:
        """What the document says of a call; None where nothing is found."""
        return self.routes.get((call.operation.method, _skeleton(call.operation.path)))

    def apart(self, call: Call) -> bool:
        """Whether a call has servers of its own."""
        route = self.route(call)
        holders = (route.place.node, route.item.node) if route else ()
        return any(each.get("servers") for each in holders)

    def prepare(self, call: Call) -> None:
        self.sent = None
        route = self.route(call)
        self.reply = Answer(200, "application/json", b"{}")
        if route:
            produces = route.place.node.get("produces") or self.produces
            self.reply = answer(route, self.swagger, produces)

    def one(self, call: Call, *, strict: bool) -> None:
        try:
            positional, keyword = arguments(call.run, every=True)
            self.prepare(call)
            call.run(*positional, **keyword)
            self.check(call)
            self.made += strict
        except Unmakeable as error:
            self.unmade[call.name] = str(error)
        except self.errors.DecodeError as error:
            if strict and not self.reply.fits:
                self.made += 1
            elif strict:
                self.misfits[call.name] = described(error)
                self.made += 1
            else:
                self.failed[call.name] = described(error)
        except Exception as error:
            self.failed[call.name] = described(error)

    def check(self, call: Call) -> None:
        """What was sent must be what the document describes."""
        assert self.sent is not None, "nothing was sent"
        assert self.sent.method == call.operation.method, self.sent.method
        template = call.operation.path.partition("?")[0].partition("#")[0]
        template = posixpath.normpath("/" + unquote(template).lstrip("/"))
        parts = re.split(r"\{[^}]*\}", template)
        pattern = ".*".join(re.escape(part) for part in parts)
        if self.apart(call):  # on a server of its own, whose path comes first
            pattern = f"(/.*)?{pattern}"
        sent = unquote(self.sent.url.path)
        fits = re.fullmatch(pattern, sent.rstrip("/") or "/", re.DOTALL)
        assert fits, f"{sent} is not {template}"

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        self.sent = request
        status, media, content, _ = self.reply
        headers = {} if media is None else {"content-type": media}
        return httpx2.Response(status, headers=headers, content=content)


def chosen(call: Call, calls: list[Call], *, every: bool) -> bool:
    if every:
        return True
    resource = call.name.rpartition(".")[0]
    first = next(c.name for c in calls if c.name.rpartition(".")[0] == resource)
    return call.name == first


def _twins(operations: list[Any]) -> int:
    """How many stream what another constant of the same operation gives whole."""
    keys = [(o.method, o.path, o.version) for o in operations]
    streams = [type(each).__name__ == "StreamOperation" for each in operations]
    whole = {key for key, stream in zip(keys, streams, strict=True) if not stream}
    return sum(s and key in whole for key, s in zip(keys, streams, strict=True))


def _skeleton(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


if __name__ == "__main__":
    main()
