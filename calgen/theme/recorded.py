"""What a template took from its context, so that the next run knows whether it would
take the same again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from calgen.content import content_digest
from calgen.render.models import ModelView
from calgen.render.package import Package
from calgen.render.views import ResourceView


class Recorded:
    """A package that remembers which of its attributes were asked for."""

    __slots__ = ("_asked", "_package")

    def __init__(self, package: Package, asked: set[str]) -> None:
        self._package = package
        self._asked = asked

    def _whole(self) -> Package:
        """The package, for whoever looks at all of it at once."""
        self._asked.update(each.name for each in fields(self._package))
        return self._package

    def __repr__(self) -> str:
        return repr(self._whole())

    def __eq__(self, other: object) -> bool:
        return self._whole() == other

    def __hash__(self) -> int:
        return hash(self._whole())

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._package, name)
        self._asked.add(name)
        return value


class Digests:
    """Digests of a package's attributes and of its resources, each made once."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._attributes: dict[str, str] = {}
        self._resources: dict[int, str] = {}

    def of(self, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """(attribute, digest), sorted; what the package lacks has no digest."""
        return tuple((name, self._attribute(name)) for name in sorted(names))

    def _attribute(self, name: str) -> str:
        if name not in self._attributes:
            value = getattr(self._package, name, None)
            self._attributes[name] = self._digest(value)
        return self._attributes[name]

    def about(self, view: ResourceView | ModelView) -> str:
        """The digest of what a file is about."""
        return view.digest if isinstance(view, ModelView) else self.resource(view)

    def resource(self, view: ResourceView) -> str:
        """The digest of a resource with all that is below it."""
        key = id(view)
        if key not in self._resources:
            below = [self.resource(each) for each in view.children]
            own = view._digest or [
                getattr(view, each.name)
                for each in fields(view)
                if each.name != "children"
            ]
            self._resources[key] = content_digest((own, below))
        return self._resources[key]

    def _digest(self, value: object) -> str:
        if callable(value):
            value = self._package  # what a method reads is not seen
        views = value if isinstance(value, tuple) else ()
        if views and isinstance(views[0], ResourceView | ModelView):
            return content_digest([self.about(each) for each in views])
        return content_digest(value)
