"""Calls of other agents at a supervisor's desk: looking at one is told, their numbers may hide."""

import csv
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from cti_desktop.agent.export import export_file
from cti_desktop.agent.reading import list_calls, show_call
from cti_desktop.agent.setting_table import MASK_OTHERS, POP_ADDRESS_UNKNOWN
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.settings_store import Layer, Origin, SettingsStore, Standing
from cti_desktop.agent.views import DeskView, OpenBrowser
from cti_desktop.calls.events import Kind, Party
from cti_desktop.calls.log_filter import LogFilter
from cti_desktop.sync.wire import SessionInfo
from tests.agent.desks import Desk, open_desk
from tests.store.making import event, whole_call

pytestmark = pytest.mark.asyncio

ADA = Party(name="A. Lovelace", number="+442079460018")
ZOE = Party(name="+44 20 7946 0077", number="+442079460077")


async def desk_of(folder: Path, agent: str, *, masks: bool = False) -> Desk:
    locked = Layer({MASK_OTHERS.name: Standing(value=masks, origin=Origin.CENTRAL)})
    desk = await open_desk(folder, SettingsStore((locked,)))
    for at, caller in enumerate((ADA, ZOE)):
        desk.store.journal.append(whole_call(f"call:{at}", second=60 * at, caller=caller)).result(9)
    call = desk.store.log.by_key("call:0")
    assert call is not None
    desk.office._reader.reader_ids = call.legs[0].ids if agent == "same" else (agent,)
    return desk


