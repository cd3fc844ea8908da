"""black, in one place. Every Python file of ours is a fixed point of the pinned black.

Templates and the models' printer write text that black leaves alone, so most files never
meet it; a file with a line that is too long may hold something black would wrap.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence

from calgen import memo
from calgen.files import FileSet, digest
from calgen.location import Place
from calgen.pytext import LINE, display_width
from calgen.stack import deeply
from calgen.theme import Rendered
from calgen.theme.blame import written_at
from calgen.theme.file import TemplateFile

# A line that black cannot break: a name, an item of a dict, the head of an import or of
# a class that is broken already.
_ATOM = re.compile(
    r"""\s*(?:(?:"[^"\\]*":\ |\w+=)?(?:"[^"\\]*"|[\w.]+(?:\ as\ [\w.]+)?),?
    |from\ [\w.]+\ import\ \(|class\ \w+\(|\w+\ =\ \()""",
    re.VERBOSE,
)


_FAR = 10  # lines around a fault among which the user's own is looked for
_SHOWN = 2  # lines shown before and behind a fault


class NotPython(Exception):
    """A file that would be written is not Python: where, and the fault; `excerpt` is the
    line, `around` it and its neighbours by their numbers, `place` that of the user's
    template that may have made it."""

    def __init__(self, path: str, line: int, message: str, lines: list[str]) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.line = line
        self.lines = lines
        self.place: Place | None = None

    @property
    def excerpt(self) -> str:
        return self.lines[self.line - 1] if self.line <= len(self.lines) else ""

    @property
    def around(self) -> dict[int, str]:
        first = max(1, self.line - _SHOWN)
        last = min(len(self.lines), self.line + _SHOWN)
        return {number: self.lines[number - 1] for number in range(first, last + 1)}


def formatted(rendered: Rendered, *, jobs: int = 1, style: str = "black") -> FileSet:
    """The files, each Python one parsed, and formatted where black may see a fault; what
    is copied stays byte for byte. Raises `NotPython`.
    """
    done = dict(rendered.files)
    doubtful: dict[str, str] = {}
    for path, text in rendered.files.items():
        makers = rendered.makers.get(path, ())
        is_copied = path in rendered.copied
        if not path.endswith(".py") or (is_copied and not makers):
            continue
        # What a user's template had a part in is in no form that we know.
        is_own = any(each.target.endswith(".py") for each in makers)
        asked = "none" if is_copied else f"{style} own" if is_own else style
        key = _key(asked, text)
        known = memo.get("formatted", key)
        if known is not None:
            done[path] = known or text
            continue
        try:
            _prove(path, text)
        except NotPython as error:
            error.place = _blamed(makers, error)
            raise
        if asked.startswith("black") and (is_own or _is_doubtful(text)):
            doubtful[path] = key
        else:
            memo.put("formatted", key, "")
    texts = [rendered.files[path] for path in doubtful]
    results = _blackened(texts, jobs)
    for (path, key), result in zip(doubtful.items(), results, strict=True):
        done[path] = result
        memo.put("formatted", key, result)
    return FileSet(done.items())


def _key(style: str, text: str) -> str:
    return f"{style} {digest(text)}"


def _blackened(texts: list[str], jobs: int) -> list[str]:
    if jobs > 1 and len(texts) > 1:
        # Imported here: few runs ask for it.
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor(jobs) as pool:
            return list(pool.map(black, texts, chunksize=4))
    return [black(text) for text in texts]


def black(text: str) -> str:
    """The text as the pinned black writes it."""
    # Imported here: 60 ms, and rarely needed.
    from black import format_str
    from black.mode import Mode, TargetVersion

    mode = Mode(target_versions={TargetVersion.PY311}, line_length=LINE)
    return format_str(text, mode=mode)


def _is_doubtful(text: str) -> bool:
    """Whether a line is too long, docstrings aside: black never breaks those."""
    long = {
        number
        for number, line in enumerate(text.split("\n"), start=1)
        if display_width(line) > LINE and not _ATOM.fullmatch(line)
    }
    if long:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                last = node.end_lineno or node.lineno
                # Where a docstring of several lines begins, black may move its text.
                first = node.lineno + (1 if last > node.lineno else 0)
                long.difference_update(range(first, last + 1))
    return bool(long)


def _prove(path: str, text: str) -> None:
    """Raise `NotPython` for what is none; two arguments of one name do parse."""
    try:
        with warnings.catch_warnings():
            # What Python thinks of a user's code is for who runs it.
            warnings.simplefilter("ignore")
            deeply(lambda: compile(text, path, "exec", dont_inherit=True))
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        line = getattr(error, "lineno", None) or 1
        deep = isinstance(error, MemoryError | RecursionError)
        said = "nested too deeply" if deep else str(getattr(error, "msg", error))
        raise NotPython(path, line, said, text.split("\n")) from error


def _blamed(makers: Sequence[TemplateFile], error: NotPython) -> Place | None:
    """The line of a user's template that may have written the faulty line, or the nearest
    one around it: Python often sees a fault a line late. The beginning of one that had a
    part in the file where no line looks like it; None where none had."""
    for line in _nearest(error.line, error.lines):
        if place := written_at(makers, line):
            return place
    return makers[0].place() if makers else None


def _nearest(line: int, lines: Sequence[str]) -> Iterator[str]:
    """A line and those around it, the nearest first."""
    for distance in range(_FAR + 1):
        for number in dict.fromkeys((line - distance, line + distance)):
            if 1 <= number <= len(lines):
                yield lines[number - 1]
