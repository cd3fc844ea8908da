"""The paths of an output: one file each, none where another needs a folder."""

from __future__ import annotations

from collections.abc import Iterable

from calgen.files import RESERVED, is_inside
from calgen.location import Place
from calgen.theme.fault import BadLayout
from calgen.theme.file import TemplateFile

Claim = tuple[str, TemplateFile]
"""A path of the output, and the file of the theme that makes it."""


def check_layout(claims: Iterable[Claim]) -> None:
    """Raise `BadLayout` for a path that leaves the output, that calgen needs itself, or
    that two files of the theme want; paths that differ in case only are one on many
    systems."""
    files: dict[str, Claim] = {}
    for claim in claims:
        path, file = claim
        if not is_inside(path):
            raise BadLayout(
                f"{file.name} makes {path!r}, which is no path within the output",
                _place(file),
                hint="rename it: letters of any language, no `..` and no backslash",
            )
        if path.split("/")[0].casefold() in RESERVED:
            raise BadLayout(
                f"{file.name} makes {path}, a name that calgen needs itself",
                _place(file),
                hint="rename it",
            )
        other = files.setdefault(path.casefold(), claim)
        if other is not claim:
            _refuse_twice(other, claim)
    for key, claim in files.items():
        for end, letter in enumerate(key):
            if letter == "/" and (top := files.get(key[:end])) is not None:
                _refuse_folder(top, claim)


def _place(file: TemplateFile) -> Place | None:
    return file.place() if file.own else None


def _refuse_twice(first: Claim, second: Claim) -> None:
    """Refuse two files that make one path."""
    one, other = (first, second) if second[1].own else (second, first)
    path, file = other
    if one[1] == file:
        hint = "put `{resource}` or `{model}` where it tells the files apart"
    elif one[1].own:
        hint = "rename one of them"
    else:
        hint = f"to replace that file, call yours {one[1].name}; else rename yours"
    raise BadLayout(
        f"{file.name} and {one[1].name} both make {path}", _place(file), hint=hint
    )


def _refuse_folder(top: Claim, below: Claim) -> None:
    """Refuse a file that stands where another needs a folder."""
    own = below if below[1].own else top
    other = top if own is below else below
    raise BadLayout(
        f"{top[1].name} makes the file {top[0]}, and {below[1].name} makes {below[0]}, "
        "which needs a folder of that name",
        _place(own[1]),
        hint=(
            f"rename {own[1].name}"
            if other[1].own
            else f"rename {own[1].name}, or leave {other[1].name} out with `omit`"
        ),
    )
