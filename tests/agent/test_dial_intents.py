import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from cti_desktop.agent.dial_intents import DialIntents, Intent, new_intent_id
from cti_desktop.agent.dial_views import DialQuestions
from cti_desktop.agent.handoff_client import TAKEN, hand_over
from cti_desktop.agent.handoff_wire import door_of
from cti_desktop.agent.office import AgentOffice, Parts
from cti_desktop.agent.one_dial import FIRST_PATIENCE_S
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.text_views import ShowTexts
from cti_desktop.assets import asset
from cti_desktop.calls.call import State
from cti_desktop.calls.correlation import call_keys
from cti_desktop.calls.events import (
    CallEvent,
    Direction,
    Facts,
    Kind,
    Party,
    Source,
)
from cti_desktop.calls.links import DialRequest, read_link
from cti_desktop.calls.outcomes import read_outcomes
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import open_store
from tests.agent.desks import ADA, CALL_ID, ME, Desk, Hearing

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LINK = "cti-desktop://dial?number=%2B442079460018&source=HubSpot&record=701"


async def open_with(settings: DeskSettings) -> Desk:
    store = open_store(settings.database_url, region=settings.region)
    store.directory.put([ADA]).result(10)
    parts = Parts(settings=settings, store=store, outcomes=read_outcomes(asset("outcomes.toml")))
    office = AgentOffice(parts, asyncio.get_running_loop())
    hearing = Hearing()
    office.subscribe(hearing)
    await office.start()
    return Desk(office, hearing, store)


@pytest.fixture
def settings(tmp_path: Path, environment: dict[str, str]) -> DeskSettings:
    return DeskSettings(data_dir=tmp_path, region="GB", door=door_of(environment))


@pytest_asyncio.fixture
async def desk(settings: DeskSettings) -> AsyncIterator[Desk]:
    desk = await open_with(settings)
    yield desk
    await desk.office.stop()


def questions(desk: Desk) -> Any:
    shown = [v for v in desk.hearing.views if isinstance(v, DialQuestions)]
    return shown[-1].questions


def calls_made(desk: Desk) -> list[Any]:
    return [m["data"]["number"] for m in desk.hearing.sent if m["type"] == "zp-make-call"]


def rings(desk: Desk, **more: Any) -> None:
    outward = {"direction": "outbound", "caller": ME, "callee": {"phoneNumber": "+442079460018"}}
    desk.call_event("ringing", **{**outward, **more})


@pytest.mark.asyncio
async def test_a_click_elsewhere_becomes_a_call_that_remembers_it(
    desk: Desk, environment: dict[str, str]
) -> None:
    desk.office.page_signalled("test")
    assert await asyncio.to_thread(hand_over, LINK, environment) == TAKEN
    (asked,) = await desk.hearing.until(lambda: questions(desk))
    assert (asked.name, asked.source) == ("Ada Lovelace", "HubSpot")
    desk.office.confirm_dial(asked.question_id)
    assert calls_made(desk) == ["+442079460018"]
    rings(desk)
    call = await desk.hearing.until(lambda: joined(desk))
    assert call.intent == asked.question_id
    assert (call.direction, call.party.number) == (Direction.OUTBOUND, "+442079460018")
    assert call.state is State.RINGING
    assert desk.store.log.count(LogQuery()) == 1
    events = {e.name: e for e in desk.store.journal.events_of(call.id)}
    assert {"dial-asked", "dialled", "dial-joined", "zp-call-ringing-event"} <= set(events)
    assert events["dialled"].raw["record"] == "701"
    assert events["dial-joined"].source is Source.PROGRAM
    detail = await desk.office.call_detail(call.id)
    assert detail is not None
    assert [item.text for item in detail.timeline].count("Dialled from here") == 1


def joined(desk: Desk) -> Any:
    call = desk.store.log.by_key(f"call:{CALL_ID}")
    return call if call is not None and call.intent is not None else None


@pytest.mark.asyncio
async def test_a_dropped_question_leaves_no_line_in_the_log(desk: Desk) -> None:
    desk.office.open_link(LINK)
    (asked,) = questions(desk)
    desk.office.drop_dial(asked.question_id)
    await desk.office._unwritten.finish()  # both are written
    assert desk.store.journal.count() == 2
    assert desk.store.log.count(LogQuery()) == 0


@pytest.mark.asyncio
async def test_links_at_start_wait_for_the_softphone(settings: DeskSettings) -> None:
    desk = await open_with(replace(settings, opening_links=(LINK, "sms:+447700900118")))
    (asked,) = questions(desk)
    desk.office.confirm_dial(asked.question_id)
    assert desk.hearing.sent == []
    desk.office.page_signalled("test")
    kinds = [m["type"] for m in desk.hearing.sent]
    assert kinds == ["zp-init-config", "zp-make-call"]
    assert [v.number for v in desk.hearing.views if isinstance(v, ShowTexts)] == ["+447700900118"]
    await desk.office.stop()


