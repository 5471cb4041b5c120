"""Who had part in calls: one agent by all their ids, two of one name apart, all names of a call."""

from datetime import UTC, datetime, timedelta

from cti_desktop.calls.agents import KnownAgent, Part, agent_names, told_apart
from cti_desktop.calls.call import Call, Leg, State
from cti_desktop.calls.events import Direction, Party, Side
from cti_desktop.calls.fold import as_seen_by

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def part(name: str, *ids: str, day: int = 0, extension: str | None = None) -> Part:
    return Part(at=START + timedelta(days=day), ids=ids, name=name, extension=extension)


def test_ids_that_stand_together_anywhere_are_one_agents() -> None:
    found = told_apart(
        [
            part("Bea", "ext:b", "user:b"),
            part("Bea Smith", "user:b", "no:800", day=2),
            part("Bea", "ext:b", "no:800", day=1, extension="800"),
            part("", "ext:b", day=9),
            part("Carl", "user:c"),
        ]
    )
    assert found == (
        KnownAgent(name="Bea Smith", ids=("ext:b", "no:800", "user:b")),
        KnownAgent(name="Carl", ids=("user:c",)),
    )


def test_two_of_one_name_stay_apart_and_a_number_both_had_is_nobodys() -> None:
    found = told_apart(
        [
            part("Bea", "user:a", "no:800", extension="800"),
            part("Bea", "user:b", "no:801", extension="801"),
            part("Bea", "user:b", "no:800", day=-9, extension="800"),
        ]
    )
    assert [(one.ids, one.extension) for one in found] == [
        (("user:a",), "800"),
        (("no:801", "user:b"), "801"),
    ]


def test_a_part_known_by_the_extensions_number_alone_is_its_one_owners() -> None:
    owned = told_apart([part("Bea", "no:800"), part("Bea B", "no:800", "user:b", day=1)])
    assert owned == (KnownAgent(name="Bea B", ids=("no:800", "user:b")),)
    alone = told_apart([part("Bea", "no:800"), part("Bea", "no:800", day=3)])
    assert alone == (KnownAgent(name="Bea", ids=("no:800",)),)
    shared = told_apart([part("Old", "no:8"), part("A", "no:8", "user:a"), part("B", "no:8", "x")])
    assert [(one.name, one.ids) for one in shared] == [("A", ("user:a",)), ("B", ("x",))]


def leg(name: str, second: int | None, side: Side = Side.CALLEE) -> Leg:
    talked = None if second is None else START + timedelta(seconds=second)
    ids = (f"user:{name.lower()}",)
    return Leg(side=side, ids=ids, agent=Party(name=name), state=State.ENDED, answered_at=talked)


def call(*legs: Leg, called: Party | None = None) -> Call:
    return Call(
        id="c",
        keys=("call:c",),
        direction=Direction.INTERNAL if called else Direction.INBOUND,
        state=State.ENDED,
        party=Party(name="Ann" if called else "Ada"),
        agent=legs[0].agent if legs else None,
        called=called,
        legs=legs,
    )


def test_all_who_talked_are_named_in_their_order() -> None:
    moved = call(leg("Dee", None), leg("Carl", 60), leg("Bea", 5), leg("Carl", 90, Side.CALLER))
    assert agent_names(moved, moved) == ("Bea", "Carl")
    assert agent_names(moved, as_seen_by(moved, ("user:dee",))) == ("Bea", "Carl")
    rang = call(leg("Dee", None), leg("Carl", None))
    assert agent_names(rang, as_seen_by(rang, ("user:carl",))) == ("Carl",)
    assert agent_names(call(), call()) == ()


def test_a_colleague_who_is_the_other_side_is_not_named_as_well() -> None:
    inside = call(
        leg("Ann", 5, Side.CALLER), leg("Bea", 5), leg("Carl", 60), called=Party(name="Bea")
    )
    assert agent_names(inside, inside) == ("Bea", "Carl")
    assert agent_names(inside, as_seen_by(inside, ("user:bea",))) == ("Bea", "Carl")
    assert agent_names(inside, as_seen_by(inside, ("user:ann",))) == ("Ann",)
