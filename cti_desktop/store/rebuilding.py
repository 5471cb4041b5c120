"""Folds every call of a journal again, as after a change of the fold: step by step, to equal rows.

Each step is a transaction of the writer over a stretch of groups, so the memory it takes does not
grow with the journal, and appends go on in between. `journal.py` calls it.
"""

from collections.abc import Callable
from concurrent.futures import Future

from sqlalchemy import Connection, delete, func, select

from cti_desktop.calls.fold import fold
from cti_desktop.store.engines import Engines
from cti_desktop.store.grouping import CHUNK, in_chunks
from cti_desktop.store.rows import drop_calls, events_of_groups, write_calls
from cti_desktop.store.schema import BESIDE_CALL, CALL, EVENT
from cti_desktop.store.text_rows import write_texts
from cti_desktop.store.writer import Writer

Progress = Callable[[int, int], None]


def rebuild(
    engines: Engines, writer: Writer, region: str | None, progress: Progress | None
) -> Future[int]:
    """Fold all calls again; gives how many there are.

    Args:
        engines: to count with.
        writer: does the steps.
        region: ISO country of numbers in national form.
        progress: told (events read, events in all) after each step, on the writer thread.
    """
    with engines.reading() as connection:
        told = select(func.count()).select_from(EVENT).where(EVENT.c.group_id.is_not(None))
        total = connection.scalar(told) or 0
    return _Rebuild(writer, region, total, progress).start()


class _Rebuild:
    """A rebuild under way: where it is, and what it did."""

    def __init__(
        self, writer: Writer, region: str | None, total: int, progress: Progress | None
    ) -> None:
        self._writer = writer
        self._region = region
        self._total = total
        self._progress = progress
        self._after = 0
        self._events = 0
        self._calls = 0
        self._done: Future[int] = Future()

    def start(self) -> Future[int]:
        """Begin with the first groups."""
        self._writer.submit(self._step).add_done_callback(self._stepped)
        return self._done

    def _step(self, connection: Connection) -> tuple[int | None, int, int]:
        """Fold the next groups; returns the last one (None at the end), events and calls."""
        groups = _next_groups(connection, self._after)
        until = groups[-1] if len(groups) == CHUNK else None
        members = events_of_groups(connection, groups)
        folded = ((group, fold(members[group]), members[group]) for group in groups)
        calls = [(group, call, events) for group, call, events in folded if call is not None]
        stretch = CALL.c.group_id > self._after
        if until is not None:
            stretch &= CALL.c.group_id <= until
        now = {call.id for _, call, _ in calls}
        drop_calls(connection, set(connection.scalars(select(CALL.c.id).where(stretch))) - now)
        for chunk in in_chunks(now):
            for beside in BESIDE_CALL:
                connection.execute(delete(beside).where(beside.c.call_id.in_(chunk)))
        write_calls(connection, calls, self._region)
        write_texts(connection, members)
        return until, sum(len(events) for events in members.values()), len(calls)

    def _stepped(self, step: Future[tuple[int | None, int, int]]) -> None:
        try:
            until, events, calls = step.result()
            self._events += events
            self._calls += calls
            if self._progress is not None:
                self._progress(self._events, self._total)
        except BaseException as error:  # noqa: BLE001 - whoever waits hears of it
            self._done.set_exception(error)
            return
        if until is None:
            self._done.set_result(self._calls)
        else:
            self._after = until
            self.start()


def _next_groups(connection: Connection, after: int) -> list[int]:
    following = (
        select(EVENT.c.group_id)
        .where(EVENT.c.group_id > after)
        .distinct()
        .order_by(EVENT.c.group_id)
        .limit(CHUNK)
    )
    return [group for group in connection.scalars(following) if group is not None]
