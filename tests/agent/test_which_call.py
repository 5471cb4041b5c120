"""Which of several calls is shown: one that rings before one that is over."""

from datetime import UTC, datetime, timedelta

import pytest

from cti_desktop.calls.call import State
from tests.agent.desks import CALLER, ME, Desk
from tests.agent.test_office import ring
from tests.agent.test_shift_change import BO

pytestmark = pytest.mark.asyncio
OTHER = "068cba40000000d08d2"


async def test_a_call_that_rings_comes_before_one_that_is_over(desk: Desk) -> None:
    first = await ring(desk)
    desk.call_event("connected")
    desk.call_event("ended", result="ended")
    await desk.hearing.until(lambda: desk.hearing.card.state is State.ENDED)
    desk.office.write_note(first, "half a sent")
    desk.call_event("ringing", callId=OTHER, caller={"phoneNumber": "+12125550147"})
    await desk.hearing.until(lambda: len(desk.hearing.desk.cards) == 2)
    assert desk.hearing.card.state is State.RINGING
    desk.call_event("ended", callId=OTHER, result="missed")
    await desk.hearing.until(lambda: desk.hearing.desk.active == first)  # back to the wrap-up
    await desk.hearing.until(lambda: desk.hearing.card.saved_at)
    assert desk.hearing.card.note == "half a sent"


async def test_when_a_call_is_over_the_one_that_rings_beside_it_comes_up(desk: Desk) -> None:
    first = await ring(desk)
    desk.call_event("connected")
    desk.call_event("ringing", callId=OTHER, caller={"phoneNumber": "+12125550147"})
    await desk.hearing.until(lambda: len(desk.hearing.desk.cards) == 2)
    assert desk.hearing.desk.active == first
    desk.call_event("ended", result="ended")
    await desk.hearing.until(lambda: desk.hearing.desk.active == f"call:{OTHER}")
    assert [c.state for c in desk.hearing.desk.cards] == [State.RINGING, State.ENDED]
    desk.office.activate(first)  # the person's own choice stands
    desk.call_event("log-completed", callLogId="log", result="Call Connected", duration=3)
    await desk.office._unwritten.finish()
    assert desk.hearing.desk.active == first


async def test_a_call_passed_on_that_comes_back_rings(desk: Desk) -> None:
    """One's own call out, handed to a colleague and back: two parts of one call are one's own."""
    desk.office._be(BO)
    out = {"direction": "outbound", "caller": ME, "callee": CALLER}
    desk.call_event("ringing", dateTime=_at(0), **out)
    await desk.hearing.until(lambda: desk.hearing.desk.card)
    desk.call_event("connected", dateTime=_at(3), **out)
    desk.call_event("ended", dateTime=_at(60), result="ended", **out)
    await desk.hearing.until(lambda: desk.hearing.card.state is State.ENDED)
    desk.call_event("ringing", dateTime=_at(90))
    await desk.hearing.until(lambda: desk.hearing.card.state is State.RINGING)
    line = (await desk.office.log_page()).lines[0]
    assert line.state is State.RINGING
    desk.call_event("ended", dateTime=_at(110), result="missed")
    await desk.hearing.until(lambda: desk.hearing.card.state is State.ENDED)


def _at(second: int) -> str:
    began = datetime.now(UTC) - timedelta(minutes=3)
    return (began + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%SZ")
