"""Any order, any duplicate, any gap, any sync: the same calls."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cti_desktop.calls.call import Call, State
from cti_desktop.calls.events import CallEvent, Direction, Kind, Result
from cti_desktop.store.opening import open_store
from tests.calls.stories import START
from tests.proof.invented import Invented, invented_calls
from tests.proof.sides import Sides, calls_in
from tests.store.test_any_order import expected_calls

NOW = START + timedelta(hours=2)
Step = tuple[str, int, list[CallEvent]]


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[CallEvent], list[Step]]:
    """All events, and how they reach two journals that sync in between: some of them twice."""
    calls = draw(invented_calls())
    events = [event for call in calls for event in call.events]
    again = draw(st.lists(st.sampled_from(events), max_size=8))
    coming = draw(st.permutations([*events, *again]))
    steps: list[Step] = []
    while coming:
        size = draw(st.integers(1, len(coming)))
        batch, coming = list(coming[:size]), coming[size:]
        steps.append((draw(st.sampled_from(("hear", "receive"))), 0, batch))
        for _ in range(draw(st.integers(0, 2))):
            steps.append((draw(st.sampled_from(("push", "pull"))), draw(st.integers(1, 40)), []))
    return events, steps


@pytest.fixture(scope="module")
def empty_file() -> Iterator[Path]:
    """A migrated file to copy: quicker than migrating two per example."""
    folder = Path(tempfile.mkdtemp(prefix="cti-proof-"))
    open_store(f"sqlite:///{folder / 'empty.db'}").close()
    yield folder / "empty.db"
    shutil.rmtree(folder)


def opened(empty: Path) -> Sides:
    for name in ("desk", "hub"):
        shutil.copy(empty, empty.with_name(f"{name}.db"))
    return Sides.open(empty.parent)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=histories())
def test_two_journals_that_sync_anyhow_fold_to_the_same_calls(
    empty_file: Path, history: tuple[list[CallEvent], list[Step]]
) -> None:
    events, steps = history
    sides = opened(empty_file)
    try:
        for what, limit, batch in steps:
            if what == "hear":
                sides.hear(batch)
            elif what == "receive":
                sides.receive(batch)
            else:
                (sides.push if what == "push" else sides.pull)(limit, NOW)
        sides.in_step(NOW)
        kept = sides.companion.journal.after(0, 10_000).events
        bounds = [event for event in kept if event.kind is Kind.CLOCKED]
        assert {event.id for event in kept} == {event.id for event in (*events, *bounds)}
        assert calls_in(sides.companion) == expected_calls([*events, *bounds])
        assert calls_in(sides.desk) == calls_in(sides.companion)
    finally:
        sides.close()


def known_later(call: Call) -> Call:
    """Leave out what only the live events tell: who told, how it was passed on."""
    return replace(call, sources=(), transfers=(), automatic=None)


@settings(max_examples=200, deadline=None)
@given(calls=invented_calls(), data=st.data())
def test_whatever_live_events_were_lost_the_records_bring_the_same_calls(
    calls: list[Invented], data: st.DataObject
) -> None:
    live = [event for call in calls for event in call.live]
    lost = data.draw(st.sets(st.sampled_from(range(len(live)))) if live else st.just(set()))
    heard = [event for number, event in enumerate(live) if number not in lost]
    later = [event for call in calls for event in (*call.records, *call.notes)]
    full, healed = expected_calls([*live, *later]), expected_calls([*heard, *later])
    assert healed.keys() == full.keys()
    for call_id, call in full.items():
        assert known_later(healed[call_id]) == known_later(call)


@settings(max_examples=100, deadline=None)
@given(calls=invented_calls(most=1))
def test_an_invented_call_ends_and_is_complete(calls: list[Invented]) -> None:
    """The generator is no easy case: what it invents is one final call with all its legs."""
    invented = calls[0]
    (call,) = expected_calls(invented.events).values()
    assert call.final
    assert not call.state.live
    assert call.party.internal is invented.internal
    assert (call.direction is Direction.INTERNAL) is invented.internal
    assert len(call.legs) == len(invented.truth)
    assert all(leg.final for leg in call.legs)


@settings(max_examples=200, deadline=None)
@given(calls=invented_calls(most=1))
def test_every_leg_is_what_truly_happened_and_each_second_of_talk_counts_once(
    calls: list[Invented],
) -> None:
    (call,) = expected_calls(calls[0].events).values()
    talked: set[int] = set()
    for (side, who), rounds in calls[0].truth.items():
        leg = next(one for one in call.legs if one.side is side and f"user:u{who}" in one.ids)
        answers = [one.answered for one in rounds if one.answered is not None]
        talks = [range(one.answered, one.ended) for one in rounds if one.answered is not None]
        talked.update(*talks)
        first = min(answers, default=None)
        assert leg.answered_at == (None if first is None else calls[0].at(first))
        assert leg.ended_at == calls[0].at(max(one.ended for one in rounds))
        assert leg.durations.talk_s == sum(map(len, talks))
        if answers:
            assert leg.result in (Result.ANSWERED, Result.PARKED)
            rang = next(one.rang for one in rounds if one.answered == first)
            assert leg.durations.ring_s == min(answers) - rang
    assert call.durations.talk_s == len(talked)


@settings(max_examples=100, deadline=None)
@given(calls=invented_calls(most=1))
def test_live_events_alone_tell_who_talks_and_that_it_is_over(calls: list[Invented]) -> None:
    """Before any record: on the phone while one is, whatever other devices say, then no more."""
    call, live = calls[0], calls[0].live
    answers = [r.answered for r in chain(*call.truth.values()) if r.answered is not None]
    if answers:
        now = call.at(min(answers) + 2)
        heard = [e for e in live if e.at <= now and e.kind is not Kind.LOGGED]
        (talking,) = expected_calls(heard).values()
        assert talking.state is State.CONNECTED
    (over,) = expected_calls(live).values()
    assert not over.state.live
    for (side, who), rounds in call.truth.items():
        leg = next(one for one in over.legs if one.side is side and f"user:u{who}" in one.ids)
        took_it = any(one.answered is not None for one in rounds)
        assert (leg.result in (Result.ANSWERED, Result.PARKED)) is took_it
