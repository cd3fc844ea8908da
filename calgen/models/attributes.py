"""Wire names to attribute names: legal, unique in a class, and shadowing nothing."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Mapping

from calgen.frozen import packed
from calgen.naming import snake

# A class body is a scope: an attribute called `date` would hide the type from the
# annotations below it. Named whether a class uses the type or not, so that a new
# property never renames another.
TYPES = frozenset(
    ("bool", "bytes", "date", "datetime", "dict", "float", "int", "list", "str")
)

# What the base class already has under a name that a property can get.
MEMBERS = frozenset(
    {
        "construct",
        "copy",
        "dict",
        "from_orm",
        "json",
        "parse_file",
        "parse_obj",
        "parse_raw",
        "schema",
        "schema_json",
        "to_dict",
        "update_forward_refs",
        "validate",
        "model_computed_fields",
        "model_config",
        "model_construct",
        "model_copy",
        "model_dump",
        "model_dump_json",
        "model_extra",
        "model_fields",
        "model_fields_set",
        "model_json_schema",
        "model_parametrized_name",
        "model_post_init",
        "model_rebuild",
        "model_validate",
        "model_validate_json",
        "model_validate_strings",
    }
)


def attribute(wire: str) -> str:
    """The attribute of one property, before those of its class are looked at."""
    name = snake(wire)
    return f"{name}_" if name in TYPES or name in MEMBERS else name


def attributes(
    wires: Iterable[str], known: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The attributes of a class; of two that collide the plainer wire name keeps it.

    `known` are those that were there: each keeps what it had ("" is what it has by rule).
    """
    known = known or {}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for wire in sorted(wires, key=lambda each: (each not in known, *_plainness(each))):
        had = known.get(wire) or ""
        name = had if _is_legal(had) and had not in taken else attribute(wire)
        while name in taken:
            name += "_"
        taken.add(name)
        found[wire] = name
    return found


def remembered(fields: Iterable[tuple[str, str]]) -> str:
    """(wire name, attribute) of a class as the lock has them.

    No other property can take the attribute of one that is written like it: those are
    left out, which in most documents are nearly all.
    """
    named = [(wire, name, attribute(wire)) for wire, name in fields]
    return packed(each for each in named if each[0] != each[1])


def _is_legal(name: str) -> bool:
    plain = name.isidentifier() and not keyword.iskeyword(name)
    return plain and name[0] != "_" and name not in TYPES | MEMBERS


def _plainness(wire: str) -> tuple[bool, bool, int, str]:
    return (wire != attribute(wire), not wire.isidentifier(), len(wire), wire)
