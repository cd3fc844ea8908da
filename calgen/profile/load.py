"""Profiles by name or folder, and the one that fits a document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from calgen.diagnostics import Report, Stop
from calgen.document import Broken, Document, Problem, parse
from calgen.ir import Json, JsonValue
from calgen.location import Place
from calgen.profile.data import DEFAULT, Match, Profile
from calgen.resources import profile_root


def available() -> tuple[str, ...]:
    """The names of the profiles that come with calgen."""
    root = profile_root()
    return tuple(sorted(each.parent.name for each in root.glob("*/profile.yaml")))


def load(named: str | Path, report: Report) -> Profile:
    """A profile by name or folder, on top of the one it extends.

    Stops the run if there is none, or if its data is not a profile.
    """
    data, sources = _data(named, report)
    try:
        return Profile.model_validate(data)
    except ValidationError as error:
        for each in error.errors():
            pointer = "".join(f"/{step}" for step in each["loc"])
            document = sources.get(str(each["loc"][0]) if each["loc"] else "")
            report.error(
                "CG030",
                f"profile {data.get('name')}: {each['msg'].removeprefix('Value error, ')}",
                Place(document, pointer) if document else None,
            )
        report.stop_on_errors()
        raise AssertionError("unreachable") from error


def _data(named: str | Path, report: Report) -> tuple[Json, dict[str, Document]]:
    folder = profile_root() / named if str(named) in available() else Path(named)
    path = folder / "profile.yaml"
    if not path.is_file():
        report.error(
            "CG031",
            f"there is no profile {str(named)!r}",
            hint=f"known are {', '.join(available())}; or name a folder with profile.yaml",
        )
        report.stop_on_errors()
    document = _parse(path, report)
    data = dict(document.data) if isinstance(document.data, dict) else {}
    data.setdefault("name", folder.name)
    sources = dict.fromkeys(data, document)
    names = folder / "names.yaml"
    if names.is_file():
        data["names"] = _parse(names, report).data
    base = data.get("extends") or (DEFAULT if folder.name != DEFAULT else None)
    if isinstance(base, str):
        below, below_sources = _data(base, report)
        return _joined(below, data), below_sources | sources
    return data, sources


def _parse(path: Path, report: Report) -> Document:
    shown = "/".join(path.parts[-2:])
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        return parse(shown, text)
    except Problem as problem:
        around = Document(shown, text, None)
        report.error("CG030", problem.message, Place(Broken(around, problem.mark)))
    except (OSError, UnicodeDecodeError) as error:
        report.error("CG030", f"cannot read the profile {shown}: {error}")
    raise Stop


def _joined(below: Json, above: Json) -> Json:
    """`above` on `below`: mappings join, the recognisers and envelopes of `above` come
    first, everything else replaces."""
    joined: Json = dict(below)
    for key, value in above.items():
        under = below.get(key)
        if isinstance(value, dict) and isinstance(under, dict):
            joined[key] = {**under, **value}
        elif key in {"recognisers", "envelopes"} and isinstance(under, list):
            joined[key] = [*_items(value), *under]
        else:
            joined[key] = value
    return joined


def _items(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What the documents of one API show of it."""

    titles: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def choose(asked: str | None, looks: Looks, report: Report) -> tuple[Profile, str]:
    """The profile of a document, and why: asked for, or the one that fits."""
    if asked:
        return load(asked, report), "asked for"
    fitting: list[tuple[Profile, str]] = []
    for name in available():
        profile = load(name, report)
        if reason := _fits(profile.match, looks):
            fitting.append((profile, reason))
    if not fitting:
        return load(DEFAULT, report), "no other profile fits the document"
    if len(fitting) > 1:
        names = " and ".join(profile.name for profile, _ in fitting)
        report.warning(
            "CG032",
            f"the profiles {names} fit the document; {fitting[0][0].name} is used",
            hint="choose with --profile NAME or the `profile` setting",
        )
    return fitting[0]


def _fits(match: Match, looks: Looks) -> str:
    for kind, patterns, values in (
        ("title", match.titles, looks.titles),
        ("server", match.servers, looks.servers),
        ("header", match.headers, looks.headers),
        ("source", match.sources, looks.sources),
    ):
        for pattern in patterns:
            for value in values:
                if re.search(pattern, value, re.IGNORECASE):
                    return f"its {kind} {value!r} fits"
    return ""
