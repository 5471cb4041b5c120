"""What the journal can never take is put aside alone; what came with it is kept."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import cast

import pytest

from cti_desktop.calls.codec import encode
from cti_desktop.calls.errors import Temporary
from cti_desktop.calls.events import CallEvent, Kind, Source
from cti_desktop.companion.history_fetch import HistoryFetcher
from cti_desktop.companion.keeping import Keeping
from cti_desktop.companion.lost_summaries import LostSummaries
from cti_desktop.companion.owners import read_owners
from cti_desktop.companion.rereading import desktop_source, reread_companion
from cti_desktop.companion.sweep import HistorySweep
from cti_desktop.store.journal import Appended
from cti_desktop.store.opening import Store, open_store
from cti_desktop.zoom.drift import DriftReport
from cti_desktop.zoom.rest import ZoomClient
from tests.companion.bench import BO, Bench
from tests.companion.test_feed import BO_AUTHOR, BO_LEG, MINA_LEG, everything
from tests.store.stumbling import stumbling
from tests.sync.events import leg_event, note_event

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.asyncio
async def test_of_a_push_the_one_that_cannot_be_kept_is_refused_alone(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await bench.client(BO)
    calls = [leg_event(f"068c{number}", BO_AUTHOR) for number in range(20)]
    notes = [note_event(f"068c{number}", BO_AUTHOR, "kept") for number in range(20)]
    bad = notes[13]
    with stumbling(bad):
        answer = await client.push([*calls, *notes])
        assert [(one.id, one.code) for one in answer.refused] == [(bad.id, "unstorable")]
        assert (answer.accepted, answer.known) == (39, 0)
        again = await client.push([*calls, *notes])
        assert (again.accepted, again.known, len(again.refused)) == (0, 39, 1)
    kept = {event.id for event in await everything(client)}
    assert kept == {event.id for event in (*calls, *notes)} - {bad.id}
    (aside,) = bench.store.journal.quarantined()
    assert (aside.raw, aside.source) == (encode(bad), desktop_source(BO.user_id))
    monkeypatch.setattr("cti_desktop.companion.rereading.__version__", "newer")
    await reread_companion(bench.store)
    assert bench.store.journal.count() == 40


@pytest.mark.asyncio
async def test_each_edit_that_is_kept_has_its_bound_and_keeps_its_place(bench: Bench) -> None:
    """The clock runs a year ahead and is put right; what was written last has to win."""
    client, ahead = await bench.client(BO), bench.clock() + timedelta(days=365)
    first = replace(note_event("0681", BO_AUTHOR, "one"), id="z", at=ahead)
    bad = replace(note_event("0682", BO_AUTHOR, "bad", number=2), at=ahead)
    second = replace(note_event("0681", BO_AUTHOR, "two", number=3), at=ahead - timedelta(days=9))
    with stumbling(bad):
        told = [leg_event("0681", BO_LEG), leg_event("0682", BO_LEG), first, bad, second]
        assert (await client.push(told)).accepted == 4
    bounds = [e for e in bench.store.journal.after(0).events if e.kind is Kind.CLOCKED]
    assert {one.facts.about for one in bounds} == {first.id, second.id}
    call = bench.store.log.by_key("call:0681")
    assert call is not None
    assert call.note is not None
    assert call.note.text == "two"


@pytest.mark.asyncio
async def test_nothing_is_kept_on_the_strength_of_a_part_that_is_not(bench: Bench) -> None:
    """A part that the journal cannot take must not open a colleague's call by the note beside."""
    minas = leg_event("0682", MINA_LEG, source=Source.WEBHOOK)
    own = leg_event("0683", BO_LEG, source=Source.WEBHOOK)
    bench.store.journal.append([minas, own]).result()
    client = await bench.client(BO)
    claims = [leg_event(f"068{number}", BO_LEG, seconds=1) for number in (2, 3)]
    peeping, mine = note_event("0682", BO_AUTHOR, "peeping"), note_event("0683", BO_AUTHOR, "mine")
    with stumbling(*claims):
        answer = await client.push([peeping, mine, *claims])
    assert {one.id for one in answer.refused} == {peeping.id, *(one.id for one in claims)}
    assert {event.id for event in await everything(client)} == {own.id, mine.id}


@pytest.mark.asyncio
async def test_while_nothing_can_be_kept_a_push_is_not_answered_and_nothing_put_aside(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Temporary("The disk is full.", code="store_full")

    client = await bench.client(BO)
    with monkeypatch.context() as patch:
        patch.setattr("cti_desktop.store.journal.append_all", full)
        with pytest.raises(Temporary):
            await client.push([leg_event("0681", BO_LEG)])
    assert bench.store.journal.count_quarantined() == 0
    assert (await client.push([leg_event("0681", BO_LEG)])).accepted == 1


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with closing(open_store(address)) as opened:
        yield opened


def rows(count: int) -> list[CallEvent]:
    return [leg_event(f"07{number:04}", BO_LEG, source=Source.REST) for number in range(count)]


class History:
    """Answers with the same rows whatever span of the account's history is asked for."""

    account_level, owner = True, "account"

    def __init__(self, rows: Sequence[CallEvent]) -> None:
        self._rows = rows

    async def call_history(self, **_: object) -> AsyncIterator[CallEvent]:
        for row in self._rows:
            yield row

    async def recordings(self, **_: object) -> AsyncIterator[CallEvent]:
        for row in self._rows[:0]:
            yield row


@pytest.mark.asyncio
async def test_a_row_of_the_history_that_cannot_be_kept_holds_up_no_other(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, heard = rows(700), list[Appended]()
    bad = told[450]
    keeping = Keeping(store, lambda: NOW, DriftReport(), heard.append)

    async def clients() -> tuple[ZoomClient, ...]:
        return (cast("ZoomClient", History(told)),)

    async def hold() -> bool:
        return True

    summaries = LostSummaries(keeping, store.cursors, partial(read_owners, store.sessions))
    history = HistoryFetcher(clients, keeping, store.cursors, summaries)
    reach = timedelta(days=10)
    sweep = HistorySweep(history.history, store.cursors, reach, lambda: NOW, hold)
    with stumbling(bad):
        await sweep.run()
    assert (sweep.status.last_error, sweep.status.share) == (None, 1.0)
    assert store.journal.count() == 699
    assert {event.id for one in heard for event in one.new} == {e.id for e in told} - {bad.id}
    (aside,) = store.journal.quarantined()
    assert (aside.raw, aside.reason) == (encode(bad), "unstorable")
    monkeypatch.setattr("cti_desktop.companion.rereading.__version__", "newer")
    await reread_companion(store)
    assert (store.journal.count(), store.journal.count_quarantined()) == (700, 0)


@pytest.mark.asyncio
async def test_the_calls_that_changed_are_told_also_when_a_row_was_put_aside(store: Store) -> None:
    told = rows(3)
    keeping = Keeping(store, lambda: NOW, DriftReport(), lambda _: None)
    with stumbling(told[1]):
        calls = await keeping.keep(told)
    assert [call.keys for call in calls] == [told[0].keys, told[2].keys]
