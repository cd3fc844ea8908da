"""Webhooks: signatures that hold, requests told apart, unknown ones kept."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Literal

import pytest

from calgen.runtime import signature as signatures
from calgen.runtime.model import Model
from calgen.runtime.signature import Signature, SignatureError
from calgen.runtime.webhooks import Tag, Webhook, Webhooks

SECRET = "c2VjcmV0IG9mIHRlc3Rz"
BODY = b'{"event":"made","createdAt":"2026-01-02T03:04:05Z","data":{"id":1}}'
NOW = 1_767_323_045.0  # the time in the body
FORMS = (
    Signature("X-Signature", "hex"),
    Signature("X-Signature", "hex", "sha1", "sha1="),
    Signature("X-Signature", "base64", "sha512"),
    Signature("webhook-signature", "standard"),
    Signature("X-Signature", "timed"),
)


@pytest.mark.parametrize("form", FORMS, ids=str)
@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_what_is_signed_is_taken(form: Signature, kind: type) -> None:
    headers = form.sign(BODY, SECRET, now=NOW)
    shouted = {name.upper(): value for name, value in headers.items()}
    form.verify(kind(BODY), headers, SECRET, now=NOW)
    form.verify(BODY.decode(), shouted, ["b3RoZXI=", SECRET], now=NOW + 299)


def test_the_digest_is_that_of_everybody() -> None:
    made = hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()
    form = Signature("X-Signature")
    form.verify(BODY, {"x-signature": made}, SECRET)
    form.verify(BODY, {"x-signature": made.upper()}, SECRET)
    assert form.sign(BODY, SECRET) == {"X-Signature": made}


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_what_was_tampered_with_is_refused(form: Signature) -> None:
    headers = form.sign(BODY, SECRET, now=NOW)
    changed = BODY.replace(b"1", b"2", 1)
    with pytest.raises(SignatureError, match="does not fit"):
        form.verify(changed, headers, SECRET, now=NOW)
    with pytest.raises(SignatureError, match="does not fit"):
        form.verify(BODY + b" ", headers, SECRET, now=NOW)
    with pytest.raises(SignatureError, match="does not fit"):
        form.verify(BODY, headers, "b3RoZXIgc2VjcmV0IQ==", now=NOW)
    name = form.header
    last = "0" if headers[name][-1] != "0" else "1"
    for wrong in (headers[name][:-1] + last, headers[name][:-1], "v1,", "é", "x"):
        with pytest.raises(SignatureError):
            form.verify(BODY, {**headers, name: wrong}, SECRET, now=NOW)
    with pytest.raises(SignatureError, match="no header"):
        form.verify(BODY, {}, SECRET, now=NOW)


@pytest.mark.parametrize("form", [each for each in FORMS if each.dated], ids=str)
def test_a_signed_time_is_part_of_it(form: Signature) -> None:
    headers = form.sign(BODY, SECRET, now=NOW)
    for now in (NOW + 301, NOW - 301):
        with pytest.raises(SignatureError, match="seconds"):
            form.verify(BODY, headers, SECRET, now=now)
        form.verify(BODY, headers, SECRET, now=now, tolerance=None)
    later = {
        name: value.replace(str(int(NOW)), str(int(NOW) + 300))
        for name, value in headers.items()
    }
    with pytest.raises(SignatureError, match="does not fit"):
        form.verify(BODY, later, SECRET, now=NOW)


@pytest.mark.parametrize("secret", ["", b"", [], ["", ""]])
def test_no_secret_is_no_proof(secret: object) -> None:
    form = Signature("X-Signature")
    empty = hmac.new(b"", BODY, hashlib.sha256).hexdigest()
    with pytest.raises(ValueError, match="secret is empty"):
        form.verify(BODY, {"X-Signature": empty}, secret)  # type: ignore[arg-type] # what must not be passed


def test_every_comparison_is_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but `compare_digest` decides, and it sees every pair."""
    seen: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        seen.append((one, other))
        return False

    monkeypatch.setattr(signatures.hmac, "compare_digest", compare)
    for form in FORMS:
        seen.clear()
        headers = form.sign(BODY, SECRET, now=NOW)
        with pytest.raises(SignatureError):
            form.verify(BODY, headers, [SECRET, SECRET], now=NOW)
        assert len(seen) == 2
        assert seen[0][0] == seen[0][1]


