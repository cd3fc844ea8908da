"""The names that a module of models may use beside its own, and where they come from."""

from __future__ import annotations

from collections.abc import Collection

from calgen.models.annotation import Annotation, Literals, Word, leaves

SUPPORT = {
    "date": "datetime",
    "datetime": "datetime",
    "TYPE_CHECKING": "typing",
    "Annotated": "typing",
    "Any": "typing",
    "Literal": "typing",
    "TypeAlias": "typing",
    "Field": "pydantic",
    "TypeAliasType": "typing_extensions",
    "extended": ".._core.extended",
    "Model": ".._core.model",
    "Tagged": ".._core.tagged",
}
GROUPS = (
    ("datetime", "typing"),
    ("pydantic", "typing_extensions"),
    (".._core.extended",),
)


def spelling_of(names: Collection[str]) -> dict[str, str]:
    """What the imported names are called beside definitions of these names."""
    spelling = {}
    for support in SUPPORT:
        free = support
        while free in names:
            free += "_"
        spelling[support] = free
    return spelling


def support(annotation: Annotation) -> set[str]:
    """The imported names in an annotation."""
    found = set()
    for leaf in leaves(annotation):
        if isinstance(leaf, Word) and leaf.text in SUPPORT:
            found.add(leaf.text)
        elif isinstance(leaf, Literals):
            found.add("Literal")
    return found
