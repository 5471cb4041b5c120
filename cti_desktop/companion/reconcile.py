"""Decides which calls need their record fetched and when; keeps at it until they have it.

Level-triggered: what is due follows from the calls as they are, so a lost webhook, a restart or a
failed attempt needs no case of its own. After some tries a call is given up, visibly.
"""

import asyncio
import contextlib
import heapq
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog

from cti_desktop.calls.call import Call
from cti_desktop.calls.errors import CtiError
from cti_desktop.calls.events import Kind
from cti_desktop.calls.gaps import Gap
from cti_desktop.companion.background import Work
from cti_desktop.companion.backlog import Backlog
from cti_desktop.companion.history_fetch import HistoryFetcher
from cti_desktop.companion.keeping import Clients, Keeping
from cti_desktop.companion.lost_summaries import LostSummaries
from cti_desktop.companion.newest import Newest
from cti_desktop.companion.owners import read_owners
from cti_desktop.companion.record_fetch import RecordFetcher, lacks
from cti_desktop.companion.summary_fetch import SummaryFetcher
from cti_desktop.companion.sweep import LONGEST_REACH, HistorySweep
from cti_desktop.companion.turns import Turns
from cti_desktop.store.journal import Appended
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import Store
from cti_desktop.zoom.drift import DriftReport

TRIES = 8
BATCH = 50
_LONGEST_WAIT_S = 600.0
_LOOK_THROUGH = timedelta(hours=1)
_AFTER_FAILURE = timedelta(minutes=1)
_PAGE = 500
_KEPT_DONE = 100_000
_KEPT_GIVEN_UP = 200
_LEASE = timedelta(minutes=2)
_RENEW = timedelta(minutes=1)
_OTHERS_TURN_S = 10.0
_MOST_TOLD = 100

HEAVY_WORK = "zoom history"
"""The lease of what asks Zoom for lists: fetching and sweeping share one, so that of several
companions one alone paces itself by the account's limit."""

Mark = tuple[frozenset[Gap], frozenset[str]]

log = structlog.get_logger(__name__)


@dataclass(slots=True, kw_only=True)
class Waiting:
    """A call without its final record, or without what the record has to say of its media.

    Attributes:
        due: when it is asked for next.
        heard_at: when this companion learnt that it waits.
        asked: whether it was asked for, also while there is no answer yet.
        tries: answers so far that did not have what is lacking.
        failure: code of why nothing was answered last time; None when Zoom does not have it yet.
    """

    call: Call
    due: datetime
    heard_at: datetime
    asked: bool = False
    tries: int = 0
    failure: str | None = None

    @property
    def since(self) -> datetime:
        """When the call ended, as far as anybody said."""
        return self.call.ended_at or self.call.started_at or self.due


@dataclass(slots=True, kw_only=True)
class ReconcileStatus:
    """How the work stands, for `/readyz`, `/metrics` and people.

    Attributes:
        waiting: calls whose record is still to be fetched.
        given_up: calls left without after all tries, since the start.
        last_error: code of the last failure, None after a success.
        elsewhere: another companion on this database fetches; then nothing waits here.
    """

    waiting: int = 0
    given_up: int = 0
    last_error: str | None = None
    elsewhere: bool = False


@dataclass(slots=True, kw_only=True)
class Timing:
    """When a record is asked for.

    Attributes:
        delay: after a call's end.
        stale: after the start of a call nobody said ended.
        reach: how far back the first sweep of the history goes.
        longest: how far back any sweep goes.
    """

    delay: timedelta
    stale: timedelta
    reach: timedelta = timedelta(days=30)
    longest: timedelta = LONGEST_REACH
    jitter: Callable[[], float] = field(default_factory=lambda: random.Random().random)  # noqa: S311 - no secret


