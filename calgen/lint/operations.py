"""Rules about operations, alone and beside each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from calgen.diagnostics import Diagnostic
from calgen.ir import JsonValue, Operation
from calgen.lint.finding import Rule, Subject, finding
from calgen.location import Place
from calgen.merge import Entry
from calgen.normalise import jsonschema as js
from calgen.normalise.found import is_partial
from calgen.normalise.oauth import covers
from calgen.normalise.routes import route_key
from calgen.profile import Profile


def id_is_unique(subject: Subject) -> Iterator[Diagnostic]:
    first: dict[str, Operation] = {}
    for operation, entry in subject.pairs:
        before = first.setdefault(operation.id, operation)
        if operation.id and _route(before) != _route(operation):
            yield finding(
                "CG084",
                f"the operationId {operation.id!r} is also that of "
                f"{before.method} {before.path.text}",
                entry.place.child("operationId"),
                related=[before.place],
            )


def _route(operation: Operation) -> tuple[str, str]:
    return operation.method, route_key(operation.path.text)


def id_is_stated(subject: Subject) -> Iterator[Diagnostic]:
    for operation, entry in subject.pairs:
        if not operation.id and not is_partial(entry):
            said = f"{operation.method} {operation.path.text} has no operationId"
            yield finding("CG085", said, entry.place)


def success_is_described(subject: Subject) -> Iterator[Diagnostic]:
    for operation, entry in subject.pairs:
        answers = js.mapping(entry.node.get("responses"))
        good = [each for each in answers if re.match(r"[123]|default$", each)]
        if not good and not is_partial(entry):
            said = f"{operation.method} {operation.path.text} has no success answer"
            place = entry.place.child("responses") if answers else entry.place
            yield finding("CG087", said, place)


def siblings_agree_on_scopes(subject: Subject) -> Iterator[Diagnostic]:
    groups: dict[tuple[str, ...], list[Operation]] = defaultdict(list)
    for operation, _ in subject.pairs:
        groups[tuple(name.snake for name in operation.name[:-1])].append(operation)
    for _, group in sorted(groups.items()):
        scoped = [each for each in group if each.access.scopes]
        for each in group:
            if scoped and not _speaks_of_scopes(each, subject.profile):
                told = scoped[0]
                shown = ", ".join(scope.value for scope in told.access.scopes)
                yield finding(
                    "CG090",
                    f"{each.dotted} states no scope; {told.dotted} states {shown}",
                    each.place,
                    related=[told.place],
                )


def _speaks_of_scopes(operation: Operation, profile: Profile) -> bool:
    """Whether somebody says what scope an operation takes: its document, or the profile
    by name. A rule for all operations without a scope does not speak of this one."""
    access = operation.access
    stated = access.oauth is not None and access.oauth.origin.how != "profile"
    route = f"{operation.method} {operation.path.text}"
    named = any(
        covers(pattern, route)
        for exception in profile.oauth.exceptions
        for pattern in exception.operations
    )
    return bool(access.scopes) or access.public or stated or named


def text_agrees(subject: Subject) -> Iterator[Diagnostic]:
    for operation, entry in subject.pairs:
        security, place = security_of(entry)
        declared = _scopes(security)
        noted = {s.value: s for s in operation.access.scopes if s.origin.how == "note"}
        if declared and noted.keys() - declared:
            extra = ", ".join(sorted(noted.keys() - declared))
            origin = next(iter(noted.values())).origin
            yield finding(
                "CG093",
                f"the text asks for the scope {extra}, `security` for "
                f"{', '.join(sorted(declared))}",
                place,
                related=[origin.place] if origin.place else [],
            )
        told = operation.deprecated
        stated = entry.node.get("deprecated")
        if told is not None and told.origin.how == "note" and stated is False:
            yield finding(
                "CG093",
                "the text says that the operation is deprecated, `deprecated` that it "
                "is not",
                entry.place.child("deprecated"),
                related=[told.origin.place] if told.origin.place else [],
            )


def security_of(entry: Entry) -> tuple[JsonValue, Place]:
    """The security that holds for an operation, and where it stands."""
    if "security" in entry.node:
        return entry.node["security"], entry.place.child("security")
    whole = js.mapping(entry.document.data)
    return whole.get("security"), Place(entry.document).child("security")


def _scopes(security: JsonValue) -> set[str]:
    return {
        str(scope)
        for each in js.items(security)
        for scopes in js.mapping(each).values()
        for scope in js.items(scopes)
    }


def scheme_is_declared(subject: Subject) -> Iterator[Diagnostic]:
    known = {*subject.merged.section("securitySchemes"), *subject.profile.auth}
    for _, entry in subject.pairs:
        security, place = security_of(entry)
        for index, each in enumerate(js.items(security)):
            for name in js.mapping(each):
                if name not in known:
                    said = f"the security scheme {name!r} is not declared"
                    yield finding("CG097", said, place.child(index, name))


RULES: tuple[Rule, ...] = (
    id_is_unique,
    id_is_stated,
    success_is_described,
    siblings_agree_on_scopes,
    text_agrees,
    scheme_is_declared,
)
