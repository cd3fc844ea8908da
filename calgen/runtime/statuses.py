"""Answers that report a failure: a class for each status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from .apierror import ApiError, context_of

if TYPE_CHECKING:
    from .headers import HeaderMap
    from .operation import Operation
    from .plain import JsonValue
    from .request import RequestInfo


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
        context = context_of(self.operation.id, self.hint(), self.request_id)
        return f"{head}: {text} ({context})" if text else f"{head} ({context})"


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
    """401: no credential, or one that is not valid.

    `accepts` are the credentials that the operation takes, in words.
    """

    accepts: tuple[str, ...] = ()
    sent_credential = True

    def hint(self) -> str:
        takes = f"takes {' or '.join(self.accepts)}" if self.accepts else ""
        none = "" if self.sent_credential else "no credential was sent"
        return ", ".join(filter(None, (takes, none)))


class Forbidden(StatusError):
    """403: the credential does not suffice; the text names what the operation needs."""

    def hint(self) -> str:
        scopes = " or ".join(map(" and ".join, self.operation.scope_choices))
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


class StreamError(StatusError):
    """The server reported a failure after its answer had begun."""

    def hint(self) -> str:
        return "in the middle of the stream"


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