class Reconciler:
    """Runs on the companion's loop; `clients` gives the REST clients worth trying, best first."""

    def __init__(
        self,
        store: Store,
        clients: Clients,
        timing: Timing,
        clock: Callable[[], datetime],
        drifts: DriftReport,
        turns: Turns,
    ) -> None:
        self._store = store
        self._timing = timing
        self._clock = clock
        keeping = Keeping(store, clock, drifts, self._notice)
        owners = partial(read_owners, store.sessions)
        summaries = SummaryFetcher(owners, keeping, store.journal.events_of, turns)
        self._fetcher = RecordFetcher(clients, owners, keeping, summaries, turns, clock)
        lost = LostSummaries(keeping, store.cursors, owners)
        history = HistoryFetcher(clients, keeping, store.cursors, lost)
        self._sweep = HistorySweep(
            history.history,
            store.cursors,
            timing.reach,
            clock,
            self._holds,
            timing.longest,
        )
        self._backlog = Backlog(store.cursors, clock)
        self._wanted: dict[str, Waiting] = {}
        self._done: dict[str, Mark] = {}
        self._newest = Newest()
        self._given_up: dict[str, Waiting] = {}
        self._failures = 0
        self._changed = asyncio.Event()
        self._asleep_until: datetime | None = None
        self.status = ReconcileStatus()
        self.sweep = self._sweep.status

    @property
    def works(self) -> dict[str, Work]:
        """What has to run in the background while it hears, by name."""
        return {"reconciler": self._work, "history sweep": self._sweep_again_and_again}

    @contextlib.asynccontextmanager
    async def hearing(self) -> AsyncIterator[None]:
        """Hear of changed calls until the block ends; on the loop that serves."""
        loop = asyncio.get_running_loop()

        def appended(news: Appended) -> None:
            loop.call_soon_threadsafe(self._notice, news)

        unsubscribe = self._store.journal.subscribe(appended)
        try:
            yield
        finally:
            unsubscribe()

    def waiting(self, most: int = _MOST_TOLD) -> tuple[Waiting, ...]:
        """Return calls that are over and wait for a record, the longest waiting first."""
        if self.status.elsewhere:
            return ()
        over = (one for one in self._wanted.values() if not one.call.state.live)
        return tuple(heapq.nsmallest(most, over, key=lambda w: w.since))

    def given_up(self) -> tuple[Waiting, ...]:
        """Return the calls left without a record, the latest first."""
        return tuple(reversed(self._given_up.values()))

    async def sweep_now(self) -> None:
        """Read the history that is new since the last sweep; see `sweep` for how it went."""
        await self._sweep.run()

    async def _sweep_again_and_again(self) -> None:
        while True:
            await self._sweep.run()
            failed = self._sweep.status.last_error is not None
            await asyncio.sleep((_AFTER_FAILURE if failed else _LOOK_THROUGH).total_seconds())

    async def _holds(self) -> bool:
        """Tell whether this companion is the one that asks Zoom, of several on one database."""
        taken = self._store.leases.take(HEAVY_WORK, self._clock(), _LEASE)
        return await asyncio.wrap_future(taken)

    async def _work(self) -> None:
        looked_at: datetime | None = None
        while True:
            if not await self._holds():
                self._stand_back()
                looked_at = None
                await asyncio.sleep(_OTHERS_TURN_S)
                continue
            self.status.elsewhere = False
            now = self._clock()
            if looked_at is None or now - looked_at >= _LOOK_THROUGH:
                await self._look_through()
                looked_at = now
            self._changed.clear()
            self._asleep_until = None
            due = [waiting for waiting in self._wanted.values() if waiting.due <= now]
            if due:
                await self._fetch(heapq.nsmallest(BATCH, due, key=lambda w: w.due))
                self._backlog.settle(lambda: (_began(one) for one in self._wanted.values()))
                continue
            next_due = min((w.due for w in self._wanted.values()), default=now + _LOOK_THROUGH)
            await self._sleep(now, min(next_due, looked_at + _LOOK_THROUGH, now + _RENEW))

    async def _sleep(self, now: datetime, until: datetime) -> None:
        """Wait for that time, or for a call that is due before."""
        self._asleep_until = until
        # Not wait_for: up to Python 3.11 it loses a cancellation that meets the event.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max((until - now).total_seconds(), 0.01)):
                await self._changed.wait()

    def _stand_back(self) -> None:
        """Leave it to the companion whose turn it is: what it let be, nobody tells us.

        It has heard of everything but what came while its turn may have run out unnoticed.
        """
        if not self.status.elsewhere:
            log.info("records_fetched_elsewhere")
            self._backlog.begin_anew()
        self.status.elsewhere, self.status.last_error = True, None
        known = self._clock() - 2 * _LEASE
        for call_id in [one for one, w in self._wanted.items() if w.heard_at < known]:
            del self._wanted[call_id]
        self._count()

    def _count(self) -> None:
        self.status.waiting = 0 if self.status.elsewhere else len(self._wanted)

    async def _look_through(self) -> None:
        """Look through the last days' calls, or those that waited before the start as well."""
        try:
            since = await self._backlog.since()
            async for call in self._calls(since):
                self._consider(call)
        except CtiError as error:
            self._failed(error)
        else:
            self._backlog.done()

    async def _calls(self, since: datetime) -> AsyncIterator[Call]:
        before: tuple[datetime, str] | None = None
        while True:
            query = LogQuery(since=since, limit=_PAGE, before=before)
            with self._newest.overtaken() as told:
                calls = await asyncio.to_thread(self._store.log.page, query)
            for call in calls:
                if call.id not in told:
                    yield call
            last = calls[-1] if len(calls) == _PAGE else None
            if last is None or last.started_at is None:
                return
            before = (last.started_at, last.id)

    def _notice(self, news: Appended) -> None:
        if news.set_back:
            self._newest.go_back(news.cursor)
        for old, _ in news.moved:
            self._wanted.pop(old, None)
            self._newest.overtake([old])
        named = {key for event in news.new if event.kind is Kind.SUMMARY for key in event.keys}
        for call in news.calls:
            if not self._newest.is_news(call.id, news.cursor):
                continue
            if not named.isdisjoint(call.keys):  # what was let be may be there now
                self._done.pop(call.id, None)
            self._consider(call)
        wanted = (self._wanted.get(call.id) for call in news.calls)
        self._backlog.reach(_began(one) for one in wanted if one is not None)

    def _consider(self, call: Call) -> None:
        known, done = self._wanted.get(call.id), self._done.get(call.id)
        if not lacks(call) or (done is not None and done == _mark(call)):
            self._wanted.pop(call.id, None)
        elif known is not None and known.asked and lacks(call) <= lacks(known.call):
            known.call = call
        else:
            due = self._first_due(call)
            self._wanted[call.id] = Waiting(call=call, due=due, heard_at=self._clock())
            # Woken only when there is something to do before the time it sleeps until: many calls
            # begin each second on a large account, and looking through all of them takes time.
            if self._asleep_until is None or due < self._asleep_until:
                self._changed.set()
        self._count()

    def _first_due(self, call: Call) -> datetime:
        if call.state.live:
            return (call.started_at or self._clock()) + self._timing.stale
        return (call.ended_at or call.started_at or self._clock()) + self._timing.delay

    async def _fetch(self, due: list[Waiting]) -> None:
        asked = None
        for waiting in due:
            waiting.asked = True  # what is told meanwhile does not make it ask once more
        try:
            asked = await self._fetcher.fetch([waiting.call for waiting in due])
        except CtiError as error:  # the store's
            self._failed(error)
        failure = asked.failure if asked else None
        if failure is not None:
            self._failed(failure)
        answered = asked.answered if asked else frozenset()
        if answered:
            self._failures = 0
        if asked and failure is None:
            self.status.last_error = None
        for waiting in due:
            if self._wanted.get(waiting.call.id) is waiting:
                refused = asked is not None and waiting.call.id in asked.refused
                lacking = lacks(waiting.call) - ({Gap.SUMMARY} if refused else set())
                self._put_off(waiting, lacking, answered=waiting.call.id in answered)
        self._count()

    def _failed(self, error: CtiError) -> None:
        if error.code != self.status.last_error:  # a lasting fault is told once
            log.warning("reconcile_failed", code=error.code)
        self.status.last_error = error.code
        self._failures += 1

    def _put_off(self, waiting: Waiting, lacking: frozenset[Gap], *, answered: bool) -> None:
        """Ask again later; only an answer without the record counts as a try of this call.

        Args:
            waiting: was asked about.
            lacking: what it lacks that somebody may read.
            answered: whether Zoom said something of all it was asked for.
        """
        waiting.tries += answered
        waiting.failure = None if answered else self.status.last_error
        if not lacking or (answered and _is_told_without_legs(waiting.call, lacking)):
            self._let_be(waiting)
            return
        if waiting.tries >= TRIES:
            self._let_be(waiting)
            if lacking & {Gap.RECORD, Gap.SUMMARY} or _has_unknown_length(waiting.call):
                self._give_up(waiting)
            return  # else the account makes no transcripts
        doublings = waiting.tries if answered else min(self._failures, TRIES)
        wait = min(self._timing.delay.total_seconds() * 2**doublings, _LONGEST_WAIT_S)
        wait *= 0.75 + self._timing.jitter() / 2
        waiting.due = self._clock() + timedelta(seconds=wait)

    def _let_be(self, waiting: Waiting) -> None:
        """Ask no more until somebody tells something else of the call."""
        del self._wanted[waiting.call.id]
        self._done[waiting.call.id] = _mark(waiting.call)
        if len(self._done) > _KEPT_DONE:
            self._done.pop(next(iter(self._done)))

    def _give_up(self, waiting: Waiting) -> None:
        call = waiting.call
        self._given_up[call.id] = waiting
        if len(self._given_up) > _KEPT_GIVEN_UP:
            self._given_up.pop(next(iter(self._given_up)))
        self.status.given_up += 1
        log.warning("reconcile_gave_up", call=call.id, tries=waiting.tries)


def _began(waiting: Waiting) -> datetime:
    return waiting.call.started_at or waiting.since


def _is_told_without_legs(call: Call, lacking: frozenset[Gap]) -> bool:
    """Tell whether a call has its record, which tells of no leg: nobody will ever."""
    return call.final and not call.legs and Gap.SUMMARY not in lacking


def _has_unknown_length(call: Call) -> bool:
    return any(one.duration_s is None for one in call.voicemails)


def _mark(call: Call) -> Mark:
    media = frozenset(one.id for one in (*call.recordings, *call.voicemails))
    return lacks(call), media | ({call.summary.id} if call.summary else set())
