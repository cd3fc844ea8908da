"""The errors of a call.

    ApiError                    every error below
      TransportError            no answer; `sent`: whether the request may have arrived
        ConnectError            no connection
        TimedOut                no answer in time
      DecodeError               a good answer with a body that cannot be read
      StatusError               an answer that reports a failure
        Redirected              3xx with a location that is not followed
        BadRequest              400
        Unauthorized            401
        Forbidden               403
        NotFound                404
          ApiVersionMismatch    the route does not exist under the version that was sent
        MethodNotAllowed        405
        Conflict                409
        Gone                    410
        UnprocessableEntity     422
        RateLimited             429
        ServerError             5xx

Arguments that cannot be sent raise ValueError or TypeError, before anything is sent.
All errors pickle; none holds a credential.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from .headers import HeaderMap
    from .operation import Operation
    from .plain import JsonValue
    from .request import RequestInfo


class ApiError(Exception):
    """A call failed; `message` is what went wrong, `str()` says it with the context.

    `attempts` is how often the request was sent.
    """

    attempts = 1

    def __init__(
        self, message: str, *, operation: Operation[object], request: RequestInfo
    ) -> None:
        super().__init__(message)
        self.message: str | None = message
        self.operation = operation
        self.request = request

    def __str__(self) -> str:
        return f"{self.message} ({self.operation.id})"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __reduce__(self) -> tuple[object, ...]:
        # The default would call the constructor with the message alone.
        return (_restore, (type(self), self.args), self.__dict__)


def _restore(kind: type[ApiError], args: tuple[object, ...]) -> ApiError:
    return kind.__new__(kind, *args)


class TransportError(ApiError):
    """No answer came; `sent` is False when the request cannot have arrived."""

    def __init__(
        self,
        message: str,
        *,
        operation: Operation[object],
        request: RequestInfo,
        sent: bool,
    ) -> None:
        super().__init__(message, operation=operation, request=request)
        self.sent = sent


class ConnectError(TransportError):
    """The server could not be reached."""


class TimedOut(TransportError):
    """The server was too slow."""


class DecodeError(ApiError):
    """The body is not what the operation returns; `snippet` is how it begins."""

    def __init__(
        self,
        message: str,
        *,
        operation: Operation[object],
        request: RequestInfo,
        status: int,
        headers: HeaderMap,
        request_id: str | None,
        snippet: str,
    ) -> None:
        super().__init__(message, operation=operation, request=request)
        self.status = status
        self.headers = headers
        self.request_id = request_id
        self.snippet = snippet

    def __str__(self) -> str:
        context = _context(self.operation.id, self.request_id)
        return f"{self.message} ({context}): {self.snippet!r}"


class StatusError(ApiError):
    """The server reported a failure.

    `body` is the parsed JSON body, else its text; `code` and `message` are what the
    body says, where it says it in a usual way. `retry_after` is in seconds.
    """

    message: str | None

    def __init__(
        self,
        message: str | None,
        *,
        operation: Operation[object],
        request: RequestInfo,
        status: int,
        headers: HeaderMap,
        body: JsonValue,
        code: str | None,
        request_id: str | None,
        retry_after: float | None,
    ) -> None:
        super().__init__(message or "", operation=operation, request=request)
        self.message = message
        self.status = status
        self.headers = headers
        self.body = body
        self.code = code
        self.request_id = request_id
        self.retry_after = retry_after

    @property
    def reason(self) -> str:
        """The name of the status."""
        from http import HTTPStatus

        try:
            return HTTPStatus(self.status).phrase
        except ValueError:
            return ""

    @property
    def required_scopes(self) -> tuple[str, ...]:
        """The OAuth scopes that the operation names; `operation.scope_choices` says
        which of them are enough."""
        return self.operation.scopes

    @property
    def required_roles(self) -> tuple[str, ...]:
        """The roles that the operation names: any one of them is enough."""
        return self.operation.roles

    @property
    def required_permissions(self) -> tuple[str, ...]:
        """The permissions that the operation needs."""
        return self.operation.permissions

    @property
    def required_plan(self) -> str | None:
        """The plan that the operation needs."""
        return self.operation.plan

    def hint(self) -> str:
        """What else the one-line text says; empty for nothing."""
        return ""

    def __str__(self) -> str:
        head = f"{self.status} {self.reason}".rstrip()
        text = self.message or self.code
        context = _context(self.operation.id, self.hint(), self.request_id)
        return f"{head}: {text} ({context})" if text else f"{head} ({context})"


def _context(operation: str, *rest: str | None) -> str:
    *hints, request_id = rest
    parts = [operation, *(hint for hint in hints if hint)]
    if request_id:
        parts.append(f"request id {request_id}")
    return ", ".join(parts)


class Redirected(StatusError):
    """3xx. Only a GET that stays on its host is followed; `location` is where to."""

    @property
    def location(self) -> str | None:
        """The address the server names."""
        return self.headers.get("location")

    def hint(self) -> str:
        return f"to {self.location}"


class BadRequest(StatusError):
    """400."""


class Unauthorized(StatusError):
    """401: no credential, or one that is not valid."""


class Forbidden(StatusError):
    """403: the credential does not suffice; the text names what the operation needs."""

    def hint(self) -> str:
        scopes = " or ".join(map(" ".join, self.operation.scope_choices))
        needs = [
            f"{noun} {text}"
            for noun, text in (
                ("scope", scopes),
                ("role", " or ".join(self.required_roles)),
                ("permission", " ".join(self.required_permissions)),
                ("plan", self.required_plan),
            )
            if text
        ]
        return f"needs {', '.join(needs)}" if needs else ""


class NotFound(StatusError):
    """404."""


class ApiVersionMismatch(NotFound):
    """404 because the route does not exist under the version that was sent.

    `version` is that version; None if none was sent.
    """

    version: str | None = None

    def hint(self) -> str:
        return f"version sent: {self.version or 'none'}"


class MethodNotAllowed(StatusError):
    """405."""


class Conflict(StatusError):
    """409."""


class Gone(StatusError):
    """410."""


class UnprocessableEntity(StatusError):
    """422."""


class RateLimited(StatusError):
    """429: too many requests; `retry_after` is how long to wait, if the server says."""

    def hint(self) -> str:
        wait = self.retry_after
        return "" if wait is None else f"retry after {wait:g} s"


class ServerError(StatusError):
    """5xx."""


AnyStatusError: TypeAlias = type[StatusError]

BY_STATUS: Final[dict[int, AnyStatusError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    409: Conflict,
    410: Gone,
    422: UnprocessableEntity,
    429: RateLimited,
}
