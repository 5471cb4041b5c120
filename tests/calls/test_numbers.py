import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import ValidationResult

from cti_desktop.calls.asking import AskReason
from cti_desktop.calls.dialling import number_to_dial, reasons_of
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
        ("555-0123", "US", None, None),
        ("555-0123x42", "US", None, "42"),
        ("+1 555 0123", None, None, None),
        ("7946 0018", "GB", None, None),
        ("7042", "GB", None, None),
        ("1234567", "GB", None, None),
        ("123456", "DE", None, None),
        ("116117", "DE", None, None),
        ("0800 1111", "GB", "+448001111", None),
        ("2345550147", "US", "+12345550147", None),
        ("020 7946 0018 extension: 12", "GB", "+442079460018", "12"),
        ("020 7946 0018#12", "GB", "+442079460018", "12"),
        ("(212) 555-0147 #42", None, None, "42"),
        ("#31#02079460018", "GB", None, None),
        ("#31#+442079460018", None, None, None),
        ("*67#2015550123", "US", None, None),
        ("*67 201-555-0123 x 12", "US", None, "12"),
        ("**21*0301234567#", "DE", None, None),
        ("7042#12", "GB", None, None),
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


CODES = st.from_regex(r"[*#]{1,2}[0-9]{2,3}[*#](?:\+44|0)[0-9]{9,10}#?", fullmatch=True)


@given(CODES, st.sampled_from([None, "GB", "US", "DE"]))
def test_a_code_keeps_its_number_and_is_asked_about(raw: str, region: str | None) -> None:
    number = parse_number(raw, region)
    assert (number.e164, number.extension) == (None, None)
    assert AskReason.SERVICE_CODE in reasons_of(number, region)
    assert number_to_dial(number, region) == raw


@given(st.text(alphabet="0123456789 -()", max_size=20), st.sampled_from(["GB", "US", "DE", "DK"]))
def test_a_public_number_can_exist(raw: str, region: str) -> None:
    number = parse_number(raw, region)
    if number.e164 is not None:
        read = phonenumbers.parse(number.e164)
        assert phonenumbers.is_possible_number_with_reason(read) == ValidationResult.IS_POSSIBLE
        assert parse_number(number.e164).e164 == number.e164


@pytest.mark.parametrize("zeros", ["0000000", "000 0001"])
def test_what_loses_a_zero_each_time_it_is_read_is_no_public_number(zeros: str) -> None:
    assert parse_number(zeros, "DE").e164 is None
    assert parse_number("+39 06 698 12345").e164 == "+390669812345"  # in Italy the zero stays


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


def shown_by_the_library(e164: str) -> str:
    parsed = phonenumbers.parse(e164)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_every_countrys_numbers_show_as_the_library_reads_them(region: str) -> None:
    for kind in phonenumbers.PhoneNumberType.values():
        example = phonenumbers.example_number_for_type(region, kind)
        if example is not None:
            read = parse_number(
                phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
            )
            assert read.e164 is None or display_number(read) == shown_by_the_library(read.e164)


@given(st.sampled_from(["39", "44", "1", "225", "379"]), st.text("0123456789", min_size=4))
def test_leading_zeros_stay_in_numbers_as_shown(code: str, rest: str) -> None:
    read = parse_number(f"+{code}{rest}")
    assert read.e164 is None or display_number(read) == shown_by_the_library(read.e164)
