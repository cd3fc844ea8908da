"""One operation of a document to one of the IR."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from calgen.diagnostics import Report
from calgen.frozen import NOTHING, Frozen, operation_key
from calgen.ir import (
    Operation,
)
from calgen.merge import Entry, Merged
from calgen.naming import Name
from calgen.normalise import jsonschema as js
from calgen.normalise.access import access_of
from calgen.normalise.answers import check_answers, narrowed, success_of
from calgen.normalise.arguments import with_names
from calgen.normalise.contents import body_of
from calgen.normalise.deprecation import deprecation_of, marked, marked_body, told_once
from calgen.normalise.extensions import with_stated
from calgen.normalise.found import Found, is_partial
from calgen.normalise.idempotency import idempotency_of
from calgen.normalise.limits import limit_of, refusal_facts, retry_after_of
from calgen.normalise.notes import read
from calgen.normalise.pagehints import has_link
from calgen.normalise.pagination import pagination_of
from calgen.normalise.parameters import (
    Raw,
    is_body,
    parameters_of,
    raw_parameters,
)
from calgen.normalise.partials import paging_of, report_nameless
from calgen.normalise.paths import path_template, report_respelled
from calgen.normalise.places import follow
from calgen.normalise.routes import Route
from calgen.normalise.schemas import SchemaBook
from calgen.normalise.schemes import auth_header
from calgen.normalise.separators import with_separators
from calgen.normalise.servers import NO_SERVERS, Servers, server_of
from calgen.normalise.streams import with_switch
from calgen.normalise.versions import report_valueless, version_of
from calgen.profile import OF_OPERATIONS, Profile
from calgen.record import record


@record(kw_only=False)
class Context:
    """What every pass needs."""

    merged: Merged
    profile: Profile
    report: Report
    book: SchemaBook
    servers: Servers = NO_SERVERS
    frozen: Frozen = NOTHING
    known: Mapping[str, str] = field(default_factory=dict)
    """The keys that operations had in the lock, by those that they have now."""


def find(entry: Entry, context: Context) -> Found:
    """Read the texts and headers of one operation: enough to tell routes apart."""
    context.book.owner(key_of(entry))
    raws = tuple(raw_parameters(entry, context.merged, context.report, context.book))
    headers = [raw for raw in raws if raw[0].get("in") == "header"]
    problems = Report()
    reading = read(
        _text(entry, "description"),
        entry.place.child("description"),
        context.profile.of(*OF_OPERATIONS),
        problems,
        summary=" ".join(_text(entry, "summary").split()),
    )
    reading = with_stated(reading, entry.node, entry.place)
    version = version_of(
        [_with_schema(raw, context) for raw in headers],
        reading.facts,
        _text(entry, "operationId"),
        entry.place,
        context.profile,
        problems,
    )
    return Found(entry, raws, reading, version, tuple(problems.diagnostics))


def key_of_route(route: Route) -> str:
    """The key of an operation in the lock."""
    entry = route.found.entry
    return operation_key(entry.method, entry.path, route.found.version_value)


def key_of(entry: Entry) -> str:
    """What the schema book counts an operation's faults under."""
    return f"{entry.method} {entry.path}\n{entry.document.path}\n{entry.document.label}"


def _text(entry: Entry, key: str) -> str:
    value = entry.node.get(key)
    return value if isinstance(value, str) else ""


def _with_schema(raw: Raw, context: Context) -> Raw:
    """A header parameter with the schema behind its reference in its place."""
    node, place = raw
    schema = follow(node.get("schema"), place.child("schema"), context.merged)
    return raw if schema is None else ({**node, "schema": schema[0]}, place)


def build(route: Route, name: tuple[Name, ...], context: Context) -> Operation:
    """The whole operation."""
    found, entry = route.found, route.found.entry
    book, report, profile = context.book, context.report, context.profile
    book.owner(key_of(entry))
    if entry.flawed:
        book.fault()
    for problem in found.problems:
        report.add(problem)
    report_valueless(found.version, report)
    report_nameless(entry, report)
    hint = "".join(part.pascal for part in name)
    template = path_template(entry.path)
    report_respelled(template, entry.place, report)
    raws = [
        raw
        for raw in found.raws
        if not _is_client_state(raw, found, profile) and not is_body(raw, entry)
    ]
    parameters = parameters_of(
        raws, template, entry, context.merged, book, hint, report
    )
    parameters = with_separators(parameters, raws, context.merged, profile)
    body = body_of(entry, found.raws, context.merged, book, hint, report)
    check_answers(entry, context.merged, book, report)
    success, answer = success_of(
        entry, context.merged, book, context.profile, hint, report
    )
    body = with_switch(body, success, entry, context.merged)
    key = key_of_route(route)
    had = context.known.get(key, "")
    arguments = context.frozen.arguments.get(had, "")
    whole = "requestBody" in entry.node
    parameters, body = with_names(parameters, body, whole, arguments)
    pagination = pagination_of(
        entry.method,
        parameters,
        success,
        answer,
        paging_of(entry, profile),
        context.merged,
        context.profile.pagination,
        linked=has_link(entry, success.status, context.merged),
    )
    if pagination is not None and pagination.value.walks:
        items = dict(pagination.value.fields).get("items")
        if items is not None:
            success = narrowed(success, answer, items, context.merged, book, hint)
    document = js.mapping(entry.document.data)
    responses = js.mapping(entry.node.get("responses"))
    facts = found.reading.facts
    facts += refusal_facts(responses, entry.place, context.merged, profile)
    access = access_of(
        entry.node, document, found.headers, found.reading, entry.place, profile
    )
    parameters = marked(parameters, facts, profile)
    sent = marked_body(body, facts, profile)
    fields = sent.fields if sent is not None and sent.fields else ()
    return Operation(
        id=_text(entry, "operationId"),
        name=name,
        method=entry.method,
        path=template,
        tag=tag_of(entry),
        doc=told_once(found.reading.doc, facts, (*parameters, *fields)),
        place=entry.place,
        parameters=parameters,
        older=route.older,
        body=sent,
        success=success,
        version=found.version,
        access=access,
        limit=limit_of(facts, entry.node, entry.place, profile),
        retry_after=retry_after_of(facts, responses, entry.place, context.merged),
        pagination=pagination,
        deprecated=deprecation_of(entry.node, entry.place, facts, profile),
        idempotency=idempotency_of(
            entry.node, entry.place, found.headers, facts, context.merged, profile
        ),
        partial=is_partial(entry),
        server=server_of(entry, context.servers, book, report),
        key=key,
        streams_as=context.frozen.streams.get(had, "").rpartition(".")[2],
    )


def tag_of(entry: Entry) -> str | None:
    """The first tag of an operation."""
    return next(
        (t for t in js.items(entry.node.get("tags")) if isinstance(t, str)), None
    )


def _is_client_state(raw: Raw, found: Found, profile: Profile) -> bool:
    """Whether a parameter is the client's business and never an argument."""
    node, _ = raw
    name = str(node.get("name", ""))
    version = found.version.value.header if found.version else ""
    return node.get("in") == "header" and (
        name.casefold() == version.casefold()
        or auth_header(name, profile) is not None
        or name.casefold() in {each.casefold() for each in profile.ignored_headers}
    )
