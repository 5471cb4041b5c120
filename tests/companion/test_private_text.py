"""Whose desktop is given the text of a private note, and what else of that note."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from cti_desktop.calls.events import CallEvent, NoteField
from cti_desktop.store.opening import Store, open_store
from tests.companion.bench import BO, BOSS, MINA, Bench
from tests.companion.test_feed import (
    BO_AUTHOR,
    BO_LEG,
    MINA_AUTHOR,
    MINA_LEG,
    everything,
    ids,
)
from tests.sync.events import leg_event, note_event


def private(number: int, value: str | None = "yes", author: str = BO_AUTHOR) -> CallEvent:
    told = note_event("0681", author, "", number=number, field=NoteField.PRIVATE)
    return replace(told, facts=replace(told.facts, note_value=value))


def emptied(number: int) -> CallEvent:
    told = note_event("0681", BO_AUTHOR, "", number=number)
    return replace(told, facts=replace(told.facts, note_value=None))


BOTH_LEGS = (leg_event("0681", BO_LEG), leg_event("0681", MINA_LEG, seconds=1))


@pytest.mark.asyncio
async def test_a_colleagues_private_text_stays_away_and_the_rest_of_the_note_comes(
    bench: Bench,
) -> None:
    secret = note_event("0681", BO_AUTHOR, "secret")
    outcome = note_event("0681", BO_AUTHOR, "resolved", number=2, field=NoteField.OUTCOME)
    bench.store.journal.append((*BOTH_LEGS, secret, private(1), outcome)).result()
    mina, bo = await bench.client(MINA), await bench.client(BO)
    call_id = (await bo.calls()).calls[0].id
    open_ids = ids((*BOTH_LEGS, private(1), outcome))
    assert ids(await everything(mina)) == open_ids
    assert ids((await mina.call(call_id)).events) == open_ids
    (shown,) = (await mina.calls()).calls[0].notes
    assert (shown.text, shown.outcome, shown.private) == ("", "resolved", True)
    assert len(await everything(bo)) == 5
    assert (await bo.calls()).calls[0].notes[0].text == "secret"


@pytest.mark.asyncio
async def test_text_a_colleague_had_is_emptied_there_once_it_is_private(
    bench: Bench, tmp_path: Path
) -> None:
    secret = note_event("0681", BO_AUTHOR, "secret")
    bench.store.journal.append((*BOTH_LEGS, secret)).result()
    mina = await bench.client(MINA)
    page = await mina.pull()
    outcome = note_event("0681", BO_AUTHOR, "resolved", number=4, field=NoteField.OUTCOME)
    bench.store.journal.append((private(2), emptied(3), outcome)).result()
    later = await mina.pull(page.cursor)
    with closing(open_store(f"sqlite:///{tmp_path / 'desk.db'}")) as desk:
        desk.journal.append(page.events).result()
        assert read_note(desk) == ("secret", None)
        desk.journal.append(later.events).result()
        assert read_note(desk) == ("", "resolved")
        again = (private(5, None), note_event("0681", BO_AUTHOR, "shared after all", number=6))
        bench.store.journal.append(again).result()
        desk.journal.append((await mina.pull(later.cursor)).events).result()
        assert read_note(desk) == ("shared after all", "resolved")
        assert desk.log.by_key("call:0681") == bench.store.log.by_key("call:0681")


def read_note(desk: Store) -> tuple[str, str | None]:
    call = desk.log.by_key("call:0681")
    assert call is not None
    assert call.note is not None
    return call.note.text, call.note.outcome


@pytest.mark.asyncio
async def test_who_has_it_after_it_was_private_has_all_that_was_written(bench: Bench) -> None:
    secret = note_event("0681", BO_AUTHOR, "first")
    bench.store.journal.append((*BOTH_LEGS, secret, private(1))).result()
    mina = await bench.client(MINA)
    page = await mina.pull()
    assert secret.id not in ids(page.events)
    bench.store.journal.append((private(2, None),)).result()
    assert ids((await mina.pull(page.cursor)).events) == [secret.id, private(2, None).id]


@pytest.mark.asyncio
async def test_ones_private_note_hides_nothing_of_what_a_colleague_writes_on_the_call(
    bench: Bench,
) -> None:
    minas = note_event("0681", MINA_AUTHOR, "wants a refund", number=7)
    secret = note_event("0681", BO_AUTHOR, "secret")
    bench.store.journal.append((*BOTH_LEGS, secret, private(1), minas)).result()
    bo, mina, boss = [await bench.client(user) for user in (BO, MINA, BOSS)]
    assert minas.id in ids(await everything(bo))
    assert ids(await everything(mina)) == ids((*BOTH_LEGS, private(1), minas))
    assert [n.text for n in (await boss.calls()).calls[0].notes] == ["wants a refund"]
