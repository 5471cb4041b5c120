"""The small parts: single fields, numbers, result words, secrets, the report of drift."""

import copy
import json
import pickle
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.calls.events import Party, Result, Side
from cti_desktop.zoom.drift import DriftReport, drift
from cti_desktop.zoom.fields import MalformedError, as_moment, parse_object, seconds, text
from cti_desktop.zoom.parties import leg_ids, public_number, read_party
from cti_desktop.zoom.results import read_result
from cti_desktop.zoom.secret import Secret
from tests.zoom.json_values import JSON

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("2026-11-22T12:00:00Z", NOON),
        ("2026-11-22T13:00:00+01:00", NOON),
        ("2026-11-22 12:00:00", NOON),
        ("2026-11-22T12:00:00.000Z", NOON),
        (1795348800000, NOON),
        ("", None),
        ("soon", None),
        (True, None),
        (10**30, None),
        (-1, None),
        ("1999-12-31T23:59:59Z", None),
        ("9999-12-31T23:59:59-23:00", None),
        ([], None),
    ],
)
def test_times(given: object, read: datetime | None) -> None:
    assert as_moment(given) == read


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (60, 60),
        (60.4, 60),
        ("60", 60),
        (0, 0),
        (-1, None),
        (True, None),
        ("6x", None),
        (10**12, None),
        ("9" * 5000, None),
        (None, None),
        ("٦٠", None),
    ],
)
def test_durations(given: object, read: int | None) -> None:
    assert seconds({"duration": given}, "duration") == read


def test_the_first_field_that_says_something_counts() -> None:
    assert text({"a": " ", "b": 7}, "a", "b") == "7"
    assert text({"a": True, "b": [], "c": None}, "a", "b", "c") is None


@given(JSON)
def test_only_bearable_objects_are_parsed(value: object) -> None:
    try:
        found = parse_object(json.dumps(value).encode())
    except MalformedError:
        assert not isinstance(value, dict)
    else:
        assert isinstance(value, dict)
        assert len(found) <= len(value)


def test_nul_characters_which_databases_refuse_are_replaced() -> None:
    assert parse_object(b'{"a\\u0000": ["x\\u0000y"]}') == {"a\ufffd": ["x\ufffdy"]}


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("+442079460018", "+442079460018"),
        ("12059014629", "+12059014629"),
        ("442079460018", "+442079460018"),
        ("2059014629", "2059014629"),
        ("09012345678", "09012345678"),
        ("99999999999999", "99999999999999"),
        ("800", "800"),
        ("112", "112"),
        ("anonymous", "anonymous"),
    ],
)
def test_public_numbers_get_their_plus_only_where_it_is_sure(given: str, read: str) -> None:
    assert public_number(given) == read


@pytest.mark.parametrize("given", [None, {}, [], "", {"name": ""}, {"extensionNumber": []}])
def test_nothing_said_is_no_party(given: object) -> None:
    assert read_party(given) is None
    assert read_party(given, own=True) is None


def test_a_hidden_caller_has_no_number_of_theirs() -> None:
    assert read_party("anonymous") == Party(number="anonymous")


def test_a_shared_number_is_a_legs_last_resort() -> None:
    assert leg_ids(Party(did="+442079460100")) == ("did:+442079460100",)
    assert leg_ids(Party(did="+442079460100", extension="800")) == ("no:800",)
    assert leg_ids(None) == ()


def test_result_words_are_read_in_any_spelling() -> None:
    for word in (
        "Answered by Other Member",
        "answered_by_other_member",
        " ANSWERED-BY-OTHER member",
    ):
        assert read_result(word, Side.CALLEE) is Result.ANSWERED_ELSEWHERE
    assert read_result(None, Side.CALLEE) is None


def test_a_secret_does_not_print_and_cannot_be_written_down() -> None:
    secret = Secret("s3cret")
    assert "s3cret" not in f"{secret} {secret!r} {secret!s} {[secret]}"
    assert secret == Secret("s3cret")
    assert secret != Secret("other")
    assert secret != "s3cret"
    assert hash(secret) == hash(Secret("s3cret"))
    assert secret
    assert not Secret("")
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        copy.copy(secret)


def test_drift_is_counted_told_once_and_masked() -> None:
    report = DriftReport()
    one = drift("unknown_event", "phone.new", sample="from +442079460018")
    assert one.sample == "from …18"
    assert report.note([one], at=NOON) == (one,)
    assert report.note([one, one], at=NOON + timedelta(hours=1)) == ()
    other = drift("bad_time", "phone.old")
    assert report.note([other], at=NOON) == (other,)
    first, second = report.counts()
    assert (first.drift, first.times) == (one, 3)
    assert (first.first_at, first.last_at) == (NOON, NOON + timedelta(hours=1))
    assert second.times == 1


@given(st.lists(st.text(max_size=300), max_size=40))
def test_a_report_never_outgrows_its_bound(names: list[str]) -> None:
    report = DriftReport(largest=5)
    for name in names:
        report.note([drift("unknown_event", name)], at=NOON)
    counts = report.counts()
    assert len(counts) <= 5
    assert all(len(one.drift.name) <= 200 for one in counts)
