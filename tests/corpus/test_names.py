"""Names of calls in real documents."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from calgen.callnames import VERBS, Call, NameRules, name_calls

PROFILES = Path(__file__).parents[2] / "calgen" / "profiles"

# The APIs of which names must hold still; the newest whole Box document is in history.
STEADY = [
    "specs/notion.json",
    "specs/box-v2025.0.json",
    "history/box/08-2026-06-29-c9a878a9.json",
    "specs/intercom-2.16.yaml",
    "specs/klaviyo.json",
    "specs/github.json",
]
OTHERS = [
    "specs/adyen-checkout-v71.json",
    "specs/anthropic.yaml",
    "specs/discord.json",
    "specs/elasticsearch-serverless.json",
    "specs/kubernetes-swagger2.json",
    "specs/openai.yaml",
    "specs/square.json",
    "specs/stripe.yaml",
    "specs/twilio-api-v2010.json",
]
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_LISTED = (
    "data",
    "entries",
    "items",
    "list",
    "objects",
    "records",
    "results",
    "values",
)
_COUNTER = re.compile(r"_\d+$")


def rules(profile: str) -> NameRules:
    text = (PROFILES / profile / "names.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    return NameRules(**{key: _frozen(value) for key, value in data.items()})


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


@cache
def calls(path: Path) -> tuple[Call, ...]:
    text = path.read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document = json.loads(text) if path.suffix == ".json" else yaml.load(text, loader)
    return tuple(_calls(document))


def _calls(document: Any) -> Iterator[Call]:
    for path, item in document["paths"].items():
        for method in _METHODS:
            operation = item.get(method)
            if operation is not None:
                yield Call(
                    method=method.upper(),
                    path=path,
                    tag=next(iter(operation.get("tags") or ()), None),
                    lists=_lists(document, operation),
                    operation_id=operation.get("operationId") or "",
                )


def _lists(document: Any, operation: Any) -> bool | None:
    for code, response in sorted(operation["responses"].items(), key=str):
        if not str(code).startswith("2"):
            continue
        response = _resolved(document, response)
        schema = response.get("schema")
        for media, content in (response.get("content") or {}).items():
            if schema is None and "json" in media:
                schema = (content or {}).get("schema")
        if schema is not None:
            fields = _fields(document, schema, 0)
            listed = [fields[key] for key in _LISTED if key in fields]
            return any(_is_array(document, s) for s in [schema, *listed])
    return None


def _resolved(document: Any, value: Any) -> Any:
    for _ in range(20):
        if not isinstance(value, dict) or "$ref" not in value:
            break
        target = document
        for key in value["$ref"].removeprefix("#/").split("/"):
            target = target[key.replace("~1", "/").replace("~0", "~")]
        value = target
    return value if isinstance(value, dict) else {}


def _fields(document: Any, schema: Any, depth: int) -> dict[str, Any]:
    schema = _resolved(document, schema)
    fields = dict(schema.get("properties") or {})
    if depth < 5:
        for part in schema.get("allOf") or ():
            fields |= _fields(document, part, depth + 1)
    return fields


def _is_array(document: Any, schema: Any) -> bool:
    kind = _resolved(document, schema).get("type")
    return kind == "array" or (isinstance(kind, list) and "array" in kind)


def named(some: tuple[Call, ...], which: NameRules) -> dict[Call, str]:
    return dict(zip(some, map(".".join, name_calls(some, which, {})), strict=True))


def test_calcom_names_are_those_a_person_would_choose(corpus: Path) -> None:
    found = named(calls(corpus / "corpus/specs/calcom.json"), rules("calcom"))
    gold = json.loads((corpus / "gold/calcom.operations.json").read_text("utf-8"))
    proposed = {(one["method"], one["path"]): one["proposed"] for one in gold}
    differ = {
        f"{call.method} {call.path}": (name, proposed[call.method, call.path])
        for call, name in found.items()
        if name != proposed[call.method, call.path]
    }
    assert len(found) == 272
    assert len(differ) <= 32, differ


@pytest.mark.parametrize("document", [*STEADY, *OTHERS])
def test_names_are_unique_and_no_resource_is_a_method(
    corpus: Path, document: str
) -> None:
    found = set(named(calls(corpus / "corpus" / document), rules("default")).values())
    assert len(found) == len(calls(corpus / "corpus" / document))
    parts = [tuple(name.split(".")) for name in found]
    resources = {name[:at] for name in parts for at in range(1, len(name))}
    assert resources.isdisjoint(parts)
    assert all(2 <= len(name) <= 6 for name in parts)


@pytest.mark.parametrize("document", STEADY)
def test_names_have_no_counters(corpus: Path, document: str) -> None:
    for call, name in named(
        calls(corpus / "corpus" / document), rules("default")
    ).items():
        for part in name.split("."):
            counter = _COUNTER.search(part)
            assert counter is None or counter[0].strip("_") in call.path, name


@pytest.mark.parametrize("document", STEADY)
def test_most_verbs_are_published(corpus: Path, document: str) -> None:
    found = named(calls(corpus / "corpus" / document), rules("default")).values()
    verbs = [name.rpartition(".")[2].split("_")[0] for name in found]
    assert sum(verb in VERBS for verb in verbs) >= 0.95 * len(verbs)


@pytest.mark.parametrize("document", STEADY)
def test_names_hold_still_when_others_go(corpus: Path, document: str) -> None:
    whole = calls(corpus / "corpus" / document)
    found = named(whole, rules("default"))
    chance = random.Random(document)
    for _ in range(40):
        kept = tuple(chance.sample(whole, len(whole) - len(whole) // 10))
        assert named(kept, rules("default")).items() <= found.items()


@pytest.mark.parametrize("document", STEADY)
def test_names_depend_on_no_other_call(corpus: Path, document: str) -> None:
    """Stronger than any removal: each call alone has the name it has among all."""
    which = rules("default")
    for call, name in named(calls(corpus / "corpus" / document), which).items():
        assert named((call,), which) == {call: name}
