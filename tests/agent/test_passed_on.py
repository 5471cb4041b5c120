"""A call that is passed on after a consultation, at both desks."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cti_desktop.calls.call import State
from cti_desktop.calls.events import CallEvent, Facts, Kind, LegRef, Side, Source, Transfer
from tests.agent.desks import CALL_ID, CALLER, ME, Desk

pytestmark = pytest.mark.asyncio
CONSULT = "068cba50000ba0d0111"
CY = {"name": "Cy", "extensionNumber": "801", "extensionId": "xCy", "extensionType": "user"}
STRANGER = {"phoneNumber": "+12125550147"}


def webhook(kind: Kind, *calls: str, transfer: Transfer | None = None) -> CallEvent:
    now = datetime.now(UTC)
    return CallEvent(
        id=f"{kind}-{calls}",
        kind=kind,
        source=Source.WEBHOOK,
        name="phone.test",
        at=now,
        seen_at=now,
        keys=tuple(f"call:{one}" for one in calls),
        leg=None if transfer else LegRef(side=Side.CALLEE, ids=("ext:xBo", "no:800")),
        facts=Facts(transfer=transfer),
    )


def joins() -> CallEvent:
    """Say that the consultation belongs to the customer's call."""
    started = Transfer(how="warm", stage="started", to_number="802")
    return webhook(Kind.TRANSFERRED, CALL_ID, CONSULT, transfer=started)


async def missed_before(desk: Desk, call_id: str, caller: dict[str, Any]) -> None:
    """A call of yesterday, told of late."""
    yesterday = (datetime.now(UTC) - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = {"callId": call_id, "caller": caller, "dateTime": yesterday}
    desk.call_event("ringing", **told)
    desk.call_event("ended", **told, result="missed")
    await desk.office._unwritten.finish()
    await desk.hearing.until(lambda: not desk.hearing.desk.cards)


@pytest.mark.parametrize("customer", [CALLER, STRANGER])
async def test_the_earlier_calls_are_the_customers_once_a_colleague_handed_them_over(
    desk: Desk, customer: dict[str, Any]
) -> None:
    await missed_before(desk, "068cba3db27ba0d0aaa", CY)
    await missed_before(desk, "068cba3db27ba0d0bbb", customer)
    desk.call_event("ringing", callId=CONSULT, caller=CY)
    card = await desk.hearing.until(lambda: desk.hearing.desk.card)
    assert [line.name for line in card.earlier] == ["Cy"]
    desk.call_event("ringing", callId=CALL_ID, caller=customer)
    desk.store.journal.append([joins()]).result(10)
    await desk.hearing.until(lambda: {c.name for c in desk.hearing.desk.cards}.isdisjoint({"Cy"}))
    for one in desk.hearing.desk.cards:
        assert [line.name for line in one.earlier] == [one.name]


async def test_a_call_goes_on_for_who_still_consults_when_the_customer_hangs_up(
    desk: Desk,
) -> None:
    desk.office._reader.reader_ids = ("ext:xBo",)
    desk.call_event("ringing")
    desk.call_event("connected")
    consults = {"callId": CONSULT, "direction": "outbound", "caller": ME, "callee": CY}
    desk.call_event("ringing", **consults)
    desk.call_event("connected", **consults)
    desk.store.journal.append([joins()]).result(10)
    desk.call_event("ended", result="ended")
    card = await desk.hearing.until(lambda: desk.hearing.desk.card)
    desk.office.choose_outcome(card.card_id, "resolved")
    await desk.hearing.until(lambda: any(c.outcome for c in desk.hearing.desk.cards))
    call = desk.store.log.by_key(f"call:{CALL_ID}")
    assert call is not None
    assert sum(leg.ended_at is not None for leg in call.legs) == 1  # by then it was heard
    assert states(desk) == {State.CONNECTED}
    assert desk.office.desk.busy
    desk.call_event("ended", **consults, result="ended")
    await desk.hearing.until(lambda: states(desk) == {State.ENDED})


def states(desk: Desk) -> set[State]:
    return {card.state for card in desk.hearing.desk.cards}
