"""What is known of the context: the names of its classes, their types and docstrings."""

from __future__ import annotations

import os
import subprocess
import sys
import typing
import zipfile
from pathlib import Path

import pytest

from calgen.ir import Operation, RateLimit, Sourced
from calgen.render.models import DefinitionView
from calgen.render.package import Package
from calgen.render.views import Method, ResourceView
from calgen.theme import context

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("cls", context.reachable(), ids=lambda cls: cls.__name__)
def test_everything_is_described(cls: type) -> None:
    """A public name without a docstring is half a promise."""
    assert [each.name for each in context.described(cls) if not each.doc] == []
    assert (cls.__doc__ or "").strip()
    # The docstring that dataclasses make is a signature.
    assert not (cls.__doc__ or "").startswith(f"{cls.__name__}(")
    # What it would inherit is not read.
    assert not [each for each in cls.__mro__[1:] if each.__module__[:6] == "calgen"]
    public = {name for name in dir(cls) if not name.startswith("_")}
    assert public <= {*context.names_of(cls)}


def test_classes_have_names_of_their_own() -> None:
    names = [cls.__name__ for cls in context.reachable()]
    assert len(names) == len(set(names))
    assert tuple(names[: len(context.ROOTS)]) == tuple(
        cls.__name__ for cls in context.ROOTS.values()
    )


def test_types() -> None:
    get = context.attribute
    assert get(Package, "methods") == tuple[Method, ...]
    assert get(ResourceView, "children") == tuple[ResourceView, ...]
    assert get(Method, "operation") is Operation
    assert get(Operation, "limit") == Sourced[RateLimit] | None
    assert get(Sourced[RateLimit], "value") is RateLimit
    assert get(RateLimit, "requests") is int
    assert get(DefinitionView, "kind") == typing.Literal["class", "alias"]
    assert get(Method, "call") is None
    assert get(Method, "nothing") is None
    assert get(str, "upper") is None
    assert get(tuple[Method, ...], "name") is None


def test_entries() -> None:
    found = {each.name: each for each in context.described(Method)}
    assert (found["name"].kind, found["arguments"].kind) == ("field", "property")
    assert found["call"].kind == "method"
    assert found["call"].takes == "(extra: str='')"
    assert found["positional"].type == "tuple[Argument, ...]"
    assert "_signature" not in found


@pytest.mark.parametrize(
    ("file", "more"),
    [
        ("README.md.jinja", ()),
        ("{package}/client.py.jinja", ()),
        ("{package}/aio/{resource}.py.jinja", ("resource",)),
        ("{package}/models/{model}.py.jinja", ("model",)),
        ("_method.py.jinja", ()),
    ],
)
def test_names_of_a_file(file: str, more: tuple[str, ...]) -> None:
    assert context.context_of(file) == ("package", "file", *more)


SPEC = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths: {/orders: {get: {responses: {'204': {description: done}}}}}
"""


def python(program: str, path: Path, cwd: Path) -> str:
    """What a program prints that finds calgen below a path."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", program],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_run_does_not_read_the_contract(tmp_path: Path) -> None:
    """Sources are parsed for it: that has no place in every run."""
    (tmp_path / "api.yaml").write_text(SPEC)
    flags = ["generate", "-q", "-i", "api.yaml", "-o", "out", "--config", "none"]
    program = f"""
import contextlib, sys
from calgen.cli.group import main
with contextlib.suppress(SystemExit):
    main({flags})
print([each for each in sys.modules if each == "calgen.theme.context"])
"""
    assert python(program, ROOT, tmp_path) == "[]\n"
    assert (tmp_path / "out" / "calgen.lock").exists()


def test_an_installed_calgen_knows_its_docstrings(tmp_path: Path) -> None:
    """The package alone is enough, in an archive even."""
    archive = tmp_path / "calgen.zip"
    with zipfile.ZipFile(archive, "w") as whole:
        for path in (ROOT / "calgen").rglob("*.py"):
            whole.write(path, path.relative_to(ROOT))
    program = """
from calgen.theme import context
print(context.__file__)
print([e.name for cls in context.reachable() for e in context.described(cls) if not e.doc])
"""
    where, missing = python(program, archive, tmp_path).splitlines()
    assert where.startswith(str(archive))
    assert missing == "[]"
