"""The values of an answer that holds one after the other, out of its pieces."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeVar, cast

from pydantic import ValidationError

from .decode import BodyError, ReportedError, plan_of, reason_of
from .drift import Drift, is_array, is_object
from .events import Events, Lines, Records, ServerSentEvent
from .forms import branches_of, known_keys

if TYPE_CHECKING:
    from .decode import Plan
    from .operation import Operation

T = TypeVar("T")
Framing = Literal["events", "lines", "records", "whole"]

MOST_DRIFT: Final = 100
"""How many differences of one stream are kept; all are counted."""

_END: Final = "[DONE]"
_LINES: Final = (
    *("ndjson", "x-ndjson", "jsonl", "x-jsonl", "jsonlines", "x-jsonlines"),
    *("json-lines", "x-json-lines", "x-json-stream", "stream+json", "json-stream"),
)


def framing_of(media: str) -> Framing | None:
    """How a media type, without parameters, tells values apart; None for other ones."""
    if media == "text/event-stream":
        return "events"
    kind = media.rpartition("/")[2]
    if kind in _LINES:
        return "lines"
    if kind == "json-seq" or kind.endswith("+json-seq"):
        return "records"
    return "whole" if kind == "json" or kind.endswith("+json") else None


class Items(Generic[T]):
    """Values out of pieces of a body. `drift` is where they differ from their
    description, its paths beginning at the number of the value; `drifted` counts."""

    def __init__(
        self, operation: Operation[list[T]], media: str, *, strict: bool
    ) -> None:
        assert operation.returns is not None
        self._plan: Final[Plan] = plan_of(operation, operation.returns)
        self._strict: Final = strict
        self._whole_events: Final = operation.events
        stated = framing_of(operation.accept.partition(";")[0].strip().lower())
        self._framing: Final = framing_of(media) or stated or "lines"
        self._lines: Final = Lines()
        self._records: Final = Records()
        self._events: Final = Events()
        self._pieces: list[bytes] = []
        self._count = 0
        self.drift: list[Drift] = []
        self.drifted = 0
        self.ended = False

    def feed(self, chunk: bytes, *, last: bool = False) -> Iterator[T]:
        """The values that a piece completes; the `last` one completes the rest.

        Raises BodyError for what is no JSON, or, if strict, does not fit, and
        ReportedError. What follows the sign for the end is left alone: `ended`.
        """
        for value in self._values(chunk, last=last):
            # The type is what the plan builds.
            yield cast("T", value)
            self._count += 1

    def _values(self, chunk: bytes, *, last: bool) -> Iterator[object]:
        if self._framing == "whole":
            self._pieces.append(chunk)
            if last:
                yield from self._all(b"".join(self._pieces))
            return
        split = self._records if self._framing == "records" else self._lines
        for line in split.feed(chunk, last=last):
            if self.ended:
                return
            if self._framing == "events":
                event = self._events.feed(line)
                if event is not None:
                    yield from self._of_event(event)
            elif line.strip():
                yield from self._of_text(line)

    def _all(self, body: bytes) -> Iterator[object]:
        """The values of a body that came whole, as one list or as one value."""
        text = body.decode("utf-8-sig", "replace")
        try:
            value: object = json.loads(text)
        except (ValueError, RecursionError):
            yield from self._of_text(text) if text.strip() else ()
            return
        for each in value if is_array(value) else [value]:
            yield from self._of_text(json.dumps(each))

    def _of_event(self, event: ServerSentEvent) -> Iterator[object]:
        if event.data.strip() == _END:
            self.ended = True
        elif self._plan.form is ServerSentEvent:
            yield event
        elif self._whole_events:
            yield self._event(event)
        elif event.data.strip():
            yield from self._of_text(event.data, event.event)

    def _of_text(self, text: str, event: str = "") -> Iterator[object]:
        """The value that a text says."""
        text = text.removeprefix("\ufeff")
        if self._framing != "events" and text.strip() == _END:
            self.ended = True
            return
        value: object = text
        failure: Exception | None = None
        try:
            value = self._plan.adapter.validate_json(text)
        except (ValidationError, RecursionError) as error:
            failure = error
        if event == "error" or '"error"' in text:
            self._check(text, event, fits=failure is None)
        if failure is not None and self._plan.plain is not str:
            value = self._lenient(self._parsed(text, failure), failure, text)
        yield value

    def _parsed(self, text: str, failure: Exception) -> object:
        try:
            value: object = json.loads(text)
        except (ValueError, RecursionError):
            raise self._misfit(failure, text) from None
        return value

    def _lenient(self, value: object, failure: Exception, text: str) -> object:
        if self._strict:
            raise self._misfit(failure, text) from None
        from .lenient import build

        try:
            value, drift = build(self._plan.form, (), value)
        except RecursionError:
            raise self._misfit(RecursionError(), text) from None
        self.drifted += len(drift)
        room = MOST_DRIFT - len(self.drift)
        self.drift += [
            each._replace(path=f"$[{self._count}]{each.path[1:]}")
            for each in drift[:room]
        ]
        return value

    def _event(self, event: ServerSentEvent) -> object:
        """A whole event, in the first shape that its description takes."""
        found = list(_shapes(event))
        failure: Exception | None = None
        for shape in found:
            try:
                return self._plan.adapter.validate_python(shape)
            except (ValidationError, RecursionError) as error:
                failure = failure or error
        if event.event == "error":
            raise ReportedError(event.data)
        assert failure is not None
        return self._lenient(found[-1], failure, event.data)

    def _check(self, text: str, event: str, *, fits: bool) -> None:
        """Raise ReportedError for an error that is not a value of the description."""
        try:
            value: object = json.loads(text)
        except (ValueError, RecursionError):
            value = None
        reported = event == "error" or (is_object(value) and bool(value.get("error")))
        if reported and not (fits and self._knows(self._plan.plain, value)):
            raise ReportedError(text)

    def _knows(self, form: Any, value: object) -> bool:
        """Whether a type knows every key of an object."""
        return is_object(value) and any(
            known_keys(each, value) == len(value) for each in branches_of(form)
        )

    def _misfit(self, failure: Exception, text: str) -> BodyError:
        what = f"value {self._count} of the stream"
        return BodyError(reason_of(failure, "text", what), text)


def _shapes(event: ServerSentEvent) -> Iterable[object]:
    """What an event may be described as: an object with its data as text or as JSON, or,
    for all its names, the JSON of the data alone; in the end with the name that an event
    has if it says none."""
    rest: dict[str, object] = {"id": event.id} if event.id else {}
    if event.retry is not None:
        rest["retry"] = event.retry
    datas: list[object] = [event.data]
    with suppress(ValueError, RecursionError):
        datas.append(event.json())
    named = [{"event": event.event, "data": data, **rest} for data in datas]
    if event.event == "message":
        yield from ({"data": data, **rest} for data in datas)
        yield from datas[1:]
        yield from named
    else:
        yield from named
        yield from datas[1:]
        yield named[-1]


def all_items(
    operation: Operation[object], content: bytes, media: str, *, strict: bool
) -> tuple[list[object], tuple[Drift, ...]]:
    """Every value of a body that came whole; raises as `Items.feed` does."""
    items = Items(cast("Operation[list[object]]", operation), media, strict=strict)
    return list(items.feed(content, last=True)), tuple(items.drift)
