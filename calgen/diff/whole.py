"""What is said of the API as a whole, and what the server calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from calgen.diff.change import WHOLE, Call, Severity
from calgen.diff.facts import limit_words
from calgen.diff.finding import Finding
from calgen.diff.sentences import effect_key, sentence
from calgen.diff.shape import of_type
from calgen.diff.surface import Surface
from calgen.diff.walk import Walk
from calgen.diff.words import code, codes, listed
from calgen.ir import Api, AuthScheme, Operation, Resource, Webhook


def whole(old: Surface, new: Surface) -> Iterator[Finding]:
    """Servers, credentials, the default limit, and texts."""
    one, other = old.api, new.api
    if (one.servers, one.base_path) != (other.servers, other.base_path):
        now = codes(_servers(other)) or "no known server"
        said = f"The API is at {now} now; it was at {codes(_servers(one)) or 'none'}."
        what = (*_servers(one), ">", *_servers(other))
        yield _found("server.changed", "risky", said, what)
    yield from _schemes(one, other)
    before, after = limit_words(one.limit), limit_words(other.limit)
    if before != after:
        said = f"The rate limit of the API is {after} now; it was {before}."
        yield _found("limit.changed", "risky", said, (before, after))
    if parts := _texts(one, other):
        said = f"The documentation of the API has changed: {listed(parts)}."
        yield _found("docs.changed", "safe", said, ("api",))


def _found(
    kind: str,
    severity: Severity,
    said: str,
    what: tuple[str, ...],
    call: Call = WHOLE,
) -> Finding:
    return Finding(
        kind=kind,
        severity=severity,
        call=call,
        subject=f"{call.method} {call.path}".strip(),
        message=said,
        what=what,
    )


def _servers(api: Api) -> list[str]:
    return sorted(api.servers) or ([api.base_path] if api.base_path else [])


def _schemes(one: Api, other: Api) -> Iterator[Finding]:
    """Credentials of the same name that are carried otherwise."""
    before = {each.name: each for each in one.auth}
    for scheme in sorted(other.auth, key=lambda each: each.name):
        was = before.get(scheme.name)
        if was is None or _carried(was) == _carried(scheme):
            continue
        said = (
            f"The credential {code(scheme.name)} goes as {_kind(scheme)} now; "
            f"it was {_kind(was)}."
        )
        what = (scheme.name, _kind(was), _kind(scheme))
        users = [each for each in other.operations if _uses(each, scheme.name)]
        for each in users:
            call = Call(each.dotted, each.method, each.path.text)
            found = _found("auth.changed", "breaking", said, what, call)
            yield Finding(
                kind=found.kind,
                severity=found.severity,
                call=call,
                subject=found.subject,
                message=said,
                what=what,
                cause=f"scheme {scheme.name}",
            )


def _carried(scheme: AuthScheme) -> tuple[object, ...]:
    return scheme.kind, scheme.headers


def _kind(scheme: AuthScheme) -> str:
    names = codes([wire for _, wire in scheme.headers])
    return f"{scheme.kind} {names}".strip()


def _uses(operation: Operation, name: str) -> bool:
    return any(name in each for each in operation.access.schemes)


def _texts(one: Api, other: Api) -> list[str]:
    parts = []
    if one.title != other.title:
        parts.append("its title")
    if one.version != other.version:
        parts.append(f"its version is {code(other.version)} now")
    if one.doc != other.doc:
        parts.append("its description")
    before, after = _flows(one), _flows(other)
    if any(before[name] != after[name] for name in before.keys() & after.keys()):
        parts.append("its credentials")
    old, new = _resources(one.resources), _resources(other.resources)
    changed = [name for name in old.keys() & new.keys() if old[name] != new[name]]
    return parts + [code(name) for name in sorted(changed)]


def _flows(api: Api) -> dict[str, object]:
    return {
        each.name: (
            each.doc,
            each.discovery,
            {replace(flow, scopes=tuple(sorted(flow.scopes))) for flow in each.flows},
        )
        for each in api.auth
    }


def _resources(resources: tuple[Resource, ...]) -> dict[str, str]:
    """What is said of each group of calls."""
    found: dict[str, str] = {}
    for each in resources:
        found[".".join(name.snake for name in each.path)] = each.doc
        found |= _resources(each.children)
    return found


# --- webhooks --------------------------------------------------------------------------


def webhooks(walk: Walk) -> Iterator[Finding]:
    """What the server calls: its bodies are answers to whoever takes them."""
    one, other = _events(walk.old.api), _events(walk.new.api)
    for name, event in sorted(one.items()):
        if name not in other:
            said = f"The webhook {code(name)} is gone."
            yield _found("operation.removed", "breaking", said, (), _call(event))
    for name, event in sorted(other.items()):
        call = _call(event)
        if name not in one:
            said = f"The webhook {code(name)} is new."
            yield _found("operation.added", "safe", said, (), call)
            continue
        was = one[name]
        for each in walk.compared(
            call, "response", of_type(was.type), of_type(event.type)
        ):
            said = f"The webhook {code(name)} {sentence(each, answer=True)}."
            kind = f"response.{each.kind('answer')}"
            what = effect_key(each)
            yield _found(kind, each.severity("answer"), said, what, call)
        if was.tags != event.tags:
            said = f"The webhook {code(name)} is told from others in another way now."
            yield _found("response.type", "breaking", said, ("tags",), call)
        if was.doc != event.doc:
            said = f"The documentation of the webhook {code(name)} has changed."
            yield _found("docs.changed", "safe", said, ("docs",), call)


def _events(api: Api) -> dict[str, Webhook]:
    return (
        {each.name.wire: each for each in api.webhooks.events} if api.webhooks else {}
    )


def _call(event: Webhook) -> Call:
    return Call(f"webhooks.{event.name.snake}", "WEBHOOK", event.name.wire)
