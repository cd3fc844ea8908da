"""Effects and limits in words."""

from __future__ import annotations

from calgen.diff.change import Severity
from calgen.diff.effects import Effect
from calgen.diff.shape import key, members, shown
from calgen.diff.words import code, codes
from calgen.ir import Limits

_UPPER = ("max", "exclusiveMax")


def sentence(effect: Effect, *, answer: bool = False) -> str:
    """What an effect is for a value that is sent, or for one that comes."""
    values = [text for _, text in sorted(effect.old.values | effect.new.values)]
    be = "hold" if effect.depth else "be"
    never = "never holds" if effect.depth else "is never"
    match effect.what:
        case "nullable":
            return f"may {be} None now" if answer else "takes None too now"
        case "non-nullable":
            return f"{never} None now" if answer else "takes no None now"
        case "enum-added":
            said = codes(values, "or")
            return f"may {be} {said} now" if answer else f"takes {said} too now"
        case "enum-removed":
            said = codes(values, "or")
            return f"{never} {said} now" if answer else f"no longer takes {said}"
        case "type":
            return _types(effect, answer=answer)


def _types(effect: Effect, *, answer: bool) -> str:
    old, new = effect.old, effect.new
    if (old.options & new.options) or (old.values & new.values):
        return _choices(effect, answer=answer)
    verb = ("holds" if effect.depth else "is") if answer else "takes"
    return f"{verb} {code(shown(new))} now, not {code(shown(old))}"


def _choices(effect: Effect, *, answer: bool) -> str:
    """What has come to a union, and what is gone from it."""
    come, gone = effect.new.without(effect.old), effect.old.without(effect.new)
    parts = []
    if found := members(come):
        verb = ("may hold" if effect.depth else "may be") if answer else "takes"
        parts.append(f"{verb} {codes(found, 'or')} too now")
    if found := members(gone):
        never = "never holds" if effect.depth else "is never"
        verb = never if answer else "no longer takes"
        parts.append(f"{verb} {codes(found, 'or')}{'' if parts else ' now'}")
    return " and ".join(parts)


def effect_key(effect: Effect) -> tuple[str, str, str]:
    """An effect for ids."""
    return effect.what, key(effect.old), key(effect.new)


def limit_change(old: Limits, new: Limits) -> tuple[Severity, str] | None:
    """What other limits of a value are for who sends it; None where they are the same."""
    before, after = dict(old), dict(new)
    if before == after:
        return None
    tight = False
    parts = []
    for word in sorted(before.keys() | after.keys()):
        was, now = before.get(word), after.get(word)
        if was != now:
            tight = tight or _tighter(word, was, now)
            shown = f"{word} {now}" if now is not None else f"no {word}"
            parts.append(code(shown))
    said = f"is limited otherwise now: {', '.join(parts)}"
    return ("risky" if tight else "safe"), said


def _tighter(word: str, was: str | int | float | None, now: object) -> bool:
    if now is None:
        return False
    if (
        was is None
        or not isinstance(was, int | float)
        or not isinstance(now, int | float)
    ):
        return True
    return now < was if word.startswith(_UPPER) else now > was


def flat(limits: Limits) -> list[str]:
    return [f"{word}={value}" for word, value in limits]
