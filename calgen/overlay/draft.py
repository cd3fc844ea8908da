"""A document that is being changed, and where each of its parts came from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias, cast

from calgen.document import Document, Mark
from calgen.ir import JsonValue
from calgen.location import Place, unescape
from calgen.overlay.query import Location

Container: TypeAlias = "dict[str, JsonValue] | list[JsonValue]"
# What a child of a container is: what its parent's origin has below a key, or something
# that was read elsewhere.
_Step: TypeAlias = "str | int | Place"


class Misfit(Exception):
    """A change that the data does not allow.

    `place` is where the new value that does not fit was read, `other` where the value
    that it does not fit.
    """

    def __init__(
        self, message: str, place: Place | None = None, other: Place | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.other = other


class Draft:
    """A private copy of a document's data. `data` is for reading."""

    def __init__(self, document: Document) -> None:
        self._document = document
        # The steps of containers whose children are not all where they were, by
        # identity. The container is kept too: an identity may be given out again.
        self._steps: dict[int, tuple[Container, dict[str | int, _Step]]] = {}
        self.data = self._copy(document.data)

    def finished(self) -> Document:
        """The document as it is now. The draft must not be changed any more."""
        return self._document.derived(self.data, self)

    def at(self, location: Location) -> JsonValue:
        """The value at a location; raises KeyError or IndexError."""
        value = self.data
        for key in location:
            value = cast("dict[str | int, JsonValue]", value)[key]
        return value

    def place(self, location: Location) -> Place:
        """Where the value at a location was read."""
        value, origin = self.data, Place(self._document)
        for key in location:
            origin = self._below(origin, value, key)
            value = cast("dict[str | int, JsonValue]", value)[key]
        return origin

    def mark(self, pointer: str) -> Mark:
        """Where the value at a JSON pointer stands; it may be in another document."""
        value, location = self.data, []
        for step in pointer.split("/")[1:]:
            key = unescape(step)
            if isinstance(value, dict) and key in value:
                location.append(cast("str | int", key))
                value = value[key]
            elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
                location.append(int(key))
                value = value[int(key)]
            else:
                break
        origin = self.place(tuple(location))
        source = cast("Document", origin.source)
        mark = source.mark(origin.pointer)
        if source is self._document or mark.document is not None:
            return mark
        return Mark(mark.line, mark.column, source)

    def update(self, location: Location, new: JsonValue, origin: Place) -> None:
        """Merge a value into the one at a location: objects key by key, lists end to end,
        a plain value in place of a plain value. Raises `Misfit`."""
        self._put(location, self._copy(new), origin)

    def copy_all(self, source: Location, targets: Iterable[Location]) -> None:
        """Merge the value at one location, as it is now, into those at others. Raises
        `Misfit`."""
        origin, value = self.place(source), self._copy(self.at(source))
        for target in targets:
            self._put(target, self._copy(value), origin)

    def remove(self, locations: Iterable[Location]) -> None:
        """Take values out of what holds them. Raises `Misfit` for the root."""
        held: dict[int, tuple[Container, set[str | int]]] = {}
        for location in locations:
            if not location:
                raise Misfit("the root of a document cannot be removed")
            holder = cast("Container", self.at(location[:-1]))
            held.setdefault(id(holder), (holder, set()))[1].add(location[-1])
        for holder, keys in held.values():
            if isinstance(holder, dict):
                for key in keys:
                    self._own_steps(holder).pop(key, None)
                    del holder[str(key)]
            else:
                steps = self._own_steps(holder)
                kept = [index for index in range(len(holder)) if index not in keys]
                left = [steps[index] for index in kept]
                steps.clear()
                steps.update(enumerate(left))
                holder[:] = [holder[index] for index in kept]

    def _put(self, location: Location, new: JsonValue, origin: Place) -> None:
        value = self.at(location)
        if isinstance(value, list):
            self._extend(value, new, origin)
        elif isinstance(value, dict) and isinstance(new, dict):
            self._merge(location, value, new, origin)
        elif isinstance(value, dict) or isinstance(new, dict | list):
            raise self._cannot(new, location, origin)
        elif location:
            holder = cast("Container", self.at(location[:-1]))
            self._set(holder, location[-1], new, origin)

    def _merge(
        self,
        location: Location,
        old: dict[str, JsonValue],
        new: dict[str, JsonValue],
        origin: Place,
    ) -> None:
        for key, value in new.items():
            at, there = self._below(origin, new, key), old.get(key)
            if key not in old:
                self._set(old, key, value, at)
            elif isinstance(there, dict) and isinstance(value, dict):
                self._merge((*location, key), there, value, at)
            elif isinstance(there, list) and isinstance(value, list):
                self._extend(there, value, at)
            elif isinstance(there, dict | list) or isinstance(value, dict | list):
                raise self._cannot(value, (*location, key), at)
            else:
                self._set(old, key, value, at)

    def _extend(self, old: list[JsonValue], new: JsonValue, origin: Place) -> None:
        steps = self._own_steps(old)
        if not isinstance(new, list):
            steps[len(old)] = origin
            old.append(new)
            return
        for index, value in enumerate(new):
            steps[len(old)] = self._below(origin, new, index)
            old.append(value)

    def _set(
        self, holder: Container, key: str | int, value: JsonValue, origin: Place
    ) -> None:
        self._own_steps(holder)[key] = origin
        cast("dict[str | int, JsonValue]", holder)[key] = value

    def _cannot(self, new: JsonValue, location: Location, place: Place) -> Misfit:
        said = f"{kind(new)} cannot be merged into {kind(self.at(location))}"
        return Misfit(said, place, self.place(location))

    def _below(self, origin: Place, holder: JsonValue, key: str | int) -> Place:
        """The origin of a child, from that of what holds it."""
        steps = self._steps.get(id(holder))
        step = steps[1].get(key, key) if steps else key
        return step if isinstance(step, Place) else origin.child(step)

    def _own_steps(self, holder: Container) -> dict[str | int, _Step]:
        if id(holder) not in self._steps:
            steps: dict[str | int, _Step] = {}
            if isinstance(holder, list):
                steps.update((index, index) for index in range(len(holder)))
            self._steps[id(holder)] = holder, steps
        return self._steps[id(holder)][1]

    def _copy(self, value: JsonValue) -> JsonValue:
        """A copy that shares nothing, not even what an alias made one: a change is meant
        for one place."""
        if not isinstance(value, dict | list):
            return value
        made: Container
        if isinstance(value, dict):
            made = {key: self._copy(each) for key, each in value.items()}
        else:
            made = [self._copy(each) for each in value]
        if id(value) in self._steps:
            self._steps[id(made)] = made, dict(self._steps[id(value)][1])
        return made


def kind(value: JsonValue) -> str:
    """What a value is, for people."""
    if value is None:
        return "null"
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean"}
    return names.get(type(value), "a number")
