"""Damaged files, rubbish that an upgrade can read, and a journal folded anew while it is used."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from cti_desktop.calls.codec import decode_event, encode
from cti_desktop.calls.errors import CtiError, Denied, UserFixable
from cti_desktop.calls.events import CallEvent
from cti_desktop.calls.numbers import parse_number
from cti_desktop.store.journal import Appended
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import Store, open_store
from cti_desktop.store.quarantine import Quarantined
from cti_desktop.store.recovery import recover_store
from tests.store.making import PATIENCE_S, contact, event, held, note, url_of, whole_call

UNSENT = [one for number in range(200) for one in whole_call(f"call:{number}", second=number)]


@pytest.fixture
def used(path: Path, store: Store) -> Path:
    """A closed file with sent and unsent events and a contact; the log keeps nothing beside it."""
    store.journal.append([event("sent", "call:sent")]).result(PATIENCE_S)
    store.journal.append(UNSENT, outgoing=True).result(PATIENCE_S)
    store.directory.put([contact("Ada", "+442079460018")]).result(PATIENCE_S)
    store.close()
    return path


def pages_of(path: Path, *names: str) -> list[int]:
    """The pages on which these tables or indexes begin."""
    connection = sqlite3.connect(path)
    try:
        found = connection.execute("SELECT name, rootpage FROM sqlite_master").fetchall()
    finally:
        connection.close()
    return [page for name, page in found if name in names]


def scribble(path: Path, pages: Sequence[int]) -> None:
    content = bytearray(path.read_bytes())
    for page in pages:
        content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    path.write_bytes(bytes(content))


def reopened(path: Path) -> Store:
    return open_store(url_of(path), region="GB")


def test_unsent_events_survive_a_damaged_call_log(used: Path) -> None:
    scribble(used, pages_of(used, "folded_call"))
    recovered = recover_store(url_of(used), region="GB")
    assert (recovered.saved_events, recovered.saved_contacts) == (len(UNSENT), 1)
    assert recovered.whole
    assert recovered.moved_to.parent == used.parent
    store = reopened(used)
    assert store.outbox.pending(limit=1000) == tuple(UNSENT)
    assert store.log.count(LogQuery()) == 200
    assert store.directory.search("ada") != ()
    store.close()


def test_what_the_companion_refused_survives_a_damaged_call_log(path: Path, store: Store) -> None:
    refused, taken = event("refused", "call:one"), event("taken", "call:two")
    store.journal.append([refused, taken]).result(PATIENCE_S)
    store.journal.quarantine(b"refused", "not_your_call", "refused").result(PATIENCE_S)
    store.close()
    scribble(path, pages_of(path, "folded_call"))
    recover_store(url_of(path), region="GB")
    again = reopened(path)
    assert again.outbox.pending() == (refused,)
    again.close()


def test_when_the_outbox_is_unreadable_all_that_began_here_is_sent_again(used: Path) -> None:
    scribble(used, pages_of(used, "outbox"))
    recovered = recover_store(url_of(used), region="GB")
    assert not recovered.whole
    store = reopened(used)
    ids = {one.id for one in store.outbox.pending(limit=1000)}
    assert ids == {one.id for one in UNSENT} | {"sent"}
    store.close()


@pytest.mark.parametrize("hit", ["folded_call", "outbox", "call_key"])
def test_what_never_leaves_the_computer_survives_too(used: Path, hit: str) -> None:
    kept_here = note("private", "call:sent", value="only for me")
    asked = parse_number("+44 20 7946 0018", "GB")
    store = reopened(used)
    store.journal.append([kept_here]).result(PATIENCE_S)
    twin = contact("Bo", "+442079460018")
    store.directory.put([twin]).result(PATIENCE_S)
    store.directory.choose(asked, twin.id).result(PATIENCE_S)
    store.close()
    scribble(used, pages_of(used, hit))
    recover_store(url_of(used), region="GB")
    store = reopened(used)
    call = store.log.by_key("call:sent")
    assert call is not None
    assert [one.text for one in call.notes] == ["only for me"]
    if hit != "outbox":  # else all that began here waits; what is private is held back at the push
        assert kept_here not in store.outbox.pending(limit=1000)
    matches = store.directory.match(asked)
    assert [match.contact.id for match in matches.found] == [twin.id]
    store.close()


def test_what_is_unreadable_does_not_keep_the_rest(used: Path) -> None:
    size = used.stat().st_size // 4096
    scribble(used, range(size // 2, size // 2 + 20))
    recovered = recover_store(url_of(used), region="GB")
    assert 0 < recovered.saved_events <= len(UNSENT) + 1
    store = reopened(used)
    assert store.outbox.count() == recovered.saved_events
    store.close()


def test_a_file_that_is_no_database_any_more_gives_an_empty_one(used: Path) -> None:
    used.write_bytes(b"nothing like it" * 1000)
    with pytest.raises(UserFixable) as caught:
        reopened(used)
    assert caught.value.code == "store_corrupt"
    recovered = recover_store(url_of(used), region="GB")
    assert (recovered.saved_events, recovered.whole) == (0, False)
    assert recovered.moved_to.read_bytes().startswith(b"nothing like it")
    store = reopened(used)
    assert store.journal.count() == 0
    store.close()


def test_a_second_accident_is_put_aside_under_another_name(used: Path) -> None:
    moved = {recover_store(url_of(used), region="GB").moved_to for _ in range(2)}
    assert len(moved) == 2
    assert all(one.exists() for one in moved)
    store = reopened(used)
    assert store.outbox.count() == len(UNSENT)
    store.close()


@pytest.mark.parametrize("url", ["sqlite:///nowhere/at/all.db", "postgresql+psycopg://host/db"])
def test_only_a_file_that_is_there_can_be_put_aside(url: str) -> None:
    with pytest.raises(UserFixable) as caught:
        recover_store(url)
    assert caught.value.code == "store_unrecoverable"


def newer_reader(kept: Quarantined) -> list[CallEvent]:
    if not kept.raw.startswith(b"{"):
        raise Denied("still rubbish", code="unreadable")
    return [decode_event(kept.raw)]


def test_an_upgrade_reads_what_was_put_aside_and_leaves_the_rest(store: Store) -> None:
    ring = event("e1", "call:1")
    store.journal.quarantine(encode(ring), "unknown type", "embed").result(PATIENCE_S)
    store.journal.quarantine(b"rubbish", "no JSON", "embed").result(PATIENCE_S)
    heard: list[Appended] = []
    store.journal.subscribe(heard.append)
    (done,) = store.journal.reread(newer_reader, lambda _: True)
    appended = done.result(PATIENCE_S)
    assert appended.new == (ring,)
    assert heard == [appended]
    assert store.outbox.pending() == (ring,)
    assert [one.raw for one in store.journal.quarantined()] == [b"rubbish"]
    assert list(store.journal.reread(newer_reader)) == []
    assert store.journal.count_quarantined() == 1


def test_rebuilding_tells_how_far_it_is_and_lets_appends_through(store: Store) -> None:
    events = [one for n in range(1200) for one in whole_call(f"call:{n}", second=n)]
    store.journal.append(events).result(PATIENCE_S)
    before = store.log.page(LogQuery(limit=2000))
    told: list[tuple[int, int]] = []
    late = whole_call("call:late", second=5000)

    def progress(done: int, total: int) -> None:
        told.append((done, total))
        store.journal.append(late)

    assert store.journal.rebuild(progress).result(PATIENCE_S) == 1201
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len(told) == 3
    assert told[0] == (1500, 3600)
    found = store.log.page(LogQuery(limit=2000))
    assert found[1:] == before


def test_a_rebuild_of_a_store_that_closes_says_so(store: Store) -> None:
    store.journal.append([event("e", "call:1")]).result(PATIENCE_S)
    store.close()
    with pytest.raises(CtiError):
        store.journal.rebuild().result(PATIENCE_S)


def test_rows_of_no_group_go_when_calls_are_folded_again(store: Store) -> None:
    store.journal.append(whole_call("call:1")).result(PATIENCE_S)
    ghosts = store.writer.submit(
        lambda c: (
            c.exec_driver_sql(
                "INSERT INTO folded_call SELECT 'c-ghost', 99, state, direction, started_at, "
                "answered_at, ended_at, party_number, outcome, contact_id, has_note, final, "
                "search, body, party_name, talk_s, via, agent, has_recording, has_voicemail "
                "FROM folded_call"
            ).rowcount
        )
    )
    assert ghosts.result(PATIENCE_S) == 1
    assert store.journal.rebuild().result(PATIENCE_S) == 1
    assert store.log.count(LogQuery()) == 1


def test_appends_that_queue_up_are_answered_each_for_itself(store: Store) -> None:
    first, second, third = whole_call("call:1")
    other = event("other", "call:2")
    with held(store.writer):
        answers = [
            store.journal.append(events)
            for events in ([first], [first, second], [other], [], [third])
        ]
    told = [one.result(PATIENCE_S) for one in answers]
    assert [one.new for one in told] == [(first,), (second,), (other,), (), (third,)]
    assert [one.known for one in told] == [0, 1, 0, 0, 0]
    assert [one.cursor for one in told] == [1, 2, 3, 3, 4]
    final = store.log.by_key("call:1")
    assert [one.calls for one in told] == [(final,), (final,), told[2].calls, (), (final,)]
    assert store.journal.after(0).events == (first, second, other, third)


def test_a_bad_append_in_a_queue_fails_alone(store: Store) -> None:
    def make(name: str) -> CallEvent:
        return event(name, f"call:{name}")

    with held(store.writer):
        good = [store.journal.append([make(name)]) for name in "ab"]
        bad = store.journal.append([make("\ud800")])
        behind = store.journal.append([make("c")])
    assert [one.result(PATIENCE_S).cursor for one in (*good, behind)] == [1, 2, 3]
    with pytest.raises(CtiError):
        bad.result(PATIENCE_S)
    assert [one.id for one in store.journal.after(0).events] == ["a", "b", "c"]


def test_characters_that_a_database_does_not_keep_fail_one_append_or_are_left_out(
    store: Store,
) -> None:
    named = event("e1", "call:1")
    strange = event("e2", "call:2\0")
    assert store.journal.append([named]).result(PATIENCE_S).cursor == 1
    kept = store.journal.append([strange]).exception(PATIENCE_S)
    assert kept is None or isinstance(kept, Denied)
    assert store.journal.append([event("e3", "call:1")]).result(PATIENCE_S).cursor >= 2
