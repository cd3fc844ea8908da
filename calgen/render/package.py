"""The generated package as a whole, as templates see it."""

from __future__ import annotations

from calgen.ir import RateLimit
from calgen.record import record
from calgen.render.clientdoc import client_doc
from calgen.render.grants import GRANTS, GrantView
from calgen.render.guide import Guide, guide_of
from calgen.render.homes import CLIENTS, FOLDERS
from calgen.render.hooks import HooksView
from calgen.render.models import NO_MODELS, DefinitionView, ModelIndex, ModelView
from calgen.render.schemes import SchemeView, credentials_of
from calgen.render.views import Method, ResourceView
from calgen.render.words import grouped, limit_text


@record
class Package:
    """The generated package as a whole: the context of every template."""

    package: str
    """The name of the package to import."""
    distribution: str
    """The name to install it by."""
    title: str
    """The API's name."""
    version: str
    """The version of the distribution, as PEP 440 writes it; `0.0.0` where the API's has no
    number."""
    api_version: str
    """The API's version, as the document writes it."""
    doc: str
    """What the document says of the API; '' for nothing."""
    base_url: str
    """The server's address without a slash at its end; a path, or '', where the document
    names no host."""
    token_env: str
    """The environment variable that a token is read from; '' where no token is taken."""
    token_scheme: str
    """The name of the scheme that a plain token stands for; '' for none."""
    schemes: tuple[SchemeView, ...]
    """The ways to authenticate."""
    certificates: tuple[str, ...]
    """The names of schemes that the connection proves, by a certificate of the client's."""
    resources: tuple[ResourceView, ...]
    """The resources at the top: the attributes of the client."""
    count: int
    """The number of operations."""
    version_header: str
    """The header that carries an operation's version; '' for none."""
    limit: RateLimit | None
    """The rate limit of calls that state none; None where nobody states one."""
    error_names: tuple[str, ...]
    """The public errors of the runtime."""
    error_tree: str
    """The tree of these errors, as the docstring of `errors`."""
    error_code: tuple[tuple[str, ...], ...]
    """Paths in the body of an error at which its code may stand."""
    error_message: tuple[tuple[str, ...], ...]
    """Paths in the body of an error at which its message may stand."""
    scope_implies: tuple[tuple[str, str], ...]
    """(regular expression of a whole scope, the scope it implies, with groups as `\\1`)."""
    role_levels: tuple[tuple[str, tuple[str, ...]], ...]
    """(level, its membership roles, the highest first): a role passes the checks of those
    below it."""
    webhooks: HooksView | None
    """What the server calls; None for nothing."""
    contract: str
    """What the calls take and answer: the JSON text that the fake API of `testing` reads."""
    role_passes: tuple[tuple[str, tuple[str, ...]], ...]
    """(level, roles of other levels that pass every check of it)."""
    clients: tuple[tuple[str, str], ...]
    """(name of a client, the module that it is imported from), sorted."""
    models: tuple[ModelView, ...] = ()
    """The modules of models, sorted by name."""
    model_index: ModelIndex = NO_MODELS
    """What `models` exports."""
    outputs: tuple[str, ...] = ()
    """The paths of all files that the theme makes, sorted."""

    @property
    def definitions(self) -> tuple[DefinitionView, ...]:
        """All that `models` defines, sorted by name."""
        found = (each for model in self.models for each in model.definitions)
        return tuple(sorted(found, key=lambda each: each.name))

    @property
    def modules(self) -> tuple[str, ...]:
        """The modules and packages right below the package that the theme makes, sorted."""
        below = (
            path.removeprefix(f"{self.package}/")
            for path in self.outputs
            if path.startswith(f"{self.package}/") and path.endswith(".py")
        )
        return tuple(sorted({each.removesuffix(".py").split("/")[0] for each in below}))

    @property
    def guide(self) -> Guide:
        """The calls that the README shows."""
        args = (self.schemes, self.token_scheme, self.base_url)
        return guide_of(self.all_resources, *args)

    @property
    def by_version(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(version, the calls that send it), the newest first."""
        return grouped(
            (method.operation.version.value.value or "", method.dotted)
            for method in self.methods
            if method.operation.version
        )[::-1]

    @property
    def by_model(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(model, the calls that take or return it)."""
        return grouped(
            (model, method.dotted) for method in self.methods for model in method.models
        )

    @property
    def by_scope(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(OAuth scope, the calls that need it)."""
        return grouped(
            (scope.value, method.dotted)
            for method in self.methods
            for scope in method.operation.access.scopes
        )

    @property
    def by_role(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(membership role, the calls that it is enough for)."""
        return grouped(
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
        return grouped(
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
        """Whether a call has sets of scopes of which one is enough."""
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
        """Every resource, each before those below it."""
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
        return client_doc(
            users,
            title=self.title,
            token_env=self.token_env,
            base_url=self.base_url,
            certificates=self.certificates,
            has_hosts=any("://" in server for server, _ in self.by_server),
        )

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
        return grouped(
            (method.operation.server, method.dotted)
            for method in self.methods
            if method.operation.server
        )

    @property
    def methods(self) -> tuple[Method, ...]:
        """The methods of all resources."""
        return tuple(m for resource in self.all_resources for m in resource.methods)
