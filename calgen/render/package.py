"""The generated package as a whole, as templates see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from calgen.ir import RateLimit
from calgen.render.grants import GRANTS, GrantView
from calgen.render.guide import Guide, guide_of
from calgen.render.homes import CLIENTS, FOLDERS
from calgen.render.hooks import HooksView
from calgen.render.schemes import SchemeView, credentials_of
from calgen.render.views import Method, ResourceView
from calgen.render.words import limit_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The generated package as a whole: the context of every template."""

    package: str
    distribution: str
    title: str
    version: str
    api_version: str
    doc: str
    base_url: str
    token_env: str
    token_scheme: str
    schemes: tuple[SchemeView, ...]
    certificates: tuple[str, ...]
    resources: tuple[ResourceView, ...]
    count: int
    version_header: str
    limit: RateLimit | None
    error_names: tuple[str, ...]
    error_tree: str
    error_code: tuple[tuple[str, ...], ...]
    error_message: tuple[tuple[str, ...], ...]
    scope_implies: tuple[tuple[str, str], ...]
    role_levels: tuple[tuple[str, tuple[str, ...]], ...]
    webhooks: HooksView | None
    contract: str
    role_passes: tuple[tuple[str, tuple[str, ...]], ...]
    clients: tuple[tuple[str, str], ...]
    """(name of a client, the module that it is imported from), sorted."""

    @property
    def guide(self) -> Guide:
        """The calls that the README shows."""
        args = (self.schemes, self.token_scheme, self.base_url)
        return guide_of(self.all_resources, *args)

    @property
    def by_version(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(version, the calls that send it), the newest first."""
        return _grouped(
            (method.operation.version.value.value or "", method.dotted)
            for method in self.methods
            if method.operation.version
        )[::-1]

    @property
    def by_scope(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(OAuth scope, the calls that need it)."""
        return _grouped(
            (scope.value, method.dotted)
            for method in self.methods
            for scope in method.operation.access.scopes
        )

    @property
    def by_role(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(membership role, the calls that it is enough for)."""
        return _grouped(
            (role.value, method.dotted)
            for method in self.methods
            for role in method.operation.access.roles
        )

    @property
    def needy(self) -> str:
        """A call that needs a scope, one that the README shows if it can be; else one
        that needs a role; '' for none."""
        shown = self.guide.walk or self.guide.ask
        if shown is not None and shown.operation.access.scopes:
            return shown.dotted
        found = (*self.by_scope, *self.by_role)
        return found[0][1][0] if found else ""

    @property
    def by_limit(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(rate limit in words, the calls that state it)."""
        return _grouped(
            (limit_text(method.operation.limit.value), method.dotted)
            for method in self.methods
            if method.operation.limit
        )

    @property
    def limit_text(self) -> str:
        """The rate limit of calls that state none; '' where nobody states one."""
        return limit_text(self.limit) if self.limit else ""

    @property
    def has_scope_choices(self) -> bool:
        return any(method.scope_choices for method in self.methods)

    @property
    def has_deprecated(self) -> bool:
        """Whether a call, or an argument of one, is deprecated."""
        return any(method.mark or method.outdated for method in self.methods)

    @property
    def older(self) -> tuple[str, ...]:
        """The attributes of the client that hold older versions of calls."""
        found = {m.dotted.partition(".")[0] for m in self.methods if m.operation.older}
        return tuple(sorted(found))

    @property
    def has_keys(self) -> bool:
        """Whether a scheme is a key that the description names."""
        return any(each.kind in ("header", "query", "cookie") for each in self.schemes)

    @property
    def grants(self) -> tuple[GrantView, ...]:
        """The classes of `auth.py` that get tokens."""
        return tuple(grant for scheme in self.schemes for grant in scheme.grants)

    @property
    def knows_endpoints(self) -> bool:
        """Whether a description says where tokens come from."""
        return any(grant.endpoints for grant in self.grants)

    @property
    def sign_ins(self) -> tuple[GrantView, ...]:
        """The classes with which a person signs in."""
        return tuple(grant for grant in self.grants if grant.signs_in)

    @property
    def credentials(self) -> tuple[tuple[str, str], ...]:
        """(what to pass as `auth`, what it is)."""
        return credentials_of(self.schemes, self.token_scheme, self.token_env)

    @property
    def sign_in(self) -> GrantView | None:
        """The class with which a person signs in, if there is one alone."""
        return self.sign_ins[0] if len(self.sign_ins) == 1 else None

    @property
    def other_grants(self) -> tuple[str, ...]:
        """Classes of the runtime that get tokens and are nobody's name here."""
        own = {grant.class_name for grant in self.grants}
        return tuple(name for name in GRANTS if name not in own)

    @property
    def settings_and_clients(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(module, what is imported from it): the settings, and what `clients` says."""
        found: dict[str, list[str]] = {".client": ["SETTINGS"]}
        for name, module in self.clients:
            found.setdefault(module, []).append(name)
        return tuple((module, tuple(names)) for module, names in sorted(found.items()))

    @property
    def client_imports(self) -> tuple[tuple[str, str], ...]:
        """(module, what is imported from it): the classes that clients lead to."""
        found = [
            (home.outside, home.named(f"{prefix}{home.generated}"))
            for folder, prefix in (("aio", "Async"), ("resources", ""))
            for home in (each.homes[folder] for each in self.resources)
        ]
        # Those that are generated stay in the order of the attributes.
        return tuple(sorted(found, key=lambda one: one[0].split(".")[1]))

    @property
    def class_paths(self) -> tuple[str, ...]:
        """The classes that may be extended: module below the package, and name."""
        resources = (
            f"{folder}.{each.module}.{each.class_name}"
            for each in self.all_resources
            for folder in FOLDERS
        )
        return (*resources, *(f"client.{name}" for name in CLIENTS))

    @property
    def all_resources(self) -> tuple[ResourceView, ...]:
        return tuple(each for top in self.resources for each in top.walk)

    @property
    def client_doc(self) -> str:
        """The docstring of the client: what to pass, and where it is looked for."""
        return self._client_doc("threads")

    @property
    def async_client_doc(self) -> str:
        """The same for the async client."""
        return self._client_doc("the tasks of one event loop")

    def _client_doc(self, users: str) -> str:
        takes = "an object of `auth`; None sends no credential."
        if self.token_env:
            takes = (
                "a token, a function that returns one, or an object of `auth`; else\n"
                f"        the environment variable {self.token_env} is read. None sends\n"
                "        no credential."
            )
        server = self._server
        return "\n".join(
            [
                _sentence(self.title),
                "",
                f"Safe to share between {users}. A process that is forked opens",
                "connections of its own; an `http_client` of yours it has to make anew.",
                "",
                "Args:",
                f"    auth: {takes}",
                f"    base_url: {server}.",
                "    timeout: seconds, or an `httpx2.Timeout`; None waits for ever.",
                *_http_client(self.certificates),
                "    api_version: sent where nobody states an operation's version.",
                "    headers: sent with every request.",
                "    scopes: the OAuth scopes of the token; calls that need others raise",
                "        `MissingScopeError` and are not sent.",
                '    validation: "lenient" keeps answers that do not fit, "strict" raises.',
                "    middleware: functions around each attempt; see `Middleware`.",
            ]
        )

    @property
    def _server(self) -> str:
        if not self.base_url:
            return "the server (the description names none)"
        if self.base_url.startswith("/"):
            return (
                f"the server, `{self.base_url}` included (the description\n"
                "        names no host)"
            )
        if any("://" in server for server, _ in self.by_server):
            return (
                "another server, for all calls: also for those that the\n"
                "        description has on a server of their own"
            )
        return "another server"

    @property
    def names_host(self) -> bool:
        """Whether a client knows where to call."""
        return self.base_url != "" and not self.base_url.startswith("/")

    @property
    def streams(self) -> tuple[Method, ...]:
        """The calls that answer with a stream."""
        return tuple(method for method in self.methods if method.is_stream)

    @property
    def binaries(self) -> tuple[Method, ...]:
        """The calls that answer with bytes."""
        return tuple(method for method in self.methods if method.is_binary)

    @property
    def by_server(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(server, the calls that go there and not to the API's own)."""
        return _grouped(
            (method.operation.server, method.dotted)
            for method in self.methods
            if method.operation.server
        )

    @property
    def methods(self) -> tuple[Method, ...]:
        return tuple(m for resource in self.all_resources for m in resource.methods)


def _grouped(
    pairs: Iterable[tuple[str, str]],
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    groups: dict[str, list[str]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return tuple((key, tuple(sorted(groups[key]))) for key in sorted(groups))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _http_client(certificates: Sequence[str]) -> list[str]:
    told = "    http_client: an httpx2 client of your own, which stays yours to close"
    if not certificates:
        return [f"{told}."]
    return [
        f"{told};",
        "        one whose `verify` brings a certificate where calls ask for one.",
    ]
