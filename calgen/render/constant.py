"""The constant of an operation: what it says of the call, as printed arguments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from calgen.ir import Access, RateLimit, Sourced
from calgen.pytext import literal

if TYPE_CHECKING:
    from calgen.render.method import Method

_JSON = "application/json"


def constant_lines(method: Method) -> Iterator[str]:
    """The lines within the brackets of a constant, those without news left out; indented
    by four, each argument ending in a comma."""
    operation, success = method.operation, method.operation.success
    body, key = operation.body, operation.idempotency
    yield from _given("id", literal(method.dotted))
    yield from _given("method", literal(operation.method))
    yield from _given("path", literal(operation.path.sent))
    yield from _given(
        "returns", f"lambda: {method.decoded}" if method.decoded else "None"
    )
    yield from _tuple("unwrap", success.unwrap)
    if operation.version:
        version = operation.version.value
        said = f"{literal(version.header)}, {literal(version.value)}"
        yield from _given("version", f"Version({said})")
    yield from _access(operation.access, method.scope_choices)
    if operation.limit:
        yield from _limit(operation.limit.value)
    if operation.retry_after and operation.retry_after.value:
        yield from _given("retry_after", "True")
    if key:
        said = f"{literal(key.value.where)}, {literal(key.value.name)}"
        yield from _given("idempotency", f"IdempotencyKey({said})")
    if method.paging:
        paging = (f"{name}={tuple_text(fact)}" for name, fact in method.paging)
        yield from _broken("paging=Paging(", paging, ")")
    yield from _table("styles", method.styles)
    if operation.server:
        yield from _given("server", literal(operation.server))
    if method.accept != _JSON:
        yield from _given("accept", literal(method.accept))
    yield from _tuple("statuses", method.statuses)
    if body and body.media != _JSON:
        yield from _given("media", literal(body.media))
    if body and body.required:
        yield from _given("body_required", "True")
    yield from _table("preset", method.preset)
    if method.events:
        yield from _given("events", "True")
    if operation.deprecated:
        yield from _given("deprecated", literal(method.replacement))
    if len(method.outdated) > 1:
        yield from _broken("outdated=(", map(tuple_text, method.outdated), ")")
    else:
        yield from _tuple("outdated", method.outdated)


def _access(access: Access, choices: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    yield from _tuple("auth", access.schemes)
    if access.public:
        yield from _given("public", "True")
    yield from _tuple("bearers", _values(access.bearers))
    yield from _tuple("scopes", _values(access.scopes))
    yield from _tuple("scope_choices", choices)
    if access.oauth and access.oauth.value != "scope":
        yield from _given("oauth", literal(access.oauth.value))
    yield from _tuple("roles", _values(access.roles))
    yield from _tuple("permissions", _values(access.permissions))
    if access.plan:
        yield from _given("plan", literal(access.plan.value))


def _limit(limit: RateLimit) -> Iterator[str]:
    arguments = (
        f"requests={limit.requests}",
        f"per_seconds={limit.per_seconds}",
        f"block_seconds={limit.block_seconds}",
        f"subject={literal(limit.subject)}",
    )
    return _broken("limit=RateLimit(", arguments, ")")


def _given(name: str, value: str) -> Iterator[str]:
    yield f"    {name}={value},"


def _tuple(name: str, value: tuple[object, ...]) -> Iterator[str]:
    if value:
        yield from _given(name, tuple_text(value))


def _table(name: str, rows: Iterable[tuple[str, object]]) -> Iterator[str]:
    pairs = [f"{literal(key)}: {literal(value)}" for key, value in rows]
    if pairs:
        yield from _broken(f"{name}={{", pairs, "}")


def _broken(head: str, items: Iterable[str], end: str) -> Iterator[str]:
    """One item to a line."""
    yield f"    {head}"
    for each in items:
        yield f"        {each},"
    yield f"    {end},"


def _values(facts: Iterable[Sourced[str]]) -> tuple[str, ...]:
    return tuple(fact.value for fact in facts)


def tuple_text(value: object) -> str:
    """A tuple as Python text; tuples in it too, everything else as a literal."""
    if not isinstance(value, tuple):
        return literal(value)
    inner = ", ".join(map(tuple_text, value))
    return f"({inner},)" if len(value) == 1 else f"({inner})"