class Made(Model):
    event: Literal["made"]
    data: dict[str, int]


class Gone(Model):
    event: Literal["gone"]
    why: str


def _hooks(**more: object) -> Webhooks[Made | Gone]:
    return Webhooks(
        (
            Webhook("made", lambda: Made, (Tag("body", "event", ("made",)),)),
            Webhook("gone", lambda: Gone, (Tag("body", "event", ("gone",)),)),
        ),
        **more,  # type: ignore[arg-type]
    )


def test_an_event_is_read_as_its_model() -> None:
    event = _hooks().parse(BODY)
    assert (event.name, event.is_known, event.drift) == ("made", True, ())
    assert isinstance(event.payload, Made)
    assert event.payload.data == {"id": 1}
    assert event.raw == json.loads(BODY)
    assert repr(event) == "<Event 'made' Made>"


def test_an_unknown_event_is_generic() -> None:
    event = _hooks().parse(b'{"event":"new","why":"x"}')
    assert (event.name, event.payload, event.is_known) == ("new", None, False)
    assert event.raw == {"event": "new", "why": "x"}
    assert _hooks().parse(b"[]").name == ""


def test_a_body_that_does_not_fit_is_read_as_far_as_it_goes() -> None:
    event = _hooks().parse(b'{"event":"gone"}')
    assert isinstance(event.payload, Gone)
    assert [each.path for each in event.drift] == ["$.why"]


def test_headers_tell_events_apart() -> None:
    hooks: Webhooks[Made | Gone] = Webhooks(
        (
            Webhook("a", lambda: Made, (Tag("header", "X-Event", ("made",)),)),
            Webhook("b", lambda: Gone, (Tag("header", "X-Event", ("gone",)),)),
        )
    )
    event = hooks.parse(b'{"event":"gone","why":"y"}', {"x-event": "gone"})
    assert (event.name, type(event.payload)) == ("gone", Gone)
    assert hooks.parse(BODY, {"x-event": "other"}).payload is None


def test_what_nothing_tells_apart_is_the_best_fit() -> None:
    hooks: Webhooks[Made | Gone] = Webhooks(
        (Webhook("a", lambda: Made), Webhook("b", lambda: Gone))
    )
    assert type(hooks.parse(BODY).payload) is Made
    assert type(hooks.parse(b'{"event":"gone","why":"y"}').payload) is Gone


def test_unwrap_verifies_first() -> None:
    form = Signature("X-Signature")
    hooks = _hooks(signature=form, time="createdAt")
    event = hooks.unwrap(BODY, form.sign(BODY, SECRET), SECRET)
    assert event.name == "made"
    with pytest.raises(SignatureError):
        hooks.unwrap(BODY, form.sign(b"{}", SECRET), SECRET)
    with pytest.raises(ValueError, match="not JSON"):
        hooks.unwrap(b"{", form.sign(b"{", SECRET), SECRET)
    with pytest.raises(SignatureError, match="nobody says"):
        _hooks().unwrap(BODY, {}, SECRET)


def test_a_time_in_the_body_counts_where_it_is_asked_for() -> None:
    form = Signature("X-Signature")
    hooks = _hooks(signature=form, time="createdAt")
    hooks.verify(BODY, form.sign(BODY, SECRET), SECRET)
    with pytest.raises(SignatureError, match="seconds"):
        hooks.verify(BODY, form.sign(BODY, SECRET), SECRET, tolerance=60)
    with pytest.raises(SignatureError, match="does not say when"):
        hooks.verify(b"{}", form.sign(b"{}", SECRET), SECRET, tolerance=60)
