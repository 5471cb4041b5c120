import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.calls.masking import mask_fields, mask_number, mask_text
from cti_desktop.calls.numbers import display_number, parse_number


@pytest.mark.parametrize(
    ("raw", "region", "e164", "extension"),
    [
        ("+44 20 7946 0018", None, "+442079460018", None),
        ("020 7946 0018", "GB", "+442079460018", None),
        ("(212) 555-0147", "US", "+12125550147", None),
        ("+1 212-555-0147 x 42", None, "+12125550147", "42"),
        ("+12125550147;ext=42", None, "+12125550147", "42"),
        ("+12125550147#42", None, "+12125550147", "42"),
        (
            "\uff0b\uff14\uff14\uff12\uff10\uff17\uff19\uff14\uff16\uff10\uff10\uff11\uff18",
            None,
            "+442079460018",
            None,
        ),
        ("020 7946 0018", None, None, None),
        ("800", "GB", None, None),
        ("*67", "US", None, None),
        ("anonymous", "GB", None, None),
        ("call me", "GB", None, None),
        ("1-800-FLOWERS", "US", "+18003569377", None),
        ("", "GB", None, None),
    ],
)
def test_numbers_are_read_as_people_write_them(
    raw: str, region: str | None, e164: str | None, extension: str | None
) -> None:
    number = parse_number(raw, region)
    assert (number.e164, number.extension) == (e164, extension)


@given(st.text(), st.sampled_from([None, "GB", "US", "XX"]))
def test_every_string_gives_a_number(raw: str, region: str | None) -> None:
    number = parse_number(raw, region)
    assert number.digits == "" or number.digits.isascii()
    assert display_number(number, region) is not None


@pytest.mark.parametrize("words", ["call me", "anonymous", "Ada 2", "позвони", ""])
def test_words_cannot_be_dialled(words: str) -> None:
    assert not parse_number(words, "GB").dialable


def test_numbers_are_shown_in_the_readers_form() -> None:
    number = parse_number("+442079460018")
    assert display_number(number, "GB") == "020 7946 0018"
    assert display_number(number, "US") == "+44 20 7946 0018"
    assert display_number(parse_number("+12125550147;ext=42"), "GB").endswith("ext. 42")
    assert display_number(parse_number("800")) == "800"


def test_logs_show_neither_numbers_nor_secrets() -> None:
    assert mask_number("+44 20 7946 0018") == "…18"
    assert mask_text("call +44 20 7946 0018 or ada@example.com") == "call …18 or …@…"
    shown = mask_fields({"token": "abc", "to": "+442079460018", "n": 3, "list": ["+12125550147"]})
    assert shown == {"token": "***", "to": "…18", "n": 3, "list": ["…47"]}
