"""What the README shows: calls of this API that run as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from calgen.pytext import literal
from calgen.record import record
from calgen.render.schemes import SchemeView, shown_as
from calgen.render.views import Method, ResourceView

# A call that is longer is no example.
_LONGEST = 72
_READING = ("GET", "QUERY")


@record
class Guide:
    """Calls of this API that run as they stand: examples for the README. Each is None
    where no call of its kind can be shown."""

    auth: str
    """The argument of a client that is its credential; '' where it needs none."""
    server: str
    """The argument of a client that is its server; '' where it needs none."""
    ask: Method | None
    """A call for one thing."""
    walk: Method | None
    """A call for a list with pages."""
    version: Method | None
    """A call that sends a version."""
    stream: Method | None
    """A call that answers piece by piece."""
    file: Method | None
    """A call that answers with bytes."""
    home: ResourceView | None
    """The resource of `any`."""

    @property
    def client(self) -> str:
        """The arguments of a client: `auth` and `server`."""
        return ", ".join(filter(None, [self.auth, self.server]))

    @property
    def any(self) -> Method | None:
        """`ask`, else `walk`."""
        return self.ask or self.walk

    @property
    def own_call(self) -> str:
        """The call `any` as a method of its own resource makes it; '' for none."""
        if self.any is None or self.home is None:
            return ""
        return f"self.{self.any.call().removeprefix(f'client.{self.home.dotted}.')}"


def guide_of(
    resources: Sequence[ResourceView],
    schemes: Sequence[SchemeView],
    token_scheme: str,
    base_url: str,
) -> Guide:
    """The examples for an API: `resources` are all of them, `base_url` is what its
    description says of the server."""
    bearers = {each.name for each in schemes if each.kind == "bearer"}
    known = [each for one in resources for each in one.methods if _is_short(each)]
    scheme = _scheme(known, schemes, token_scheme, bearers)
    # A plain token is the same as any bearer token.
    plain = {token_scheme} | (bearers if token_scheme in bearers else set())
    needs_object = scheme is not None and scheme.name not in plain
    needs_server = not base_url or base_url.startswith("/")
    address = literal(f"https://api.example.com{base_url}")
    shown = [each for each in known if _takes(each, scheme, bearers)]
    walk = _best(each for each in shown if each.is_page)
    near = walk.dotted.partition(".")[0] if walk else ""
    asking = [
        each
        for each in shown
        if not (each.is_page or each.is_stream or each.is_binary)
        and each.operation.method in _READING
    ]
    ask = _best(asking, near)
    dated = (each for each in asking if _has_version(each))
    version = ask if ask and _has_version(ask) else _best(dated, near)
    return Guide(
        auth=f"auth={shown_as(scheme)}" if scheme and needs_object else "",
        server=f"base_url={address}" if needs_server else "",
        ask=ask,
        walk=walk,
        version=version,
        stream=_best(each for each in shown if each.is_stream),
        file=_best(each for each in shown if each.is_binary and not each.is_stream),
        home=next((one for one in resources if (ask or walk) in one.methods), None),
    )


def _is_short(method: Method) -> bool:
    """Whether there is a value for all that a call needs, on the API's own server."""
    return (
        method.needed is not None
        and len(method.call()) <= _LONGEST
        and not method.operation.server
    )


def _takes(method: Method, scheme: SchemeView | None, bearers: Set[str]) -> bool:
    """Whether a call can be made with that credential alone; schemes of bearer tokens
    that are asked for together mean one token."""
    access = method.operation.access
    if access.public or not access.schemes:
        return True
    known = {scheme.name} if scheme else set[str]()
    return any(
        known >= set(way) or (known & set(way) and bearers >= set(way))
        for way in access.schemes
    )


def _scheme(
    methods: Sequence[Method],
    schemes: Sequence[SchemeView],
    token_scheme: str,
    bearers: Set[str],
) -> SchemeView | None:
    """The credential with which most of the calls can be made; of several the token."""

    def rank(scheme: SchemeView) -> tuple[int, bool]:
        taken = sum(_takes(method, scheme, bearers) for method in methods)
        return taken, scheme.name == token_scheme

    return max(schemes, key=rank, default=None)


def _has_version(method: Method) -> bool:
    version = method.operation.version
    return version is not None and bool(version.value.value)


def _best(methods: Iterable[Method], near: str = "") -> Method | None:
    """The one that a newcomer understands first."""

    def rank(method: Method) -> tuple[object, ...]:
        operation = method.operation
        return (
            bool(method.mark),
            operation.older is not None,
            operation.method != "GET",
            method.name != "get",
            near != method.dotted.partition(".")[0],
            method.dotted.count("."),
            len(method.call()),
            method.dotted,
        )

    return min(methods, key=rank, default=None)
