"""Words for the branches of a union."""

from __future__ import annotations

from calgen.models.node import Node
from calgen.naming import pascal


def labels_of(branches: tuple[Node, ...]) -> list[str]:
    """A word for each branch of a union that needs a name of its own.

    The value of a closed property, else the title, else the place; nothing where only
    one branch needs a word.
    """
    inline = [branch for branch in branches if not branch.ref]
    if sum(map(_needs_name, inline)) < 2:
        return [""] * len(branches)
    for words in (_tag_words(branches), [pascal(b.title) for b in branches]):
        needed = [w for w, b in zip(words, branches, strict=True) if _needs_name(b)]
        if all(needed) and len(set(needed)) == len(needed):
            return words
    return [f"Option{number}" for number, _ in enumerate(branches, 1)]


def _needs_name(node: Node) -> bool:
    return bool(
        (not node.ref and (node.properties or node.parts or node.items or node.values))
        or (node.choices and len(node.choices) > 1)
    )


def _tag_words(branches: tuple[Node, ...]) -> list[str]:
    words = []
    for branch in branches:
        tags = [
            each.choices[0]
            for part in (*branch.parts, branch)
            for each in part.properties.values()
            if each.choices is not None and len(each.choices) == 1
        ]
        words.append(pascal(str(tags[0])) if tags else "")
    return words
