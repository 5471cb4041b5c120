"""Events in any order, some twice, in any batches: the same calls and rows come out."""

import shutil
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cti_desktop.calls.call import Call
from cti_desktop.calls.events import CallEvent, Direction, Kind, NoteField, Party
from cti_desktop.calls.fold import fold
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import Store, open_store
from cti_desktop.store.schema import CALL, CALL_AGENT, CALL_BACK, CALL_KEY, CALL_TAG
from tests.store.making import PATIENCE_S, event, note, url_of
from tests.store.postgres_server import PostgresServer

KEYS = ("call:1", "call:1_1", "call:2", "history:1", "history:2", "log:1", "log:2", "message:1")
FIELDS = (
    NoteField.TEXT,
    NoteField.OUTCOME,
    NoteField.CONTACT,
    NoteField.TAGS,
    NoteField.CALL_BACK_AT,
)
PROMISED = "2026-11-24T10:00:00+00:00"
PARTIES = (Party(name="Ada", number="+442079460018"), Party(number="020 7946 0018"), Party())


@st.composite
def told_events(draw: st.DrawFn) -> list[CallEvent]:
    count = draw(st.integers(1, 12))
    return [draw(one_event(f"e{number}")) for number in range(count)]


@st.composite
def one_event(draw: st.DrawFn, name: str) -> CallEvent:
    keys = draw(st.sets(st.sampled_from(KEYS), max_size=2))
    kind = draw(st.sampled_from(tuple(Kind)))
    second = draw(st.integers(0, 30))
    agent = draw(st.sampled_from(("user:u1", "user:u2", None)))
    if kind is Kind.NOTED and keys:
        field = draw(st.sampled_from(FIELDS))
        value = PROMISED if field is NoteField.CALL_BACK_AT and draw(st.booleans()) else name
        return note(name, *keys, field=field, value=value, second=second)
    return event(
        name,
        *keys,
        kind=kind,
        second=second,
        agent=agent,
        caller=draw(st.sampled_from(PARTIES)),
        direction=draw(st.sampled_from(Direction)),
    )


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[CallEvent], list[list[CallEvent]]]:
    """Events, and batches that bring each at least once, in any order."""
    events = draw(told_events())
    again = draw(st.lists(st.sampled_from(events), max_size=6))
    coming = draw(st.permutations([*events, *again]))
    cuts = sorted(draw(st.sets(st.integers(1, len(coming)), max_size=5)) | {0, len(coming)})
    return events, [list(coming[a:b]) for a, b in pairwise(cuts)]


def expected_calls(events: list[CallEvent]) -> dict[str, Call]:
    """Group by shared keys and fold, the plain way."""
    groups: list[tuple[set[str], list[CallEvent]]] = []
    for one in events:
        keys, members = set(one.keys), [one]
        apart = []
        for other_keys, other_members in groups:
            if keys & other_keys:
                keys |= other_keys
                members += other_members
            else:
                apart.append((other_keys, other_members))
        groups = [*apart, (keys, members)]
    calls = [fold(members) for keys, members in groups if keys]
    return {call.id: call for call in calls if call is not None}


def rows_in(store: Store) -> list[object]:
    """Every row that the journal derives, without the numbers that name groups."""
    columns = [column for column in CALL.c if column.name != "group_id"]
    keys = (
        select(CALL_KEY.c.key, CALL.c.id)
        .join_from(CALL_KEY, CALL, CALL_KEY.c.group_id == CALL.c.group_id)
        .order_by(CALL_KEY.c.key)
    )
    agents = select(CALL_AGENT).order_by(CALL_AGENT.c.call_id, CALL_AGENT.c.agent_id)
    tags = select(CALL_TAG).order_by(CALL_TAG.c.call_id, CALL_TAG.c.tag)
    promises = select(CALL_BACK).order_by(CALL_BACK.c.call_id)
    calls = select(*columns).order_by(CALL.c.id)
    with store._engines.reading() as connection:
        asked = (calls, agents, tags, promises, keys)
        return [tuple(row) for q in asked for row in connection.execute(q)]


@pytest.fixture(scope="module")
def empty_file() -> Iterator[Path]:
    """A migrated file to copy: quicker than migrating one per example."""
    folder = Path(tempfile.mkdtemp(prefix="cti-order-"))
    open_store(url_of(folder / "empty.db")).close()
    yield folder / "empty.db"
    shutil.rmtree(folder)


def check(
    events: list[CallEvent], batches: list[list[CallEvent]], arrived: Store, at_once: Store
) -> None:
    for batch in batches:
        arrived.journal.append(batch)
    at_once.journal.append(events)
    for store in (arrived, at_once):
        store.journal.append([]).result(PATIENCE_S)
    expected = expected_calls(events)
    found = arrived.log.page(LogQuery(limit=1000))
    assert {call.id: call for call in found} == expected
    assert len(found) == len(expected)
    assert rows_in(arrived) == rows_in(at_once)
    assert arrived.journal.count() == len(events)
    for call in expected.values():
        assert all(arrived.log.by_key(key) == call for key in call.keys)
    assert arrived.journal.rebuild().result(PATIENCE_S) == len(expected)
    assert rows_in(arrived) == rows_in(at_once)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(delivery=deliveries())
def test_any_delivery_gives_the_calls_of_the_fold(
    empty_file: Path, delivery: tuple[list[CallEvent], list[list[CallEvent]]]
) -> None:
    opened = []
    for name in ("arrived.db", "once.db"):
        shutil.copy(empty_file, empty_file.with_name(name))
        opened.append(open_store(url_of(empty_file.with_name(name)), region="GB"))
    try:
        check(*delivery, *opened)
    finally:
        for store in opened:
            store.close()


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(delivery=deliveries())
def test_any_delivery_to_postgresql_gives_the_calls_of_the_fold(
    server: PostgresServer, delivery: tuple[list[CallEvent], list[list[CallEvent]]]
) -> None:
    with server.database() as arrived_at, server.database() as once_at:
        opened = [open_store(one, region="GB") for one in (arrived_at, once_at)]
        try:
            check(*delivery, *opened)
        finally:
            for store in opened:
                store.close()
