"""When a call comes up by itself, what opens with it, and that it opens once."""

from pathlib import Path
from typing import Any

import pytest

from cti_desktop.agent.setting import Setting
from cti_desktop.agent.setting_table import (
    POP_ADDRESS,
    POP_ADDRESS_SEVERAL,
    POP_ADDRESS_UNKNOWN,
    POP_INBOUND,
    POP_OUTBOUND,
    WRAP_UP_S,
)
from cti_desktop.agent.settings_store import SettingsStore
from cti_desktop.agent.views import CallCard, OpenBrowser
from cti_desktop.calls.call import State
from cti_desktop.calls.contacts import Contact, ContactNumber
from tests.agent.desks import CALL_ID, CALLER, ME, Desk, open_desk

pytestmark = pytest.mark.asyncio
STRANGER = {"phoneNumber": "+12125550147"}


def chosen(**values: Any) -> SettingsStore:
    store = SettingsStore()
    settings: dict[str, Setting[Any]] = {
        "inbound": POP_INBOUND,
        "outbound": POP_OUTBOUND,
        "known": POP_ADDRESS,
        "several": POP_ADDRESS_SEVERAL,
        "unknown": POP_ADDRESS_UNKNOWN,
        "wrap_up_s": WRAP_UP_S,
    }
    for name, value in values.items():
        store.set(settings[name], value)
    return store


def card_of(desk: Desk) -> CallCard:
    cards = desk.hearing.desk.cards
    assert len(cards) == 1
    return cards[0]


def opened(desk: Desk) -> list[str]:
    return [view.url for view in desk.hearing.views if isinstance(view, OpenBrowser)]


async def talk_and_hang_up(desk: Desk) -> None:
    desk.call_event("ringing")
    await desk.hearing.until(lambda: desk.hearing.desk.cards)
    desk.call_event("connected")
    desk.call_event("ended", result="ended")
    await desk.hearing.until(lambda: card_of(desk).state is State.ENDED)


async def test_a_call_comes_up_when_it_rings(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path, chosen())
    desk.call_event("ringing")
    await desk.hearing.until(lambda: desk.hearing.desk.cards)
    assert card_of(desk).comes_up
    assert desk.hearing.desk.active == card_of(desk).card_id
    await desk.office.stop()


async def test_a_call_may_come_up_only_when_it_is_answered(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path, chosen(inbound="answer"))
    desk.call_event("ringing")
    await desk.hearing.until(lambda: desk.hearing.desk.cards)
    assert not card_of(desk).comes_up
    assert desk.hearing.desk.active is None
    desk.call_event("connected")
    await desk.hearing.until(lambda: desk.hearing.desk.active)
    assert card_of(desk).comes_up
    await desk.office.stop()


async def test_a_call_may_wait_to_be_looked_at(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path, chosen(inbound="off", known="https://crm.example/{e164}"))
    desk.call_event("ringing")
    desk.call_event("connected")
    await desk.hearing.until(lambda: desk.hearing.desk.cards)
    await desk.hearing.until(lambda: card_of(desk).state is State.CONNECTED)
    assert (desk.hearing.desk.active, card_of(desk).comes_up, opened(desk)) == (None, False, [])
    desk.office.activate(card_of(desk).card_id)
    assert desk.hearing.desk.active == card_of(desk).card_id
    assert opened(desk) == ["https://crm.example/%2B442079460018"]
    await desk.office.stop()


async def test_outgoing_calls_have_a_rule_of_their_own(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path, chosen(inbound="off", outbound="ring"))
    desk.call_event("ringing", direction="outbound", caller=ME, callee=CALLER)
    await desk.hearing.until(lambda: desk.hearing.desk.active)
    assert card_of(desk).comes_up
    await desk.office.stop()


async def test_the_address_of_a_known_caller_opens_once(tmp_path: Path) -> None:
    store = chosen(known="https://crm.example/{contact_id}?tel={e164}", unknown="https://c.example")
    desk = await open_desk(tmp_path, store)
    desk.call_event("ringing")
    desk.call_event("connected")
    await desk.hearing.until(lambda: desk.hearing.desk.cards)
    await desk.hearing.until(lambda: card_of(desk).state is State.CONNECTED)
    desk.office.page_loaded()
    desk.call_event("ringing")
    desk.call_event("ended", result="ended")
    await desk.hearing.until(lambda: card_of(desk).state is State.ENDED)
    assert opened(desk) == ["https://crm.example/ada?tel=%2B442079460018"]
    await desk.office.stop()


