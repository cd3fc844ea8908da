"""Responses: what a call gives besides its value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar, cast

from .drift import report
from .headers import HeaderMap
from .reply import Reply

if TYPE_CHECKING:
    from .config import Config
    from .drift import Drift
    from .operation import Operation
    from .ratelimit import RateLimitState
    from .request import RequestInfo

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_REQUEST_IDS: Final = (
    "x-request-id",
    "request-id",
    "x-correlation-id",
    "x-amzn-requestid",
    "x-trace-id",
    "cf-ray",
)


class Response(Generic[T_co]):
    """One response. `content` is the raw body, `data` the value it was decoded to.

    `drift` lists where the body differs from the description; attributes that the
    description promises and the body lacks are None on `data`. `elapsed` is how many
    seconds the last of its `attempts` took.
    """

    __slots__ = (
        "_credential_query",
        "attempts",
        "content",
        "data",
        "drift",
        "elapsed",
        "headers",
        "operation",
        "request",
        "request_id",
        "status",
    )

    def __init__(
        self,
        *,
        operation: Operation[T_co],
        request: RequestInfo,
        status: int,
        headers: HeaderMap,
        content: bytes,
        data: T_co,
        drift: tuple[Drift, ...] = (),
        elapsed: float = 0.0,
        attempts: int = 1,
        credential_query: tuple[str, ...] = (),
    ) -> None:
        self.operation: Final = operation
        self.request: Final = request
        self.status: Final = status
        self.headers: Final = headers
        self.content: Final = content
        self.data: Final = data
        self.drift: Final = drift
        self.request_id: Final = request_id_of(headers)
        self.elapsed: Final = elapsed
        self.attempts: Final = attempts
        self._credential_query: Final = credential_query

    @property
    def rate_limit(self) -> RateLimitState:
        """What the answer says of the caller's rate limit."""
        from .ratelimit import state_of

        return state_of(self.headers)

    def public_query(self, query: str) -> str:
        """The query of an address, without what is a credential of this call."""
        from .redirect import without

        return without(query, self._credential_query)

    def __repr__(self) -> str:
        return f"<Response {self.status} of {self.operation.id}>"


def request_id_of(headers: HeaderMap) -> str | None:
    """The server's name for a request, where it says one."""
    for name in _REQUEST_IDS:
        if name in headers:
            return headers[name]
    return None


def check_status(reply: Reply, attempts: int) -> None:
    """Raise StatusError for an answer that reports a failure."""
    if not reply.good:
        from .problem import status_error

        error = status_error(reply)
        error.attempts = attempts
        raise error


def _decoded(
    config: Config, operation: Operation[object], reply: Reply, attempts: int
) -> tuple[object, tuple[Drift, ...]]:
    if operation.returns is None:
        return None, ()
    from .decode import BodyError, ReportedError, decode

    media = reply.headers.get("content-type", "")
    strict = config.validation == "strict"
    try:
        return decode(operation, reply.content, media, strict=strict)
    except BodyError as error:
        reason, reported = str(error), isinstance(error, ReportedError)
    from .problem import decode_error, stream_error

    # Without cause and context: their texts quote the input.
    failure = (stream_error if reported else decode_error)(reply, reason)
    failure.attempts = attempts
    raise failure from None


def read_response(
    config: Config, operation: Operation[T], reply: Reply, attempts: int = 1
) -> Response[T]:
    """The response of a reply; raises StatusError or DecodeError."""
    check_status(reply, attempts)
    request, status, headers, content, elapsed, _ = reply
    data, drift = _decoded(config, operation, reply, attempts)
    if drift:
        report(request, drift)
    return Response(
        operation=operation,
        request=request.info,
        status=status,
        headers=headers,
        content=content,
        # The operation's type is what its decoder builds.
        data=cast("T", data),
        drift=drift,
        elapsed=elapsed,
        attempts=attempts,
        credential_query=request.credential_query,
    )
