"""What desktops push and pull, and who sees what of it."""

import gzip
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cti_desktop.calls import codec
from cti_desktop.calls.errors import Denied
from cti_desktop.calls.events import CallEvent, Kind, LegRef, Side, Source
from cti_desktop.store.marks import Mark, event_mark
from cti_desktop.store.opening import open_store
from cti_desktop.store.sessions import SessionUser
from cti_desktop.sync import wire
from cti_desktop.sync.client import CompanionClient
from tests.companion.bench import BO, BOSS, MINA, Bench, make_bench, ringing
from tests.sync.events import leg_event, note_event, record_event, whole_call_event

BO_LEG, MINA_LEG = f"ext:{BO.extension_id}", f"ext:{MINA.extension_id}"
BO_AUTHOR, MINA_AUTHOR = f"user:{BO.user_id}", f"user:{MINA.user_id}"


def shared_leg(*agents: str) -> CallEvent:
    return replace(leg_event("068d", BO_LEG), leg=LegRef(side=Side.CALLEE, ids=agents))


async def everything(client: CompanionClient, limit: int = wire.MAX_EVENTS) -> list[CallEvent]:
    events: list[CallEvent] = []
    cursor: str | None = None
    while True:
        page = await client.pull(cursor, limit)
        events += page.events
        cursor = page.cursor
        if not page.more:
            return events


def ids(events: list[CallEvent] | tuple[CallEvent, ...]) -> list[str]:
    return [event.id for event in events]


@pytest.mark.asyncio
async def test_pushing_twice_is_pushing_once(bench: Bench) -> None:
    client = await bench.client(BO)
    events = [leg_event("068c", BO_LEG), note_event("068c", BO_AUTHOR, "hello")]
    first, second = await client.push(events), await client.push(events)
    assert (first.accepted, first.known, first.refused) == (2, 0, ())
    assert (second.accepted, second.known, second.refused) == (0, 2, ())
    assert ids(await everything(client)) == ids(events)
    call = bench.store.log.by_key("call:068c")
    assert call is not None
    assert call.note is not None
    assert call.note.text == "hello"


@pytest.mark.asyncio
async def test_an_empty_push_says_where_the_companion_stands(bench: Bench) -> None:
    answer = await (await bench.client(BO)).push([])
    assert (answer.accepted, answer.known) == (0, 0)


@pytest.mark.asyncio
async def test_the_feed_is_cut_into_pages_without_loss_or_repeat(bench: Bench) -> None:
    client = await bench.client(BO)
    events = [leg_event(f"068c{n}", BO_LEG) for n in range(23)]
    await client.push(events)
    assert ids(await everything(client, limit=5)) == ids(events)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("user", "sees"),
    [(BO, ["bo"]), (MINA, ["mina"]), (BOSS, ["bo", "mina", "nobody"])],
    ids=["bo", "mina", "boss"],
)
async def test_an_agent_sees_their_own_calls_only(
    bench: Bench, user: SessionUser, sees: list[str]
) -> None:
    told = {
        "bo": leg_event("0681", BO_LEG),
        "mina": leg_event("0682", MINA_LEG),
        "nobody": whole_call_event("0683"),
    }
    bench.store.journal.append(tuple(told.values())).result()
    client = await bench.client(user)
    assert ids(await everything(client)) == [told[name].id for name in sees]
    calls = (await client.calls()).calls
    assert {key for call in calls for key in call.keys} == {
        key for name in sees for key in told[name].keys
    }
    for name, event in told.items():
        call = bench.store.log.by_key(event.keys[0])
        assert call is not None
        if name in sees:
            assert ids((await client.call(call.id)).events) == [event.id]
        else:
            with pytest.raises(Denied) as caught:
                await client.call(call.id)
            assert caught.value.code == "not_found"


@pytest.mark.asyncio
async def test_events_of_the_whole_call_follow_the_call(bench: Bench) -> None:
    events = (leg_event("0681", BO_LEG), whole_call_event("0681"))
    bench.store.journal.append(events).result()
    assert ids(await everything(await bench.client(BO))) == ids(events)
    assert await everything(await bench.client(MINA)) == []


