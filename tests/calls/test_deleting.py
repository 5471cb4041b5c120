"""Zoom's record of a call is deleted: whose leg shows it, and that nothing typed goes with it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cti_desktop.calls.call import Call
from cti_desktop.calls.correlation import call_keys
from cti_desktop.calls.deleting import EVERYTHING, spread
from cti_desktop.calls.events import CallEvent, Facts, Kind, LegRef, Source, event_id
from cti_desktop.calls.fold import as_seen_by, fold
from tests.calls.stories import CALL, START, answered_by_two


def folded(*events: CallEvent) -> Call:
    call = fold(events)
    assert call is not None
    return call


def second(number: int) -> timedelta:
    return timedelta(seconds=number)


def deletion(
    at: int, *, about: str | None = "user:u1", ids: tuple[str, ...] = ("log-1",)
) -> CallEvent:
    keys = call_keys(log_id=f"log-1-{CALL}") if ids != (EVERYTHING,) else ("own:d",)
    when = START + second(at)
    return CallEvent(
        id=event_id(Source.WEBHOOK, ["deleted", at, about, ids]),
        kind=Kind.DELETED,
        source=Source.WEBHOOK,
        name="deleted",
        at=when,
        seen_at=when,
        keys=keys,
        facts=Facts(deleted_ids=ids, about=about),
    )


@pytest.mark.parametrize("about", ["user:u1", None])
def test_a_deleted_record_is_marked_for_its_agent_and_takes_no_note_along(
    about: str | None,
) -> None:
    call = folded(*answered_by_two(), deletion(900, about=about))
    assert call.deleted_at is None
    assert as_seen_by(call, ["user:u1"]).deleted_at == START + second(900)
    assert as_seen_by(call, ["user:u2"]).deleted_at is None
    assert call.note is not None
    assert call.note.text == "keep me"
    alone = folded(answered_by_two()[0], deletion(900, about=about))
    assert alone.deleted_at == START + second(900)


def test_a_leg_that_records_alone_tell_of_is_marked_by_its_record() -> None:
    """Zoom's lists of the account name extensions, its webhooks users."""
    told = [
        replace(one, leg=LegRef(side=one.leg.side, ids=(f"ext:x{who}", f"no:{800 + who}")))
        for who, one in enumerate(answered_by_two()[:2], start=1)
        if one.leg is not None
    ]
    call = folded(*told, deletion(900))
    assert as_seen_by(call, ["ext:x1"]).deleted_at == START + second(900)
    assert as_seen_by(call, ["ext:x2"]).deleted_at is None
    wipe = replace(deletion(950, ids=(EVERYTHING,)), keys=call_keys(log_id=f"log-1-{CALL}"))
    assert as_seen_by(folded(*told, wipe), ["ext:x1"]).deleted_at is None


def test_deleting_everything_of_a_user_hits_their_calls_up_to_then() -> None:
    call = folded(*answered_by_two())
    wipe = deletion(900, ids=(EVERYTHING,))
    hits = spread(wipe, [call])
    assert [hit.id for hit in hits] == [hit.id for hit in spread(wipe, [call])]
    assert as_seen_by(folded(*answered_by_two(), *hits), ["user:u1"]).deleted_at is not None
    before_all = deletion(-5, ids=(EVERYTHING,))
    assert spread(before_all, [call]) == ()
    early = spread(deletion(30, ids=(EVERYTHING,)), [call])
    seen = as_seen_by(folded(*answered_by_two(), *early), ["user:u1"])
    assert seen.deleted_at is None  # their leg ended after it
    assert spread(deletion(900, about="user:u9", ids=(EVERYTHING,)), [call]) == ()
    assert spread(deletion(900), [call]) == ()
