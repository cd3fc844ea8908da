"""One method as templates see it: its annotations printed, its call spelled out."""

from __future__ import annotations

from collections.abc import Mapping

from calgen.ir import Operation
from calgen.record import record
from calgen.render.arguments import Argument, Sent
from calgen.render.constant import constant_lines
from calgen.render.linked import linked

# A table of calls shows optional arguments up to this many characters.
_SIGNATURE = 90


@record
class Method:
    """One method of a resource, and the operation constant that it calls."""

    name: str
    """What it is called."""
    dotted: str
    """Its call without the client: `orders.get`."""
    constant: str
    """The name of its constant in the module of operations."""
    positional: tuple[Argument, ...]
    """The path's arguments."""
    keywords: tuple[Argument, ...]
    """All other arguments, the required ones first."""
    sent: tuple[Sent, ...]
    """The arguments that are sent one by one, by place; no place without any."""
    whole_body: str
    """The expression that is the body itself; '' where there is none or each property is
    an argument."""
    sender: str
    """The client's method that does the work: `call`, `page` or `stream_items`."""
    item: str
    """The type of a page's or stream's items; '' for a method that returns neither."""
    result: str
    """The type of what the call returns; '' where that is a page or stream of `item`."""
    arrow: Mapping[str, str]
    """The lines that close the signature, by the name of the page class: `Page`, or
    `AsyncPage` in an async class."""
    doc: str
    """The text of the docstring."""
    facts: str
    """What is known of the call, on one line; '' for nothing."""
    fact: Mapping[str, str]
    """The parts of `facts` in words: `version`, `server`, `public`, `tokens`, `scopes`,
    `oauth`, `roles`, `permissions`, `plan`, `limit`, `retry_after`, `idempotency`,
    `deprecated`; '' for what nobody states."""
    cells: Mapping[str, str]
    """The bare values for a table: `version`, `auth`, `scopes`, `roles`, `permissions`,
    `plan`, `paging`, `limit`, `idempotency`, `deprecated`; '' for what nobody states."""
    styles: tuple[tuple[str, str], ...]
    """The arguments that are not written in the usual way of their place: (place and wire
    name as `query:ids`, style)."""
    operation: Operation
    """All that is known of the operation."""
    preset: tuple[tuple[str, bool], ...] = ()
    """Properties of the body that the call sets itself: (wire name, value)."""
    mark: str = ""
    """What a deprecated method says to type checkers; '' for all others."""
    replacement: str = ""
    """What to use instead of a deprecated method; '' where nobody says."""
    outdated: tuple[tuple[str, str, str], ...] = ()
    """Deprecated arguments: (place and wire name, Python name, what to use instead)."""

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """All arguments, `positional` first."""
        return (*self.positional, *self.keywords)

    @property
    def is_page(self) -> bool:
        """Whether it returns a page of a list."""
        return self.sender == "page"

    @property
    def is_stream(self) -> bool:
        """Whether it returns a stream."""
        return self.sender == "stream_items"

    @property
    def kind(self) -> str:
        """The type of the constant: `Operation[models.Order]`."""
        name = "PagedOperation" if self.is_page else "Operation"
        name = "StreamOperation" if self.is_stream else name
        return f"{name}[{self.item or self.result}]"

    @property
    def decoded(self) -> str:
        """The type that the answer is decoded to; '' where there is no answer."""
        if self.result == "None":
            return ""
        if self.is_stream:
            return self.item
        return f"list[{self.item}]" if self.is_page else self.result

    @property
    def settings(self) -> tuple[str, ...]:
        """What the constant says of the call: the lines of its arguments."""
        return tuple(constant_lines(self))

    @property
    def statuses(self) -> tuple[int, ...]:
        """Answers outside 2xx that mean success."""
        status = self.operation.success.status
        return (int(status),) if status.isdecimal() and status[0] != "2" else ()

    @property
    def scope_choices(self) -> tuple[tuple[str, ...], ...]:
        """The sets of scopes of which one is enough; () where all are needed."""
        sets = self.operation.access.scope_choices
        return sets if len(sets) > 1 else ()

    @property
    def accept(self) -> str:
        """The media type that the call asks for."""
        success = self.operation.success
        if self.is_stream and success.stream is not None:
            return success.stream.media
        return success.media or "application/json"

    @property
    def events(self) -> bool:
        """Whether the values of its stream are whole events."""
        stream = self.operation.success.stream
        return self.is_stream and stream is not None and stream.events

    @property
    def is_binary(self) -> bool:
        """Whether it answers with bytes."""
        return "bytes" in self.result.split(" | ")

    @property
    def paging(self) -> tuple[tuple[str, object], ...]:
        """How its list is walked, as arguments of `Paging`; () for one without pages."""
        pagination = self.operation.pagination
        if pagination is None or not self.is_page:
            return ()
        found = pagination.value
        sent, told = dict(found.parameters), dict(found.fields)
        # An address leads on whatever the style; only a cursor needs a cursor.
        cursor = told.get("next_cursor") if found.style == "cursor" else None
        facts: dict[str, object] = {
            "style": found.style,
            "at": sent.get(found.style),
            "limit": sent.get("limit"),
            "next": cursor or told.get("next"),
            "more": told.get("has_more"),
            "total": told.get("total"),
            "pages": told.get("total_pages"),
            "first": None if found.first == 1 else found.first,
        }
        return tuple((name, fact) for name, fact in facts.items() if fact is not None)

    @property
    def annotations(self) -> tuple[str, ...]:
        """Every type in the signature: of the arguments, and `results`."""
        return (*(each.annotation for each in self.arguments), *self.results)

    @property
    def results(self) -> tuple[str, ...]:
        """`item` and `result`, as they are."""
        return (self.item, self.result)

    @property
    def signature(self) -> str:
        """The arguments in short: `order_id, *, status, limit=…`; of many optional
        ones the first."""
        required = [each.name for each in self.keywords if not each.default]
        optional = [f"{each.name}=…" for each in self.keywords if each.default]
        star = ["*"] if required or optional else []
        shown = [*(each.name for each in self.positional), *star, *required]
        for each in optional:
            if len(", ".join([*shown, each])) > _SIGNATURE:
                return ", ".join([*shown, "…"])
            shown.append(each)
        return ", ".join(shown)

    @property
    def returned(self) -> str:
        """What the synchronous call returns, without module names."""
        outer = "Stream" if self.is_stream else "Page"
        kind = f"{outer}[{self.item}]" if self.item else self.result
        return kind.replace("models.", "")

    @property
    def returned_linked(self) -> tuple[tuple[str, str], ...]:
        """`returned` as (text, the model that it names or ''), in order."""
        outer = "Stream" if self.is_stream else "Page"
        return linked(f"{outer}[{self.item}]" if self.item else self.result)

    @property
    def models(self) -> tuple[str, ...]:
        """The models that its signature names, sorted."""
        types = (self.returned_linked, *(a.annotation_linked for a in self.arguments))
        return tuple(sorted({model for each in types for _, model in each if model}))

    @property
    def needed(self) -> str | None:
        """Every required argument with a value; None where no value is at hand."""
        given = [
            *(each.sample for each in self.positional),
            *(
                each.sample and f"{each.name}={each.sample}"
                for each in self.keywords
                if not each.default
            ),
        ]
        return ", ".join(given) if all(given) else None

    def call(self, extra: str = "") -> str:
        """A call of it for an example: `client.things.get("id")`; `extra` are arguments
        behind the required ones."""
        arguments = ", ".join(filter(None, [self.needed, extra]))
        return f"client.{self.dotted}({arguments})"
