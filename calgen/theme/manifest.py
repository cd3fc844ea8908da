"""`_theme.toml`: what a theme says of itself."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from calgen.nearest import nearest
from calgen.record import record
from calgen.theme.fault import BadFolder
from calgen.theme.file import TemplateFile

NAME = "_theme.toml"
CONTRACT = 1
"""The version of what templates can rely on: the blocks of each file, and the names and
attributes of their context. It rises when one is taken away or comes to mean another
thing; what is added raises nothing."""


@record
class Moved:
    """A block that was `of` one file and now stands in another."""

    block: str
    of: str
    to: str


@record
class Manifest:
    """`contract` is the version that the theme was written for, None where it does not
    say; `default` whether the files of the default theme are written, too; `omit` are
    patterns of files that are not; `moved` are blocks that have another place now."""

    contract: int | None = None
    default: bool = True
    omit: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()
    file: TemplateFile | None = None


def read_manifest(file: TemplateFile | None) -> Manifest:
    """What a theme says of itself; a user's cannot say what has moved. Raises
    `BadFolder`."""
    if file is None:
        return Manifest()
    try:
        data = tomllib.loads(file.text)
    except tomllib.TOMLDecodeError as error:
        line = int(getattr(error, "lineno", 0)) or _line_said(str(error))
        raise BadFolder(
            f"{NAME} is not TOML: {error}",
            file.place(line),
            hint=f"a first line could be `contract = {CONTRACT}`",
        ) from None
    _check(data, file)
    return Manifest(
        contract=data.get("contract"),
        default=data.get("default", True),
        omit=tuple(data.get("omit", ())),
        moved=tuple(Moved(**each) for each in data.get("moved", ())),
        file=file,
    )


def _line_said(message: str) -> int:
    _, found, rest = message.partition("at line ")
    number = rest.partition(",")[0]
    return int(number) if found and number.isdecimal() else 1


_KINDS = {
    "contract": "a whole number from 1",
    "default": "true or false",
    "omit": "a list of strings",
    "moved": "a list of tables with `block`, `of` and `to`",
}


def _check(data: Mapping[str, Any], file: TemplateFile) -> None:
    kinds = {key: _KINDS[key] for key in _KINDS if key != "moved" or not file.own}
    for key, value in data.items():
        if key not in kinds:
            near = nearest(key, kinds)
            raise BadFolder(
                f"{NAME} knows no {key!r}",
                file.find(key),
                hint=(
                    f"did you mean {near!r}?"
                    if near
                    else f"it may have {', '.join(kinds)}"
                ),
            )
        if not _fits(key, value):
            raise BadFolder(
                f"{key!r} of {NAME} is not {_KINDS[key]}",
                file.find(key),
                hint=f"write {_KINDS[key]}",
            )


def _fits(key: str, value: object) -> bool:
    if key == "contract":
        return type(value) is int and value > 0
    if key == "default":
        return isinstance(value, bool)
    if not isinstance(value, list):
        return False
    if key == "omit":
        return all(isinstance(each, str) for each in value)
    return all(
        isinstance(each, dict)
        and each.keys() == {"block", "of", "to"}
        and all(isinstance(text, str) for text in each.values())
        for each in value
    )
