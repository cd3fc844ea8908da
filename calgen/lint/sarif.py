"""Findings as SARIF 2.1.0, which code hosts and editors read."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from calgen.codes import CODES, Code
from calgen.diagnostics import Level, position_of
from calgen.ir import Json, JsonValue
from calgen.lint.choice import Finding
from calgen.location import Place, Position

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: dict[Level, str] = {"error": "error", "warning": "warning", "info": "note"}


def sarif(findings: Sequence[Finding], version: str) -> Json:
    """A SARIF log with one run. Ignored findings are in it, as suppressed ones."""
    codes = sorted({each.diagnostic.code for each in findings})
    index = {code: number for number, code in enumerate(codes)}
    driver: Json = {
        "name": "calgen",
        "version": version,
        "semanticVersion": version,
        "rules": [_rule(CODES[code]) for code in codes],
    }
    run: Json = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, index) for each in findings],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: Code) -> Json:
    return {
        "id": code.code,
        "name": "".join(word.capitalize() for word in _words(code.title)),
        "shortDescription": {"text": code.title},
        "fullDescription": {"text": code.meaning},
        "help": {"text": f"{code.remedy}\n\nFor example:\n\n{code.example}"},
        "defaultConfiguration": {"level": _LEVELS[code.level]},
    }


def _words(title: str) -> list[str]:
    plain = "".join(sign if sign.isalnum() else " " for sign in title)
    return plain.split()


def _result(finding: Finding, index: dict[str, int]) -> Json:
    found = finding.diagnostic
    said = f"{found.message}\n{found.hint}" if found.hint else found.message
    result: Json = {
        "ruleId": found.code,
        "ruleIndex": index[found.code],
        "level": _LEVELS[found.level],
        "message": {"text": said},
        "locations": [_location(found.place, finding)] if found.place else [],
    }
    if found.related:
        related: list[JsonValue] = []
        for number, place in enumerate(found.related):
            text: Json = {"text": "the other place"}
            related.append({"id": number, **_where(place), "message": text})
        result["relatedLocations"] = related
    if finding.excuse:
        result["suppressions"] = [{"kind": "external", "justification": finding.excuse}]
    return result


def _location(place: Place | Position, finding: Finding) -> Json:
    location = _where(place)
    if finding.operation is not None:
        name = finding.operation.dotted
        logical: Json = {"fullyQualifiedName": name, "kind": "function"}
        location["logicalLocations"] = [logical]
    return location


def _where(place: Place | Position) -> Json:
    position = position_of(place)
    region: Json = {"startLine": position.line, "startColumn": position.column}
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(position.path, safe="/")},
            "region": region,
        }
    }
