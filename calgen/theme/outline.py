"""What a template is made of, without running it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import nodes

from calgen.record import record


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
    only running it tells."""

    extends: Use | None
    uses: tuple[Use, ...]
    blocks: tuple[Block, ...]
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
        open=is_open,
    )


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


_TAG = re.compile(r"\{%[-+]?\s*(?:block\s+(?P<name>\w+)\b|(?P<end>endblock)\b)[^%]*%\}")


def block_text(text: str, block: Block) -> str:
    """A block with its tags, as it is written."""
    depth, start = 0, -1
    for tag in _TAG.finditer(text):
        line = text.count("\n", 0, tag.start()) + 1
        if start < 0:
            if tag["name"] == block.name and line == block.line:
                start, depth = tag.start(), 1
            continue
        depth += -1 if tag["end"] else 1
        if depth == 0:
            return text[start : tag.end()]
    return ""


def block_body(text: str, block: Block) -> str:
    """What stands between the tags of a block, without the line break behind the first."""
    whole = block_text(text, block)
    tags = list(_TAG.finditer(whole))
    if not tags:
        return ""
    return whole[tags[0].end() : tags[-1].start()].removeprefix("\n")