@pytest.mark.asyncio
async def test_a_call_handed_over_later_comes_with_its_whole_story(bench: Bench) -> None:
    before = (
        leg_event("0681", BO_LEG),
        note_event("0681", BO_AUTHOR, "angry about the invoice"),
        whole_call_event("0681"),
    )
    bench.store.journal.append(before).result()
    mina = await bench.client(MINA)
    page = await mina.pull()
    assert page.events == ()
    bench.store.journal.append((leg_event("0681", MINA_LEG, seconds=200),)).result()
    later = await mina.pull(page.cursor)
    assert set(ids(later.events)) == {*ids(before), leg_event("0681", MINA_LEG, seconds=200).id}


@pytest.mark.asyncio
async def test_calls_joined_by_their_records_come_with_both_stories(
    bench: Bench, tmp_path: Path
) -> None:
    before = (
        leg_event("0681", BO_LEG),
        note_event("0681", BO_AUTHOR, "wants a refund"),
        leg_event("0682", MINA_LEG, seconds=30),
        record_event("0682", MINA_LEG, history="H"),
    )
    bench.store.journal.append(before).result()
    mina = await bench.client(MINA)
    page = await mina.pull()
    bench.store.journal.append((record_event("0681", BO_LEG, history="H"),)).result()
    later = await mina.pull(page.cursor)
    with closing(open_store(f"sqlite:///{tmp_path / 'desk.db'}")) as desk:
        for one in (page, later):
            desk.journal.append(one.events).result()
        here, there = desk.log.by_key("call:0682"), bench.store.log.by_key("call:0682")
    assert here is not None
    assert here == there
    assert here.notes[0].text == "wants a refund"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("event", "code"),
    [
        (leg_event("068c", BO_LEG, source=Source.WEBHOOK), "source_not_allowed"),
        (leg_event("068c", BO_LEG, source=Source.REST), "source_not_allowed"),
        (leg_event("068c", BO_LEG, author=MINA_AUTHOR), "author_not_allowed"),
        (note_event("068c", MINA_AUTHOR, "forged"), "author_not_allowed"),
        (note_event("0682", BO_AUTHOR, "peeping"), "not_your_call"),
        (replace(note_event("0682", BO_AUTHOR, "x"), source=Source.EMBED), "not_your_call"),
        (replace(note_event("0682", BO_AUTHOR, "x"), source=Source.PROGRAM), "not_your_call"),
        (replace(leg_event("0682", BO_LEG), leg=None), "not_your_call"),
        (leg_event("0682", "softphone:local"), "not_your_call"),
        (leg_event("068d", MINA_LEG), "leg_not_allowed"),
        (leg_event("068d", MINA_AUTHOR), "leg_not_allowed"),
        (leg_event("068d", f"no:{MINA.extension_number}"), "leg_not_allowed"),
        (shared_leg(BO_LEG, MINA_AUTHOR), "leg_not_allowed"),
        (leg_event("0689", BO_LEG, Kind.DELETED), "source_not_allowed"),
    ],
)
async def test_a_desktop_cannot_speak_for_others(bench: Bench, event: CallEvent, code: str) -> None:
    bench.store.journal.append((leg_event("0682", MINA_LEG),)).result()
    good = leg_event("0689", BO_LEG)
    client = await bench.client(BO)
    answer = await client.push([event, good])
    assert [(one.id, one.code) for one in answer.refused] == [(event.id, code)]
    assert answer.accepted == 1
    assert ids(await everything(client)) == [good.id]


@pytest.mark.asyncio
async def test_the_next_holder_of_a_number_cannot_write_on_the_calls_of_the_one_before(
    bench: Bench,
) -> None:
    number = f"no:{BO.extension_number}"
    old = shared_leg(BO_AUTHOR, BO_LEG, number)
    bench.store.journal.append((old,)).result()
    heir = replace(BO, user_id="heir", extension_id="eXt_heir")
    client = await bench.client(heir)
    key = old.keys[0].removeprefix("call:")
    told = [leg_event(key, number, seconds=9), note_event(key, "user:heir", "let me see")]
    answer = await client.push(told)
    assert [(one.id, one.code) for one in answer.refused] == [
        (one.id, "not_your_call") for one in told
    ]
    assert await everything(client) == []


