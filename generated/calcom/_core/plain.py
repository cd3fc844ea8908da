"""Python values to JSON values: the one conversion behind bodies and parameters."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Protocol, TypeAlias, cast, runtime_checkable
from uuid import UUID

from .unset import UNSET

JsonValue: TypeAlias = (
    "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
)

# Past this a float has no exact neighbours left, and its digits would be made up.
_EXACT = 2**53


@runtime_checkable
class _Dumps(Protocol):
    """A pydantic model, told without importing pydantic."""

    def model_dump(
        self, *, by_alias: bool, exclude_unset: bool, warnings: bool
    ) -> object: ...


@runtime_checkable
class _Secret(Protocol):
    """A pydantic secret."""

    def get_secret_value(self) -> object: ...


def plain(value: object) -> JsonValue:
    """The JSON value that stands for `value`.

    `UNSET` is left out of mappings and sequences, numbers without a fraction become
    integers, enums their value, models their wire form (aliases, only what was set),
    datetimes RFC 3339 in UTC. Raises ValueError for what JSON cannot hold: naive
    datetimes, infinities, bytes that are not text; TypeError for an unknown type.
    """
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Mapping):
        entries = cast("Mapping[object, object]", value).items()
        return {_key(k): plain(v) for k, v in entries if v is not UNSET}
    if isinstance(value, bytes | bytearray | memoryview):
        return _text_of(bytes(cast("bytes", value)))
    if isinstance(value, Sequence):
        return [plain(v) for v in cast("Sequence[object]", value) if v is not UNSET]
    if isinstance(value, Set):
        members = [plain(v) for v in cast("Set[object]", value) if v is not UNSET]
        return sorted(members, key=json_text)
    return _special(value)


def _special(value: object) -> JsonValue:
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        if value.is_finite() and value == value.to_integral_value():
            return int(value)
        return _number(float(value))
    if isinstance(value, _Dumps) and not isinstance(value, type):
        # In Python mode, so that the rules of this module hold inside models too.
        return plain(
            value.model_dump(by_alias=True, exclude_unset=True, warnings=False)
        )
    if isinstance(value, _Secret):
        return plain(value.get_secret_value())
    return _fallback()(value)


def _key(key: object) -> str:
    return key if type(key) is str else scalar_text(plain(key))


def _number(value: float) -> int | float:
    if value.is_integer() and abs(value) < _EXACT:
        return int(value)
    if value - value != 0:
        raise ValueError(f"{value} is no JSON number")
    return value


def _instant(value: datetime) -> str:
    if value.utcoffset() is None:
        raise ValueError(
            f"the datetime {value.isoformat()} has no time zone: give it one, "
            "for example value.replace(tzinfo=datetime.UTC)"
        )
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _text_of(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise ValueError(
            "bytes that are not UTF-8 text have no place here: encode them, "
            "for example with base64"
        ) from None


@cache
def _fallback() -> Callable[[object], JsonValue]:
    """Everything else that pydantic knows: durations, URLs, paths, dataclasses, …"""
    from pydantic import TypeAdapter
    from pydantic_core import PydanticSerializationError

    adapter: TypeAdapter[object] = TypeAdapter(object)

    def convert(value: object) -> JsonValue:
        try:
            return cast("JsonValue", adapter.dump_python(value, mode="json"))
        except PydanticSerializationError:
            raise TypeError(f"a {type(value).__name__} has no JSON form") from None

    return convert


def json_text(value: JsonValue, *, ascii_only: bool = False) -> str:
    """Compact JSON."""
    return json.dumps(
        value, ensure_ascii=ascii_only, separators=(",", ":"), allow_nan=False
    )


def scalar_text(value: JsonValue) -> str:
    """A JSON value as the text of a parameter: strings bare, all else as JSON."""
    return value if isinstance(value, str) else json_text(value)
