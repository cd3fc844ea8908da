"""Profiles by name or folder, and the one that fits a document."""

from __future__ import annotations

import json
import re
from contextlib import nullcontext
from pathlib import Path

from calgen import memo, trace
from calgen.diagnostics import Report, Stop
from calgen.document import Broken, Document, Problem, parse
from calgen.ir import Json, JsonValue
from calgen.location import Place
from calgen.profile.checked import Misfit, checked, trusted
from calgen.profile.data import DEFAULT, Match, Profile
from calgen.profile.recognisers import expanded
from calgen.record import record
from calgen.resources import profile_root
from calgen.trace import digest


def available() -> tuple[str, ...]:
    """The names of the profiles that come with calgen."""
    root = profile_root()
    return tuple(sorted(each.parent.name for each in root.glob("*/profile.yaml")))


def load(named: str | Path, report: Report, *, doubted: bool = False) -> Profile:
    """A profile by name or folder, on top of the one it extends.

    Stops the run if there is none, or if its data is not a profile. The patterns of
    calgen's own profiles are looked at only if they are `doubted`.
    """
    data, sources = _data(named, report)
    key = digest(json.dumps(data, default=str).encode())
    known: Profile | None = memo.get("profiles", key)
    if known is not None:
        return known
    try:
        own = str(named) in available() and not doubted
        with trusted() if own else nullcontext():
            found = checked(Profile, _spelled_out(data))
    except Misfit as misfit:
        for way, said in misfit.faults:
            document = sources.get(str(way[0]) if way else "")
            report.error(
                "CG030",
                f"profile {data.get('name')}: {said}",
                Place(document).child(*way) if document else None,
            )
        raise Stop from misfit
    object.__setattr__(found, "digest", key)
    memo.put("profiles", key, found)
    return found


def _spelled_out(data: Json) -> Json:
    """The data with the words of patterns in their places. Raises `Misfit`."""
    words, listed = data.get("words"), data.get("recognisers")
    if not isinstance(listed, list):
        return data
    made: list[JsonValue] = []
    for at, each in enumerate(listed):
        if not isinstance(each, dict):
            made.append(each)
            continue
        plain = {("given" if key == "with" else key): each[key] for key in each}
        if isinstance(pattern := plain.get("pattern"), str):
            known = words if isinstance(words, dict) else {}
            pieces = {key: str(piece) for key, piece in known.items()}
            try:
                plain["pattern"] = expanded(pattern, pieces)
            except ValueError as error:
                raise Misfit([(("recognisers", at), str(error))]) from error
        made.append(plain)
    return {**data, "recognisers": made}


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
    else:
        trace.note(names)
    base = data.get("extends") or (DEFAULT if folder.name != DEFAULT else None)
    if isinstance(base, str):
        below, below_sources = _data(base, report)
        return _joined(below, data), below_sources | sources
    return data, sources


def _parse(path: Path, report: Report) -> Document:
    shown = "/".join(path.parts[-2:])
    text = ""
    try:
        text = trace.read(path).decode().replace("\r\n", "\n")
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


@record
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
