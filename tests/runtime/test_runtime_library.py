"""One module names the HTTP library: whoever replaces it has the client run on another."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import calgen.runtime
from calgen.resources import template_root

SOURCE = Path(calgen.runtime.__file__).parent
LIBRARY = re.compile(r"http(?:x|core)\d*")

HELPERS = '''
import asyncio, io, json, logging, re, socket, sys, tempfile, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice

for name in ("httpx2", "httpcore2"):
    sys.modules[name] = None  # as if it were not installed
from acme._core.aio import AsyncBaseClient
from acme._core.client import BaseClient
assert "httpx" not in sys.modules, "loaded before a call"

from acme._core import errors
from acme._core.auth import ApiKey
from acme._core.checker import Route
from acme._core.fake import Fake
from acme._core.library import httpx2
from acme._core.operation import Operation

SECRET = "s3cret-value/9"
KEY = ApiKey(SECRET, "query", name="api_key")
SHOWN = re.compile("s3cret")
MODE = sys.argv[1]


def operation(path, method="GET", media="application/json", **facts):
    return Operation(
        id="things.do", method=method, path=path, returns=lambda: object, media=media, **facts
    )


class Server(BaseHTTPRequestHandler):
    """Says what it was told."""

    protocol_version = "HTTP/1.1"

    def handle_one(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        while "transfer-encoding" in self.headers:
            piece = self.rfile.read(int(self.rfile.readline(), 16))
            self.rfile.readline()
            if not piece:
                break
            body += piece
        if "/slow" in self.path:
            time.sleep(1)
        if "/garbage" in self.path:
            self.wfile.write(b"this is not HTTP\\r\\n\\r\\n")
            self.close_connection = True
            return
        length = self.headers.get("content-length")
        told = {"method": self.command, "path": self.path, "length": length}
        told |= {"body": body.decode(), "cookie": self.headers.get("cookie")}
        content = json.dumps(told).encode()
        if "/long" in self.path:
            content = b"0123456789" * 100_000
        self.send_response(404 if "/missing" in self.path else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Set-Cookie", "session=1")
        self.send_header("X-Asked", self.path)  # so it stands in the log, too
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_QUERY = handle_one

    def log_message(self, *words):
        pass


class Log(logging.Handler):
    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines = []

    def emit(self, record):
        self.lines.append(f"{record.name}: {record.getMessage()}")


class Listener(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        # Callers that have waited, or read, enough are gone.
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, address)


server = Listener(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
BASE = f"http://127.0.0.1:{server.server_address[1]}"
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    CLOSED = f"http://127.0.0.1:{free.getsockname()[1]}"


def act(do, do_async, **settings):
    """What one of the two clients does; an error of ours as its facts."""
    settings = {"base_url": BASE, "max_retries": 0, "auth": KEY, **settings}
    http = settings.pop("http", None)

    async def run():
        if http is None:
            async with AsyncBaseClient(**settings) as client:
                return await do_async(client)
        async with httpx2.AsyncClient(**http) as own:
            return await do_async(AsyncBaseClient(http_client=own, **settings))

    try:
        if MODE == "async":
            return asyncio.run(run())
        if http is None:
            with BaseClient(**settings) as client:
                return do(client)
        with httpx2.Client(**http) as own:
            return do(BaseClient(http_client=own, **settings))
    except errors.ApiError as error:
        assert error.__cause__ is error.__context__ is None
        facts = {name: getattr(error, name, None) for name in ("sent", "status")}
        return {"error": type(error).__name__, "text": str(error), **facts}


def call(which, settings=None, **arguments):
    return act(
        lambda client: client.call(which, **arguments),
        lambda client: client.call(which, **arguments),
        **(settings or {}),
    )


def twice(which):
    """The answer to the second of two calls of one client."""

    async def act_async(client):
        return [await client.call(which), await client.call(which)][1]

    return act(lambda client: [client.call(which), client.call(which)][1], act_async)


def streamed(most):
    """How many bytes of a long body are read, at most so many pieces."""

    def read(client):
        with client.stream(operation("/long")) as response:
            return sum(map(len, islice(response.iter_bytes(), most)))

    async def read_async(client):
        sizes = []
        async with client.stream(operation("/long")) as response:
            async for piece in response.iter_bytes():
                sizes.append(len(piece))
                if len(sizes) == most:
                    break
        return sum(sizes)

    return act(read, read_async)
'''

PROGRAM = """
log = Log()
for name in ("httpx", "httpcore", "acme"):
    logging.getLogger(name).addHandler(log)
    logging.getLogger(name).setLevel(logging.DEBUG)

