"""A small API and middleware that takes down what it sees, for tests around calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

SPEC = """
openapi: 3.1.0
info: {title: Ferries, version: 2024-08-01}
components:
  securitySchemes:
    who: {type: http, scheme: bearer}
    oauth:
      type: oauth2
      flows:
        clientCredentials: {tokenUrl: /token, scopes: {trips: all}}
security: [{who: []}]
paths:
  /trips/{id}:
    get:
      tags: [Trips]
      operationId: getTrip
      security: [{who: []}, {oauth: [trips]}]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: q, in: query, schema: {type: string}}
        - name: ferries-version
          in: header
          required: true
          schema: {type: string, default: '2025-03-01'}
      responses:
        '200':
          description: done
          content: {application/json: {schema: {type: object}}}
  /upload:
    post:
      tags: [Files]
      operationId: uploadFile
      requestBody:
        content: {application/octet-stream: {schema: {type: string, format: binary}}}
      responses: {'204': {description: done}}
  /file:
    get:
      tags: [Files]
      operationId: getFile
      responses:
        '200':
          description: done
          content: {application/octet-stream: {schema: {type: string, format: binary}}}
"""
BUSY = {"Retry-After": "0"}


class Answer(NamedTuple):
    """What the server of the fixture answers with."""

    status: int
    body: bytes
    headers: dict[str, str]
    pieces: None = None
    cut: bool = False


def wrapped(mode: str, act: Callable[[Any, Callable[[Any], Any]], Any]) -> Any:
    """Middleware out of a generator that yields attempts and is sent responses."""
    if mode == "sync":

        def sync(attempt: Any, call_next: Any) -> Any:
            steps = act(attempt, call_next)
            asked = next(steps)
            try:
                while True:
                    asked = steps.send(call_next(asked))
            except StopIteration as end:
                return end.value

        return sync

    async def later(attempt: Any, call_next: Any) -> Any:
        steps = act(attempt, call_next)
        asked = next(steps)
        try:
            while True:
                asked = steps.send(await call_next(asked))
        except StopIteration as end:
            return end.value

    return later
