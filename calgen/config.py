"""Settings, resolved once: defaults, then the settings file, then flags."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from keyword import iskeyword
from pathlib import Path
from typing import Any, Literal

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from calgen import __version__
from calgen.diagnostics import Report
from calgen.location import Position

NONE = "none"
_FILES = ("calgen.toml", "pyproject.toml")
_LISTS = {"inputs", "include", "exclude"}
_TEXTS = {"output", "package", "profile", "templates", "formatter", "required-version"}
_TABLES = {"rename", "clients", "lint"}
Formatter = Literal["black", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LintIgnore:
    """Findings that somebody decided to live with, and why.

    `code` may be the beginning of one. `path` and `operation` are patterns with `*` and
    `?`; where they are None, any place fits.
    """

    code: str
    reason: str
    path: str | None = None
    operation: str | None = None
    place: Position | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything a run depends on besides its inputs' contents.

    Paths are absolute or relative to the current folder. `base` is the folder that input
    names are relative to: that of the settings file, else the current one. `rename` maps
    `METHOD /path` to a dotted call path.
    """

    inputs: tuple[Path, ...] = ()
    output: Path = Path("generated")
    package: str | None = None
    profile: str | None = None
    templates: Path | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    rename: Mapping[str, str] = field(default_factory=dict)
    lint: tuple[LintIgnore, ...] = ()
    formatter: Formatter = "black"
    base: Path = Path()
    source: Path | None = None
    jobs: int = 1


def load(flags: Mapping[str, Any], report: Report, *, cwd: Path) -> Config:
    """The settings of a run. `flags` holds what the command line gave, by field name;
    besides the fields, `config` (a file or `none`) and `client`. Stops on bad settings.
    """
    path = _find(flags.get("config"), report, cwd)
    config = Config(base=cwd)
    if path is not None:
        table = _table(path, flags.get("client"), report)
        config = _from_table(table, path, report)
    elif flags.get("client"):
        report.error("CG041", "--client needs a settings file with `clients`")
    report.stop_on_errors()
    given = {
        key: value
        for key, value in flags.items()
        if key in Config.__dataclass_fields__ and value not in (None, ())
    }
    config = replace(config, **given)
    if config.templates is not None and not config.templates.is_dir():
        report.error("CG045", f"there is no folder of templates {config.templates}")
        report.stop_on_errors()
    if config.package is not None and not _importable(config.package):
        report.error(
            "CG044",
            f"{config.package!r} is not a name for a package",
            hint="use letters, digits and underscores, no keyword, and no name of the "
            "standard library or of what clients need",
        )
        report.stop_on_errors()
    return config


def _importable(package: str) -> bool:
    named = package.isascii() and package.isidentifier() and not iskeyword(package)
    return named and is_free(package)


def is_free(package: str) -> bool:
    """Whether a package of this name hides nothing that the client itself imports."""
    return package not in sys.stdlib_module_names | {"httpx2", "pydantic"}


def _find(asked: str | None, report: Report, cwd: Path) -> Path | None:
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
            if path.is_file() and (name != "pyproject.toml" or _tool(path)):
                return path
    return None