with tempfile.TemporaryFile() as file:
    file.write(b"0123456789")
    file.seek(4)
    upload = call(operation("/up", "POST", "application/octet-stream"), body=file)
    file.seek(0)
    form = call(operation("/up", "POST", "multipart/form-data"), body={"f": file})


class Bare:
    left = b"bare"

    def read(self, size=-1, /):
        found, self.left = self.left, b""
        return found


found = {
    "plain": call(operation("/plain")),
    "second": twice(operation("/plain")),
    "query": call(operation("/q", "QUERY"), body={"a": 1}),
    "upload": upload,
    "form": form,
    "bare": call(operation("/up", "POST", "text/plain"), body=Bare()),
    "missing": call(operation("/missing")),
    "timeout": call(operation("/slow"), options={"timeout": 0.2}),
    "timeout object": call(
        operation("/slow"), {"timeout": httpx2.Timeout(5, read=0.2)}
    ),
    "own timeout": call(operation("/slow"), {"http": {"timeout": 0.2}}),
    "refused": call(operation("/plain"), {"base_url": CLOSED}),
    "garbage": call(operation("/garbage")),
    "address": call(operation("/" + "a" * 70_000)),
    "proxy": call(
        operation("/plain"), {"base_url": "http://api.test", "http": {"proxy": BASE}}
    ),
    "dead proxy": call(operation("/plain"), {"http": {"proxy": CLOSED}}),
    "whole": streamed(1_000_000_000),
    "part": streamed(1),
}
spent = [line for line in log.lines if SHOWN.search(line)]
assert spent == [], spent[:3]
assert not SHOWN.search(json.dumps([found["missing"], found["refused"]]))
print(json.dumps({"found": found, "log": log.lines}))
"""

WRONG = """
kind, wrong = BaseClient, httpx2.AsyncClient()
if MODE == "async":
    kind, wrong = AsyncBaseClient, httpx2.Client()
try:
    kind(base_url=BASE, http_client=wrong)
except TypeError as error:
    print(error)
"""

FAKE = """
LIST = operation("/things", public=True)
SCHEMA = {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}
fake = Fake([Route(LIST, (), None, SCHEMA, 200)], {}, {})
http = {"transport": fake}
base = {"base_url": "https://fake.test", "http": http}
found = [call(LIST, base)]
fake.fail(LIST, httpx2.ConnectError("no route"), times=1)
found.append(call(LIST, base))
fake.slow(LIST, 9)
found.append(call(LIST, {**base, "timeout": 1}))
found.append(call(operation("/others"), base))
print(json.dumps(found))
"""


def imported(path: Path) -> set[str]:
    """The top names of what a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found


def test_one_module_imports_the_library() -> None:
    modules = sorted(SOURCE.rglob("*.py"))
    naming = [
        path.name for path in modules if any(map(LIBRARY.fullmatch, imported(path)))
    ]
    assert naming == ["library.py"]


