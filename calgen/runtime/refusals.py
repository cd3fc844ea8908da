"""Errors of calls that the client does not send: they would be refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .apierror import ApiError

if TYPE_CHECKING:
    from .operation import Operation
    from .request import RequestInfo


class AccessError(ApiError):
    """The call was not sent: it would be refused."""

    attempts = 0


class MissingCredentialError(AccessError):
    """The client has no credential, and the call needs one.

    `accepts` says which, in words: any one of them is enough. `auth=None` sends calls
    without one, for a proxy that adds it.
    """

    def __init__(
        self,
        message: str,
        *,
        operation: Operation[object],
        request: RequestInfo,
        accepts: tuple[str, ...],
    ) -> None:
        super().__init__(message, operation=operation, request=request)
        self.accepts = accepts


class MissingScopeError(AccessError):
    """The scopes that the client was told its token has are not enough for the call.

    `required` are the sets of scopes of which one is enough; () where no scope is: the
    call takes no OAuth token. `granted` are the scopes that the client was told.
    """

    def __init__(
        self,
        message: str,
        *,
        operation: Operation[object],
        request: RequestInfo,
        required: tuple[tuple[str, ...], ...],
        granted: tuple[str, ...],
    ) -> None:
        super().__init__(message, operation=operation, request=request)
        self.required = required
        self.granted = granted
