"""Bodies that are sent again: files are wound back to where they stood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .body import Body, Content


@runtime_checkable
class _Seekable(Protocol):
    def seekable(self) -> bool: ...
    def tell(self) -> int: ...
    def seek(self, offset: int, /) -> int: ...


class Replay:
    """The files of one body, and where each stood before the first attempt.

    `possible` is False where a file cannot be wound back: such a body is sent once.
    """

    __slots__ = ("_starts", "possible")

    def __init__(self, contents: Iterable[Content]) -> None:
        self._starts: Final[list[tuple[_Seekable, int]]] = []
        self.possible = True
        for file in contents:
            if isinstance(file, bytes):
                continue
            try:
                if not isinstance(file, _Seekable) or not file.seekable():
                    raise OSError
                self._starts.append((file, file.tell()))
            except (OSError, ValueError):
                self.possible = False

    def rewind(self) -> None:
        """Wind every file back, before each attempt."""
        for file, start in self._starts:
            file.seek(start)


_NOTHING: Final = Replay(())


def replay_of(body: Body | None) -> Replay:
    """What winds a body back; the body stands at its start."""
    if body is None or (isinstance(body.content, bytes) and not body.parts):
        return _NOTHING
    return Replay((body.content, *(part.content for part in body.parts)))
