"""Answers that are not what the description says are usable, and the client says so."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

Generate = Callable[..., ModuleType]
TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Tolerance", "version": "1"},
    "servers": [{"url": "https://api.test"}],
    "paths": {
        "/trips/{id}": {
            "get": {
                "tags": ["trips"],
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": TEXT}
                ],
                "responses": {
                    "200": {
                        "description": "",
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Trip"}
                            }
                        },
                    }
                },
            },
            "put": {
                "tags": ["trips"],
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": TEXT}
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "array",
                                "items": {"$ref": "#/components/schemas/Trip"},
                            }
                        }
                    },
                },
                "responses": {"204": {"description": ""}},
            },
        }
    },
    "components": {
        "schemas": {
            "Trip": {
                "type": "object",
                "required": ["id", "state", "leaves", "seats"],
                "properties": {
                    "id": TEXT,
                    "state": {"type": "string", "enum": ["open", "full"]},
                    "leaves": {"type": "string", "format": "date-time"},
                    "seats": NUMBER,
                    "note": {"type": ["string", "null"]},
                },
            }
        }
    },
}
ODD = {"id": "t", "state": "haunted", "leaves": "2026-01-02T03:04:05Z", "crew": [1]}


@pytest.fixture(scope="module")
def api(generate: Generate) -> ModuleType:
    return generate(json.dumps(DOCUMENT))


def operation(api: ModuleType) -> Any:
    return sys.modules[f"{api.__name__}.operations.trips"].GET


def test_a_new_value_an_extra_field_and_a_missing_one(
    api: ModuleType, server: Any, call: Any, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer("GET", "/trips/t", ODD)
    with caplog.at_level(logging.WARNING):
        trip = call(api, lambda client: client.trips.get("t"))
    assert isinstance(trip, api.models.Trip)
    assert (trip.id, trip.state, trip.leaves.year) == ("t", "haunted", 2026)
    assert trip.model_extra == {"crew": [1]}
    (told,) = [each for each in caplog.records if each.name.startswith(api.__name__)]
    assert "seats" in told.getMessage()
    assert "haunted" not in told.getMessage()


def test_it_is_written_back_as_it_came(api: ModuleType, server: Any, call: Any) -> None:
    server.answer("GET", "/trips/t", ODD)
    server.answer("PUT", "/trips/t", status=204)
    trip = call(api, lambda client: client.trips.get("t"))
    (put,) = (
        name for name in ("update", "replace", "set") if hasattr(trips(api), name)
    )
    call(api, lambda client: getattr(client.trips, put)("t", body=[trip]))
    assert server.requests[-1].json == [ODD]


def trips(api: ModuleType) -> Any:
    return sys.modules[f"{api.__name__}.resources.trips"].Trips


def test_the_response_has_the_differences(
    api: ModuleType, server: Any, call: Any
) -> None:
    server.answer("GET", "/trips/t", ODD)
    response = call(api, lambda client: client.send(operation(api), path={"id": "t"}))
    assert [each.path for each in response.drift] == ["$.seats"]
    assert response.status == 200
    assert response.data.state == "haunted"


def test_strictly_it_is_an_error(api: ModuleType, server: Any, call: Any) -> None:
    server.answer("GET", "/trips/t", ODD)
    with pytest.raises(api.errors.DecodeError, match="seats"):
        call(api, lambda client: client.trips.get("t"), validation="strict")