@pytest_asyncio.fixture
async def supervisor(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = await desk_of(tmp_path, "user:lead", masks=True)
    yield desk
    await desk.office.stop()


def told(desk: Desk) -> list[tuple[str, str]]:
    return [(one.entry.action, one.entry.subject) for one in desk.store.audit.after(0)]


async def test_opening_anothers_call_is_written_down_once_for_each_opening(
    supervisor: Desk,
) -> None:
    first, second = [line.call_id for line in (await supervisor.office.log_page()).lines]
    assert told(supervisor) == []
    for call_id in (first, first, second, first, "c-nothing"):
        await supervisor.office.call_detail(call_id)
    assert told(supervisor) == [("opened", one) for one in (first, second, first)]


async def test_ones_own_calls_are_neither_told_nor_masked(tmp_path: Path) -> None:
    desk = await desk_of(tmp_path, "same", masks=True)
    lines = (await desk.office.log_page()).lines
    for line in lines:
        await desk.office.call_detail(line.call_id)
    assert told(desk) == []
    assert {line.e164 for line in lines} == {ADA.number, ZOE.number}
    await desk.office.stop()


async def test_masked_numbers_show_two_digits_in_rows_detail_and_exports(
    supervisor: Desk, tmp_path: Path
) -> None:
    lines = (await supervisor.office.log_page(LogFilter())).lines
    assert [(line.name, line.number, line.e164, line.dials) for line in lines] == [
        ("…77", "…77", None, None),
        ("Ada Lovelace", "…18", None, None),
    ]
    detail = await supervisor.office.call_detail(lines[0].call_id)
    assert detail is not None
    assert "7946" not in repr(detail).replace(" ", "")
    file = tmp_path / "calls.csv"
    await supervisor.office.export_log(file)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        assert [row["number"] for row in csv.DictReader(stream)] == ["…77", "…18"]


@pytest.mark.parametrize(("role", "sees"), [("agent", False), ("supervisor", True)])
async def test_only_a_supervisor_sees_a_team(supervisor: Desk, role: str, sees: bool) -> None:
    supervisor.office._be(
        SessionInfo(
            user_id="lead",
            extension_id="x9",
            extension="9",
            email=None,
            name="Lea",
            role=role,
            expires_at=datetime.now(UTC),
        )
    )
    own = ("user:lead", "ext:x9") if sees else ()
    assert supervisor.hearing.status.own_ids == own


async def test_calls_of_who_had_the_number_before_are_not_ones_own(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path)
    before, since = ("user:old", "ext:x8", "no:9"), ("user:lead", "ext:x9", "no:9")
    for key, ids in (("call:old", before), ("call:new", since)):
        events = whole_call(key)
        legs = [replace(one, leg=one.leg and replace(one.leg, ids=ids)) for one in events]
        desk.store.journal.append(legs).result(9)
    desk.office._be(
        SessionInfo(
            user_id="lead",
            extension_id="x9",
            extension="9",
            email=None,
            name="Lea",
            role="supervisor",
            expires_at=datetime.now(UTC),
        )
    )
    mine = await desk.office.log_page(LogFilter(agent_ids=desk.hearing.status.own_ids))
    new = desk.store.log.by_key("call:new")
    assert new is not None
    assert [line.call_id for line in mine.lines] == [new.id]
    for line in (await desk.office.log_page()).lines:
        await desk.office.call_detail(line.call_id)
    old = desk.store.log.by_key("call:old")
    assert old is not None
    assert told(desk) == [("opened", old.id)]
    await desk.office.stop()


async def test_numbers_of_others_are_whole_where_nothing_asks_for_masks(tmp_path: Path) -> None:
    desk = await desk_of(tmp_path, "user:lead")
    lines = (await desk.office.log_page()).lines
    assert [line.e164 for line in lines] == [ZOE.number, ADA.number]
    await desk.office.stop()


async def test_only_ones_own_phone_brings_a_call_up(tmp_path: Path) -> None:
    """A supervisor's journal hears every ring of the team, as their softphones tell of it."""
    address = Standing(value="https://crm.example/?tel={e164}", origin=Origin.CENTRAL)
    desk = await open_desk(tmp_path, SettingsStore((Layer({POP_ADDRESS_UNKNOWN.name: address}),)))
    desk.office._reader.reader_ids = ("user:lead",)
    for agent in ("user:u2", "user:lead"):
        rings = event(f"r-{agent}", f"call:{agent}", kind=Kind.RANG, caller=ZOE, agent=agent)
        now = datetime.now(UTC)
        rings = replace(rings, at=now, seen_at=now, author=agent)
        desk.store.journal.append([rings]).result(9)
    # What came last is heard last, so by then the colleague's ring was heard too.
    shown: DeskView = await desk.hearing.until(
        lambda: desk.hearing.desk.cards and desk.hearing.desk
    )
    assert [card.card_id for card in shown.cards] == ["call:user:lead"]
    assert sum(isinstance(view, OpenBrowser) for view in desk.hearing.views) == 1
    await desk.office.stop()


def at_the_command_line(desk: Desk, folder: Path, *, masks: bool) -> DeskSettings:
    """Settings of the command line at this desk, at which the desk's own reader signed in."""
    who = SessionInfo(
        user_id="lead",
        extension_id=None,
        extension=None,
        email="lead@example.com",
        name=None,
        role="supervisor",
        expires_at=datetime(2027, 1, 1, tzinfo=UTC),
    )
    desk.store.cursors.set("agent.identity", msgspec.json.encode(who).decode()).result(9)
    locked = Layer({MASK_OTHERS.name: Standing(value=masks, origin=Origin.CENTRAL)})
    return DeskSettings(data_dir=folder, region="GB", store=SettingsStore((locked,)))


@pytest.mark.parametrize("masks", [True, False])
async def test_the_command_line_masks_and_tells_as_the_window_does(
    tmp_path: Path, masks: bool
) -> None:
    folder, file = tmp_path / "desk", tmp_path / "calls.csv"
    desk = await desk_of(folder, "user:lead", masks=masks)
    settings = at_the_command_line(desk, folder, masks=masks)
    listed = list_calls(settings, text="", limit=9)
    numbers = ["…77", "…18"] if masks else [ZOE.number, ADA.number]
    assert [one["number"] for one in listed] == numbers
    assert listed[1]["name"] == "Ada Lovelace"
    assert told(desk) == []
    shown = show_call(settings, listed[0]["id"])
    assert told(desk) == [("opened", listed[0]["id"])]
    assert ("7946" in json.dumps(shown)) is not masks
    assert len(shown["events"]) == 3
    export_file(settings, file, progress=lambda _done, _all: None)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        assert [row["number"].lstrip("'") for row in csv.DictReader(stream)] == numbers
    await desk.office.stop()


async def test_ones_own_calls_are_whole_at_the_command_line(tmp_path: Path) -> None:
    desk = await desk_of(tmp_path, "same")
    for at, agent in enumerate(("user:lead", "user:other")):
        key = f"call:own{at}"
        desk.store.journal.append(whole_call(key, second=300 + at, agent=agent)).result(9)
    settings = at_the_command_line(desk, tmp_path, masks=True)
    own = desk.store.log.by_key("call:own0")
    assert own is not None
    assert "+442079460018" in json.dumps(show_call(settings, own.id))
    assert told(desk) == []
    await desk.office.stop()
