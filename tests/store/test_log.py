"""The call log: newest first, page by page, narrowed by what people ask for."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cti_desktop.calls.call import Call, State
from cti_desktop.calls.correlation import call_ref
from cti_desktop.calls.events import CallEvent, Direction, Kind, NoteField, Party
from cti_desktop.calls.numbers import parse_number
from cti_desktop.store.log import LogQuery, Sort
from cti_desktop.store.opening import Store
from tests.store.making import PATIENCE_S, START, contact, event, explained, note, whole_call

BABBAGE = Party(name="Charles Babbäge", number="+493012345678")
INSIDE = Party(name="Grace", extension="888")


def keep(store: Store, *events: CallEvent) -> None:
    store.journal.append(events).result(PATIENCE_S)


def keys_of(calls: tuple[Call, ...]) -> list[str]:
    return [call.keys[0] for call in calls]


def unfinished(store: Store, agent_ids: tuple[str, ...] = (), limit: int = 10) -> list[str]:
    found = [store.log.get(call.id) for call in store.log.unfinished(limit, agent_ids)]
    return keys_of(tuple(call for call in found if call is not None))


@pytest.fixture
def full(store: Store) -> Store:
    """Four calls, one a minute: answered, missed, of another agent, inside the firm."""
    keep(
        store,
        *whole_call("call:1", second=0),
        *whole_call("call:2", second=60, caller=BABBAGE, answered=False),
        *whole_call("call:3", second=120, agent="user:u2"),
        *whole_call("call:4", second=180, caller=INSIDE),
        note("n1", "call:1", value="Wants a Quote, order 77-12"),
        note("n2", "call:1", field=NoteField.OUTCOME, value="sale"),
    )
    return store


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (LogQuery(), ["call:4", "call:3", "call:2", "call:1"]),
        (LogQuery(limit=2), ["call:4", "call:3"]),
        (LogQuery(states=(State.MISSED,)), ["call:2"]),
        (LogQuery(states=(State.MISSED, State.ENDED), limit=2), ["call:4", "call:3"]),
        (LogQuery(direction=Direction.OUTBOUND), []),
        (LogQuery(since=START + timedelta(seconds=60)), ["call:4", "call:3", "call:2"]),
        (LogQuery(until=START + timedelta(seconds=60)), ["call:1"]),
        (LogQuery(agent_ids=("user:u2", "user:u9")), ["call:3"]),
        (LogQuery(agent_ids=("user:u",)), []),
        (LogQuery(number="+442079460018"), ["call:3", "call:1"]),
        (LogQuery(number="020 7946 0018"), ["call:3", "call:1"]),
        (LogQuery(number="888"), ["call:4"]),
        (LogQuery(text="lovelace"), ["call:3", "call:1"]),
        (LogQuery(text="BABBAGE charles"), ["call:2"]),
        (LogQuery(text="quote"), ["call:1"]),
        (LogQuery(text="sale"), ["call:1"]),
        (LogQuery(text="ada quote"), ["call:1"]),
        (LogQuery(text="020 7946"), ["call:3", "call:1"]),
        (LogQuery(text="+49 30 123"), ["call:2"]),
        (LogQuery(text="77-12"), ["call:1"]),
        (LogQuery(text="nobody"), []),
        (LogQuery(text="%"), []),
        (LogQuery(text="a_a"), []),
        (LogQuery(text="  "), ["call:4", "call:3", "call:2", "call:1"]),
        (LogQuery(text="ada", states=(State.MISSED,)), []),
    ],
)
def test_a_list_shows_what_was_asked_for(full: Store, query: LogQuery, expected: list[str]) -> None:
    assert keys_of(full.log.page(query)) == expected


def test_counting_takes_all_pages(full: Store) -> None:
    assert full.log.count(LogQuery(limit=1)) == 4
    assert full.log.count(LogQuery(text="lovelace", limit=1)) == 2


def test_pages_follow_each_other_without_gap_even_within_one_second(store: Store) -> None:
    for number in range(11):
        keep(store, event(f"e{number}", f"call:{number}", second=number // 4))
    seen: list[Call] = []
    page = store.log.page(LogQuery(limit=3))
    while page:
        seen.extend(page)
        last = page[-1]
        assert last.started_at is not None
        page = store.log.page(LogQuery(limit=3, before=(last.started_at, last.id)))
    assert len({call.id for call in seen}) == len(seen) == 11
    times = [call.started_at for call in seen if call.started_at]
    assert times == sorted(times, reverse=True)


def test_earlier_calls_with_a_number_are_the_last_ones_before(full: Store) -> None:
    ada = parse_number("+442079460018")
    assert keys_of(full.log.earlier_with(ada, before=None)) == ["call:3", "call:1"]
    before = START + timedelta(seconds=120)
    assert keys_of(full.log.earlier_with(ada, before=before)) == ["call:1"]
    assert keys_of(full.log.earlier_with(ada, before=None, limit=1)) == ["call:3"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("020 7946 0018", ["call:3", "call:1"]),
        ("888", ["call:4"]),
        ("88", []),
        ("", []),
        ("anonymous", []),
    ],
)
def test_earlier_calls_are_found_by_numbers_in_any_form(
    full: Store, raw: str, expected: list[str]
) -> None:
    for region in ("GB", None):
        assert keys_of(full.log.earlier_with(parse_number(raw, region), before=None)) == expected


def test_a_short_number_stays_what_it_is_in_every_region(store: Store) -> None:
    keep(store, *whole_call("call:1", caller=Party(extension="8881")))
    for region in ("GB", None):
        found = store.log.earlier_with(parse_number("8881", region), before=None)
        assert keys_of(found) == ["call:1"]


def test_unfinished_calls_were_answered_and_lack_an_outcome(full: Store) -> None:
    keep(full, event("live", "call:5", second=300), event("talk", "call:6", kind=Kind.ANSWERED))
    assert unfinished(full) == ["call:4", "call:3"]
    assert unfinished(full, limit=1) == ["call:4"]
    keep(full, note("done", "call:4", field=NoteField.OUTCOME, value="sale", second=400))
    assert unfinished(full) == ["call:3"]
    keep(full, note("undone", "call:4", field=NoteField.OUTCOME, value=None, second=500))
    assert unfinished(full) == ["call:4", "call:3"]


def test_calls_between_colleagues_can_be_left_out_of_the_unfinished(store: Store) -> None:
    inside = [
        replace(one, facts=replace(one.facts, direction=Direction.INTERNAL))
        for one in whole_call("call:2", second=60)
    ]
    keep(store, *whole_call("call:1"), *inside)
    assert unfinished(store) == ["call:2", "call:1"]
    outside = store.log.unfinished(10, outside=True)
    assert [store.log.by_key("call:1")] == [store.log.get(call.id) for call in outside]


def test_unfinished_calls_are_those_one_answered_oneself(full: Store) -> None:
    """However many a queue rang here that others took."""
    keep(full, note("undone", "call:1", field=NoteField.OUTCOME, value=None, second=400))
    for number in range(10, 16):
        key, second = f"call:{number}", 1000 + 60 * number
        keep(full, event(f"at-{key}", key, second=second))
        keep(full, *whole_call(key, second=second + 1, agent="user:u2"))
    assert unfinished(full, ("user:u1",)) == ["call:4", "call:1"]
    assert unfinished(full, ("user:u1",), limit=1) == ["call:4"]
    assert len(unfinished(full, ("user:u2",))) == 7
    assert unfinished(full, ("user:u3",)) == []


def test_a_remark_does_not_make_it_the_writers_call(full: Store) -> None:
    keep(full, note("boss", "call:1", value="well done", second=90, author="user:boss"))
    assert full.log.page(LogQuery(agent_ids=("user:boss",))) == ()


def test_a_contacts_calls_are_chosen_ones_and_those_of_its_numbers(full: Store) -> None:
    ada = contact("Ada", "+44 20 7946 0018")
    full.directory.put([ada, contact("Bea", "020 7946 9999")]).result(PATIENCE_S)
    assert keys_of(full.log.page(LogQuery(contact_id="ada"))) == ["call:3", "call:1"]
    keep(full, note("who", "call:1", field=NoteField.CONTACT, value="bea"))
    assert keys_of(full.log.page(LogQuery(contact_id="ada"))) == ["call:3"]
    assert keys_of(full.log.page(LogQuery(contact_id="bea"))) == ["call:1"]


def test_calls_chosen_for_who_was_taken_over_are_the_takers(full: Store) -> None:
    keep(full, note("who", "call:1", field=NoteField.CONTACT, value="bea"))
    cy = replace(contact("Cy"), took_over=("csv:bea",))
    full.directory.put([cy]).result(PATIENCE_S)
    assert full.directory.get("bea") == cy
    for query in (LogQuery(contact_id="cy"), LogQuery(text="cy")):
        assert keys_of(full.log.page(query)) == ["call:1"]
    assert keys_of(full.log.chosen_for("cy", before=None)) == ["call:1"]
    assert full.directory.search("bea") == full.directory.search("=bea") == ()
    full.directory.put([contact("Bea")]).result(PATIENCE_S)
    assert keys_of(full.log.page(LogQuery(text="cy"))) == []
    assert keys_of(full.log.page(LogQuery(contact_id="bea"))) == ["call:1"]


def test_a_call_chosen_for_who_is_gone_is_its_numbers(full: Store) -> None:
    ada = contact("Ada", "+44 20 7946 0018")
    full.directory.put([ada]).result(PATIENCE_S)
    keep(full, note("who", "call:1", field=NoteField.CONTACT, value="gone"))
    assert keys_of(full.log.page(LogQuery(contact_id="ada"))) == ["call:3", "call:1"]


def test_a_contacts_calls_are_found_without_a_scan(path: Path, full: Store) -> None:
    assert path.exists()
    with explained() as steps:
        full.log.page(LogQuery(contact_id="ada"))
        full.log.chosen_for("ada", before=None)
    assert not [step for step in steps if step.startswith("SCAN")]


def test_an_unknown_call_is_none(full: Store) -> None:
    assert full.log.get("c-nothing") is None
    assert full.log.get("") is None
    assert full.log.by_key("call:9") is None
    assert full.journal.events_of("c-nothing") == ()
    assert full.log.get(call_ref(["call:1"])) is not None


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (Sort.OLDEST, ["call:1", "call:2", "call:3", "call:4"]),
        (Sort.PARTY, ["call:1", "call:3", "call:2", "call:4"]),
        (Sort.PARTY_DOWN, ["call:4", "call:2", "call:3", "call:1"]),
        (Sort.SHORTEST, ["call:2"]),
    ],
)
def test_a_list_is_sorted_as_asked(full: Store, sort: Sort, expected: list[str]) -> None:
    found = keys_of(full.log.page(LogQuery(sort=sort, limit=len(expected))))
    if sort in (Sort.PARTY, Sort.PARTY_DOWN):  # the two calls of one party come by id
        found, expected = [sorted(one) for one in ([*found], [*expected])]
    assert found == expected
    rest = keys_of(full.log.page(LogQuery(sort=sort, offset=1, limit=10)))
    assert rest == keys_of(full.log.page(LogQuery(sort=sort, limit=10)))[1:]


RARE = 40


def test_a_text_in_very_many_calls_is_found_like_any_other(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cti_desktop.store.searching.FEW", RARE)
    keep(store, *(event(f"e{n}", f"call:{n}", second=n) for n in range(RARE + 5)))
    assert store.log.count(LogQuery(text="lovelace")) == RARE + 5
    assert keys_of(store.log.page(LogQuery(text="lovelace", limit=2))) == [
        f"call:{RARE + 4}",
        f"call:{RARE + 3}",
    ]
    assert store.log.page(LogQuery(text="lovelace nobody")) == ()


def test_a_changed_text_is_found_and_the_old_one_is_not(full: Store) -> None:
    keep(full, note("n3", "call:1", value='now "something" else', second=500))
    assert keys_of(full.log.page(LogQuery(text="something"))) == ["call:1"]
    assert keys_of(full.log.page(LogQuery(text='"some'))) == ["call:1"]
    assert full.log.page(LogQuery(text="quote")) == ()


def test_many_calls_of_one_append_are_found_each_before_and_after_a_change(store: Store) -> None:
    many = range(61)  # more than SQLite is given in one statement, and some over
    keep(store, *(event(f"e{n}", f"call:{n}", second=n) for n in many))
    keep(store, *(note(f"n{n}", f"call:{n}", value=f"word{n:03}", second=n) for n in many))
    keep(store, *(note(f"m{n}", f"call:{n}", value=f"said{n:03}", second=90) for n in many))
    found = [keys_of(store.log.page(LogQuery(text=f"said{n:03}"))) for n in many]
    assert found == [[f"call:{n}"] for n in many]
    assert store.log.page(LogQuery(text="word0")) == ()
