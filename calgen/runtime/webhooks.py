"""What the server sends on its own: told apart by what it holds, read as leniently as
answers, and verified."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, Generic, Literal, NamedTuple, TypeVar, Union, cast

from .drift import Drift, is_object
from .signature import (
    TOLERANCE,
    Body,
    Secret,
    Signature,
    SignatureError,
    check_age,
)

T_co = TypeVar("T_co", covariant=True)


class Tag(NamedTuple):
    """What shows an event: a header or a property of the body, and its values."""

    where: Literal["header", "body"]
    name: str
    values: tuple[str, ...]


class Webhook(NamedTuple):
    """One kind of request, by the name that the API's document gives it."""

    name: str
    payload: Callable[[], object]
    tags: tuple[Tag, ...] = ()


class Event(Generic[T_co]):
    """A request of the server.

    `name` is what the request calls itself (its trigger), else the name that the
    description gives it, else "". `payload` is the body as its model, and None for an
    event that the description does not know; `raw` is the body as JSON in any case.
    `drift` are the places where the body is not what the description says.
    """

    __slots__ = ("drift", "name", "payload", "raw")

    def __init__(
        self, name: str, payload: T_co | None, raw: Any, drift: tuple[Drift, ...] = ()
    ) -> None:
        self.name: Final = name
        self.payload: Final = payload
        self.raw: Final = raw
        self.drift: Final = drift

    @property
    def is_known(self) -> bool:
        """Whether the description knows this event."""
        return self.payload is not None

    def __repr__(self) -> str:
        return f"<Event {self.name!r} {type(self.payload).__name__}>"


class Webhooks(Generic[T_co]):
    """The webhooks of an API, with payloads of `T`.

    `time` is the property at the top of a body that says when it was sent.
    """

    __slots__ = ("_known", "_naming", "signature", "time")

    def __init__(
        self,
        known: Iterable[Webhook],
        *,
        signature: Signature | None = None,
        time: str | None = None,
    ) -> None:
        self._known: Final = tuple(known)
        self._naming: Final = _naming(self._known)
        self.signature: Final = signature
        self.time: Final = time

    def verify(
        self,
        body: Body,
        headers: Mapping[str, str],
        secret: Secret,
        *,
        tolerance: float | None = TOLERANCE,
    ) -> None:
        """Raise SignatureError unless the request was signed with the secret, and lately.

        `body` is the body as it came, before anything has parsed it. The age is checked
        where the signature holds a time; else `tolerance` counts from the time in the
        body only if it is not the default, since a server that tries again sends the
        first time again.
        """
        if self.signature is None:
            raise SignatureError("nobody says how this API signs its requests")
        self.signature.verify(body, headers, secret, tolerance=tolerance)
        if self.signature.dated or self.time is None:
            return
        if tolerance is None or tolerance == TOLERANCE:
            return
        moment = _moment(_json(body), self.time)
        if moment is None:
            raise SignatureError(
                f"the body does not say when it was sent ({self.time})"
            )
        check_age(moment, tolerance, None)

    def unwrap(
        self,
        body: Body,
        headers: Mapping[str, str],
        secret: Secret,
        *,
        tolerance: float | None = TOLERANCE,
    ) -> Event[T_co]:
        """The event of a request, verified; raises SignatureError, and ValueError for a
        body that is not JSON."""
        self.verify(body, headers, secret, tolerance=tolerance)
        return self.parse(body, headers)

    def parse(
        self, body: Body, headers: Mapping[str, str] | None = None
    ) -> Event[T_co]:
        """The event of a request that is trusted already; raises ValueError for a body
        that is not JSON."""
        raw = _json(body)
        fields = {name.lower(): value for name, value in (headers or {}).items()}
        shown = {tag: _shown(tag, raw, fields) for tag in self._naming}
        name = next((value for value in shown.values() if value), "")
        found = [each for each in self._known if _fits(each, raw, fields)]
        if not found:
            return Event(name, None, raw)
        from .lenient import build

        forms = list(dict.fromkeys(each.payload() for each in found))
        form = forms[0] if len(forms) == 1 else Union[tuple(forms)]  # noqa: UP007
        payload, drift = build(form, (), raw)
        if not name and len(found) == 1:
            name = found[0].name
        return Event(name, cast("T_co", payload), raw, drift)


def _naming(known: tuple[Webhook, ...]) -> tuple[tuple[str, str], ...]:
    """The tags that most webhooks have, the most frequent first: they are what a request
    calls itself."""
    counts: dict[tuple[str, str], int] = {}
    for each in known:
        for tag in each.tags:
            counts[tag.where, tag.name] = counts.get((tag.where, tag.name), 0) + 1
    most = max(counts.values(), default=0)
    return tuple(key for key, count in counts.items() if count == most)


def _shown(key: tuple[str, str], raw: Any, fields: Mapping[str, str]) -> str:
    where, name = key
    if where == "header":
        return fields.get(name.lower(), "")
    value = raw.get(name) if is_object(raw) else None
    return value if isinstance(value, str) else ""


def _fits(webhook: Webhook, raw: Any, fields: Mapping[str, str]) -> bool:
    return all(
        _shown((tag.where, tag.name), raw, fields) in tag.values for tag in webhook.tags
    )


def _json(body: Body) -> Any:
    try:
        return json.loads(bytes(body) if isinstance(body, memoryview) else body)
    except (ValueError, RecursionError) as error:
        raise ValueError("the body of the webhook is not JSON") from error


def _moment(raw: Any, name: str) -> float | None:
    value = raw.get(name) if is_object(raw) else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value / 1000 if value > 1e11 else float(value)
    try:
        return datetime.fromisoformat(str(value)).timestamp()
    except ValueError:
        return None
