"""Marks that type checkers and editors read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from typing_extensions import deprecated as deprecated
else:
    F = TypeVar("F", bound=Callable)

    # PEP 702's own warns where the method is called, with a line of ours; the client
    # does that itself, with the caller's.
    def deprecated(message: str) -> Callable[[F], F]:
        """Mark a method as deprecated: `message` says what to use instead."""

        def mark(function: F) -> F:
            function.__deprecated__ = message
            return function

        return mark
