"""YAML 1.2 (core schema): `2024-08-13`, `no`, `on` and `17:00` are strings.

PyYAML reads YAML 1.1; the resolvers and the checks below make it the language that
OpenAPI asks for. Keys always become strings (`200:`), a repeated key is an error.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, cast

import yaml

from calgen.document.problem import Mark, Problem
from calgen.ir import JsonValue
from calgen.location import escape

# libyaml where the wheel has it, ten times faster than the same thing in Python.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEPTH = 400
_SIZE = 5_000_000


class _Loader(_Base):  # type: ignore[misc]  # the base is chosen at run time
    """The core schema, unique string keys."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Hashable, Any]:
        places: dict[str, yaml.Node] = {}
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise Problem("a key must be plain text", _mark(key.start_mark))
            if key.value in places:
                raise Problem(
                    f"the key {key.value!r} stands twice in one mapping",
                    _mark(key.start_mark),
                    other=_mark(places[key.value].start_mark),
                    hint="remove or rename one of the two",
                )
            places[key.value] = key
        if "<<" in places:
            # Merged pairs come to stand before the own ones, which therefore win.
            self.flatten_mapping(node)
            node.value = list({key.value: (key, v) for key, v in node.value}.values())
        return {
            key.value: self.construct_object(value, deep=deep)
            for key, value in node.value
        }


def _resolver(tag: str, pattern: str, first: str) -> None:
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{pattern})$"), list(first)
    )


_resolver("bool", "true|True|TRUE|false|False|FALSE", "tTfF")
_resolver("int", "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789")
_resolver(
    "float",
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)"
    r"|\.(?:nan|NaN|NAN)",
    "-+.0123456789",
)
_resolver("null", "~|null|Null|NULL|", "~nN")
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^$"), [""])
_resolver("merge", "<<", "<")


def _construct_int(loader: Any, node: yaml.ScalarNode) -> int:
    text = str(node.value)
    # `010` is ten: only 0o and 0x are other bases.
    return int(text, 0) if text.startswith(("0o", "0x")) else int(text)


def _construct_other(loader: Any, suffix: str, node: yaml.Node) -> Any:
    """A tag nobody knows keeps its plain value; a document is data, never objects."""
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node)


_Loader.add_constructor("tag:yaml.org,2002:int", _construct_int)
for _tag in ("timestamp", "binary", "set", "omap", "pairs"):
    _Loader.add_constructor(
        f"tag:yaml.org,2002:{_tag}",
        lambda loader, node: _construct_other(loader, "", node),
    )
_Loader.add_multi_constructor("", _construct_other)


def load(text: str) -> JsonValue:
    """Parse one YAML document; raises `Problem`."""
    if _may_be_deep(text):
        _check_depth(text)
    try:
        with _collector_paused():
            data = cast("JsonValue", yaml.load(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        raise _problem(error, text) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        mark = Mark(before.count("\n"), len(before) - (before.rfind("\n") + 1))
        raise Problem(f"not text: {error.reason}", mark) from None
    except (RecursionError, ValueError) as error:
        raise Problem(f"cannot be read: {error}", Mark(0, 0)) from None
    if "*" in text and "&" in text:
        _check_aliases(data)
    return data


def _may_be_deep(text: str) -> bool:
    """Whether nesting could exceed the limit; cheap, and right about harmless texts."""
    if re.search(rf"(?m)^ {{{_DEPTH},}}\S|(?:[-?:]\s+){{{_DEPTH // 4},}}", text):
        return True
    depth = deepest = 0
    for bracket in re.finditer(r"[\[\]{}]", text):
        depth += 1 if bracket.group() in "[{" else -1
        deepest = max(deepest, depth)
    return deepest > _DEPTH // 4


def _check_depth(text: str) -> None:
    """Refuse a text that nests deeper than libyaml can compose without a crash."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > _DEPTH:
                raise Problem(
                    "nested too deeply to be an API description",
                    _mark(event.start_mark),
                )
    except yaml.YAMLError:
        return  # The load says it better.


def _problem(error: yaml.MarkedYAMLError, text: str) -> Problem:
    mark = _inside(_mark(error.problem_mark or error.context_mark), text)
    said = error.problem or error.context or "not valid YAML"
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    tab = "\t" in line[: len(line) - len(line.lstrip())] or "'\\t'" in said
    hint = "YAML is indented with spaces, never with tabs" if tab else ""
    return Problem(f"not valid YAML: {said}", mark, hint=hint)


def _inside(mark: Mark, text: str) -> Mark:
    """The mark, or the end of what is written when it lies behind that."""
    written = text.rstrip()
    last = written.count("\n")
    if mark.line <= last:
        return mark
    return Mark(last, len(written) - (written.rfind("\n") + 1))


def _mark(mark: Any) -> Mark:
    return Mark(mark.line, mark.column) if mark else Mark(0, 0)


def _check_aliases(data: JsonValue) -> None:
    """Refuse aliases that contain themselves or multiply the document beyond reason."""
    budget = _SIZE
    stack: list[tuple[JsonValue, int]] = [(data, 0)]
    while stack:
        value, depth = stack.pop()
        budget -= 1
        if budget < 0 or depth > _DEPTH:
            raise Problem(
                "its aliases (`*name`) multiply without end",
                Mark(0, 0),
                hint="write the repeated parts as components and use `$ref`",
            )
        if isinstance(value, dict):
            stack += [(each, depth + 1) for each in value.values()]
        elif isinstance(value, list):
            stack += [(each, depth + 1) for each in value]


@contextmanager
def _collector_paused() -> Iterator[None]:
    """A load makes many objects and no garbage; the collector would double its time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class YamlMap:
    """Pointer to mark, from one composed tree."""

    def __init__(self, text: str) -> None:
        self._marks: dict[str, Mark] = {}
        with _collector_paused():
            root = yaml.compose(text, Loader=_Loader)
            if root is not None:
                self._walk(root, "", root)

    def _walk(self, node: yaml.Node, pointer: str, shown: yaml.Node) -> None:
        stack = [(node, pointer, shown)]
        while stack:
            node, pointer, shown = stack.pop()
            self._marks[pointer] = _mark(shown.start_mark)
            if len(self._marks) > _SIZE:
                return
            if isinstance(node, yaml.MappingNode):
                for key, value in node.value:
                    below = pointer + escape(str(key.value))
                    stack.append((value, below, key))
            elif isinstance(node, yaml.SequenceNode):
                for index, value in enumerate(node.value):
                    stack.append((value, f"{pointer}/{index}", value))

    def mark(self, pointer: str) -> Mark:
        """The mark of the key (or list item) at a pointer, or of its nearest ancestor."""
        while pointer not in self._marks and pointer:
            pointer = pointer.rpartition("/")[0]
        return self._marks.get(pointer, Mark(0, 0))
