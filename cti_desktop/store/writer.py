"""The one thread that writes: jobs that queue up meanwhile share a transaction and its one sync.

The classes of this room hand it their changes; nobody else opens a writing connection.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any, Generic, TypeVar

import structlog
from sqlalchemy import Connection, Engine, NestedTransaction
from sqlalchemy.exc import SQLAlchemyError

from cti_desktop.calls.errors import Cancelled
from cti_desktop.store.failures import translated

Item = TypeVar("Item")
T = TypeVar("T")
LARGEST_GROUP = 256
"""Jobs in one transaction at most, so that the first of a long queue is not kept waiting."""

_log = structlog.get_logger(__name__)


class Writer:
    """Runs jobs in order on its own thread and commits them in groups.

    A job that fails is undone alone. When the commit or the database itself fails, every job of the
    group fails and nothing of it is kept; the jobs after it start afresh.

    Args:
        engine: with one connection.
        begin: called first in each transaction; takes the locks it needs.
        ended: hears how each job ended, before whoever waits for it.
    """

    def __init__(
        self,
        engine: Engine,
        begin: Callable[[Connection], None],
        ended: Callable[[Future[Any]], None],
    ) -> None:
        self._engine = engine
        self._begin = begin
        self._ended = ended
        self._jobs: deque[_Job[Any, Any]] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self.commits = 0
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)
        self._thread.start()

    def submit(
        self, work: Callable[[Connection], T], then: Callable[[T], None] | None = None
    ) -> Future[T]:
        """Queue a job; any thread.

        Args:
            work: changes the database; runs on the writer thread inside the transaction and must
                not commit.
            then: publishes the result after the commit, on the writer thread, before the future
                resolves; what it raises is logged.

        Returns:
            The result, once it is on the disk. Its error is a `CtiError` where the database is to
            blame: `Temporary` for a full disk or a lock, `Conflict` for a broken constraint,
            `Cancelled` after `close`.
        """

        def alone(connection: Connection, _: Sequence[None]) -> list[T]:
            return [work(connection)]

        return self._queue(_Job(alone, None, then))

    def submit_to(
        self,
        together: Callable[[Connection, Sequence[Item]], list[T]],
        item: Item,
        then: Callable[[T], None] | None = None,
    ) -> Future[T]:
        """Queue a job that is done in one go with equal ones beside it.

        Args:
            together: does several items in their order and returns a result for each, inside the
                transaction. When it fails it is undone and called again for each item alone.
            item: what is to be done.
            then: as for `submit`.

        Returns:
            The item's result, as for `submit`.
        """
        return self._queue(_Job(together, item, then))

    def _queue(self, job: "_Job[Item, T]") -> Future[T]:
        job.future.add_done_callback(self._ended)
        with self._changed:
            if self._closing:
                job.future.set_exception(Cancelled("The store is closed.", code="store_closed"))
                return job.future
            self._jobs.append(job)
            self._changed.notify()
        return job.future

    def close(self) -> None:
        """Finish all queued jobs and end the thread; again is harmless. Not from the writer."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()

    def _work(self) -> None:
        while self._wait():
            group = self._next_group()
            try:
                with self._engine.connect() as connection:  # kept while jobs wait
                    while group:
                        self._commit(connection, group)
                        group = self._next_group()
            except Exception as raised:  # noqa: BLE001 - the thread lives on; each future hears of it
                _fail(group, raised)

    def _wait(self) -> bool:
        """Wait for jobs; false when no more will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._jobs or self._closing)
            return bool(self._jobs)

    def _next_group(self) -> list["_Job[Any, Any]"]:
        with self._changed:
            count = min(len(self._jobs), LARGEST_GROUP)
            group = [self._jobs.popleft() for _ in range(count)]
        return [job for job in group if job.future.set_running_or_notify_cancel()]

    def _commit(self, connection: Connection, group: list["_Job[Any, Any]"]) -> None:
        with connection.begin():
            self._begin(connection)
            if len(group) == 1:
                _do(connection, group)  # undone with the transaction: it needs no savepoint
            else:
                for _, equal in groupby(group, attrgetter("together")):
                    _run(connection, list(equal))
        self.commits += 1
        for job in group:
            job.settle()


class _Job(Generic[Item, T]):
    """One change and who waits for it."""

    def __init__(
        self,
        together: Callable[[Connection, Sequence[Item]], list[T]],
        item: Item,
        then: Callable[[T], None] | None,
    ) -> None:
        self.future = Future[T]()
        self.settle: Callable[[], None]
        self.together = together
        self.item = item
        self._then = then

    def succeed(self, result: T) -> None:
        """Settle with a result, once it is committed."""
        self.settle = partial(self._publish, result)

    def fail(self, error: Exception) -> None:
        """Settle with an error."""
        self.settle = partial(self.future.set_exception, translated(error))

    def _publish(self, result: T) -> None:
        if self._then is not None:
            try:
                self._then(result)
            except Exception:  # noqa: BLE001 - committed, whatever its hearers make of it
                _log.exception("store_publishing_failed")
        self.future.set_result(result)


def _fail(group: Sequence[_Job[Any, Any]], raised: Exception) -> None:
    """Tell everybody that nothing of their group is kept."""
    if len(group) > 1 or isinstance(raised, SQLAlchemyError):
        _log.warning("store_group_failed", error=type(raised).__name__, jobs=len(group))
    error = translated(raised)
    for job in group:
        job.future.set_exception(error)


def _run(connection: Connection, jobs: list[_Job[Any, Any]]) -> None:
    """Do equal jobs under a savepoint; when they fail, each alone, so a failure undoes one only.

    Raises:
        SQLAlchemyError: the database gave up the whole transaction.
    """
    savepoint = connection.begin_nested()
    try:
        _do(connection, jobs)
        savepoint.commit()
    except Exception as error:  # noqa: BLE001 - whatever a job raises belongs to its future
        _undo(savepoint, error)
        if len(jobs) == 1:
            jobs[0].fail(error)
            return
        for job in jobs:
            _run(connection, [job])


def _do(connection: Connection, jobs: Sequence[_Job[Any, Any]]) -> None:
    """Do equal jobs in one go; what they raise is the caller's to undo."""
    results = jobs[0].together(connection, [job.item for job in jobs])
    for job, result in zip(jobs, results, strict=True):
        job.succeed(result)


def _undo(savepoint: NestedTransaction, error: Exception) -> None:
    try:
        savepoint.rollback()
    except SQLAlchemyError as lost:
        # A full disk makes SQLite drop the transaction with its savepoints: say that, not this.
        raise (error if isinstance(error, SQLAlchemyError) else lost) from lost
    if savepoint.connection.invalidated:  # cut off, and the whole transaction with it
        raise error
