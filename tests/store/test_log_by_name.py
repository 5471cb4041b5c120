"""The log in the order of the names people see, whoever changes them."""

from dataclasses import replace

import pytest

from cti_desktop.calls.contacts import Contact
from cti_desktop.calls.events import CallEvent, Direction, NoteField, Party
from cti_desktop.calls.log_filter import LogFilter, Place
from cti_desktop.calls.numbers import parse_number
from cti_desktop.store import searching
from cti_desktop.store.log import LogQuery, Sort
from cti_desktop.store.opening import Store
from cti_desktop.store.wording import plain_text
from tests.store.making import PATIENCE_S, contact, explained, note, whole_call

SHARED = "020 7946 0300"
PEOPLE = (
    contact("Zoe Adams", "020 7946 0001", region="GB"),
    contact("Ada Zimmer", "020 7946 0002", "020 7946 0003", "020 7946 0002", region="GB"),
    contact("Mo Miller", "8123", region="GB"),
    contact("One of two", SHARED, region="GB"),
    contact("Two of two", SHARED, region="GB"),
    contact("Never Called", "020 7946 0999", region="GB"),
)


def calls() -> list[CallEvent]:
    """One call each, with what Zoom said of who it was."""
    told = (
        Party(name="AARDVARK MOBILE", number="+442079460001"),
        Party(number="+442079460002"),
        Party(name="Nadia Stranger", number="+442079460777"),
        Party(number="8123"),
        Party(name="Kim Shared", number="+442079460300"),
        Party(name="Bert Hidden", number="anonymous"),
        Party(number="+442079460003"),
        Party(name="Wrong Name", number="+442079460778"),
        Party(),
    )
    events = [
        one
        for n, caller in enumerate(told)
        for one in whole_call(f"call:{n}", second=60 * n, caller=caller, answered=n % 2 == 0)
    ]
    inside = Party(name="Carl Colleague", number="+442079460001", extension="801", internal=True)
    own = Party(name="Bo", internal=True)
    for one in whole_call("call:in", second=900, caller=inside):
        facts = replace(one.facts, direction=Direction.INTERNAL, callee=own)
        events.append(replace(one, facts=facts))
    events.append(note("n7", "call:7", field=NoteField.CONTACT, value="zoe-adams"))
    return events


SHOWN = {
    "call:0": "Zoe Adams",
    "call:1": "Ada Zimmer",
    "call:2": "Nadia Stranger",
    "call:3": "Mo Miller",
    "call:4": "Kim Shared",
    "call:5": "Bert Hidden",
    "call:6": "Ada Zimmer",
    "call:7": "Zoe Adams",
    "call:8": "",
    "call:in": "Carl Colleague",
}


@pytest.fixture
def full(store: Store) -> Store:
    store.directory.put(PEOPLE).result(PATIENCE_S)
    store.journal.append(calls()).result(PATIENCE_S)
    return store


@pytest.fixture(params=["many", "few"])
def either(full: Store, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store that goes about it as with very many calls, or as with few."""
    if request.param == "many":
        monkeypatch.setattr(searching, "FEW", 0)
    return full


def names(store: Store, shown: LogFilter, seen: dict[str, str] = SHOWN) -> list[str]:
    return [seen[call.keys[0]] for call in store.log.page(LogQuery.of(shown))]


def in_order(*, down: bool = False, seen: dict[str, str] = SHOWN) -> list[str]:
    return sorted(seen.values(), key=plain_text, reverse=down)


def test_calls_stand_where_their_shown_name_does(either: Store) -> None:
    assert names(either, LogFilter(sort=Sort.PARTY)) == in_order()
    assert names(either, LogFilter(sort=Sort.PARTY_DOWN)) == in_order(down=True)


@pytest.mark.parametrize("sort", [Sort.PARTY, Sort.PARTY_DOWN])
def test_the_order_is_read_from_any_place_in_both_ways(either: Store, sort: Sort) -> None:
    whole = either.log.placed(LogQuery(sort=sort))
    assert len(whole) == len(SHOWN)
    for at, (_, place) in enumerate(whole):
        asked = LogQuery(sort=sort, before=place, limit=3)
        assert either.log.placed(asked) == whole[at + 1 : at + 4]
        assert either.log.placed(replace(asked, back=True)) == whole[max(0, at - 3) : at]
        assert either.log.placed(LogQuery(sort=sort, limit=2, offset=at)) == whole[at : at + 2]
    pages = [*either.log.listed_pages(LogQuery(sort=sort, limit=4))]
    assert [len(page) for page in pages] == [4, 4, 2]
    assert [one.id for page in pages for one in page] == [call.id for call, _ in whole]


def test_what_narrows_the_log_narrows_it_in_this_order(either: Store) -> None:
    number = LogFilter(sort=Sort.PARTY, number="+442079460001")
    assert names(either, number) == ["Carl Colleague", "Zoe Adams"]
    assert names(either, LogFilter(sort=Sort.PARTY, text="ada zimm")) == ["Ada Zimmer"] * 2
    assert names(either, LogFilter(sort=Sort.PARTY, direction=Direction.INTERNAL)) == [
        "Carl Colleague"
    ]


def test_a_contact_that_changes_moves_its_calls_at_once(either: Store) -> None:
    zoe = replace(PEOPLE[0], name="Abby Adams")
    either.directory.put([zoe]).result(PATIENCE_S)
    either.directory.remove(["csv:two-of-two", "csv:ada-zimmer"]).result(PATIENCE_S)
    seen = {
        **SHOWN,
        "call:0": "Abby Adams",
        "call:7": "Abby Adams",
        "call:4": "One of two",
        "call:1": "+442079460002",
        "call:6": "+442079460003",
    }
    assert names(either, LogFilter(sort=Sort.PARTY), seen) == in_order(seen=seen)
    either.directory.remove(["csv:zoe-adams"]).result(PATIENCE_S)
    seen |= {"call:0": "AARDVARK MOBILE", "call:7": "Wrong Name"}
    assert names(either, LogFilter(sort=Sort.PARTY), seen) == in_order(seen=seen)


def test_whom_a_person_chose_for_a_number_counts(either: Store) -> None:
    number = parse_number("+442079460300", "GB")
    either.directory.choose(number, "two-of-two").result(PATIENCE_S)
    seen = {**SHOWN, "call:4": "Two of two"}
    assert names(either, LogFilter(sort=Sort.PARTY), seen) == in_order(seen=seen)


def test_one_id_in_two_sources_is_listed_once(either: Store) -> None:
    twin = Contact(id="zoe-adams", name="Xaver", source="hubspot")
    either.directory.put([twin]).result(PATIENCE_S)
    assert names(either, LogFilter(sort=Sort.PARTY)) == in_order()


def test_the_order_goes_along_indexes(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    if not full.log._engines.sqlite:
        pytest.skip("asks SQLite how it goes about it")
    monkeypatch.setattr(searching, "FEW", 0)
    place: Place = ("m", "c")
    with explained() as steps:
        for back in (False, True):
            for before in (None, place):
                full.log.page(LogQuery(sort=Sort.PARTY, before=before, back=back))
    assert len(steps) > 40
    assert not [step for step in steps if step.endswith("B-TREE FOR ORDER BY")]
    whole = ("SCAN folded_call", "SCAN person", "SCAN theirs", "SCAN contact_number")
    assert not [step for step in steps if step in whole]
