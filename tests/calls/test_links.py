import csv
import random
import re
import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cti_desktop.calls.asking import LinkAction
from cti_desktop.calls.links import (
    LONGEST_LINK,
    DialRequest,
    Refusal,
    read_link,
)

TABLE = Path(__file__).with_name("link_table.csv")
DIALLED = re.compile(r"\+?[0-9]{1,20}|[0-9*#]{2,41}|[*#][0-9*#]*\+[0-9][0-9*#]*")
SCHEMES = ("tel", "callto", "sms", "smsto", "zoomphonecall", "zoomphonesms", "cti-desktop")
FRAGMENTS = (
    *(f"{scheme}:" for scheme in SCHEMES),
    "//", "/", "+", "+44", "020 7946 0018", "112", "*67", "#", ";ext=", ";phone-context=", "?", "&",
    "callerid=", "number=", "dial", "%00", "%2B", "%", "%zz", "@", ":", "\n", "\x00", "\u202e", "x",
    ",", ",,", "(0)", "ext 12", "tel:", "DROP TABLE", "$(id)", "`", "--", "\ud800", "٤٤",
    "autodial=",
)  # fmt: skip


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("# ")))


def told(read: DialRequest | Refusal) -> tuple[str, str, str]:
    """Write what was read the way the table does."""
    if isinstance(read, Refusal):
        return read.reason, "", ""
    details = {
        "ext": read.number.extension,
        "post": read.post_dial or None,
        "from": read.caller_id,
        "source": read.source,
        "record": read.record,
        "autodial": read.autodial,
    }
    said = " ".join(f"{name}={value}" for name, value in details.items() if value is not None)
    return read.action, read.dial, said


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['link']}@{row['region']}")
def test_a_link_from_the_wild_gives_what_the_table_says(row: dict[str, str]) -> None:
    read = read_link(row["link"], row["region"] or None)
    assert told(read) == (row["outcome"], row["dial"], row["detail"])


def test_the_table_is_as_large_and_wide_as_promised() -> None:
    table = rows()
    assert len(table) >= 150
    assert len({row["region"] for row in table}) > 20


def obeys_the_grammar(text: str, read: DialRequest | Refusal) -> bool:
    if isinstance(read, Refusal):
        return bool(read.sentence)
    plain = text.strip(" ")
    return (
        len(text) <= LONGEST_LINK
        and plain.partition(":")[0].lower() in SCHEMES
        and DIALLED.fullmatch(read.dial) is not None
        and not any(ord(c) < 0x20 or c == "\x7f" for c in plain)
        and "%00" not in plain
        and (read.caller_id is None or re.fullmatch(r"\+?[0-9]{1,15}", read.caller_id) is not None)
    )


def test_a_hundred_thousand_generated_strings_crash_nothing_and_pass_no_rule() -> None:
    dice = random.Random(20260101)
    accepted = 0
    for _ in range(100_000):
        pieces = dice.choices(FRAGMENTS, k=dice.randint(0, 6))
        if dice.random() < 0.5:
            pieces.insert(0, f"{dice.choice(SCHEMES)}:")
        if dice.random() < 0.3:
            pieces.append("".join(dice.choices(string.printable, k=dice.randint(1, 12))))
        text = "".join(pieces)
        read = read_link(text, dice.choice((None, "GB", "DE", "US")))
        assert obeys_the_grammar(text, read), repr(text)
        accepted += isinstance(read, DialRequest)
    assert accepted > 1000  # the corpus reaches behind the refusals


@given(st.text(max_size=1200), st.sampled_from([None, "GB", "US"]))
def test_any_text_is_read_without_an_error(text: str, region: str | None) -> None:
    assert obeys_the_grammar(text, read_link(text, region))


@settings(max_examples=300)
@given(st.sampled_from(SCHEMES), st.text(alphabet="+0123456789*#().- ;=?&%,xetABz@:/", max_size=40))
def test_anything_behind_a_scheme_is_read_without_an_error(scheme: str, rest: str) -> None:
    text = f"{scheme}:{rest}"
    assert obeys_the_grammar(text, read_link(text, "GB"))


@given(st.from_regex(r"\+44 ?20[ .\-]?79[0-9]{2}[ ()\-]?[0-9]{4}", fullmatch=True))
def test_visual_separators_change_nothing(number: str) -> None:
    read = read_link(f"tel:{number}")
    assert isinstance(read, DialRequest)
    assert read.dial == "+" + "".join(c for c in number if c.isdigit())


@given(st.integers(min_value=0, max_value=9999999999))
def test_percent_encoding_changes_nothing(digits: int) -> None:
    plain = f"+1{digits:010}"
    encoded = "".join(f"%{ord(c):02X}" for c in plain)
    assert told(read_link(f"tel:{encoded}")) == told(read_link(f"tel:{plain}"))


def test_ten_thousand_characters_are_refused_at_once() -> None:
    read = read_link("tel:" + "1" * 10_000)
    assert isinstance(read, Refusal)
    assert read.reason == "too_long"


def test_a_refusal_never_quotes_the_link() -> None:
    read = read_link("tel:Grandma at +44 20 7946 0018")
    assert isinstance(read, Refusal)
    assert "Grandma" not in read.sentence
    assert "0018" not in read.sentence


@pytest.mark.parametrize("key", ["source", "record"])
def test_a_text_for_people_is_bounded_and_printable(key: str) -> None:
    link = f"cti-desktop://dial?number=%2B442079460018&{key}="
    assert told(read_link(f"{link}{'a' * 400}"))[0] == "too_long"
    assert told(read_link(f"{link}a%E2%80%AEb"))[0] == "control_character"


def test_an_sms_link_asks_for_a_text() -> None:
    read = read_link("zoomphonesms://+447700900118?callerid=800")
    assert isinstance(read, DialRequest)
    assert (read.action, read.caller_id, read.scheme) == (LinkAction.SMS, "800", "zoomphonesms")
