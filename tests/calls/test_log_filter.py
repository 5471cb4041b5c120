"""Filters: periods become instants of the reader's days, and named filters survive keeping."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.calls.call import State
from cti_desktop.calls.errors import Denied
from cti_desktop.calls.events import Direction
from cti_desktop.calls.log_filter import (
    LogFilter,
    Period,
    SavedFilter,
    Sort,
    decode_filters,
    encode_filters,
)

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY_NIGHT = datetime(2026, 3, 30, 22, 30, tzinfo=UTC)  # Tuesday half past midnight there


@pytest.mark.parametrize(
    ("period", "since", "until"),
    [
        (Period.ANY, None, None),
        (Period.TODAY, "2026-03-31T00:00:00+02:00", "2026-04-01T00:00:00+02:00"),
        (Period.YESTERDAY, "2026-03-30T00:00:00+02:00", "2026-03-31T00:00:00+02:00"),
        (Period.THIS_WEEK, "2026-03-30T00:00:00+02:00", "2026-04-01T00:00:00+02:00"),
        (Period.LAST_WEEK, "2026-03-23T00:00:00+01:00", "2026-03-30T00:00:00+02:00"),
        (Period.THIS_MONTH, "2026-03-01T00:00:00+01:00", "2026-04-01T00:00:00+02:00"),
        (Period.LAST_MONTH, "2026-02-01T00:00:00+01:00", "2026-03-01T00:00:00+01:00"),
        (Period.DAYS, "2026-01-10T00:00:00+01:00", None),
    ],
)
def test_a_period_is_of_the_readers_days(
    period: Period, since: str | None, until: str | None
) -> None:
    asked = LogFilter(period=period, first_day=date(2026, 1, 10)).at(MONDAY_NIGHT, BERLIN)
    assert (asked.since and asked.since.isoformat()) == since
    assert (asked.until and asked.until.isoformat()) == until


def test_the_systems_days_are_meant_without_a_zone() -> None:
    asked = LogFilter(period=Period.TODAY).at(MONDAY_NIGHT, None)
    assert asked.since is not None
    assert asked.until is not None
    assert asked.since <= MONDAY_NIGHT < asked.until


def test_an_order_alone_leaves_nothing_out() -> None:
    assert not LogFilter(sort=Sort.LONGEST).narrows
    assert LogFilter(has_note=False).narrows


FILTERS = st.builds(
    LogFilter,
    text=st.text(max_size=20),
    direction=st.none() | st.sampled_from(Direction),
    states=st.lists(st.sampled_from(State), max_size=3).map(tuple),
    via=st.none() | st.text(max_size=9),
    has_note=st.none() | st.booleans(),
    without_outcome=st.booleans(),
    period=st.sampled_from(Period),
    first_day=st.none() | st.dates(),
    sort=st.sampled_from(Sort),
)


@given(st.lists(st.builds(SavedFilter, name=st.text(max_size=20), shows=FILTERS)).map(tuple))
def test_named_filters_survive_keeping(filters: tuple[SavedFilter, ...]) -> None:
    assert decode_filters(encode_filters(filters)) == filters


@given(st.text().filter(lambda text: text.strip() != "[]"))
def test_what_is_no_filter_is_refused_by_name(text: str) -> None:
    with pytest.raises(Denied, match="no filters"):
        decode_filters(text)
