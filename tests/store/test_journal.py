"""The journal: each event once, in commit order, and its calls folded in the same breath."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from cti_desktop.calls.call import State
from cti_desktop.calls.correlation import call_ref
from cti_desktop.calls.errors import CtiError
from cti_desktop.calls.events import CallEvent, Kind, Party, Source
from cti_desktop.calls.fold import fold
from cti_desktop.store.journal import Appended, Journal
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import Store
from cti_desktop.store.quarantine import LARGEST_KEPT, MOST_KEPT
from cti_desktop.store.rows import ROWS_VERSION
from cti_desktop.store.schema import CALL
from tests.store.conftest import Opener
from tests.store.making import PATIENCE_S, event, explained, held, note, whole_call


def append(store: Store, *events: CallEvent, outgoing: bool = False) -> Appended:
    return store.journal.append(events, outgoing=outgoing).result(PATIENCE_S)


def test_a_ringing_call_is_in_the_log_once_its_append_is_done(store: Store) -> None:
    ring = event("e1", "call:1")
    appended = append(store, ring)
    assert appended.new == (ring,)
    assert appended.known == 0
    assert appended.cursor == 1
    (call,) = appended.calls
    assert call == fold([ring])
    assert store.log.get(call.id) == call
    assert store.journal.events_of(call.id) == (ring,)


def test_an_event_known_by_its_id_changes_nothing(store: Store) -> None:
    events = whole_call("call:1")
    append(store, *events)
    again = append(store, *reversed(events), replace(events[0], kind=Kind.ANSWERED))
    assert again == Appended(new=(), known=4, calls=(), moved=(), cursor=3)
    assert store.journal.count() == 3
    assert store.journal.events_of(call_ref(["call:1"])) == tuple(events)


def test_one_append_may_hold_the_same_event_twice(store: Store) -> None:
    ring = event("e1", "call:1")
    appended = append(store, ring, ring)
    assert (appended.new, appended.known) == ((ring,), 1)


def test_events_come_back_whole(store: Store) -> None:
    ring = replace(event("e1", "call:1"), raw={"type": "zp-call", "data": {"n": [1, None, "ü"]}})
    append(store, ring)
    (kept,) = store.journal.after(0).events
    assert kept == ring
    assert kept.raw == ring.raw


def test_only_the_touched_calls_are_folded_again(store: Store) -> None:
    append(store, *whole_call("call:1"), *whole_call("call:2"))
    appended = append(store, note("n1", "call:2", value="will call back"))
    assert [call.keys for call in appended.calls] == [("call:2",)]
    assert appended.calls[0].note is not None


def test_a_bridging_event_makes_one_call_of_two(store: Store) -> None:
    append(store, *whole_call("call:2"))
    append(store, event("l1", "log:9", kind=Kind.ENDED, second=9), note("n", "log:9", value="hi"))
    kept, taken = store.log.by_key("call:2"), store.log.by_key("log:9")
    assert kept is not None
    assert taken is not None
    assert kept.id != taken.id
    appended = append(store, event("b", "call:2", "log:9", kind=Kind.ANSWERED, second=4))
    (call,) = appended.calls
    assert appended.moved == ((taken.id, kept.id),)
    assert call.id == kept.id
    assert call.note is not None
    assert call.note.text == "hi"
    assert len(store.journal.events_of(call.id)) == 6
    assert store.log.count(LogQuery()) == 1


def test_a_call_is_found_by_every_id_it_ever_had(store: Store) -> None:
    append(store, event("a", "log:1"))
    append(store, event("b", "history:2"))
    append(store, event("c", "log:1", "history:2"))
    appended = append(store, event("d", "call:3", "log:1"))
    call = store.log.by_key("call:3")
    assert call is not None
    assert appended.moved == ((call_ref(["history:2"]), call.id),)
    for former in ("log:1", "history:2", "call:3"):
        assert store.log.get(call_ref([former])) == call
        assert len(store.journal.events_of(call_ref([former]))) == 4


def test_a_better_key_renames_a_call(store: Store) -> None:
    first = append(store, event("a", "log:1")).calls[0]
    appended = append(store, event("b", "call:1", "log:1"))
    assert appended.moved == ((first.id, call_ref(["call:1"])),)


def test_several_groups_may_meet_in_one_append(store: Store) -> None:
    for number in range(5):
        append(store, event(f"e{number}", f"log:{number}"))
    bridges = [event(f"b{n}", f"log:{n}", f"log:{n + 1}") for n in (3, 1, 0, 2)]
    appended = append(store, *bridges)
    (call,) = appended.calls
    assert len(store.journal.events_of(call.id)) == 9
    assert {old for old, _ in appended.moved} == {call_ref([f"log:{n}"]) for n in range(1, 5)}
    assert {new for _, new in appended.moved} == {call.id}


def test_messages_alone_make_no_call_but_are_kept(store: Store) -> None:
    appended = append(store, event("m", "message:1", kind=Kind.MESSAGE))
    assert appended.calls == ()
    assert store.log.by_key("message:1") is None
    assert len(store.journal.events_of(call_ref(["message:1"]))) == 1


def test_an_event_without_keys_is_kept_and_belongs_to_no_call(store: Store) -> None:
    appended = append(store, event("x"), event("y"), event("z", "call:1"))
    assert len(appended.new) == 3
    assert len(appended.calls) == 1
    assert len(store.journal.after(0).events) == 3


def test_one_event_that_cannot_be_kept_fails_its_append_only(store: Store) -> None:
    unkeepable = event("bad", "call:2", caller=Party(name="\ud800"))
    with held(store.writer):
        good = store.journal.append([event("good", "call:1")])
        bad = store.journal.append([event("fine", "call:2"), unkeepable])
    assert good.result(PATIENCE_S).cursor == 1
    with pytest.raises(CtiError):
        bad.result(PATIENCE_S)
    assert [e.id for e in store.journal.after(0).events] == ["good"]
    assert append(store, event("later", "call:1")).cursor == 2


def test_reading_after_a_cursor_follows_commit_order(store: Store) -> None:
    for number in range(7):
        append(store, event(f"e{number}", "call:1", second=-number))
    seen: list[str] = []
    cursor, more = 0, True
    while more:
        page = store.journal.after(cursor, limit=3)
        seen.extend(one.id for one in page.events)
        cursor, more = page.cursor, page.more
    assert seen == [f"e{number}" for number in range(7)]
    rest = store.journal.after(cursor)
    assert (rest.events, rest.cursor, rest.more) == ((), cursor, False)


def test_a_page_that_ends_exactly_has_no_more(store: Store) -> None:
    append(store, *whole_call("call:1"))
    assert store.journal.after(0, limit=3).more is False
    assert store.journal.after(0, limit=2).more is True


def test_listeners_hear_after_the_commit_what_is_new_and_nothing_else(store: Store) -> None:
    heard: list[tuple[Appended, State | None]] = []

    def listen(appended: Appended) -> None:
        call = store.log.by_key("call:1")
        heard.append((appended, call.state if call else None))

    store.journal.subscribe(listen)
    with held(store.writer):
        store.journal.append([event("e1", "call:1")])
        last = store.journal.append([event("e1", "call:1")])
        assert heard == []
    last.result(PATIENCE_S)
    assert [(one.cursor, state) for one, state in heard] == [(1, State.RINGING)]


def test_a_listener_that_raises_does_not_hurt_the_others(store: Store) -> None:
    heard: list[int] = []

    def fail(_: Appended) -> None:
        raise RuntimeError

    store.journal.subscribe(fail)
    store.journal.subscribe(lambda appended: heard.append(appended.cursor))
    append(store, event("e1", "call:1"))
    append(store, event("e2", "call:1"))
    assert heard == [1, 2]


def test_a_listener_that_left_hears_no_more(store: Store) -> None:
    heard: list[int] = []

    def listen(appended: Appended) -> None:
        heard.append(appended.cursor)

    leave = store.journal.subscribe(listen)
    store.journal.subscribe(listen)
    append(store, event("e1", "call:1"))
    leave()
    leave()
    append(store, event("e2", "call:1"))
    assert heard == [1, 1, 2]


def test_many_threads_may_append_at_once(store: Store) -> None:
    cursors: list[int] = []
    store.journal.subscribe(lambda appended: cursors.append(appended.cursor))

    def talk(journal: Journal, number: int) -> None:
        waiting = [
            journal.append([event(f"{number}-{step}", f"log:{number}", f"call:{step}")])
            for step in range(25)
        ]
        for future in waiting:
            future.result(PATIENCE_S)

    threads = [threading.Thread(target=talk, args=(store.journal, n)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert store.journal.count() == 200
    assert cursors == list(range(1, 201))
    call = store.log.by_key("call:0")
    assert call == fold(store.journal.after(0, limit=200).events)


def test_input_that_cannot_be_read_is_kept_with_the_reason(store: Store) -> None:
    store.journal.quarantine(b"{", "no JSON", "embed").result(PATIENCE_S)
    store.journal.quarantine(b"x" * (LARGEST_KEPT + 1), "too large", "webhook").result(PATIENCE_S)
    large, small = store.journal.quarantined()
    assert (small.raw, small.reason, small.source) == (b"{", "no JSON", "embed")
    assert len(large.raw) == LARGEST_KEPT


def test_rubbish_cannot_fill_the_disk(store: Store) -> None:
    most = MOST_KEPT // LARGEST_KEPT
    rubbish = [bytes([n]) * LARGEST_KEPT for n in range(most + 10)]
    waiting = [store.journal.quarantine(one, "rubbish", "embed") for one in rubbish]
    waiting[-1].result(PATIENCE_S)
    kept = store.journal.quarantined()
    assert sum(len(one.raw) for one in kept) <= MOST_KEPT
    assert len(kept) >= most - 2
    assert kept[0].raw == rubbish[-1]


def test_what_is_said_again_and_again_is_put_aside_once(opener: Opener) -> None:
    store = opener()
    for _ in range(3):
        store.journal.quarantine(b"{", "no JSON", "embed").result(PATIENCE_S)
    store.journal.quarantine(b"{", "no JSON", "webhook").result(PATIENCE_S)
    store.close()
    store = opener()
    store.journal.quarantine(b"{", "no JSON", "embed").result(PATIENCE_S)
    assert [one.source for one in store.journal.quarantined()] == ["webhook", "embed"]
    for done in store.journal.reread(lambda _: ()):
        done.result(PATIENCE_S)
    store.journal.quarantine(b"{", "no JSON", "embed").result(PATIENCE_S)
    assert [one.source for one in store.journal.quarantined()] == ["embed"]


def test_what_is_put_aside_is_told_by_source_and_reason(store: Store) -> None:
    for raw, reason in ((b"{", "no JSON"), (b"x" * 1000, "no JSON"), (b"{}", "no type")):
        store.journal.quarantine(raw, reason, "embed").result(PATIENCE_S)
    no_type, no_json = store.journal.unread()
    assert (no_type.reason, no_type.times, no_type.sample) == ("no type", 1, "{}")
    assert (no_json.source, no_json.times) == ("embed", 2)
    assert no_json.sample == "x" * 160
    assert no_json.first_at <= no_json.last_at <= no_type.last_at


def test_the_outbox_keeps_outgoing_events_over_a_restart(opener: Opener) -> None:
    store = opener()
    mine = whole_call("call:1")
    append(store, *mine, outgoing=True)
    append(store, event("theirs", "call:1", kind=Kind.LOGGED))
    append(store, mine[0], outgoing=True)
    store.close()
    store = opener()
    assert store.outbox.pending() == tuple(mine)
    assert store.outbox.pending(limit=2) == tuple(mine[:2])
    store.outbox.done([mine[0].id, mine[2].id, "unknown"]).result(PATIENCE_S)
    assert store.outbox.pending() == (mine[1],)
    assert store.outbox.count() == 1
    store.close()
    assert opener().outbox.count() == 1


def test_an_event_known_from_elsewhere_is_not_sent(store: Store) -> None:
    append(store, event("e1", "call:1"))
    append(store, event("e1", "call:1"), outgoing=True)
    assert store.outbox.count() == 0


def test_the_source_of_an_event_does_not_part_calls(store: Store) -> None:
    append(store, event("e1", "call:1"))
    appended = append(store, replace(event("e2", "call:1"), source=Source.WEBHOOK))
    assert appended.calls[0].sources == (Source.EMBED, Source.WEBHOOK)


def test_calls_folded_by_an_older_version_are_folded_again_when_opened(opener: Opener) -> None:
    store = opener()
    append(store, *whole_call("call:1"), event("m", "message:1", kind=Kind.MESSAGE), event("x"))
    append(store, *whole_call("call:2"), note("n", "call:2", value="hi"))
    calls = store.log.page(LogQuery())
    store.writer.submit(
        lambda c: c.execute(update(CALL).values(body=b"{}", search="", state="ringing"))
    ).result(PATIENCE_S)
    store.cursors.set("store.rows", "0").result(PATIENCE_S)
    store.close()
    store = opener()
    assert store.log.page(LogQuery()) == calls
    assert len(store.log.page(LogQuery(text="lovelace", agent_ids=("user:u1",)))) == 2
    assert store.log.page(LogQuery(states=(State.RINGING,))) == ()
    assert store.cursors.get("store.rows") == ROWS_VERSION
    assert store.journal.rebuild().result(PATIENCE_S) == 2


def test_an_append_goes_through_no_table(path: Path, store: Store) -> None:
    assert path.exists()
    append(store, *whole_call("call:1"), *whole_call("call:2"))
    with explained() as steps:
        append(store, note("n", "call:1", "log:1"), event("b", "call:2", "log:2"))
    assert len([step for step in steps if step.startswith("SEARCH")]) >= 4
    scans = [step for step in steps if step.startswith("SCAN") and "json_each" not in step]
    assert scans == ["SCAN journal_head"]
