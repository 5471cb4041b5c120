"""Calls whose end nobody told: kept in view, ended by hand, put right by Zoom's record."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cti_desktop.agent.front_desk import FrontDesk
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import CallCard
from cti_desktop.calls.call import State
from cti_desktop.calls.events import (
    CallEvent,
    Direction,
    Facts,
    Kind,
    LegRef,
    Party,
    Result,
    Side,
    Source,
)
from tests.agent.desks import CALL_ID, CALLER, ME, Desk, Hearing, open_desk

pytestmark = pytest.mark.asyncio


def card_of(desk: Desk) -> CallCard:
    card = desk.hearing.desk.card
    assert card is not None
    return card


async def talk(desk: Desk) -> str:
    desk.call_event("ringing")
    desk.call_event("connected")
    await desk.hearing.until(lambda: desk.hearing.desk.card)
    await desk.hearing.until(lambda: card_of(desk).state is State.CONNECTED)
    return card_of(desk).card_id


def held() -> CallEvent:
    now = datetime.now(UTC)
    return CallEvent(
        id="webhook-held",
        kind=Kind.HELD,
        source=Source.WEBHOOK,
        name="phone.callee_hold",
        at=now,
        seen_at=now,
        keys=(f"call:{CALL_ID}",),
        leg=LegRef(side=Side.CALLEE, ids=("ext:xBo", "no:800")),
    )


def record(*, talked_s: int) -> CallEvent:
    """Return what Zoom's call history says of the call in the end."""
    began = datetime.now(UTC).replace(microsecond=0)
    return CallEvent(
        id="rest-record",
        kind=Kind.LOGGED,
        source=Source.REST,
        name="call_history",
        at=began,
        seen_at=datetime.now(UTC),
        keys=(f"call:{CALL_ID}",),
        leg=LegRef(side=Side.CALLEE, ids=("ext:xBo", "no:800")),
        facts=Facts(
            direction=Direction.INBOUND,
            caller=Party(name="A. Lovelace", number="+442079460018"),
            callee=Party(name="Bo Agent", extension="800", extension_id="xBo", internal=True),
            rang_at=began,
            answered_at=began + timedelta(seconds=5),
            ended_at=began + timedelta(seconds=5 + talked_s),
            result=Result.ANSWERED,
            talk_s=talked_s,
            final=True,
        ),
    )


async def test_a_reloaded_page_makes_calls_in_progress_doubtful(desk: Desk) -> None:
    await talk(desk)
    desk.office.page_loaded()
    assert not card_of(desk).doubtful  # it was its first load: a page may talk before it is over
    desk.office.page_loaded()
    assert card_of(desk).doubtful
    desk.store.journal.append([held()]).result(10)
    await desk.hearing.until(lambda: card_of(desk).state is State.ON_HOLD)
    assert not card_of(desk).doubtful  # Zoom's server told of it, so it goes on


@pytest.mark.parametrize("reason", ["crashed", "network"])
async def test_a_page_that_broke_does_so_too(desk: Desk, reason: str) -> None:
    await talk(desk)
    desk.office.page_failed(reason)
    assert card_of(desk).doubtful


async def test_a_call_is_over_when_the_person_says_so_and_can_be_finished(desk: Desk) -> None:
    card_id = await talk(desk)
    desk.office.page_failed("crashed")
    desk.office.say_over(card_id)
    await desk.hearing.until(lambda: card_of(desk).state is State.ENDED)
    assert not card_of(desk).doubtful
    desk.office.choose_outcome(card_id, "resolved")
    await desk.hearing.until(lambda: card_of(desk).outcome)
    desk.office.finish(card_id)
    await desk.hearing.until(lambda: not desk.hearing.desk.cards)


async def test_a_call_said_to_be_over_that_only_rang_is_missed(desk: Desk) -> None:
    desk.call_event("ringing")
    card = await desk.hearing.until(lambda: desk.hearing.desk.card)
    desk.office.say_over(card.card_id)
    missed = await desk.hearing.until(lambda: desk.hearing.desk.missed)
    assert [line.name for line in missed] == ["Ada Lovelace"]
    assert not desk.hearing.desk.cards


