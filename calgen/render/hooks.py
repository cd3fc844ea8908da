"""Webhooks as templates see them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from calgen.ir import Api, Schema, Signature, Webhook
from calgen.layout import Chain, Piece, flat, statement
from calgen.record import record
from calgen.render.annotations import Annotator

_MODEL = re.compile(r"models\.\w+")


@record(kw_only=False)
class HookView:
    """One webhook."""

    name: str
    """The name that the document gives it."""
    decoded: str
    """The type of its payload, on one line."""
    tags: tuple[tuple[str, str, tuple[str, ...]], ...]
    """What shows that a request is this event: (`header` or `body`, wire name, the values
    that it has then); () where nothing does."""
    doc: str
    """What the document says of it; '' for nothing."""

    @property
    def told(self) -> str:
        """How a request shows that it is this event: `triggerEvent: A, B`."""
        return "; ".join(
            f"{'header ' if where == 'header' else ''}{name}: {', '.join(values)}"
            for where, name, values in self.tags
        )


@record(kw_only=False)
class HooksView:
    """All webhooks, and how they are signed."""

    events: tuple[HookView, ...]
    """The webhooks."""
    signature: Signature | None
    """How they are signed; None where nobody says."""
    time: str | None
    """The property of a body that says when it was sent; None where nobody names it."""

    @property
    def has_tags(self) -> bool:
        """Whether anything tells one event from another."""
        return any(each.tags for each in self.events)

    @property
    def payloads(self) -> tuple[str, ...]:
        """The types of all payloads, each once, sorted; `Any` alone."""
        kinds = sorted({each.decoded for each in self.events})
        return ("Any",) if "Any" in kinds else tuple(kinds)

    @property
    def alias(self) -> str:
        """The statement that names the type of all payloads."""
        arms = self.payloads
        value: Piece = arms[0] if len(arms) == 1 else Chain(arms)
        return "\n".join(statement("Payload: TypeAlias = ", value, pad="    "))

    @property
    def example(self) -> str:
        """A model that a payload may be; '' where all are plain."""
        return next((each for each in self.payloads if _MODEL.fullmatch(each)), "")

    def mentioned(self, *names: str) -> list[str]:
        """Those of some names that the types of payloads are written with."""
        return [
            name
            for name in names
            if any(re.search(rf"\b{name}\b", each) for each in self.payloads)
        ]

    def doc(self, package: str, title: str) -> str:
        """The docstring of the module."""
        call = "unwrap(body, headers, secret)" if self.signature else "parse(body)"
        lines = [
            f"    from {package} import {'models, ' if self.example else ''}webhooks",
            "",
            f"    event = webhooks.{call}",
        ]
        if self.example:
            lines.append(f"    if isinstance(event.payload, {self.example}): ...")
        told = (
            "`body` is the body of the request as it came, before anything has parsed "
            "it, and `secret` that of the subscription. What the secret has not signed "
            "raises `SignatureError`."
            if self.signature
            else "Nobody says how requests are signed: `parse` trusts them."
        )
        rest = (
            "An event that nobody describes has no `payload`; its JSON is `event.raw`."
        )
        return "\n".join(
            [f"What {title} sends on its own.", "", *lines, "", told, "", rest]
        )


def hooks_view(api: Api, schemas: dict[str, Schema]) -> HooksView | None:
    """The webhooks of an API; None where it has none."""
    if api.webhooks is None:
        return None
    annotator = Annotator(schemas)
    return HooksView(
        events=tuple(_views(api.webhooks.events, annotator)),
        signature=api.webhooks.signature,
        time=api.webhooks.time,
    )


def _views(events: Iterable[Webhook], annotator: Annotator) -> Iterable[HookView]:
    for each in events:
        yield HookView(
            name=each.name.wire,
            decoded=flat(annotator.result(each.type)),
            tags=tuple((tag.where, tag.name, tag.values) for tag in each.tags),
            doc=each.doc,
        )
