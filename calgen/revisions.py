"""Files as they were in a revision, read through git and laid out in a folder of ours.

The user's own tree is never touched, no hook or filter runs, and nothing is fetched.
"""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from calgen.diagnostics import Report, Stop
from calgen.files import digest, is_inside
from calgen.record import record

# What inputs may be, and what they refer to.
ENDINGS = (".json", ".markdown", ".md", ".mdx", ".txt", ".yaml", ".yml")
_REFERRED = (".json", ".yaml", ".yml")
_ELSEWHERE = re.compile(rb"\$ref[\"']?\s*:\s*[\"']?[^#\"'\s]")
_LINK, _FILE = "120000", ("100644", "100755")


@record(kw_only=False)
class Laid:
    """What a revision had at a path: `path` is the copy of it, `root` that of the whole
    work tree, which is at `top`."""

    path: Path
    root: Path
    top: Path

    def real(self, path: Path) -> Path:
        """Where a file that was laid out stands in the work tree."""
        return self.top / path.relative_to(self.root)


@record(kw_only=False)
class _Entry:
    mode: str
    name: str
    path: str


def split_revision(text: str) -> tuple[str, str] | None:
    """(revision, path) of `REV:PATH`; None for what is not written so."""
    revision, colon, path = text.partition(":")
    drive = os.name == "nt" and len(revision) == 1
    return (revision, path) if colon and revision and not drive else None


def lay_out(revision: str, path: str, into: Path, report: Report, *, cwd: Path) -> Laid:
    """Copy what a revision had at a path into a folder. Raises `Stop` after reporting
    what cannot be had.

    The path is one of the repository, as git has it, else one from where we are.
    """
    if revision.startswith("-"):
        report.error(
            "CG100", f"{revision!r} is no revision: it would be an option of git"
        )
        raise Stop
    top, prefix = _work_tree(report, cwd)
    done = _git(
        ["rev-parse", "--verify", "--quiet", f"{revision}^{{tree}}"], cwd, report
    )
    tree = done.stdout.decode().strip()
    if done.returncode or not tree:
        report.error(
            "CG100",
            f"there is no revision {revision!r} in the repository {top}",
            hint="`git log --oneline` lists revisions; a shallow clone has few of them",
        )
        raise Stop
    for wanted in dict.fromkeys((_normal(path), _normal(posixpath.join(prefix, path)))):
        if wanted is None:
            continue
        entries = _entries(tree, [wanted] if wanted else [], cwd, report)
        if entries:
            found = _wanted(entries, wanted, tree, cwd, report)
            _write(found, into, cwd, report)
            return Laid(into / wanted, into, top)
    report.error(
        "CG100",
        f"the revision {revision!r} has no {path!r}",
        hint="the path is relative to the top of the repository, or to this folder",
    )
    raise Stop


def relative_to_top(path: Path, report: Report, *, cwd: Path) -> str | None:
    """The path of a file or folder in the repository around us; None if outside."""
    top, _ = _work_tree(report, cwd)
    try:
        return path.resolve().relative_to(top).as_posix()
    except ValueError:
        return None


def revision_with(
    files: Mapping[str, str], base: Path, report: Report, *, cwd: Path
) -> str | None:
    """The last commit in which all of these files were what they are here: names
    relative to `base`, and the sha256 of their bytes. None where the last hundred that
    touched them had others. Raises `Stop` where git cannot be asked.

    A lock knows the digests of the inputs that a client was made of: so what it was made
    of is found, whether it was committed before the client or with it.
    """
    top, _ = _work_tree(report, cwd)
    try:
        below = base.resolve().relative_to(top).as_posix()
    except ValueError:
        return None
    wanted = {_normal(posixpath.join(below, name)): files[name] for name in files}
    paths = sorted(path for path in wanted if path)
    if len(paths) < len(files) or not paths:
        return None
    told = _git(["log", "-100", "--format=%H", "--", *paths], top, report).stdout
    known: dict[str, str] = {}
    for commit in told.decode().split():
        entries = _entries(commit, paths, cwd, report)
        new = [each for each in entries if each.name not in known]
        for each, content in _read(new, cwd, report):
            known[each.name] = digest(content)
        if {each.path: known.get(each.name) for each in entries} == wanted:
            return commit
    return None


