"""What templates see: the IR with its annotations printed and its calls spelled out.

Every decision is taken here; a template arranges. The classes are the contract with
people who override templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from calgen.ir import Operation
from calgen.render.homes import Home
from calgen.render.words import COLUMNS

# A table of calls shows optional arguments up to this many characters.
_SIGNATURE = 90

HIDDEN = "_list"
"""The type `list` where a method of that name hides it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument of a method. `default` is '' for a required one; `declaration` is
    the whole of it as lines of a signature, `sample` a value for an example or ''."""

    name: str
    annotation: str
    declaration: str
    default: str = ""
    doc: str = ""
    sample: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Arguments that go to one place: `where` is path, query, header, cookie or body;
    `pairs` are (wire name, Python name)."""

    where: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method of a resource, and the operation constant that it calls.

    `positional` arguments are the path's, all others are keywords. `sender` is the
    client's method that does the work: `call`, `page` or `stream_items`. `whole_body` is
    the expression that is the body itself; '' where there is none or each property is
    an argument.
    `item` is the type of a page's or stream's items, `result` what the call returns;
    `preset` are properties of the body that the call sets itself. `arrow` holds
    the lines that close the signature, by the page class. `facts` is a line of what is
    known of the call; `fact` has its parts, and `cells` their bare values, by kind.
    `mark` is what a deprecated method says to type checkers, '' on all others;
    `replacement` what to use instead. `outdated` are deprecated arguments: place and wire
    name, Python name, and what to use instead.
    """

    name: str
    dotted: str
    constant: str
    positional: tuple[Argument, ...]
    keywords: tuple[Argument, ...]
    sent: tuple[Sent, ...]
    whole_body: str
    sender: str
    item: str
    result: str
    arrow: Mapping[str, str]
    doc: str
    facts: str
    fact: Mapping[str, str]
    cells: Mapping[str, str]
    styles: tuple[tuple[str, str], ...]
    operation: Operation
    preset: tuple[tuple[str, bool], ...] = ()
    mark: str = ""
    replacement: str = ""
    outdated: tuple[tuple[str, str, str], ...] = ()

    @property
    def arguments(self) -> tuple[Argument, ...]:
        return (*self.positional, *self.keywords)

    @property
    def is_page(self) -> bool:
        return self.sender == "page"

    @property
    def is_stream(self) -> bool:
        return self.sender == "stream_items"

    @property
    def kind(self) -> str:
        """The type of the constant."""
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
        """Every annotation of the signature."""
        return (*(each.annotation for each in self.arguments), *self.results)

    @property
    def results(self) -> tuple[str, ...]:
        return (self.item, self.result)

    @property
    def signature(self) -> str:
        """The arguments in short: `booking_uid, *, status, limit=…`; of many optional
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceView:
    """A resource: its class, its module, its methods and the resources below it.

    `homes` says where the class of `resources` or `aio` is imported from.
    """

    name: str
    dotted: str
    class_name: str
    module: str
    doc: str
    methods: tuple[Method, ...]
    children: tuple[ResourceView, ...]
    homes: Mapping[str, Home]

    def mentions(self, *words: str) -> tuple[str, ...]:
        """Those of the words that a signature here names as a type, sorted."""
        return _named(words, (text for m in self.methods for text in m.annotations))

    def result_mentions(self, *words: str) -> tuple[str, ...]:
        """Those of the words that a result here names as a type, sorted."""
        return _named(words, (text for m in self.methods for text in m.results))

    @property
    def anchor(self) -> str:
        """Where the heading of its table is, as Markdown pages have it."""
        return f"client{self.dotted.replace('.', '').lower()}"

    @property
    def has_deprecated(self) -> bool:
        return any(method.mark for method in self.methods)

    @property
    def has_hidden(self) -> bool:
        """Whether a signature uses the other name of `list`."""
        return any(f"{HIDDEN}[" in m.arrow["Page"] for m in self.methods)

    @property
    def has_streams(self) -> bool:
        return any(method.is_stream for method in self.methods)

    @property
    def has_pages(self) -> bool:
        return any(method.is_page for method in self.methods)

    @property
    def operation_imports(self) -> tuple[str, ...]:
        """What the constants of this resource are made of, sorted."""
        names = {method.kind.partition("[")[0] for method in self.methods}
        if any(method.operation.idempotency for method in self.methods):
            names.add("IdempotencyKey")
        if any(method.paging for method in self.methods):
            names.add("Paging")
        if any(method.operation.limit for method in self.methods):
            names.add("RateLimit")
        if any(method.operation.version for method in self.methods):
            names.add("Version")
        return tuple(sorted(names))

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The columns of a table of these calls that hold anything: (heading, cell)."""
        return tuple(
            (heading, key)
            for heading, key in COLUMNS
            if any(method.cells[key] for method in self.methods)
        )

    @property
    def walk(self) -> tuple[ResourceView, ...]:
        """This resource and all below it."""
        return (self, *(each for child in self.children for each in child.walk))


def _named(words: Iterable[str], texts: Iterable[str]) -> tuple[str, ...]:
    """Those of the words that stand in an annotation as a name of their own, sorted."""
    whole = "\n".join(texts)
    found = {
        word for word in words if re.search(rf"(?<![.\w\"']){word}(?![\w\"'])", whole)
    }
    return tuple(sorted(found))
