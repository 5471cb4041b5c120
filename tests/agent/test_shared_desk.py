"""Several people at one desk, several desks of one person, a companion that lost its database."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx
import pytest

from cti_desktop.agent.views import CompanionState, OpenBrowser, View
from cti_desktop.calls.call import Call, State
from cti_desktop.calls.events import CallEvent, Kind, Source
from cti_desktop.store.opening import Store, open_store
from tests.agent.desks import Desk
from tests.agent.servers import Servers
from tests.agent.test_with_companion import desk, desk_at, drawer, final_call, relay, servers
from tests.companion.bench import BO, MINA
from tests.sync.events import leg_event, note_event

__all__ = ["desk", "drawer", "servers"]
pytestmark = pytest.mark.asyncio
BO_NAME = "bo.lindqvist@example.com"
AT_BO = {"extensionId": BO.extension_id, "extensionNumber": BO.extension_number}


def browser_of(extension: str) -> Callable[[View], None]:
    """Stand in for the browser of somebody who is signed in at Zoom."""

    def follow(url: str) -> None:
        with httpx.Client(timeout=10) as client:
            while True:
                answer = client.get(url)
                if answer.next_request is None:
                    return
                url = str(answer.next_request.url)
                if "/oauth/authorize" in url:
                    url += f"&as={extension}"

    def visit(view: View) -> None:
        if isinstance(view, OpenBrowser):
            threading.Thread(target=follow, args=(view.url,), name="browser").start()

    return visit


async def sign_in(desk: Desk, extension: str) -> None:
    stop = desk.office.subscribe(browser_of(extension))
    await desk.office.sign_in()
    stop()
    await in_step(desk)


async def in_step(desk: Desk) -> None:
    await desk.hearing.until(lambda: desk.hearing.status.companion is CompanionState.IN_STEP)


async def away(desk: Desk) -> None:
    await desk.hearing.until(lambda: desk.hearing.status.companion is CompanionState.AWAY)


async def sent(desk: Desk) -> None:
    await desk.hearing.until(lambda: desk.store.outbox.count() == 0)


async def noted(desk: Desk, text: str) -> None:
    """Write on the call that is on the desk, and wait until it is kept."""
    card = await desk.hearing.until(lambda: desk.hearing.desk.card)
    desk.office.write_note(card.card_id, text)
    desk.office.desk._drafts.save(card.card_id)
    await desk.hearing.until(
        lambda: (now := desk.hearing.desk.card) and now.note == text and now.saved_at
    )


def notes_of(store: Store, call_id: str) -> list[str]:
    call = call_in(store, call_id)
    return [note.text for note in call.notes] if call is not None else []


def has_note(store: Store, call_id: str, text: str) -> bool:
    return text in notes_of(store, call_id)


def call_in(store: Store, call_id: str) -> Call | None:
    return store.log.by_key(f"call:{call_id}")


async def test_what_somebody_wrote_offline_waits_for_them_while_another_works_here(
    servers: Servers, desk: Desk
) -> None:
    servers.companion.stop()
    await away(desk)
    servers.play("inbound-missed")
    call_id = servers.truth()[0]["call_id"]
    relay(desk, servers.truth()[0], "ringing")
    await noted(desk, "call back on Monday")
    await desk.office.sign_out()
    servers.start_companion()
    await sign_in(desk, "801")
    assert "mina" in str(desk.hearing.status.agent_name)
    hints = await desk.hearing.until(lambda: desk.hearing.status.hints)
    assert BO_NAME in hints[0].text
    assert desk.hearing.status.waiting == 0
    assert notes_of(servers.store, call_id) == []
    await sign_in(desk, "800")
    await sent(desk)
    assert notes_of(servers.store, call_id) == ["call back on Monday"]
    await desk.hearing.until(lambda: not desk.hearing.status.hints)


async def test_who_signs_in_at_anothers_desk_gets_their_own_earlier_calls(
    servers: Servers, desk: Desk
) -> None:
    servers.play("inbound-missed", agent="801")
    call_id = servers.truth()[0]["call_id"]
    servers.play("inbound-missed", agent="800")
    other = servers.truth()[1]["call_id"]
    await final_call(desk, other)
    assert call_in(desk.store, call_id) is None
    await sign_in(desk, "801")
    assert (await final_call(desk, call_id)).final


async def test_who_signs_in_next_finds_none_of_the_last_ones_cards(desk: Desk) -> None:
    desk.call_event("ringing", callee=AT_BO)
    desk.call_event("connected", callee=AT_BO)
    await desk.hearing.until(lambda: (card := desk.hearing.desk.card) and card.answered_at)
    desk.call_event("ended", callee=AT_BO, result="ended")
    await desk.hearing.until(lambda: desk.hearing.card.ended_at)
    await noted(desk, "for Bo alone")
    await desk.office.sign_out()
    assert desk.hearing.desk.cards  # so long it is still Bo's desk
    await sign_in(desk, "801")
    assert desk.hearing.desk.cards == ()


async def test_what_colleagues_talk_on_is_not_ones_own_after_a_restart(
    servers: Servers, desk: Desk, tmp_path: Path
) -> None:
    for call_id, steps in (("taken", ("ringing", "ended")), ("own", ("ringing", "connected"))):
        for step in steps:
            desk.call_event(step, callId=call_id, callee=AT_BO)
    mina = f"ext:{MINA.extension_id}"
    now = datetime.now(UTC)
    told = [
        replace(leg_event("taken", mina, kind, source=Source.WEBHOOK), at=now, seen_at=now)
        for kind in (Kind.RANG, Kind.ANSWERED)
    ]
    await asyncio.wrap_future(desk.store.journal.append(told))
    taken = call_in(desk.store, "taken")
    assert taken is not None
    assert taken.state is State.CONNECTED
    await desk.office.stop()
    again = await desk_at(servers, tmp_path / "desk")
    assert [card.card_id for card in again.hearing.desk.cards] == ["call:own"]
    await again.office.stop()


async def test_a_note_that_the_companion_refuses_is_said(servers: Servers, desk: Desk) -> None:
    colleagues = (leg_event("0682", "ext:somebody"),)
    await asyncio.wrap_future(servers.store.journal.append(colleagues))
    author = desk.office._author()
    desk.office._append([note_event("0682", author, "peeping")])
    notice = await desk.hearing.until(lambda: desk.hearing.notices)
    assert "somebody else's" in notice[0]
    await sent(desk)
    assert call_in(desk.store, "0682") is not None


@pytest.mark.parametrize("older", [False, True], ids=["empty", "older-copy"])
async def test_a_companion_that_lost_what_it_was_sent_gets_it_again(
    servers: Servers, desk: Desk, tmp_path: Path, *, older: bool
) -> None:
    copy = tmp_path / "copy.db"
    if older:
        now = sqlite3.connect(tmp_path / "companion.db")
        with closing(now), closing(sqlite3.connect(copy)) as then:
            now.backup(then)
    servers.play("inbound-missed")
    call_id = servers.truth()[0]["call_id"]
    relay(desk, servers.truth()[0], "ringing")
    await noted(desk, "rang twice")
    await final_call(desk, call_id)
    await sent(desk)
    servers.companion.stop()
    await away(desk)
    with closing(open_store(f"sqlite:///{copy}")) as store:
        companion = servers.start_companion(store)
        if older:
            desk.link.try_now()
        else:
            await desk.hearing.until(
                lambda: desk.hearing.status.companion is CompanionState.SIGNED_OUT
            )
            await sign_in(desk, "800")
        await desk.hearing.until(
            lambda: notes_of(store, call_id) and not desk.hearing.status.waiting
        )
        own = {e.id for e in events_of(desk.store, call_id) if e.source in ("embed", "person")}
        assert own <= {e.id for e in events_of(store, call_id)}
        companion.stop()
    servers.start_companion()


def events_of(store: Store, call_id: str) -> tuple[CallEvent, ...]:
    call = call_in(store, call_id)
    assert call is not None
    return store.journal.events_of(call.id)


async def test_two_desks_of_one_agent_agree_with_each_other_and_the_companion(
    servers: Servers, desk: Desk, tmp_path: Path
) -> None:
    other = await desk_at(servers, tmp_path / "other")
    await in_step(other)
    await other.hearing.until(lambda: other.hearing.status.agent_name == BO.email)
    servers.play("inbound-missed")
    truth = servers.truth()[0]
    call_id = truth["call_id"]
    for one in (desk, other):
        relay(one, truth, "ringing")
    await final_call(desk, call_id)
    call = await final_call(other, call_id)
    await sent(desk)
    await sent(other)
    servers.companion.stop()
    for number, one in enumerate((desk, other, desk)):
        await away(one)
        await one.office.set_call_note(call.id, text := f"written offline {number}")
        await one.hearing.until(partial(has_note, one.store, call_id, text))
    servers.start_companion()
    for one in (desk, other):
        one.link.try_now()

    def agreed() -> bool:
        calls = [call_in(store, call_id) for store in (desk.store, other.store, servers.store)]
        return calls[0] == calls[1] == calls[2] is not None

    for one in (desk, other):
        await in_step(one)
        await sent(one)
    # Whichever hears the last of it; the other may have heard all it will.
    waits = [asyncio.ensure_future(one.hearing.until(agreed)) for one in (desk, other)]
    done, rest = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for late in rest:
        late.cancel()
    assert all(one.result() for one in done)
    assert notes_of(servers.store, call_id) == ["written offline 2"]
    assert len(call.legs) == 1
    await other.office.stop()
