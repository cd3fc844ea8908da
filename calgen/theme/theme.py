"""The theme: a template tree that is the output tree.

`.jinja` files are rendered, others copied; `_x` is a partial; `{package}` and `{resource}`
in a path expand. A user's folder comes first, file by file; `default/x` is always the
theme's own `x`, for `{% extends %}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from calgen import memo, trace
from calgen.files import FileSet, digest
from calgen.render.package import Package
from calgen.render.views import ResourceView
from calgen.theme.fault import ThemeError
from calgen.theme.recorded import Digests, Recorded

if TYPE_CHECKING:
    from calgen.theme.environment import Environment

_SUFFIX = ".jinja"
_DEFAULT = "default/"


class Theme:
    """A theme's files, the user's over the default's; each is read once."""

    def __init__(self, default: Path, own: Path | None = None) -> None:
        self._default = _read(default)
        self._files = self._default | (_read(own) if own is not None else {})

    @cached_property
    def digest(self) -> str:
        """One hash over every file of the theme."""
        parts = [f"{name}\0{digest(self._files[name][0])}" for name in self.names]
        return digest("\n".join(parts))

    @property
    def names(self) -> tuple[str, ...]:
        """Every file of the theme, by its path relative to the theme."""
        return tuple(sorted(self._files))

    def render(self, package: Package) -> FileSet:
        """All files of the output, unformatted. Raises `ThemeError`."""
        return FileSet(self._render(package))

    def _render(self, package: Package) -> Iterator[tuple[str, str]]:
        digests = Digests(package)
        for name in self.names:
            if _is_partial(name):
                continue
            for path, resource in _targets(name, package):
                if not name.endswith(_SUFFIX):
                    yield path, self._copied(name)
                else:
                    text = self._one(name, package, resource, digests)
                    yield path.removesuffix(_SUFFIX), text

    def _one(
        self,
        name: str,
        package: Package,
        resource: ResourceView | None,
        digests: Digests,
    ) -> str:
        """A rendered file; one that would take what it took the last time is not
        rendered again."""
        if not memo.is_open():
            return self._environment.render(name, package, resource)
        of = "" if resource is None else resource.dotted
        key = (self._code, name, of)
        about = "" if resource is None else digests.resource(resource)
        known = memo.get("rendered", key)
        if known is not None:
            before, taken, text = known
            if before == about and taken == digests.of(each for each, _ in taken):
                return str(text)
        asked: set[str] = set()
        try:
            text = self._environment.render(name, Recorded(package, asked), resource)
        except ThemeError:
            # Said of the package itself, as if nobody had looked on.
            self._environment.render(name, package, resource)
            raise
        memo.put("rendered", key, (about, digests.of(asked), text))
        return text

    @cached_property
    def _code(self) -> str:
        """What all of its templates may depend on besides their context."""
        own = [f"{name}\0{digest(text)}" for name, (text, _) in self._default.items()]
        return digest("\n".join([self.digest, *sorted(own)]))

    @cached_property
    def _environment(self) -> Environment:
        # Imported here: a run that renders nothing has no use for it.
        from calgen.theme.environment import Environment

        return Environment(self._source)

    def _source(self, name: str) -> tuple[bytes, Path] | None:
        if name.startswith(_DEFAULT):
            return self._default.get(name.removeprefix(_DEFAULT))
        return self._files.get(name)

    def _copied(self, name: str) -> str:
        try:
            return self._files[name][0].decode()
        except UnicodeDecodeError as error:
            raise ThemeError(f"{name}: not UTF-8 text") from error


def _read(folder: Path) -> dict[str, tuple[bytes, Path]]:
    """Every file below a folder: its relative name, its content, its path."""
    found = {}
    for each in trace.walk(folder):
        path = Path(each)
        try:
            content = trace.read(path)
        except OSError as error:
            raise ThemeError(f"cannot read {path}: {error.strerror}") from error
        found[path.relative_to(folder).as_posix()] = (content, path)
    return found


def _is_partial(name: str) -> bool:
    last = name.rpartition("/")[2]
    return last.startswith("_") and not last.startswith("__") and last.endswith(_SUFFIX)


def _targets(name: str, package: Package) -> Iterable[tuple[str, ResourceView | None]]:
    path = name.replace("{package}", package.package)
    if path == f"{package.package}/webhooks.py{_SUFFIX}" and package.webhooks is None:
        return []
    if "{resource}" not in path:
        return [(path, None)]
    return [
        (path.replace("{resource}", each.module), each)
        for each in package.all_resources
    ]
