"""The generated package as a whole, as templates see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from calgen.render.views import Method, ResourceView


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeView:
    """A way to authenticate: the class in `auth.py`, and the arguments it takes as
    (Python name, header)."""

    name: str
    class_name: str
    kind: str
    arguments: tuple[tuple[str, str], ...]
    doc: str

    @property
    def carrier(self) -> str:
        """The header, query parameter or cookie of a single credential."""
        return self.arguments[0][1] if len(self.arguments) == 1 else ""


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
    resources: tuple[ResourceView, ...]
    count: int
    version_header: str
    error_names: tuple[str, ...]
    scope_implies: tuple[tuple[str, str], ...]
    role_levels: tuple[tuple[str, tuple[str, ...]], ...]
    role_passes: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def samples(self) -> tuple[Method, ...]:
        """Two calls worth showing first: a list and a single thing."""
        pages = [method for method in self.methods if method.is_page]
        gets = [method for method in self.methods if method.name == "get"]
        return tuple((pages[:1] + gets[:1]) or self.methods[:1])

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
    def older(self) -> tuple[str, ...]:
        """The attributes of the client that hold older versions of calls."""
        found = {m.dotted.partition(".")[0] for m in self.methods if m.operation.older}
        return tuple(sorted(found))

    @property
    def has_keys(self) -> bool:
        """Whether a scheme is a key that the description names."""
        return any(each.kind in ("header", "query", "cookie") for each in self.schemes)

    @property
    def all_resources(self) -> tuple[ResourceView, ...]:
        return tuple(each for top in self.resources for each in top.walk)

    @property
    def client_doc(self) -> str:
        """The docstring of the client: what to pass, and where it is looked for."""
        takes = "an object of `auth`."
        if self.token_env:
            takes = (
                "a token, a function that returns one, or an object of `auth`; else\n"
                f"        the environment variable {self.token_env} is read."
            )
        server = "" if self.base_url else " (the description names none)"
        return "\n".join(
            [
                _sentence(self.title),
                "",
                "Args:",
                f"    auth: {takes}",
                f"    base_url: another server{server}.",
                "    timeout: seconds, or an `httpx2.Timeout`; None waits for ever.",
                "    http_client: an httpx2 client of your own, which stays yours to close.",
                "    api_version: sent where nobody states an operation's version.",
                "    headers: sent with every request.",
                '    validation: "lenient" keeps answers that do not fit, "strict" raises.',
            ]
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
