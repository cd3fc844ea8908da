"""What the modules of a resource import: only what their texts name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calgen.render.resource import ResourceView

Group = tuple[tuple[str, tuple[str, ...]], ...]
"""Imports that stand together: (module, names)."""


def resource_imports(view: ResourceView, *, is_async: bool) -> tuple[Group, ...]:
    """The imports of the module with the class; groups in order, none empty."""
    prefix = "Async" if is_async else ""
    told = [text for method in view.methods for text in method.annotations]
    lazy = ("TYPE_CHECKING",) if view.children else ()
    return _groups(
        [
            ("builtins", ("list as _list",) if view.has_hidden else ()),
            ("collections.abc", named(("Mapping", "Sequence"), told)),
            ("datetime", named(("date", "datetime"), told)),
            ("functools", ("cached_property",) if view.children else ()),
            ("typing", (*lazy, *named(("Any", "Literal"), told))),
        ],
        [
            ("..", named(("models",), told)),
            (".._core.body", named(("Upload",), told)),
            (f".._core.{'aio' if is_async else 'client'}", (f"{prefix}Resource",)),
            (".._core.events", named(("ServerSentEvent",), told)),
            (
                ".._core.marks",
                ("deprecated as _deprecated",) if view.has_deprecated else (),
            ),
            (".._core.options", ("RequestOptions",) if view.methods else ()),
            (".._core.page", (f"{prefix}Page",) if view.has_pages else ()),
            (".._core.stream", (f"{prefix}Stream",) if view.has_streams else ()),
            (".._core.unset", ("UNSET", "Unset") if named(("Unset",), told) else ()),
            ("..operations", (f"{view.module} as ops",) if view.methods else ()),
        ],
    )


def operation_imports(view: ResourceView) -> tuple[Group, ...]:
    """The imports of the module with the constants; none without a method."""
    if not view.methods:
        return ()
    told = [text for method in view.methods for text in method.results]
    return _groups(
        [
            ("datetime", named(("date", "datetime"), told)),
            ("typing", tuple(sorted(("Final", *named(("Any", "Literal"), told))))),
        ],
        [
            ("..", named(("models",), told)),
            (".._core.events", named(("ServerSentEvent",), told)),
            (".._core.operation", _parts(view)),
        ],
    )


def _parts(view: ResourceView) -> tuple[str, ...]:
    """What the constants are made of, sorted."""
    names = {method.kind.partition("[")[0] for method in view.methods}
    for method in view.methods:
        facts = {
            "IdempotencyKey": method.operation.idempotency,
            "Paging": method.paging,
            "RateLimit": method.operation.limit,
            "Version": method.operation.version,
        }
        names |= {name for name, fact in facts.items() if fact}
    return tuple(sorted(names))


def _groups(*groups: list[tuple[str, tuple[str, ...]]]) -> tuple[Group, ...]:
    kept = (tuple(each for each in group if each[1]) for group in groups)
    return tuple(group for group in kept if group)


def named(words: Iterable[str], texts: Iterable[str]) -> tuple[str, ...]:
    """Those of the words that stand in an annotation as a name of their own, sorted."""
    whole = "\n".join(texts)
    found = {
        word for word in words if re.search(rf"(?<![.\w\"']){word}(?![\w\"'])", whole)
    }
    return tuple(sorted(found))
