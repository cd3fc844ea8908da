"""What went wrong with a call, apart from what a status says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .headers import HeaderMap
    from .operation import Operation
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
        context = context_of(self.operation.id, self.request_id)
        return f"{self.message} ({context}): {self.snippet!r}"


def context_of(operation: str, *rest: str | None) -> str:
    """What stands in brackets behind a message: the call, hints, the request's id."""
    *hints, request_id = rest
    parts = [operation, *(hint for hint in hints if hint)]
    if request_id:
        parts.append(f"request id {request_id}")
    return ", ".join(parts)