def _tool(path: Path) -> dict[str, Any] | None:
    """The settings in a file; None where a pyproject.toml has none or is not TOML."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError):
        return None
    return _settings(path, data)


def _settings(path: Path, data: dict[str, Any]) -> dict[str, Any] | None:
    """The table of settings in what a file holds; None where there is none."""
    if path.name != "pyproject.toml":
        return data
    tool = data.get("tool")
    found = tool.get("calgen") if isinstance(tool, dict) else None
    return found if isinstance(found, dict) else None


def _table(path: Path, client: str | None, report: Report) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        report.error(
            "CG040", f"cannot read the settings: {error}", Position(str(path), 1, 1)
        )
        report.stop_on_errors()
        raise AssertionError("unreachable") from error
    table = _settings(path, data) or {}
    clients = table.get("clients", {})
    if not isinstance(clients, dict) or not all(
        isinstance(each, dict) for each in clients.values()
    ):
        report.error(
            "CG042", "`clients` must be a table of tables", _line(path, "clients")
        )
        report.stop_on_errors()
    if client is None and not table.get("inputs") and len(clients) == 1:
        client = next(iter(clients))
    if client is None:
        return table
    if client not in clients:
        known = ", ".join(sorted(clients)) or "none"
        report.error("CG041", f"no client {client!r} in {path} (it has: {known})")
        return {}
    shared = {key: value for key, value in table.items() if key != "clients"}
    return {**shared, **clients[client]}


def _from_table(table: dict[str, Any], path: Path, report: Report) -> Config:
    for key, value in table.items():
        _check(key, value, path, report)
    if report.has("error"):
        return Config()
    _check_version(table.get("required-version", ""), path, report)
    folder = path.parent
    texts = {
        key: table[key] for key in ("package", "profile", "formatter") if key in table
    }
    profile = texts.get("profile")
    if profile and (folder / profile / "profile.yaml").is_file():
        texts["profile"] = str(folder / profile)
    config = Config(
        inputs=tuple(folder / each for each in table.get("inputs", ())),
        include=tuple(table.get("include", ())),
        exclude=tuple(table.get("exclude", ())),
        rename=table.get("rename", {}),
        lint=tuple(_lint_ignores(table.get("lint", {}), path, report)),
        base=folder,
        source=path,
        **texts,
    )
    if "output" in table:
        config = replace(config, output=folder / table["output"])
    if "templates" in table:
        config = replace(config, templates=folder / table["templates"])
    return config


def _check(key: str, value: object, path: Path, report: Report) -> None:
    if key in _LISTS:
        fits = isinstance(value, list) and all(
            isinstance(each, str) and "\0" not in each for each in value
        )
        wanted = "a list of strings"
    elif key in _TEXTS:
        fits = isinstance(value, str) and "\0" not in value
        wanted = "a string"
    elif key == "rename":
        fits = isinstance(value, dict) and all(
            isinstance(v, str) for v in value.values()
        )
        wanted = "a table of strings"
    elif key in _TABLES:
        fits, wanted = isinstance(value, dict), "a table"
    else:
        known = ", ".join(sorted(_LISTS | _TEXTS | _TABLES))
        place = _line(path, key)
        report.error(
            "CG042", f"unknown setting {key!r}", place, hint=f"known are {known}"
        )
        return
    if key == "formatter" and value not in ("black", "none"):
        fits, wanted = False, "'black' or 'none'"
    if not fits:
        report.error("CG042", f"the setting {key!r} must be {wanted}", _line(path, key))


def _lint_ignores(
    table: Mapping[str, Any], path: Path, report: Report
) -> Iterator[LintIgnore]:
    """The `[[lint.ignore]]` tables; each needs a code and a reason."""
    listed = table.get("ignore", [])
    if set(table) - {"ignore"} or not isinstance(listed, list):
        said = "the setting 'lint' holds nothing but `[[lint.ignore]]` tables"
        report.error("CG042", said, _line(path, "lint"))
        return
    for number, each in enumerate(listed):
        place = _ignore_line(path, number)
        known = isinstance(each, dict) and {*each} <= {*LintIgnore.__slots__} - {
            "place"
        }
        if not known or not all(isinstance(value, str) for value in each.values()):
            report.error(
                "CG042",
                "a `lint.ignore` holds `code`, `reason`, `path`, `operation`, as strings",
                place,
            )
        elif not re.fullmatch(r"CG\d{0,3}", each.get("code", "")):
            report.error("CG042", "a `lint.ignore` needs a `code` like CG050", place)
        elif not each.get("reason", "").strip():
            report.error(
                "CG042",
                f"the `lint.ignore` of {each['code']} gives no `reason`",
                place,
                hint="say why this finding is all right, for whoever reads it next",
            )
        else:
            yield LintIgnore(**each, place=place)


def _ignore_line(path: Path, number: int) -> Position:
    """Where one of the `[[lint.ignore]]` tables begins."""
    lines = path.read_text(encoding="utf-8").split("\n")
    heads = [
        index
        for index, line in enumerate(lines, start=1)
        if re.match(r"\s*\[\[.*lint\.ignore\s*\]\]", line)
    ]
    return Position(str(path), heads[number] if number < len(heads) else 1, 1)


def _line(path: Path, key: str) -> Position:
    for number, line in enumerate(
        path.read_text(encoding="utf-8").split("\n"), start=1
    ):
        if line.lstrip().startswith((f"{key} ", f"{key}=", f'"{key}"')):
            return Position(str(path), number, line.index(key) + 1)
    return Position(str(path), 1, 1)


def _check_version(wanted: str, path: Path, report: Report) -> None:
    try:
        fits = __version__ in SpecifierSet(wanted)
    except InvalidSpecifier:
        place = _line(path, "required-version")
        report.error("CG042", f"{wanted!r} is not a version specifier", place)
        return
    if not fits:
        report.error(
            "CG043",
            f"the settings ask for calgen {wanted}, this is {__version__}",
            _line(path, "required-version"),
            hint=f"pip install 'calgen{wanted}'",
        )
