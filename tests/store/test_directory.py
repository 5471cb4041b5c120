"""The directory: who is behind a number and why, and finding contacts as somebody types."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from cti_desktop.calls.contacts import Contact, ContactMatch, ContactNumber, MatchKind
from cti_desktop.calls.numbers import parse_number
from cti_desktop.store.looking import CANDIDATES
from cti_desktop.store.opening import Store, open_store
from tests.store.conftest import Opener
from tests.store.making import PATIENCE_S, contact, explained

CONTACTS = [
    contact("Ada", "+44 20 7946 0018"),
    contact("Main One", "+44 20 7946 0100 x101", firm="Acme"),
    contact("Main Two", "+44 20 7946 0100 ext. 102", firm="Acme"),
    contact("Front Desk", "+44 20 7946 0100", firm="Acme"),
    contact("As Written", "020 7946 0200"),
    contact("Old Number", "7946 0300"),
    contact("Inside", "888"),
    contact("Inside Long", "8881"),
    contact("Has 888", "+44 20 8888 8880"),
    contact("New York", "+1 212 555 0143"),
    contact("Oslo", "+47 22 12 34 56"),
    contact("Two Phones", "+44 7700 900100", "+44 7700 900101"),
]


@pytest.fixture
def full(store: Store) -> Store:
    store.directory.put(CONTACTS).result(PATIENCE_S)
    return store


@pytest.mark.parametrize(
    ("asked", "region", "kind", "names"),
    [
        ("+442079460018", None, MatchKind.EXACT, ["Ada"]),
        ("+44 (0)20 7946 0018", None, MatchKind.EXACT, ["Ada"]),
        ("020 7946 0018", None, MatchKind.NATIONAL, ["Ada"]),
        ("020 7946 0018", "GB", MatchKind.EXACT, ["Ada"]),
        ("+442079460200", None, MatchKind.NATIONAL, ["As Written"]),
        ("020 7946 0200", None, MatchKind.EXACT, ["As Written"]),
        # a number that several share: all of them, or the one with the extension
        ("+442079460100", None, MatchKind.EXACT, ["Front Desk", "Main One", "Main Two"]),
        ("+442079460100 x102", None, MatchKind.EXTENSION, ["Main Two"]),
        ("+442079460100 x999", None, MatchKind.EXACT, ["Front Desk"]),
        # last digits, as many as both have
        ("+442079460300", None, MatchKind.LAST_DIGITS, ["Old Number"]),
        ("79460018", None, MatchKind.LAST_DIGITS, ["Ada"]),
        ("9460018", None, MatchKind.LAST_DIGITS, ["Ada"]),
        ("460018", None, None, []),
        ("22 12 34 56", None, MatchKind.LAST_DIGITS, ["Oslo"]),
        ("0047 22 12 34 56", None, MatchKind.NATIONAL, ["Oslo"]),
        ("(212) 555-0143", None, MatchKind.LAST_DIGITS, ["New York"]),
        ("(212) 555-0143", "US", MatchKind.EXACT, ["New York"]),
        ("+47 22 12 34 56", None, MatchKind.EXACT, ["Oslo"]),
        # written in full, of another country: a stranger whatever the last digits are
        ("+44 212 555 0143", None, None, []),
        # short numbers are whole numbers, never a part of one
        ("888", None, MatchKind.EXACT, ["Inside"]),
        ("888", "GB", MatchKind.EXACT, ["Inside"]),
        ("8881", "GB", MatchKind.EXACT, ["Inside Long"]),
        ("8880", None, None, []),
        ("88", None, None, []),
        ("+442088888880", None, MatchKind.EXACT, ["Has 888"]),
        ("+447700900101", None, MatchKind.EXACT, ["Two Phones"]),
        ("+447700900999", None, None, []),
        ("", None, None, []),
        ("anonymous", None, None, []),
        ("*67", None, None, []),
    ],
)
def test_a_number_finds_who_may_be_behind_it_and_says_why(
    full: Store, asked: str, region: str | None, kind: MatchKind | None, names: list[str]
) -> None:
    matches = full.directory.match(parse_number(asked, region))
    assert [match.contact.name for match in matches.found] == names
    assert {match.kind for match in matches.found} == ({kind} if kind else set())
    assert matches.region == "GB"
    assert matches.number == asked


def test_the_number_that_matched_is_told(full: Store) -> None:
    (match,) = full.directory.match(parse_number("+447700900101")).found
    assert match.number.raw == "+44 7700 900101"


def test_somebody_with_two_numbers_that_match_is_one_person(store: Store) -> None:
    store.directory.put([contact("Twice", "+442079460018", "020 7946 0018")]).result(PATIENCE_S)
    assert len(store.directory.match(parse_number("9460018")).found) == 1


def test_without_a_region_national_numbers_match_by_their_last_digits() -> None:
    store = open_store("sqlite://")
    store.directory.put(CONTACTS).result(PATIENCE_S)
    (match,) = store.directory.match(parse_number("020 7946 0018")).found
    assert match.kind is MatchKind.LAST_DIGITS
    store.close()


def test_an_extension_alone_is_a_number_of_its_own(store: Store) -> None:
    alone = Contact(
        id="x", name="Alone", numbers=(ContactNumber(raw="", label="work", extension="204"),)
    )
    store.directory.put([alone]).result(PATIENCE_S)
    (match,) = store.directory.match(parse_number("204")).found
    assert match.contact == alone


def test_favourites_come_first_then_names(full: Store) -> None:
    favourite = replace(CONTACTS[2], favourite=True)
    full.directory.put([favourite]).result(PATIENCE_S)
    found = full.directory.match(parse_number("+442079460100")).found
    assert [match.contact.name for match in found] == ["Main Two", "Front Desk", "Main One"]


def test_a_choice_is_remembered_for_its_number_until_forgotten(full: Store) -> None:
    shared = parse_number("+442079460100")
    full.directory.choose(shared, "front-desk").result(PATIENCE_S)
    full.directory.choose(shared, "main-one").result(PATIENCE_S)
    best = full.directory.match(shared).best
    assert best is not None
    assert (best.contact.name, best.kind) == ("Main One", MatchKind.CHOSEN)
    assert best.number.extension == "101"
    other = full.directory.match(parse_number("+442079460100 x102")).best
    assert other is not None
    assert other.contact.name == "Main Two"
    full.directory.forget_choice(shared).result(PATIENCE_S)
    assert len(full.directory.match(shared).found) == 3


def test_a_choice_may_be_somebody_without_that_number(full: Store) -> None:
    unknown = parse_number("+33 1 23 45 67 89")
    full.directory.choose(unknown, "ada").result(PATIENCE_S)
    best = full.directory.match(unknown).best
    assert best is not None
    assert best.contact.name == "Ada"
    assert best.number.e164 == "+33123456789"


WITHHELD = ("anonymous", "Restricted", "")


def test_who_one_withheld_caller_was_says_nothing_of_the_next(full: Store) -> None:
    full.directory.choose(parse_number("anonymous"), "ada").result(PATIENCE_S)
    assert not any(matches_of_withheld(full))


def test_who_was_kept_for_withheld_callers_before_is_left_alone(path: Path, full: Store) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("INSERT INTO contact_choice (number, contact_id) VALUES (';', 'ada')")
    assert not any(matches_of_withheld(full))


def matches_of_withheld(store: Store) -> list[tuple[ContactMatch, ...]]:
    numbers = [parse_number(raw) for raw in WITHHELD]
    known = parse_number("+442079460018")
    alone = [store.directory.match(number).found for number in numbers]
    *together, other = store.directory.match_all([*numbers, known])
    assert other.found  # who is known is found beside them
    return [*alone, *(matches.found for matches in together)]


def test_a_choice_of_somebody_who_is_gone_counts_for_nothing(full: Store) -> None:
    full.directory.choose(parse_number("+442079460018"), "gone").result(PATIENCE_S)
    best = full.directory.match(parse_number("+442079460018")).best
    assert best is not None
    assert best.kind is MatchKind.EXACT


def test_many_numbers_at_once_find_whom_each_finds_alone(full: Store) -> None:
    full.directory.choose(parse_number("+4930123456"), "oslo").result(PATIENCE_S)
    written = [one.raw for contact in CONTACTS for one in contact.numbers]
    others = ("020 79460018", "0018", "79460300", "+49 30 123456", "+1 212 555 0199", "8", "")
    asked = [
        parse_number(raw, region)
        for raw in (*written, *others, *(raw[-9:] for raw in written))
        for region in (None, "GB", "NO")
    ]
    found = full.directory.match_all(asked)
    assert found == tuple(full.directory.match(one) for one in asked)
    assert sum(bool(one.found) for one in found) > len(written)
    assert full.directory.match_all([]) == ()


def test_many_numbers_that_nobody_has_cost_two_statements(path: Path, full: Store) -> None:
    assert path.exists()
    with explained() as steps:
        full.directory.match_all([parse_number(f"+12125550{n:03}") for n in range(200)])
    assert 0 < len(steps) < 20
    assert not [step for step in steps if step.startswith("SCAN contact")]


def test_many_numbers_that_contacts_have_cost_few_statements(path: Path, full: Store) -> None:
    assert path.exists()
    people = [
        Contact(id=f"p{n}", name=f"Person {n}", numbers=(ContactNumber(raw=f"+12125557{n:03}"),))
        for n in range(200)
    ]
    full.directory.put(people).result(PATIENCE_S)
    with explained() as steps:
        found = full.directory.match_all([parse_number(f"+12125557{n:03}") for n in range(200)])
    assert [one.best.contact.name for one in found if one.best] == [one.name for one in people]
    assert 0 < len(steps) < 40
    assert not [step for step in steps if step.startswith("SCAN contact")]


def test_a_match_needs_no_scan_of_all_contacts(path: Path, full: Store) -> None:
    assert path.exists()
    with explained() as steps:
        assert full.directory.match(parse_number("+442079460999")).found == ()
    # the choice, and three ways to match with two tables each
    assert len([step for step in steps if step.startswith("SEARCH")]) >= 7
    assert not [step for step in steps if step.startswith("SCAN")]


def test_keeping_again_replaces_with_all_numbers_and_words(store: Store) -> None:
    store.directory.put([contact("Ada", "+442079460018", firm="Acme")]).result(PATIENCE_S)
    changed = replace(contact("Eve", "+442079460019"), id="ada")
    assert store.directory.put([changed, changed]).result(PATIENCE_S) == 1
    assert store.directory.count() == 1
    assert store.directory.get("ada") == changed
    assert store.directory.match(parse_number("+442079460018")).found == ()
    assert store.directory.match(parse_number("+442079460019")).best is not None
    assert store.directory.search("acme") == ()
    assert store.directory.search("eve") == (changed,)


def test_the_same_id_in_two_sources_is_two_contacts(store: Store) -> None:
    one = contact("Ada", "+442079460018")
    store.directory.put([one, replace(one, source="hubspot", name="Ada L.")]).result(PATIENCE_S)
    assert store.directory.count() == 2
    assert store.directory.get("ada") == one
    assert len(store.directory.match(parse_number("+442079460018")).found) == 2


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("jür", ["Jürgen Groß"]),
        ("JURG", ["Jürgen Groß"]),
        ("gross", ["Jürgen Groß"]),
        ("gro jür", ["Jürgen Groß"]),
        ("obr", ["Niamh O'Brien"]),
        ("o'br", ["Niamh O'Brien"]),
        ("brien", ["Niamh O'Brien"]),
        ("acme", ["Niamh O'Brien", "Zoë Acmeson"]),
        ("acme nia", ["Niamh O'Brien"]),
        ("rgen", []),
        ("020 7946", ["Niamh O'Brien", "Zoë Acmeson"]),
        ("+4420", ["Niamh O'Brien", "Zoë Acmeson"]),
        ("7946 0018", ["Zoë Acmeson"]),
        ("0018", ["Zoë Acmeson"]),
        ("946", []),
        ("3", ["Jürgen Groß"]),
        ("%", []),
        ("", []),
        ("   ", []),
    ],
)
def test_contacts_are_found_as_somebody_types(store: Store, typed: str, names: list[str]) -> None:
    store.directory.put(
        [
            contact("Zoë Acmeson", "+442079460018"),
            contact("Jürgen Groß", "+49 30 901820", firm="3M"),
            contact("Niamh O'Brien", "020 7946 0200", firm="Acme Ltd"),
        ]
    ).result(PATIENCE_S)
    assert [one.name for one in store.directory.search(typed)] == names


def test_favourites_are_paged_by_name(store: Store) -> None:
    people = [replace(contact(f"Ann {n}"), favourite=n % 2 == 0) for n in range(7)]
    store.directory.put(people).result(PATIENCE_S)
    first = store.directory.page(favourites=True, limit=3)
    assert [one.name for one in first] == ["Ann 0", "Ann 2", "Ann 4"]
    last = (first[-1].name, first[-1].id)
    rest = store.directory.page(favourites=True, after=last)
    assert [one.name for one in rest] == ["Ann 6"]
    assert (store.directory.count(favourites=True), store.directory.count()) == (4, 7)


def test_a_search_shows_favourites_first_and_ends_at_its_limit(store: Store) -> None:
    people = [contact(f"Ann {letter}") for letter in "cab"]
    store.directory.put([*people, replace(contact("Ann z"), favourite=True)]).result(PATIENCE_S)
    found = store.directory.search("ann", limit=3)
    assert [one.name for one in found] == ["Ann z", "Ann a", "Ann b"]


def test_a_whole_page_of_words_is_sought_by_its_first(store: Store) -> None:
    store.directory.put([contact("Ada May King Noel Byron Lovelace")]).result(PATIENCE_S)
    typed = "ada may king noel byron lovelace"
    assert len(store.directory.search(f"{typed} {' '.join(['ada', 'may'] * 2000)}")) == 1
    assert store.directory.search(f"{typed} else {'ada ' * 2000}") == ()


def test_pages_go_by_name_whatever_its_case(opener: Opener) -> None:
    store = opener()
    names = ["Émile", "eve", "Ada", "ada 2", "Zoe", "Ötzi"]
    store.directory.put([contact(name) for name in names]).result(PATIENCE_S)
    seen: list[str] = []
    page = store.directory.page(limit=2)
    while page:
        seen.extend(one.name for one in page)
        page = store.directory.page(after=(page[-1].name, page[-1].id), limit=2)
    assert seen == ["Ada", "ada 2", "Émile", "eve", "Ötzi", "Zoe"]


def test_a_whole_address_book_goes_in_at_once(store: Store) -> None:
    book = [contact(f"Person {n}", f"+44770090{n:04}") for n in range(1300)]
    assert store.directory.put(book).result(PATIENCE_S) == 1300
    assert store.directory.count() == 1300
    best = store.directory.match(parse_number("+447700901299")).best
    assert best is not None
    assert best.contact.name == "Person 1299"


def test_of_very_many_those_whose_name_begins_so_come_and_none_that_does_not_match(
    store: Store,
) -> None:
    crowd = [contact(f"Zed {n:05} Ann", f"+44770090{n:04}") for n in range(CANDIDATES + 100)]
    named = [contact(f"Ann {n}") for n in range(5)]
    favourite = replace(contact("Zzz Ann"), favourite=True)
    store.directory.put([*crowd, *named, favourite]).result(PATIENCE_S)
    found = [one.name for one in store.directory.search("ann", limit=10)]
    assert found[:6] == ["Zzz Ann", *(f"Ann {n}" for n in range(5))]
    assert len(found) == 10
    assert [one.name for one in store.directory.search("ann 00234")] == ["Zed 00234 Ann"]
    assert len(store.directory.search("+4477", limit=7)) == 7
    assert store.directory.search("ann zed 3x") == ()
