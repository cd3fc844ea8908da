"""Header fields, by name without regard to case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from re import compile as pattern
from typing import Final

Pairs = Iterable[tuple[str, str]]

_NAME: Final = pattern(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_FORBIDDEN: Final = pattern(r"[\x00-\x08\x0a-\x1f\x7f]")
_SENSITIVE: Final = ("auth", "cookie", "token", "secret", "key", "password")


class HeaderMap(Mapping[str, str]):
    """Immutable header fields; several of one name read as one, joined with `, `."""

    __slots__ = ("_fields",)

    def __init__(self, pairs: Pairs = ()) -> None:
        fields: dict[str, list[tuple[str, str]]] = {}
        for name, value in pairs:
            fields.setdefault(name.lower(), []).append((name, value))
        self._fields = fields

    def __getitem__(self, name: str) -> str:
        return ", ".join(value for _, value in self._fields[name.lower()])

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        shown = {
            name: "***" if any(part in name for part in _SENSITIVE) else self[name]
            for name in self
        }
        return f"HeaderMap({shown!r})"

    def get_list(self, name: str) -> list[str]:
        """Every value of a field, in the order of arrival."""
        return [value for _, value in self._fields.get(name.lower(), ())]

    def pairs(self) -> list[tuple[str, str]]:
        """Every field as it was spelled."""
        return [pair for field in self._fields.values() for pair in field]

    def replacing(self, pairs: Pairs) -> HeaderMap:
        """A copy in which these fields take the place of those of the same name."""
        return self._merged(self, HeaderMap(pairs))

    def defaulting(self, pairs: Pairs) -> HeaderMap:
        """A copy with these fields, where there are none of the same name."""
        return self._merged(HeaderMap(pairs), self)

    @staticmethod
    def _merged(under: HeaderMap, over: HeaderMap) -> HeaderMap:
        merged = HeaderMap()
        merged._fields = {**under._fields, **over._fields}
        return merged


def check_header(name: str, value: str) -> None:
    """Raise ValueError for a field that would break the message; not showing it."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no header name")
    if _FORBIDDEN.search(value):
        raise ValueError(
            f"the header {name} holds a line break or another control character"
        )
