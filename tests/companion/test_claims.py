"""A desktop that says its agent is on a call of others: kept, and no key to the call."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import psycopg
import pytest

from cti_desktop.calls.errors import Denied
from cti_desktop.calls.events import CallEvent, Facts, Kind, LegRef, Source
from cti_desktop.companion.taking import take
from cti_desktop.store.opening import open_store
from cti_desktop.sync.scopes import Role, make_viewer
from tests.companion.bench import BO, BOSS, Bench
from tests.companion.test_feed import BO_AUTHOR, BO_LEG, MINA_LEG, everything, ids
from tests.store.making import PATIENCE_S
from tests.sync.events import leg_event, note_event, whole_call_event

SERVERS = Source.WEBHOOK


def of_mina() -> tuple[CallEvent, ...]:
    """Return what Zoom and others told of a call of Mina's."""
    return (
        leg_event("0682", MINA_LEG, source=SERVERS),
        whole_call_event("0682"),
        note_event("0682", f"user:{BOSS.user_id}", "angry about the invoice"),
    )


def keyed(event: CallEvent, *calls: str) -> CallEvent:
    return replace(event, keys=tuple(f"call:{one}" for one in calls))


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "claimed", [(BO_LEG,), (BO_AUTHOR, BO_LEG), (BO_LEG, "did:+15550100800")], ids=str
)
async def test_a_part_only_a_desktop_claims_shows_nothing_until_zoom_names_it(
    bench: Bench, claimed: tuple[str, ...]
) -> None:
    told = leg_event("0682", MINA_LEG, source=SERVERS)
    assert told.leg is not None
    line = LegRef(side=told.leg.side, ids=(MINA_LEG, "did:+15550100800"))
    before = (replace(told, leg=line), *of_mina()[1:])
    bench.store.journal.append(before).result()
    client = await bench.client(BO)
    claim = leg_event("0682", BO_LEG, seconds=1)
    claim = replace(claim, leg=replace(told.leg, ids=claimed))
    own = [claim, note_event("0682", BO_AUTHOR, "took it")]
    assert (await client.push(own)).accepted == 2

    assert set(ids(await everything(client))) <= set(ids(own))
    assert (await client.calls()).calls == ()
    call = bench.store.log.by_key("call:0682")
    assert call is not None
    with pytest.raises(Denied):
        await client.call(call.id)

    named = leg_event("0682", BO_LEG, seconds=2, source=SERVERS)
    bench.store.journal.append((named,)).result()
    assert set(ids(await everything(client))) == set(ids((*before, *own, named)))
    assert len((await client.calls()).calls) == 1


@pytest.mark.asyncio
async def test_a_call_is_not_joined_with_one_of_others(bench: Bench) -> None:
    mine = leg_event("0681", BO_LEG, source=SERVERS)
    bench.store.journal.append((*of_mina(), mine)).result()
    client = await bench.client(BO)
    for batch in (
        [keyed(note_event("0681", BO_AUTHOR, "peeping"), "0681", "0682")],
        [keyed(leg_event("0681", BO_LEG, seconds=1), "0681", "0682")],
        [
            leg_event("0682", BO_LEG, seconds=1),
            keyed(note_event("0681", BO_AUTHOR, "x"), "0681", "0682"),
        ],
        [
            keyed(leg_event("0682", BO_LEG, seconds=2), "0682", "0689"),
            keyed(note_event("0681", BO_AUTHOR, "y"), "0681", "0689"),
        ],
    ):
        refused = (await client.push(batch)).refused
        assert {one.code for one in refused} == {"not_your_call"}
        assert batch[-1].id in {one.id for one in refused}
    mine_now = bench.store.log.by_key("call:0681")
    assert mine_now is not None
    assert "call:0682" not in mine_now.keys


@pytest.mark.asyncio
async def test_two_pushes_at_once_do_not_join_what_one_may_not(bench: Bench) -> None:
    mine = leg_event("0681", BO_LEG, source=SERVERS)
    bench.store.journal.append((*of_mina(), mine)).result()
    client = await bench.client(BO)
    claim = keyed(leg_event("0682", BO_LEG, seconds=1), "0682", "0689")
    joins = keyed(note_event("0681", BO_AUTHOR, "y"), "0681", "0689")
    answers = await asyncio.gather(client.push([claim]), client.push([joins]))
    assert sum(len(answer.refused) for answer in answers) == 1
    mine_now = bench.store.log.by_key("call:0681")
    assert mine_now is not None
    assert "call:0682" not in mine_now.keys


