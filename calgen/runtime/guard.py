"""What is looked at before a request goes out: its credential, scopes and secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from .carriers import accepted, is_secret, query_names, secrets_in

if TYPE_CHECKING:
    from .config import Config
    from .request import Request


def guarded(config: Config, request: Request) -> Request:
    """The request, which knows the secrets that the caller has put into it by hand.

    Raises MissingCredentialError and MissingScopeError.
    """
    schemes = config.settings.schemes
    secrets = set(secrets_in(request.headers, schemes))
    names = query_names(schemes)
    keys: set[str] = set()
    if names and "?" in request.url:
        pairs = parse_qsl(urlsplit(request.url).query)
        keys = {value for name, value in pairs if name in names}
    if secrets or keys:
        request = request.with_credentials(secrets=sorted(secrets | keys))
    if keys:
        request = request.moved(request.url, request.redact(request.url))
    _check_credential(config, request, by_hand=bool(keys))
    _check_scopes(config, request)
    return request


def lends(http_client: object) -> bool:
    """Whether a caller's own HTTP client brings a credential."""
    names = (*getattr(http_client, "headers", ()), *getattr(http_client, "params", ()))
    return (
        getattr(http_client, "auth", None) is not None
        or bool(getattr(http_client, "cookies", ()))
        or any(is_secret(name.lower(), {}) for name in names)
    )


def _check_credential(config: Config, request: Request, *, by_hand: bool) -> None:
    operation, settings = request.operation, config.settings
    if (
        config.auth is not None
        or config.anonymous
        or by_hand
        or operation.public
        or operation.oauth == "public"
        or not operation.auth
        # What the client cannot send itself, such as a certificate, it cannot miss.
        or not all(
            alternative and all(name in settings.schemes for name in alternative)
            for alternative in operation.auth
        )
        or any(
            is_secret(name, settings.schemes) and name != "proxy-authorization"
            for name in request.headers
        )
    ):
        return
    from .refusals import MissingCredentialError

    accepts = accepted(operation, settings.schemes)
    ways = ["auth=…"]
    if settings.token_env:
        ways.append(f"the environment variable {settings.token_env}")
    raise MissingCredentialError(
        f"the client has no credential: give it {' or '.join(accepts)}, by "
        f"{' or '.join(ways)}; auth=None sends calls without one",
        operation=operation,
        request=request.info,
        accepts=accepts,
    )


def _check_scopes(config: Config, request: Request) -> None:
    if config.scopes is None or request.operation.public:
        return
    operation, choices = request.operation, request.operation.scope_choices
    if operation.oauth == "not-accessible":
        message = "this call takes no OAuth token, whatever its scopes"
        choices = ()
    elif not choices or any(config.held.issuperset(choice) for choice in choices):
        return
    else:
        needed = " or ".join(" and ".join(choice) for choice in choices)
        have = ", ".join(config.scopes) or "none"
        message = f"this call needs the scope {needed}; the token has {have}"
    from .refusals import MissingScopeError

    raise MissingScopeError(
        message,
        operation=operation,
        request=request.info,
        required=choices,
        granted=config.scopes,
    )
