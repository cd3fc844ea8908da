"""What references may read: files below the inputs' folders, and what is named."""

from __future__ import annotations

import os
import posixpath
import shlex
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from calgen.record import record

_PORTS = {"http": 80, "https": 443}


@record(kw_only=False)
class Allowed:
    """`folders` are the inputs' (a file's own folder, or the folder that was named);
    `names` were given by hand: URL prefixes, hosts, folders and files."""

    folders: tuple[Path, ...]
    names: tuple[str, ...] = ()

    def file(self, path: Path) -> bool:
        """Whether a file may be read, wherever links lead. Below an input's folder,
        files whose names begin with a dot are nobody's API description."""
        real = Path(os.path.realpath(path))
        for folder in self.folders:
            inside = _below(real, folder)
            if inside is not None and not any(p.startswith(".") for p in inside.parts):
                return True
        return any(_below(real, Path(name)) is not None for name in self._paths())

    def url(self, url: str) -> bool:
        """Whether an address may be asked for."""
        asked = parsed(url)
        return asked is not None and any(_covers(name, asked) for name in self.names)

    def _paths(self) -> Iterable[str]:
        return (n for n in self.names if "://" not in n and Path(n).exists())


def _below(real: Path, folder: Path) -> Path | None:
    try:
        return real.relative_to(os.path.realpath(folder))
    except ValueError:
        return None


def parsed(url: str) -> SplitResult | None:
    """An address of http or https; None for any other, or one with credentials."""
    try:
        found = urlsplit(url)
        _ = found.port
    except ValueError:
        return None
    plain = found.scheme in _PORTS and found.hostname and "@" not in found.netloc
    plain = plain and "\\" not in url
    return found if plain else None


def _covers(name: str, asked: SplitResult) -> bool:
    """Whether a URL prefix or a host, given by hand, covers an address."""
    prefix = parsed(name if "://" in name else f"{asked.scheme}://{name}")
    if prefix is None or ("://" not in name and "/" in name):
        return False
    if (prefix.scheme, prefix.hostname, _port(prefix)) != (
        asked.scheme,
        asked.hostname,
        _port(asked),
    ):
        return False
    wanted, path = _plain(prefix.path).rstrip("/"), _plain(asked.path)
    return path == wanted or path.startswith(f"{wanted}/")


def _port(url: SplitResult) -> int | None:
    return url.port or _PORTS.get(url.scheme)


def _plain(path: str) -> str:
    """A path without the dots that would lead out of a prefix, encoded or not."""
    return posixpath.normpath(unquote(path)) if path else ""


def flag_for_file(path: Path, cwd: Path) -> str:
    """The flag that allows the folder of a file."""
    folder = Path(os.path.realpath(path)).parent
    below = _below(folder, cwd)
    shown = folder if below is None else below
    return f"--allow-remote {shlex.quote(shown.as_posix())}"


def flag_for_url(url: str) -> str:
    """The flag that allows the folder of an address."""
    found = urlsplit(url)
    folder = found.path.rpartition("/")[0]
    prefix = f"{found.scheme}://{found.netloc}{folder}/"
    return f"--allow-remote {shlex.quote(prefix)}"
