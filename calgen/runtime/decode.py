"""Response bodies to values: strictly first, leniently where that fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, Union, get_args, get_origin
from weakref import WeakKeyDictionary

from pydantic import Field, TypeAdapter, ValidationError, create_model

from .adapters import complete, deeply
from .drift import Drift
from .operation import is_stream

if TYPE_CHECKING:
    from .operation import Operation

Decoded = tuple[object, tuple[Drift, ...]]

_JSON_KINDS: Final = ("json", "application/*", "*/*")
_BOM: Final = b"\xef\xbb\xbf"


class BodyError(ValueError):
    """The body cannot be decoded; the message says why. `text` is the part that cannot,
    where that is not the whole body."""

    def __init__(self, message: str, text: str = "") -> None:
        super().__init__(message)
        self.text: Final = text


class ReportedError(BodyError):
    """The body holds a failure that the server reports: its text."""


class Plan:
    """How the bodies of one operation are decoded.

    `plain` is `form` without None. `adapter` validates the whole body: `unwrap` is part
    of its type, so that the parser does not build what nobody asked for.
    """

    __slots__ = ("adapter", "form", "plain", "unwrap")

    def __init__(self, returns: Callable[[], object], unwrap: tuple[str, ...]) -> None:
        self.form: Any = returns()
        self.plain: Any = self.form
        if get_origin(self.form) in (Union, UnionType):
            # Some answers have no content; the others are what they are.
            arms = [arm for arm in get_args(self.form) if arm is not type(None)]
            self.plain = arms[0] if len(arms) == 1 else self.form
        self.unwrap = unwrap
        whole: Any = self.form
        for key in reversed(unwrap):
            whole = create_model("Envelope", value=(whole, Field(alias=key)))
        self.adapter: TypeAdapter[object] = complete(whole)

    def validate(self, content: bytes) -> object:
        """The value; raises ValidationError."""
        value = self.adapter.validate_json(content)
        for _ in self.unwrap:
            value = vars(value)["value"]
        return value


_plans: WeakKeyDictionary[Operation[object], Plan] = WeakKeyDictionary()


def plan_of(operation: Operation[object], returns: Callable[[], object]) -> Plan:
    """How the bodies of an operation are decoded, or the values of its stream."""
    plan = _plans.get(operation)
    if plan is None:
        plan = deeply(lambda: Plan(returns, operation.unwrap))
        _plans[operation] = plan
    return plan


def decode(
    operation: Operation[object], content: bytes, content_type: str, *, strict: bool
) -> Decoded:
    """The value of a body, and where it differs from the description.

    Raises BodyError for a body that is not JSON where JSON is expected, and, if
    `strict`, for one that does not fit.
    """
    if operation.returns is None:
        return None, ()
    if is_stream(operation):
        from .items import all_items

        return all_items(operation, content, _media(content_type)[0], strict=strict)
    plan = plan_of(operation, operation.returns)
    media, charset = _media(content_type)
    nothing = not content and plan.form is not plan.plain
    if plan.plain is bytes:
        return None if nothing else content, ()
    expects_json = any(kind in operation.accept for kind in _JSON_KINDS)
    if plan.plain is str and not (expects_json and "json" in media):
        return None if nothing else _text(content, charset), ()
    body = _utf8(content, charset)
    if body.strip():
        try:
            return plan.validate(body), ()
        except (ValidationError, RecursionError) as error:
            if strict:
                raise BodyError(reason_of(error, media)) from error
            failure = error
        try:
            # More patient than the fast parser: lone surrogates, broken UTF-8.
            value: object = json.loads(body.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            if expects_json:
                raise BodyError(reason_of(failure, media)) from failure
            value = _text(content, charset)
            return _leniently(plan.form, (), value)
        return _leniently(plan.form, plan.unwrap, value)
    value, drift = _leniently(plan.form, (), None)
    if not drift:
        return value, ()
    if strict:
        raise BodyError("the body is empty")
    return None, tuple(each._replace(got="nothing") for each in drift)


def _leniently(form: Any, unwrap: tuple[str, ...], value: object) -> Decoded:
    from .lenient import build

    try:
        return build(form, unwrap, value)
    except RecursionError as error:
        raise BodyError("the body nests too deeply") from error


def reason_of(error: Exception, media: str, what: str = "the body") -> str:
    """Why something cannot be decoded; it comes as `media`."""
    if not isinstance(error, ValidationError):
        return f"{what} nests too deeply"
    first = error.errors(include_url=False, include_input=False, include_context=False)[
        0
    ]
    if first["type"] == "json_invalid":
        return f"{what} is not JSON but {media or 'of no stated type'}"
    place = ".".join(str(part) for part in first["loc"])
    count = error.error_count()
    more = f", and {count - 1} more" if count > 1 else ""
    return f"{what} does not fit: {place}: {first['msg']}{more}"


def charset_of(content_type: str) -> str:
    """The charset of a text."""
    return _media(content_type)[1]


def _media(content_type: str) -> tuple[str, str]:
    """Media type and charset, in lower case."""
    media, *parameters = content_type.split(";")
    charset = "utf-8"
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip("\"'").lower()
    return media.strip().lower(), charset


def _utf8(content: bytes, charset: str) -> bytes:
    """The body as the JSON parser wants it: UTF-8 without a mark."""
    if charset not in ("utf-8", "utf8", "us-ascii", "ascii"):
        return _text(content, charset).encode("utf-8", "replace")
    return content.removeprefix(_BOM)


def _text(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset, "replace")
    except LookupError:
        return content.decode("utf-8", "replace")
