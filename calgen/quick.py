"""The answer of a command that would do and say the same again.

Where all that a run read, and all that it left, is still there byte for byte, its outcome
is known: nothing to do. This looks before anything else of calgen is imported.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from calgen import cache, trace

COMMANDS = ("generate", "check")
_TABLE = "answers"
_EXPANDED = "*?[~$%"


def answer(arguments: Sequence[str]) -> bool:
    """Say what the last run of these arguments would say now, if that is known.

    True if it was said: nothing has changed, and the exit code is 0.
    """
    if not arguments or arguments[0] not in COMMANDS or sys.stderr is None:
        return False
    known = _known(arguments)
    if known is None or not _holds(known):
        return False
    sys.stderr.write(known["err"])
    sys.stderr.flush()
    return True


def remember(
    arguments: Sequence[str],
    read: trace.Trace,
    left: Mapping[str, str],
    absent: Sequence[str],
    *,
    err: str,
) -> None:
    """Keep the answer for a run that changes nothing.

    `left` maps the files of the output to their sha256; `absent` names files of it whose
    presence would mean work.
    """
    if read.remote:
        return  # nobody knows what the network would say
    if any(sign in each for each in arguments for sign in _EXPANDED):
        return  # a shell or click may make something else of it the next time
    data = {
        "fingerprint": cache.fingerprint(),
        "files": {**read.files, **{os.path.abspath(p): d for p, d in left.items()}},
        "folders": [[*key, found] for key, found in read.folders.items()],
        "links": read.links,
        "vain": {**read.vain, **{os.path.abspath(p): "nothing" for p in absent}},
        "err": err,
    }
    cache.save(json.dumps(data).encode(), _TABLE, _key(arguments))


def _key(arguments: Sequence[str]) -> str:
    """The name of an answer: what was asked, where, and for what kind of terminal."""
    parts = (
        *arguments,
        os.getcwd(),
        str(sys.stderr.isatty()),
        os.environ.get("NO_COLOR", ""),
    )
    return trace.digest("\0".join(parts).encode(errors="surrogateescape"))[:40]


def _known(arguments: Sequence[str]) -> dict[str, Any] | None:
    try:
        content = cache.load(_TABLE, _key(arguments))
        data = json.loads(content) if content is not None else None
    except (OSError, ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _holds(known: dict[str, Any]) -> bool:
    """Whether everything that the answer rests on is as it was."""
    try:
        if known["fingerprint"] != cache.fingerprint():
            return False
        read = trace.Trace()
        read.vain, read.links = known["vain"], known["links"]
        for folder, endings, before in known["folders"]:
            key = folder, None if endings is None else tuple(endings)
            read.folders[key] = before
        if not trace.still_holds(read):
            return False
        for path, before in dict(known["files"]).items():
            with open(path, "rb") as file:
                if trace.digest(file.read()) != before:
                    return False
    except (OSError, KeyError, ValueError, TypeError, AttributeError):
        return False
    return isinstance(known.get("err"), str)
