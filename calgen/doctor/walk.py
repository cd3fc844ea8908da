"""A theme walked through as rendering would, without rendering: what each template sees
where it is used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field, replace

from jinja2 import nodes

from calgen.doctor.chart import Chart
from calgen.doctor.expressions import Reading, Scope, guarded_in
from calgen.doctor.kinds import UNKNOWN, Kind, Missing, element, joined, member, parts
from calgen.doctor.layers import Layer, assigned, exported, is_open, layers_of
from calgen.doctor.tally import Lack, Site, Tally
from calgen.doctor.uses import choices_of
from calgen.record import record
from calgen.theme.context import ROOTS, context_of
from calgen.theme.file import TemplateFile

_DEPTH = 40
"""So many templates within templates; then the walk has gone astray."""


_OF_MACROS = ("caller", "varargs", "kwargs")
"""Names that Jinja gives within a macro."""


@record(kw_only=False, frozen=False)
class _Frame:
    """Where the walk is."""

    layers: tuple[Layer, ...]
    file: TemplateFile
    top: Scope
    scope: Scope
    sure: bool
    guarded: frozenset[str]
    open: bool
    writes: bool = True
    seen: set[int] = field(default_factory=set)

    def inner(self, *, sure: bool | None = None) -> _Frame:
        """A scope within: what is set there stays there."""
        sure = self.sure if sure is None else sure
        return replace(self, scope=dict(self.scope), sure=sure)


class Walk:
    """Goes through all files of the output; `tallies` is what it found, by node, `sights`
    the names that each template is always given."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.sights: dict[str, set[str]] = {}
        self.tallies: dict[tuple[int, int], Tally] = {}
        self._globals = frozenset(chart.jinja.globals)
        self._known: dict[str, tuple[tuple[Layer, ...], frozenset[str]]] = {}
        self._done: set[object] = set()
        self._depth = 0
        self._sites: list[Site] = []

    def whole(self, *, everything: bool = False) -> None:
        """Walk through every file of the output that a user's template has a part in, or
        through `everything`."""
        for file in self.chart.tree.outputs:
            asked = everything or self.chart.has_own_part(file.name)
            if file.is_template and asked:
                given: Scope = {each: ROOTS[each] for each in context_of(file.name)}
                self._file(file.name, given, sure=True)

    def _file(self, name: str, given: Scope, *, sure: bool) -> None:
        site = id(self._sites[-1][1]) if self._sites else 0
        key = (name, site, sure, tuple(sorted((n, str(k)) for n, k in given.items())))
        if key in self._done or self._depth > _DEPTH:
            return
        self._done.add(key)
        if name not in self._known:
            made = layers_of(self.chart, name)
            bodies = [node for layer in made for node in layer.body]
            blocks = [one for layer in made for one in layer.blocks.values()]
            self._known[name] = made, guarded_in([*bodies, *blocks])
        layers, guarded = self._known[name]
        if not layers:
            return
        self._depth += 1
        for layer in layers:
            known = self.sights.setdefault(layer.file.name, set(given))
            known.intersection_update(given)
        top = dict(given)
        frame = _Frame(layers, layers[0].file, top, top, sure, guarded, is_open(layers))
        for layer in layers:
            frame.file = layer.file
            frame.writes = True
            for each in assigned(layer.body):
                # An order in which a name is set too late is not looked for.
                top.setdefault(each, UNKNOWN)
            self._body(layer.body, frame)
        self._overlooked(frame)
        self._depth -= 1

    def _overlooked(self, frame: _Frame) -> None:
        """The user's blocks that nothing came by, as if they stood at the top."""
        for layer in frame.layers:
            for name, block in layer.blocks.items():
                known = id(block) in frame.seen or block.scoped
                if layer.file.own and not known:
                    self._layered(frame, name, frame.top, start=layer)

    def _layered(
        self, frame: _Frame, name: str, scope: Scope, start: Layer | None = None
    ) -> None:
        """A block where it is written: the first of its layers, and those below it as
        far as `super()` goes."""
        having = [each for each in frame.layers if name in each.blocks]
        if start is not None:
            having = having[having.index(start) :]
        for layer in having:
            block = layer.blocks[name]
            frame.seen.add(id(block))
            inner = frame.inner()
            inner.file, inner.scope, inner.writes = layer.file, dict(scope), True
            if not self._body(block.body, inner):
                return

    def _body(self, body: Iterable[nodes.Node], frame: _Frame) -> bool:
        """Whether `super()` is called in it."""
        calls = False
        for node in body:
            calls = self._statement(node, frame) or calls
        return calls

    def _statement(self, node: nodes.Node, frame: _Frame) -> bool:
        match node:
            case nodes.Output(nodes=written):
                if not frame.writes:
                    return False
                found = [self._read(each, frame)[1] for each in written]
                return any(found)
            case nodes.Assign(target=target, node=value):
                kind, calls = self._read(value, frame)
                self._bind(target, kind, frame)
                return calls
            case nodes.AssignBlock(target=target, filter=filter_, body=body):
                calls = self._body(body, frame.inner())
                if filter_ is not None:
                    self._read(filter_, frame)
                self._bind(target, UNKNOWN if filter_ else str, frame)
                return calls
            case nodes.For():
                return self._loop(node, frame)
            case nodes.If():
                return self._choice(node, frame)
            case nodes.With(targets=targets, values=values, body=body):
                inner = frame.inner()
                for target, value in zip(targets, values, strict=True):
                    self._bind(target, self._read(value, frame)[0], inner)
                return self._body(body, inner)
            case nodes.FilterBlock(filter=filter_, body=body):
                self._read(filter_, frame)
                return self._body(body, frame.inner())
            case nodes.Macro() | nodes.CallBlock():
                return self._macro(node, frame)
            case nodes.Include():
                self._uses(node, frame)
            case nodes.Import(target=target):
                self._uses(node, frame)
                frame.scope[target] = exported(self.chart, node)
            case nodes.FromImport(names=names):
                self._uses(node, frame)
                given = exported(self.chart, node)
                for each in names:
                    name, called = (each, each) if isinstance(each, str) else each
                    frame.scope[called] = UNKNOWN
                    of = member(given, name)
                    if isinstance(of, Missing) and called not in frame.guarded:
                        self._lacks(node, name, of, frame)
            case nodes.Block(name=name, scoped=scoped):
                if frame.writes:
                    scope = frame.scope if scoped else frame.top
                    self._layered(frame, name, scope)
            case nodes.Extends():
                frame.writes = False
            case nodes.Scope() | nodes.ScopedEvalContextModifier():
                return self._body(node.body, frame.inner())
        return False

    def _loop(self, node: nodes.For, frame: _Frame) -> bool:
        kind, calls = self._read(node.iter, frame)
        inner = frame.inner(sure=False)
        inner.scope["loop"] = UNKNOWN
        self._bind(node.target, element(kind), inner)
        if node.test is not None:
            self._read(node.test, inner)
        calls = self._body(node.body, inner) or calls
        return self._body(node.else_, frame.inner(sure=False)) or calls

    def _choice(self, node: nodes.If, frame: _Frame) -> bool:
        calls = self._read(node.test, frame)[1]
        ways: list[Sequence[nodes.Node]] = [node.body, node.else_]
        ways += [[each] for each in node.elif_]
        ends = []
        for way in ways:
            inner = frame.inner(sure=False)
            calls = self._body(way, inner) or calls
            ends.append(inner.scope)
        for name in dict.fromkeys(name for end in ends for name in end):
            # A name that one way alone has set may be meant to be set there alone.
            frame.scope[name] = joined(end.get(name, UNKNOWN) for end in ends)
        return calls

    def _macro(self, node: nodes.Macro | nodes.CallBlock, frame: _Frame) -> bool:
        calls = (
            self._read(node.call, frame)[1]
            if isinstance(node, nodes.CallBlock)
            else False
        )
        if isinstance(node, nodes.Macro):
            frame.scope[node.name] = UNKNOWN
        inner = frame.inner(sure=False)
        inner.writes = True
        inner.scope |= dict.fromkeys(_OF_MACROS, UNKNOWN)
        for each in node.defaults:
            self._read(each, frame)
        for each in node.args:
            self._bind(each, UNKNOWN, inner)
        return self._body(node.body, inner) or calls

    def _uses(
        self, node: nodes.Include | nodes.Import | nodes.FromImport, frame: _Frame
    ) -> None:
        """The templates that a tag includes or imports."""
        self._read(node.template, frame)
        found = list(choices_of(node))
        sure = frame.sure and len(found) == 1 and len(found[0]) == 1
        given = {**frame.top, **frame.scope} if node.with_context else {}
        # Jinja keeps what it gives itself.
        given = {n: k for n, k in given.items() if n not in ("loop", *_OF_MACROS)}
        own = [(frame.file, node)] if frame.file.own else []
        self._sites += own
        for name in [name for names in found for name in names]:
            if self.chart.tree.get(name) is not None:
                self._file(name, given, sure=sure)
        del self._sites[len(self._sites) - len(own) :]

    def _bind(self, target: nodes.Node, kind: Kind, frame: _Frame) -> None:
        match target:
            case nodes.Name(name=name):
                frame.scope[name] = kind
            case nodes.Tuple(items=items):
                for each, one in zip(items, parts(kind, len(items)), strict=True):
                    self._bind(each, one, frame)
            case nodes.NSRef(name=name, attr=attr):
                of = frame.scope.get(name, UNKNOWN)
                if of is not UNKNOWN:  # a namespace is nothing that is known
                    self._lacks(target, attr, Missing((of,)), frame)

    def _lacks(self, node: nodes.Node, name: str, of: Missing, frame: _Frame) -> None:
        """A tag takes what is not there."""
        tally = self._tally(node, frame)
        tally.met, tally.missed, tally.sure = 1, 1, True
        tally.lack = Lack(frame.file, node, name, of, {})

    def _read(self, node: nodes.Node, frame: _Frame) -> tuple[Kind, bool]:
        """What an expression is, and whether it calls `super()`."""

        def met(node: nodes.Node) -> None:
            self._tally(node, frame).met += 1

        def tell(node: nodes.Node, name: str, on: Missing | None, sure: bool) -> None:
            if frame.open and on is None:
                return  # what it stands on may set it
            tally = self._tally(node, frame)
            tally.missed += 1
            tally.sure = tally.sure or sure
            site = self._sites[-1] if self._sites and not frame.file.own else None
            tally.lack = Lack(frame.file, node, name, on, dict(frame.scope), site)

        if isinstance(node, nodes.TemplateData):
            return str, False
        reading = Reading(
            frame.scope, self._globals, frame.guarded, tell, met, frame.sure
        )
        return reading.kind(node), bool(reading.calls_super)

    def _tally(self, node: nodes.Node, frame: _Frame) -> Tally:
        # What a file of ours lacks is a matter of who includes it.
        own = frame.file.own or not self._sites
        site = 0 if own else id(self._sites[-1][1])
        return self.tallies.setdefault((id(node), site), Tally())
