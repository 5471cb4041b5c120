"""Whose part of a call a desktop may tell of: under a former number, beside what is refused."""

from dataclasses import replace

import pytest

from cti_desktop.calls.events import Source
from tests.companion.bench import BO, MINA, Bench
from tests.companion.test_feed import (
    BO_AUTHOR,
    BO_LEG,
    MINA_AUTHOR,
    MINA_LEG,
    everything,
    shared_leg,
)
from tests.sync.events import leg_event, note_event


@pytest.mark.asyncio
async def test_who_got_another_number_still_hands_over_what_they_heard_under_the_old_one(
    bench: Bench,
) -> None:
    heard = shared_leg(BO_AUTHOR, BO_LEG, f"no:{BO.extension_number}")
    moved = await bench.client(replace(BO, extension_number="205"))
    heir = await bench.client(replace(MINA, extension_number=BO.extension_number))
    assert (await moved.push([heard, note_event("068d", BO_AUTHOR, "mine")])).accepted == 2
    assert await everything(heir) == []


@pytest.mark.asyncio
async def test_nobodys_part_becomes_anothers_by_naming_their_number(bench: Bench) -> None:
    number = f"no:{MINA.extension_number}"
    minas = replace(shared_leg(MINA_AUTHOR, MINA_LEG, number), id="rang", source=Source.WEBHOOK)
    bench.store.journal.append((minas,)).result()
    client = await bench.client(BO)
    joining = replace(leg_event("0681", BO_LEG), keys=("call:0681", minas.keys[0]))
    for told in (
        [shared_leg(BO_AUTHOR, number)],
        [joining, replace(shared_leg(BO_AUTHOR, number), keys=("call:0681",))],
    ):
        answer = await client.push(told)
        assert [(one.id, one.code) for one in answer.refused] == [(told[-1].id, "leg_not_allowed")]
    call = bench.store.log.by_key(minas.keys[0])
    assert call is not None
    assert [leg.ids for leg in call.legs if number in leg.ids] == [
        tuple(sorted((MINA_AUTHOR, MINA_LEG, number)))
    ]


@pytest.mark.asyncio
async def test_a_refused_part_lets_nobody_write_on_the_call_it_names(bench: Bench) -> None:
    minas = [leg_event(call, MINA_LEG, source=Source.WEBHOOK) for call in ("0681", "0682")]
    bench.store.journal.append(minas).result()
    client = await bench.client(BO)
    joining = replace(leg_event("0681", BO_LEG), keys=("call:0681", "call:0682"))
    told = [joining, note_event("0681", BO_AUTHOR, "peeping")]
    answer = await client.push(told)
    assert [(one.id, one.code) for one in answer.refused] == [
        (one.id, "not_your_call") for one in told
    ]
    assert await everything(client) == []
