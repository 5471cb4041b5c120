import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.links import invented_links, obeys_the_grammar
from cti_desktop.calls.asking import AskReason, LinkAction
from cti_desktop.calls.dialling import reasons_of
from cti_desktop.calls.links import (
    SCHEMES,
    DialRequest,
    Refusal,
    read_link,
)

TABLE = Path(__file__).with_name("link_table.csv")
SCHEMES_READ = tuple(SCHEMES)


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
    assert len({(row["link"], row["region"]) for row in table}) >= 150
    assert len({row["region"] for row in table}) > 20


def test_invented_links_crash_nothing_and_pass_no_rule() -> None:
    """`./run bench links` reads a hundred thousand of them."""
    accepted = 0
    for text, region in invented_links(4000):
        read = read_link(text, region)
        assert obeys_the_grammar(text, read), repr(text)
        if isinstance(read, DialRequest):
            accepted += 1
            codes = set(read.dial) & {"*", "#"}
            reasons = reasons_of(read.number, region)
            assert not codes or AskReason.SERVICE_CODE in reasons, repr(text)
    assert accepted > 60  # the corpus reaches behind the refusals


@given(st.text(max_size=1200), st.sampled_from([None, "GB", "US"]))
def test_any_text_is_read_without_an_error(text: str, region: str | None) -> None:
    assert obeys_the_grammar(text, read_link(text, region))


@settings(max_examples=300)
@given(
    st.sampled_from(SCHEMES_READ),
    st.text(alphabet="+0123456789*#().- ;=?&%,xetABz@:/", max_size=40),
)
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
