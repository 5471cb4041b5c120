"""Where verified webhooks go: into the journal at once, or, when many come, aside until it can.

Folding a call costs more than taking a webhook, and Zoom waits three seconds at most. So what comes
faster than calls are folded is put on the disk as it is and answered; it is read in the order of
arrival as soon as there is time. The journal is no poorer for it, only later.
"""

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

import structlog

from cti_desktop.calls.errors import Cancelled, CtiError, Denied
from cti_desktop.calls.events import CallEvent
from cti_desktop.companion.apart import UNSTORABLE, append_or_part
from cti_desktop.companion.inbox import Inbox
from cti_desktop.companion.metrics import Metrics
from cti_desktop.companion.tray import Tray
from cti_desktop.store.letters import Letter
from cti_desktop.store.opening import Store
from cti_desktop.zoom.drift import DriftReport
from cti_desktop.zoom.webhook import Opened, WebhookRead, open_webhook

_AT_ONCE = 12
"""More webhooks than this under way mean that they come faster than they are kept."""
_CROWD_LASTS_S = 0.05
"""For so long after it they are a crowd, which what else is done would delay."""
_PER_SECOND = 400.0
_BURST = 16.0
_BATCH = 2
_AT_A_TIME = 64
"""Webhooks in one append, however many a letter holds: what comes meanwhile waits for it."""
_REST = 31.0
"""While webhooks crowd, reading rests this many times as long as it worked."""
_FIRST_REST_S = 1.0
_LONGEST_REST_S = 2.0
_LOOK_AGAIN_S = 10.0
_LEFT_AFTER = timedelta(seconds=10)
_RETRY_S = 1.0
_FINISH_S = 10.0

log = structlog.get_logger(__name__)


