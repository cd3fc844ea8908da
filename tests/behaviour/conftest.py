"""From a description to a running client that talks to a real server on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl

import pytest

_NUMBERS = count(1)


class Factory:
    """Generates clients and imports each under a name that nothing else has."""

    def __init__(self, calgen: Callable[..., Any], folder: Path) -> None:
        self._calgen = calgen
        self._folder = folder
        self._imported: list[tuple[str, str]] = []

    def __call__(self, spec: str | Mapping[str, str], *flags: str) -> ModuleType:
        """The package made of a document, or of several by file name."""
        files = {"api.yaml": spec} if isinstance(spec, str) else spec
        inputs = self._folder / f"input{next(_NUMBERS)}"
        for name, text in files.items():
            path = inputs / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return self.of([inputs], *flags)

    def of(
        self, inputs: list[Path], *flags: str, package: str | None = None
    ) -> ModuleType:
        """The package made of files; `package` where a test needs a certain name."""
        name = package or f"client_{next(_NUMBERS)}"
        output = self._folder / f"output{next(_NUMBERS)}"
        chosen = [argument for path in inputs for argument in ("-i", path)]
        done = self._calgen(
            *("generate", *chosen, "-o", output, "--package", name),
            *("--config", "none", *flags),
            cwd=self._folder,
        )
        assert done.code == 0, done.stderr
        sys.path.insert(0, str(output))
        self._imported.append((name, str(output)))
        importlib.invalidate_caches()
        return importlib.import_module(name)

    def close(self) -> None:
        for name, output in self._imported:
            sys.path.remove(output)
            for module in [m for m in sys.modules if m.split(".")[0] == name]:
                del sys.modules[module]


@pytest.fixture(scope="module")
def generate(
    calgen: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Factory]:
    factory = Factory(calgen, tmp_path_factory.mktemp("clients"))
    yield factory
    factory.close()


@dataclass(frozen=True)
class Request:
    """A request as the server got it; header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    @property
    def parameters(self) -> list[tuple[str, str]]:
        return parse_qsl(self.query, keep_blank_values=True)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """`pieces` are sent one by one, after the body; an answer that is `cut` ends without
    the sign for its end."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    pieces: Callable[[], Iterable[bytes]] | None = None
    cut: bool = False


@dataclass
class Server:
    """A real server: what it got, and what it answers; 200 and `{}` unless told."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)
    answers: dict[tuple[str, str], Answer | Callable[[Request], Answer]] = field(
        default_factory=dict
    )
    delay: Callable[[], object] = bool
    discards: bool = False
    """Whether bodies are read and forgotten."""
    hung_up: threading.Event = field(default_factory=threading.Event)
    """Set when a client closes its end in the middle of an answer."""

    def answer(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer with JSON, or with bytes as they are."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = {} if isinstance(body, bytes) else {"Content-Type": "application/json"}
        if status == 204:
            raw, kind = b"", {}
        self.answers[method, path] = Answer(status, raw, {**kind, **(headers or {})})

    def serve(
        self,
        method: str,
        path: str,
        body: Callable[[Request], object],
        headers: Callable[[Request], Mapping[str, str]] = lambda _: {},
    ) -> None:
        """Answer each request with JSON of its own."""
        self.answers[method, path] = lambda request: Answer(
            200,
            json.dumps(body(request)).encode(),
            {"Content-Type": "application/json", **headers(request)},
        )

    def stream(
        self,
        method: str,
        path: str,
        pieces: Iterable[bytes] | Callable[[], Iterable[bytes]],
        media: str = "text/event-stream",
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        cut: bool = False,
    ) -> None:
        """Answer piece by piece, each sent as soon as it is made."""
        make = pieces if callable(pieces) else lambda: pieces
        fields = {"Content-Type": media, **(headers or {})}
        self.answers[method, path] = Answer(status, b"", fields, make, cut)

    @property
    def request(self) -> Request:
        """The only request so far."""
        (request,) = self.requests
        return request


class _Http(ThreadingHTTPServer):
    # Else the system turns away what comes at once, and clients wait for seconds.
    request_queue_size = 128


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()
    http = _Http(("127.0.0.1", 0), _handler(state))
    state.url = f"http://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, args=(0.02,))
    thread.start()
    yield state
    http.shutdown()
    thread.join()
    http.server_close()


def _handler(state: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = b""
            left = int(self.headers.get("Content-Length") or 0)
            while left and (piece := self.rfile.read(min(left, 65_536))):
                left -= len(piece)
                body += b"" if state.discards else piece
            if self.headers.get("Transfer-Encoding") == "chunked":
                while size := int(self.rfile.readline(), 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, self.path, headers, body)
            state.requests.append(request)
            state.delay()
            kind = {"Content-Type": "application/json"}
            answer = state.answers.get(
                (self.command, request.path), Answer(200, b"{}", kind)
            )
            if callable(answer):
                answer = answer(request)
            if answer.pieces is not None:
                self.send_pieces(answer, answer.pieces())
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.status != 204:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if self.command != "HEAD":
                # A client that gave up has closed its end.
                with contextlib.suppress(ConnectionError):
                    self.wfile.write(answer.body)

        def send_pieces(self, answer: Answer, pieces: Iterable[bytes]) -> None:
            self.protocol_version, self.close_connection = "HTTP/1.1", True
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            chunked = "Content-Length" not in answer.headers
            if chunked:
                self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            try:
                for piece in pieces:
                    head, end = (
                        (b"%x\r\n" % len(piece), b"\r\n") if chunked else (b"", b"")
                    )
                    self.wfile.write(head + piece + end)
                    self.wfile.flush()
                if chunked and not answer.cut:
                    self.wfile.write(b"0\r\n\r\n")
            except ConnectionError:
                state.hung_up.set()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    for method in (
        *("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "QUERY", "COPY", "PURGE"),
    ):
        setattr(Handler, f"do_{method}", Handler.handle_any)
    return Handler


@dataclass(frozen=True)
class Caller:
    """Uses a client, synchronously or asynchronously: the same calls in both modes."""

    mode: str
    url: str

    def __call__(
        self,
        api: ModuleType,
        use: Callable[[Any], Any],
        *,
        auth: Any = "token",
        **settings: Any,
    ) -> Any:
        """What `use(client)` returns, awaited where the client is asynchronous."""
        # Errors come at once, unless a test is about attempts.
        chosen = {"auth": auth, "base_url": self.url, "max_retries": 0}
        settings = {**chosen, **settings}
        if self.mode == "sync":
            with api.Client(**settings) as client:
                return use(client)

        async def run() -> Any:
            async with api.AsyncClient(**settings) as client:
                return await use(client)

        return asyncio.run(run())


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest, server: Server) -> Caller:
    return Caller(request.param, server.url)
