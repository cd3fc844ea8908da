"""Names of the model modules, and the package's `__init__`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from calgen.extensions import Extended
from calgen.files import digest
from calgen.layout import STEP, import_lines
from calgen.models.extended import Homes, shown_imports
from calgen.models.printer import FUTURE, HEADER
from calgen.naming import snake
from calgen.pytext import literal

# Windows has devices under these names, whatever the suffix.
DEVICES = {"aux", "con", "nul", "prn"} | {
    f"{d}{n}" for d in ("com", "lpt") for n in range(10)
}

# What the package itself uses: a module becomes an attribute of its package.
OWN = {"annotations", "getattr", "globals", "import_module"}

# A file system takes 255 bytes for a name.
LONGEST = 100

_LOADED = 'getattr(import_module(f"{__name__}.{module}"), name)'
LAZY = """
    def __getattr__(name: str) -> object:
        module = _MODULES.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{module}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return __all__
"""


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


def init_text(exports: Mapping[str, str], extended: Mapping[str, Extended]) -> str:
    """The text of `__init__`: imports for type checkers, loading on first use.

    `extended` has the classes written by hand that take the place of exported ones.
    """
    lines = [HEADER, "", FUTURE, "", "from typing import TYPE_CHECKING", ""]
    if not exports:
        return "\n".join(lines[:3]) + "\n"
    lines.append("if TYPE_CHECKING:")
    by_hand, renamed = shown_imports(Homes(exports, extended), STEP)
    lines += by_hand
    for name, module in sorted(exports.items(), key=lambda item: (item[1], item[0])):
        if name in extended:
            continue
        lines += import_lines(f".{module}", [f"{name} as {name}"], STEP)
    lines += [*renamed, "else:", f"{STEP}from importlib import import_module", ""]
    if extended:
        lines += [f"{STEP}from .._core.extended import final as _final", ""]
    lines.append(f"{STEP}_MODULES = {{")
    for name in sorted(exports):
        lines.append(f"{STEP * 2}{literal(name)}: {literal(exports[name])},")
    lines += [f"{STEP}}}", f"{STEP}__all__ = list(_MODULES)"]
    lazy = LAZY.replace(_LOADED, f"_final({_LOADED})") if extended else LAZY
    return "\n".join(lines) + "\n" + lazy
