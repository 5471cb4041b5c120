"""What the desk answers about its log: pages from either end, counts, choices, named filters."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from cti_desktop.agent.setting_table import POP_ADDRESS
from cti_desktop.agent.settings_store import SettingsStore
from cti_desktop.agent.views import OpenBrowser
from cti_desktop.calls.call import State
from cti_desktop.calls.contacts import Contact, ContactNumber
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
from cti_desktop.calls.log_filter import LogFilter, Period, Sort
from tests.agent.desks import Desk, open_desk

pytestmark = pytest.mark.asyncio

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
ADA = Party(name="Ada", number="+442079460018")
BO = Party(name="Bo", extension="800")


def ring(number: int) -> CallEvent:
    at = START + timedelta(minutes=number)
    return CallEvent(
        id=f"e{number}",
        kind=Kind.RANG,
        source=Source.WEBHOOK,
        name="ring",
        at=at,
        seen_at=at,
        keys=(f"call:{number}",),
        leg=LegRef(side=Side.CALLEE, ids=("user:bo",)),
        facts=Facts(direction=Direction.INBOUND, caller=ADA, callee=BO, via=Party(name="Sales")),
    )


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    opened = await open_desk(tmp_path / "data")
    opened.store.journal.append([ring(n) for n in range(7)]).result(10)
    yield opened
    await opened.office.stop()


async def test_pages_go_on_from_either_end_to_the_other(desk: Desk) -> None:
    office = desk.office
    whole = await office.log_page(limit=10)
    assert (len(whole.lines), whole.more, whole.above) == (7, False, None)
    top = await office.log_page(limit=3)
    assert (top.lines, top.more) == (whole.lines[:3], True)
    next_ = await office.log_page(limit=3, before=top.places[-1])
    assert (next_.lines, next_.more, next_.above) == (whole.lines[3:6], True, top.places[-1])
    end = await office.log_page(limit=3, back=True)
    assert (end.lines, end.more, end.above) == (whole.lines[4:], False, whole.places[3])
    above = await office.log_page(limit=3, back=True, before=end.places[0])
    assert (above.lines, above.more, above.above) == (whole.lines[1:4], True, whole.places[0])
    first = await office.log_page(limit=3, back=True, before=above.places[0])
    assert (first.lines, first.above) == (whole.lines[:1], None)


async def test_a_call_is_found_by_the_name_and_firm_its_line_shows(
    desk: Desk, tmp_path: Path
) -> None:
    office = desk.office
    lovelace = Contact(
        id="ada",
        name="Augusta King",
        firm="Analytical Engines Ltd",
        numbers=(ContactNumber(raw="+442079460018", e164="+442079460018"),),
    )
    await office.save_contact(lovelace)
    shown = (await office.log_page(limit=1)).lines[0]
    assert (shown.name, shown.firm) == (lovelace.name, lovelace.firm)
    for text in (shown.name, shown.firm, "engines king"):
        assert len((await office.log_page(LogFilter(text=text))).lines) == 7
        assert (await office.log_count(LogFilter(text=text))).calls == 7
        exported = await office.export_log(tmp_path / "found.csv", LogFilter(text=text))
        assert exported.rows == 7
    assert (await office.log_page(LogFilter(text="Lovelace"))).lines == ()


async def test_it_counts_and_names_what_can_be_chosen(desk: Desk) -> None:
    count = await desk.office.log_count()
    assert (count.calls, count.more) == (7, False)
    assert (await desk.office.log_count(LogFilter(via="Nowhere"))).calls == 0
    choices = await desk.office.log_choices()
    assert (choices.queues, [one.name for one in choices.agents]) == (("Sales",), ["Bo"])
    assert "resolved" in [one.value for one in choices.outcomes]


async def test_a_filter_that_finds_very_many_is_counted_so_far(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cti_desktop.agent.log_door.COUNTED", 4)
    count = await desk.office.log_count(LogFilter(via="Sales"))
    assert (count.calls, count.more) == (4, True)


async def test_named_filters_are_kept_in_order_and_forgotten(desk: Desk) -> None:
    week, long = LogFilter(period=Period.LAST_WEEK), LogFilter(sort=Sort.LONGEST)
    await desk.office.save_filter("Week", week)
    await desk.office.save_filter("long", week)
    kept = await desk.office.save_filter("long", long)
    assert [(one.name, one.shows) for one in kept] == [("long", long), ("Week", week)]
    assert (await desk.office.log_choices()).saved == kept
    assert [one.name for one in await desk.office.forget_filter("Week")] == ["long"]


async def test_filters_that_cannot_be_read_are_none(desk: Desk) -> None:
    await desk.office.save_filter("one", LogFilter(text="ada"))
    name = desk.office._filters_name()
    desk.store.cursors.set(name, "{broken").result(10)
    assert (await desk.office.log_choices()).saved == ()


async def test_a_call_opens_in_the_crm_or_the_person_is_told_why_not(
    desk: Desk, tmp_path: Path
) -> None:
    line = (await desk.office.log_page(limit=1)).lines[0]
    desk.office.open_in_crm(line.call_id)
    assert desk.hearing.notices[-1].startswith("No web address is set")
    desk.office.open_in_crm("c-nothing")
    settings = SettingsStore()
    settings.set(POP_ADDRESS, "https://crm.example/{contact_id}?tel={e164}")
    other = await open_desk(tmp_path / "other", settings)
    try:
        event = replace(ring(1), id="other")
        other.store.journal.append([event]).result(10)
        line = (await other.office.log_page(limit=1)).lines[0]
        other.office.open_in_crm(line.call_id)
        opened = [view.url for view in other.hearing.views if isinstance(view, OpenBrowser)]
        assert opened == [f"https://crm.example/{line.contact_id}?tel=%2B442079460018"]
    finally:
        await other.office.stop()


async def test_a_call_is_tagged_in_the_log_and_found_by_it(desk: Desk) -> None:
    line = (await desk.office.log_page(limit=1)).lines[0]
    await desk.office.set_call_tags(line.call_id, (" returns ", "big client", "Returns"))
    await desk.hearing.until(desk.store.log.tags)
    assert await desk.office.known_tags() == ("big client", "returns")
    assert (await desk.office.log_choices()).tags == ("big client", "returns")
    found = (await desk.office.log_page(LogFilter(tag="returns"))).lines
    assert [one.call_id for one in found] == [line.call_id]
    detail = await desk.office.call_detail(line.call_id)
    assert detail is not None
    assert detail.tags == ("returns", "big client")
    assert "Tags: returns, big client" in [item.text for item in detail.timeline]


async def test_the_log_is_filtered_by_the_state_its_rows_show(desk: Desk) -> None:
    at = START + timedelta(hours=1)
    elsewhere = replace(
        ring(0),
        id="taken",
        kind=Kind.ENDED,
        at=at,
        facts=Facts(result=Result.ANSWERED_ELSEWHERE),
    )
    colleague = LegRef(side=Side.CALLEE, ids=("user:cy",))
    taken = [
        replace(ring(0), id=f"cy-{kind}", kind=kind, leg=colleague)
        for kind in (Kind.ANSWERED, Kind.ENDED)
    ]
    desk.store.journal.append([elsewhere, *taken]).result(10)
    desk.office._reader.reader_ids = ("user:bo",)
    wanted = LogFilter(states=(State.ANSWERED_ELSEWHERE,))
    (line,) = (await desk.office.log_page(wanted)).lines
    assert line.state is State.ANSWERED_ELSEWHERE
    assert (await desk.office.log_count(wanted)).calls == 1
    ended = (await desk.office.log_page(LogFilter(states=(State.ENDED,)))).lines
    assert line.call_id not in [one.call_id for one in ended]


async def test_a_call_says_who_passed_it_on_and_how_long_the_caller_waited(desk: Desk) -> None:
    rang = ring(9)
    told = replace(
        rang.facts, via_before=Party(name="Front desk"), rang_at=rang.at, wait_s=45, final=True
    )
    desk.store.journal.append([replace(rang, facts=told)]).result(10)
    call = desk.store.log.by_key("call:9")
    assert call is not None
    detail = await desk.office.call_detail(call.id)
    assert detail is not None
    assert detail.waited_s == 45
    (listed,) = [one for one in (await desk.office.log_page()).lines if one.call_id == call.id]
    assert listed.via == detail.line.via == "Front desk → Sales"
    (plain,) = [one for one in (await desk.office.log_page()).lines if one.started_at == START]
    assert plain.via == "Sales"
