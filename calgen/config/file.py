"""The settings file: where it is, and the table of one client in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from calgen import trace
from calgen.config.toml_places import TomlSource
from calgen.diagnostics import Report
from calgen.location import Place, escape
from calgen.record import record

NONE = "none"
_FILES = ("calgen.toml", "pyproject.toml")


@record(kw_only=False)
class Table:
    """Settings as they are written, and where each of them stands.

    `above` are the tables that a key may stand in, the nearest first: a client's own
    table, then the one that all clients share.
    """

    data: Mapping[str, Any]
    path: Path
    source: TomlSource
    above: tuple[tuple[str, Mapping[str, Any]], ...]

    def place(self, key: str, *below: str | int) -> Place:
        """Where a setting stands, or a part of its value."""
        for pointer, data in self.above:
            if key in data:
                return Place(self.source, pointer).child(key, *below)
        return Place(self.source, self.above[-1][0])


def find(asked: str | None, report: Report, cwd: Path) -> Path | None:
    """The settings file: the one that is asked for, else the nearest from `cwd` up."""
    if asked == NONE:
        return None
    if asked:
        path = Path(asked)
        if not path.is_file():
            report.error("CG040", f"no such settings file: {asked}")
        report.stop_on_errors()
        return path
    for folder in (cwd, *cwd.resolve().parents):
        for name in _FILES:
            path = folder / name
            if not path.is_file():
                trace.note(path)
            elif name != "pyproject.toml" or _has_settings(path):
                return path
    return None


def read(path: Path, client: str | None, report: Report) -> Table:
    """The settings in a file, those of one client before those of all. Raises `Stop`
    after reporting a file that cannot be read."""
    source, data = _parsed(path, report)
    pointer, found = _settings(path, data)
    table: Mapping[str, Any] = found or {}
    shared = Table(table, path, source, ((pointer, table),))
    clients = _clients(shared, report)
    if client is None and not table.get("inputs") and len(clients) == 1:
        client = next(iter(clients))
    if client is None:
        return shared
    if client not in clients:
        known = ", ".join(sorted(clients)) or "none"
        report.error("CG041", f"no client {client!r} in {path} (it has: {known})")
        report.stop_on_errors()
    own = clients[client]
    rest = {key: value for key, value in table.items() if key != "clients"}
    below = pointer + escape("clients") + escape(client)
    return Table({**rest, **own}, path, source, ((below, own), (pointer, rest)))


def client_names(path: Path, report: Report) -> tuple[str, ...]:
    """The clients that a file has settings of. Raises `Stop` after reporting a file
    that cannot be read."""
    source, data = _parsed(path, report)
    pointer, found = _settings(path, data)
    table: Mapping[str, Any] = found or {}
    return tuple(_clients(Table(table, path, source, ((pointer, table),)), report))


def _clients(shared: Table, report: Report) -> Mapping[str, Mapping[str, Any]]:
    """The table of each client by its name."""
    clients = shared.data.get("clients", {})
    if not isinstance(clients, dict):
        place = shared.place("clients")
        report.error("CG042", "`clients` must be a table of tables", place)
        report.stop_on_errors()
    for name, each in clients.items():
        if not isinstance(each, dict):
            place = shared.place("clients", name)
            report.error("CG042", f"the client {name!r} must be a table", place)
    report.stop_on_errors()
    return dict(clients)


def _parsed(path: Path, report: Report) -> tuple[TomlSource, dict[str, Any]]:
    try:
        text = trace.read(path).decode("utf-8-sig").replace("\r\n", "\n")
    except (UnicodeDecodeError, OSError) as error:
        place = Place(TomlSource(str(path), ""))
        report.error("CG040", f"cannot read the settings: {error}", place)
        report.stop_on_errors()
        raise AssertionError("unreachable") from error
    try:
        return TomlSource(str(path), text), tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        fault = _Fault(str(path), text, str(error))
        report.error("CG040", f"cannot read the settings: {error}", Place(fault))
        report.stop_on_errors()
        raise AssertionError("unreachable") from error


class _Fault(TomlSource):
    """A text that is not TOML: its one place is the fault that the parser names."""

    def __init__(self, path: str, text: str, said: str) -> None:
        super().__init__(path, text)
        found = re.search(r"at line (\d+), column (\d+)", said)
        lines = text.rstrip("\n").split("\n")
        last = (len(lines), len(lines[-1]) + 1) if "end of document" in said else (1, 1)
        line, column = (int(found[1]), int(found[2])) if found else last
        before = sum(len(each) + 1 for each in text.split("\n")[: line - 1])
        self.__dict__["_offsets"] = {"": before + column - 1}


def _has_settings(path: Path) -> bool:
    """Whether a pyproject.toml holds settings; one that is not TOML is not ours."""
    try:
        data = tomllib.loads(trace.read(path).decode().replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError, RecursionError):
        return False
    return _settings(path, data)[1] is not None


def _settings(path: Path, data: dict[str, Any]) -> tuple[str, dict[str, Any] | None]:
    """The table of settings in what a file holds, and its pointer; None where there is
    none."""
    if path.name != "pyproject.toml":
        return "", data
    tool = data.get("tool")
    found = tool.get("calgen") if isinstance(tool, dict) else None
    return "/tool/calgen", found if isinstance(found, dict) else None
