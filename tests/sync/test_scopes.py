from dataclasses import replace
from datetime import timedelta

import pytest

from cti_desktop.calls.clocks import bounds
from cti_desktop.calls.events import CallEvent, Kind, LegRef, NoteField, Side
from cti_desktop.calls.fold import fold
from cti_desktop.store.rows import agents_of
from cti_desktop.sync.scopes import (
    Role,
    Viewer,
    make_viewer,
    participants,
    shown_to,
    visible,
    withheld,
)
from tests.sync.events import leg_event, note_event, whole_call_event


def viewer(user: str, extension: str, role: Role = Role.AGENT, *team: str) -> Viewer:
    return make_viewer(
        user_id=user,
        extension_id=f"x{extension}",
        extension=extension,
        role=role,
        team=frozenset(team) if team else None,
    )


ADA = viewer("ada", "800")
BOB = viewer("bob", "801")


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (ADA, True),
        (BOB, False),
        (viewer("nobody", "809"), False),
        (viewer("sue", "810", Role.SUPERVISOR), True),
        (viewer("sue", "810", Role.SUPERVISOR, "ext:x800"), True),
        (viewer("sue", "810", Role.SUPERVISOR, "ext:x801"), False),
        (viewer("max", "811", Role.ADMIN), True),
        (viewer("max", "811", Role.ADMIN, "ext:x801"), True),
    ],
    ids=["own", "other", "stranger", "supervisor", "her-team", "not-her-team", "admin", "admin-2"],
)
@pytest.mark.parametrize("leg", ["ext:x800", "user:ada"])
def test_who_sees_a_call_of_ada(who: Viewer, expected: bool, leg: str) -> None:
    if who.team and leg != "ext:x800":
        leg = "ext:x800"  # a team is given by one kind of id here
    event = leg_event("068c", leg)
    call = fold([event])
    assert call is not None
    assert visible(event, who) is expected
    assert visible(call, who) is expected


def ring(*ids: str, seconds: int = 0) -> CallEvent:
    told = leg_event("068c", ids[-1], seconds=seconds)
    return replace(told, leg=LegRef(side=Side.CALLEE, ids=ids))


def heir(role: Role = Role.AGENT, *team: str) -> Viewer:
    """Who has Ada's number since she left."""
    return make_viewer(
        user_id="eva",
        extension_id="x900",
        extension="800",
        role=role,
        team=frozenset(team) if team else None,
    )


@pytest.mark.parametrize(
    "who",
    [
        heir(),
        heir(Role.SUPERVISOR, "user:zoe"),
        viewer("sue", "810", Role.SUPERVISOR, "user:eva", "ext:x900", "no:800"),
    ],
    ids=["heir", "leading-others", "the-heirs-supervisor"],
)
def test_the_next_holder_of_a_number_sees_no_call_of_the_one_before(who: Viewer) -> None:
    event = ring("user:ada", "ext:x800", "no:800")
    call = fold([event, note_event("068c", "user:ada", "open to all who see the call")])
    assert call is not None
    assert visible(call, ADA)
    assert not visible(event, who)
    assert not visible(call, who)


def test_a_leg_known_by_its_number_alone_is_nobodys_until_it_is_told_whose() -> None:
    bare = ring("no:800")
    early = fold([bare])
    known = fold([bare, ring("user:ada", "no:800", seconds=1)])
    assert early is not None
    assert known is not None
    assert [visible(call, ADA) for call in (early, known)] == [False, True]
    assert [visible(call, heir()) for call in (early, known)] == [False, False]


def test_every_queue_member_that_rang_sees_the_call() -> None:
    call = fold([leg_event("068c", "ext:x800"), leg_event("068c", "ext:x801", seconds=1)])
    assert call is not None
    assert visible(call, ADA)
    assert visible(call, BOB)


def test_a_note_makes_its_author_see_the_call() -> None:
    call = fold([leg_event("068c", "ext:x800"), note_event("068c", "user:bob", "seen")])
    assert call is not None
    assert visible(call, BOB)


def test_an_event_that_names_nobody_is_nobodys_but_the_wide_roles() -> None:
    event = whole_call_event("068c")
    assert not visible(event, ADA)
    assert visible(event, viewer("max", "811", Role.ADMIN))


def private_note(author: str) -> list[CallEvent]:
    return [
        leg_event("068c", "ext:x800"),
        leg_event("068c", "ext:x801", seconds=1),
        note_event("068c", author, "between us"),
        note_event("068c", author, "yes", number=1, field=NoteField.PRIVATE),
    ]


@pytest.mark.parametrize("who", [BOB, viewer("max", "811", Role.ADMIN)], ids=["colleague", "admin"])
def test_a_private_note_is_its_authors_alone(who: Viewer) -> None:
    events = private_note("user:ada")
    call = fold(events)
    assert call is not None
    assert shown_to(call, ADA).notes[0].text == "between us"
    (shown,) = shown_to(call, who).notes
    assert (shown.text, shown.private) == ("", True)
    assert [withheld(event, call, who) for event in events] == [False, False, True, False]
    assert not any(withheld(event, call, ADA) for event in events)


def test_an_open_note_is_shown_to_all_who_see_the_call() -> None:
    events = private_note("user:ada")[:3]
    call = fold(events)
    assert call is not None
    assert shown_to(call, BOB) is call
    assert not any(withheld(event, call, BOB) for event in events)


def test_a_private_note_typed_on_a_transferred_leg_is_withheld_as_well() -> None:
    """Zoom's notes page writes on the leg's own id (`…_1`), the fold on the call before it."""
    leg_id = "068cba3db27ba0d08d2_1"
    text = note_event(leg_id, "user:ada", "between us")
    mark = note_event(leg_id, "user:ada", "yes", number=1, field=NoteField.PRIVATE)
    call = fold([leg_event(leg_id, "ext:x800"), text, mark])
    assert call is not None
    assert [note.text for note in shown_to(call, BOB).notes] == [""]
    assert withheld(text, call, BOB)
    assert not withheld(text, call, ADA)


def test_what_another_writes_beside_a_private_note_is_theirs_to_share() -> None:
    bobs = note_event("068c", "user:bob", "wants a refund", number=2)
    outcome = note_event("068c", "user:ada", "resolved", number=3, field=NoteField.OUTCOME)
    events = [*private_note("user:ada"), bobs, outcome]
    call = fold(events)
    assert call is not None
    boss = viewer("sue", "810", Role.SUPERVISOR, "ext:x800", "ext:x801")
    hidden = [withheld(event, call, boss) for event in events]
    assert hidden == [False, False, True, False, False, False]
    assert [(n.text, n.outcome) for n in shown_to(call, boss).notes] == [
        ("wants a refund", "resolved")
    ]


def test_what_the_companion_says_of_a_clock_makes_nobody_part_of_the_call() -> None:
    wild = note_event("068c", "user:ada", "from next year")
    (bound,) = bounds([wild], wild.at - timedelta(days=365))
    assert participants(bound) == frozenset()
    call = fold([leg_event("068c", "ext:x800"), wild, bound])
    assert call is not None
    assert agents_of(call, [leg_event("068c", "ext:x800"), wild, bound]) == {"ext:x800"}


def test_a_number_that_wants_no_more_texts_is_told_to_everybody() -> None:
    opted = replace(whole_call_event("068c"), kind=Kind.OPTED, keys=("own:o",))
    theirs = replace(leg_event("068c", "ext:x801"), kind=Kind.OPTED)
    assert visible(opted, ADA)
    assert [visible(theirs, who) for who in (ADA, BOB)] == [False, True]