@pytest.mark.asyncio
async def test_a_second_desk_on_the_same_data_says_that_links_go_to_the_first(
    desk: Desk, settings: DeskSettings, tmp_path: Path
) -> None:
    second = await open_with(replace(settings, data_dir=tmp_path / "other"))
    assert any("runs twice" in text for text in second.hearing.notices)
    await second.office.stop()
    assert desk.hearing.notices == []


@pytest.mark.asyncio
async def test_a_folder_that_is_not_ours_is_said_and_stops_nothing(
    settings: DeskSettings,
) -> None:
    assert settings.door is not None
    Path(settings.door.folder).mkdir(mode=0o755)  # noqa: ASYNC240  # before the desk opens
    desk = await open_with(settings)
    assert any("not yours alone" in text for text in desk.hearing.notices)
    await desk.office.stop()


# the join alone


def intent(link: str = LINK) -> Intent:
    request = read_link(link)
    assert isinstance(request, DialRequest)
    return Intent(id=new_intent_id(), request=request, at=NOON)


def rang(number: str, *, author: str | None = "user:bo", **more: Any) -> CallEvent:
    facts = Facts(direction=Direction.OUTBOUND, callee=Party(number=number))
    given: dict[str, Any] = {
        "id": f"e-{number}-{author}",
        "kind": Kind.RANG,
        "source": Source.EMBED,
        "name": "zp-call-ringing-event",
        "at": NOON,
        "seen_at": NOON,
        "keys": call_keys(call_id="c1"),
        "author": author,
        "facts": facts,
    }
    return CallEvent(**{**given, **more})


def joins(event: CallEvent, *, after_s: float = 1.0) -> list[CallEvent]:
    kept: list[CallEvent] = []
    intents = DialIntents(kept.extend, lambda: "user:bo", "GB")
    intents.dialled(intent(), None, NOON)
    kept.clear()
    intents.heard([event], NOON + timedelta(seconds=after_s))
    return kept


def test_the_ring_of_the_same_number_is_the_click() -> None:
    (joined_by,) = joins(rang("020 7946 0018"))
    assert any(key.startswith("intent:") for key in joined_by.keys)
    assert "call:c1" in joined_by.keys


def test_a_number_that_waited_for_the_page_is_the_click_too() -> None:
    assert len(joins(rang("020 7946 0018"), after_s=FIRST_PATIENCE_S)) == 1


def test_the_ring_belongs_to_the_click_that_was_made_again() -> None:
    kept: list[CallEvent] = []
    intents = DialIntents(kept.extend, lambda: "user:bo", "GB")
    first, second = intent(), intent()
    intents.dialled(first, None, NOON)
    intents.dialled(second, None, NOON + timedelta(seconds=30))
    kept.clear()
    intents.heard([rang("+442079460018")], NOON + timedelta(seconds=32))
    assert [f"intent:{second.id}" in event.keys for event in kept] == [True]


@pytest.mark.parametrize(
    ("event", "after_s"),
    [
        (rang("+442079460019"), 1),
        (rang("+442079460018"), 129),
        (rang("+442079460018"), -3600),  # a clock that was set back
        (rang("+442079460018", author="user:somebody-else"), 1),
        (rang("+442079460018", source=Source.WEBHOOK), 1),
        (rang("+442079460018", kind=Kind.ANSWERED), 1),
        (rang("", facts=Facts(direction=Direction.OUTBOUND)), 1),
        (
            rang(
                "", facts=Facts(direction=Direction.INBOUND, callee=Party(number="+442079460018"))
            ),
            1,
        ),
    ],
)
def test_another_ring_is_not_the_click(event: CallEvent, after_s: float) -> None:
    assert joins(event, after_s=after_s) == []


def test_one_click_belongs_to_one_call() -> None:
    kept: list[CallEvent] = []
    intents = DialIntents(kept.extend, lambda: "user:bo", "GB")
    first, second = intent(), intent()
    intents.dialled(first, None, NOON)
    intents.dialled(second, None, NOON)
    kept.clear()
    rung = [
        rang("+442079460018"),
        rang("+442079460018", id="e2", keys=call_keys(call_id="c2")),
        rang("+442079460018", id="e3", keys=call_keys(call_id="c3")),
    ]
    intents.heard(rung, NOON + timedelta(seconds=2))
    keys = [event.keys for event in kept]
    assert len(keys) == 2
    assert f"intent:{first.id}" in keys[0]
    assert f"intent:{second.id}" in keys[1]
