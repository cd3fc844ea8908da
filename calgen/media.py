"""Media types: what a content holds, by its name."""

from __future__ import annotations

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
EVENTS = "text/event-stream"
_LINES = (
    *("ndjson", "x-ndjson", "jsonl", "x-jsonl", "jsonlines", "x-jsonlines"),
    *("json-lines", "x-json-lines", "x-json-stream", "stream+json", "json-stream"),
)


def is_json(media: str) -> bool:
    """Whether a media type holds JSON, `+json` and parameters included."""
    plain = essence(media)
    return plain.endswith(("/json", "+json")) or plain in ("*/*", "application/*")


def is_stream(media: str) -> bool:
    """Whether a media type holds one value after the other."""
    plain = essence(media)
    kind = plain.rpartition("/")[2]
    return plain == EVENTS or kind in _LINES or kind.endswith("json-seq")


def is_form(media: str) -> bool:
    """Whether a media type, parameters aside, is sent as named fields."""
    return essence(media) in FORMS


def essence(media: str) -> str:
    """A media type without its parameters."""
    return media.partition(";")[0].strip().lower()
