"""The log narrowed and sorted in every way a person can ask for, and read from any place on."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import update

from cti_desktop.calls.call import Call, State
from cti_desktop.calls.events import Facts, Kind, LegRef, Media, NoteField, Party, Result, Side
from cti_desktop.calls.fold import as_seen_by
from cti_desktop.calls.log_filter import LogFilter
from cti_desktop.store.log import LogQuery, Sort
from cti_desktop.store.opening import Store
from cti_desktop.store.schema import CALL
from tests.store.making import PATIENCE_S, contact, event, explained, note, whole_call

BO, CY = Party(name="Bo", extension="800"), Party(name="Cy", extension="801")
QUEUE = Party(name="Support", extension="900")


def keys_of(calls: tuple[Call, ...]) -> list[str]:
    return [call.keys[0] for call in calls]


@pytest.fixture
def full(store: Store) -> Store:
    """Three calls: recorded through the queue, to voicemail, and with a note and an outcome."""
    leg = LegRef(side=Side.CALLEE, ids=("user:u1",))
    queue = event("via", "call:1", kind=Kind.ANSWERED, second=1)
    mail = event("mail", "call:2", kind=Kind.VOICEMAIL, second=70)
    tape = event("tape", "call:1", kind=Kind.RECORDING, second=9)
    other = event("cy", "call:3", kind=Kind.ANSWERED, second=121)
    store.journal.append(
        [
            *whole_call("call:1", second=0),
            *whole_call("call:2", second=60, answered=False),
            *whole_call("call:3", second=120, agent="user:u2"),
            replace(queue, leg=leg, facts=Facts(callee=BO, via=QUEUE)),
            replace(other, leg=replace(leg, ids=("user:u2",)), facts=Facts(callee=CY)),
            replace(mail, facts=Facts(voicemail=Media(id="m", url="https://zoom.example/m"))),
            replace(tape, facts=Facts(recording=Media(id="r", url="https://zoom.example/r"))),
            note("n1", "call:3", value="Wants a quote"),
            note("n2", "call:3", field=NoteField.OUTCOME, value="sale"),
        ]
    ).result(PATIENCE_S)
    return store


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (LogFilter(via="Support"), ["call:1"]),
        (LogFilter(via="Sales"), []),
        (LogFilter(agent="Cy"), ["call:3"]),
        (LogFilter(outcome="sale"), ["call:3"]),
        (LogFilter(outcome="sal"), []),
        (LogFilter(without_outcome=True), ["call:2", "call:1"]),
        (LogFilter(has_note=True), ["call:3"]),
        (LogFilter(has_note=False), ["call:2", "call:1"]),
        (LogFilter(has_recording=True), ["call:1"]),
        (LogFilter(has_recording=False), ["call:3", "call:2"]),
        (LogFilter(has_voicemail=True), ["call:2"]),
        (LogFilter(has_voicemail=False, has_note=False), ["call:1"]),
    ],
)
def test_calls_are_found_by_what_they_have(
    full: Store, shown: LogFilter, expected: list[str]
) -> None:
    query = LogQuery.of(shown)
    assert keys_of(full.log.page(query)) == expected
    assert full.log.count(query) == len(expected)
    assert full.log.count(query, at_most=1) == min(1, len(expected))


GRACE = Party(name="WIRELESS CALLER", number="+442079460018")
ALAN = Party(number="+442079460077")


@pytest.fixture
def with_people(store: Store) -> Store:
    """Calls that Zoom names otherwise than the directory, and one a person was chosen for."""
    store.directory.put(
        [
            contact("Grace Hopper", "020 7946 0018", firm="Compilers Ltd", region="GB"),
            contact("Alan Turing", "020 7946 0077", firm="Compilers Ltd", region="GB"),
            contact("Joan Clarke", "020 7946 0099", firm="Bletchley", region="GB"),
        ]
    ).result(PATIENCE_S)
    store.journal.append(
        [
            *whole_call("call:1", second=0, caller=GRACE),
            *whole_call("call:2", second=60, caller=ALAN),
            *whole_call("call:3", second=120, caller=ALAN),
            note("n1", "call:3", field=NoteField.CONTACT, value="joan-clarke"),
            note("n2", "call:1", value="Wants a quote for Zürich"),
        ]
    ).result(PATIENCE_S)
    return store


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hopper", ["call:1"]),
        ("grace hop", ["call:1"]),
        ("wireless", ["call:1"]),
        ("compilers", ["call:2", "call:1"]),
        ("Turing", ["call:2"]),
        ("joan", ["call:3"]),
        ("bletchley clarke", ["call:3"]),
        ("ho", ["call:1"]),
        ("Hopper Bletchley", []),
        ("hopper quote", ["call:1"]),
        ("zurich compilers grace", ["call:1"]),
        ("hop uot", ["call:1"]),
        ("wireless hopper", ["call:1"]),
        ("turing quote", []),
        ("opper quote", []),
        ("joan 0077", ["call:3"]),
        ("turing 0077", ["call:2"]),
        ("Hopper - Compilers", ["call:1"]),
        ("- quote", []),
        ("hopper ' quote", ["call:1"]),
        ("0077", ["call:3", "call:2"]),
    ],
)
def test_a_text_finds_calls_by_the_names_and_firms_people_see(
    with_people: Store, text: str, expected: list[str]
) -> None:
    query = LogQuery(text=text)
    assert keys_of(with_people.log.page(query)) == expected
    assert with_people.log.count(query) == len(expected)
    assert [call.id for page in with_people.log.listed_pages(query) for call in page] == [
        call.id for call in with_people.log.page(query)
    ]


@pytest.mark.parametrize("most", [1, 3, 1000])
def test_words_that_name_very_many_still_meet_rarer_ones(
    store: Store, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr("cti_desktop.store.naming.MOST", most)
    people = [
        contact(f"{name} Smith", f"020 7946 01{n:02}", firm="Smithy Smiths", region="GB")
        for n, name in enumerate(("Ann", "Bob", "Cyd", "Dee", "Eve"))
    ]
    store.directory.put(people).result(PATIENCE_S)
    for n, one in enumerate(people):
        caller = Party(number=one.numbers[0].e164)
        told = [*whole_call(f"call:{n}", second=60 * n, caller=caller)]
        told.append(note(f"n{n}", f"call:{n}", value="zebra" if n % 2 else "okapi"))
        store.journal.append(told).result(PATIENCE_S)
    found = {
        text: keys_of(store.log.page(LogQuery(text=text)))
        for text in ("smith zebra", "bob smith zeb", "smith ann", "s okapi", "bob okapi", "smith")
    }
    assert found == {
        "smith zebra": ["call:3", "call:1"],
        "bob smith zeb": ["call:1"],
        "smith ann": ["call:0"],
        "s okapi": ["call:4", "call:2", "call:0"],
        "bob okapi": [],
        "smith": ["call:4", "call:3", "call:2", "call:1", "call:0"],
    }


def test_words_of_name_and_note_are_looked_up_together(with_people: Store) -> None:
    if not with_people.log._engines.sqlite:
        pytest.skip("asks SQLite how it goes about it")
    with explained() as steps:
        assert with_people.log.page(LogQuery(text="hopper quote"))
    assert not [step for step in steps if step.startswith("SCAN folded_call")]
    assert not [step for step in steps if step.startswith("SCAN contact")]


def test_a_state_is_the_one_the_reader_had_part_in(store: Store) -> None:
    """A queue call that a colleague took, one that nobody took, and a colleague's own."""
    bo, cy = (LegRef(side=Side.CALLEE, ids=(f"user:{one}",)) for one in ("bo", "cy"))
    taken = [
        replace(event("r1", "call:1"), leg=bo),
        replace(event("r2", "call:1"), leg=cy),
        replace(event("a2", "call:1", kind=Kind.ANSWERED, second=4), leg=cy),
        replace(event("e2", "call:1", kind=Kind.ENDED, second=40), leg=cy),
        replace(
            event("e1", "call:1", kind=Kind.ENDED, second=4),
            leg=bo,
            facts=Facts(result=Result.ANSWERED_ELSEWHERE),
        ),
    ]
    store.journal.append(
        [
            *taken,
            *whole_call("call:2", second=60, agent="user:bo", answered=False),
            *whole_call("call:3", second=120, agent="user:cy", answered=False),
            *whole_call("call:4", second=180, agent="user:bo"),
        ]
    ).result(PATIENCE_S)

    def listed(state: State, *seen_by: str) -> list[str]:
        query = LogQuery(states=(state,), seen_by=seen_by)
        assert store.log.count(query) == len(store.log.page(query))
        return keys_of(store.log.page(query))

    assert listed(State.ANSWERED_ELSEWHERE, "user:bo") == ["call:1"]
    assert listed(State.ENDED, "user:bo") == ["call:4"]
    assert listed(State.ENDED, "user:cy", "ext:cy") == ["call:4", "call:1"]
    assert listed(State.ENDED) == ["call:4", "call:1"]
    assert listed(State.MISSED, "user:bo") == ["call:3", "call:2"]
    for state in State:
        for call in store.log.page(LogQuery(states=(state,), seen_by=("user:bo",))):
            assert as_seen_by(call, ("user:bo",)).state is state


