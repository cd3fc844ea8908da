"""Request bodies, by media type."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import (
    TYPE_CHECKING,
    NamedTuple,
    Protocol,
    TypeAlias,
    TypeGuard,
    cast,
    runtime_checkable,
)

from .plain import json_text, plain, scalar_text
from .serialize import query_text
from .unset import UNSET

if TYPE_CHECKING:
    from .operation import Operation

JSON = "application/json"


@runtime_checkable
class Readable(Protocol):
    """A file opened in binary mode, or anything that reads like one."""

    def read(self, size: int = -1, /) -> bytes: ...


Content: TypeAlias = bytes | Readable
Upload: TypeAlias = (
    Content | os.PathLike[str] | tuple[str, Content] | tuple[str, Content, str]
)
"""A file: its bytes, an open file, a path, or `(name, content[, media type])`."""


class Part(NamedTuple):
    """One part of a multipart body; without `filename` it is a field."""

    name: str
    filename: str | None
    content: Content
    media: str | None


class Body(NamedTuple):
    """A body ready to be sent: `content`, or the `parts` of a multipart body.

    `media` is None for multipart, whose boundary the transport chooses.
    """

    media: str | None
    content: Content = b""
    parts: tuple[Part, ...] = ()


def is_json(media: str) -> bool:
    """Whether a media type, perhaps with parameters, holds JSON."""
    essence = media.partition(";")[0].strip().lower()
    return essence.endswith(("/json", "+json"))


def encode_body(operation: Operation[object], value: object) -> Body | None:
    """The body of a call; None sends none.

    A mapping loses its `UNSET` entries first; when nothing is left and the operation
    can do without a body, there is none.
    """
    if isinstance(value, Mapping):
        entries = cast("Mapping[object, object]", value)
        value = {key: item for key, item in entries.items() if item is not UNSET}
        if not value and not operation.body_required:
            return None
    if value is UNSET:
        if operation.body_required:
            raise TypeError(f"{operation.id} needs a body")
        return None
    try:
        return _encode(operation, value)
    except (TypeError, ValueError) as error:
        raise type(error)(f"body of {operation.id}: {error}") from None


def _encode(operation: Operation[object], value: object) -> Body | None:
    media = operation.media
    if is_json(media):
        return Body(media, json_text(plain(value)).encode())
    if value is None:
        return None
    if _is_file(value):
        value = value[1]
    if isinstance(value, str):
        return Body(media, value.encode())
    if isinstance(value, os.PathLike):
        return Body(media, Path(cast("os.PathLike[str]", value)).read_bytes())
    if isinstance(value, bytes | bytearray | memoryview):
        return Body(media, bytes(cast("bytes", value)))
    if isinstance(value, Readable):
        return Body(media, value)
    essence = media.partition(";")[0].strip().lower()
    if essence.startswith("multipart/"):
        return Body(None, parts=tuple(_parts(_fields(value))))
    if essence == "application/x-www-form-urlencoded":
        text = query_text(_fields(value), operation.styles, "body")
        return Body(media, text.encode())
    converted = plain(value)
    if isinstance(converted, list | dict):
        raise TypeError(f"{media} takes text, bytes or an open file")
    return Body(media, scalar_text(converted).encode())


def _fields(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        value = plain(value)
    if not isinstance(value, dict):
        raise TypeError("a form takes a mapping of fields")
    return cast("Mapping[str, object]", value)


def _parts(fields: Mapping[str, object]) -> list[Part]:
    parts: list[Part] = []
    for name, value in fields.items():
        several = _is_several(value) and not _is_file(value)
        items = value if several else (value,)
        parts += [
            _part(name, item)
            for item in cast("Iterable[object]", items)
            if item is not UNSET and item is not None
        ]
    return parts


def _is_several(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, list | tuple)


def _is_file(value: object) -> TypeGuard[tuple[str, object] | tuple[str, object, str]]:
    """Whether a value is `(name, data)` or `(name, data, media type)`."""
    return (
        _is_several(value)
        and len(value) in (2, 3)
        and isinstance(value, tuple)
        and isinstance(value[0], str)
        and isinstance(value[1], bytes | bytearray | memoryview | Readable)
    )


def _part(name: str, value: object) -> Part:
    if _is_file(value):
        media = value[2] if len(value) == 3 else None
        return Part(name, value[0], _content(value[1]), media)
    if isinstance(value, bytes | bytearray | memoryview):
        return Part(name, name, bytes(cast("bytes", value)), None)
    if isinstance(value, Readable):
        path = getattr(value, "name", None)
        filename = Path(path).name if isinstance(path, str) else ""
        return Part(name, filename or name, value, None)
    if isinstance(value, os.PathLike):
        file = Path(cast("os.PathLike[str]", value))
        return Part(name, file.name, file.read_bytes(), None)
    converted = plain(value)
    if isinstance(converted, list | dict):
        return Part(name, None, json_text(converted).encode(), JSON)
    return Part(name, None, scalar_text(converted).encode(), None)


def _content(value: object) -> Content:
    return value if isinstance(value, Readable) else bytes(cast("bytes", value))
