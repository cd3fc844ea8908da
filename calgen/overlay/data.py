"""An overlay that was read: what it applies to, and what it does there."""

from __future__ import annotations

from calgen.document import Document
from calgen.inputs import Input
from calgen.ir import JsonValue
from calgen.location import Place
from calgen.overlay.query import Query
from calgen.record import record


@record
class Action:
    """One change at every place that `target` selects.

    `remove` is stronger than the others. At most one of `update` (a value, in a tuple
    of one) and `copy` is given; without any of the three the action does nothing.
    """

    target: Query
    place: Place
    update: tuple[JsonValue] | None = None
    copy: Query | None = None
    remove: bool = False


@record
class Overlay:
    """Actions in their order; `document` is the overlay's own text and data.

    `extends` is the reference that the overlay gives, None where it applies to every
    document; `names` are the inputs that the reference leads to.
    """

    file: Input
    document: Document
    actions: tuple[Action, ...]
    extends: str | None = None
    names: frozenset[str] = frozenset()

    def applies_to(self, document: Document) -> bool:
        """Whether a document is one that this overlay was written for."""
        if self.extends is None or document.path in self.names:
            return True
        data = document.data
        return isinstance(data, dict) and data.get("$self") == self.extends
