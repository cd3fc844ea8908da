"""A merged document to the frozen IR: passes in a fixed order, one concern a file."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from calgen.callnames import Call, name_calls
from calgen.diagnostics import Report, Stop
from calgen.ir import Api, Json, Ledger, Operation, Roles
from calgen.merge import Merged
from calgen.naming import Name, pascal
from calgen.normalise import jsonschema as js
from calgen.normalise.answers import answers_with_list
from calgen.normalise.limits import default_limit_of
from calgen.normalise.oauth import with_unscoped
from calgen.normalise.operations import Context, build, find, key_of, tag_of
from calgen.normalise.prose import prose_of
from calgen.normalise.routes import Route, routes
from calgen.normalise.schemas import SchemaBook
from calgen.normalise.schemes import schemes_of
from calgen.normalise.tree import tree
from calgen.profile import Profile


@dataclass(frozen=True, slots=True)
class Choice:
    """Which operations to emit, and the names that were given by hand.

    Patterns match a dotted name, `METHOD /path`, a path, an operationId or a tag, with
    `*` and `?`. `rename` maps `METHOD /path` to a dotted name.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    rename: Mapping[str, str] | None = None


def normalise(merged: Merged, profile: Profile, choice: Choice, report: Report) -> Api:
    """The API as the rest of calgen sees it."""
    book = SchemaBook(merged, profile.schema_names, report)
    context = Context(merged, profile, report, book)
    prose = prose_of(merged)
    found = [find(entry, context) for entry in merged.operations]
    kept = routes(with_unscoped(found, prose, profile), report)
    report.stop_on_errors()
    names = _names(kept, context, choice, report)
    chosen = [
        (route, given)
        for route, given in zip(kept, names, strict=True)
        if _is_chosen(route, given, choice)
    ]
    _check_choice(kept, names, chosen, choice, report)
    operations = [build(route, given, context) for route, given in chosen]
    schemas = book.finish()
    degraded = sum(book.faulty(key_of(route.found.entry)) for route, _ in chosen)
    left_out = len(kept) - len(chosen)
    if left_out:
        report.info("CG060", f"{left_out} operations are left out by include/exclude")
    return Api(
        title=_text(merged, "info", "title") or "API",
        version=_text(merged, "info", "version"),
        doc=_text(merged, "info", "description"),
        servers=_servers(merged, profile),
        auth=schemes_of(merged, profile, _used(operations)),
        version_header=_version_header(operations),
        resources=tree(operations, _tag_docs(merged)),
        schemas=schemas,
        ledger=Ledger(
            read=len(kept),
            emitted=len(operations),
            degraded=degraded,
            dropped=left_out,
        ),
        limit=default_limit_of(prose, profile),
        roles=Roles(
            levels=tuple(profile.roles.levels.items()),
            passes=tuple(profile.roles.passes.items()),
        ),
        scope_implies=tuple(profile.scopes.implies.items()),
    )


def _names(
    kept: Sequence[Route], context: Context, choice: Choice, report: Report
) -> list[tuple[Name, ...]]:
    calls = [
        Call(
            method=route.found.entry.method,
            path=route.found.entry.path,
            tag=tag_of(route.found.entry),
            lists=answers_with_list(route.found.entry, context.merged, context.profile),
            operation_id=str(route.found.entry.node.get("operationId") or ""),
            version=route.older,
        )
        for route in kept
    ]
    pins: dict[tuple[str, str], str] = {}
    for key, dotted in (choice.rename or {}).items():
        method, _, path = key.partition(" ")
        pins[method.upper(), path] = dotted
        if not any((c.method, c.path) == (method.upper(), path) for c in calls):
            report.warning("CG061", f"`rename` names {key!r}, which no input describes")
    try:
        found = name_calls(calls, context.profile.names, pins)
    except ValueError as error:
        report.error(
            "CG063",
            str(error),
            hint="correct `rename` in the settings, or the document",
        )
        raise Stop from error
    _check_pins(calls, found, pins, context, report)
    # The parts are final: their trailing underscores keep them off the client's own words.
    return [tuple(Name(part, part, pascal(part)) for part in parts) for parts in found]


def _check_pins(
    calls: Sequence[Call],
    found: Sequence[tuple[str, ...]],
    pins: Mapping[tuple[str, str], str],
    context: Context,
    report: Report,
) -> None:
    """Say which names a pin has pushed aside."""
    if not pins:
        return
    for call, now, before in zip(
        calls, found, name_calls(calls, context.profile.names, {}), strict=True
    ):
        if now != before and (call.method, call.path) not in pins:
            report.warning(
                "CG066",
                f"`rename` took the name of {call.method} {call.path}: "
                f"{'.'.join(before)} is now {'.'.join(now)}",
                hint="name that one as well",
            )


def _is_chosen(route: Route, given: tuple[Name, ...], choice: Choice) -> bool:
    entry = route.found.entry
    texts = (
        ".".join(part.snake for part in given),
        f"{entry.method} {entry.path}",
        entry.path,
        str(entry.node.get("operationId") or ""),
        tag_of(entry) or "",
    )

    def fits(patterns: tuple[str, ...]) -> bool:
        return any(fnmatch.fnmatchcase(t, p) for t in texts if t for p in patterns)

    return (not choice.include or fits(choice.include)) and not fits(choice.exclude)


def _check_choice(
    kept: Sequence[Route],
    names: Sequence[tuple[Name, ...]],
    chosen: Sequence[tuple[Route, tuple[Name, ...]]],
    choice: Choice,
    report: Report,
) -> None:
    """A client without a call would replace whatever client is there: never by chance."""
    for pattern in (*choice.include, *choice.exclude):
        alone = Choice(include=(pattern,))
        if not any(map(lambda r, n: _is_chosen(r, n, alone), kept, names)):
            report.warning("CG065", f"the pattern {pattern!r} fits no operation")
    if kept and not chosen:
        report.error("CG067", "include/exclude leave no operation")
    elif not kept:
        report.error("CG067", "the inputs describe no operation")
    report.stop_on_errors()


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


def _servers(merged: Merged, profile: Profile) -> tuple[str, ...]:
    """The document's servers that can be called as they are, else the profile's."""
    stated, _ = merged.first("servers")
    urls = [_url(js.mapping(each)) for each in js.items(stated)]
    absolute = tuple(
        url
        for url in urls
        if url.startswith(("https://", "http://")) and "{" not in url
    )
    if absolute or profile.server is None:
        return absolute
    return (profile.server,)


def _url(server: Json) -> str:
    """A server's URL, its variables at their defaults."""
    url = str(server.get("url") or "")
    for variable, node in js.mapping(server.get("variables")).items():
        url = url.replace(f"{{{variable}}}", str(js.mapping(node).get("default") or ""))
    return url


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
