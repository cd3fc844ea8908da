"""What was found, held against what is generated."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field, replace
from pathlib import Path

from calgen.diagnostics import Report
from calgen.location import Position
from calgen.nearest import nearest
from calgen.record import record


@record
class Extended:
    """One class written by hand: `module` below the package, and its name there."""

    module: str
    name: str
    position: Position = field(compare=False)


@record
class Extensions:
    """What was found in `folder`: the files that were read, and by the generated class
    (`resources.things.Things`) the class that takes its place.

    `others` are classes that extend nothing, by name. `circular` are (name of a class,
    what it is derived from): what the package shows, which is the class itself.
    """

    folder: Path = Path("extensions")
    files: tuple[Path, ...] = ()
    classes: Mapping[str, Extended] = field(default_factory=dict)
    others: Mapping[str, Position] = field(default_factory=dict)
    circular: Mapping[tuple[str, str], Position] = field(default_factory=dict)

    def names_of(self, *kinds: str) -> str:
        """Which class extends which, a line for each: what a lock remembers. With
        `kinds` (`models`, …) of those alone."""
        return "\n".join(
            f"{path} {one.module}.{one.name}"
            for path, one in sorted(self.classes.items())
            if not kinds or path.partition(".")[0] in kinds
        )

    def known(self, generated: Collection[str], report: Report) -> Extensions:
        """Those that extend what there is; all else is reported."""
        ordered = sorted(generated)
        found = {p: one for p, one in self.classes.items() if p in generated}
        for path, one in self.classes.items():
            if path not in generated:
                _report_unknown(path, one, ordered, report)
        for (name, base), position in self.circular.items():
            _report_circular(name, base, position, ordered, report)
        usual = {_usual_name(path): path for path in ordered}
        for name, position in self.others.items():
            if name in usual:
                _report_other(name, usual[name], position, report)
        return replace(self, classes=found)


NO_EXTENSIONS = Extensions()


def _usual_name(path: str) -> str:
    """What people call the class that extends another."""
    name = path.rpartition(".")[2]
    return f"Async{name}" if path.startswith("aio.") else name


def _imported(path: str) -> str:
    module, _, name = path.rpartition(".")
    return f"from ..{module} import {name}"


def _report_unknown(
    path: str, one: Extended, generated: list[str], report: Report
) -> None:
    module, _, name = path.rpartition(".")
    near = _nearest(path, generated)
    report.warning(
        "CG077",
        f"{one.name} extends {name} of {module}, which is no generated class: "
        "nothing uses it",
        one.position,
        hint=(
            f"did you mean `{_imported(near)}`?"
            if near
            else "remove the class; while it is there, its file cannot be imported"
        ),
    )


def _nearest(path: str, generated: list[str]) -> str:
    """The generated class of the same kind that somebody may have meant, or ''."""
    kind, _, rest = path.partition(".")
    same = [each for each in generated if each.startswith(f"{kind}.")]
    for each in same:
        if each.rpartition(".")[2] == path.rpartition(".")[2]:
            return each
    shorter = {each.partition(".")[2]: each for each in same}
    return shorter.get(nearest(rest, shorter, 0.8), "")


def _report_circular(
    name: str, base: str, position: Position, generated: list[str], report: Report
) -> None:
    kind, _, bare = f"client.{base}".rpartition(".")
    kind = "models" if base.startswith("models.") else kind
    homes = [
        each
        for each in generated
        if each.startswith(f"{kind}.") and each.endswith(f".{bare}")
    ]
    report.error(
        "CG076",
        f"{name} is derived from what the package shows as {bare}: from itself",
        position,
        hint=(
            f"derive it from the generated class: `{_imported(homes[0])} as Generated`"
            if homes
            else f"there is no generated class {bare}: remove this one"
        ),
    )


def _report_other(name: str, path: str, position: Position, report: Report) -> None:
    report.warning(
        "CG077",
        f"{name} is not derived from the generated class: nothing uses it",
        position,
        hint=f"`{_imported(path)} as Generated` and `class {name}(Generated)`; "
        "or give it another name",
    )
