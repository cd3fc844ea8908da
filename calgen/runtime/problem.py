"""Error replies to errors: what the usual envelopes say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from .apierror import DecodeError
from .carriers import accepted
from .headers import HeaderMap
from .response import request_id_of
from .retry import stated_wait
from .settings import Settings
from .statuses import (
    BY_STATUS,
    AnyStatusError,
    ApiVersionMismatch,
    Redirected,
    ServerError,
    StatusError,
    StreamError,
    Unauthorized,
)

if TYPE_CHECKING:
    from .plain import JsonValue
    from .reply import Reply
    from .settings import Paths

_NO_SETTINGS: Final = Settings()
_LONGEST: Final = 500
_SNIPPET: Final = 200
_SEARCHED: Final = 4_000
_TITLE: Final = re.compile(r"<(title|h1|pre)[^>]*>\s*([^<]*\S)\s*</\1", re.IGNORECASE)
_TAG: Final = re.compile(r"<(!doctype|html|head|body)\b", re.IGNORECASE)
_NO_ROUTE: Final = re.compile(
    r"\bcannot (get|head|post|put|patch|delete|options) /"
    r"|\bno (such )?(route|endpoint)\b"
    r"|\b(unknown|unrecognized) (route|endpoint)\b"
    r"|\b(route|endpoint)( \S+)? (was )?(not found|does not exist|doesn't exist)",
    re.IGNORECASE,
)


class Problem(NamedTuple):
    """What an error body says; `body` is parsed JSON, else text, None if empty."""

    body: JsonValue
    code: str | None
    message: str | None


def status_error(reply: Reply) -> StatusError:
    """The error of a reply whose status is a failure."""
    text = reply.content.decode("utf-8", "replace")
    error = _reported(_kind(reply, text), reply, text)
    request = reply.request
    version = request.operation.version
    if isinstance(error, Unauthorized):
        error.accepts = accepted(request.operation, request.settings.schemes)
        error.sent_credential = bool(request.secrets)
    if isinstance(error, ApiVersionMismatch) and version is not None:
        error.version = request.headers.get(version.header)
    return error


def stream_error(reply: Reply, text: str) -> StatusError:
    """The error that a server reports, as `text`, in the middle of a good answer."""
    return _reported(StreamError, reply, text)


def _reported(kind: AnyStatusError, reply: Reply, text: str) -> StatusError:
    request, status = reply.request, reply.status
    problem = read_problem(text, request.redact, request.settings)
    headers = _redacted_headers(reply)
    return kind(
        problem.message,
        operation=request.operation,
        request=request.info,
        status=status,
        headers=headers,
        body=problem.body,
        code=problem.code,
        request_id=request_id_of(headers),
        retry_after=stated_wait(headers, limited=status == 429),
    )


def _kind(reply: Reply, text: str) -> AnyStatusError:
    status = reply.status
    if 300 <= status < 400 and "location" in reply.headers:
        return Redirected
    if status >= 500:
        return ServerError
    if (
        status == 404
        and reply.request.operation.version is not None
        and _NO_ROUTE.search(text[:_SEARCHED])
    ):
        return ApiVersionMismatch
    return BY_STATUS.get(status, StatusError)


def decode_error(reply: Reply, reason: str) -> DecodeError:
    """The error of a good reply with a body that cannot be read."""
    request, status, content = reply.request, reply.status, reply.content
    # Redacted before it is cut: half a credential is one too.
    text = request.redact(content.decode("utf-8", "replace"))
    headers = _redacted_headers(reply)
    return DecodeError(
        # It names keys of the body.
        request.redact(reason),
        operation=request.operation,
        request=request.info,
        status=status,
        headers=headers,
        request_id=request_id_of(headers),
        snippet=text[:_SNIPPET],
    )


def _redacted_headers(reply: Reply) -> HeaderMap:
    # A redirect copies what was sent, so do some error pages into their headers.
    redact = reply.request.redact
    return HeaderMap((name, redact(value)) for name, value in reply.headers.pairs())


def _unchanged(text: str) -> str:
    return text


def read_problem(
    text: str,
    redact: Callable[[str], str] = _unchanged,
    settings: Settings = _NO_SETTINGS,
) -> Problem:
    """The code and message of an error body: where the settings of its API say they
    are, else from the common envelopes.

    Known are `{"error": {code, message}}`, OAuth's `{"error", "error_description"}`,
    `{"message"}`, lists under `errors` or `detail`, RFC 9457, plain text and HTML.
    `redact` takes the credentials out of a text.
    """
    if not text.strip():
        return Problem(None, None, None)
    try:
        # After parsing: JSON has more than one way to spell a text.
        body = _redacted(cast("JsonValue", json.loads(text)), redact)
        code, message = _from_json(body)
        code = _at(body, settings.error_code) or code
        message = _at(body, settings.error_message) or message
    except (ValueError, RecursionError):
        text = redact(text)
        return Problem(text, None, _line(_from_text(text)))
    return Problem(body, code, _line(message))


def _redacted(value: JsonValue, redact: Callable[[str], str]) -> JsonValue:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, list):
        return [_redacted(item, redact) for item in value]
    if isinstance(value, dict):
        return {redact(key): _redacted(item, redact) for key, item in value.items()}
    if value is None or isinstance(value, bool):
        return value
    # A credential of digits may come back as a number.
    written = str(value)
    shown = redact(written)
    return value if shown == written else shown


def _from_text(text: str) -> str | None:
    if _TAG.search(text[:_SEARCHED]):
        found = _TITLE.findall(text[:_SEARCHED])
        named = {tag.lower(): content for tag, content in reversed(found)}
        return named.get("pre") or named.get("title") or named.get("h1")
    return text


def _from_json(body: JsonValue) -> tuple[str | None, str | None]:
    if isinstance(body, str):
        return None, body
    if isinstance(body, list):
        return _first(body)
    if not isinstance(body, dict):
        return None, None
    code, message = _own(body)
    for key in ("error", "errors", "detail", "fault"):
        if message is not None and code is not None:
            break
        inner = body.get(key)
        if isinstance(inner, dict | list):
            inner_code, inner_message = _first(inner)
            # What is said further in is the more precise.
            code, message = inner_code or code, inner_message or message
    return code, message


def _first(inner: JsonValue) -> tuple[str | None, str | None]:
    """Code and message of a nested object, or of a list of them, or of texts."""
    if isinstance(inner, list):
        said = [_from_json(item) for item in inner]
        code = next((code for code, _ in said if code), None)
        return code, "; ".join(text for _, text in said if text) or None
    if not isinstance(inner, dict):
        return None, None
    code, message = _from_json(inner)
    if message is None and code is None:
        # {"field": ["is too short"]}
        fields = {key: _texts(value) for key, value in inner.items()}
        message = "; ".join(f"{key}: {text}" for key, text in fields.items() if text)
    return code, message or None


def _own(body: Mapping[str, JsonValue]) -> tuple[str | None, str | None]:
    error = body.get("error")
    code = _word(body.get("code")) or _word(body.get("error_code"))
    if isinstance(error, str):
        code = code or error
    kind = body.get("type")
    if code is None and isinstance(kind, str) and kind not in ("", "about:blank"):
        code = kind
    for key in ("message", "error_description", "error_message", "detail", "msg"):
        if said := _texts(body.get(key)):
            return code, said
    title = _texts(body.get("title"))
    return code, title or (error if isinstance(error, str) else None)


def _at(body: JsonValue, paths: Paths) -> str | None:
    """What stands at the first of the paths that leads to a word or a text."""
    for path in paths:
        value = body
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if found := _word(value) or _texts(value):
            return found
    return None


def _word(value: JsonValue) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value) or None


def _texts(value: JsonValue) -> str | None:
    if isinstance(value, list):
        return "; ".join(item for item in value if isinstance(item, str)) or None
    return value if isinstance(value, str) and value.strip() else None


def _line(text: str | None) -> str | None:
    """One printable line of bounded length."""
    if text is None:
        return None
    shown = "".join(c if c.isprintable() else " " for c in text[: 2 * _LONGEST])
    line = " ".join(shown.split())
    return f"{line[: _LONGEST - 1]}…" if len(line) > _LONGEST else line or None
