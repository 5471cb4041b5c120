"""Where verified webhooks go: into the journal at once, or, when many come, aside until it can.

Folding a call costs more than taking a webhook, and Zoom waits three seconds at most. So what comes
faster than calls are folded is put on the disk as it is and answered; it is read in the order of
arrival as soon as there is time. The journal is no poorer for it, only later.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from cti_desktop.calls.errors import Conflict, CtiError, Denied
from cti_desktop.calls.events import CallEvent
from cti_desktop.companion.inbox import Inbox
from cti_desktop.companion.metrics import Metrics
from cti_desktop.companion.wiping import wipe, wipes
from cti_desktop.store.letters import Letter
from cti_desktop.store.opening import Store
from cti_desktop.zoom.drift import DriftReport
from cti_desktop.zoom.webhook import Opened, WebhookRead, open_webhook

_READ_AT_ONCE = 16
_PER_SECOND = 400.0
_BURST = 40.0
_BATCH = 32
_REST = 7.0
"""While webhooks pour in, reading rests this many times as long as it worked."""
_LOOK_AGAIN_S = 10.0
_LEFT_AFTER = timedelta(seconds=10)
_RETRY_S = 1.0

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
        self._inbox = Inbox(store.journal)
        self._pace = _Pace(per_second)
        self._reading = 0
        self._bodies: list[bytes] = []
        self._group: asyncio.Task[None] | None = None
        self._disk = asyncio.Lock()
        self._aside = asyncio.Event()

    async def put(self, body: bytes, opened: Opened) -> None:
        """Keep a webhook; returns when it is on the disk.

        Raises:
            CtiError: it could not be kept.
        """
        if self._pace.too_fast() or self._reading >= _READ_AT_ONCE:
            await self._put_aside(body)
            return
        self._reading += 1
        try:
            read = opened.read(seen_at=self._clock())
            self._note(read)
            if read.events:
                self._metrics.events_new(await self._inbox.put(read.events))
                await self._wipe(read.events)
        finally:
            self._reading -= 1

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
        """Read everything that this process put aside."""
        await self._read_all(self._own)

    async def _put_aside(self, body: bytes) -> None:
        """Keep it together with all that come until the disk is free."""
        self._bodies.append(body)
        if self._group is None:
            self._group = asyncio.create_task(self._keep(), name="letters")
        await asyncio.shield(self._group)

    async def _keep(self) -> None:
        async with self._disk:
            bodies, self._bodies, self._group = self._bodies, [], None
            await asyncio.wrap_future(self._store.letters.put(bodies, self._clock()))
        self._aside.set()

    def _own(self) -> tuple[Letter, ...]:
        return self._store.letters.own(_BATCH)

    def _left(self, age: timedelta) -> tuple[Letter, ...]:
        return self._store.letters.left(self._clock() - age, _BATCH)

    async def _read_all(self, first: Callable[[], tuple[Letter, ...]]) -> None:
        while letters := await asyncio.to_thread(first):
            began = time.perf_counter()
            try:
                await self._read(letters)
            except CtiError as error:  # of the store; it may be better soon
                log.warning("letters_wait", code=error.code, letters=len(letters))
                await asyncio.sleep(_RETRY_S)
            if self._pace.pressed:
                await asyncio.sleep(_REST * (time.perf_counter() - began))

    async def _read(self, letters: Sequence[Letter]) -> None:
        reads = await asyncio.to_thread(lambda: [_opened(letter) for letter in letters])
        for read in filter(None, reads):
            self._note(read)
        await self._append(letters, reads)
        await asyncio.wrap_future(self._store.letters.drop(letter.key for letter in letters))

    async def _append(self, letters: Sequence[Letter], reads: Sequence[WebhookRead | None]) -> None:
        """Append what letters say; one that can never be kept goes into the quarantine."""
        events = tuple(event for read in filter(None, reads) for event in read.events)
        try:
            appended = await asyncio.wrap_future(self._store.journal.append(events))
            self._metrics.events_new(len(appended.new))
            await self._wipe(events)
        except Exception as error:
            if _passes(error):
                raise
            if len(letters) > 1:
                for letter, read in zip(letters, reads, strict=True):
                    await self._append((letter,), (read,))
                return
            log.exception("letter_given_up", letter=letters[0].key)
            await self._set_apart(letters[0], "unstorable")
        for letter, read in zip(letters, reads, strict=True):
            if read is None:
                await self._set_apart(letter, "unreadable")

    async def _set_apart(self, letter: Letter, reason: str) -> None:
        kept = self._store.journal.quarantine(letter.body, reason, "webhook")
        await asyncio.wrap_future(kept)

    async def _wipe(self, events: Sequence[CallEvent]) -> None:
        for deletion in filter(wipes, events):
            log.info("records_wiped", calls=await wipe(self._store, deletion))

    def _note(self, read: WebhookRead) -> None:
        for drift in self._drifts.note(read.drift, at=self._clock()):
            log.warning("webhook_drift", kind=drift.kind, name=drift.name, detail=drift.detail)


class _Pace:
    """A bucket that fills evenly: it is empty, and stays so, while more comes than runs in."""

    def __init__(self, per_second: float) -> None:
        self._per_second = per_second
        self._left = _BURST
        self._at = time.monotonic()

    @property
    def pressed(self) -> bool:
        """Whether too much came lately."""
        self._fill()
        return self._left < 0

    def too_fast(self) -> bool:
        """Count one, and tell whether it is one too many."""
        self._fill()
        self._left = max(-_BURST, self._left - 1)
        return self._left < 0

    def _fill(self) -> None:
        now = time.monotonic()
        self._left = min(_BURST, self._left + (now - self._at) * self._per_second)
        self._at = now


def _opened(letter: Letter) -> WebhookRead | None:
    try:
        return open_webhook(letter.body).read(seen_at=letter.at)
    except Exception:  # a fault of ours; the letter is kept for whoever mends it
        log.exception("letter_not_read", letter=letter.key)
        return None


def _passes(error: Exception) -> bool:
    """Tell whether the same letter may be kept another time."""
    return isinstance(error, CtiError) and not isinstance(error, Denied | Conflict)
