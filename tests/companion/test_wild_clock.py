"""An edit from a clock that runs wild: the companion bounds it, for everybody."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cti_desktop.calls.events import Kind
from cti_desktop.calls.fold import fold
from tests.companion.bench import BO, Bench
from tests.companion.test_feed import BO_AUTHOR, BO_LEG, everything
from tests.sync.events import leg_event, note_event


@pytest.mark.asyncio
async def test_an_edit_dated_far_ahead_loses_to_a_later_one_on_both_sides(bench: Bench) -> None:
    client, now = await bench.client(BO), bench.clock()
    wild = replace(
        note_event("068c", BO_AUTHOR, "from next year"), at=now + timedelta(days=365), id="wild"
    )
    later = replace(
        note_event("068c", BO_AUTHOR, "written last"), at=now + timedelta(seconds=9), id="later"
    )
    answer = await client.push([leg_event("068c", BO_LEG), wild])
    assert (answer.accepted, answer.known) == (2, 0)
    again = await client.push([wild, later])
    assert (again.accepted, again.known) == (1, 1)
    call = bench.store.log.by_key("call:068c")
    assert call is not None
    assert call.note is not None
    assert call.note.text == "written last"
    at_desk = await everything(client)
    assert [event.kind for event in at_desk].count(Kind.CLOCKED) == 1
    assert fold(at_desk) == call
