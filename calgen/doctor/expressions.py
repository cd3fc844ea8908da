"""Expressions of templates: what they are, and what they take that is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field

from jinja2 import nodes

from calgen.doctor.kinds import (
    UNKNOWN,
    Called,
    Kind,
    Missing,
    at,
    element,
    joined,
    member,
)
from calgen.record import record

Scope = dict[str, Kind]

_GIVEN = frozenset({"super", "self"})
"""Names that Jinja itself gives, at the places where they mean something."""
_KEPT = frozenset(
    {
        "sort",
        "list",
        "reverse",
        "select",
        "reject",
        "selectattr",
        "rejectattr",
        "unique",
    }
)
_TEXTS = frozenset(
    {"literal", "md", "code", "toml", "docstring", "upper", "lower", "trim", "join"}
    | {"replace", "indent", "title", "capitalize", "string", "format", "html", "json"}
)
"""Filters that make a text."""
_BY_NAME = frozenset({"map", "sort", "groupby", "sum", "join", "unique", "min", "max"})
"""Filters with an argument `attribute`."""


@record(kw_only=False, frozen=False)
class Reading:
    """Where an expression stands. `tell` is called with what is missing: the node, what
    was looked for, and on what; `met` with each node that might have been."""

    scope: Scope
    globals: frozenset[str]
    guarded: frozenset[str]
    tell: Callable[[nodes.Node, str, Missing | None, bool], None]
    met: Callable[[nodes.Node], None]
    sure: bool = True
    calls_super: list[bool] = field(default_factory=list)

    def kind(self, node: nodes.Node) -> Kind:
        """What an expression is, all that stands in it looked at."""
        match node:
            case nodes.Name():
                return self._name(node)
            case nodes.Getattr(node=inner, attr=attr):
                return self._taken(node, member(self.kind(inner), attr), attr)
            case nodes.Getitem(node=inner, arg=arg):
                return self._item(node, self.kind(inner), arg)
            case nodes.Call():
                return self._call(node)
            case nodes.Filter():
                return self._filter(node)
            case nodes.Test():
                return self._test(node)
            case nodes.CondExpr(test=test, expr1=first, expr2=second):
                self.kind(test)
                found = [self._maybe(first)]
                if second is not None:
                    found.append(self._maybe(second))
                return joined(found)
            case nodes.Or(left=left, right=right):
                return joined([self.kind(left), self._maybe(right)])
            case nodes.And(left=left, right=right):
                self.kind(left)
                self._maybe(right)
                return UNKNOWN
            case nodes.Concat():
                self._inside(node)
                return str
            case nodes.Const(value=value):
                return type(value)
            case nodes.Tuple(items=items) if items:
                return tuple[tuple(map(self.kind, items))]  # type: ignore[misc]
        self._inside(node)
        return UNKNOWN

    def _inside(self, node: nodes.Node) -> None:
        for child in node.iter_child_nodes():
            self.kind(child)

    def _maybe(self, node: nodes.Node) -> Kind:
        """The same for what is not always evaluated."""
        before, self.sure = self.sure, False
        try:
            return self.kind(node)
        finally:
            self.sure = before

    def _name(self, node: nodes.Name) -> Kind:
        if node.ctx != "load":
            return UNKNOWN
        self.met(node)
        if node.name in self.scope:
            return self.scope[node.name]
        known = node.name in self.globals or node.name in _GIVEN
        if not known and node.name not in self.guarded:
            self.tell(node, node.name, None, self.sure)
        return UNKNOWN

    def _taken(self, node: nodes.Node, found: Kind | Missing, attr: str) -> Kind:
        self.met(node)
        if not isinstance(found, Missing):
            return found
        if written(node) not in self.guarded:
            self.tell(node, attr, found, self.sure)
        return UNKNOWN

    def _item(self, node: nodes.Getitem, kind: Kind, arg: nodes.Node) -> Kind:
        if isinstance(arg, nodes.Slice):
            self._inside(arg)
            return kind
        self.kind(arg)
        index = arg.value if isinstance(arg, nodes.Const) else None
        if isinstance(arg, nodes.Neg) and isinstance(arg.node, nodes.Const):
            value = arg.node.value
            index = -value if isinstance(value, int) else None
        found = at(kind, index)
        return self._taken(node, found, index if isinstance(index, str) else "")

    def _call(self, node: nodes.Call) -> Kind:
        called = self.kind(node.node)
        if isinstance(node.node, nodes.Name) and node.node.name == "super":
            self.calls_super.append(True)
        rest = [*node.args, *node.kwargs]
        for each in (*rest, node.dyn_args, node.dyn_kwargs):
            if each is not None:
                (
                    self._inside(each)
                    if isinstance(each, nodes.Keyword)
                    else self.kind(each)
                )
        return called.result if isinstance(called, Called) else UNKNOWN

    def _test(self, node: nodes.Test) -> Kind:
        if node.name in ("defined", "undefined"):
            self._tolerant(node.node)
        else:
            self.kind(node.node)
        for each in (*node.args, *node.kwargs):
            self.kind(each)
        return bool

    def _tolerant(self, node: nodes.Node) -> Kind:
        """What may be missing at its end, and is asked about."""
        match node:
            case nodes.Name(name=name):
                return self.scope.get(name, UNKNOWN)
            case nodes.Getattr(node=inner, attr=attr):
                found = member(self.kind(inner), attr)
                return UNKNOWN if isinstance(found, Missing) else found
        return self.kind(node)

    def _filter(self, node: nodes.Filter) -> Kind:
        for each in (*node.args, *node.kwargs):
            self._inside(each) if isinstance(each, nodes.Keyword) else self.kind(each)
        if node.node is None:
            return UNKNOWN
        if node.name in ("default", "d"):
            self._tolerant(node.node)
            return UNKNOWN
        kind = self.kind(node.node)
        last = self._attribute(node, element(kind))
        if node.name == "map":
            return tuple[last, ...] if _is_plain(last) else UNKNOWN  # type: ignore[valid-type]
        if node.name in _KEPT:
            return kind
        if node.name in ("first", "last"):
            return element(kind)
        if node.name in ("length", "count"):
            return int
        return str if node.name in _TEXTS else UNKNOWN

    def _attribute(self, node: nodes.Filter, kind: Kind) -> Kind:
        """What the attribute is that a filter is told by its name."""
        said = next((e.value for e in node.kwargs if e.key == "attribute"), None)
        if node.name in ("selectattr", "rejectattr", "groupby") and node.args:
            said = node.args[0]
        told = node.name in _BY_NAME or node.name in ("selectattr", "rejectattr")
        if not told or not isinstance(said, nodes.Const):
            return UNKNOWN
        found: Kind = UNKNOWN
        for path in str(said.value).split(","):
            found = kind
            for step in path.split("."):
                if not step.isidentifier():
                    return UNKNOWN
                taken = member(found, step)
                self.met(said)
                if isinstance(taken, Missing):
                    guarded = any(each.key == "default" for each in node.kwargs)
                    if not guarded:
                        self.tell(said, step, taken, self.sure)
                    return UNKNOWN
                found = taken
        return found


def _is_plain(kind: Kind) -> bool:
    return kind is not UNKNOWN and not isinstance(kind, Called)


def written(node: nodes.Node) -> str:
    """A chain of attributes as it is written; '' for another expression."""
    match node:
        case nodes.Name(name=name):
            return name
        case nodes.Getattr(node=inner, attr=attr):
            before = written(inner)
            return f"{before}.{attr}" if before else ""
        case nodes.Getitem(node=inner, arg=nodes.Const(value=value)):
            before = written(inner)
            return f"{before}[{value!r}]" if before else ""
    return ""


def guarded_in(trees: Iterable[nodes.Node]) -> frozenset[str]:
    """What templates ask about before they use it."""
    return frozenset(
        written(node.node)
        for tree in trees
        for node in tree.find_all(nodes.Test)
        if node.name in ("defined", "undefined")
    )
