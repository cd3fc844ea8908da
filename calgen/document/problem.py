"""What is wrong with a text that cannot be parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calgen.record import record

if TYPE_CHECKING:
    from calgen.document.document import Document


@record(kw_only=False)
class Mark:
    """A point in a text; `line` and `column` count from 0.

    `document` is given where the point lies in another text than that of the document
    that was asked: its data may be gathered from several.
    """

    line: int
    column: int
    document: Document | None = None


class Problem(Exception):
    """A text that is not JSON or YAML 1.2, at a mark; `other` is a second place."""

    def __init__(
        self, message: str, mark: Mark, *, other: Mark | None = None, hint: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.mark = mark
        self.other = other
        self.hint = hint
