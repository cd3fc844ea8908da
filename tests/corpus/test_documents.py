"""Documents put to the proof: generated, imported, type-checked and called.

A few are always read; `--slow` reads all of the corpus, with every check. The same by
hand, and for documents of your own: `python -m tests.corpus [PATH…]`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from proof.command import FOLDERS, main
from proof.measure import run
from proof.prove import Proof
from proof.row import Row, table
from proof.source import documents, routes, shared

ROOT = Path(__file__).parents[2]

# Ours, so that there are some without the corpus.
OWN = ("bookstore", "clash", "degraded", "hostile")
# Small, and as different from one another as they come.
SMALL = [
    "edge/oai-petstore-separate/spec/swagger.json",
    "edge/oapicodegen-content-types.yaml",
    "edge/ogen-3.2-additional-operations.yaml",
    "edge/readme-3.0-polymorphism.json",
    "edge/readme-3.0-schema-circular.json",
    "edge/readme-3.1-train-travel.json",
    "specs/notion.json",
    "specs/scalar-galaxy.yaml",
]
# Faults that stay, each with its cause.
KNOWN: dict[str, str] = {}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "any_document" in metafunc.fixturenames:
        folder = shared()
        slow = metafunc.config.getoption("--slow")
        found = documents([folder / name for name in FOLDERS]) if slow else []
        names = [path.relative_to(folder / "corpus").as_posix() for path in found]
        metafunc.parametrize("any_document", names)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("proof")


def described() -> dict[str, object]:
    operation = {"tags": ["a"], "responses": {"204": {"description": ""}}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "One", "version": "1"},
        "paths": {"/a": {"get": operation, "post": operation}},
    }


def fine(row: Row) -> None:
    faults = [each for each in row.faults if row.document not in KNOWN]
    assert not faults, table([row])


def own_inputs() -> list[Path]:
    return documents([ROOT / "tests" / "cases" / name / "input" for name in OWN])


@pytest.mark.parametrize("path", own_inputs(), ids=lambda path: path.parts[-3])
def test_documents_of_ours(scratch: Path, path: Path) -> None:
    row = Proof(scratch, ("import", "calls", "ruff")).row(path, path.parts[-3])
    assert row.calls
    fine(row)


@pytest.mark.parametrize("name", SMALL)
def test_small_documents(corpus: Path, scratch: Path, name: str) -> None:
    row = Proof(scratch, ("import", "calls", "ruff")).row(
        corpus / "corpus" / name, name
    )
    assert row.calls
    fine(row)


@pytest.mark.slow
def test_any_document(corpus: Path, scratch: Path, any_document: str) -> None:
    row = Proof(scratch).row(corpus / "corpus" / any_document, any_document)
    print(table([row]))
    fine(row)


def test_a_fault_of_one_document_is_a_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.json").write_text(json.dumps(described()), encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("openapi: 3.0.3\npaths: [\n", encoding="utf-8")
    (tmp_path / "notes.yaml").write_text("not: a document\n", encoding="utf-8")
    assert main([str(tmp_path), "--checks", "calls", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    found = {row["document"].rpartition("/")[2]: row for row in rows}
    assert set(found) == {"good.json", "bad.yaml"}
    assert (found["good.json"]["exit"], found["good.json"]["calls"]) == (0, 4)
    assert found["bad.yaml"]["exit"] == 2
    assert any("bad.yaml:2:9: error" in each for each in found["bad.yaml"]["remarks"])


def test_the_proof_sees_what_is_lost(tmp_path: Path) -> None:
    """A package whose calls and imports do not work must not pass."""
    (tmp_path / "api.json").write_text(json.dumps(described()), encoding="utf-8")
    command = [sys.executable, "-m", "calgen", "generate", "--config", "none", "-q"]
    command += ["-i", "api.json", "-o", "out", "--package", "lossy"]
    ran = run(
        command,
        logs=tmp_path / "logs",
        cwd=tmp_path,
        timeout=60,
        environment={"PYTHONPATH": str(ROOT)},
    )
    assert ran.code == 0, ran.stderr
    package = tmp_path / "out" / "lossy"
    calls = package / "resources" / "a.py"
    text = calls.read_text(encoding="utf-8")
    calls.write_text(text.replace("def create(", "def _create("), encoding="utf-8")
    (package / "aio" / "a.py").write_text("import no_such_module\n", encoding="utf-8")
    command = [sys.executable, "-m", "proof.calls", "out", "lossy", "api.json", "every"]
    told = run(
        command,
        logs=tmp_path / "logs",
        cwd=tmp_path,
        timeout=60,
        environment={"PYTHONPATH": str(ROOT / "tests" / "corpus")},
    )
    assert list(json.loads(told.stdout)["imports"]) == ["lossy.aio.a"]


@pytest.mark.parametrize(
    ("version", "item", "methods"),
    [
        ("3.0.3", {"get": {}, "parameters": [], "x-a": {}, "query": {}}, ["GET"]),
        (
            "3.2.0",
            {"query": {}, "additionalOperations": {"LINK": {}}},
            ["LINK", "QUERY"],
        ),
        ("3.1.0", {"$ref": "#/components/pathItems/P"}, ["PUT"]),
        ("3.1.0", {"$ref": "item.json", "get": {}}, ["DELETE", "GET"]),
    ],
)
def test_operations_are_counted_without_calgen(
    tmp_path: Path, version: str, item: object, methods: list[str]
) -> None:
    (tmp_path / "item.json").write_text('{"delete": {}}', encoding="utf-8")
    whole = {
        "openapi": version,
        "paths": {"/a": item, "x-b": {"get": {}}},
        "components": {"pathItems": {"P": {"put": {}}}},
    }
    document = tmp_path / "document.json"
    document.write_text(json.dumps(whole), encoding="utf-8")
    assert sorted(route.method for route in routes(document)) == methods
