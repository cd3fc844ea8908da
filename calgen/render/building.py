"""The API to what templates see."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence

from calgen import memo
from calgen.content import content_digest
from calgen.extensions import NO_EXTENSIONS, Extensions
from calgen.frozen import NOTHING, Frozen, Table
from calgen.ir import Api, AuthScheme, Operation
from calgen.naming import snake
from calgen.render.contract import contract_of
from calgen.render.credentials import class_names, grant_key
from calgen.render.grants import GrantView, grant_view, grants_in
from calgen.render.homes import client_homes
from calgen.render.hooks import hooks_view
from calgen.render.methods import resource_view
from calgen.render.models import NO_MODELS, ModelIndex, ModelView
from calgen.render.package import Package
from calgen.render.schemes import SchemeView
from calgen.render.views import Method, ResourceView
from calgen.resources import runtime_root

_TOKENS = ("bearer", "header", "query", "cookie")


def package_view(
    api: Api,
    package: str,
    extensions: Extensions = NO_EXTENSIONS,
    frozen: Frozen = NOTHING,
    models: tuple[ModelView, ...] = (),
    index: ModelIndex = NO_MODELS,
) -> Package:
    """Everything that templates are rendered with."""
    schemas = {schema.name.pascal: schema for schema in api.schemas}
    schemes = tuple(_schemes(api.auth, frozen.credentials))
    token = _token_scheme(schemes)
    calls = _calls(api.operations)
    # All that views are made of besides their operations.
    about = memo.is_open() and content_digest((schemas, calls, extensions.names_of()))
    resources = tuple(
        resource_view(each, schemas, calls, extensions, about or "")
        for each in api.resources
    )
    return Package(
        package=package,
        distribution=package.replace("_", "-"),
        title=api.title,
        version=pep440(api.version),
        api_version=api.version,
        doc=api.doc,
        base_url=api.servers[0].rstrip("/") if api.servers else api.base_path,
        token_env=(
            f"{package.upper()}_TOKEN"
            if token or not (schemes or api.certificates)
            else ""
        ),
        token_scheme=token,
        schemes=schemes,
        certificates=api.certificates,
        resources=resources,
        count=len(api.operations),
        version_header=api.version_header or "",
        limit=api.limit.value if api.limit else None,
        error_names=tuple(_error_names()),
        error_tree=_error_tree(),
        error_code=api.error_code,
        error_message=api.error_message,
        scope_implies=api.scope_implies,
        role_levels=api.roles.levels,
        role_passes=api.roles.passes,
        webhooks=hooks_view(api, schemas),
        contract=contract_of(api, _methods(resources)).rstrip("\n"),
        clients=client_homes(extensions),
        models=models,
        model_index=index,
    )


def _methods(resources: Iterable[ResourceView]) -> Iterable[Method]:
    return (method for top in resources for each in top.walk for method in each.methods)


def _calls(operations: Iterable[Operation]) -> dict[str, str]:
    """operationId, route, or a path that has one operation -> the newest call of it."""
    found: dict[str, set[str]] = {}
    for each in operations:
        if each.older is None:
            route = f"{each.method} {each.path.text}"
            for name in (each.id, route, each.path.text, each.dotted):
                found.setdefault(name, set()).add(each.dotted)
    return {name: calls.pop() for name, calls in found.items() if len(calls) == 1}


def _error_names() -> Iterable[str]:
    """The public errors of the runtime, read from its source: nothing imports it here."""
    source = (runtime_root() / "errors.py").read_text(encoding="utf-8")
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            yield from ast.literal_eval(node.value)


def _error_tree() -> str:
    """The tree of them, as the runtime's documentation shows it."""
    source = (runtime_root() / "errors.py").read_text(encoding="utf-8")
    return ast.get_docstring(ast.parse(source)) or ""


def _schemes(found: Sequence[AuthScheme], frozen: Table) -> Iterable[SchemeView]:
    """Each with a class of its own."""
    names = class_names(found, frozen)
    for scheme in found:
        grants = tuple(
            grant_view(scheme, names[grant_key(scheme.name, base)], base, flow)
            for base, flow in grants_in(scheme)
        )
        yield _scheme(scheme, names[scheme.name], grants)


def _scheme(scheme: AuthScheme, name: str, grants: tuple[GrantView, ...]) -> SchemeView:
    return SchemeView(
        name=scheme.name,
        class_name=name,
        kind=scheme.kind,
        arguments=tuple((snake(key), header) for key, header in scheme.headers),
        doc=" ".join(scheme.doc.split()),
        grants=grants,
    )


def _token_scheme(schemes: Sequence[SchemeView]) -> str:
    """The scheme that a plain token stands for: a bearer token, else one key."""
    for kind in _TOKENS:
        for scheme in schemes:
            if scheme.kind == kind:
                return scheme.name
    return ""


def pep440(version: str) -> str:
    """A document's version as a package's: `v1.2-beta` becomes `1.2`, a date `2024.8.13`."""
    numbers = re.match(r"[vV]?(\d{1,9}(?:[.-]\d{1,9}){0,5})", version.strip())
    if numbers is None:
        return "0.0.0"
    return ".".join(str(int(part)) for part in re.split(r"[.-]", numbers[1]))
