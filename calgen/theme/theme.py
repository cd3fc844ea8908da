"""A theme at work: the API as templates see it in, the files of the output out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from calgen import memo
from calgen.files import FileSet, digest
from calgen.record import record
from calgen.render.models import ModelView
from calgen.render.output import FileView
from calgen.render.package import Package
from calgen.render.views import ResourceView
from calgen.theme.escapes import comment
from calgen.theme.fault import ThemeError
from calgen.theme.file import TemplateFile
from calgen.theme.layout import check_layout
from calgen.theme.recorded import Digests, Recorded
from calgen.theme.tree import Tree, fits

if TYPE_CHECKING:
    from calgen.theme.environment import Environment

NOTICE = "_notice.jinja"
"""The first lines of every file that can hold a comment."""


@record
class Rendered:
    """What a theme makes: `copied` are paths of files that no template made; `makers` has
    the user's templates that had a part in a file, by the file's path."""

    files: FileSet
    copied: frozenset[str]
    makers: Mapping[str, tuple[TemplateFile, ...]]


@record(kw_only=False)
class _Target:
    """A file of the output, and what of the API it is about."""

    path: str
    file: TemplateFile
    about: ResourceView | ModelView | None = None

    @property
    def subject(self) -> dict[str, Any]:
        """What its template sees besides the package."""
        if self.about is None:
            return {}
        name = "resource" if isinstance(self.about, ResourceView) else "model"
        return {name: self.about}


class Theme:
    """Renders a tree of templates."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    @property
    def digest(self) -> str:
        """One hash over every file of the theme, and over what is not written."""
        return self.tree.digest

    def render(self, package: Package) -> Rendered:
        """All files of the output, unformatted. Raises `ThemeError`."""
        targets = list(self._targets(package))
        check_layout((each.path, each.file) for each in targets)
        package = replace(package, outputs=tuple(sorted(each.path for each in targets)))
        digests = Digests(package)
        made = FileSet((one.path, self._one(one, package, digests)) for one in targets)
        return Rendered(
            files=made,
            copied=frozenset(
                each.path for each in targets if not each.file.is_template
            ),
            makers={
                each.path: makers
                for each in targets
                if (makers := self._makers(each.file))
            },
        )

    def check_layout(self, package: str) -> None:
        """Raise `BadLayout` for files of the theme that would have one path in the output
        of any API; `package` is the package's name, or what stands for it."""
        check_layout(
            (file.target.replace("{package}", package), file)
            for file in self.tree.outputs
            if not any(fits(each, file.target, package) for each in self._omitted(file))
        )

    def _omitted(self, file: TemplateFile) -> tuple[str, ...]:
        """The patterns that may leave a file out: a theme's own mean the default's."""
        return self.tree.asked if file.own else self.tree.omit

    @cached_property
    def environment(self) -> Environment:
        """The templates as programs."""
        # Imported here: a run that renders nothing has no use for it.
        from calgen.theme.environment import Environment

        return Environment(self.tree)

    def _targets(self, package: Package) -> Iterator[_Target]:
        for file in self.tree.outputs:
            omitted = self._omitted(file)
            if any(fits(each, file.target, package.package) for each in omitted):
                continue
            for target in _expanded(file, package):
                # A pattern may mean one of the files that a template makes.
                if not any(fits(each, target.path) for each in omitted):
                    yield target

    def _one(self, target: _Target, package: Package, digests: Digests) -> str:
        """A rendered file; one that would take what it took the last time is not
        rendered again."""
        if not target.file.is_template:
            return self._copied(target, package)
        if not memo.is_open():
            return self._rendered(target, package)
        key = (self._code, target.file.name, target.path)
        about = "" if target.about is None else digests.about(target.about)
        known = memo.get("rendered", key)
        if known is not None:
            before, taken, text = known
            if before == about and taken == digests.of(each for each, _ in taken):
                return str(text)
        asked: set[str] = set()
        try:
            text = self._rendered(target, Recorded(package, asked))
        except ThemeError:
            # Said of the package itself, as if nobody had looked on.
            self._rendered(target, package)
            raise
        # Digests leave out where things stand.
        if not self.environment.saw_place and "Place(" not in text:
            memo.put("rendered", key, (about, digests.of(asked), text))
        return text

    def _rendered(self, target: _Target, package: object) -> str:
        context = {
            "package": package,
            "file": FileView(path=target.path),
            **target.subject,
        }
        return self.environment.render(target.file.name, context, target.path)

    def _copied(self, target: _Target, package: Package) -> str:
        text = target.file.text
        if target.file.own or not self._has_own_notice:
            return text
        # The runtime is copied byte for byte, and headed by what heads every file.
        context = {
            "package": package,
            "file": FileView(path=target.path, copied=True),
        }
        said = self.environment.render(NOTICE, context, target.path)
        return comment(said, target.path) + text

    @cached_property
    def _has_own_notice(self) -> bool:
        return NOTICE in self.tree.own

    @cached_property
    def _code(self) -> str:
        """What all of its templates may depend on besides their context."""
        default = self.tree.default.items()
        own = [f"{name}\0{digest(file.content)}" for name, file in default]
        return digest("\n".join([self.digest, *sorted(own)]))

    def _makers(self, file: TemplateFile) -> tuple[TemplateFile, ...]:
        """The user's templates that have a part in what a file makes."""
        if not self.tree.own:
            return ()
        if not file.is_template:
            return (file,) if file.own else ()
        from calgen.theme.forwards import parts_of

        environment = self.environment
        names = [file.name, *parts_of(file.name, environment.outline)]
        outlines = [environment.outline(name) for name in names]
        if any(each is not None and each.open for each in outlines):
            return tuple(each for each in self.tree.own.values() if each.is_template)
        found = {
            each.name: each
            for name in names
            if (each := self.tree.get(name)) is not None and each.own
        }
        for name in names:
            for forward in environment.forwards.get(name, ()):
                if forward.everywhere:  # the files of all others are among the names
                    found[forward.file.name] = forward.file
        return tuple(found[name] for name in sorted(found))


def _expanded(file: TemplateFile, package: Package) -> Iterable[_Target]:
    path = file.target.replace("{package}", package.package)
    if path == f"{package.package}/webhooks.py" and package.webhooks is None:
        return []
    if "{resource}" in path:
        return [
            _Target(path.replace("{resource}", each.module), file, each)
            for each in package.all_resources
        ]
    if "{model}" in path:
        return [
            _Target(path.replace("{model}", each.module), file, each)
            for each in package.models
        ]
    return [_Target(path, file)]
