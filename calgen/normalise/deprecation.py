"""What is deprecated, and what to use instead: operations, parameters, properties."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from calgen.ir import Body, Doc, Field, Json, Origin, Parameter, Sourced
from calgen.location import Place
from calgen.normalise import jsonschema as js
from calgen.normalise.named import is_named
from calgen.normalise.notes import Fact, facts_in, without
from calgen.profile import Profile

T = TypeVar("T", Parameter, Field)


def deprecation_of(
    node: Json, place: Place, facts: Iterable[Fact], profile: Profile
) -> Sourced[str] | None:
    """Whether an operation is deprecated; the value is what replaces it, or ''.

    Its flag, a sentence about it, or the name of one of its tags may say so.
    """
    told = [f for f in facts if f.kind == "deprecated" and "subject" not in f.fields]
    instead = next((_instead(fact) for fact in told if _instead(fact)), "")
    if node.get("deprecated") is True:
        where = place.child("deprecated")
        return Sourced(
            instead, Origin(how="spec", place=where, text="deprecated: true")
        )
    if told:
        return Sourced(instead, told[0].origin)
    for index, tag in enumerate(js.items(node.get("tags"))):
        if isinstance(tag, str) and is_named(tag.strip(), profile.deprecated_tags):
            where = place.child("tags", index)
            return Sourced("", Origin(how="spec", place=where, text=tag))
    return None


def marked(
    parameters: Iterable[Parameter], facts: Iterable[Fact], profile: Profile
) -> tuple[Parameter, ...]:
    """Parameters with what their own text, or the operation's, says of them."""
    named = _named(facts)
    return tuple(_marked(each, named, profile) for each in parameters)


def marked_body(
    body: Body | None, facts: Iterable[Fact], profile: Profile
) -> Body | None:
    """A body whose fields carry what is said of them."""
    if body is None or body.fields is None:
        return body
    named = _named(facts)
    return replace(
        body, fields=tuple(_marked(each, named, profile) for each in body.fields)
    )


def told_once(
    doc: Doc, facts: Iterable[Fact], arguments: Iterable[Parameter | Field]
) -> Doc:
    """The text of an operation without what its arguments say themselves."""
    marked = {each.name.wire.casefold() for each in arguments if each.deprecated}
    return without(
        doc,
        (
            fact
            for fact in facts
            if fact.kind == "deprecated"
            and fact.fields.get("subject", "").casefold() in marked
        ),
    )


def _named(facts: Iterable[Fact]) -> dict[str, str]:
    """What an operation's text says of things by name: name to replacement."""
    return {
        fact.fields["subject"].casefold(): _instead(fact)
        for fact in facts
        if fact.kind == "deprecated" and "subject" in fact.fields
    }


def _marked(each: T, named: dict[str, str], profile: Profile) -> T:
    wire = each.name.wire.casefold()
    instead = named.get(wire)

    for fact in facts_in(each.doc, None, profile.of("deprecated")):
        subject = fact.fields.get("subject", "").casefold()
        if not subject or subject == wire or subject.split()[-1] in _ITSELF:
            instead = instead or _instead(fact)
            break
    if instead is None:
        return each
    return replace(each, deprecated=True, instead=instead)


_ITSELF = {
    *("parameter", "param", "field", "property"),
    *("argument", "option", "header", "attribute"),
}


def _instead(fact: Fact) -> str:
    return " ".join(fact.fields.get("replacement", "").split())
