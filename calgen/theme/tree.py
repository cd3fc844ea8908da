"""The files of a theme: the default's, the runtime that clients carry, and over them a
user's own."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

from calgen import trace
from calgen.files import digest
from calgen.theme.fault import BadFolder
from calgen.theme.file import DEFAULT, TemplateFile
from calgen.theme.manifest import NAME, Manifest, read_manifest

CORE = "{package}/_core/"
"""Where the runtime lies in a theme."""
# What editors, systems and Python leave behind.
_LITTER = re.compile(
    r"(?:^|/)(?:__pycache__|\.git|\.DS_Store|Thumbs\.db)(?:/|$)"
    r"|(?:^|/)\.#[^/]*$|~$|\.(?:pyc|swp|bak|orig)$"
)


class Tree:
    """The files of a theme, by name; each is read once. Raises `ThemeError`.

    `omit` are patterns of files that are not written: those `asked` for, which mean the
    user's files, too, and those of the theme itself, which mean the default's alone.
    """

    def __init__(
        self,
        default: Path,
        runtime: Path,
        own: Path | None = None,
        omit: Iterable[str] = (),
    ) -> None:
        stated = _read(default, own=False)
        self.default: Mapping[str, TemplateFile] = {
            **{name: file for name, file in stated.items() if name != NAME},
            **_runtime(runtime),
        }
        read = _read(own, own=True) if own is not None else {}
        self.own: Mapping[str, TemplateFile] = {
            name: file for name, file in read.items() if name != NAME
        }
        self.manifest: Manifest = read_manifest(read.get(NAME))
        self.moved = read_manifest(stated.get(NAME)).moved
        self.asked = tuple(omit)
        self.omit = (*self.asked, *self.manifest.omit)
        self.files = self._laid_over()

    def _laid_over(self) -> Mapping[str, TemplateFile]:
        """Every file by its name; a user's takes the place of what makes the same."""
        taken = {file.target for file in self.own.values()}
        left = {n: f for n, f in self.default.items() if f.target not in taken}
        return dict(sorted({**left, **self.own}.items()))

    @cached_property
    def outputs(self) -> tuple[TemplateFile, ...]:
        """What becomes output, sorted by name."""
        return tuple(
            file
            for file in self.files.values()
            if not file.is_part and (file.own or self._is_written(file))
        )

    def _is_written(self, file: TemplateFile) -> bool:
        # A user's file in the place of a default's is wanted wherever that is not.
        return self.manifest.default and not any(
            fits(pattern, file.target) for pattern in self.manifest.omit
        )

    def get(self, name: str) -> TemplateFile | None:
        """The file that templates know by a name."""
        if name.startswith(DEFAULT):
            return self.default.get(name.removeprefix(DEFAULT))
        return self.files.get(name)

    @cached_property
    def digest(self) -> str:
        """One hash over every file, and over what is not written."""
        parts = [f"{name}\0{digest(file.content)}" for name, file in self.files.items()]
        parts.append(f"default\0{self.manifest.default}")
        parts += sorted({*self.manifest.omit, *(f"asked\0{e}" for e in self.asked)})
        return digest("\n".join(parts))


def fits(pattern: str, target: str, package: str = "") -> bool:
    """Whether a pattern of files that are not written means one: it may name a folder,
    and the package itself instead of `{package}`."""
    names = (target, target.replace("{package}", package)) if package else (target,)
    wanted = pattern.removesuffix("/").removesuffix(".jinja")
    return any(
        fnmatchcase(name, wanted) or fnmatchcase(name, f"{wanted}/*") for name in names
    )


def _read(folder: Path, *, own: bool) -> dict[str, TemplateFile]:
    found = {}
    for each in sorted(_walk(os.fspath(folder))):
        path = Path(each)
        name = path.relative_to(folder).as_posix()
        if _LITTER.search(name):
            continue
        found[name] = TemplateFile(
            name=name, path=path, content=_content(path, name), own=own
        )
    return found


def _content(path: Path, name: str) -> bytes:
    try:
        name.encode()
    except UnicodeEncodeError:
        # Such a name can neither be printed nor stand in the lock.
        shown = os.fsencode(path).decode(errors="backslashreplace")
        raise BadFolder(
            f"the name of {shown} is not UTF-8", hint="rename the file"
        ) from None
    try:
        # Reading a pipe would wait for somebody to write.
        if not stat.S_ISREG(path.stat().st_mode):
            trace.note(path)
            raise BadFolder(
                f"{path} is no file that can be read as a template",
                hint="take it out of the folder: a pipe, socket or device has no text",
            )
        return trace.read(path)
    except OSError as error:
        trace.note(path)
        raise BadFolder(
            f"cannot read {path}: {error.strerror}",
            hint="correct its rights, or where it leads; or take it out of the folder",
        ) from error


def _walk(folder: str, above: tuple[str, ...] = ()) -> Iterator[str]:
    """The files below a folder, those behind links to folders among them."""
    real = trace.follow(folder)
    if any(each == real or each.startswith(real + os.sep) for each in above):
        raise BadFolder(
            f"the link {folder} leads back to a folder that it stands in",
            hint="take the link out of the folder of templates",
        )
    for each in trace.walk(folder):
        if Path(each).is_dir():
            yield from _walk(each, (*above, real))
        else:
            yield each


def _runtime(folder: Path) -> dict[str, TemplateFile]:
    """The runtime is calgen's own: nobody edits it between two runs."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        name = CORE + path.relative_to(folder).as_posix()
        content = path.read_bytes()
        found[name] = TemplateFile(name=name, path=path, content=content, own=False)
    return found
