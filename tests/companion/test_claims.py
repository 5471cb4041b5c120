"""A desktop that says its agent is on a call of others: kept, and no key to the call."""

import asyncio
from dataclasses import replace

import pytest

from cti_desktop.calls.errors import Denied
from cti_desktop.calls.events import CallEvent, Facts, Kind, LegRef, Source
from tests.companion.bench import BO, BOSS, Bench
from tests.companion.test_feed import BO_AUTHOR, BO_LEG, MINA_LEG, everything, ids
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
