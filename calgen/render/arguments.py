"""Arguments of a method, and where they are sent, as templates see them."""

from __future__ import annotations

from calgen.record import record
from calgen.render.linked import linked


@record
class Argument:
    """One argument of a method."""

    name: str
    """What it is called in Python."""
    annotation: str
    """Its type on one line."""
    declaration: str
    """The whole of it: the lines of a signature, indented by 8, with the comma."""
    default: str = ""
    """Its default; '' for a required one."""
    doc: str = ""
    """What is said of it, with what its type does not say; '' for nothing."""
    sample: str = ""
    """A value for an example, as Python; '' where none is at hand, or none is needed."""
    where: str = "body"
    """Where it is sent: `path`, `query`, `header`, `cookie` or `body`."""
    wire: str = ""
    """Its wire name; '' for one that is the whole body."""

    @property
    def annotation_linked(self) -> tuple[tuple[str, str], ...]:
        """`annotation` as (text, the model that it names or ''), in order; the texts
        joined are the annotation, less `models.` and `Unset`."""
        return linked(self.annotation.removesuffix(" | Unset"))


@record
class Sent:
    """Arguments that go to one place."""

    where: str
    """`path`, `query`, `header`, `cookie` or `body`."""
    pairs: tuple[tuple[str, str], ...]
    """(wire name, Python name)."""
