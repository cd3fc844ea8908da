"""A merged document to the frozen IR: passes in a fixed order, one concern a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from calgen.diagnostics import Report
from calgen.frozen import Frozen, Table
from calgen.ir import Api, Ledger, Operation, Roles, Schema
from calgen.location import Place
from calgen.merge import Merged
from calgen.normalise import jsonschema as js
from calgen.normalise.asking import AskedBook
from calgen.normalise.callpaths import call_paths, know_routes
from calgen.normalise.choosing import Choice, chosen
from calgen.normalise.directions import directed
from calgen.normalise.limits import default_limit_of
from calgen.normalise.oauth import with_unscoped
from calgen.normalise.operations import Context, find, key_of
from calgen.normalise.prose import prose_of
from calgen.normalise.recalled import built
from calgen.normalise.remembered import remembered
from calgen.normalise.routes import routes
from calgen.normalise.schemas import SchemaBook
from calgen.normalise.schemes import certificates_of, schemes_of
from calgen.normalise.servers import servers_of
from calgen.normalise.tree import tree
from calgen.normalise.webhooks import webhooks_of
from calgen.profile import Profile

Nested = Callable[[Sequence[Schema], Frozen], Table]


def normalise(
    merged: Merged,
    profile: Profile,
    choice: Choice,
    report: Report,
    nested: Nested = lambda schemas, frozen: {},
) -> Api:
    """The API as the rest of calgen sees it.

    `nested` names the types within schemas: where something made way for a name of the
    lock that nothing has any more, all is done again without that name.
    """
    while True:
        before = report.mark()
        api, book = _normalised(merged, profile, choice, report)
        held = choice.frozen
        ghosts = book.ghosts(partial(nested, api.schemas, held))
        if not any(ghosts):
            return api
        report.rewind(before)
        choice = replace(choice, frozen=held.without(*ghosts))


def _normalised(
    merged: Merged, profile: Profile, choice: Choice, report: Report
) -> tuple[Api, SchemaBook]:
    book = AskedBook(merged, profile.schema_names, report, choice.frozen)
    servers = servers_of(merged, profile, report)
    context = Context(merged, profile, report, book, servers)
    prose = prose_of(merged)
    found = [find(entry, context) for entry in merged.operations]
    kept = routes(with_unscoped(found, prose, profile), merged, report)
    if not kept:
        _refuse_empty(merged, report)
    report.stop_on_errors()
    known = know_routes(kept, context, choice.frozen)
    context = replace(context, frozen=choice.frozen, known=known)
    names = call_paths(kept, context, choice, report)
    wanted = chosen([*zip(kept, names, strict=True)], choice, profile, report)
    operations_built = built(wanted, context, book)
    webhooks = webhooks_of(merged, profile, book, choice, report)
    sent = [each.type for each in webhooks.events] if webhooks else []
    operations, schemas = directed(operations_built, book.finish(), book.free, sent)
    degraded = sum(book.faulty(key_of(route.found.entry)) for route, _ in wanted)
    left_out = len(kept) - len(wanted)
    if left_out:
        report.info("CG060", f"{left_out} operations are left out by include/exclude")
    api = Api(
        title=_text(merged, "info", "title") or "API",
        version=_text(merged, "info", "version"),
        doc=_text(merged, "info", "description"),
        servers=servers.absolute,
        base_path=servers.path,
        webhooks=webhooks,
        auth=schemes_of(
            merged,
            profile,
            _used(operations),
            next(iter(servers.absolute), None),
            report,
        ),
        certificates=certificates_of(merged, _used(operations), report),
        version_header=_version_header(operations),
        resources=tree(operations, _tag_docs(merged), choice.frozen),
        schemas=schemas,
        ledger=Ledger(
            read=len(kept) + len(merged.lost),
            emitted=len(operations),
            degraded=degraded,
            dropped=left_out + len(merged.lost),
        ),
        limit=default_limit_of(prose, profile),
        roles=Roles(
            levels=tuple(profile.roles.levels.items()),
            passes=tuple(profile.roles.passes.items()),
        ),
        scope_implies=tuple(profile.scopes.implies.items()),
        error_code=tuple(tuple(each.split(".")) for each in profile.errors.code),
        error_message=tuple(tuple(each.split(".")) for each in profile.errors.message),
    )
    return api, book


def _refuse_empty(merged: Merged, report: Report) -> None:
    """A client without a call would replace whatever client is there."""
    for document in merged.documents:
        data, root = js.mapping(document.data), Place(document)
        has_hooks = "webhooks" in data and not data.get("paths")
        report.error(
            "CG067",
            "the document describes no operation",
            root.child("paths") if "paths" in data else root,
            hint=(
                "it has webhooks alone: a client needs calls under `paths`"
                if has_hooks
                else "a call is a method of a path, under `paths`"
            ),
        )


def _text(merged: Merged, *keys: str) -> str:
    value, _ = merged.first(*keys)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _tag_docs(merged: Merged) -> dict[str, str]:
    """What the documents say of their tags."""
    docs: dict[str, str] = {}
    for document in merged.documents:
        for tag in js.items(js.mapping(document.data).get("tags")):
            node = js.mapping(tag)
            if isinstance(node.get("description"), str):
                docs.setdefault(str(node.get("name")), str(node["description"]))
    return docs


def _used(operations: Sequence[Operation]) -> set[str]:
    return {
        scheme
        for operation in operations
        for alternative in operation.access.schemes
        for scheme in alternative
    }


def _version_header(operations: Sequence[Operation]) -> str | None:
    found = {each.version.value.header for each in operations if each.version}
    return min(found) if found else None


__all__ = ["Choice", "normalise", "remembered"]
