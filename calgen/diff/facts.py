"""What an API says about a call beyond its types: who may call it, how often, which
version of it."""

from __future__ import annotations

from collections.abc import Iterator

from calgen.diff.access import auth, needs, scopes
from calgen.diff.finding import Finding, Pair, call_text, common_cause, found, sourced
from calgen.diff.pairing import version_of
from calgen.diff.words import code
from calgen.ir import Operation, RateLimit, Sourced
from calgen.render.words import limit_text


def facts(pair: Pair) -> Iterator[Finding]:
    """What is said differently about a call that is on both sides."""
    yield from _version(pair)
    yield from scopes(pair)
    yield from auth(pair)
    yield from needs(pair)
    yield from _limit(pair)
    yield from _server(pair)
    yield from _deprecated(pair)


def _version(pair: Pair) -> Iterator[Finding]:
    before, after = (version_of(each) for each in pair)
    old, new = (each.version for each in pair)
    headers = [each.value.header.casefold() if each else "" for each in (old, new)]
    if (before, headers[0]) == (after, headers[1]) or before == after == "":
        return
    if not after:
        said = f"{call_text(pair)} no longer asks for the API version {before}."
    elif not before:
        said = f"{call_text(pair)} asks for the API version {after} now."
    elif before == after:
        said = f"{call_text(pair)} sends its API version in another header now."
    else:
        said = (
            f"{call_text(pair)} asks for the API version {after} now instead of {before}; "
            "what it means may differ."
        )
    yield found(
        "version.changed",
        "risky",
        pair,
        said,
        (before, after),
        old=sourced(old),
        new=sourced(new),
        cause=common_cause(pair, old, new),
    )


def limit_words(limit: Sourced[RateLimit] | None) -> str:
    return limit_text(limit.value) if limit is not None else "not stated"


def _limit(pair: Pair) -> Iterator[Finding]:
    old, new = (each.limit for each in pair)
    before, after = limit_words(old), limit_words(new)
    if before != after:
        yield found(
            "limit.changed",
            "risky",
            pair,
            f"The rate limit of {call_text(pair)} is {after} now; it was {before}.",
            (before, after),
            old=sourced(old),
            new=sourced(new),
            cause=common_cause(pair, old, new),
        )


def _server(pair: Pair) -> Iterator[Finding]:
    one, other = (each.server or "" for each in pair)
    if one != other:
        now = code(other) if other else "the server of the API"
        was = code(one) if one else "the server of the API"
        said = f"{call_text(pair)} is sent to {now} now; it was {was}."
        # A server is said of a path, or of many.
        yield found("server.changed", "risky", pair, said, (one, other), cause="server")


def _deprecated(pair: Pair) -> Iterator[Finding]:
    one, other = (each.deprecated for each in pair)
    if other is not None and one is None:
        instead = f"; use {code(other.value)}" if other.value else ""
        yield found(
            "operation.deprecated",
            "safe",
            pair,
            f"{call_text(pair)} is deprecated now{instead}.",
            new=sourced(other),
        )


def documented(pair: Pair) -> list[str]:
    """Which texts of a call differ, and small facts that nobody has to act on."""
    one, other = pair
    parts = []
    if (one.doc.summary, one.doc.body) != (other.doc.summary, other.doc.body):
        parts.append("its description")
    if one.deprecated is not None and other.deprecated is None:
        parts.append("it is no longer deprecated")
    elif one.deprecated is not None and _instead(one) != _instead(other):
        parts.append("what replaces it")
    if one.tag != other.tag:
        parts.append("its tag")
    if one.id != other.id:
        parts.append("its operationId")
    if (one.retry_after is None) != (other.retry_after is None):
        parts.append("what it says of trying again")
    keys = [each.idempotency.value if each.idempotency else None for each in pair]
    if keys[0] != keys[1]:
        parts.append("its idempotency key")
    if (one.body.doc if one.body else "") != (other.body.doc if other.body else ""):
        parts.append("what it says of its body")
    return parts


def _instead(operation: Operation) -> str | None:
    """What replaces a deprecated operation."""
    gone = operation.deprecated
    return gone.value if gone is not None else None
