"""The log of one agent: all calls they had part in, whoever took them first."""

from dataclasses import replace

import pytest

from cti_desktop.calls.agents import KnownAgent
from cti_desktop.calls.events import CallEvent, Facts, Kind, LegRef, Party, Side
from cti_desktop.calls.log_filter import LogFilter
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import Store
from tests.store.making import ADA, PATIENCE_S, event, explained, note, whole_call

BEA, CARL = Party(name="Bea", extension="800"), Party(name="Carl", extension="801")
OTHER_BEA = Party(name="Bea", extension="802")
IDS = {"800": ("ext:b", "no:800", "user:b"), "801": ("user:c",), "802": ("user:b2",)}


def part(key: str, who: Party, *, second: int, answered: bool = True) -> list[CallEvent]:
    leg = LegRef(side=Side.CALLEE, ids=IDS[who.extension or ""])
    told = whole_call(key, second=second, answered=answered)
    return [
        replace(one, id=f"{one.id}-{leg.ids}", leg=leg, facts=Facts(caller=ADA, callee=who))
        for one in told
    ]


@pytest.fixture
def team(store: Store) -> Store:
    """Four calls: handed on from Bea to Carl, missed by Carl, and one of each Bea."""
    store.journal.append(
        [
            *part("call:1", BEA, second=0),
            *part("call:1", CARL, second=30),
            *part("call:2", BEA, second=100),
            *part("call:2", CARL, second=99, answered=False),
            *part("call:3", OTHER_BEA, second=200),
            *part("call:4", BEA, second=300),
            note("n", "call:3", value="seen", author="user:c"),
        ]
    ).result(PATIENCE_S)
    return store


def listed(store: Store, shown: LogFilter) -> list[str]:
    query = LogQuery.of(shown)
    assert store.log.count(query) == len(store.log.page(query))
    return [call.keys[0] for call in store.log.page(query)]


def test_agents_are_offered_once_with_all_their_ids(team: Store) -> None:
    assert team.log.agents() == (
        KnownAgent(name="Bea", ids=IDS["800"], extension="800"),
        KnownAgent(name="Bea", ids=IDS["802"], extension="802"),
        KnownAgent(name="Carl", ids=IDS["801"], extension="801"),
    )


def test_an_agents_calls_are_all_they_had_part_in(team: Store) -> None:
    bea, other, carl = team.log.agents()
    assert listed(team, LogFilter(agent="Carl", whose=carl.ids)) == ["call:2", "call:1"]
    assert listed(team, LogFilter(agent="Bea (800)", whose=bea.ids)) == [
        "call:4",
        "call:2",
        "call:1",
    ]
    assert listed(team, LogFilter(agent="Bea (802)", whose=other.ids)) == ["call:3"]
    both = LogFilter(agent="Carl", whose=carl.ids, agent_ids=("user:b",))
    assert listed(team, both) == ["call:2", "call:1"]
    assert listed(team, replace(both, agent_ids=("user:b2",))) == []


def test_a_filter_that_was_kept_with_a_name_alone_means_all_of_that_name(team: Store) -> None:
    assert listed(team, LogFilter(agent="Carl")) == ["call:2", "call:1"]
    assert listed(team, LogFilter(agent="Bea")) == ["call:4", "call:3", "call:2", "call:1"]
    assert listed(team, LogFilter(agent="Be")) == []


def test_who_had_other_names_before_is_found_by_each_that_led_a_call(store: Store) -> None:
    before = replace(BEA, name="Bea Maiden")
    for n, who in enumerate((before, BEA)):
        store.journal.append(part(f"call:{n}", who, second=60 * n)).result(PATIENCE_S)
    assert [one.name for one in store.log.agents()] == ["Bea"]
    assert listed(store, LogFilter(agent="Bea Maiden")) == ["call:0"]
    assert listed(store, LogFilter(agent="Bea")) == ["call:1", "call:0"]


def test_agents_are_looked_up_however_many_calls_they_had(team: Store) -> None:
    if not team.log._engines.sqlite:
        pytest.skip("asks SQLite how it goes about it")
    for n in range(40):
        team.journal.append([event(f"e{n}", f"call:x{n}", kind=Kind.RANG, agent="user:c")])
    team.journal.append([]).result(PATIENCE_S)
    with explained() as steps:
        assert len(team.log.agents()) == 3
        team.log.page(LogQuery.of(LogFilter(whose=("user:c",))))
    assert steps
    assert not [step for step in steps if step in ("SCAN folded_call", "SCAN call_agent")]
    assert not [step for step in steps if step.startswith("SCAN call_agent USING")]
