"""Models that a class written by hand extends: which name stands where.

Type checkers see the class written by hand wherever a model is used. At run time the
modules of models never import it, for it imports them: the generated class stands there,
and `_core.extended` puts the other in its place when the first value is decoded. Only
what is derived from a model is derived from the generated class, in both views.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from calgen.extensions import Extended
from calgen.layout import STEP, import_lines
from calgen.models.annotation import Annotation, Generic, OneOf, Use
from calgen.models.definition import ClassDefinition
from calgen.models.engine import Spelled
from calgen.models.order import annotated, uses
from calgen.record import record


@record(kw_only=False)
class Homes:
    """The module of every definition, and the classes written by hand by the name of
    the definition that each extends."""

    modules: Mapping[str, str]
    extended: Mapping[str, Extended] = field(default_factory=dict)


class StandIns:
    """The extended models that one module uses, and what it calls each: by its name, or
    by another where the name is that of the generated class."""

    def __init__(self, homes: Homes, module: str, members: Sequence[Spelled]) -> None:
        self._homes = homes
        self._module = module
        bases = {
            base
            for each in members
            if isinstance(each.definition, ClassDefinition)
            for base in each.definition.bases
        }
        known = homes.extended
        used = {u for each in members for u in _named(each) if u in known}
        own = {name for name in used if homes.modules[name] == module}
        self._names = {
            name: _free(name, homes) if name in bases | own else name
            for name in sorted(used)
        }

    def __bool__(self) -> bool:
        return bool(self._names)

    def imported(self, name: str) -> bool:
        """Whether the imports here bring a name, so that no other has to."""
        return self._names.get(name) == name

    def renamed(self, annotation: Annotation) -> Annotation:
        """The annotation with the names that this module has for them."""
        if not self._names:
            return annotation
        match annotation:
            case Use(name):
                return Use(self._names.get(name, name))
            case Generic(head, arguments):
                return Generic(head, tuple(map(self.renamed, arguments)))
            case OneOf(options):
                return OneOf(tuple(map(self.renamed, options)))
            case _:
                return annotation

    def imports(self, checking: str) -> list[str]:
        """The lines behind the other imports; `checking` is `TYPE_CHECKING`."""
        if not self._names:
            return []
        by_hand: list[str] = []
        generated: list[str] = []
        same: list[str] = []
        for name, local in self._names.items():
            one, home = self._homes.extended[name], self._homes.modules[name]
            by_hand += import_lines(f"..{one.module}", [_as(one.name, local)], STEP)
            if local == name:
                generated += import_lines(f".{home}", [name], STEP)
            elif home != self._module:
                same.append(f"{STEP}{local} = {name}")
        lines = ["", f"if {checking}:", *by_hand]
        return [*lines, "else:", *generated, *same] if generated or same else lines

    def after(self, name: str, spelling: Mapping[str, str]) -> list[str]:
        """The lines behind the class that an extension stands for."""
        local = self._names.get(name)
        if local is None:
            return []
        head = f"if not {spelling['TYPE_CHECKING']}:"
        return ["", "", head, f"{STEP}{local} = {name}"]


def shown_imports(homes: Homes, pad: str) -> tuple[list[str], list[str]]:
    """What type checkers import in the place of models that are extended; and the lines
    behind all imports: a class that has another name is only an export as a variable.
    """
    imports: list[str] = []
    lines: list[str] = []
    ordered = sorted(homes.extended.items(), key=lambda item: (item[1].module, item[0]))
    for name, one in ordered:
        local = name if one.name == name else _free(name, homes)
        imports += import_lines(f"..{one.module}", [f"{one.name} as {local}"], pad)
        lines += [f"{pad}{name} = {local}"] if local != name else []
    return imports, ["", *lines] if lines else []


def _named(spelled: Spelled) -> list[str]:
    """The definitions that the annotations of one name."""
    if not isinstance(spelled.definition, ClassDefinition):
        return uses(spelled)
    return annotated(spelled)


def _free(name: str, homes: Homes) -> str:
    free = f"Extended{name}"
    while free in homes.modules:
        free += "_"
    return free


def _as(name: str, local: str) -> str:
    return name if name == local else f"{name} as {local}"
