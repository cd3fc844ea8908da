"""The errors of a call.

    ApiError                    every error below
      AccessError               not sent, as it would be refused
        MissingCredentialError  the client has no credential
        MissingScopeError       the client's `scopes` are not enough
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
        StreamError             2xx, and a failure in the middle of the stream

Arguments that cannot be sent raise ValueError or TypeError, before anything is sent.
All errors pickle; none holds a credential.
"""

from __future__ import annotations

from .apierror import (
    ApiError,
    ConnectError,
    DecodeError,
    TimedOut,
    TransportError,
)
from .refusals import (
    AccessError,
    MissingCredentialError,
    MissingScopeError,
)
from .statuses import (
    ApiVersionMismatch,
    BadRequest,
    Conflict,
    Forbidden,
    Gone,
    MethodNotAllowed,
    NotFound,
    RateLimited,
    Redirected,
    ServerError,
    StatusError,
    StreamError,
    Unauthorized,
    UnprocessableEntity,
)

__all__ = [
    "AccessError",
    "ApiError",
    "ApiVersionMismatch",
    "BadRequest",
    "Conflict",
    "ConnectError",
    "DecodeError",
    "Forbidden",
    "Gone",
    "MethodNotAllowed",
    "MissingCredentialError",
    "MissingScopeError",
    "NotFound",
    "RateLimited",
    "Redirected",
    "ServerError",
    "StatusError",
    "StreamError",
    "TimedOut",
    "TransportError",
    "Unauthorized",
    "UnprocessableEntity",
]
