"""Worked examples of themes: each does what it says, and nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

import black
import pytest
from runkit import succeeds

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
NAMES = sorted(each.parent.name for each in EXAMPLES.glob("*/calgen.toml"))
CLIENTS = [name for name in NAMES if name != "reference-site"]
LICENCE = [
    "SPDX-FileCopyrightText: 2026 Acme Ltd",
    "SPDX-License-Identifier: Apache-2.0",
]
Make = Callable[[str], Path]


def texts(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".pyc" and path.name != "calgen.lock"
    }


@pytest.fixture
def server() -> Iterator[str]:
    """An API on this machine: it answers each order with itself."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            order = {
                "id": path.rpartition("/")[2],
                "product": {"sku": "kite", "name": "A kite"},
                "quantity": 2,
                "asked": self.path,
            }
            whole = {"items": [{**order, "id": "ord_1"}, {**order, "id": "ord_2"}]}
            found: object = whole if path.endswith("/orders") else order
            content = json.dumps(found).encode()
            self.send_response(404 if "missing" in self.path else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def run(client: Path, program: str) -> str:
    return succeeds(sys.executable, "-W", "error", "-c", program, cwd=client)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_short_and_told(name: str) -> None:
    folder = EXAMPLES / name
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for path in (folder / "templates").rglob("*.jinja"):
        text = path.read_text(encoding="utf-8")
        if name in ("licence-header", "tracing-span", "model-base"):
            assert len(text.splitlines()) <= 15
        if name != "reference-site":
            assert path.name in readme
            assert text.startswith("{# contract: 1 #}\n")
    told = (EXAMPLES.parent / "templates.md").read_text(encoding="utf-8")
    assert f"(examples/{name}/" in told


@pytest.fixture(scope="module")
def mypy_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mypy")


@pytest.mark.slow  # minutes of mypy
@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_is_typed_and_formatted(
    make: Make, mypy_cache: Path, name: str
) -> None:
    client = make(name) / "client"
    mypy = (sys.executable, "-m", "mypy", "--strict", "--cache-dir", mypy_cache)
    needed = {"plain-httpx": "httpx", "tracing-span": "opentelemetry"}.get(name)
    if needed and not find_spec(needed):
        pytest.skip(f"{needed} is not installed")
    succeeds(*mypy, "acme", cwd=client)
    succeeds(sys.executable, "-m", "black", "--check", "-q", "acme", cwd=client)


@pytest.mark.parametrize("name", NAMES)
def test_the_doctor_has_nothing_to_say(make: Make, installed: Path, name: str) -> None:
    command = (sys.executable, "-m", "calgen", "templates", "doctor", "--json")
    said = succeeds(*command, cwd=make(name), PYTHONPATH=str(installed))
    assert json.loads(said) == {"findings": []}


def test_a_licence_is_on_every_file(make: Make, default: dict[str, str]) -> None:
    made = texts(make("licence-header") / "client")
    assert made.keys() == default.keys()
    headed = 0
    for path, text in made.items():
        ending = path.rpartition(".")[2]
        start = {"py": "# {}\n", "toml": "# {}\n", "md": "<!-- {} -->\n"}.get(ending)
        if start is None:  # neither JSON nor the empty marker can hold a comment
            assert ending in ("json", "typed")
            assert text == default[path]
            continue
        assert text == "".join(start.format(line) for line in LICENCE) + default[path]
        headed += 1
    assert headed > 80
    assert run(make("licence-header") / "client", "import acme; acme.Client") == ""


def test_a_span_is_around_each_call(
    make: Make, default: dict[str, str], server: str
) -> None:
    pytest.importorskip("opentelemetry.sdk")
    client = make("tracing-span") / "client"
    made = texts(client)
    changed = {path for path in made if made[path] != default.get(path)}
    assert changed == {
        f"acme/{folder}/{module}.py"
        for folder in ("resources", "aio")
        for module in (
            "orders",
            "orders_invoice",
            "products_changes",
            "products_picture",
        )
    }
    for path in changed:
        # Without the span, and set back by four columns, it is the default's text; what
        # fits on a line there may need more here.
        plain = re.sub(
            r"        from opentelemetry import trace as _trace\n\n"
            r"        _tracer = .*\n        with _tracer.start_as_current_span\(\".*\"\):\n((?:            .*\n)+)",
            lambda match: re.sub(r"^    ", "", match[1], flags=re.MULTILINE),
            made[path],
        )
        mode = black.Mode(magic_trailing_comma=False)
        assert black.format_str(plain, mode=mode) == black.format_str(
            default[path], mode=mode
        )
    program = f"""
import asyncio
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

kept = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(kept))
trace.set_tracer_provider(provider)
from acme import AsyncClient, Client, errors

with Client("token", base_url={server!r}) as client:
    assert client.orders.get("ord_1").id == "ord_1"
    try:
        client.orders.get("missing")
    except errors.NotFound:
        pass
async def main():
    async with AsyncClient("token", base_url={server!r}) as client:
        assert [each.id async for each in await client.orders.list()] == ["ord_1", "ord_2"]
asyncio.run(main())
for span in kept.get_finished_spans():
    print(span.name, span.status.is_ok)
"""
    assert run(client, program).splitlines() == [
        "orders.get True",
        "orders.get False",
        "orders.list True",
    ]


def test_models_have_another_base(make: Make, server: str) -> None:
    client = make("model-base") / "client"
    program = f"""
from acme import Client, models
from acme.base import Model

kinds = [getattr(models, name) for name in models.__all__]
kinds = [kind for kind in kinds if isinstance(kind, type)]
assert len(kinds) >= 3 and all(issubclass(kind, Model) for kind in kinds), kinds
with Client("token", base_url={server!r}) as client:
    order = client.orders.get("ord_1")
other = order.replaced(quantity=3)
assert (order.quantity, other.quantity, other.id) == (2, 3, "ord_1")
assert order.replaced(placed_at="2026-01-01T00:00:00Z").placed_at.year == 2026
for wrong in (dict(bogus=1), dict(quantity="many")):
    try:
        order.replaced(**wrong)
    except (TypeError, ValueError) as error:
        print(type(error).__name__)
try:
    order.quantity = 5
except ValueError as error:
    print("frozen" in str(error))
"""
    assert run(client, program) == "TypeError\nValidationError\nTrue\n"
    readme = (EXAMPLES / "model-base" / "README.md").read_text(encoding="utf-8")
    assert "order.replaced(quantity=3)" in readme, "what this test calls"


def test_a_client_runs_on_httpx_alone(make: Make, server: str) -> None:
    pytest.importorskip("httpx")
    client = make("plain-httpx") / "client"
    program = f"""
import asyncio, sys
sys.modules["httpx2"] = None  # as if it were not installed
from acme import AsyncClient, Client, errors, testing
import httpx

with Client("token", base_url={server!r}, http_client=httpx.Client()) as client:
    assert client.orders.get("ord_1").id == "ord_1"
    try:
        client.orders.get("missing")
    except errors.NotFound as error:
        print(error.status)
async def main():
    async with AsyncClient("token", base_url={server!r}) as client:
        print([each.id async for each in await client.orders.list()])
asyncio.run(main())
fake = testing.Fake()
fake.client().orders.list()
print(fake.calls[0].call)
"""
    expected = "404\n['ord_1', 'ord_2']\norders.list\n"
    assert run(client, program) == expected
    told = [
        path
        for path, text in texts(client).items()
        if "httpx2" in text and not path.startswith("acme/_core/")
    ]
    assert told == ["acme/testing.py"], "whoever reads the client reads httpx"


def test_a_command_for_each_call(make: Make, server: str) -> None:
    client = make("command-line") / "client"

    def acme(*arguments: str) -> tuple[int, str, str]:
        program = (
            "import sys; from acme import cli, client; "
            f"client.Client._settings = client.SETTINGS._replace(base_url={server!r}); "
            "sys.exit(cli.main())"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=client,
            env={"ACME_TOKEN": "token", "PATH": ""},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    code, said, _ = acme("orders.get", "12")
    assert (code, json.loads(said)["id"]) == (0, "12")
    code, said, _ = acme("orders.list", "--state", "open", "--limit", "2")
    assert [json.loads(line)["id"] for line in said.splitlines()] == ["ord_1", "ord_2"]
    assert json.loads(said.splitlines()[0])["asked"].endswith("state=open&limit=2")
    code, said, told = acme("orders.get", "missing")
    assert (code, said) == (1, "")
    assert told.startswith("orders.get: ")
    assert "orders.create" in acme("--help")[1]
    assert acme("orders.get")[0] == 2, "a path argument is needed"
    assert acme("products.picture.set", "kite", "--file", "nowhere.png")[0] == 1
    settings = (client / "pyproject.toml").read_text(encoding="utf-8")
    assert '"acme" = "acme.cli:main"' in settings


def test_a_command_takes_and_writes_files_and_streams(
    make: Make, tmp_path: Path
) -> None:
    client = make("command-line") / "client"
    picture = tmp_path / "kite.png"
    picture.write_bytes(b"\x89PNG\xff")
    program = f"""
import sys
from acme import cli, testing
fake = testing.Fake()
cli.Client = fake.client
fake.answer("orders.invoice.get", b"%PDF\\xff")
fake.answer("products.changes.list", [{{"sku": "kite", "name": "A kite"}}] * 2)
print(cli.main(["orders.invoice.get", "ord_1"]), flush=True)
print(cli.main(["products.changes.list"]))
print(cli.main(["products.picture.set", "kite", "--file", {str(picture)!r}]))
print(b"\\x89PNG\\xff" in bytes(fake.calls[-1].body), fake.refused)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=client, capture_output=True, check=False
    )
    one = b'{"sku":"kite","name":"A kite"}\n'
    assert done.stdout == b"%PDF\xff0\n" + one * 2 + b"0\n0\nTrue []\n", done.stderr
