"""Facts in words: the line under a docstring, and the cells of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from calgen.ir import Access, IdempotencyKey, Operation, RateLimit, Sourced

_UNITS = {1: "second", 60: "minute", 3600: "hour", 86400: "day"}
_NO_CALLS: Mapping[str, str] = {}
# The columns of a table of calls: heading, and key of `cells`.
COLUMNS = (
    ("version", "version"),
    ("auth", "auth"),
    ("scopes", "scopes"),
    ("roles", "roles"),
    ("permissions", "permissions"),
    ("plan", "plan"),
    ("paging", "paging"),
    ("limit", "limit"),
    ("idempotency key", "idempotency"),
    ("deprecated", "deprecated"),
)


def facts_line(operation: Operation, calls: Mapping[str, str] = _NO_CALLS) -> str:
    """The facts of an operation on one line: `API version 2026-05-01 · scope READ`.

    `calls` leads from operationIds and routes to calls, to name what replaces one.
    """
    return " · ".join(fact for fact in facts(operation, calls).values() if fact)


def facts(operation: Operation, calls: Mapping[str, str] = _NO_CALLS) -> dict[str, str]:
    """The facts of an operation in words, by kind; '' for those that nobody states."""
    access, found = operation.access, cells(operation, calls)
    retry = "a 429 says when to try again" if operation.retry_after else ""
    return {
        "version": _after("API version", found["version"]),
        "server": _after("on", operation.server or ""),
        "public": "no credential needed" if access.public else "",
        "tokens": _after("token:", _either(_values(access.bearers))),
        "scopes": _scopes(access),
        "oauth": _oauth(access),
        "roles": _after("role", found["roles"]),
        "permissions": _after("permission", found["permissions"]),
        "plan": _after("plan", found["plan"]),
        "limit": found["limit"],
        "retry_after": retry,
        "idempotency": _after("idempotency key:", found["idempotency"]),
        "deprecated": deprecation(operation, calls),
    }


def cells(operation: Operation, calls: Mapping[str, str] = _NO_CALLS) -> dict[str, str]:
    """What stands in each of the `COLUMNS`: bare values, '' where nothing is stated."""
    version, access, key = operation.version, operation.access, operation.idempotency
    gone = operation.deprecated
    return {
        "version": (version.value.value or "not stated") if version else "",
        "auth": _auth(access),
        "scopes": _choices(access) or _oauth(access),
        "roles": _either(_values(access.roles)),
        "permissions": ", ".join(_values(access.permissions)),
        "plan": access.plan.value if access.plan else "",
        "paging": operation.pagination.value.style if operation.pagination else "",
        "limit": limit_text(operation.limit.value) if operation.limit else "",
        "idempotency": _key(operation, key.value) if key else "",
        "deprecated": (replacement(operation, calls) or "yes") if gone else "",
    }


def _after(word: str, value: str) -> str:
    return f"{word} {value}" if value else ""


def _values(facts: Iterable[Sourced[str]]) -> list[str]:
    return [fact.value for fact in facts]


def _either(values: Sequence[str]) -> str:
    """`a, b or c`."""
    head = ", ".join(values[:-1])
    return f"{head} or {values[-1]}" if head else "".join(values)


def _auth(access: Access) -> str:
    """The alternatives of schemes, and the kinds of token."""
    if access.public:
        return "none needed"
    ways = [" with ".join(each) or "none" for each in access.schemes]
    tokens = _either(_values(access.bearers))
    return "; ".join(each for each in (_either(ways), _after("token:", tokens)) if each)


def _choices(access: Access) -> str:
    """The scopes in short: `A, B` are needed together, `A or B` is a choice."""
    sets = access.scope_choices
    if len(sets) < 2:
        return ", ".join(_values(access.scopes))
    return _either([" with ".join(each) for each in sets])


def _scopes(access: Access) -> str:
    together = len(access.scope_choices) < 2 and len(access.scopes) > 1
    return _after("scopes" if together else "scope", _choices(access))


def _oauth(access: Access) -> str:
    stated = access.oauth.value if access.oauth else None
    if access.scopes or access.public or stated not in ("public", "not-accessible"):
        return ""
    return "no scope needed" if stated == "public" else "not available to OAuth tokens"


def limit_text(limit: RateLimit) -> str:
    """A rate limit in words: `60 requests a minute, then blocked for 60 s`."""
    unit = _UNITS.get(limit.per_seconds)
    window = f"a {unit}".replace("a hour", "an hour")
    window = window if unit else f"in {limit.per_seconds} s"
    requests = "1 request" if limit.requests == 1 else f"{limit.requests} requests"
    subject = f" per {limit.subject}" if limit.subject else ""
    block = f", then blocked for {limit.block_seconds} s" if limit.block_seconds else ""
    return f"{requests} {window}{subject}{block}"


def deprecation(operation: Operation, calls: Mapping[str, str] = _NO_CALLS) -> str:
    """`deprecated`, with what replaces it where that is known."""
    if operation.deprecated is None:
        return ""
    instead = replacement(operation, calls)
    return f"deprecated: use {instead}" if instead else "deprecated"


def replacement(operation: Operation, calls: Mapping[str, str] = _NO_CALLS) -> str:
    """What replaces a deprecated operation: the call, where the text names one of them;
    '' where nobody says."""
    stated = operation.deprecated.value if operation.deprecated else ""
    call = calls.get(bare(stated))
    return f"client.{call}" if call else stated


def bare(text: str) -> str:
    """A name without the quotes around it."""
    return text.strip().strip("`'\"‘’“”").strip()


def _key(operation: Operation, key: IdempotencyKey) -> str:
    """The argument that takes an idempotency key, else where it is sent."""
    fields = operation.body.fields if operation.body and operation.body.fields else ()
    headers = [each for each in operation.parameters if each.where == "header"]
    for argument in headers if key.where == "header" else fields:
        if argument.name.wire == key.name:
            return argument.name.snake
    return f"{key.name} in the {key.where}"


def grouped(
    pairs: Iterable[tuple[str, str]],
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Values by their keys, both sorted."""
    groups: dict[str, list[str]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return tuple((key, tuple(sorted(groups[key]))) for key in sorted(groups))
