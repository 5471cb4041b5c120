"""Three calls at once, over a real companion and a simulated Zoom: no note strays."""

from typing import Any

import pytest

from cti_desktop.agent.views import CallCard
from cti_desktop.calls.call import Call, State
from tests.agent.desks import Desk
from tests.agent.servers import Servers
from tests.agent.test_with_companion import Drawer, desk, drawer, relay, servers

__all__ = ["Drawer", "desk", "drawer", "servers"]
pytestmark = pytest.mark.asyncio
CALLERS = (("Ada", "+442079460018"), ("Grace", "+12125550147"), ("", "+447700900461"))
NOTES = ("asks about invoice 2071", "wants a test account", "wrong department")


def ring(servers: Servers, number: int) -> dict[str, Any]:
    name, caller = CALLERS[number]
    body = {"agent": "800", "caller_number": caller, "caller_name": name}
    answer = servers.control("POST", "ring", body)
    return truth(servers, answer["call_id"])


def truth(servers: Servers, call_id: str) -> dict[str, Any]:
    found: dict[str, Any] = servers.control("GET", f"truth/{call_id}")
    return found


def card_of(desk: Desk, call: dict[str, Any]) -> CallCard | None:
    wanted = f"call:{call['call_id']}"
    return next((c for c in desk.hearing.desk.cards if c.card_id == wanted), None)


async def reaches(desk: Desk, call: dict[str, Any], state: State) -> CallCard:
    def found() -> CallCard | None:
        card = card_of(desk, call)
        return card if card is not None and card.state is state else None

    card: CallCard = await desk.hearing.until(found)
    return card


def type_together(desk: Desk, calls: list[dict[str, Any]]) -> None:
    """Type all three notes at once, a letter here and a letter there."""
    for end in range(1, max(len(note) for note in NOTES) + 1):
        for call, note in zip(calls, NOTES, strict=True):
            desk.office.write_note(f"call:{call['call_id']}", note[:end])


def notes_in(call: Call | None) -> list[tuple[str, str | None]]:
    return [(note.text, note.outcome) for note in call.notes] if call is not None else []


async def test_each_of_three_calls_keeps_its_own_note(servers: Servers, desk: Desk) -> None:
    calls = [ring(servers, number) for number in range(3)]
    for call in calls:
        relay(desk, call, "ringing")
        await reaches(desk, call, State.RINGING)
    assert len(desk.hearing.desk.cards) == 3
    for call in calls:
        servers.control("POST", f"calls/{call['call_id']}/answer")
        relay(desk, call, "connected")
        await reaches(desk, call, State.CONNECTED)
        assert desk.hearing.desk.active == f"call:{call['call_id']}"
    type_together(desk, calls)
    for call in (calls[1], calls[0], calls[2]):
        servers.control("POST", f"calls/{call['call_id']}/hangup")
        relay(desk, call, "ended", result="ended")
        card = await reaches(desk, call, State.ENDED)
        desk.office.choose_outcome(card.card_id, "resolved")
    await desk.hearing.until(lambda: all(card.outcome for card in desk.hearing.desk.cards))
    for call in reversed(calls):
        desk.office.finish(f"call:{call['call_id']}")
    await desk.hearing.until(lambda: not desk.hearing.desk.cards)
    await desk.hearing.until(lambda: desk.hearing.status.waiting == 0)
    for call, note in zip(calls, NOTES, strict=True):
        key = f"call:{call['call_id']}"
        assert notes_in(desk.store.log.by_key(key)) == [(note, "resolved")]
        assert notes_in(servers.store.log.by_key(key)) == [(note, "resolved")]


async def test_three_that_ring_while_one_is_written_on_leave_it_in_place(
    servers: Servers, desk: Desk
) -> None:
    first = ring(servers, 0)
    relay(desk, first, "ringing")
    servers.control("POST", f"calls/{first['call_id']}/answer")
    relay(desk, first, "connected")
    card = await reaches(desk, first, State.CONNECTED)
    desk.office.write_note(card.card_id, "in the middle of")
    others = [ring(servers, number) for number in (1, 2)]
    for call in others:
        relay(desk, call, "ringing")
        await reaches(desk, call, State.RINGING)
    assert desk.hearing.desk.active == card.card_id
    for call in others:
        servers.control("POST", f"calls/{call['call_id']}/hangup")
        relay(desk, call, "ended", result="missed")
    await desk.hearing.until(lambda: len(desk.hearing.desk.cards) == 1)
    assert desk.hearing.desk.active == card.card_id
    kept = card_of(desk, first)
    assert kept is not None
    assert kept.note == "in the middle of"
