"""The runtime as a copy inside a generated package: isolated, lazy, strictly typed."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import calgen.runtime

SOURCE = Path(calgen.runtime.__file__).parent
MODULES = sorted(SOURCE.glob("*.py"))
THIRD_PARTY = {"httpx2", "pydantic", "pydantic_core"}

PACKAGE = {
    "__init__.py": "",
    "py.typed": "",
    "models/__init__.py": """
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .booking import Booking as Booking
    from .booking import Recurring as Recurring
else:
    def __getattr__(name):
        from importlib import import_module

        return getattr(import_module(".booking", __name__), name)
""",
    "models/booking.py": """
from __future__ import annotations
from datetime import datetime
from typing import Literal, TypeAlias
from pydantic import Field
from .._core.model import Model

Status: TypeAlias = Literal["accepted", "pending"] | str


class Booking(Model):
    id: int
    start_at: datetime = Field(alias="startAt")
    status: Status | None = None


class Recurring(Model):
    id: int
    recurring_uid: str = Field(alias="recurringUid")
""",
    "operations/__init__.py": "",
    "operations/bookings.py": """
from __future__ import annotations
from typing import Final
from .. import models
from .._core.operation import Operation, PagedOperation, RateLimit, Version

LIST: Final[PagedOperation[models.Booking | models.Recurring]] = PagedOperation(
    id="bookings.list",
    method="GET",
    path="/v2/bookings",
    returns=lambda: list[models.Booking | models.Recurring],
    unwrap=("data",),
    version=Version("api-version", "2026-05-01"),
    auth=(("bearer",), ("client",)),
    scopes=("BOOKING_READ",),
    limit=RateLimit(requests=60, per_seconds=60, block_seconds=60, subject=None),
    styles={"ids": "form"},
)
CANCEL: Final[Operation[models.Booking]] = Operation(
    id="bookings.cancel",
    method="POST",
    path="/v2/bookings/{bookingUid}/cancel",
    returns=lambda: models.Booking,
    unwrap=("data",),
)
DELETE: Final[Operation[None]] = Operation(
    id="bookings.delete", method="DELETE", path="/v2/bookings", returns=None
)
""",
    "resources/__init__.py": "",
    "resources/bookings.py": """
from __future__ import annotations
from typing import Literal
from .. import models
from .._core.client import Resource
from .._core.options import RequestOptions
from .._core.page import Page
from .._core.unset import UNSET, Unset
from ..operations import bookings as ops