def test_calls_are_found_by_their_tags(store: Store) -> None:
    store.journal.append(
        [
            *whole_call("call:1", second=0),
            *whole_call("call:2", second=60),
            note("n1", "call:1", field=NoteField.TAGS, value="Big client\nreturns"),
            note("n2", "call:2", field=NoteField.TAGS, value="returns", second=1),
        ]
    ).result(PATIENCE_S)
    assert store.log.tags() == ("Big client", "returns")
    assert keys_of(store.log.page(LogQuery(tag="returns"))) == ["call:2", "call:1"]
    assert keys_of(store.log.page(LogQuery(text="big cli"))) == ["call:1"]
    assert [call.tags for page in store.log.listed_pages(LogQuery()) for call in page] == [
        ("returns",),
        ("Big client", "returns"),
    ]
    changed = note("n3", "call:1", field=NoteField.TAGS, value="quote", second=2)
    gone = note("n4", "call:2", field=NoteField.TAGS, value=None, second=2)
    older = note("n5", "call:2", field=NoteField.TAGS, value="late", second=0)
    store.journal.append([changed, gone, older]).result(PATIENCE_S)
    assert store.log.tags() == ("quote",)
    assert store.log.count(LogQuery(tag="returns")) == 0


def test_queues_and_agents_are_listed_once_by_name(full: Store) -> None:
    assert full.log.queues() == ("Support",)
    assert [one.name for one in full.log.agents()] == ["Bo", "Cy"]


