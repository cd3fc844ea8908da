"""Middleware: functions around each attempt of a call, with the operation's facts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from .carriers import shown_headers
from .headers import HeaderMap, check_header
from .response import request_id_of

if TYPE_CHECKING:
    from .attempts import Attempts
    from .operation import Operation
    from .reply import Reply
    from .request import Request


class Attempt:
    """One request of a call, just before it is sent; immutable.

    `attempt` counts the attempts of the call from 1, as `Response.attempts` does.
    `resends` is how many requests of the call went out before this one: also a redirect
    that is followed, and the same request with a renewed credential, is an attempt that
    middleware sees. Secrets read as `***` here, and only `request` has them bare.
    """

    __slots__ = ("_request", "attempt", "resends")

    def __init__(self, request: Request, attempt: int, resends: int) -> None:
        self._request: Final = request
        self.attempt: Final = attempt
        self.resends: Final = resends

    @property
    def operation(self) -> Operation[object]:
        """All that the description says of the call."""
        return self._request.operation

    @property
    def operation_id(self) -> str:
        """The dotted name of the call, such as `bookings.list`."""
        return self._request.operation.id

    @property
    def method(self) -> str:
        """The method, in capital letters."""
        return self._request.info.method

    @property
    def path_template(self) -> str:
        """The path with its holes, such as `/bookings/{id}`."""
        return self._request.operation.path

    @property
    def version(self) -> str | None:
        """The version that is sent for the call; None where it has no version header."""
        stated = self._request.operation.version
        return None if stated is None else self._request.headers.get(stated.header)

    @property
    def scopes(self) -> tuple[str, ...]:
        """The OAuth scopes that the description names for the call."""
        return self._request.operation.scopes

    @property
    def streamed(self) -> bool:
        """Whether the body of a good answer is read in pieces, later on."""
        return self._request.streamed

    @property
    def url(self) -> str:
        """The whole address, without what is a credential."""
        return self._request.redact(self._request.info.url)

    @property
    def headers(self) -> HeaderMap:
        """The fields that are sent; secrets are `***`."""
        return shown_headers(self._request, self._request.headers)

    def with_headers(self, headers: Mapping[str, str]) -> Attempt:
        """A copy that sends these fields in the place of those of the same name.

        Pass it on: `call_next(attempt.with_headers({"X-Trace": "1"}))`. Raises
        ValueError for a field that cannot be sent.
        """
        for name, value in headers.items():
            check_header(name, value)
        changed = self._request.with_headers(HeaderMap(headers.items()))
        return Attempt(changed, self.attempt, self.resends)

    @property
    def request(self) -> Request:
        """What goes to the transport: with the credential, which its `repr` leaves out."""
        return self._request

    def __repr__(self) -> str:
        return (
            f"<Attempt {self.attempt} of {self.operation_id}: {self.method} {self.url}>"
        )


class AttemptResponse:
    """The answer to one attempt; whether the call raises or tries again, is decided
    later.

    `elapsed` is in seconds. Nothing here shows a credential, though the server may have
    repeated it.
    """

    __slots__ = ("_reply",)

    def __init__(self, reply: Reply) -> None:
        self._reply: Final = reply

    @property
    def status(self) -> int:
        return self._reply.status

    @property
    def good(self) -> bool:
        """Whether the answer is one that the operation promises."""
        return self._reply.good

    @property
    def headers(self) -> HeaderMap:
        """The fields of the answer; secrets are `***`."""
        return shown_headers(self._reply.request, self._reply.headers)

    @property
    def request_id(self) -> str | None:
        """The server's name for the request, where it says one."""
        return request_id_of(self.headers)

    @property
    def elapsed(self) -> float:
        return self._reply.elapsed

    @property
    def reply(self) -> Reply:
        """The answer as it came over the wire, bare."""
        return self._reply

    def __repr__(self) -> str:
        name = self._reply.request.operation.id
        return f"<AttemptResponse {self.status} of {name}>"


