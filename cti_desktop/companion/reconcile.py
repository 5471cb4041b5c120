"""Fetches the final records of calls that ended: asks the journal what lacks one, again and again.

Level-triggered: what is due follows from the calls as they are, so a lost webhook, a restart or a
failed attempt needs no case of its own. After some tries a call is given up, visibly.
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from cti_desktop.calls.call import Call
from cti_desktop.calls.errors import CtiError, UserFixable
from cti_desktop.calls.events import CallEvent
from cti_desktop.store.journal import Appended
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import Store
from cti_desktop.zoom.rest import ZoomClient

TRIES = 8
BATCH = 50
_LONGEST_WAIT_S = 600.0
_SWEEP = timedelta(hours=1)
_REACH = timedelta(days=2)
_SWEEP_PAGE = 500

log = structlog.get_logger(__name__)


@dataclass(slots=True, kw_only=True)
class _Wanted:
    """A call without its final record."""

    call: Call
    due: datetime
    tries: int = 0


@dataclass(slots=True, kw_only=True)
class ReconcileStatus:
    """How the work stands, for `/readyz` and logs.

    Attributes:
        waiting: calls whose record is still to be fetched.
        given_up: calls left without after all tries, since the start.
        last_error: code of the last failure, None after a success.
    """

    waiting: int = 0
    given_up: int = 0
    last_error: str | None = None


@dataclass(slots=True, kw_only=True)
class Timing:
    """When a record is asked for.

    Attributes:
        delay: after a call's end.
        stale: after the start of a call nobody said ended.
    """

    delay: timedelta
    stale: timedelta
    jitter: Callable[[], float] = field(default=random.random)


class Reconciler:
    """Runs on the companion's loop; `clients` gives the REST clients worth trying, best first."""

    def __init__(
        self,
        store: Store,
        clients: Callable[[], Awaitable[tuple[ZoomClient, ...]]],
        timing: Timing,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._clients = clients
        self._timing = timing
        self._clock = clock
        self._wanted: dict[str, _Wanted] = {}
        self._abandoned: set[str] = set()
        self._failures = 0
        self._changed = asyncio.Event()
        self.status = ReconcileStatus()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work in the background until the block ends."""
        loop = asyncio.get_running_loop()

        def appended(news: Appended) -> None:
            loop.call_soon_threadsafe(self._notice, news)

        unsubscribe = self._store.journal.subscribe(appended)
        task = asyncio.create_task(self._work(), name="reconciler")
        try:
            yield
        finally:
            unsubscribe()
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _work(self) -> None:
        swept_at: datetime | None = None
        while True:
            now = self._clock()
            if swept_at is None or now - swept_at >= _SWEEP:
                await self._attempt(self._sweep)
                swept_at = now
            self._changed.clear()
            due = sorted((w for w in self._wanted.values() if w.due <= now), key=lambda w: w.due)
            if due:
                await self._fetch(due[:BATCH])
                continue
            next_due = min((w.due for w in self._wanted.values()), default=now + _SWEEP)
            wait = min(next_due, swept_at + _SWEEP) - now
            # Not wait_for: up to Python 3.11 it loses a cancellation that meets the event.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(wait.total_seconds(), 0.01)):
                    await self._changed.wait()

    async def _attempt(self, work: Callable[[], Awaitable[None]]) -> bool:
        """Do a piece of work; a known failure is logged and shown, and the loop lives on."""
        try:
            await work()
        except CtiError as error:
            if error.code != self.status.last_error:  # a lasting fault is told once
                log.warning("reconcile_failed", code=error.code)
            self.status.last_error = error.code
            return False
        self.status.last_error = None
        return True

    async def _sweep(self) -> None:
        """Look through the calls of the last days, in case nobody told us of a change."""
        before: tuple[datetime, str] | None = None
        while True:
            query = LogQuery(since=self._clock() - _REACH, limit=_SWEEP_PAGE, before=before)
            calls = await asyncio.to_thread(self._store.log.page, query)
            for call in calls:
                self._consider(call)
            last = calls[-1] if len(calls) == _SWEEP_PAGE else None
            if last is None or last.started_at is None:
                return
            before = (last.started_at, last.id)

    def _notice(self, news: Appended) -> None:
        for old, _ in news.moved:
            self._wanted.pop(old, None)
        for call in news.calls:
            self._consider(call)
        self._changed.set()

    def _consider(self, call: Call) -> None:
        known = self._wanted.get(call.id)
        if call.final or not _can_ask(call) or call.id in self._abandoned:
            self._wanted.pop(call.id, None)
        elif known is not None and known.tries:
            known.call = call
        else:
            self._wanted[call.id] = _Wanted(call=call, due=self._first_due(call))
        self.status.waiting = len(self._wanted)

    def _first_due(self, call: Call) -> datetime:
        if call.state.live:
            return (call.started_at or self._clock()) + self._timing.stale
        return (call.ended_at or call.started_at or self._clock()) + self._timing.delay

    async def _fetch(self, due: list[_Wanted]) -> None:
        async def ask() -> None:
            await self._ask([wanted.call for wanted in due])

        answered = await self._attempt(ask)
        self._failures = 0 if answered else self._failures + 1
        for wanted in due:
            if self._wanted.get(wanted.call.id) is wanted:
                self._put_off(wanted, answered=answered)
        self.status.waiting = len(self._wanted)

    def _put_off(self, wanted: _Wanted, *, answered: bool) -> None:
        """Ask again later; only an answer without the record counts as a try of this call."""
        wanted.tries += answered
        if wanted.tries >= TRIES:
            del self._wanted[wanted.call.id]
            self._abandoned.add(wanted.call.id)
            self.status.given_up += 1
            log.warning("reconcile_gave_up", call=wanted.call.id, tries=wanted.tries)
            return
        doublings = wanted.tries if answered else min(self._failures, TRIES)
        wait = min(self._timing.delay.total_seconds() * 2**doublings, _LONGEST_WAIT_S)
        wait *= 0.75 + self._timing.jitter() / 2
        wanted.due = self._clock() + timedelta(seconds=wait)

    async def _ask(self, calls: list[Call]) -> None:
        """Fetch the records of these calls with the first client that may.

        Raises:
            CtiError: the last client's refusal, or nobody is connected (`no_grant`).
        """
        failure: CtiError = UserFixable(
            "Nobody connected Zoom yet, so no call records can be fetched.", code="no_grant"
        )
        for client in await self._clients():
            try:
                await self._ask_with(client, calls)
            except CtiError as error:
                failure = error
            else:
                return
        raise failure

    async def _ask_with(self, client: ZoomClient, calls: list[Call]) -> None:
        starts = [call.started_at for call in calls if call.started_at] or [self._clock()]
        ids = sorted({key.removeprefix("call:") for call in calls for key in _call_keys(call)})
        start, end = min(starts) - timedelta(days=1), self._clock() + timedelta(days=1)
        rows = [row async for row in client.call_history(start=start, end=end, call_ids=ids)]
        appended = await self._append(rows)
        for call in appended.calls if appended else ():
            if any(not leg.final for leg in call.legs):
                await self._ask_for_legs(client, call)

    async def _ask_for_legs(self, client: ZoomClient, call: Call) -> None:
        for key in call.keys:
            kind, _, uuid = key.partition(":")
            if kind == "history":
                await self._append(await client.call_record(uuid))

    async def _append(self, events: Sequence[CallEvent]) -> Appended | None:
        if not events:
            return None
        appended = await asyncio.wrap_future(self._store.journal.append(events))
        self._notice(appended)
        log.info("records_fetched", new=len(appended.new), known=appended.known)
        return appended


def _call_keys(call: Call) -> tuple[str, ...]:
    return tuple(key for key in call.keys if key.startswith("call:"))


def _can_ask(call: Call) -> bool:
    return bool(_call_keys(call))
