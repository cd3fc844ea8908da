"""How definitions are spread over modules, and what an import costs."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from modelkit import Build, files, schema, write
from mypy import api

from calgen.diagnostics import Report
from calgen.graph import components
from calgen.ir import Json, JsonValue
from calgen.models import generate_models
from calgen.models.modules import module_names

TEXT: Json = {"type": "string"}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def record(**properties: JsonValue) -> Json:
    return {"type": "object", "properties": properties}


SHOP: dict[str, JsonValue] = {
    "Order": record(customer=ref("Customer"), lines=ref("Lines"), status=ref("Status")),
    "Lines": {"type": "array", "items": ref("Line")},
    "Line": record(product=ref("Product")),
    "Customer": record(address=ref("Address"), orders=ref("OrderList")),
    "OrderList": record(orders={"type": "array", "items": ref("Order")}),
    "Address": record(city=TEXT, kind={"enum": ["a", "b"]}),
    "Product": record(name=TEXT, status=ref("Status")),
    "Status": {"enum": ["new", "old"]},
    "Lone": record(date={"type": "string", "format": "date"}),
}


def test_circles_share_a_module_and_helpers_live_with_their_only_user(
    build: Build,
) -> None:
    homes = dict(build(SHOP).models.index.modules)
    assert homes["Order"] == homes["Customer"] == homes["OrderList"] == "customer"
    assert homes["Lines"] == homes["Line"] == homes["Product"] == "customer"
    assert homes["Address"] == homes["AddressKind"] == "customer"
    assert homes["Lone"] == "lone"


def test_a_definition_with_two_users_has_a_module_of_its_own(build: Build) -> None:
    package = build(
        {"A": record(c=ref("C")), "B": record(c=ref("C")), "C": record(x=TEXT)}
    )
    assert dict(package.models.index.modules)["C"] == "c"
    assert "from .c import C\n" in package.text("A")


def test_names_in_docstrings_are_no_imports(build: Build) -> None:
    package = build(
        {"A": {**record(x=TEXT), "description": "Not B."}, "B": record(y=TEXT)}
    )
    assert "import B" not in package.text("A")


def test_modules_differ_without_case_and_avoid_devices() -> None:
    found = module_names(["FooBar", "Foobar", "Foo_", "Foo", "Con", "Import"])
    assert found["Con"] == "con_"
    assert found["Import"] == "import_"
    assert len({name.lower() for name in found.values()}) == len(found)


def test_components_come_in_order_of_use() -> None:
    edges = {"a": ["b"], "b": ["c", "a"], "c": [], "d": ["a"], "e": ["e"]}
    assert components(edges) == [("c",), ("a", "b"), ("d",), ("e",)]
    long = {str(n): [str(n + 1)] for n in range(5000)} | {"5000": []}
    assert len(components(long)) == 5001


def test_a_dangling_reference_is_reported() -> None:
    report = Report()
    generate_models([schema("A", record(x=ref("Nowhere")))], report)
    assert [each.code for each in report] == ["CG025"]
    assert "Nowhere" in next(iter(report)).message


def test_no_schemas(tmp_path: Path) -> None:
    models = generate_models([], Report())
    assert [*files(models)] == ["models/__init__.py"]
    assert not models.index.modules


def test_the_order_of_the_schemas_and_the_hash_seed_change_nothing(
    tmp_path: Path,
) -> None:
    program = (
        "import json, sys\n"
        "from calgen.diagnostics import Report\n"
        "from calgen.ir import Schema\n"
        "from calgen.models import generate_models\n"
        "from calgen.naming import Name\n"
        "given = json.load(sys.stdin)\n"
        "schemas = [Schema(name=Name(n, n, n), json=j) for n, j in given]\n"
        "print(generate_models(schemas, Report()))\n"
    )
    items = list(SHOP.items())
    outputs = set()
    for seed in ("0", "1", "2"):
        random.Random(seed).shuffle(items)
        run = subprocess.run(
            [sys.executable, "-c", program],
            input=json.dumps(items),
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": _root()},
            capture_output=True,
            text=True,
            check=True,
        )
        outputs.add(run.stdout)
    assert len(outputs) == 1


def _root() -> str:
    return str(Path(__file__).parents[2])


def test_a_model_is_loaded_at_first_use_and_with_what_it_needs(tmp_path: Path) -> None:
    given = {**SHOP, "Json": {"anyOf": [TEXT, {"type": "array", "items": ref("Json")}]}}
    models = generate_models([schema(n, j) for n, j in given.items()], Report())
    write(models, tmp_path / "shop")
    program = (
        "import sys\n"
        "import shop.models as m\n"
        "assert 'pydantic' not in sys.modules and 'typing_extensions' not in sys.modules\n"
        "assert 'Lone' in dir(m) and 'Lone' in m.__all__\n"
        "m.Lone(date='2024-08-13')\n"
        "assert 'shop.models.customer' not in sys.modules\n"
        "assert m.Order(status='new').status == 'new'\n"
        "try:\n    m.Lne\nexcept AttributeError as error:\n    assert 'Lne' in str(error)\n"
        "else:\n    raise SystemExit('no error')\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True)


USER = """
from __future__ import annotations

from shop.models import Json, Lone, Odd, Order, Status


def use(order: Order, value: Json) -> Status | None:
    made = Odd(time_zone="UTC", class_="x", date_=None)
    reveal_type(made.time_zone)
    reveal_type(order.customer)
    Odd(timeZone="UTC")  # an alias: right at run time, unknown to type checkers
    return order.status
"""


def test_mypy_finds_nothing_in_the_package_and_types_in_its_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd: JsonValue = {
        "type": "object",
        "properties": {
            "timeZone": TEXT,
            **dict.fromkeys(("class", "date", "list", "schema", "json"), TEXT),
            "when": {"type": "string", "format": "date"},
            "dup": {"type": "array", "items": {"enum": ["a", '"', "\\", "é"]}},
            "\ud800": {"const": "\ud800"},
        },
    }
    given = {
        **SHOP,
        "Odd": odd,
        "Json": {"anyOf": [TEXT, {"type": "array", "items": ref("Json")}]},
        "Heir": {"allOf": [ref("Order"), record(own=TEXT)]},
        "Redeclares": {"allOf": [ref("Order"), record(customer=TEXT)]},
        "Model": record(literal={"enum": ["a", "b"]}, fieldA={}),
    }
    models = generate_models([schema(n, j) for n, j in given.items()], Report())
    write(models, tmp_path / "shop")
    (tmp_path / "user.py").write_text(USER, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    arguments = ["--strict", "--cache-dir", str(tmp_path / "cache")]
    assert api.run([*arguments, "shop"])[0].startswith("Success")
    out = api.run([*arguments, "user.py"])[0]
    assert '"str | None"' in out
    assert '"shop.models.customer.Customer | None"' in out
    assert 'Unexpected keyword argument "timeZone"' in out
    assert out.count("error:") == 1