class Stopped:
    """Lets no companion write until it is told to go on."""

    def __init__(self, holding: psycopg.Connection, looking: psycopg.Connection) -> None:
        self._holding = holding
        self._looking = looking
        holding.execute("SELECT last FROM journal_head FOR UPDATE")

    def until_waiting(self, writers: int) -> None:
        until = time.monotonic() + PATIENCE_S
        while self._waiting() < writers:
            assert time.monotonic() < until

    def go_on(self) -> None:
        self._holding.rollback()

    def _waiting(self) -> int:
        found = self._looking.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).fetchone()
        return found[0] if found else 0


@contextmanager
def stopped(address: str) -> Iterator[Stopped]:
    plain = address.replace("postgresql+psycopg", "postgresql")
    looking = psycopg.connect(plain, autocommit=True)
    with psycopg.connect(plain) as holding, looking:
        yield Stopped(holding, looking)


@pytest.mark.asyncio
@pytest.mark.parametrize("database", ["postgresql"])
async def test_two_pushes_at_two_companions_do_not_join_what_one_may_not(address: str) -> None:
    bo = make_viewer(
        user_id=BO.user_id,
        extension_id=BO.extension_id,
        extension=BO.extension_number,
        role=Role.AGENT,
    )
    mine = leg_event("0681", BO_LEG, source=SERVERS)
    claim = keyed(leg_event("0682", BO_LEG, seconds=1), "0682", "0689")
    joins = keyed(note_event("0681", BO_AUTHOR, "y"), "0681", "0689")
    with closing(open_store(address)) as here, closing(open_store(address)) as there:
        here.journal.append((*of_mina(), mine)).result(PATIENCE_S)
        with stopped(address) as writing:
            now = datetime.now(UTC)
            pushes = [
                asyncio.create_task(take(store, (event,), bo, now))
                for store, event in ((here, claim), (there, joins))
            ]
            await asyncio.to_thread(writing.until_waiting, 2)
            writing.go_on()
            taken = await asyncio.gather(*pushes)
        assert sum(len(one.refused) for one in taken) == 1
        mine_now = here.log.by_key("call:0681")
    assert mine_now is not None
    assert "call:0682" not in mine_now.keys


@pytest.mark.asyncio
@pytest.mark.parametrize("before", [True, False], ids=["known", "in the same push"])
async def test_another_event_with_an_id_that_is_taken_opens_no_call_of_others(
    bench: Bench, before: bool
) -> None:
    bench.store.journal.append(of_mina()).result()
    client = await bench.client(BO)
    told = leg_event("0681", BO_LEG)
    same_id = replace(leg_event("0682", BO_LEG, seconds=1), id=told.id)
    peeping = note_event("0682", BO_AUTHOR, "peeping", number=5)
    if before:
        await client.push([told])
    answer = await client.push([told, same_id, peeping])
    assert peeping.id in {one.id for one in answer.refused}
    assert ids(await everything(client)) == [told.id]
    assert len((await client.calls()).calls) == 1


@pytest.mark.asyncio
async def test_two_calls_of_ones_own_are_joined(bench: Bench) -> None:
    parts = [leg_event(key, BO_LEG, source=SERVERS) for key in ("0681", "0683")]
    bench.store.journal.append(tuple(parts)).result()
    client = await bench.client(BO)
    joining = keyed(leg_event("0681", BO_LEG, seconds=4), "0681", "0683")
    assert (await client.push([joining])).accepted == 1


@pytest.mark.asyncio
async def test_a_wish_to_dial_is_joined_with_the_call_it_became(bench: Bench) -> None:
    client = await bench.client(BO)
    wish = replace(note_event("0686", BO_AUTHOR, ""), kind=Kind.DIALLED, facts=Facts())
    wish = replace(wish, keys=("intent:7",), source=Source.PROGRAM)
    await client.push([wish])
    bench.store.journal.append((leg_event("0686", BO_LEG, source=SERVERS),)).result()
    rings = leg_event("0686", BO_LEG, seconds=1)
    rings = replace(rings, keys=("call:0686", "intent:7"))
    assert (await client.push([rings])).accepted == 1
    call = bench.store.log.by_key("call:0686")
    assert call is not None
    assert call.intent == "7"

    bench.store.journal.append(of_mina()).result()
    over = replace(leg_event("0682", BO_LEG, seconds=1), keys=("call:0682", "intent:7"))
    assert [one.code for one in (await client.push([over])).refused] == ["not_your_call"]


@pytest.mark.asyncio
async def test_where_zoom_told_nobody_the_desktops_word_counts(bench: Bench) -> None:
    client = await bench.client(BO)
    mine = leg_event("0685", BO_LEG)
    await client.push([mine])
    bench.store.journal.append((whole_call_event("0685"),)).result()
    assert len(await everything(client)) == 2
