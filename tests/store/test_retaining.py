"""Each kind of data goes when it is old enough, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cti_desktop.calls.events import Facts, Kind, Media, Message, Source
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import Store
from cti_desktop.store.retaining import Policy, Retained
from tests.store.making import ADA, PATIENCE_S, START, event, note, whole_call

DAY = int(timedelta(days=1).total_seconds())
NOW = START + timedelta(days=100)
WORDS = ("alpha", "bravo", "charlie", "delta", "echo")
WEEK, MONTH, YEAR = timedelta(days=7), timedelta(days=30), timedelta(days=365)


def fill(store: Store) -> None:
    """A call each twenty days, each with note, recording and raw message."""
    for number in range(5):
        second, key = number * 20 * DAY, f"call:{number}"
        calls = [replace(one, raw={"call": number}) for one in whole_call(key, second=second)]
        medium = Media(id=f"rec{number}", url="https://x.test", text=None)
        recorded = event(f"rec{number}", key, kind=Kind.RECORDING, second=second, agent=None)
        recorded = replace(recorded, facts=Facts(recording=medium))
        logged = event(f"log{number}", key, kind=Kind.LOGGED, second=second + 20)
        logged = replace(
            logged,
            source=Source.REST,
            facts=replace(logged.facts, recording=Media(id=f"rec{number}"), final=True),
            raw={"recording_id": f"rec{number}"},
        )
        written = note(f"n{number}", key, value=WORDS[number], second=second + 30)
        store.journal.append([*calls, recorded, logged, written]).result(PATIENCE_S)
    message = Message(id="t", text="hello", sender=ADA)
    text = event("t", "message:t", kind=Kind.MESSAGE, agent=None)
    stray = event("alert", kind=Kind.ALERT, agent=None)
    store.journal.append([replace(text, facts=Facts(message=message)), stray]).result(PATIENCE_S)


def seen(store: Store) -> dict[str, tuple[str, int, bool]]:
    """Note, recordings and whether raw messages are left, by call."""
    found = {}
    for call in store.log.page(LogQuery()):
        events = store.journal.events_of(call.id)
        text = call.note.text if call.note else ""
        found[call.keys[0]] = (text, len(call.recordings), any(one.raw for one in events))
    return found


def test_without_a_policy_nothing_goes(store: Store) -> None:
    fill(store)
    before = seen(store)
    assert store.retention.apply(Policy(), NOW) == Retained()
    assert seen(store) == before


def test_old_calls_go_with_all_that_was_told_of_them(store: Store) -> None:
    fill(store)
    done = store.retention.apply(Policy(calls=timedelta(days=50)), NOW)
    assert done == Retained(calls=3 + 2)  # calls begun 100, 80 and 60 days ago; a text; an alert
    assert set(seen(store)) == {"call:3", "call:4"}
    left = store.journal.after(0, 1000).events
    assert {one.keys[0] for one in left} == {"call:3", "call:4"}
    assert not store.log.page(LogQuery(text="bravo"))
    assert store.retention.apply(Policy(calls=timedelta(days=50)), NOW) == Retained()


def test_old_notes_go_alone(store: Store) -> None:
    fill(store)
    assert store.retention.apply(Policy(notes=MONTH), NOW).notes == 4
    found = seen(store)
    assert [found[f"call:{n}"][0] for n in range(5)] == ["", "", "", "", "echo"]
    assert not store.log.page(LogQuery(text="charlie"))
    assert all(recordings == 1 for _, recordings, _ in found.values())


def test_old_media_are_forgotten_and_the_calls_stay(store: Store) -> None:
    fill(store)
    assert store.retention.apply(Policy(media=MONTH), NOW).media == 8
    found = seen(store)
    assert [found[f"call:{n}"][1] for n in range(5)] == [0, 0, 0, 0, 1]
    assert all(text for text, _, _ in found.values())
    bodies = [one for one in store.journal.after(0, 1000).events if one.raw.get("recording_id")]
    assert [one.id for one in bodies] == ["log4"]
    call = store.log.by_key("call:0")
    assert call is not None
    assert call.final


def test_old_raw_messages_go_and_calls_stay_equal(store: Store) -> None:
    fill(store)
    store.journal.quarantine(b"?", "x", "test").result(PATIENCE_S)
    before = {call.id: call for call in store.log.page(LogQuery())}
    done = store.retention.apply(Policy(raw=MONTH), NOW + YEAR)
    assert done.raw == 5 * 4 + 1
    assert {call.id: call for call in store.log.page(LogQuery())} == before
    assert not any(raw for _, _, raw in seen(store).values())
    assert store.journal.quarantined() == ()


@pytest.mark.parametrize("policy", [Policy(raw=MONTH), Policy(media=MONTH)])
def test_the_next_run_takes_what_became_old_meanwhile_and_what_came_late(
    store: Store, policy: Policy
) -> None:
    fill(store)
    first = store.retention.apply(policy, NOW - timedelta(days=40))
    late = event("late", "call:0", kind=Kind.LOGGED, second=1)
    late = replace(late, facts=Facts(recording=Media(id="rec0")), raw={"recording_id": "rec0"})
    store.journal.append([late]).result(PATIENCE_S)
    then = store.retention.apply(policy, NOW)
    assert first.anything
    assert then.anything
    old = [one for one in store.journal.after(0, 1000).events if one.at < NOW - MONTH]
    cut = [one for one in old if one.raw or one.facts.recording]
    assert not [one for one in cut if policy.raw and one.raw]
    assert not [one for one in cut if policy.media and one.facts.recording]


@pytest.mark.parametrize("policy", [Policy(raw=MONTH), Policy(media=MONTH)])
def test_what_comes_late_goes_with_the_next_run_however_old_it_is(
    store: Store, policy: Policy
) -> None:
    fill(store)
    store.retention.apply(policy, NOW)
    medium = Facts(recording=Media(id="rec9"))
    for days_old in (400, 100, 31):
        second = (100 - days_old) * DAY
        late = event(f"late{days_old}", "call:9", kind=Kind.LOGGED, second=second)
        late = replace(late, facts=medium, raw={"recording_id": "rec9"})
        store.journal.append([late]).result(PATIENCE_S)
    then = store.retention.apply(policy, NOW + timedelta(days=1))
    assert then.raw + then.media == 3
    left = [one for one in store.journal.after(0, 1000).events if one.keys == ("call:9",)]
    assert not any(one.raw for one in left)
    assert store.retention.apply(policy, NOW + timedelta(days=1)) == Retained()


def test_the_first_run_after_one_that_kept_no_position_looks_at_everything(store: Store) -> None:
    fill(store)
    earlier = (NOW - MONTH).isoformat()
    store.cursors.set("store.retained.raw", earlier).result(PATIENCE_S)
    assert store.retention.apply(Policy(raw=MONTH), NOW).raw == 4 * 4


def test_what_was_cut_is_known_when_it_comes_again(store: Store) -> None:
    fill(store)
    store.retention.apply(Policy(raw=WEEK, media=WEEK), NOW)
    again = [replace(one, raw={"call": 0}) for one in whole_call("call:0")]
    assert store.journal.append(again).result(PATIENCE_S).new == ()
