from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.calls.clocks import COMPANION, TOLERANCE, bounds, rightly_dated
from cti_desktop.calls.events import CallEvent, Kind, NoteField
from cti_desktop.calls.fold import fold
from tests.calls.stories import START, event, note

YEAR_S = 365 * 24 * 3600
WILD = note(NoteField.TEXT, "from next year", YEAR_S)
RIGHT = note(NoteField.TEXT, "written last", 600, author="user:u2")
RECEIVED = START + timedelta(seconds=60)


def text_of(*events: CallEvent) -> str:
    call = fold([event(Kind.RANG, 0), *events])
    assert call is not None
    assert call.note is not None
    return call.note.text


def test_an_edit_from_next_year_wins_only_until_the_companion_has_seen_it() -> None:
    assert text_of(WILD, RIGHT) == "from next year"
    bound = bounds([WILD], RECEIVED)
    assert text_of(WILD, RIGHT, *bound) == "written last"
    assert text_of(*bound, RIGHT, WILD) == "written last"


def test_a_bounded_edit_is_shown_with_the_time_it_was_received() -> None:
    call = fold([event(Kind.RANG, 0), WILD, *bounds([WILD], RECEIVED)])
    assert call is not None
    assert call.note is not None
    assert call.note.saved_at == RECEIVED


def test_pushing_again_later_does_not_move_the_bound() -> None:
    first, again = bounds([WILD], RECEIVED), bounds([WILD], RECEIVED + timedelta(hours=1))
    assert [one.id for one in first] == [one.id for one in again]
    assert rightly_dated([WILD, *again, *first])[0].at == RECEIVED


def test_an_edit_stays_before_a_later_one_made_after_the_clock_was_put_right() -> None:
    """Offline: one edit dated next year, the clock mended, one more; both handed over at once."""
    at_ten = note(NoteField.TEXT, "written last", 30)
    bound = bounds([WILD, at_ten], RECEIVED)
    assert text_of(WILD, at_ten, *bound) == "written last"
    earlier = note(NoteField.TEXT, "written first", 20, author="user:u9")
    assert text_of(earlier, WILD, *bounds([earlier, WILD], RECEIVED)) == "from next year"


@pytest.mark.parametrize("swapped", [False, True])
def test_two_edits_from_next_year_stay_in_the_order_they_were_made(swapped: bool) -> None:
    first, second = WILD, note(NoteField.TEXT, "and corrected", YEAR_S + 5, author="user:u0")
    told = (second, first) if swapped else (first, second)
    bound = bounds(told, RECEIVED)
    assert text_of(*told, *bound) == ("from next year" if swapped else "and corrected")


def test_only_edits_too_far_ahead_are_bounded() -> None:
    edge = START + timedelta(seconds=600) - TOLERANCE
    assert bounds([RIGHT], edge) == ()
    assert len(bounds([RIGHT], edge - timedelta(seconds=1))) == 1
    assert bounds([event(Kind.RANG, YEAR_S)], RECEIVED) == ()


def test_nobody_but_the_companion_can_date_an_edit_back() -> None:
    forged = bounds([WILD], RECEIVED)[0]
    assert forged.author == COMPANION
    told = CallEvent(
        **{
            **{name: getattr(forged, name) for name in CallEvent.__dataclass_fields__},
            "author": "user:u2",
        }
    )
    assert text_of(WILD, RIGHT, told) == "from next year"


@given(
    ahead=st.lists(st.integers(0, 2 * YEAR_S), min_size=2, max_size=6, unique=True),
    received=st.integers(0, 3600),
)
def test_no_edit_counts_as_later_than_it_was_received(ahead: list[int], received: int) -> None:
    at: datetime = START + timedelta(seconds=received)
    edits = [note(NoteField.TEXT, str(second), second) for second in ahead]
    dated = rightly_dated([*edits, *bounds(edits, at)])
    assert len(dated) == len(edits)
    assert all(one.at <= at + TOLERANCE for one in dated)
    assert all(one.at <= was.at for one, was in zip(dated, edits, strict=True))
