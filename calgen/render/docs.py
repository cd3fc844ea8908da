"""Docstrings and tables: what an operation tells to people."""

from __future__ import annotations

from collections.abc import Sequence

from calgen.ir import Operation, RateLimit
from calgen.pytext import LINE

_UNITS = {1: "second", 60: "minute", 3600: "hour", 86400: "day"}


def facts_line(operation: Operation) -> str:
    """The facts of an operation on one line: `API version 2026-05-01 · scope READ`."""
    return " · ".join(fact for fact in facts(operation).values() if fact)


def facts(operation: Operation) -> dict[str, str]:
    """The facts of an operation in words, by kind; '' for those that nobody states."""
    version, access = operation.version, operation.access
    stated = version.value.value if version else None
    plural = "scopes" if len(access.scopes) > 1 else "scope"
    return {
        "version": f"API version {stated}" if stated else "",
        "scopes": _listed(plural, [each.value for each in access.scopes]),
        "oauth": (
            "not available to OAuth tokens"
            if access.oauth and access.oauth.value == "not-accessible"
            else ""
        ),
        "roles": _listed("role", [each.value for each in access.roles]),
        "permissions": _listed("permission", [e.value for e in access.permissions]),
        "plan": f"plan {access.plan.value}" if access.plan else "",
        "limit": limit_text(operation.limit.value) if operation.limit else "",
        "public": "no credential needed" if access.public else "",
        "deprecated": deprecation(operation),
    }


def _listed(word: str, values: Sequence[str]) -> str:
    return f"{word} {', '.join(values)}" if values else ""


def limit_text(limit: RateLimit) -> str:
    """A rate limit in words: `60 requests a minute, then blocked for 60 s`."""
    unit = _UNITS.get(limit.per_seconds)
    window = f"a {unit}" if unit else f"in {limit.per_seconds} s"
    block = f", then blocked for {limit.block_seconds} s" if limit.block_seconds else ""
    return f"{limit.requests} requests {window}{block}"


def deprecation(operation: Operation) -> str:
    """`deprecated`, with what replaces it where that is known."""
    if operation.deprecated is None:
        return ""
    instead = operation.deprecated.value
    return f"deprecated: {instead}" if instead else "deprecated"


def method_doc(operation: Operation, arguments: Sequence[tuple[str, str]]) -> str:
    """The text of a method's docstring. `arguments` are (Python name, description)."""
    doc = operation.doc
    summary = doc.summary or f"{operation.method} {operation.path.text}"
    parts = [_sentence(summary)]
    if doc.body and doc.body != doc.summary:
        parts.append(doc.body)
    described = [(name, " ".join(text.split())) for name, text in arguments if text]
    if described:
        parts.append("\n".join(["Args:", *_entries(described)]))
    if line := facts_line(operation):
        parts.append(_sentence(line[0].upper() + line[1:]))
    return "\n\n".join(parts)


def _entries(described: Sequence[tuple[str, str]]) -> list[str]:
    lines = []
    for name, text in described:
        lines += _wrapped(f"{name}: {text}", 4, 8)
    return lines


def _wrapped(text: str, first: int, rest: int) -> list[str]:
    """A paragraph broken at spaces, to fit behind a method's indentation."""
    lines, line = [], " " * first
    for word in text.split(" "):
        if line.strip() and len(line) + len(word) + 1 > LINE - 8:
            lines.append(line)
            line = " " * rest
        line += word if not line.strip() else f" {word}"
    return [*lines, line]


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
