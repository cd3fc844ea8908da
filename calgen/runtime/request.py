"""One request, ready for the transport, and how a call becomes one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from .body import Body, encode_body
from .carriers import secrets_in
from .guard import guarded
from .headers import HeaderMap, check_header
from .idempotency import keyed
from .options import RequestOptions, checked
from .preset import with_preset
from .redaction import spellings
from .replay import Replay, replay_of
from .serialize import cookie_pairs, header_text, path_text, query_text
from .settings import Settings
from .unset import UNSET, Unset

if TYPE_CHECKING:
    from .config import Config
    from .operation import Operation
    from .options import Timeout

_NOTHING: Final[Mapping[str, object]] = {}
_NO_SETTINGS: Final = Settings()


class Arguments(NamedTuple):
    """What a caller gave, by place and wire name."""

    path: Mapping[str, object] | None = None
    query: Mapping[str, object] | None = None
    header: Mapping[str, object] | None = None
    cookie: Mapping[str, object] | None = None
    body: object = UNSET
    url: str | None = None
    """The whole address, as a server gives it for a further page."""


class RequestInfo(NamedTuple):
    """What responses and errors tell about their request: never a credential."""

    method: str
    url: str


class Request:
    """One request; immutable.

    `info` is the public part, `secrets` the texts that may appear in no message,
    `credential_query` the names that a credential has in the query of `url`. A `keyed`
    one may arrive twice without harm; `replay` winds its body back. The address of a
    `told` one comes from a server, which may have put a credential into it. The good
    answer to a `streamed` one is left to be read in pieces. `settings` are those of its
    client.
    """

    __slots__ = (
        "_hidden",
        "body",
        "credential_query",
        "headers",
        "info",
        "keyed",
        "operation",
        "replay",
        "secrets",
        "settings",
        "streamed",
        "timeout",
        "told",
        "url",
    )

    def __init__(
        self,
        operation: Operation[object],
        info: RequestInfo,
        headers: HeaderMap,
        body: Body | None = None,
        timeout: Timeout | Unset = UNSET,
        *,
        url: str | None = None,
        secrets: tuple[str, ...] = (),
        credential_query: tuple[str, ...] = (),
        keyed: bool = False,
        told: bool = False,
        replay: Replay | None = None,
        streamed: bool = False,
        settings: Settings = _NO_SETTINGS,
    ) -> None:
        self.operation: Final = operation
        self.info: Final = info
        self.headers: Final = headers
        self.body: Final = body
        self.timeout: Final = timeout
        self.url: Final = info.url if url is None else url
        self.secrets: Final = secrets
        self.credential_query: Final = credential_query
        self.keyed: Final = keyed
        self.told: Final = told
        self.replay: Final = replay or replay_of(body)
        self.streamed: Final = streamed
        self.settings: Final = settings
        self._hidden: list[str] | None = None

    def __repr__(self) -> str:
        return f"<Request {self.info.method} {self.info.url}>"

    def with_credentials(
        self,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        cookies: Mapping[str, str] | None = None,
        secrets: Iterable[str] = (),
    ) -> Request:
        """A copy that carries a credential; a header that the caller has set stays.

        `secrets` are further texts to keep out of messages, besides the values.
        """
        given = dict(headers or {})
        cookie = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
        merged = self.headers.defaulting(given.items())
        if cookie:
            before = merged.get("Cookie")
            both = f"{before}; {cookie}" if before else cookie
            merged = merged.replacing([("Cookie", both)])
        values = [*given.values(), *(query or {}).values(), *(cookies or {}).values()]
        # A server that echoes "Bearer abc" may leave the first word out.
        values += [value.rpartition(" ")[2] for value in given.values()]
        carrying = self._changed(
            headers=merged,
            url=join_query(self.url, query_text(query or {}, {})),
            secrets=(*self.secrets, *values, *secrets),
            credential_query=(*self.credential_query, *(query or {})),
        )
        if not self.told:
            return carrying
        return carrying.moved(carrying.url, carrying.redact(self.info.url))

    def moved(self, url: str, shown: str) -> Request:
        """The same request to another address, which is `shown` in messages."""
        return self._changed(info=RequestInfo(self.info.method, shown), url=url)

    def with_headers(self, headers: HeaderMap) -> Request:
        """The same request with these fields in the place of those of the same name."""
        merged = self.headers.replacing(headers.pairs())
        hidden = (*self.secrets, *secrets_in(headers, self.settings.schemes))
        return self._changed(headers=merged, secrets=hidden)

    def _changed(self, **changes: Any) -> Request:
        kept = {name: getattr(self, name) for name in _COPIED}
        return Request(**{**kept, **changes})

    @property
    def shown(self) -> str:
        """The address, with `***` for each key in its query."""
        keys = "&".join(f"{name}=***" for name in self.credential_query)
        return join_query(self.info.url, keys)

    def redact(self, text: str) -> str:
        """The text without the credentials of this request."""
        if self._hidden is None:  # only errors ask
            self._hidden = spellings(self.secrets)
        for form in self._hidden:
            text = text.replace(form, "***")
        return text


_COPIED: Final = tuple(name for name in Request.__slots__ if name != "_hidden")


def join_query(url: str, query: str) -> str:
    """The URL with a further query."""
    if not query:
        return url
    return f"{url}{'&' if '?' in url else '?'}{query}"


def build_request(
    config: Config,
    operation: Operation[object],
    arguments: Arguments,
    options: RequestOptions | None,
    *,
    streamed: bool = False,
) -> Request:
    """The request of a call, without credential.

    Raises ValueError or TypeError, naming the argument, for a value that cannot be
    sent, and AccessError for a call that would be refused.
    """
    chosen = checked(options)
    if operation.deprecated is not None or operation.outdated:
        from .deprecation import warn

        warn(operation, arguments)
    arguments = with_preset(operation, arguments)
    arguments, key, has_key = keyed(operation, arguments, chosen)
    body = encode_body(operation, arguments.body)
    request = Request(
        operation,
        RequestInfo(
            operation.method.upper(),
            arguments.url or _url(config, operation, arguments, chosen),
        ),
        _headers(config, operation, arguments, chosen, body, key),
        body,
        chosen.get("timeout", config.timeout),
        keyed=has_key,
        told=arguments.url is not None,
        streamed=streamed,
        settings=config.settings,
    )
    return guarded(config, request)


def _url(
    config: Config,
    operation: Operation[object],
    arguments: Arguments,
    options: RequestOptions,
) -> str:
    styles = operation.styles
    path = path_text(operation.path, arguments.path or _NOTHING, styles)
    query = {**(arguments.query or _NOTHING), **options.get("query", _NOTHING)}
    base = config.server(operation.server)
    url = f"{base}{'' if path.startswith('/') else '/'}{path}"
    return join_query(url, query_text(query, styles))


def _headers(
    config: Config,
    operation: Operation[object],
    arguments: Arguments,
    options: RequestOptions,
    body: Body | None,
    key: tuple[str, str] | None,
) -> HeaderMap:
    """Each layer replaces what an earlier one says under the same name."""
    first = [("Accept", operation.accept), ("User-Agent", config.user_agent)]
    if body is not None and body.media is not None:
        first.append(("Content-Type", body.media))
    styles = operation.styles
    given = [
        (name, text)
        for name, value in (arguments.header or _NOTHING).items()
        if (text := header_text(name, value, styles)) is not None
    ]
    cookies = [
        f"{key}={text}"
        for name, value in (arguments.cookie or _NOTHING).items()
        for key, text in cookie_pairs(name, value, styles)
    ]
    if cookies:
        given.append(("Cookie", "; ".join(cookies)))
    version = _version(config, operation, options)
    layers = (
        config.headers.items(),
        given,
        [version] if version else [],
        [key] if key else [],
        options.get("headers", {}).items(),
    )
    headers = HeaderMap(first)
    for layer in layers:
        for name, value in layer:
            check_header(name, value)
        headers = headers.replacing(layer)
    return headers


def _version(
    config: Config, operation: Operation[object], options: RequestOptions
) -> tuple[str, str] | None:
    if operation.version is None:
        if "api_version" in options:
            raise ValueError(
                f"{operation.id} has no version header: leave api_version out"
            )
        return None
    header, stated = operation.version
    value = options.get("api_version") or stated or config.api_version
    return (header, value) if value else None
