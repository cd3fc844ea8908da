"""A schema book that remembers what it was asked, so that it can be asked again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from calgen.ir import Json
from calgen.location import Place
from calgen.naming import Name
from calgen.normalise.schemas import SchemaBook
from calgen.record import record


@record
class Asked:
    """A question: for the class of a `component`, for what all of its family have in
    common, or for a schema that stands at a `place`; and the name that was the answer.
    """

    kind: Literal["whole", "common", "inline"]
    answer: Name
    component: str = ""
    node: Json | None = None
    place: Place | None = None
    hint: str = ""
    closed: bool = False


class AskedBook(SchemaBook):
    """The book, and what it was asked: names are handed out by no other way."""

    _heard: list[Asked] | None = None

    @contextmanager
    def overheard(self) -> Iterator[list[Asked]]:
        """Everything that is asked inside, in order."""
        heard: list[Asked] = []
        self._heard = heard
        try:
            yield heard
        finally:
            self._heard = None

    def answers(self, asked: Asked) -> bool:
        """Ask again: whether the answer is what it was."""
        if asked.node is not None and asked.place is not None:
            again = self._hoist(
                asked.node, asked.place, asked.hint, closed=asked.closed
            )
        elif asked.component not in self._merged.section("schemas"):
            return False
        elif asked.kind == "common":
            again = self._common(asked.component)
        else:
            again = self._require(asked.component)
        return again == asked.answer

    def _require(self, component: str) -> Name:
        name = super()._require(component)
        return self._told(Asked(kind="whole", component=component, answer=name))

    def _common(self, component: str) -> Name:
        name = super()._common(component)
        return self._told(Asked(kind="common", component=component, answer=name))

    def _hoist(
        self, node: Json, place: Place, hint: str, *, closed: bool = False
    ) -> Name:
        name = super()._hoist(node, place, hint, closed=closed)
        if self._heard is None:
            return name
        return self._told(
            Asked(
                kind="inline",
                answer=name,
                node=node,
                place=place,
                hint=hint,
                closed=closed,
            )
        )

    def _told(self, asked: Asked) -> Name:
        if self._heard is not None:
            self._heard.append(asked)
        return asked.answer

    def is_faulty(self, key: str) -> bool:
        """Whether `key` itself had to be degraded."""
        return self.uses.is_faulty(key)