@pytest.mark.asyncio
async def test_a_note_on_the_own_leg_of_a_queue_call_is_taken(bench: Bench) -> None:
    bench.store.journal.append((leg_event("0682", MINA_LEG),)).result()
    client = await bench.client(BO)
    mine = [leg_event("0682", BO_LEG, seconds=1), note_event("0682", BO_AUTHOR, "took it")]
    assert (await client.push(mine)).accepted == 2


@pytest.mark.asyncio
async def test_what_a_real_softphone_hears_is_taken(bench: Bench) -> None:
    """Before sign-in it may know itself by the line only; what rings is known to Zoom first."""
    bench.store.journal.append((leg_event("0682", MINA_LEG), leg_event("0683", BO_LEG))).result()
    client = await bench.client(BO)
    recording = replace(whole_call_event("0682"), source=Source.EMBED, author=BO_AUTHOR)
    heard = [
        leg_event("0681", "softphone:local"),
        leg_event("0683", "softphone:local", Kind.ANSWERED, seconds=3),
        leg_event("0684", "did:+15550100800"),
        shared_leg(BO_AUTHOR, BO_LEG, f"no:{BO.extension_number}", "did:+15550100800"),
        recording,
        leg_event("0682", BO_LEG, seconds=1),
    ]
    assert (await client.push(heard)).accepted == len(heard)


@pytest.mark.asyncio
async def test_what_was_typed_before_sign_in_is_taken(bench: Bench) -> None:
    client = await bench.client(BO)
    events = [leg_event("0681", BO_LEG), note_event("0681", None, "typed early")]
    assert (await client.push(events)).accepted == 2


@pytest.mark.asyncio
async def test_an_unreadable_event_is_refused_alone_and_kept(bench: Bench) -> None:
    token = await bench.token(BO)
    good = codec.encode(leg_event("0681", BO_LEG))
    answer = await bench.http.post(
        "/v1/events",
        content=b'{"events":[{"id":"e9","kind":"telepathy"},%s]}' % good,
        headers={"authorization": f"Bearer {token}"},
    )
    body = answer.json()
    assert (body["accepted"], body["refused"][0]["id"]) == (1, "e9")
    assert body["refused"][0]["code"] == "malformed_event"
    kept = bench.store.journal.quarantined()
    assert [one.raw for one in kept] == [b'{"id":"e9","kind":"telepathy"}']


@pytest.mark.asyncio
async def test_a_cursor_of_another_journal_begins_again(bench: Bench) -> None:
    client = await bench.client(BO)
    await client.push([leg_event("0681", BO_LEG)])
    for cursor, other in (("0", False), ("deadbeef-9000", True), (None, False)):
        page = await client.pull(cursor)
        assert (len(page.events), page.began_again) == (1, other)
    own = (await client.pull()).cursor
    assert (await client.pull(own)).events == ()


