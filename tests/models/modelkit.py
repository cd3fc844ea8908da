"""Generated models as the tests look at them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import TypeAdapter

from calgen.ir import JsonValue, Schema
from calgen.models import Models
from calgen.naming import Name, snake

RUNTIME = Path(__file__).parents[2] / "calgen" / "runtime"


@dataclass(frozen=True, slots=True)
class Package:
    """Generated models: their files, and the package they were imported as."""

    models: Models
    module: ModuleType
    root: Path

    def text(self, name: str) -> str:
        """The text of the module that holds a name."""
        home = dict(self.models.exports)[name]
        return dict(self.models.files)[f"models/{home}.py"]

    def annotation(self, name: str, attribute: str) -> str:
        """The type of an attribute as written, without what `Annotated` adds."""
        for node in ast.walk(ast.parse(self.text(name))):
            if isinstance(node, ast.ClassDef) and node.name == name:
                for each in node.body:
                    if (
                        isinstance(each, ast.AnnAssign)
                        and ast.unparse(each.target) == attribute
                    ):
                        inner = each.annotation
                        if ast.unparse(inner).startswith("Annotated["):
                            assert isinstance(inner, ast.Subscript)
                            assert isinstance(inner.slice, ast.Tuple)
                            inner = inner.slice.elts[0]
                        return ast.unparse(inner)
        raise AssertionError(f"{name} has no {attribute}:\n{self.text(name)}")

    def alias(self, name: str) -> str:
        """What an alias stands for, as written."""
        for node in ast.parse(self.text(name)).body:
            if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == name:
                assert node.value is not None
                return ast.unparse(node.value)
        raise AssertionError(f"no alias {name}:\n{self.text(name)}")

    def read(self, name: str, value: object) -> Any:
        """A value decoded as the named type."""
        return TypeAdapter(getattr(self.module, name)).validate_python(value)


Build = Callable[[Mapping[str, JsonValue]], Package]


def schema(name: str, json: JsonValue) -> Schema:
    """A schema under its own name."""
    assert isinstance(json, dict)
    return Schema(name=Name(name, snake(name), name), json=json)


def write(models: Models, root: Path) -> None:
    """Put a client package around models."""
    (root / "models").mkdir(parents=True)
    (root / "_core").mkdir()
    (root / "__init__.py").touch()
    for each in RUNTIME.glob("*.py"):
        text = each.read_text(encoding="utf-8")
        (root / "_core" / each.name).write_text(text, encoding="utf-8")
    for path, text in models.files:
        (root / path).write_text(text, encoding="utf-8")
