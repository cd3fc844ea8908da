"""Webhooks of a generated package: typed, verified, and never in the way of calls."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

Generate = Callable[..., ModuleType]
Json = dict[str, Any]
TEXT: Json = {"type": "string"}
SECRET = "c2VjcmV0IG9mIHRlc3Rz"


def hook(kind: str, fields: Json, parameters: list[Json] | None = None) -> Json:
    schema = {
        "type": "object",
        "required": ["type", "data"],
        "properties": {
            "type": {"type": "string", "const": kind},
            "data": {"type": "object", "required": [*fields], "properties": fields},
        },
    }
    content = {"application/json": {"schema": schema}}
    return {
        "post": {
            "parameters": parameters or [],
            "requestBody": {"content": content},
            "responses": {"204": {"description": ""}},
        }
    }


def document(header: str | None = "webhook-signature", **more: Any) -> str:
    declared = [{"name": header, "in": "header", "schema": TEXT}] if header else []
    found = {
        "openapi": "3.1.0",
        "info": {"title": "Ships", "version": "1"},
        "servers": [{"url": "https://api.test"}],
        "paths": {
            "/ships": {
                "get": {"tags": ["ships"], "responses": {"204": {"description": ""}}}
            }
        },
        "webhooks": {
            "ship.launched": hook("ship.launched", {"name": TEXT}, declared),
            "ship.lost": hook("ship.lost", {"place": TEXT}, declared),
        },
        **more,
    }
    return json.dumps(found)


@pytest.fixture(scope="module")
def api(generate: Generate) -> ModuleType:
    return generate(document())


LOST = b'{"type": "ship.lost", "data": {"place": "reef"}}'


def test_a_signed_event_is_typed(api: ModuleType) -> None:
    webhooks = api.webhooks
    headers = webhooks.WEBHOOKS.signature.sign(LOST, SECRET)
    assert set(headers) == {"webhook-id", "webhook-timestamp", "webhook-signature"}
    event = webhooks.unwrap(LOST, headers, SECRET)
    assert isinstance(event.payload, api.models.ShipLostEvent)
    assert (event.name, event.payload.data.place) == ("ship.lost", "reef")
    for body, secret in ((LOST + b" ", SECRET), (LOST, "b3RoZXI=")):
        with pytest.raises(webhooks.SignatureError):
            webhooks.verify(body, headers, secret)


def test_an_unknown_event_is_generic(api: ModuleType) -> None:
    event = api.webhooks.parse(b'{"type": "ship.found", "data": {}}')
    assert (event.name, event.payload) == ("ship.found", None)


def test_without_a_known_signature_nothing_claims_to_verify(generate: Generate) -> None:
    api = generate(document(None))
    assert not hasattr(api.webhooks, "verify")
    assert not hasattr(api.webhooks, "unwrap")
    assert api.webhooks.parse(LOST).name == "ship.lost"


def test_without_webhooks_there_is_no_module(generate: Generate) -> None:
    api = generate(document(webhooks={}))
    assert not (Path(str(api.__file__)).parent / "webhooks.py").exists()
    assert "webhooks" not in dir(api)


@pytest.mark.parametrize(
    ("flags", "names"),
    [
        (("--include", "tag:ships"), set()),
        (("--include", "tag:ships", "--include", "webhook:*lost"), {"ShipLostEvent"}),
        (("--exclude", "webhook:ship_lost"), {"ShipLaunchedEvent"}),
    ],
)
def test_they_are_chosen_by_name(
    generate: Generate, flags: tuple[str, ...], names: set[str]
) -> None:
    api = generate(document(), *flags)
    assert {each for each in dir(api.models) if each.endswith("Event")} == names


def test_a_pattern_that_fits_none_is_told(
    calgen: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "api.json").write_text(document(), encoding="utf-8")
    done = calgen(
        *("generate", "-i", "api.json", "-o", "out", "--config", "none"),
        *("--exclude", "webhook:ship_lots"),
        cwd=tmp_path,
    )
    assert "the pattern 'webhook:ship_lots' fits no webhook" in done.stderr
    assert "did you mean 'webhook:ship_lost'?" in done.stderr


def test_the_profile_of_an_api_has_what_no_document_says(generate: Generate) -> None:
    api = generate(document(None, webhooks={}), "--profile", "calcom")
    body = json.dumps(
        {
            "triggerEvent": "BOOKING_CREATED",
            "createdAt": "2026-01-02T03:04:05.678Z",
            "payload": {"uid": "u", "bookingId": 1, "more": True},
        }
    ).encode()
    webhooks = api.webhooks
    headers = webhooks.WEBHOOKS.signature.sign(body, "secret")
    assert set(headers) == {"X-Cal-Signature-256"}
    event = webhooks.unwrap(body, headers, "secret")
    assert isinstance(event.payload, api.models.BookingEvent)
    assert (event.name, event.payload.payload.uid) == ("BOOKING_CREATED", "u")
    assert event.payload.created_at.year == 2026
    new = webhooks.parse(b'{"triggerEvent": "BOOKING_EATEN", "createdAt": "x"}')
    assert (new.name, new.payload) == ("BOOKING_EATEN", None)


def test_it_is_strictly_typed(api: ModuleType, tmp_path: Path) -> None:
    folder = Path(str(api.__file__)).parent
    (tmp_path / "use.py").write_text(
        f"from {folder.name} import models, webhooks\n\n"
        "event = webhooks.unwrap(b'', {}, 'secret')\n"
        "if isinstance(event.payload, models.ShipLostEvent):\n"
        "    place: str = event.payload.data.place\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "use.py", str(folder)],
        cwd=tmp_path,
        env={"MYPYPATH": str(folder.parent), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