async def test_nothing_is_said_of_a_call_that_is_over_already(desk: Desk) -> None:
    card_id = await talk(desk)
    desk.call_event("ended", result="ended")
    await desk.hearing.until(lambda: card_of(desk).state is State.ENDED)
    before = desk.store.journal.count()
    desk.office.say_over(card_id)
    desk.office.choose_outcome(card_id, "resolved")
    await desk.hearing.until(lambda: card_of(desk).outcome)
    await desk.office._unwritten.finish()
    assert desk.store.journal.count() == before + 1


async def test_the_record_ends_a_card_whose_end_was_lost(desk: Desk) -> None:
    await talk(desk)
    desk.office.page_failed("network")
    desk.store.journal.append([record(talked_s=90)]).result(10)
    await desk.hearing.until(lambda: card_of(desk).state is State.ENDED)
    card = card_of(desk)
    assert (card.doubtful, card.durations.talk_s, card.durations.estimated) == (False, 90, False)


async def test_the_record_knows_better_than_the_person_when_it_ended(desk: Desk) -> None:
    card_id = await talk(desk)
    desk.office.say_over(card_id)
    await desk.hearing.until(lambda: card_of(desk).state is State.ENDED)
    desk.store.journal.append([record(talked_s=600)]).result(10)
    await desk.hearing.until(lambda: card_of(desk).durations.talk_s == 600)


async def test_a_call_in_progress_is_on_the_desk_again_after_a_restart(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path)
    card_id = await talk(desk)
    desk.office.write_note(card_id, "half a sent")
    await desk.office.stop()
    again = await open_desk(tmp_path)
    card = card_of(again)
    assert (card.card_id, card.note, card.doubtful) == (card_id, "half a sent", True)
    again.office.say_over(card_id)
    await again.hearing.until(lambda: card_of(again).state is State.ENDED)
    await again.office.stop()


async def test_a_wrap_up_goes_on_after_a_restart_unless_it_was_finished(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path)
    card_id = await talk(desk)
    desk.call_event("ended", result="ended")
    await desk.hearing.until(lambda: card_of(desk).state is State.ENDED)
    await desk.office.stop()
    again = await open_desk(tmp_path)
    assert (card_of(again).state, card_of(again).doubtful) == (State.ENDED, False)
    again.office.choose_outcome(card_id, "resolved")
    await again.hearing.until(lambda: card_of(again).outcome)
    again.office.finish(card_id)
    await again.hearing.until(lambda: not again.hearing.desk.cards)
    await again.office.stop()
    third = await open_desk(tmp_path)
    assert third.hearing.desk.cards == ()
    await third.office.stop()


async def test_a_ring_before_a_restart_does_not_ring_again(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path)
    desk.call_event("ringing")
    await desk.hearing.until(lambda: desk.hearing.desk.card)
    await desk.office.stop()
    again = await open_desk(tmp_path)
    assert again.hearing.desk.cards == ()
    await again.office.stop()


async def test_the_page_that_loads_again_under_an_open_desk_is_noticed(tmp_path: Path) -> None:
    """The front desk hears of the page first, and must not keep it to itself."""
    front = FrontDesk(DeskSettings(data_dir=tmp_path, region="GB"), asyncio.get_running_loop())
    hearing = Hearing()
    front.subscribe(hearing)
    front.page_loaded()
    front.page_failed("crashed")  # nobody waits for the page to become ready, then
    await front.start()
    assert front._office is not None
    message = {"callId": CALL_ID, "direction": "inbound", "caller": CALLER, "callee": ME}
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for step in ("ringing", "connected"):
        data = {**message, "dateTime": now}
        front.page_said(json.dumps({"type": f"zp-call-{step}-event", "data": data}))
    await hearing.until(
        lambda: hearing.desk.card is not None and hearing.desk.card.state is State.CONNECTED
    )
    front.page_loaded()
    card = await hearing.until(lambda: hearing.desk.card)
    assert card.doubtful
    await front.stop()