@pytest.mark.parametrize("sort", list(Sort))
def test_a_log_is_read_in_both_ways_from_any_place_in_every_order(store: Store, sort: Sort) -> None:
    for n in range(9):
        store.journal.append(
            whole_call(f"call:{n}", second=n * 7 % 5 * 60, answered=n % 2 == 0)
        ).result(PATIENCE_S)
    whole = store.log.placed(LogQuery(sort=sort))
    assert len(whole) == 9
    for at, (_, place) in enumerate(whole):
        after = store.log.placed(LogQuery(sort=sort, before=place, limit=2))
        assert after == whole[at + 1 : at + 3]
        above = store.log.placed(LogQuery(sort=sort, before=place, limit=2, back=True))
        assert above == whole[max(0, at - 2) : at]
    assert store.log.placed(LogQuery(sort=sort, limit=2, back=True)) == whole[-2:]
    values: list[Any] = [place[0] for _, place in whole]
    down = sort in (Sort.NEWEST, Sort.LONGEST, Sort.PARTY_DOWN)
    assert all((b <= a) if down else (a <= b) for a, b in pairwise(values))


def test_pages_are_looked_up_never_sorted(store: Store) -> None:
    if store.log._engines.sqlite is False:
        pytest.skip("asks SQLite how it goes about it")
    with explained() as steps:
        for sort in set(Sort) - {Sort.PARTY, Sort.PARTY_DOWN}:  # see `test_log_by_name.py`
            page = store.log.placed(LogQuery(sort=sort))
            store.log.placed(LogQuery(sort=sort, back=True))
            assert page == ()
        for shown in ({"via": "a"}, {"outcome": "a"}, {"has_voicemail": True}):
            store.log.placed(LogQuery(**shown))
    assert len(steps) >= 11
    assert not [step for step in steps if "TEMP B-TREE" in step or step == "SCAN folded_call"]


def test_old_rows_are_given_the_new_columns(full: Store) -> None:
    """What a migration cannot know is filled by folding again, whatever stood there."""
    wanted = [(call.id, place) for call, place in full.log.placed(LogQuery())]
    wiped = update(CALL).values(via=None, agent=None, has_recording=False, talk_s=-1)
    full.writer.submit(lambda c: c.execute(wiped).rowcount).result(PATIENCE_S)
    assert full.log.queues() == ()
    full.journal.rebuild().result(PATIENCE_S)
    assert full.log.queues() == ("Support",)
    assert [(call.id, place) for call, place in full.log.placed(LogQuery())] == wanted