def test_no_template_imports_it() -> None:
    line = re.compile(rf"^\s*(?:import|from) {LIBRARY.pattern}\b", re.MULTILINE)
    templates = sorted(template_root().rglob("*.py.jinja"))
    assert templates
    naming = [path.name for path in templates if line.search(path.read_text("utf-8"))]
    assert naming == []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package `acme`, whose runtime stands on plain `httpx`."""
    if importlib.util.find_spec("httpx") is None:
        pytest.skip("httpx is not installed; the test extra brings it")
    folder = tmp_path_factory.mktemp("plain")
    core = folder / "acme/_core"
    shutil.copytree(SOURCE, core, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "acme/__init__.py").touch()
    (folder / "acme/py.typed").touch()
    library = core / "library.py"
    text = library.read_text(encoding="utf-8")
    assert text.count("\nimport httpx2\n") == 1
    text = text.replace("\nimport httpx2\n", "\nimport httpx as httpx2\n")
    library.write_text(text, encoding="utf-8")
    (folder / "helpers.py").write_text(HELPERS, encoding="utf-8")
    return folder


def run(site: Path, program: str, mode: str) -> str:
    """What a program prints; a warning is an error."""
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "error",
            "-c",
            f"from helpers import *\n{program}",
            mode,
        ],
        cwd=site,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stderr == "", done.stderr
    return done.stdout


@pytest.fixture(scope="module", params=["sync", "async"])
def mode(request: pytest.FixtureRequest) -> str:
    mode: str = request.param
    return mode


@pytest.fixture(scope="module")
def told(site: Path, mode: str) -> dict[str, Any]:
    """The outcomes of calls to a real server, and what was logged."""
    told: dict[str, Any] = json.loads(run(site, PROGRAM, mode))
    return told


def test_calls(told: dict[str, Any]) -> None:
    found = told["found"]
    path = "/plain?api_key=s3cret-value%2F9"
    plain = {"method": "GET", "path": path, "length": None, "body": "", "cookie": None}
    assert found["plain"] == found["second"] == plain
    assert found["query"]["method"] == "QUERY"
    assert found["query"]["body"] == '{"a":1}'


def test_uploads(told: dict[str, Any]) -> None:
    found = told["found"]
    assert (found["upload"]["body"], found["upload"]["length"]) == ("456789", "6")
    assert '; name="f"; filename="f"' in found["form"]["body"]
    assert "\r\n0123456789\r\n" in found["form"]["body"]
    # Nobody knows how long it is.
    assert (found["bare"]["body"], found["bare"]["length"]) == ("bare", None)


def test_errors(told: dict[str, Any]) -> None:
    found = told["found"]
    missing = found["missing"]
    assert (missing["error"], missing["status"]) == ("NotFound", 404)
    for name in ("timeout", "timeout object", "own timeout"):
        assert found[name]["error"] == "TimedOut", name
        assert found[name]["text"].startswith("timed out (read)"), name
        assert found[name]["sent"] is True, name
    for name in ("refused", "dead proxy"):
        assert (found[name]["error"], found[name]["sent"]) == ("ConnectError", False)
    garbage, address = found["garbage"], found["address"]
    assert (garbage["error"], garbage["sent"]) == ("TransportError", True)
    assert (address["error"], address["sent"]) == ("TransportError", False)
    assert "URL too long" in address["text"]


def test_a_proxy(told: dict[str, Any]) -> None:
    path = told["found"]["proxy"]["path"]
    assert path == "http://api.test/plain?api_key=s3cret-value%2F9"


def test_streamed_bodies(told: dict[str, Any]) -> None:
    found = told["found"]
    assert found["whole"] == 1_000_000
    assert 0 < found["part"] < 1_000_000


def test_the_log_holds_no_credential(told: dict[str, Any]) -> None:
    """The program has looked for it in all lines; here is that there was one to mask."""
    log = "\n".join(told["log"])
    assert re.search(r'^httpx: HTTP Request: GET \S+\?api_key=\*\*\* "', log, re.M)
    assert re.search(r"^httpcore\.http11: .*X-Asked.*api_key=\*\*\*", log, re.M)
    assert "\nacme: things.do: GET /plain: 200 in" in log


def test_another_kind_of_client_is_refused(site: Path, mode: str) -> None:
    kind = {"sync": "Client", "async": "AsyncClient"}[mode]
    assert run(site, WRONG, mode) == f"http_client must be a httpx.{kind}\n"


def test_the_fake_api(site: Path, mode: str) -> None:
    answer, failed, slow, unknown = json.loads(run(site, FAKE, mode))
    assert list(answer) == ["id"]
    assert (failed["error"], failed["sent"]) == ("ConnectError", False)
    assert "no route" in failed["text"]
    assert (slow["error"], slow["sent"]) == ("TimedOut", True)
    assert (unknown["error"], unknown["status"]) == ("NotFound", 404)


def test_mypy_finds_nothing(site: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "acme"],
        cwd=site,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("Success"), done.stdout
