"""Differences of classes as changes: once for those who send them, once for those who
get them, with all the calls that lead there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from calgen.diff.change import Call, Change, Severity, change_id
from calgen.diff.sentences import effect_key, sentence
from calgen.diff.shape import key
from calgen.diff.surface import Surface
from calgen.diff.walk import Difference, Pair, Walk, Way
from calgen.diff.words import code, listed
from calgen.record import record


@record(kw_only=False)
class _Said:
    """One side's view of a difference."""

    kind: str
    severity: Severity
    message: str


def class_changes(walk: Walk) -> Iterator[Change]:
    """Every change of a class that some call names or leads to."""
    for pair in sorted(walk.edges):
        found = walk.differences.get(pair, [])
        renamed = pair[0] != pair[1] and pair not in walk.silent
        if not found and not renamed and pair not in walk.docs:
            continue
        reach = walk.reach(pair)
        if renamed:
            yield from _renamed(walk, pair)
        for each in found:
            yield from _told(walk, pair, each, reach)
        if pair in walk.docs and not _has_twin(walk, pair):
            yield _documented(walk, pair, reach)
    yield from _the_rest(walk)


def _calls(reach: Iterable[tuple[Call, Way]], *ways: Way) -> tuple[Call, ...]:
    return tuple(sorted({call for call, way in reach if not ways or way in ways}))


def _change(
    walk: Walk,
    pair: Pair,
    said: _Said,
    calls: tuple[Call, ...],
    what: Iterable[str],
    wire: str | None = None,
) -> Change:
    old, new = walk.old.place(pair[0], wire), walk.new.place(pair[1], wire)
    before, after = walk.old.key(pair[0]), walk.new.key(pair[1])
    subject = before if before == after else f"{before} > {after}"
    return Change(
        id=change_id(said.kind, subject, what),
        kind=said.kind,
        severity=said.severity,
        message=said.message,
        reaches=calls,
        old=old,
        new=new,
    )


def _told(
    walk: Walk, pair: Pair, each: Difference, reach: set[tuple[Call, Way]]
) -> Iterator[Change]:
    what = [each.what, each.wire or "", key(each.shape)]
    what += effect_key(each.effect) if each.effect else []
    senders = _calls(reach, "body", "parameter")
    if senders and each.only != "got":
        way = "body" if _calls(reach, "body") else "parameter"
        said = _sent(walk, pair, each, way)
        yield _change(walk, pair, said, senders, what, each.wire)
    getters = _calls(reach, "response")
    if getters and each.only != "sent" and (got := _got(walk, pair, each)) is not None:
        yield _change(walk, pair, got, getters, what, each.wire)


def _where(walk: Walk, pair: Pair, each: Difference) -> str:
    """`models.Booking.start`, or the class alone."""
    name = pair[1] if pair[1] in walk.new.definitions else pair[0]
    inner = f".{each.attribute}" if each.attribute else ""
    return code(f"models.{name}{inner}")


def _sent(walk: Walk, pair: Pair, each: Difference, way: str) -> _Said:
    where = _where(walk, pair, each)
    match each.what:
        case "added" if each.required:
            return _Said(f"{way}.added-required", "breaking", f"{where} is needed now.")
        case "added":
            said = f"{where} is new, and may be left out."
            return _Said(f"{way}.added", "safe", said)
        case "removed":
            return _Said(f"{way}.removed", "breaking", f"{where} is gone.")
        case "required":
            said = f"{where} can no longer be left out."
            return _Said(f"{way}.required", "breaking", said)
        case "optional":
            return _Said(f"{way}.optional", "safe", f"{where} may be left out now.")
        case "written":
            said = f"{where} is sent as {code(each.wire or '')} now."
            return _Said(f"{way}.type", "safe", said)
        case "effect":
            assert each.effect is not None
            return _Said(
                f"{way}.{each.effect.kind('field')}",
                each.effect.severity("field"),
                f"{where} {sentence(each.effect)}.",
            )


