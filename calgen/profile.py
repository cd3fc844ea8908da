"""Policy data about one API: what its documents mean beyond what OpenAPI says.

A profile is a folder with `profile.yaml` (and, for long lists, `names.yaml`). It says how
facts are recognised, never what the facts of a route are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from calgen.callnames import NameRules
from calgen.diagnostics import Report, Stop
from calgen.document import Broken, Document, Problem, parse
from calgen.ir import AuthKind, Json, JsonValue
from calgen.location import Place
from calgen.resources import profile_root

DEFAULT = "default"


def _compilable(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:  # not a ValueError, which is what a validator may raise
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern


Pattern = Annotated[str, AfterValidator(_compilable)]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


FactKind = Literal[
    "version",
    "scope",
    "oauth",
    "role",
    "permission",
    "plan",
    "limit",
    "retry_after",
    "deprecated",
    "ignored",
]
# The fields that a recogniser of a fact may fill, by named group or by `with`.
FACT_FIELDS: dict[FactKind, frozenset[str]] = {
    "version": frozenset({"value", "if_missing"}),
    "scope": frozenset({"value"}),
    "oauth": frozenset({"value"}),
    "role": frozenset({"value"}),
    "permission": frozenset({"value"}),
    "plan": frozenset({"value"}),
    "limit": frozenset({"requests", "count", "unit", "block", "block_unit", "subject"}),
    "retry_after": frozenset(),
    "deprecated": frozenset({"replacement"}),
    "ignored": frozenset(),
}


class Recogniser(_Data):
    """A family of sentences that state one fact.

    `pattern` is a regular expression; case is ignored and a space stands for any white
    space. Its named groups are fields of the fact; `with` gives fields their value.
    """

    fact: FactKind
    pattern: Pattern
    given: dict[str, str] = Field(default_factory=dict, alias="with")

    @model_validator(mode="after")
    def _known_fields(self) -> Recogniser:
        filled = {*re.compile(self.pattern).groupindex, *self.given}
        if unknown := sorted(filled - FACT_FIELDS[self.fact]):
            allowed = ", ".join(sorted(FACT_FIELDS[self.fact])) or "no fields"
            raise ValueError(
                f"{', '.join(unknown)}: a {self.fact} has {allowed}",
            )
        return self


class VersionRules(_Data):
    """Header parameters that carry a version (patterns of whole names) and its form."""

    headers: tuple[Pattern, ...] = ()
    value: Pattern = r"\d{4}-\d{2}-\d{2}"


class AuthRule(_Data):
    """A way to authenticate that documents declare as header parameters.

    `headers` maps the name of a constructor argument to a header.
    """

    kind: AuthKind
    headers: dict[str, str]
    doc: str = ""


class Match(_Data):
    """What makes a document one of this API: patterns searched in its own data."""

    titles: tuple[Pattern, ...] = ()
    servers: tuple[Pattern, ...] = ()
    headers: tuple[Pattern, ...] = ()


class Envelope(_Data):
    """An answer that wraps its value: the property that holds it, and those beside it."""

    unwrap: str
    beside: tuple[str, ...] = ()


class PaginationRules(_Data):
    """Wire names that mean the same thing: query parameters and fields of the answer."""

    cursor: tuple[str, ...] = ()
    limit: tuple[str, ...] = ()
    offset: tuple[str, ...] = ()
    page: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    next_cursor: tuple[str, ...] = ()
    has_more: tuple[str, ...] = ()
    total: tuple[str, ...] = ()


class Profile(_Data):
    """All policy of one API."""

    name: str = DEFAULT
    title: str = ""
    extends: str | None = None
    match: Match = Match()
    server: str | None = None
    version: VersionRules = VersionRules()
    auth: dict[str, AuthRule] = Field(default_factory=dict)
    ignored_headers: tuple[str, ...] = ()
    envelopes: tuple[Envelope, ...] = ()
    pagination: PaginationRules = PaginationRules()
    recognisers: tuple[Recogniser, ...] = ()
    schema_names: tuple[Pattern, ...] = ()
    names: NameRules = NameRules()


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
    ):
        for pattern in patterns:
            for value in values:
                if re.search(pattern, value, re.IGNORECASE):
                    return f"its {kind} {value!r} fits"
    return ""
