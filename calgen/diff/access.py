"""Who may call an operation: credentials, scopes, roles, permissions, plans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from calgen.diff.change import Severity
from calgen.diff.finding import Finding, Pair, call_text, common_cause, found, sourced
from calgen.diff.words import codes
from calgen.ir import Access, Sourced

_MANY = (
    ("role.changed", "roles", "a role", "the role", "or"),
    ("permission.changed", "permissions", "a permission", "the permission", "and"),
)


def scopes(pair: Pair) -> Iterator[Finding]:
    one, other = (each.access for each in pair)
    before, after = (tuple(s.value for s in each.scopes) for each in (one, other))
    come = [each for each in after if each not in before]
    gone = [each for each in before if each not in after]
    stays = _enough(one, other)
    if come:
        said = (
            f"is content with the scope {codes(come, 'or')} too now."
            if stays
            else f"asks for the scope {codes(come)} now."
        )
        severity: Severity = "safe" if stays else "breaking"
        first = next(s for s in other.scopes if s.value in come)
        yield found(
            "scope.added",
            severity,
            pair,
            f"{call_text(pair)} {said}",
            sorted(come),
            new=sourced(first),
        )
    if gone:
        first = next(s for s in one.scopes if s.value in gone)
        yield found(
            "scope.removed",
            "risky",
            pair,
            f"{call_text(pair)} no longer asks for the scope {codes(gone)}.",
            sorted(gone),
            old=sourced(first),
        )
    if not come and not gone and _choices(one) != _choices(other):
        kind = "scope.removed" if stays else "scope.added"
        said = (
            "any of its scopes is enough"
            if stays
            else "one of its scopes is not enough"
        )
        yield found(
            kind,
            "risky" if stays else "breaking",
            pair,
            f"{call_text(pair)}: {said} now.",
            ("choices",),
        )


def _choices(access: Access) -> set[frozenset[str]]:
    """The sets of scopes of which each is enough."""
    if access.scope_choices:
        return set(map(frozenset, access.scope_choices))
    return {frozenset(each.value for each in access.scopes)}


def _enough(old: Access, new: Access) -> bool:
    """Whether whoever had enough scopes still has."""
    return all(any(b <= a for b in _choices(new)) for a in _choices(old))


def _ways(access: Access) -> list[str]:
    return sorted(" with ".join(sorted(each)) or "nothing" for each in access.schemes)


def auth(pair: Pair) -> Iterator[Finding]:
    one, other = (each.access for each in pair)
    before, after = _ways(one), _ways(other)
    tokens = [sorted(b.value for b in each.bearers) for each in (one, other)]
    oauth = [each.oauth.value if each.oauth else "" for each in (one, other)]
    scoped = [bool(each.scopes) for each in (one, other)]
    if before != after or one.public != other.public:
        now = "no credentials" if other.public else codes(after, "or") or "none"
        was = "none" if one.public or not before else codes(before, "or")
        said = f"{call_text(pair)} is called with {now} now; it was {was}."
        what = ("public" if one.public else "", *before, ">", *after)
        # Who may call is nearly always said once for many.
        what = (*what, "public" if other.public else "")
        yield found("auth.changed", "breaking", pair, said, what, cause="security")
    elif tokens[0] != tokens[1]:
        said = (
            f"{call_text(pair)} takes as a token {codes(tokens[1], 'or') or 'any'} now; "
            f"it was {codes(tokens[0], 'or') or 'any'}."
        )
        what = (*tokens[0], ">", *tokens[1])
        places = [sourced(next(iter(each.bearers), None)) for each in (one, other)]
        yield found(
            "auth.changed",
            "breaking",
            pair,
            said,
            what,
            old=places[0],
            new=places[1],
            cause="tokens",
        )
    elif oauth[0] != oauth[1] and scoped[0] == scoped[1]:
        words = {
            "": "says nothing about OAuth tokens",
            "public": "takes OAuth tokens without a scope",
            "not-accessible": "takes no OAuth tokens",
            "scope": "takes OAuth tokens with a scope",
        }
        said = f"{call_text(pair)} {words[oauth[1]]} now; it was: {words[oauth[0]]}."
        what = (oauth[0], oauth[1])
        cause = common_cause(pair, one.oauth, other.oauth)
        yield found("auth.changed", "breaking", pair, said, what, cause=cause)


def needs(pair: Pair) -> Iterator[Finding]:
    one, other = (each.access for each in pair)
    for kind, field, an, the, last in _MANY:
        old, new = getattr(one, field), getattr(other, field)
        yield from _need(kind, pair, old, new, (an, the, last))
    old, new = ([each.plan] if each.plan else [] for each in (one, other))
    yield from _need("plan.changed", pair, old, new, ("a plan", "the plan", "or"))


def _need(
    kind: str,
    pair: Pair,
    old: Sequence[Sourced[str]],
    new: Sequence[Sourced[str]],
    words: tuple[str, str, str],
) -> Iterator[Finding]:
    before, after = (sorted(each.value for each in facts) for facts in (old, new))
    if before == after:
        return
    an, the, last = words
    now = f"asks for {the} {codes(after, last)}" if after else f"asks for {an} no more"
    was = f"; it was {codes(before, last)}" if before else ""
    first = next(iter(old), None), next(iter(new), None)
    yield found(
        kind,
        "breaking",
        pair,
        f"{call_text(pair)} {now}{' now' if after else ''}{was}.",
        (*before, ">", *after),
        old=sourced(first[0]),
        new=sourced(first[1]),
        cause=common_cause(pair, *first),
    )
