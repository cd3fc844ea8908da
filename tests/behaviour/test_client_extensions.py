"""Classes written by hand in `extensions/`: kept, picked up, and typed in both
directions."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from calgen.diagnostics import Report
from calgen.extensions import read_extensions

ROOT = Path(__file__).parents[2]
SPEC = """
openapi: 3.1.0
info: {title: Ships, version: '1'}
servers: [{url: https://ships.example}]
security: [{key: []}]
components:
  securitySchemes: {key: {type: http, scheme: bearer}}
  schemas:
    Ship:
      type: object
      required: [name]
      properties:
        name: {type: string}
        escort: {$ref: '#/components/schemas/Ship'}
        dockedAt: {$ref: '#/components/schemas/Dock'}
        oldName: {type: string, deprecated: true}
    Dock:
      type: object
      required: [place]
      properties:
        place: {type: string}
        ships: {type: array, items: {$ref: '#/components/schemas/Ship'}}
    Boat:
      type: object
      required: [kind]
      properties: {kind: {type: string}, oars: {type: integer}}
    Tug:
      allOf:
        - $ref: '#/components/schemas/Boat'
        - type: object
          properties: {pulls: {$ref: '#/components/schemas/Boat'}}
    Raft:
      type: object
      required: [kind, planks]
      properties: {kind: {type: string}, planks: {type: integer}}
    Vessel:
      oneOf: [{$ref: '#/components/schemas/Boat'}, {$ref: '#/components/schemas/Raft'}]
      discriminator:
        propertyName: kind
        mapping: {boat: '#/components/schemas/Boat', raft: '#/components/schemas/Raft'}
    Fleet:
      type: object
      required: [vessels]
      properties:
        vessels: {type: array, items: {$ref: '#/components/schemas/Vessel'}}
        flagship: {$ref: '#/components/schemas/Ship'}
        byName: {type: object, additionalProperties: {$ref: '#/components/schemas/Raft'}}
paths:
  /ships:
    get:
      tags: [ships]
      responses: {'200': {description: ok, content: {application/json: {schema:
        {type: array, items: {$ref: '#/components/schemas/Ship'}}}}}}
  /ships/{id}/crew:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      tags: [ships]
      responses: {'200': {description: ok, content: {application/json: {schema:
        {type: array, items: {type: string}}}}}}
  /fleets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      tags: [fleets]
      responses: {'200': {description: ok, content: {application/json: {schema:
        {$ref: '#/components/schemas/Fleet'}}}}}
  /tugs:
    get:
      tags: [tugs]
      responses: {'200': {description: ok, content: {application/json: {schema:
        {$ref: '#/components/schemas/Tug'}}}}}
"""
WITHOUT_CREW = (
    SPEC[: SPEC.index("  /ships/{id}/crew")] + SPEC[SPEC.index("  /fleets") :]
)

SHIPS = '''\
"""More for ships."""

from __future__ import annotations

from .. import models
from ..aio import ships as aio
from ..aio.ships_crew import ShipsCrew as AsyncGenerated
from ..resources import ships as generated
from ..resources.ships_crew import ShipsCrew


class _Finder(generated.Ships):
    def find(self, name: str) -> models.Ship | None:
        """The ship of a name."""
        return next((each for each in self.list() if each.name == name), None)


class Ships(_Finder):
    pass


class AsyncShips(aio.Ships):
    async def find(self, name: str) -> models.Ship | None:
        return next((each for each in await self.list() if each.name == name), None)


class Crew(ShipsCrew):
    def count(self, ship: str) -> int:
        return len(self.list(ship))


class AsyncCrew(AsyncGenerated):
    async def count(self, ship: str) -> int:
        return len(await self.list(ship))
'''
CLIENT = """\
from __future__ import annotations

import PACKAGE.client
from PACKAGE.client import AsyncClient as _AsyncClient


class Client(PACKAGE.client.Client):
    def names(self) -> list[str]:
        return [each.loud for each in self.ships.list()]


class AsyncClient(_AsyncClient):
    async def names(self) -> list[str]:
        return [each.loud for each in await self.ships.list()]
"""
MODELS = '''\
from __future__ import annotations

from ..models import boat
from ..models.fleet import Dock as GeneratedDock
from ..models.fleet import Fleet
from ..models.fleet import Raft as GeneratedRaft
from ..models.fleet import Ship as GeneratedShip
from ..models.tug import Tug as GeneratedTug


class Ship(GeneratedShip):
    @property
    def loud(self) -> str:
        """The name, and that of the escort, in capitals."""
        return self.name.upper() + (self.escort.loud if self.escort else "")


class Dock(GeneratedDock):
    def all(self) -> list[str]:
        return [each.loud for each in self.ships or []]


class RowingBoat(boat.Boat):
    def row(self) -> int:
        return self.oars or 0


class Raft(GeneratedRaft):
    def burn(self) -> int:
        return self.planks


class Tug(GeneratedTug):
    def pull(self) -> int:
        return self.pulls.row() if self.pulls else 0


class Helper:
    """Extends nothing, and takes nobody's place."""

    fleet: Fleet | None = None
'''
TWO = """\
from ..resources.ships import Ships
class One(Ships): ...
class Two(Ships): ...
"""
FILES = {"ships.py": SHIPS, "client.py": CLIENT, "models.py": MODELS}

SHIP: dict[str, Any] = {
    "name": "a",
    "escort": {"name": "b"},
    "dockedAt": {"place": "port", "ships": [{"name": "c"}]},
}
FLEET: dict[str, Any] = {
    "vessels": [{"kind": "boat", "oars": 2}, {"kind": "raft", "planks": 3}],
    "flagship": SHIP,
    "byName": {"x": {"kind": "raft", "planks": 4}},
}


class Project:
    """An output folder of its own, with a package of a name that nothing else has."""

    numbers = iter(range(1000))

    def __init__(self, calgen: Callable[..., Any], root: Path) -> None:
        self._calgen = calgen
        self.root = root
        self.name = f"extended_{next(self.numbers)}"
        self.output = root / "output"
        self.package = self.output / self.name
        self.folder = self.package / "extensions"
        self.describe(SPEC)

    def describe(self, text: str) -> None:
        (self.root / "api.yaml").write_text(text, encoding="utf-8")

    def run(self, command: str, *flags: str) -> Any:
        return self._calgen(
            *(command, "-i", "api.yaml", "-o", "output", "--package", self.name),
            *("--config", "none", *flags),
            cwd=self.root,
        )

    def generate(self) -> Any:
        done = self.run("generate")
        assert done.code == 0, done.stderr
        return done

    def write(self, **files: str) -> None:
        self.folder.mkdir(exist_ok=True)
        for name, text in files.items():
            text = text.replace("PACKAGE", self.name)
            (self.folder / f"{name}.py").write_text(text, encoding="utf-8")

    def extend(self) -> None:
        self.write(**{name.removesuffix(".py"): text for name, text in FILES.items()})

    def bytes(self) -> dict[str, bytes]:
        """Every file of the output but those written by hand."""
        return {
            path.relative_to(self.output).as_posix(): path.read_bytes()
            for path in sorted(self.output.rglob("*"))
            if path.is_file()
            and self.folder not in path.parents
            and "__pycache__" not in path.parts
        }

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.output,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def project(calgen: Callable[..., Any], tmp_path: Path) -> Project:
    made = Project(calgen, tmp_path)
    made.generate()
    return made


@pytest.fixture(scope="module")
def extended(
    calgen: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> Project:
    made = Project(calgen, tmp_path_factory.mktemp("extended"))
    made.generate()
    made.extend()
    done = made.generate()
    assert "warning" not in done.stderr
    return made


@pytest.fixture(scope="module")
def api(extended: Project) -> Iterator[ModuleType]:
    sys.path.insert(0, str(extended.output))
    importlib.invalidate_caches()
    yield importlib.import_module(extended.name)
    sys.path.remove(str(extended.output))
    for module in [m for m in sys.modules if m.split(".")[0] == extended.name]:
        del sys.modules[module]


# --- what a caller gets -----------------------------------------------------------------


def test_resources_have_the_methods_of_both(
    api: ModuleType, call: Any, server: Any
) -> None:
    server.answer("GET", "/ships", [SHIP, {"name": "z"}])
    found = call(api, lambda client: client.ships.find("z"))
    assert found.loud == "Z"
    assert len(call(api, lambda client: client.ships.list())) == 2


def test_resources_below_others_too(api: ModuleType, call: Any, server: Any) -> None:
    server.answer("GET", "/ships/1/crew", ["x", "y"])
    assert call(api, lambda client: client.ships.crew.count("1")) == 2


def test_clients_are_those_by_hand(api: ModuleType, call: Any, server: Any) -> None:
    server.answer("GET", "/ships", [SHIP])
    assert call(api, lambda client: client.names()) == ["AB"]
    assert api.Client.__module__ == f"{api.__name__}.extensions.client"
    with api.Client("token") as client:
        assert type(client.with_options(timeout=1)) is api.Client
    fake = api.testing.Fake()
    assert type(fake.client()) is api.Client
    assert type(fake.async_client()) is api.AsyncClient
    assert fake.client().names()


def test_answers_hold_the_models_by_hand_wherever_they_are(
    api: ModuleType, call: Any, server: Any
) -> None:
    server.answer("GET", "/fleets/1", FLEET)
    server.answer("GET", "/tugs", {"kind": "tug", "pulls": FLEET["vessels"][0]})
    fleet = call(api, lambda client: client.fleets.get("1"))
    assert fleet.flagship.loud == "AB"
    assert fleet.flagship.docked_at.all() == ["C"]  # and within a circle
    boat, raft = fleet.vessels
    assert (boat.row(), raft.burn(), fleet.by_name["x"].burn()) == (2, 3, 4)
    assert isinstance(boat, api.models.Boat)
    assert type(boat).__name__ == "RowingBoat"
    assert fleet.to_dict() == FLEET
    assert call(api, lambda client: client.tugs.list()).pull() == 2


def test_also_where_an_answer_does_not_fit(
    api: ModuleType, call: Any, server: Any
) -> None:
    odd = {
        "vessels": [{"kind": "raft", "planks": "many"}],
        "flagship": {"escort": SHIP},
    }
    server.answer("GET", "/fleets/1", odd)
    fleet = call(api, lambda client: client.fleets.get("1"))
    assert fleet.vessels[0].burn() == "many"
    assert fleet.flagship.name is None
    assert fleet.flagship.escort.loud == "AB"


@pytest.mark.parametrize("first", ["models.fleet", "models.tug", "extensions.models"])
def test_any_module_may_be_imported_first(extended: Project, first: str) -> None:
    code = (
        f"import {extended.name}.{first}\n"
        f"from {extended.name} import models\n"
        "tug = models.Tug.model_validate({'kind': 't', 'pulls': {'kind': 'b'}})\n"
        "assert tug.pulls.row() == 0\n"
        "assert models.Ship(name='a', escort=models.Ship(name='b')).loud == 'AB'\n"
        f"from {extended.name}.models.fleet import Ship\n"
        "assert type(Ship.model_validate({'name': 'x'})) is models.Ship\n"
    )
    done = extended.python("-c", code)
    assert done.returncode == 0, done.stderr


def test_what_is_deprecated_still_warns(api: ModuleType) -> None:
    ship = api.models.Ship.model_validate({"name": "a", "oldName": "b"})
    with pytest.warns(DeprecationWarning, match="deprecated"):
        assert ship.old_name == "b"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert ship.name == "a"


def test_importing_still_loads_nothing(extended: Project) -> None:
    code = (
        f"import sys, {extended.name} as api\n"
        "client = api.Client('token', base_url='http://127.0.0.1:9')\n"
        "client.ships\n"
        "assert not {'pydantic', 'httpx2', 'asyncio'} & set(sys.modules)\n"
        f"assert '{extended.name}.extensions.models' not in sys.modules\n"
    )
    done = extended.python("-S", "-c", code)
    assert done.returncode == 0, done.stderr


# --- types ------------------------------------------------------------------------------

PROGRAM = """\
from typing import assert_type

from PACKAGE import AsyncClient, Client, models, testing
from PACKAGE.extensions.models import Raft, RowingBoat, Ship
from PACKAGE.extensions.ships import AsyncCrew, AsyncShips, Crew, Ships


def look(client: Client) -> None:
    assert_type(client.names(), list[str])
    assert_type(client.with_options(timeout=1), Client)
    assert_type(client.ships, Ships)
    assert_type(client.ships.crew, Crew)
    assert_type(client.ships.list(), list[Ship])
    assert_type(client.ships.find("a"), models.Ship | None)
    fleet = client.fleets.get("1")
    assert_type(fleet.flagship, Ship | None)
    assert_type(fleet.vessels, list[RowingBoat | Raft])
    assert_type(fleet.by_name, dict[str, models.Raft] | None)
    assert_type(client.tugs.list().pulls, models.Boat | None)
    assert_type(models.Ship(name="a").escort, Ship | None)
    assert_type(testing.Fake().client(), Client)
    assert_type(testing.Fake().async_client(), AsyncClient)


async def wait(client: AsyncClient) -> None:
    assert_type(client.ships, AsyncShips)
    assert_type(client.ships.crew, AsyncCrew)
    assert_type(await client.names(), list[str])
    assert_type(await client.ships.find("a"), models.Ship | None)
"""
WRONG = """\
from PACKAGE import Client

Client("token").ships.find(1)
Client("token").ships.list()[0].quiet
"""


def test_mypy_finds_the_types(extended: Project) -> None:
    (extended.output / "program.py").write_text(
        PROGRAM.replace("PACKAGE", extended.name), encoding="utf-8"
    )
    strict = ("-m", "mypy", "--strict", "--config-file=")
    done = extended.python(*strict, "program.py", extended.name)
    assert done.returncode == 0, done.stdout
    (extended.output / "wrong.py").write_text(
        WRONG.replace("PACKAGE", extended.name), encoding="utf-8"
    )
    done = extended.python(*strict, "wrong.py")
    assert "[arg-type]" in done.stdout
    assert "[attr-defined]" in done.stdout


def test_basedpyright_finds_the_types(extended: Project) -> None:
    (extended.output / "program_too.py").write_text(
        PROGRAM.replace("PACKAGE", extended.name), encoding="utf-8"
    )
    settings = {
        "typeCheckingMode": "strict",
        "include": ["program_too.py", extended.name],
    }
    (extended.output / "pyrightconfig.json").write_text(json.dumps(settings))
    done = extended.python("-m", "basedpyright", "--pythonpath", sys.executable)
    assert done.returncode == 0, done.stdout


# --- what calgen does with the folder ---------------------------------------------------


def test_nothing_by_hand_is_touched_or_owned(extended: Project) -> None:
    texts = {
        name: text.replace("PACKAGE", extended.name).encode()
        for name, text in FILES.items()
    }
    extended.generate()
    extended.run("generate", "--force")
    found = {each.name: each.read_bytes() for each in extended.folder.glob("*.py")}
    assert found == texts
    assert extended.run("check").code == 0
    lock = json.loads((extended.output / "calgen.lock").read_text())
    assert not [each for each in lock["files"] if "/extensions/" in each]
    told = lock["settings"]["extensions"].splitlines()
    assert "resources.ships.Ships extensions.ships.Ships" in told
    assert "models.boat.Boat extensions.models.RowingBoat" in told
    assert len(told) == 11


def test_without_extensions_the_bytes_are_the_same(project: Project) -> None:
    before = project.bytes()
    assert not project.folder.exists()
    project.write(__init__="", helpers="def helper() -> None: ...\n")
    assert project.run("check").code == 0
    project.extend()
    project.generate()
    after = project.bytes()
    changed = {name for name in after if after[name] != before.get(name)}
    assert {each.removeprefix(f"{project.name}/") for each in changed} == {
        "__init__.py",
        "aio/ships.py",
        "calgen.lock",
        "client.py",
        "models/__init__.py",
        "models/boat.py",
        "models/fleet.py",
        "models/tug.py",
        "resources/ships.py",
        "testing.py",
    }
    for name in FILES:
        (project.folder / name).unlink()
    project.generate()
    assert project.bytes() == before
    assert (project.folder / "helpers.py").exists()


def test_only_other_classes_are_drift(project: Project) -> None:
    project.extend()
    done = project.run("check")
    assert done.code == 1
    assert "because: extensions is new" in done.stdout
    project.generate()
    project.write(ships=SHIPS.replace("self.list()", "list(self.list())"))
    assert project.run("check").code == 0
    project.write(ships=SHIPS.replace("class Crew(", "class _Crew("))
    done = project.run("check")
    assert done.code == 1
    assert "because: extensions changed" in done.stdout
    assert f"{project.name}/resources/ships.py" in done.stdout


def test_what_was_extended_may_go(project: Project) -> None:
    project.extend()
    project.generate()
    project.describe(WITHOUT_CREW)
    done = project.generate()
    place = f"output/{project.name}/extensions/ships.py:27:7: warning: Crew extends"
    assert place in done.stderr
    assert "[CG077]" in done.stderr
    assert (project.folder / "ships.py").read_text() == SHIPS
    assert project.run("generate", "--strict").code == 2


def test_nothing_by_hand_is_run(project: Project) -> None:
    text = (
        "from ..resources.ships import Ships as G\nclass Ships(G): ...\nraise OSError\n"
    )
    project.write(ships=text, client="import sys\nsys.exit('ran')\n")
    project.generate()
    assert ".extensions.ships" in (project.package / "client.py").read_text()
    report = Report()
    found = read_extensions(project.package, report)
    assert found.folder == project.folder
    assert [each.name for each in found.files] == ["client.py", "ships.py"]
    assert set(found.classes) == {"resources.ships.Ships"}
    assert not report.diagnostics


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "class (:\n",
            "1:7: error: an extension cannot be read: invalid syntax [CG076]",
        ),
        ("x = '\0'\n", "error: an extension cannot be read"),
        (
            "from .. import Client as C\nclass Client(C): ...\n",
            "`from ..client import Client as Generated`",
        ),
        (
            "from .. import models\nclass Ship(models.Ship): ...\n",
            "`from ..models.fleet import Ship as Generated`",
        ),
        (
            "from ..client import Client as C\nclass Mine(C): ...\n",
            "2:7: error: Mine takes the place of Client under another name [CG076]",
        ),
        (
            TWO,
            "3:7: error: two classes extend resources.ships.Ships [CG076]",
        ),
    ],
    ids=["syntax", "null", "shown client", "shown model", "client's name", "two"],
)
def test_what_cannot_be_picked_up_stops_the_run(
    project: Project, text: str, said: str
) -> None:
    before = project.bytes()
    project.write(more=text)
    done = project.run("generate")
    assert done.code == 2
    assert f"output/{project.name}/extensions/more.py:" in done.stderr
    assert said in done.stderr
    assert "hint: " in done.stderr
    assert project.bytes() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "from ..resources.ship import Ships\nclass A(Ships): ...\n",
            "did you mean `from ..resources.ships import Ships`?",
        ),
        (
            "from ..resources import ships as g\nclass A(g.Shps): ...\n",
            "did you mean `from ..resources.ships import Ships`?",
        ),
        (
            "from ..models.ship import Ship as G\nclass Ship(G): ...\n",
            "did you mean `from ..models.fleet import Ship`?",
        ),
        (
            "from ..models.fleet import Vessel as G\nclass Vessel(G): ...\n",
            "Vessel extends Vessel of models.fleet, which is no generated class",
        ),
        (
            "class AsyncShips: ...\n",
            "AsyncShips is not derived from the generated class",
        ),
    ],
    ids=["module", "class", "moved", "alias", "no base"],
)
def test_what_extends_nothing_is_told(project: Project, text: str, said: str) -> None:
    before = project.bytes()
    project.write(more=text)
    done = project.generate()
    assert said in done.stderr
    assert "[CG077]" in done.stderr
    assert f"output/{project.name}/extensions/more.py:" in done.stderr
    assert project.bytes() == before


# --- the documentation ------------------------------------------------------------------


def test_the_examples_of_the_documentation_hold(
    calgen: Callable[..., Any], tmp_path: Path
) -> None:
    text = (ROOT / "docs" / "extensions.md").read_text(encoding="utf-8")
    files = re.findall(r"```python\n# (\S+)\n(.*?)```", text, re.DOTALL)
    assert [name for name, _ in files] == [
        "calcom/extensions/bookings.py",
        "calcom/extensions/models.py",
    ]
    for name, code in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(code, encoding="utf-8")
    done = calgen(
        *("generate", "-i", ROOT / "specs", "-o", ".", "--package", "calcom"),
        *("--config", "none"),
        cwd=tmp_path,
    )
    assert done.code == 0, done.stderr
    (tmp_path / "program.py").write_text(
        "from calcom import testing\n"
        "for each in testing.Fake().client().bookings.of('ada@example.com'):\n"
        "    print(each.is_long)\n"
    )
    strict = ("-m", "mypy", "--strict", "--config-file=")
    for arguments in (("program.py",), (*strict, "program.py", "calcom/extensions")):
        ran = subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