class Letterbox:
    """Used on the companion's loop; `work` has to run beside it.

    Args:
        store: keeps letters and journal.
        clock: UTC.
        drifts: hears of what was not as known.
        metrics: hears how many events were new.
        per_second: how many webhooks a second are read at once, in the long run.
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        drifts: DriftReport,
        metrics: Metrics,
        *,
        per_second: float = _PER_SECOND,
    ) -> None:
        self._store = store
        self._clock = clock
        self._drifts = drifts
        self._metrics = metrics
        self._inbox = Inbox(store.journal.append)
        self._tray = Tray(lambda bodies: store.letters.put(bodies, clock()))
        self._pace = _Pace(per_second)
        self._under_way = 0
        self._crowded_at = -_CROWD_LASTS_S
        self._aside = asyncio.Event()

    async def put(self, body: bytes, opened: Opened) -> None:
        """Keep a webhook; returns when it is on the disk.

        Raises:
            CtiError: it could not be kept.
        """
        self._under_way += 1
        crowded = self._under_way > _AT_ONCE
        if crowded:
            self._crowded_at = time.monotonic()
        try:
            if self._pace.too_fast() or crowded:
                await self._tray.put(body)
                self._aside.set()
            else:
                await self._read_now(body, opened)
        finally:
            self._under_way -= 1

    async def waiting(self) -> int:
        """Count the webhooks that are on the disk and not in the journal yet."""
        return await asyncio.to_thread(self._store.letters.count)

    async def work(self) -> None:
        """Read what was put aside, here or by a companion that is no more; never returns."""
        await self._read_all(lambda: self._left(timedelta()))
        while True:
            self._aside.clear()
            await self._read_all(self._own)
            await self._read_all(lambda: self._left(_LEFT_AFTER))
            try:
                async with asyncio.timeout(_LOOK_AGAIN_S):
                    await self._aside.wait()
            except TimeoutError:
                continue

    async def finish(self) -> None:
        """Read what this process put aside; what time does not permit is for the next start."""
        try:
            async with asyncio.timeout(_FINISH_S):
                await self._read_all(self._own)
        except (CtiError, TimeoutError) as error:
            log.warning("letters_left", error=type(error).__name__)

    async def _read_now(self, body: bytes, opened: Opened) -> None:
        read = _tried(opened, self._clock())
        await self._sort(body, read)
        if read is not None:
            await self._append(((body, read.events),))

    def _own(self) -> tuple[Letter, ...]:
        return self._store.letters.own(_BATCH)

    def _left(self, age: timedelta) -> tuple[Letter, ...]:
        now = self._clock()
        return self._store.letters.take_left(now - age, now, _BATCH)

    async def _read_all(self, first: Callable[[], tuple[Letter, ...]]) -> None:
        rest_s = _FIRST_REST_S
        while True:
            await self._rest(rest_s)
            began = time.perf_counter()
            try:
                letters = await asyncio.to_thread(first)
                if not letters:
                    return
                began = time.perf_counter()
                await self._read(letters)
            except Cancelled:  # the store is closed, and stays so
                raise
            except CtiError as error:  # of the store; it may be better soon
                log.warning("letters_wait", code=error.code)
                await asyncio.sleep(_RETRY_S)
            rest_s = min(_REST * (time.perf_counter() - began), _LONGEST_REST_S)

    async def _rest(self, at_most_s: float) -> None:
        """Leave processor and disk to a crowd of webhooks; over as soon as it is."""
        until = time.monotonic() + at_most_s
        while True:
            left_s = min(until, self._crowded_at + _CROWD_LASTS_S) - time.monotonic()
            if left_s <= 0:
                return
            await asyncio.sleep(left_s)

    async def _read(self, letters: Sequence[Letter]) -> None:
        inputs = _inputs(letters)
        while some := tuple(itertools.islice(inputs, _AT_A_TIME)):
            await self._read_some(some)
        await asyncio.wrap_future(self._store.letters.drop(letter.key for letter in letters))

    async def _read_some(self, inputs: Sequence[tuple[bytes, datetime]]) -> None:
        reads = await asyncio.to_thread(lambda: [_read(*one) for one in inputs])
        for body, read in reads:
            await self._sort(body, read)
        await self._append([(body, read.events) for body, read in reads if read is not None])

    async def _sort(self, body: bytes, read: WebhookRead | None) -> None:
        """Put aside what was not read, or not all of it, for a version that understands it."""
        if read is None:
            await self._set_apart(body, "unreadable")
            return
        if read.unread is not None:
            await self._set_apart(body, read.unread)
        self._note(read)

    async def _append(self, said: Sequence[tuple[bytes, tuple[CallEvent, ...]]]) -> None:
        """Append what webhooks say; one that can never be kept goes into the quarantine."""
        parted = await append_or_part([one for one in said if one[1]], self._append_whole)
        for (body, _), error in parted.stuck:
            log.error("webhook_given_up", exc_info=error)
            await self._set_apart(body, UNSTORABLE)

    async def _append_whole(self, said: Sequence[tuple[bytes, tuple[CallEvent, ...]]]) -> None:
        events = tuple(event for _, told in said for event in told)
        if events:
            self._metrics.events_new(await self._inbox.put(events))

    async def _set_apart(self, body: bytes, reason: str) -> None:
        await asyncio.wrap_future(self._store.journal.quarantine(body, reason, "webhook"))

    def _note(self, read: WebhookRead) -> None:
        for drift in self._drifts.note(read.drift, at=self._clock()):
            log.warning("webhook_drift", kind=drift.kind, name=drift.name, detail=drift.detail)


class _Pace:
    """A bucket that fills evenly: it is empty, and stays so, while more comes than runs in."""

    def __init__(self, per_second: float) -> None:
        self._per_second = per_second
        self._left = _BURST
        self._at = time.monotonic()

    def too_fast(self) -> bool:
        """Count one, and tell whether it is one too many."""
        self._fill()
        self._left = max(-_BURST, self._left - 1)
        return self._left < 0

    def _fill(self) -> None:
        now = time.monotonic()
        self._left = min(_BURST, self._left + (now - self._at) * self._per_second)
        self._at = now


def _inputs(letters: Sequence[Letter]) -> Iterator[tuple[bytes, datetime]]:
    return ((body, letter.at) for letter in letters for body in letter.bodies)


def _read(body: bytes, seen_at: datetime) -> tuple[bytes, WebhookRead | None]:
    try:
        opened = open_webhook(body)
    except Denied:
        return body, None
    return body, _tried(opened, seen_at)


def _tried(opened: Opened, seen_at: datetime) -> WebhookRead | None:
    try:
        return opened.read(seen_at=seen_at)
    except Exception:  # a fault of ours; what it was is kept for whoever mends it
        log.exception("webhook_not_read")
        return None
