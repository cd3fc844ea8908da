"""Names of the model modules, and what the package of them exports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from calgen.extensions import Extended
from calgen.files import digest
from calgen.layout import STEP, import_lines
from calgen.models.extended import Homes, shown_imports
from calgen.naming import snake
from calgen.render.models import ModelIndex

# Windows has devices under these names, whatever the suffix.
DEVICES = {"aux", "con", "nul", "prn"} | {
    f"{d}{n}" for d in ("com", "lpt") for n in range(10)
}

# What the package itself uses: a module becomes an attribute of its package.
OWN = {"annotations", "getattr", "globals", "import_module"}

# A file system takes 255 bytes for a name.
LONGEST = 100


def module_names(heads: Iterable[str]) -> dict[str, str]:
    """The module of each main definition, all different in lower case."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for head in sorted(heads):
        name = snake(head)
        if len(name) > LONGEST:
            name = f"{name[:LONGEST].rstrip('_')}_{digest(head)[:6]}"
        if name in DEVICES or name in OWN:
            name += "_"
        while name in taken:
            name += "_"
        taken.add(name)
        found[head] = name
    return found


def index_of(
    exports: Mapping[str, str], extended: Mapping[str, Extended]
) -> ModelIndex:
    """What `models` exports: name to module. `extended` has the classes written by hand
    that take the place of exported ones."""
    by_hand, renamed = shown_imports(Homes(exports, extended), STEP)
    lines = [*by_hand]
    for name, module in sorted(exports.items(), key=lambda item: (item[1], item[0])):
        if name not in extended:
            lines += import_lines(f".{module}", [f"{name} as {name}"], STEP)
    return ModelIndex(
        imports="".join(f"{line}\n" for line in (*lines, *renamed)),
        modules=tuple(sorted(exports.items())),
        extended=bool(extended),
    )
