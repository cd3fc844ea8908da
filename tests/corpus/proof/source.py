"""A document as it stands on disk, read without calgen.

What the proof holds calgen against must not come from calgen: this reads YAML and JSON,
follows references, and counts operations by itself, as plainly as possible.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import yaml

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_SUFFIXES = (".json", ".yaml", ".yml")
_ROOT = re.compile(r"""^[\s{]*["']?(openapi|swagger)["']?\s*:""", re.MULTILINE)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML 1.2 as far as it matters: no dates, and no `on` or `no` for booleans."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
    ]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$", re.IGNORECASE), "tfTF"
)


class Place(NamedTuple):
    """A part of a document, and the file that its references start from."""

    node: Any
    file: Path


class Route(NamedTuple):
    """One operation: the method in capitals, the key of its path, its node."""

    method: str
    path: str
    place: Place
    item: Place


def shared() -> Path:
    """The folder of real documents, which CALGEN_CORPUS names."""
    beside = Path(__file__).resolve().parents[4] / "shared"
    return Path(os.environ.get("CALGEN_CORPUS") or beside).resolve()


def documents(paths: list[Path]) -> list[Path]:
    """The files named, and all root documents below the folders named, sorted."""
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            below = (each for each in path.rglob("*") if each.suffix in _SUFFIXES)
            found.update(each for each in below if _is_root(each))
        else:
            found.add(path)
    return sorted(found)


def _is_root(path: Path) -> bool:
    try:
        return bool(_ROOT.search(path.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError):
        return True  # calgen has to say what is wrong with it


@cache
def load(path: Path) -> Any:
    """The data of a file; raises whatever the parser raises."""
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".json":
        return json.loads(text)
    return yaml.load(text, _Loader)


def follow(place: Place, depth: int = 0) -> Place:
    """The place that a reference stands for; without an end, an empty one."""
    node = place.node
    if not isinstance(node, dict) or not isinstance(node.get("$ref"), str):
        return place
    if depth > 50:
        return Place({}, place.file)
    name, _, pointer = node["$ref"].partition("#")
    file = (place.file.parent / unquote(name)).resolve() if name else place.file
    try:
        target = load(file)
        for key in pointer.strip("/").split("/") if pointer.strip("/") else ():
            key = unquote(key).replace("~1", "/").replace("~0", "~")
            target = target[int(key)] if isinstance(target, list) else target[key]
    except Exception:
        return Place({}, place.file)
    return follow(Place(target, file), depth + 1)


def routes(path: Path) -> Iterator[Route]:
    """Every operation under `paths`."""
    document = load(path)
    if not isinstance(document, dict) or not isinstance(document.get("paths"), dict):
        return
    newest = str(document.get("openapi", "")) >= "3.2"
    methods = (*METHODS, "query") if newest else METHODS
    for key, value in document["paths"].items():
        own = value if isinstance(value, dict) else {}
        item = follow(Place(own, path))
        if str(key).startswith("x-") or not isinstance(item.node, dict):
            continue
        for holder in (Place(own, path), item)[own is item.node :]:
            for method in methods:
                if isinstance(holder.node.get(method), dict):
                    place = Place(holder.node[method], holder.file)
                    yield Route(method.upper(), str(key), place, item)
            more = holder.node.get("additionalOperations") if newest else None
            for method, node in more.items() if isinstance(more, dict) else ():
                if isinstance(node, dict):
                    yield Route(str(method), str(key), Place(node, holder.file), item)


if __name__ == "__main__":
    print(sum(1 for _ in routes(Path(sys.argv[1]).resolve())))
