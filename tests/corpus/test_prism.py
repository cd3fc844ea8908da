"""The requests of a whole client, judged by a mock server that is not ours."""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from proof.calls import Proof
from proof.examples import keywords

ENOUGH = 265  # of 272 operations
# What no request can satisfy, whoever makes it.
IMPOSSIBLE = {
    "bookings.create": "`oneOf`: what fits the first branch fits the third as well",
    "orgs.teams.event_types.create_phone_call": "a pattern between slashes",
    "orgs.teams.workflows.create": "`oneOf`: five branches take any text as their tag",
    "teams.event_types.create_phone_call": "a pattern between slashes",
}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_prism_takes_the_requests(
    corpus: Path, prism: str, calgen: Callable[..., Any], tmp_path: Path
) -> None:
    document = corpus / "corpus" / "specs" / "calcom.json"
    done = calgen(
        *("generate", "-i", document, "-o", tmp_path, "--package", "prismatic"),
        *("--config", "none"),
        cwd=tmp_path,
    )
    assert done.code == 0, done.stderr
    sys.path.insert(0, str(tmp_path))
    try:
        taken, refused = requests_of("prismatic", document, prism)
    finally:
        sys.path.remove(str(tmp_path))
    print(f"{taken} of {taken + len(refused)} requests taken")
    for name, reason in refused.items():
        print(f"  {name}: {reason}")
    assert taken >= ENOUGH, refused
    assert refused.keys() <= IMPOSSIBLE.keys()


def requests_of(package: str, document: Path, url: str) -> tuple[int, dict[str, str]]:
    """How many requests the server took; those it refused, each with its reason."""
    generated = importlib.import_module(package)
    importlib.import_module(f"{package}.auth")
    proof = Proof(package, document)
    refused: dict[str, str] = {}
    judged: list[httpx2.Response] = []
    with (
        httpx2.Client(event_hooks={"response": [judged.append]}) as http,
        proof.client.Client(
            auth="token", base_url=url, http_client=http, max_retries=0
        ) as client,
    ):
        calls = list(proof.calls(client))
        secret = client.with_options(auth=generated.auth.ClientAuth("id", "secret"))
        by_secret = {call.name: call for call in proof.calls(secret)}
        for call in calls:
            operation = call.operation
            if operation.auth and ("bearer",) not in operation.auth:
                call = by_secret[call.name]
            skeleton = re.sub(r"\{[^}]*\}", "{}", operation.path)
            route = proof.routes[operation.method, skeleton]
            judged.clear()
            try:
                call.run(**keywords(route, call.run))
            except proof.errors.ApiError as error:
                if told := reason(error):
                    refused[call.name] = told
            except Exception as error:
                refused[call.name] = f"{type(error).__name__}: {error}"
            else:
                assert judged, f"{call.name} sent nothing"
    return len(calls) - len(refused), refused


def reason(error: Any) -> str:
    """What Prism has against a request; "" where it has something against its own answer,
    which it makes of the document's examples."""
    try:
        told = json.loads(error.body) if isinstance(error.body, str) else error.body
        faults = told["validation"]
    except (KeyError, TypeError, ValueError):
        return f"{error.status}: {str(error.body)[:300]}"
    return "; ".join(
        f"{'.'.join(map(str, each['location']))} {each['message']}"[:200]
        for each in faults
        if each["location"][0] != "response"
    )
