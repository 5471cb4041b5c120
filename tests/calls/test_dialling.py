from datetime import UTC, datetime, timedelta

import pytest

from cti_desktop.calls.asking import AskReason
from cti_desktop.calls.dialling import (
    is_burst,
    is_service_code,
    listed_form,
    number_to_dial,
    reasons_of,
)
from cti_desktop.calls.numbers import parse_number

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "region"),
    [
        ("999", "GB"),
        ("112", "GB"),
        ("911", "US"),
        ("110", "DE"),
        ("000", "AU"),
        ("17", "FR"),
        ("119", "JP"),
        ("911", "DE"),
        ("110", None),
        ("+112", "DE"),
        ("9911", "US"),
        ("0112", "GB"),
        ("1 1 2", "FR"),
    ],
)
def test_emergency_numbers_are_always_asked_about(written: str, region: str | None) -> None:
    assert AskReason.EMERGENCY in reasons_of(parse_number(written, region), region)


@pytest.mark.parametrize(
    ("written", "region"),
    [("110", "US"), ("+49112000000", "DE"), ("7042", "GB"), ("+44 20 7946 0018", "GB"), ("", "GB")],
)
def test_others_are_no_emergency(written: str, region: str | None) -> None:
    assert AskReason.EMERGENCY not in reasons_of(parse_number(written, region), region)


@pytest.mark.parametrize(
    ("written", "region"),
    [
        ("+1 900 555 0147", None),
        ("0900 1234567", "DE"),
        ("09012345678", "GB"),
        ("+33899123456", None),
    ],
)
def test_premium_numbers_are_always_asked_about(written: str, region: str | None) -> None:
    assert AskReason.PREMIUM in reasons_of(parse_number(written, region), region)


def test_an_ordinary_number_needs_no_question() -> None:
    assert reasons_of(parse_number("+442079460018", "GB"), "GB") == ()


def test_a_number_on_the_list_is_asked_about_however_it_is_written() -> None:
    listed = frozenset({listed_form(parse_number("020 7946 0018", "GB"))})
    assert reasons_of(parse_number("+44 (20) 7946-0018", None), "GB", listed) == (
        AskReason.DO_NOT_CALL,
    )


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("*67 2015550123", True),
        ("*100#", True),
        ("123#", True),
        ("#31#02079460018", True),
        ("+442079460018#12", False),
        ("+442079460018;ext=12", False),
        ("+442079460018 ext 12", False),
        ("020 7946 0018", False),
    ],
)
def test_star_codes_are_told_from_extensions(written: str, code: bool) -> None:
    assert is_service_code(parse_number(written, "GB")) is code


@pytest.mark.parametrize(
    ("written", "region", "dialled"),
    [
        ("020 7946 0018", "GB", "+442079460018"),
        ("07700 900118", "GB", "+447700900118"),
        ("110", "DE", "110"),
        ("7042", "DE", "7042"),
        ("0042", "DE", "0042"),
        ("555 0123", "US", "5550123"),
        ("020 7946 0018", None, "02079460018"),
        ("+44 20 7946 0018 ext 12", "GB", "+442079460018"),
        ("*67 201-555-0123", "US", "*672015550123"),
        ("", "GB", ""),
        ("no number", "GB", ""),
    ],
)
def test_the_phone_is_sent_what_was_meant(written: str, region: str | None, dialled: str) -> None:
    assert number_to_dial(parse_number(written, region), region) == dialled


def test_a_burst_is_more_links_than_a_person_clicks() -> None:
    quick = [NOON + timedelta(milliseconds=10 * i) for i in range(4)]
    assert is_burst(quick, quick[-1])
    assert not is_burst(quick[:3], quick[2])
    slow = [NOON + timedelta(seconds=3 * i) for i in range(10)]
    assert not is_burst(slow, slow[-1])
