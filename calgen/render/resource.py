"""A resource as templates see it."""

from __future__ import annotations

from collections.abc import Mapping

from calgen.record import record
from calgen.render.homes import Home
from calgen.render.imports import Group, operation_imports, resource_imports
from calgen.render.method import Method
from calgen.render.words import COLUMNS

HIDDEN = "_list"
"""The type `list` where a method of that name hides it."""


@record
class ResourceView:
    """A resource: its class, its module, its methods and the resources below it."""

    name: str
    """The attribute that it is."""
    dotted: str
    """The attributes that lead to it from the client: `orders.items`."""
    class_name: str
    """The class, without the `Async` of its async twin."""
    module: str
    """The module of the class in `resources` and `aio`, and of its `operations`."""
    doc: str
    """The text of the docstring; never ''."""
    methods: tuple[Method, ...]
    """Its methods by name, one called `list` the last."""
    children: tuple[ResourceView, ...]
    """The resources right below it."""
    homes: Mapping[str, Home]
    """Where the class is imported from, by the folder `resources` or `aio`."""
    _digest: str = ""
    """A hash of what it was made of, the resources below it aside; '' where none is
    kept."""

    @property
    def imports(self) -> Mapping[str, tuple[Group, ...]]:
        """What the module of the class imports, by the folder `resources` or `aio`: groups
        of (module, names)."""
        return {
            "resources": resource_imports(self, is_async=False),
            "aio": resource_imports(self, is_async=True),
        }

    @property
    def operation_imports(self) -> tuple[Group, ...]:
        """What the module of its operations imports: groups of (module, names)."""
        return operation_imports(self)

    @property
    def anchor(self) -> str:
        """Where the heading of its table is, as Markdown pages have it."""
        return f"client{self.dotted.replace('.', '').lower()}"

    @property
    def has_deprecated(self) -> bool:
        """Whether a method of its own is deprecated."""
        return any(method.mark for method in self.methods)

    @property
    def has_hidden(self) -> bool:
        """Whether a signature uses the other name of `list`."""
        return any(f"{HIDDEN}[" in m.arrow["Page"] for m in self.methods)

    @property
    def has_streams(self) -> bool:
        """Whether a method of its own returns a stream."""
        return any(method.is_stream for method in self.methods)

    @property
    def has_pages(self) -> bool:
        """Whether a method of its own returns a page."""
        return any(method.is_page for method in self.methods)

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The columns of a table of these calls that hold anything: (heading, key of
        `Method.cells`)."""
        return tuple(
            (heading, key)
            for heading, key in COLUMNS
            if any(method.cells[key] for method in self.methods)
        )

    @property
    def walk(self) -> tuple[ResourceView, ...]:
        """This resource and all below it."""
        return (self, *(each for child in self.children for each in child.walk))
