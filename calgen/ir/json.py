"""JSON as Python sees it."""

from __future__ import annotations

from typing import TypeAlias

JsonValue: TypeAlias = (
    "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
)
Json: TypeAlias = "dict[str, JsonValue]"