def _got(walk: Walk, pair: Pair, each: Difference) -> _Said | None:
    where = _where(walk, pair, each)
    match each.what:
        case "added":
            return _Said("response.field-added", "safe", f"{where} is new.")
        case "removed":
            return _Said("response.field-removed", "breaking", f"{where} is gone.")
        case "written":
            said = f"{where} is read from {code(each.wire or '')} now."
            return _Said("response.type", "safe", said)
        case "effect":
            assert each.effect is not None
            return _Said(
                f"response.{each.effect.kind('answer')}",
                each.effect.severity("answer"),
                f"{where} {sentence(each.effect, answer=True)}.",
            )
    return None


def _renamed(walk: Walk, pair: Pair) -> Iterator[Change]:
    """A class that calls name is another one now, or called otherwise."""
    reach = walk.reach(pair)
    was, now = (code(f"models.{each}") for each in pair)
    for ways, kind in (
        (("response",), "return.type" if pair in walk.direct else "response.type"),
        (("body",), "body.type"),
        (("parameter",), "parameter.type"),
    ):
        calls = _calls(reach, *ways)  # type: ignore[arg-type]
        if not calls:
            continue
        label = walk.labels.get(pair)
        if kind == "return.type":
            call = min(c for c, way in walk.roots[pair] if way == "response")
            said = f"{code(call.name + '()')} returns {now} now, not {was}."
        elif pair[0] in walk.new.definitions and label:
            said = f"{code(label)} is {now} now, not {was}."
        else:
            said = f"{was} is called {now} now."
        yield _change(
            walk, pair, _Said(kind, "breaking", said), calls, ("class", pair[1])
        )


# --- documentation ---------------------------------------------------------------------


def _has_twin(walk: Walk, pair: Pair) -> bool:
    """Whether the same texts stand at a schema that is told already."""
    twin = walk.old.twin_of(walk.old.within.get(pair[0], pair[0]))
    return bool(twin) and any(each[0] == twin for each in walk.edges)


def _documented(walk: Walk, pair: Pair, reach: set[tuple[Call, Way]]) -> Change:
    parts = list(dict.fromkeys(walk.docs[pair]))
    names = [code(each) if each else "the description" for each in parts]
    more = f"{len(names) - 5} more" if len(names) > 6 else ""
    told = listed([*names[:5], more] if more else names)
    said = f"The documentation of {code(f'models.{pair[1]}')} has changed: {told}."
    return _change(
        walk, pair, _Said("docs.changed", "safe", said), _calls(reach), ("docs",)
    )


def _the_rest(walk: Walk) -> Iterator[Change]:
    """Schemas that differ in what makes no difference to a class: limits, defaults,
    formats, titles."""
    told = {
        side.within.get(name, name)
        for pair in (*walk.differences, *walk.docs)
        for side, name in zip((walk.old, walk.new), pair, strict=True)
    }
    for pair in sorted(walk.edges):
        one, other = walk.old.schemas.get(pair[0]), walk.new.schemas.get(pair[1])
        if one is None or other is None or pair[0] != pair[1] or pair[0] in told:
            continue
        if _has_twin(walk, pair) or one.json == other.json:
            continue
        if _plain(one.json, walk.old) == _plain(other.json, walk.new):
            continue
        said = (
            f"{code(f'models.{pair[1]}')} is described otherwise: "
            "limits, defaults, formats or titles."
        )
        yield _change(
            walk,
            pair,
            _Said("docs.changed", "safe", said),
            _calls(walk.reach(pair)),
            ("docs",),
        )


def _plain(node: object, side: Surface) -> object:
    """A schema without what has no order and no meaning."""
    if isinstance(node, dict):
        return {
            key: (
                sorted(value, key=repr)
                if key in ("required", "enum", "type") and isinstance(value, list)
                else key if key == "$ref" else _plain(value, side)
            )
            for key, value in node.items()
        }
    if isinstance(node, list):
        return [_plain(each, side) for each in node]
    return node
