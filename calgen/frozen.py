"""Names that an earlier run handed out, as the lock remembers them.

Whoever is new makes way for them, so that what was there keeps its name whatever is
added, removed or put into another order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import field, replace
from urllib.parse import quote, unquote

from calgen.record import record

Table = Mapping[str, str]
Tables = Mapping[str, Table]

# What may stand in a packed wire name as it is: all but space, `=` and `%`.
PLAIN = "!\"#$&'()*+,/:;<>?@[\\]^`{|}~"


@record
class Frozen:
    """What was called how.

    `operations` leads from `METHOD /path[ version]` to dotted names. `streams` are their
    further methods. `schemas` leads from what a schema is (a component, or a place in one
    or in an operation) to its class, `nested` from the way to a type within a class to its
    name. `modules` has the resources whose module is not called by rule. `arguments` (by
    operation) and `attributes` (by class) are packed; see `packed`. `credentials` are
    the classes of `auth.py`. `components` and `bodies` tell components of one name apart,
    see `merge`; `inputs` are the digests of the files that were read, which stand
    elsewhere in a lock.
    """

    operations: Table = field(default_factory=dict)
    streams: Table = field(default_factory=dict)
    schemas: Table = field(default_factory=dict)
    nested: Table = field(default_factory=dict)
    modules: Table = field(default_factory=dict)
    arguments: Table = field(default_factory=dict)
    attributes: Table = field(default_factory=dict)
    credentials: Table = field(default_factory=dict)
    components: Table = field(default_factory=dict)
    bodies: Table = field(default_factory=dict)
    inputs: Table = field(default_factory=dict)

    def tables(self) -> dict[str, dict[str, str]]:
        """As the lock has it: what is empty is left out."""
        every = {kind: dict(getattr(self, kind)) for kind in KINDS}
        return {kind: table for kind, table in every.items() if table}

    def without(self, schemas: Collection[str], nested: Collection[str]) -> Frozen:
        """All but some schemas and nested types."""
        return replace(
            self,
            schemas={k: v for k, v in self.schemas.items() if k not in schemas},
            nested={k: v for k, v in self.nested.items() if k not in nested},
        )


KINDS = (
    "operations",
    "streams",
    "schemas",
    "nested",
    "modules",
    "arguments",
    "attributes",
    "credentials",
    "components",
    "bodies",
)
NOTHING = Frozen()


def frozen(tables: Tables, inputs: Table | None = None) -> Frozen:
    """The names that a lock has, which `inputs` led to."""
    known = {kind: dict(tables.get(kind, {})) for kind in KINDS}
    return Frozen(**known, inputs=dict(inputs or {}))


# --- packing ---------------------------------------------------------------------------


def packed(names: Iterable[tuple[str, str, str]]) -> str:
    """(wire name, Python name, name by rule) as one text: `userId x-id=x_id_2`; a name
    that is the rule's is not repeated."""
    words = []
    for wire, name, rule in names:
        word = quote(wire, safe=PLAIN)
        words.append(word if name == rule else f"{word}={name}")
    return " ".join(words)


def unpacked(text: str) -> dict[str, str]:
    """Python names by wire name; "" for one that is called by rule."""
    pairs = (word.partition("=") for word in text.split())
    return {unquote(wire): name for wire, _, name in pairs}


# --- routes ----------------------------------------------------------------------------

_HOLE = re.compile(r"\{[^{}]*\}")
_KEY = re.compile(r"(\S+ \S+)(?: (.+))?")


def operation_key(method: str, path: str, version: str) -> str:
    """The key of an operation: `GET /users/{id}`, with the version that it sends."""
    return f"{method} {path}" + (f" {version}" if version else "")


def split_key(key: str) -> tuple[str, str]:
    """(method and path with the holes made alike, version) of the key of an operation."""
    found = _KEY.fullmatch(key)
    route, version = (found[1], found[2] or "") if found else (key, "")
    return _HOLE.sub("{}", route), version


def survivors(live: Iterable[str], old: Iterable[str]) -> dict[str, str]:
    """Which key of an operation an operation of today had: {today's: earlier}.

    The same key is the same operation. One of the same route whose parameters or version
    are called otherwise is it too, where nothing else can be meant.
    """
    now, before = list(live), set(old)
    same = {key: key for key in now if key in before}
    left = sorted({*now} - same.keys()), sorted(before - same.keys())
    # One of the same version first, then the only one of its route.
    for form, (new, gone) in (
        ((lambda key: key), left),
        ((lambda key: (key[0], None)), (sorted({*now}), sorted(before))),
    ):
        here = _grouped(new, form)
        there = _grouped(gone, form)
        taken = set(same.values())
        for group, (first, *more) in here.items():
            others = there.get(group, [])
            known = first in same or not taken.isdisjoint(others)
            if not more and len(others) == 1 and not known:
                same[first] = others[0]
    return same


_Split = tuple[str, str | None]


def _grouped(
    keys: Iterable[str], form: Callable[[_Split], _Split]
) -> dict[_Split, list[str]]:
    found: dict[_Split, list[str]] = {}
    for key in keys:
        found.setdefault(form(split_key(key)), []).append(key)
    return found
