import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.calls.finding import MOST_LISTED, Listed, copied_number, listed_numbers, number_in

REGIONS = st.sampled_from([None, "GB", "US", "DE", "DK"])


@pytest.mark.parametrize(
    ("text", "region", "e164"),
    [
        ("+44 20 7946 0018", None, "+442079460018"),
        (" 020 7946 0018\n", "GB", "+442079460018"),
        ("(212) 555-0147", "US", "+12125550147"),
        ("tel:+442079460018", None, "+442079460018"),
        ("+1 212-555-0147 x42", None, "+12125550147"),
        ("+44\u00a020\u00a07946\u20110018", None, "+442079460018"),
        ("2026-11-22", "DK", None),
        ("22.11.2026", "DK", None),
        ("2026-11-22 10:30", "US", None),
        ("192.168.100.200", "US", None),
        ("4711", "GB", None),
        ("555-0123", "US", None),
        ("999", "GB", None),
        ("*67 2015550123", "US", None),
        ("#31#02079460018", "GB", None),
        ("call +44 20 7946 0018", None, None),
        ("+44 20 7946 0018, +44 20 7946 0019", None, None),
        ("password1", "GB", None),
        ("12,50", "GB", None),
        ("", "GB", None),
        ("1" * 5000, "GB", None),
    ],
)
def test_only_a_copied_text_that_is_a_number_is_offered(
    text: str, region: str | None, e164: str | None
) -> None:
    found = copied_number(text, region)
    assert (found.e164 if found else None) == e164


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("Ada Lovelace, +44 20 7946 0018, London", None, "+44 20 7946 0018"),
        ("ring 020 7946 0018 or 020 7946 0019", "GB", "020 7946 0018"),
        ("7042", "GB", "7042"),
        ("*67 201 555 0123", "US", "*67 201 555 0123"),
        ("#31#02079460018", "GB", "#31#02079460018"),
        ("999", "GB", "999"),
        ("no number here", "GB", None),
        ("2026-11-22", "GB", None),
        ("room 12", "GB", None),
        ("#", "GB", None),
        ("", None, None),
    ],
)
def test_the_number_in_what_somebody_points_at_is_found(
    text: str, region: str | None, number: str | None
) -> None:
    assert number_in(text, region) == number


def test_a_pasted_list_is_read_line_by_line() -> None:
    text = (
        "Name\tPhone\n"
        "Ada Lovelace\t020 7946 0018\n"
        '"Hopper, Grace";+1 212-555-0147;Arlington\n'
        "\n"
        "020 7946 0018\n"
        "7042\n"
        "Bo <+44 7700 900118>\n"
    )
    found, without = listed_numbers(text, "GB")
    assert found == (
        Listed(number="020 7946 0018", shown="Ada Lovelace"),
        Listed(number="+1 212-555-0147", shown="Hopper, Grace, Arlington"),
        Listed(number="7042"),
        Listed(number="+44 7700 900118", shown="Bo"),
    )
    assert without == 1


def test_a_list_is_bounded() -> None:
    text = "\n".join(f"020 7946 {n:04}" for n in range(MOST_LISTED + 50))
    assert len(listed_numbers(text, "GB")[0]) == MOST_LISTED


@given(st.text(max_size=300), REGIONS)
def test_any_text_is_searched_without_an_error(text: str, region: str | None) -> None:
    number = number_in(text, region)
    assert number is None or number in text
    copied_number(text, region)
    listed_numbers(text, region)
