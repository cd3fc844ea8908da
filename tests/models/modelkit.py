"""Generated models as the tests look at them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from pydantic import TypeAdapter

from calgen.ir import JsonValue, Schema
from calgen.models import Models
from calgen.naming import Name, snake
from calgen.render.output import FileView
from calgen.resources import runtime_root, template_root
from calgen.theme import Theme, Tree

RUNTIME = Path(__file__).parents[2] / "calgen" / "runtime"
_THEME = Theme(Tree(template_root(), runtime_root()))


def files(models: Models) -> dict[str, str]:
    """The modules of models as the default theme writes them, by path."""
    package = SimpleNamespace(model_index=models.index)
    made = {}
    for target in _THEME.tree.outputs:
        if target.name.startswith("{package}/models/"):
            for each in models.modules if "{model}" in target.name else (None,):
                path = target.target.removeprefix("{package}/")
                path = path.replace("{model}", each.module if each else "")
                context = {"package": package, "file": FileView(path=path)}
                context |= {"model": each} if each else {}
                made[path] = _THEME.environment.render(target.name, context)
    return made


@dataclass(frozen=True, slots=True)
class Package:
    """Generated models: their files, and the package they were imported as."""

    models: Models
    module: ModuleType
    root: Path

    def text(self, name: str) -> str:
        """The text of the module that holds a name."""
        home = dict(self.models.index.modules)[name]
        return files(self.models)[f"models/{home}.py"]

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
    for path, text in files(models).items():
        (root / path).write_text(text, encoding="utf-8")
