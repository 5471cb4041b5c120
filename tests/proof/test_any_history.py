"""Any order, any duplicate, any gap, any sync: the same calls."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cti_desktop.calls.call import Call
from cti_desktop.calls.events import CallEvent, Kind
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
    (call,) = expected_calls(calls[0].events).values()
    assert call.final
    assert not call.state.live
    assert call.party.internal is False
    assert len(call.legs) == len({(e.leg.side, e.leg.ids) for e in calls[0].live if e.leg})
    assert all(leg.final for leg in call.legs)
