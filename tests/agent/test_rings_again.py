"""A call that comes back to the same agent after the page told of its first round's log."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cti_desktop.agent.views import CallCard
from cti_desktop.calls.call import State
from tests.agent.desks import CALL_ID, Desk

pytestmark = pytest.mark.asyncio
CARD = f"call:{CALL_ID}"
LOG_PARTIES = {
    "caller": {"name": "A. Lovelace", "number": "+442079460018", "numberType": 2},
    "callee": {"name": "Bo Agent", "number": "800", "numberType": 1},
}
_BEGAN = datetime.now(UTC) - timedelta(minutes=3)


def says(desk: Desk, step: str, second: int, **more: Any) -> None:
    told = (_BEGAN + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%SZ")
    desk.call_event(step, dateTime=told, **more)


def logs(desk: Desk, began: int, result: str, talk_s: int) -> None:
    says(
        desk,
        "log-completed",
        began,
        callLogId=f"log-{began}",
        result=result,
        duration=talk_s,
        **LOG_PARTIES,
    )


async def reaches(desk: Desk, state: State) -> CallCard:
    def found() -> CallCard | None:
        cards = desk.hearing.desk.cards
        return next((c for c in cards if (c.card_id, c.state) == (CARD, state)), None)

    card: CallCard = await desk.hearing.until(found)
    return card


async def talk(desk: Desk) -> None:
    says(desk, "ringing", 0)
    await reaches(desk, State.RINGING)
    says(desk, "connected", 6)
    await reaches(desk, State.CONNECTED)
    says(desk, "ended", 20, result="ended")


async def leaves(desk: Desk) -> None:
    await desk.hearing.until(lambda: not desk.hearing.desk.cards)


async def test_a_queue_that_comes_round_again_pops_again(desk: Desk) -> None:
    says(desk, "ringing", 0)
    await reaches(desk, State.RINGING)
    says(desk, "ended", 20, result="missed")
    await leaves(desk)
    logs(desk, 0, "No Answer", 0)
    says(desk, "ringing", 60)
    await reaches(desk, State.RINGING)
    says(desk, "connected", 63)
    card = await reaches(desk, State.CONNECTED)
    assert desk.hearing.desk.active == card.card_id


async def test_a_call_handed_back_during_wrap_up_is_talked_on(desk: Desk) -> None:
    await talk(desk)
    logs(desk, 0, "Call Connected", 14)
    await reaches(desk, State.ENDED)
    says(desk, "ringing", 60, callId=f"{CALL_ID}_2")
    await reaches(desk, State.RINGING)
    says(desk, "connected", 63, callId=f"{CALL_ID}_2")
    await reaches(desk, State.CONNECTED)


async def test_a_call_that_was_wrapped_up_and_comes_back_is_wrapped_up_anew(desk: Desk) -> None:
    await talk(desk)
    await reaches(desk, State.ENDED)
    desk.office.choose_outcome(CARD, "resolved")
    await desk.hearing.until(lambda: desk.hearing.desk.cards[0].outcome)
    desk.office.finish(CARD)
    await leaves(desk)
    says(desk, "ringing", 60)
    await reaches(desk, State.RINGING)
    says(desk, "connected", 63)
    await reaches(desk, State.CONNECTED)
    says(desk, "ended", 90, result="ended")
    card = await reaches(desk, State.ENDED)
    assert card.outcome == "resolved"
    desk.office.finish(CARD)
    await leaves(desk)