def copied(source: Path, target: Path) -> None:
    """Copy a database while it is in use, or put a copy back, as an administrator does."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


@pytest.mark.asyncio
@pytest.mark.parametrize("since", [0, 2, 5], ids=["shorter", "as-long", "longer"])
async def test_a_database_put_back_from_an_older_copy_is_noticed(
    tmp_path: Path, since: int
) -> None:
    file, copy = tmp_path / "companion.db", tmp_path / "copy.db"
    async with make_bench(tmp_path) as bench:
        bench.store.journal.append([leg_event("0681", BO_LEG)]).result()
        copied(file, copy)
        bench.store.journal.append([leg_event(f"0682{n}", BO_LEG) for n in range(2)]).result()
        cursor = (await (await bench.client(BO)).pull()).cursor
    copied(copy, file)
    async with make_bench(tmp_path) as bench:
        client = await bench.client(BO)
        newer = [leg_event(f"0683{n}", BO_LEG) for n in range(since)]
        bench.store.journal.append(newer).result()
        page = await client.pull(cursor)
        assert (page.began_again, len(page.events)) == (True, 1 + since)
        assert not (await client.pull(page.cursor)).began_again


@pytest.mark.asyncio
async def test_what_was_erased_where_a_desk_stands_does_not_send_it_back(bench: Bench) -> None:
    client = await bench.client(BO)
    bench.store.journal.append([leg_event("0681", BO_LEG), leg_event("0682", BO_LEG)]).result()
    cursor = (await client.pull()).cursor
    marks = [Mark(mark=event_mark(leg_event("0682", BO_LEG).id), at=datetime.now(UTC))]
    assert bench.store.erasing.forget(marks).events == 1
    page = await client.pull(cursor)
    assert (page.events, page.began_again) == ((), False)


@pytest.mark.asyncio
async def test_who_asks_with_another_persons_cursor_gets_all_that_is_theirs(bench: Bench) -> None:
    shared = (leg_event("0681", BO_LEG), leg_event("0681", MINA_LEG, seconds=1))
    minas = leg_event("0682", MINA_LEG)
    bench.store.journal.append((*shared, minas)).result()
    bo, mina = await bench.client(BO), await bench.client(MINA)
    page = await mina.pull((await bo.pull()).cursor)
    assert set(ids(page.events)) == {*ids(shared), minas.id}
    assert not page.began_again
    assert (await mina.pull(page.cursor)).events == ()


@pytest.mark.asyncio
async def test_whose_role_changes_gets_what_they_did_not_see(bench: Bench) -> None:
    bench.store.journal.append([leg_event("0681", BO_LEG), leg_event("0682", MINA_LEG)]).result()
    cursor = (await (await bench.client(BO)).pull()).cursor
    promoted = await bench.client(replace(BO, role="supervisor"))
    assert len((await promoted.pull(cursor)).events) == 2


@pytest.mark.asyncio
async def test_whose_team_grows_gets_the_new_members_calls_at_once(
    tmp_path: Path, address: str
) -> None:
    boss = replace(BOSS, role="supervisor", email="lead@example.com")
    teams = f"lead@example.com={MINA.email}"
    async with make_bench(
        tmp_path, database_url=address, admins="", supervisors=boss.email, team_list=teams
    ) as bench:
        bench.store.journal.append([leg_event("0681", MINA_LEG)]).result()
        lead = await bench.client(boss)
        page = await lead.pull()
        assert page.events == ()  # nobody knows Mina yet
        await bench.client(MINA)
        assert len((await lead.pull(page.cursor)).events) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "cursor", ["", "x", "ab-", "ab-x", "ab--1", "1", "ab-1٢", "a-" + "9" * 30, "deadbeef-1-x-y"]
)
async def test_what_is_no_cursor_is_refused(bench: Bench, cursor: str) -> None:
    token = await bench.token(BO)
    for path in ("/v1/events", "/v1/stream"):
        answer = await bench.http.get(
            path, params={"after": cursor}, headers={"authorization": f"Bearer {token}"}
        )
        assert answer.status_code == 422
        assert answer.json()["error"]["code"] == "malformed_cursor"


@pytest.mark.asyncio
async def test_the_call_log_is_newest_first_and_paged(bench: Bench) -> None:
    events = tuple(leg_event(f"068c{n}", BO_LEG, seconds=n) for n in range(7))
    bench.store.journal.append(events).result()
    client = await bench.client(BO)
    keys: list[str] = []
    page = await client.calls(limit=3)
    keys += [call.keys[0] for call in page.calls]
    while page.next is not None:
        page = await client.calls(limit=3, before=page.next)
        keys += [call.keys[0] for call in page.calls]
    assert keys == [event.keys[0] for event in reversed(events)]


@pytest.mark.asyncio
async def test_what_a_webhook_tells_reaches_the_desktop(bench: Bench) -> None:
    await bench.webhook(ringing("0684f0a1b2c3d4e5f60"))
    [event] = await everything(await bench.client(BO))
    assert event.source is Source.WEBHOOK
    assert "call:0684f0a1b2c3d4e5f60" in event.keys


@pytest.mark.asyncio
async def test_long_pages_travel_compressed(bench: Bench) -> None:
    client = await bench.client(BO)
    await client.push([leg_event(f"068c{n}", BO_LEG) for n in range(50)])
    token = await bench.token(BO)
    async with bench.http.stream(
        "GET",
        "/v1/events",
        headers={"authorization": f"Bearer {token}", "accept-encoding": "gzip"},
    ) as answer:
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert answer.headers["content-encoding"] == "gzip"
    page: dict[str, Any] = json.loads(gzip.decompress(raw))
    assert len(page["events"]) == 50