class Bookings(Resource):
    def cancel(
        self,
        booking_uid: str,
        *,
        reason: str | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> models.Booking:
        return self._client.call(
            ops.CANCEL,
            path={"bookingUid": booking_uid},
            body={"reason": reason},
            options=options,
        )

    def list(
        self,
        *,
        status: Literal["a"] | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> Page[models.Booking | models.Recurring]:
        return self._client.page(ops.LIST, query={"status": status}, options=options)
""",
    "aio/__init__.py": "",
    "aio/bookings.py": """
from __future__ import annotations
from .. import models
from .._core.aio import AsyncResource
from .._core.page import AsyncPage
from ..operations import bookings as ops


class Bookings(AsyncResource):
    async def cancel(self, booking_uid: str) -> models.Booking:
        return await self._client.call(ops.CANCEL, path={"bookingUid": booking_uid})

    async def list(self) -> AsyncPage[models.Booking | models.Recurring]:
        return await self._client.page(ops.LIST)
""",
    "client.py": """
from __future__ import annotations
from functools import cached_property
from typing import TYPE_CHECKING
from ._core.aio import AsyncBaseClient
from ._core.client import BaseClient
from ._core.settings import SchemeSpec, Settings

if TYPE_CHECKING:
    from .aio.bookings import Bookings as AsyncBookings
    from .resources.bookings import Bookings

SETTINGS = Settings(
    base_url="https://api.test",
    token_env="ACME_TOKEN",
    token_scheme="bearer",
    user_agent="acme/1.0.0",
    version="1.0.0",
    schemes={"bearer": SchemeSpec("bearer")},
)


class Client(BaseClient):
    _settings = SETTINGS

    @cached_property
    def bookings(self) -> Bookings:
        from .resources.bookings import Bookings

        return Bookings(self)


class AsyncClient(AsyncBaseClient):
    _settings = SETTINGS

    @cached_property
    def bookings(self) -> AsyncBookings:
        from .aio.bookings import Bookings

        return Bookings(self)
""",
}

USE = """
from typing import assert_type
import httpx2
from acme import models
from acme._core.auth import ApiKey, Basic, Bearer, Headers
from acme._core.page import AsyncPage, Page
from acme._core.response import Response
from acme.client import AsyncClient, Client
from acme.operations import bookings as ops


async def token() -> str:
    return "token"


def sync() -> None:
    with Client("token", timeout=httpx2.Timeout(5), headers={"a": "b"}) as client:
        item = models.Booking | models.Recurring
        assert_type(client, Client)
        page = client.bookings.list(status="a", options={"timeout": 3, "headers": {}})
        assert_type(page, Page[models.Booking | models.Recurring])
        assert_type(page.items, list[models.Booking | models.Recurring])
        assert_type(page.items[0], models.Booking | models.Recurring)
        for each in page:
            assert_type(each, models.Booking | models.Recurring)
        for each in page.walk(max_items=3):
            assert_type(each, models.Booking | models.Recurring)
        assert_type(page.next(), Page[models.Booking | models.Recurring] | None)
        for further in page.pages():
            assert_type(further, Page[models.Booking | models.Recurring])
        assert_type(client.with_options(timeout=3, max_retries=0), Client)
        assert_type(client.send(ops.CANCEL), Response[models.Booking])
        assert_type(client.send(ops.CANCEL).data, models.Booking)
        assert_type(client.call(ops.DELETE), None)
        assert_type(
            client.send(ops.LIST), Response[list[models.Booking | models.Recurring]]
        )
        assert item


async def asynchronous() -> None:
    async with AsyncClient(token) as client:
        assert_type(client, AsyncClient)
        page = await client.bookings.list()
        assert_type(page, AsyncPage[models.Booking | models.Recurring])
        async for each in page:
            assert_type(each, models.Booking | models.Recurring)
        async for each in page.walk(max_items=3):
            assert_type(each, models.Booking | models.Recurring)
        assert_type(
            await page.next(), AsyncPage[models.Booking | models.Recurring] | None
        )
        async for further in page.pages():
            assert_type(further, AsyncPage[models.Booking | models.Recurring])
        assert_type(client.with_options(auth=token), AsyncClient)
        assert_type(await client.send(ops.CANCEL), Response[models.Booking])
        assert_type(await client.bookings.cancel("a"), models.Booking)


def credentials() -> None:
    Client(lambda: "token")
    Client(Bearer("token"))
    Client(Basic("user", "password"))
    Client(ApiKey("key", "query", name="api_key"))
    Client(Headers({"X-Id": "id", "X-Secret": "secret"}))
    AsyncClient(Bearer(token), http_client=httpx2.AsyncClient())
"""

WRONG = """
from acme.client import Client
from acme.operations import bookings as ops

client = Client()
client.bookings.list(status="b")
client.bookings.list(options={"timeoout": 3})
client.page(ops.CANCEL)
client.send(ops.CANCEL).data.start_att
ops.CANCEL.path = "/elsewhere"
Client(validation="off")
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with the package `acme`, whose `_core` is the runtime, byte for byte."""
    for name, text in PACKAGE.items():
        path = tmp_path / "acme" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"))
    shutil.copytree(
        SOURCE, tmp_path / "acme/_core", ignore=shutil.ignore_patterns("__pycache__")
    )
    return tmp_path


def run(site: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=site,
        capture_output=True,
        text=True,
        check=False,
    )


def imports(path: Path) -> Iterator[tuple[str, int, bool]]:
    """What a module imports: name, level, and whether at run time."""

    def walk(node: ast.AST, live: bool) -> Iterator[tuple[str, int, bool]]:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            live = False
        if isinstance(node, ast.Import):
            yield from ((alias.name, 0, live) for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield node.module or "", node.level, live
        for child in ast.iter_child_nodes(node):
            yield from walk(child, live)

    return walk(ast.parse(path.read_text()), True)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_is_isolated(path: Path) -> None:
    for name, level, live in imports(path):
        if level:
            assert level == 1
            assert (SOURCE / f"{name}.py").exists()
            if name == "library" and live:  # loaded by the first call, not before
                assert path.stem in (
                    *("answers", "failures", "fake", "masked", "source", "transport"),
                )
            continue
        top = name.partition(".")[0]
        if top == "typing_extensions" and not live:
            continue
        assert top in sys.stdlib_module_names | THIRD_PARTY
        if top == "asyncio" and live:  # loaded where it is awaited, never at import
            assert path.stem in ("aio", "fake", "grants", "sending")
        if top == "httpx2":
            assert path.stem == "library"
    assert len(path.read_text().splitlines()) < 300


def test_nothing_heavy_is_loaded_before_a_call(site: Path) -> None:
    code = """
import sys, json
import acme, acme._core, acme.client
from acme.operations import bookings
from acme.client import AsyncClient, Client
Client("token").bookings, AsyncClient("token")
heavy = {"httpx2", "pydantic", "asyncio", "email", "logging", "random", "json.decoder"}
core = [name for name in sys.modules if name.startswith("acme._core.")]
print(json.dumps([sorted(heavy & set(sys.modules) - {"json.decoder"}), len(core)]))
assert "acme.models.booking" not in sys.modules
"""
    done = run(site, "-c", code)
    assert done.stderr == ""
    loaded, modules = json.loads(done.stdout)
    assert loaded == []
    assert modules <= 12


def test_the_package_works_under_its_own_name(site: Path) -> None:
    code = """
import httpx2
from acme import models
from acme.client import Client

def handle(request):
    assert request.headers["api-version"] == "2026-05-01"
    assert request.headers["authorization"] == "Bearer token"
    assert str(request.url) == "https://api.test/v2/bookings?status=a"
    return httpx2.Response(200, json={"data": [
        {"id": 1, "startAt": "2024-08-13T09:00:00Z"}, {"id": 2, "recurringUid": "r"}]})

with httpx2.Client(transport=httpx2.MockTransport(handle)) as http:
    page = Client("token", http_client=http).bookings.list(status="a")
assert [type(each) for each in page] == [models.Booking, models.Recurring]
"""
    done = run(site, "-W", "error", "-c", code)
    assert done.stderr == ""


def test_mypy_finds_nothing(site: Path) -> None:
    (site / "use.py").write_text(USE)
    done = run(site, "-m", "mypy", "--strict", "use.py", "acme")
    assert done.stdout.startswith("Success"), done.stdout
    (site / "wrong.py").write_text(WRONG)
    done = run(site, "-m", "mypy", "--strict", "wrong.py")
    lines = {int(line.split(":")[1]) for line in done.stdout.splitlines()[:-1]}
    assert lines == set(range(6, 12)), done.stdout


def test_basedpyright_finds_nothing(site: Path) -> None:
    (site / "use.py").write_text(USE)
    settings = {"typeCheckingMode": "strict", "include": ["use.py", "acme"]}
    (site / "pyrightconfig.json").write_text(json.dumps(settings))
    done = run(site, "-m", "basedpyright", "--pythonpath", sys.executable)
    assert done.stdout.startswith("0 errors, 0 warnings"), done.stdout
