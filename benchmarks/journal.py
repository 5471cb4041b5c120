"""Durable appends through the writer, against bare sqlite3 loops that commit the same rows.

The same rows are all that an append writes: events, keys, folded calls, their agents and the
outbox, into tables made by the same migrations, as durable and with the same constraints. The bare
loop encodes the events and calls as it goes; the folding is done before its clock starts, so ours
pays for it alone.
"""

import gc
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.measured import Measured, median
from benchmarks.samples import EVENTS_PER_CALL, events
from cti_desktop.calls.call import Call
from cti_desktop.calls.codec import encode
from cti_desktop.calls.correlation import call_ref
from cti_desktop.calls.events import CallEvent
from cti_desktop.calls.fold import fold
from cti_desktop.store.opening import open_store

_CALLS = 4_000
_GROUP = 480
"""About a page of the feed, which is what a desktop appends when it catches up."""
_ROUNDS = 3
_CALL_COLUMNS = 20

Row = tuple[object, ...]


def measure() -> Iterator[Measured]:
    """Append the same events three ways; the group size is the same for the first two."""
    told = list(events(_CALLS))
    gc.freeze()  # as both programs do once they stand: what stays is not searched for garbage
    groups = [told[i : i + _GROUP] for i in range(0, len(told), _GROUP)]
    few = [[event] for event in told[: len(told) // 8]]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, grouped, alone = [], [], []
        for turn in range(_ROUNDS):  # in turns, so that a busy moment of the machine hits all
            ours.append(_timed(_ours, folder / f"ours{turn}.db", groups))
            grouped.append(_timed(_bare, folder / f"grouped{turn}.db", groups))
            alone.append(_timed(_bare, folder / f"alone{turn}.db", few))
    rate = len(told) / median(ours)
    for name, baseline, limit in (
        ("bare loop, same groups", len(told) / median(grouped), 0.5),
        ("bare loop, one event a commit", len(few) / median(alone), 5.0),
    ):
        yield Measured(
            bench="journal",
            metric=f"appends vs {name}",
            value=rate,
            unit="events/s",
            baseline=baseline,
            limit=limit,
            at_least=True,
        )


def _timed(
    kind: Callable[[Path, Sequence[Sequence[CallEvent]]], Callable[[], None]],
    path: Path,
    groups: Sequence[Sequence[CallEvent]],
) -> float:
    """Return the seconds that a way to append takes once it is set up."""
    work = kind(path, groups)
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _ours(path: Path, groups: Sequence[Sequence[CallEvent]]) -> Callable[[], None]:
    store = open_store(f"sqlite:///{path}")

    def work() -> None:
        for group in groups:  # waiting for each, else the writer would commit them together
            store.journal.append(group, outgoing=True).result()
        store.close()

    return work


def _bare(path: Path, groups: Sequence[Sequence[CallEvent]]) -> Callable[[], None]:
    open_store(f"sqlite:///{path}").close()
    folded = [_folded(group) for group in groups]
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")

    def work() -> None:
        last = 0
        for group, calls in zip(groups, folded, strict=True):
            connection.execute("begin immediate")
            _insert(connection, group, calls, last)
            connection.execute("commit")
            last += len(group)
        connection.close()

    return work


def _folded(group: Sequence[CallEvent]) -> list[Call]:
    """Fold the calls of a group, or of the one event that it is."""
    parts = [group[i : i + EVENTS_PER_CALL] for i in range(0, len(group), EVENTS_PER_CALL)]
    return [call for call in map(fold, parts) if call is not None]


def _insert(
    connection: sqlite3.Connection, group: Sequence[CallEvent], calls: list[Call], last: int
) -> None:
    places = range(last + 1, last + len(group) + 1)
    homes = [last + 1 + i - i % EVENTS_PER_CALL for i in range(len(group))]
    connection.executemany(
        "insert into event values (?, ?, ?, ?, ?, ?, ?)",
        [
            (place, e.id, home, e.kind.value, e.source.value, str(e.at), encode(e))
            for place, home, e in zip(places, homes, group, strict=True)
        ],
    )
    connection.executemany("insert into outbox values (?)", [(place,) for place in places])
    connection.execute("update journal_head set last = ?", (last + len(group),))
    connection.executemany(
        "insert or ignore into call_key values (?, ?, ?)",
        [(key, call_ref([key]), last + 1) for call in calls for key in call.keys],
    )
    _insert_calls(connection, calls, last)


def _insert_calls(connection: sqlite3.Connection, calls: list[Call], last: int) -> None:
    connection.executemany(
        f"insert into folded_call values ({', '.join(['?'] * _CALL_COLUMNS)})"
        " on conflict (id) do update set state = excluded.state, search = excluded.search,"
        " body = excluded.body, outcome = excluded.outcome, final = excluded.final",
        [_call_row(call, last + 1 + EVENTS_PER_CALL * n) for n, call in enumerate(calls)],
    )
    agents = [
        (call.id, agent, leg.state.value)
        for call in calls
        for leg in call.legs
        for agent in leg.ids
    ]
    connection.executemany("insert or ignore into call_agent values (?, ?, ?)", agents)


def _call_row(call: Call, group: int) -> Row:
    return (
        call.id,
        group,
        call.state.value,
        call.direction.value if call.direction else None,
        str(call.started_at),
        str(call.answered_at),
        str(call.ended_at),
        call.party.number,
        call.outcome,
        None,
        bool(call.notes),
        call.final,
        _search_text(call),
        encode(call),
        (call.party.name or "").lower(),
        -1 if call.durations.talk_s is None else call.durations.talk_s,
        call.via.name if call.via else None,
        call.agent.name if call.agent else None,
        bool(call.recordings),
        bool(call.voicemails),
    )


def _search_text(call: Call) -> str:
    note, digits = call.note, (call.party.number or "").lstrip("+1")
    said = [note.text, note.outcome or ""] if note else []
    return "\n".join([(call.party.name or "").lower(), *said, f"0{digits}", f"1{digits}"])