def _work_tree(report: Report, cwd: Path) -> tuple[Path, str]:
    """(the top of the work tree, where we are in it)."""
    done = _git(["rev-parse", "--show-toplevel", "--show-prefix"], cwd, report)
    if done.returncode:
        report.error(
            "CG101",
            f"{cwd.resolve()} is in no git repository",
            hint="name a file or folder, or run calgen inside of the repository",
        )
        raise Stop
    top, prefix = [*os.fsdecode(done.stdout).split("\n"), ""][:2]
    return Path(top).resolve(), prefix


def _git(
    arguments: Iterable[str], cwd: Path, report: Report, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    environment = {
        **os.environ,
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
    }
    try:
        return subprocess.run(
            ["git", *arguments],
            cwd=cwd,
            input=stdin,
            capture_output=True,
            env=environment,
            check=False,
        )
    except (OSError, ValueError) as error:  # no git; or a NUL, which no name holds
        said = getattr(error, "strerror", None) or str(error)
        report.error(
            "CG101",
            f"git cannot be asked: {said}",
            hint="a revision needs git on the PATH; files and folders do not",
        )
        raise Stop from error


def _normal(path: str) -> str | None:
    """A path in the repository, '' for all of it; None for one that leaves it."""
    found = posixpath.normpath(path.replace("\\", "/") if os.name == "nt" else path)
    found = "" if found == "." else found
    return None if found.startswith(("..", "/")) else found


def _entries(tree: str, paths: list[str], cwd: Path, report: Report) -> list[_Entry]:
    """The files of a revision at some paths, or all of them."""
    below = ["--", *paths] if paths else []
    done = _git(["ls-tree", "-r", "-z", "--full-tree", tree, *below], cwd, report)
    found = []
    for line in os.fsdecode(done.stdout).split("\0"):
        told, tab, name = line.partition("\t")
        words = told.split()
        if tab and len(words) == 3 and is_inside(name):
            found.append(_Entry(words[0], words[2], name))
    return found


def _wanted(
    entries: list[_Entry], path: str, tree: str, cwd: Path, report: Report
) -> list[tuple[_Entry, bytes]]:
    """The files that are read: the one that is named, with those beside it if it refers
    to any, or all of a folder."""
    one = [each for each in entries if each.path == path]
    for each in entries:
        if each.mode == _LINK and (one or each.path.endswith(ENDINGS)):
            report.warning(
                "CG102",
                f"{each.path} is a symbolic link in that revision; it is left out",
                hint="name what it leads to",
            )
    if not one:
        found = [e for e in entries if e.mode in _FILE and e.path.endswith(ENDINGS)]
        return _read(found, cwd, report)
    read = _read([e for e in one if e.mode in _FILE], cwd, report)
    if any(_ELSEWHERE.search(content) for _, content in read):
        folder = PurePosixPath(path).parent.as_posix()
        beside = _entries(tree, [] if folder == "." else [folder], cwd, report)
        more = [
            each
            for each in beside
            if each.mode in _FILE
            and each.path != path
            and each.path.endswith(_REFERRED)
        ]
        read += _read(more, cwd, report)
    return read


def _read(
    entries: list[_Entry], cwd: Path, report: Report
) -> list[tuple[_Entry, bytes]]:
    """The contents of files, as they were committed."""
    asked = "".join(f"{each.name}\n" for each in entries).encode()
    if not asked:
        return []
    told = _git(["cat-file", "--batch"], cwd, report, asked).stdout
    found = []
    at = 0
    for each in entries:
        end = told.find(b"\n", at)
        head = told[at:end].split()
        if end < 0 or len(head) != 3:
            report.error(
                "CG100",
                f"git does not have the content of {each.path} in that revision",
                hint="a partial clone lacks it: `git fetch` it first",
            )
            raise Stop
        size = int(head[2])
        found.append((each, told[end + 1 : end + 1 + size]))
        at = end + 1 + size + 1
    return found


def _write(
    files: list[tuple[_Entry, bytes]], into: Path, cwd: Path, report: Report
) -> None:
    for each, content in files:
        target = into / each.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
