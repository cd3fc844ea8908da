"""Request bodies, by media type."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from mimetypes import guess_type
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

from .filebody import FileBody
from .plain import json_text, plain, scalar_text
from .serialize import query_text
from .unset import UNSET

if TYPE_CHECKING:
    from .operation import Operation, Style

JSON = "application/json"
_URLENCODED = "application/x-www-form-urlencoded"
_SEPARATORS = {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


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
    if "*" in media:
        media = _media_of(value)
    if _is_file(value):
        value = value[1]
    if isinstance(value, str):
        return Body(media, value.encode())
    if isinstance(value, os.PathLike):
        return Body(media, FileBody(cast("os.PathLike[str]", value)))
    if isinstance(value, bytes | bytearray | memoryview):
        return Body(media, bytes(cast("bytes", value)))
    if isinstance(value, Readable):
        return Body(media, value)
    essence = media.partition(";")[0].strip().lower()
    if essence.startswith("multipart/"):
        return Body(None, parts=tuple(_parts(_fields(value), operation.styles)))
    if essence == _URLENCODED and not isinstance(value, int | float):
        fields = _fields(value)
        styles: Mapping[str, Style] = operation.styles
        if _is_several(value):  # numbers are no names: they stay around an object's
            styles = {f"body:{name}": "deepObject*" for name in fields}
        return Body(media, query_text(fields, styles, "body").encode())
    converted = plain(value)
    if isinstance(converted, list | dict):
        raise TypeError(f"{media} takes text, bytes or an open file")
    return Body(media, scalar_text(converted).encode())


def _media_of(value: object) -> str:
    """The media type of a body where the API takes several: as given, else by name."""
    if isinstance(value, str):
        return "text/plain"
    name: object = getattr(value, "name", "")
    if _is_file(value):
        if len(value) == 3:
            return value[2]
        name = value[0]
    elif isinstance(value, os.PathLike):
        name = os.fspath(cast("os.PathLike[str]", value))
    guessed = guess_type(name)[0] if isinstance(name, str) else None
    return guessed or "application/octet-stream"


def _fields(value: object) -> Mapping[str, object]:
    """A form's fields by name; a list has no names but the numbers of its items."""
    if isinstance(value, Mapping):
        return cast("Mapping[str, object]", value)
    if _is_several(value):
        kept = [item for item in value if item is not UNSET]
        return {str(index): item for index, item in enumerate(kept)}
    value = plain(value)
    if not isinstance(value, dict):
        raise TypeError("a form takes a mapping of fields")
    return cast("Mapping[str, object]", value)


def _parts(fields: Mapping[str, object], styles: Mapping[str, str]) -> list[Part]:
    parts: list[Part] = []
    for name, value in fields.items():
        several = _is_several(value) and not _is_file(value)
        items = [
            item
            for item in cast("Iterable[object]", value if several else (value,))
            if item is not UNSET and item is not None
        ]
        separator = _SEPARATORS.get(styles.get(f"body:{name}", ""))
        if several and items and separator is not None:
            texts = [scalar_text(plain(item)) for item in items]
            parts.append(Part(name, None, separator.join(texts).encode(), None))
        else:
            parts += [_part(name, item) for item in items]
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
        return Part(name, file.name, FileBody(file), None)
    converted = plain(value)
    if isinstance(converted, list | dict):
        return Part(name, None, json_text(converted).encode(), JSON)
    return Part(name, None, scalar_text(converted).encode(), None)


def _content(value: object) -> Content:
    return value if isinstance(value, Readable) else bytes(cast("bytes", value))
