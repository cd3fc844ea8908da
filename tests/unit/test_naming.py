"""Words to names."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calgen.naming import identifier, name, pascal, snake, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bookingUid", "booking_uid"),
        ("booking-uid", "booking_uid"),
        ("X-Request-ID", "x_request_id"),
        ("HTTPServer2", "http_server2"),
        ("oauth2", "oauth2"),
        ("createOAuthClient", "create_oauth_client"),
        ("userIDs", "user_ids"),
        ("fileURLs", "file_urls"),
        ("IPv4Address", "ipv4_address"),
        ("v1beta1", "v1beta1"),
        ("projectsV2", "projects_v2"),
        ("filter[name]", "filter_name"),
        ("2fa", "n2fa"),
        ("m2mTokens", "m2m_tokens"),
        ("address2Line", "address2_line"),
        ("class", "class_"),
        ("self", "self_"),
        ("Größe", "grosse"),
        ("naïve", "naive"),
    ],
)
def test_snake(text: str, expected: str) -> None:
    assert snake(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("_links", "links"),
        ("$ref", "ref"),
        ("__init__", "init"),
        ("+1", "plus_1"),
        ("-1", "minus_1"),
        (">=", "greater_than_sign_equals_sign"),
        ("日本", "u65e5_u672c"),
        ("имя_x", "u438_u43c_u44f_x"),
        ("", "empty"),
    ],
)
def test_odd_texts_are_legal_and_apart(text: str, expected: str) -> None:
    assert snake(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("booking_output", "BookingOutput"),
        ("CreateBookingInput_2024-08-13", "CreateBookingInput20240813"),
        ("list", "List"),
        ("exception", "Exception_"),
        ("+1", "Plus1"),
        ("404", "N404"),
    ],
)
def test_pascal(text: str, expected: str) -> None:
    assert pascal(text) == expected


def test_a_name_keeps_its_wire_spelling() -> None:
    assert name("attendeeEmail").wire == "attendeeEmail"


def test_an_identifier_from_words() -> None:
    assert identifier(("import",)) == "import_"
    assert identifier(("2fa", "code")) == "n2fa_code"


@given(st.text(max_size=40))
def test_every_text_has_a_legal_name(text: str) -> None:
    for made in (snake(text), pascal(text)):
        assert made.isidentifier()
        assert made.isascii()
        assert not keyword.iskeyword(made)
        assert not made.startswith("_")


@given(st.text(max_size=40))
def test_words_are_lower_case_letters_and_digits(text: str) -> None:
    for word in words(text):
        assert word.isalnum()
        assert word == word.lower()


@given(st.from_regex(r"[a-z][a-z0-9]{0,8}(_[a-z0-9]{1,8}){0,3}", fullmatch=True))
def test_a_snake_case_name_stays(text: str) -> None:
    assert snake(text).rstrip("_") == text