CallNext: TypeAlias = Callable[[Attempt], AttemptResponse]
Middleware: TypeAlias = Callable[[Attempt, CallNext], AttemptResponse]
"""What `Client(middleware=[…])` takes, called once for each request of a call::

    def timed(attempt: Attempt, call_next: CallNext) -> AttemptResponse:
        response = call_next(attempt)
        print(attempt.operation_id, response.status, response.elapsed)
        return response

What the transport raises passes through it.
"""
AsyncCallNext: TypeAlias = Callable[[Attempt], Awaitable[AttemptResponse]]
AsyncMiddleware: TypeAlias = Callable[
    [Attempt, AsyncCallNext], Awaitable[AttemptResponse]
]
"""The same for an `AsyncClient`: `async def`, and `await call_next(attempt)`."""


def checked(middleware: object) -> tuple[Any, ...]:
    """Middleware as a caller gave it; TypeError for what is none."""
    if callable(middleware) or not isinstance(middleware, Sequence):
        raise TypeError("middleware is a list of functions: middleware=[…]")
    for each in cast("Sequence[object]", middleware):
        if not callable(each):
            raise TypeError(f"middleware is a list of functions, not of {each!r}")
    return tuple(cast("Sequence[object]", middleware))


def through(
    middleware: Sequence[Middleware],
    request: Request,
    attempts: Attempts,
    send: Callable[[Request], Reply],
) -> Reply:
    """The reply to a request that passes middleware, the first one outermost."""
    sent = _Sent()

    def last(attempt: Attempt) -> AttemptResponse:
        return AttemptResponse(send(sent.checked(attempt)))

    def around(each: Middleware, call_next: CallNext) -> CallNext:
        def call(attempt: Attempt) -> AttemptResponse:
            return _returned(each, each(_passed(attempt), call_next))

        return call

    call: CallNext = last
    for each in reversed(middleware):
        call = around(each, call)
    return call(Attempt(request, attempts.made, attempts.sent)).reply


async def through_async(
    middleware: Sequence[AsyncMiddleware],
    request: Request,
    attempts: Attempts,
    send: Callable[[Request], Awaitable[Reply]],
) -> Reply:
    """The same for the async client."""
    sent = _Sent()

    async def last(attempt: Attempt) -> AttemptResponse:
        return AttemptResponse(await send(sent.checked(attempt)))

    def around(each: AsyncMiddleware, call_next: AsyncCallNext) -> AsyncCallNext:
        async def call(attempt: Attempt) -> AttemptResponse:
            coming = cast("object", each(_passed(attempt), call_next))
            if not isinstance(coming, Awaitable):
                raise TypeError(
                    f"{_name(each)} is no async function: AsyncClient needs one"
                )
            response = cast("Awaitable[object]", coming)
            return _returned(each, await response)

        return call

    call: AsyncCallNext = last
    for each in reversed(middleware):
        call = around(each, call)
    response = await call(Attempt(request, attempts.made, attempts.sent))
    return response.reply


class _Sent:
    """Middleware may send a request again, where its body can be wound back."""

    __slots__ = ("_once",)

    def __init__(self) -> None:
        self._once = False

    def checked(self, attempt: Attempt) -> Request:
        request = _passed(attempt).request
        if self._once and not request.replay.possible:
            raise RuntimeError("the body of this request can be sent once only")
        self._once = True
        return request


def _passed(attempt: object) -> Attempt:
    if not isinstance(attempt, Attempt):
        raise TypeError("call_next takes the attempt, or a copy by its with_headers")
    return attempt


def _returned(middleware: object, response: object) -> AttemptResponse:
    if isinstance(response, AttemptResponse):
        return response
    close = getattr(response, "close", None)
    if callable(close):
        close()  # a coroutine that nobody awaits would warn
    raise TypeError(
        f"{_name(middleware)} returned {type(response).__name__}: middleware returns "
        "what call_next gave it"
        + (
            " (Client takes no async function)"
            if isinstance(response, Awaitable)
            else ""
        )
    )


def _name(middleware: object) -> str:
    return getattr(middleware, "__qualname__", None) or type(middleware).__name__
