"""Client certificates, which no request carries, and kinds of schemes that mean a token."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

SPEC = """
openapi: 3.1.0
info: {title: Vault, version: '1'}
servers: [{url: https://vault.example}]
paths:
  /alone: {get: {security: [{partner: []}], responses: &ok {'204': {description: done}}}}
  /either: {get: {security: [{partner: []}, {key: []}], responses: *ok}}
  /both: {get: {security: [{partner: [], key: []}], responses: *ok}}
  /people: {get: {security: [{people: []}], responses: *ok}}
components:
  securitySchemes:
    partner: {$ref: '#/components/securitySchemes/certificate'}
    certificate: {type: mutualTLS, description: Ask us for one.}
    key: {type: apiKey, in: header, name: X-Key}
    people: {type: openIdConnect, openIdConnectUrl: 'https://vault.example/openid'}
"""
ALONE = (
    SPEC.replace(", {key: []}", "").replace(", key: []", "").replace("people: []", "")
)


@pytest.fixture(scope="module")
def api(generate: Any) -> ModuleType:
    made: ModuleType = generate(SPEC)
    return made


@pytest.mark.parametrize("name", ["alone", "either", "both"])
def test_no_certificate_is_sent_as_a_header(
    api: ModuleType, call: Any, server: Any, name: str
) -> None:
    auth = api.auth.ApiKey("secret", name="X-Key")
    call(api, lambda c: getattr(c, name).get(), auth=auth)
    assert "authorization" not in server.request.headers
    assert server.request.headers["x-key"] == "secret"


def test_an_id_token_is_a_bearer_token(api: ModuleType, call: Any, server: Any) -> None:
    call(api, lambda c: c.people.list(), auth=api.auth.Bearer("abc"))
    assert server.request.headers["authorization"] == "Bearer abc"


def test_nothing_is_missed_that_a_connection_brings(
    generate: Any, call: Any, server: Any
) -> None:
    alone = generate(ALONE)
    call(alone, lambda c: c.alone.get(), auth=None)
    call(alone, lambda c: c.both.get(), auth=None)
    assert [r.headers.get("authorization") for r in server.requests] == [None, None]
    assert "a certificate where calls ask for one" in alone.Client.__doc__
    assert "TOKEN" not in alone.Client.__doc__


def test_what_a_caller_does_is_told(calgen: Any, tmp_path: Any) -> None:
    (tmp_path / "api.yaml").write_text(SPEC)
    done = calgen("generate", "-i", "api.yaml", "-o", "out", "-v", cwd=tmp_path)
    assert done.code == 0
    assert "info: 'partner' is a client certificate" in done.stderr
    assert "[CG058]" in done.stderr
    assert "Client(http_client=httpx2.Client(verify=context))" in done.stderr
    readme = (tmp_path / "out" / "README.md").read_text()
    assert "client certificate" in readme
