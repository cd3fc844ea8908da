"""From a settings file and flags to the settings of a run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from keyword import iskeyword
from pathlib import Path
from typing import Any

from calgen import trace
from calgen.config.accept import diff_accepts
from calgen.config.check import check, lint_ignores
from calgen.config.data import Config
from calgen.config.file import Table, client_names, find, read
from calgen.diagnostics import Report
from calgen.location import Place


def load(flags: Mapping[str, Any], report: Report, *, cwd: Path) -> Config:
    """The settings of a run. `flags` holds what the command line gave, by field name;
    besides the fields, `config` (a file or `none`), `client` and `begins`, which says that
    the folder of templates is about to be made. Stops on bad settings.
    """
    path = find(flags.get("config"), report, cwd)
    table = None
    config = Config(base=cwd)
    if path is not None:
        table = read(path, flags.get("client"), report)
        config = _from_table(table, report)
    elif flags.get("client"):
        report.error("CG041", "--client needs a settings file with `clients`")
    report.stop_on_errors()
    given = {
        key: value
        for key, value in flags.items()
        if key in Config.__dataclass_fields__ and value not in (None, ())
    }
    stated = {key: at for key, at in config.places.items() if key[0] not in given}
    config = replace(config, **given, places=stated)

    def place(key: str) -> Place | None:
        return table.place(key) if table is not None and key not in given else None

    if config.templates is not None:
        begins = flags.get("begins", False)
        _check_templates(config.templates, place("templates"), report, begins=begins)
        _check_apart(config, place, report)
    if config.package is not None and not _importable(config.package):
        report.error(
            "CG044",
            f"{config.package!r} is not a name for a package",
            place("package"),
            hint="use letters, digits and underscores, no keyword, and no name of the "
            "standard library or of what clients need",
        )
    report.stop_on_errors()
    return config


def _check_templates(
    folder: Path, place: Place | None, report: Report, *, begins: bool
) -> None:
    if folder.is_dir():
        return
    trace.note(folder)  # who watches waits for it
    if folder.exists():
        report.error(
            "CG045",
            f"{str(folder)!r} is a file, not a folder of templates",
            place,
            hint="name the folder that the templates lie in",
        )
    elif not begins:
        report.error(
            "CG045",
            f"there is no folder of templates {str(folder)!r}",
            place,
            hint="correct the path, or make the folder: `calgen templates eject NAME` "
            "does, with a first override",
        )


def _check_apart(
    config: Config, place: Callable[[str], Place | None], report: Report
) -> None:
    """What a run writes must not be what the next one reads as templates."""
    if config.templates is None:
        return
    templates, output = config.templates.resolve(), config.output.resolve()
    if templates == output or templates in output.parents:
        report.error(
            "CG045",
            f"the output {str(config.output)!r} lies in the folder of templates "
            f"{str(config.templates)!r}: every run would take what the last one wrote "
            "for templates",
            place("output") or place("templates"),
            hint="give `output` a folder of its own, beside that of the templates",
        )


def several(flags: Mapping[str, Any], report: Report, *, cwd: Path) -> tuple[str, ...]:
    """The clients that a command is about if it names none of several, by their names;
    none where it is about one."""
    path = find(flags.get("config"), report, cwd)
    if path is None or flags.get("client"):
        return ()
    names = client_names(path, report)
    return tuple(sorted(names)) if len(names) > 1 else ()


def is_free(package: str) -> bool:
    """Whether a package of this name hides nothing that the client itself imports."""
    return package not in sys.stdlib_module_names | {"httpx2", "pydantic"}


def _importable(package: str) -> bool:
    named = package.isascii() and package.isidentifier() and not iskeyword(package)
    return named and is_free(package)


def _from_table(table: Table, report: Report) -> Config:
    check(table, report)
    if report.has("error"):
        return Config()
    data, folder = table.data, table.path.parent
    texts = {
        key: data[key] for key in ("package", "profile", "formatter") if key in data
    }
    profile = texts.get("profile")
    if profile:
        stated = folder / profile / "profile.yaml"
        if stated.is_file():
            texts["profile"] = str(folder / profile)
        else:
            trace.note(stated)
    paths = {key: folder / data[key] for key in ("output", "templates") if key in data}
    return Config(
        inputs=tuple(folder / each for each in data.get("inputs", ())),
        overlays=tuple(folder / each for each in data.get("overlays", ())),
        allow_remote=tuple(
            _allowed(each, folder) for each in data.get("allow-remote", ())
        ),
        include=tuple(data.get("include", ())),
        exclude=tuple(data.get("exclude", ())),
        omit=tuple(data.get("omit", ())),
        rename=data.get("rename", {}),
        lint=tuple(lint_ignores(table, report)),
        diff=tuple(diff_accepts(table, report)),
        base=folder,
        source=table.path,
        places=_places(table),
        **texts,
        **paths,
    )


def _allowed(name: str, folder: Path) -> str:
    """A name that references may read; a folder is relative to the settings."""
    is_path = "://" not in name and (folder / name).exists()
    return str(folder / name) if is_path else name


def _places(table: Table) -> dict[tuple[str, str], Place]:
    """Where items stand that a later stage may have to say something about."""
    found: dict[tuple[str, str], Place] = {}
    for key in ("include", "exclude", "omit"):
        for index, text in enumerate(table.data.get(key, ())):
            found.setdefault((key, text), table.place(key, index))
    for text in table.data.get("rename", {}):
        found["rename", text] = table.place("rename", text)
    for key in ("inputs", "overlays"):
        for index, text in enumerate(table.data.get(key, ())):
            path = str(table.path.parent / text)
            found.setdefault((key, path), table.place(key, index))
    return found
