"""Paths to overlays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from calgen import trace
from calgen.diagnostics import Report
from calgen.document import Broken, Document, Problem, parse
from calgen.inputs import Input, names_of
from calgen.location import Place, Position
from calgen.overlay.data import Overlay
from calgen.overlay.structure import actions_of


def read_overlays(
    paths: Sequence[Path],
    inputs: Sequence[Input],
    report: Report,
    *,
    base: Path,
    places: Mapping[tuple[str, str], Place] | None = None,
) -> tuple[Overlay, ...]:
    """The overlays, in the order of their paths. Raises `Stop` after reporting all that
    cannot be read or is no Overlay document. `places` says where the settings name
    them."""
    names = names_of(paths, base, [each.name for each in inputs])
    found = []
    for path in paths:
        try:
            file = Input(names[path], trace.read(path), asked=True, path=path)
        except OSError as error:
            stated = (places or {}).get(("overlays", str(path)))
            said = f"cannot read the overlay {path}: {error.strerror}"
            hint = "check the path after --overlay, or `overlays` in the settings"
            report.error("CG001", said, stated, hint=hint)
            continue
        document = _parsed(file, report)
        if document is not None:
            found.append(_overlay(file, document, inputs, report))
    report.stop_on_errors()
    return tuple(found)


def _parsed(file: Input, report: Report) -> Document | None:
    try:
        text = file.content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = file.content.count(b"\n", 0, error.start) + 1
        place = Position(file.name, line, 1)
        report.error("CG003", "not UTF-8 text", place, hint="save it as UTF-8")
        return None
    try:
        return parse(file.name, text)
    except Problem as problem:
        around = Document(file.name, text, None)
        marks = [mark for mark in (problem.mark, problem.other) if mark]
        first, *others = [Place(Broken(around, mark)) for mark in marks]
        hint = problem.hint
        report.error("CG003", problem.message, first, related=others, hint=hint)
        return None


def _overlay(
    file: Input, document: Document, inputs: Sequence[Input], report: Report
) -> Overlay:
    actions = actions_of(document, report)
    data = document.data if isinstance(document.data, dict) else {}
    extends = data.get("extends")
    stated = extends if isinstance(extends, str) else None
    return Overlay(
        file=file,
        document=document,
        actions=actions,
        extends=stated,
        names=frozenset(_extended(stated, file, inputs) if stated else ()),
    )


def _extended(reference: str, file: Input, inputs: Sequence[Input]) -> list[str]:
    """The names of the inputs that a reference leads to.

    A relative one is a path from the overlay's own folder. What an address names was
    saved by somebody, who has hardly renamed it: the inputs that share the longest tail
    with it are meant.
    """
    parts = urlsplit(reference)
    path = unquote(parts.path)
    if parts.scheme in ("", "file"):
        folder = file.path.parent if file.path else Path()
        wanted = (folder / path).resolve()
        return [each.name for each in inputs if _real(each) == wanted]
    lengths = {each.name: _shared(path, _real(each)) for each in inputs}
    longest = max(lengths.values(), default=0)
    return [name for name, length in lengths.items() if 0 < length == longest]


def _real(file: Input) -> Path:
    return (file.path or Path(file.name)).resolve()


def _shared(address: str, path: Path) -> int:
    """How many parts at their ends an address and a path have in common."""
    count = 0
    pairs = zip(
        reversed(PurePosixPath(address).parts), reversed(path.parts), strict=False
    )
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count