async def test_it_opens_once_over_a_restart_in_the_middle_of_a_ring(tmp_path: Path) -> None:
    store = chosen(known="https://crm.example/{contact_id}")
    desk = await open_desk(tmp_path, store)
    desk.call_event("ringing")
    await desk.hearing.until(lambda: opened(desk))
    await desk.office.stop()
    again = await open_desk(tmp_path, store)
    again.call_event("ringing")
    again.call_event("connected")
    await again.hearing.until(lambda: again.hearing.desk.cards)
    await again.hearing.until(lambda: card_of(again).state is State.CONNECTED)
    assert opened(again) == []
    await again.office.stop()


async def test_it_opens_once_over_a_warm_transfer(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path, chosen(known="https://crm.example/{contact_id}"))
    colleague = {"name": "Cy", "extensionNumber": "801", "extensionId": "xCy"}
    desk.call_event("ringing", callId=CALL_ID, caller=colleague)
    await desk.hearing.until(lambda: desk.hearing.desk.cards)
    assert opened(desk) == []  # a colleague who asks is no customer
    for step in ("ringing", "connected"):
        desk.call_event(step, callId=f"{CALL_ID}_1")
    await desk.hearing.until(lambda: opened(desk))
    desk.call_event("connected", callId=f"{CALL_ID}_1")
    desk.call_event("ended", callId=f"{CALL_ID}_1", result="ended")
    await desk.hearing.until(lambda: any(c.state is State.ENDED for c in desk.hearing.desk.cards))
    assert opened(desk) == ["https://crm.example/ada"]
    await desk.office.stop()


async def test_a_stranger_opens_the_other_address(tmp_path: Path) -> None:
    store = chosen(
        known="https://crm.example/{contact_id}", unknown="https://crm.example/?q={e164}"
    )
    desk = await open_desk(tmp_path, store)
    desk.call_event("ringing", caller=STRANGER)
    await desk.hearing.until(lambda: opened(desk))
    assert opened(desk) == ["https://crm.example/?q=%2B12125550147"]
    await desk.office.stop()


async def test_with_several_the_address_waits_for_the_answer(tmp_path: Path) -> None:
    store = chosen(known="https://crm.example/{contact_id}", unknown="https://crm.example/{e164}")
    desk = await open_desk(tmp_path, store)
    same = (ContactNumber(raw="+12125550147", e164="+12125550147"),)
    both = [Contact(id=one, name=one, numbers=same) for one in ("grace", "howard")]
    desk.store.directory.put(both).result(10)
    desk.call_event("ringing", caller=STRANGER)
    await desk.hearing.until(lambda: desk.hearing.desk.cards)
    assert opened(desk) == []
    desk.office.choose_contact(card_of(desk).card_id, "howard")
    await desk.hearing.until(lambda: opened(desk))
    assert opened(desk) == ["https://crm.example/howard"]
    await desk.office.stop()


async def test_several_may_have_an_address_of_their_own(tmp_path: Path) -> None:
    store = chosen(known="https://crm.example/{contact_id}", several="https://crm.example/{e164}")
    desk = await open_desk(tmp_path, store)
    same = (ContactNumber(raw="+12125550147", e164="+12125550147"),)
    both = [Contact(id=one, name=one, numbers=same) for one in ("grace", "howard")]
    desk.store.directory.put(both).result(10)
    desk.call_event("ringing", caller=STRANGER)
    await desk.hearing.until(lambda: opened(desk))
    assert opened(desk) == ["https://crm.example/%2B12125550147"]
    assert card_of(desk).has_address
    desk.office.open_in_crm(card_of(desk).call_id)
    assert len(opened(desk)) == 2
    desk.office.choose_contact(card_of(desk).card_id, "howard")
    await desk.hearing.until(lambda: card_of(desk).chosen)
    assert len(opened(desk)) == 2  # once a call by itself
    await desk.office.stop()


async def test_without_an_address_none_is_offered(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path, chosen(unknown="https://crm.example/{e164}"))
    desk.call_event("ringing")
    await desk.hearing.until(lambda: desk.hearing.desk.cards)
    assert not card_of(desk).has_address  # Ada is known, and only strangers have one
    await desk.office.stop()


async def test_wrap_up_has_a_time_that_can_be_extended(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path, chosen(wrap_up_s=60))
    await talk_and_hang_up(desk)
    card = card_of(desk)
    assert card.ended_at is not None
    assert card.wrap_up_until is not None
    assert (card.wrap_up_until - card.ended_at).total_seconds() == 60
    desk.office.extend_wrap_up(card.card_id)
    longer = card_of(desk).wrap_up_until
    assert longer is not None
    assert (longer - card.wrap_up_until).total_seconds() == 60
    await desk.office.stop()


async def test_without_a_time_wrap_up_counts_up(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path, chosen(wrap_up_s=0))
    await talk_and_hang_up(desk)
    assert card_of(desk).wrap_up_until is None
    desk.office.extend_wrap_up(card_of(desk).card_id)
    assert card_of(desk).wrap_up_until is None
    await desk.office.stop()
