"""Models as templates see them: printed definitions, in the form that black leaves alone."""

from __future__ import annotations

from typing import Literal

from calgen.record import record
from calgen.render.linked import linked


@record
class FieldView:
    """One field of a class of models."""

    name: str
    """The attribute in Python."""
    wire: str
    """The name in JSON."""
    annotation: str
    """The type on one line, without what pydantic is told besides it."""
    required: bool
    """Whether a value has to be there."""
    deprecated: bool
    """Whether reading it warns."""
    doc: str
    """What the description says of it; '' for nothing."""
    uses: tuple[str, ...]
    """The models that the type names, sorted."""
    declaration: str
    """The lines of the field in a class body, without a docstring."""

    @property
    def annotation_linked(self) -> tuple[tuple[str, str], ...]:
        """`annotation` as (text, the model that it names or ''), in order."""
        return linked(self.annotation, self.uses)


@record
class DefinitionView:
    """A class or an alias of models."""

    name: str
    """Its name in `models`."""
    kind: Literal["class", "alias"]
    """`class`, or `alias` for any other type: a choice, a union, a list, a map."""
    doc: str
    """What the description says of it; '' for nothing."""
    blank_lines: int
    """How many empty lines stand before it in its module."""
    text: str
    """The lines of an alias, or those that open a class; without a docstring."""
    after: str = ""
    """Lines behind a class, where a class written by hand takes its place; else ''."""
    fields: tuple[FieldView, ...] = ()
    """The fields of a class, in the order of the description."""
    bases: tuple[str, ...] = ()
    """The models that a class is derived from, in order."""
    uses: tuple[str, ...] = ()
    """The models that an alias names, sorted."""

    @property
    def is_class(self) -> bool:
        """Whether it is a class."""
        return self.kind == "class"

    @property
    def is_bare(self) -> bool:
        """Whether a class has neither fields nor a docstring."""
        return self.is_class and not self.fields and not self.doc.strip()


@record
class ModelView:
    """A module of models: definitions that are imported together."""

    module: str
    """Its name below `models`."""
    name: str
    """What it defines first and foremost."""
    imports: str
    """Its imports up to that of the base class: lines, the last ending in a newline; ''
    for none."""
    base: str
    """The name that `_core.model` gives its base class, as imports say it; '' where no
    class here is derived from it."""
    siblings: str
    """Its imports behind that of the base class, as in `imports`."""
    definitions: tuple[DefinitionView, ...]
    """What it defines, in an order in which each knows what it needs."""
    digest: str
    """A hash of all that it holds."""


@record
class ModelIndex:
    """All that `models` exports."""

    imports: str
    """Imports for type checkers: indented lines."""
    modules: tuple[tuple[str, str], ...]
    """(name, module below `models`), sorted."""
    extended: bool
    """Whether a class written by hand takes the place of one of them."""


NO_MODELS = ModelIndex(imports="", modules=(), extended=False)
