"""What was promised is found however many calls there are, until it is kept or given up."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cti_desktop.calls.events import CallEvent, Direction, NoteField, Party
from cti_desktop.calls.log_filter import LogFilter
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import Store
from tests.store.making import ADA, PATIENCE_S, START, event, explained, note, whole_call

LONG_AGO = START - timedelta(days=10_000)
GRACE = Party(name="Grace Hopper", number="+12125550147")
HIDDEN = Party(number="anonymous")


def promise(key: str, at: datetime | str | None, *, name: str = "", second: int = 0) -> CallEvent:
    value = at.isoformat() if isinstance(at, datetime) else at
    field = NoteField.CALL_BACK_AT
    return note(f"{key}-back{name}", key, field=field, value=value, second=second)


def called(key: str, who: Party, *, second: int, answered: bool = True) -> list[CallEvent]:
    told = whole_call(key, second=second, answered=answered)
    way, agent = Direction.OUTBOUND, Party(name="Bo", internal=True)
    return [
        replace(one, facts=replace(one.facts, direction=way, caller=agent, callee=who))
        for one in told
    ]


def put(store: Store, *events: CallEvent) -> None:
    store.journal.append(events).result(PATIENCE_S)


def open_calls(store: Store, since: datetime = LONG_AGO) -> list[str]:
    return [call.keys[0] for call in store.log.promised(since=since)]


def test_promises_are_listed_by_their_time_until_given_up(store: Store) -> None:
    hour = timedelta(hours=1)
    for n, hours in enumerate((3, 1, 2)):
        put(
            store,
            *whole_call(f"call:{n}", second=60 * n),
            promise(f"call:{n}", START + hours * hour),
        )
    put(store, *whole_call("call:never", second=300), promise("call:never", "next Tuesday"))
    assert open_calls(store) == ["call:1", "call:2", "call:0"]
    assert open_calls(store, START + 2 * hour) == ["call:2", "call:0"]
    put(store, promise("call:1", START + 4 * hour, name="!", second=9))
    put(store, promise("call:0", None, name="!", second=9))
    assert open_calls(store) == ["call:2", "call:1"]
    store.journal.rebuild().result(PATIENCE_S)
    assert open_calls(store) == ["call:2", "call:1"]


@pytest.mark.parametrize(
    ("later", "still_open"),
    [
        (called("call:2", ADA, second=60), False),
        (called("call:2", ADA, second=60, answered=False), True),
        (called("call:2", ADA, second=-60), True),
        (called("call:2", GRACE, second=60), True),
        (whole_call("call:2", second=60), True),
    ],
)
def test_a_promise_is_kept_by_calling_the_number(
    store: Store, later: list[CallEvent], still_open: bool
) -> None:
    put(store, *whole_call("call:1"), promise("call:1", START), *later)
    assert open_calls(store) == (["call:1"] if still_open else [])


def test_a_hidden_number_is_nobodys(store: Store) -> None:
    put(store, *whole_call("call:1", caller=HIDDEN), promise("call:1", START))
    put(store, *called("call:2", HIDDEN, second=60), *called("call:3", Party(), second=90))
    assert open_calls(store) == ["call:1"]
    for number in ("anonymous", "Ada", ""):
        query = LogQuery.of(LogFilter(number=number))
        assert store.log.page(query) == ()
        assert store.log.count(query) == 0


def test_a_promise_goes_with_its_call_to_another_id(store: Store) -> None:
    put(store, *whole_call("call:2"), promise("call:2", START))
    put(store, event("bridge", "call:1", "call:2", second=30))
    (call,) = store.log.promised(since=LONG_AGO)
    assert call.keys == ("call:1", "call:2")


def test_promises_are_looked_up_however_many_calls_there_are(store: Store) -> None:
    if not store.log._engines.sqlite:
        pytest.skip("asks SQLite how it goes about it")
    with explained() as steps:
        store.log.promised(since=LONG_AGO)
    assert steps
    assert not [step for step in steps if step.startswith("SCAN")]
