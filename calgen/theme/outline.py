"""What a template is made of, without running it."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import nodes

from calgen.record import record
from calgen.theme.tokens import Tag, tags


@record(kw_only=False)
class Block:
    """A block: the `line` where it begins, counted from 1."""

    name: str
    line: int


@record(kw_only=False)
class Use:
    """A template that another one names: by `extends`, `include`, `import` or `from`."""

    name: str
    line: int


@record
class Outline:
    """`extends` is the template that it stands on, None for none or one that is computed;
    `uses` are those that it includes or imports; `open` says whether it names one that
    only running it tells; `top` are the blocks that stand in no other block."""

    extends: Use | None
    uses: tuple[Use, ...]
    blocks: tuple[Block, ...]
    top: tuple[Block, ...]
    open: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The templates that it is made with."""
        above = (self.extends,) if self.extends else ()
        return tuple(each.name for each in (*above, *self.uses))


_NAMING = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


def outline_of(tree: nodes.Template) -> Outline:
    """The outline of a parsed template."""
    extends = None
    uses: list[Use] = []
    is_open = False
    for node in tree.find_all(nodes.Stmt):
        if not isinstance(node, _NAMING):
            continue
        named = list(_named(node.template))
        is_open = is_open or not named
        found = [Use(name, node.lineno) for name in named]
        if isinstance(node, nodes.Extends):
            extends = found[0] if found else None
        else:
            uses += found
    blocks = (Block(each.name, each.lineno) for each in tree.find_all(nodes.Block))
    return Outline(
        extends=extends,
        uses=tuple(uses),
        blocks=tuple(sorted(blocks, key=lambda each: each.line)),
        top=tuple(_top(tree)),
        open=is_open,
    )


def _top(node: nodes.Node) -> Iterator[Block]:
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Block):
            yield Block(child.name, child.lineno)
        else:
            yield from _top(child)


def _named(node: nodes.Expr) -> Iterator[str]:
    """The names that an expression may be; none where they are computed."""
    match node:
        case nodes.Const(value=str(name)):
            yield name
        case nodes.List(items=items) | nodes.Tuple(items=items):
            for each in items:
                yield from _named(each)
        case nodes.CondExpr(expr1=first, expr2=second):
            yield from _named(first)
            if second is not None:
                yield from _named(second)


def block_text(text: str, block: Block) -> str:
    """A block with its tags, as it is written."""
    found = _ends(text, block)
    return text[found[0].start : found[1].end] if found else ""


def block_body(text: str, block: Block) -> str:
    """What stands between the tags of a block, without the line break behind the first."""
    found = _ends(text, block)
    return text[found[0].end : found[1].start].removeprefix("\n") if found else ""


def _ends(text: str, block: Block) -> tuple[Tag, Tag] | None:
    """The tags that a block stands between."""
    depth, first = 0, None
    for tag in tags(text, "block"):
        word = tag.words[:1]
        if first is None:
            if tag.words[:2] != ("block", block.name):
                continue
            if text.count("\n", 0, tag.inside[0].start) + 1 == block.line:
                first, depth = tag, 1
        elif word in (("block",), ("endblock",)):
            depth += 1 if word == ("block",) else -1
            if depth == 0:
                return first, tag
    return None
