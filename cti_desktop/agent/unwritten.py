"""Keeps what the disk would not take, in order, until it does: nothing a person did is dropped.

While anything waits here, all that comes later queues up behind it. What waits is lost only when
the program ends before there is room again; so it is said for as long as it is so.
"""

import asyncio
from bisect import insort
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass

import structlog

from cti_desktop.agent.apart import append_or_put_aside
from cti_desktop.agent.hints import Hint, not_saved
from cti_desktop.agent.rereading import KEPT_HERE, TO_SEND
from cti_desktop.agent.timers import Timer, Timers
from cti_desktop.calls.errors import CtiError, Denied, Temporary
from cti_desktop.calls.events import CallEvent
from cti_desktop.store.journal import Journal

AGAIN_S = 2.0
_ASIDE = Denied(
    "An entry could not be added to its call. It is kept, and the next version tries again.",
    code="event_put_aside",
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Write:
    number: int
    events: tuple[CallEvent, ...]
    outgoing: bool


class Unwritten:
    """Appends the desk's events; core loop only.

    Args:
        journal: takes them.
        timers: for the next try.
        written: hears that something was written.
        refused: hears why something can never be written.
        changed: hears that `hints` are others.
        held: hears of what has to wait.
    """

    def __init__(
        self,
        journal: Journal,
        timers: Timers,
        *,
        written: Callable[[], None],
        refused: Callable[[CtiError], None],
        changed: Callable[[], None],
        held: Callable[[Sequence[CallEvent]], None],
    ) -> None:
        self._journal, self._timers = journal, timers
        self._written, self._refused, self._changed = written, refused, changed
        self._held = held
        self._count = 0
        self._waiting: list[_Write] = []
        self._under_way: set[asyncio.Task[None]] = set()
        self._timer: Timer | None = None
        self._why: Temporary | None = None

    @property
    def hints(self) -> tuple[Hint, ...]:
        """What to say of it; nothing while the disk takes all."""
        if self._why is None:
            return ()
        return (not_saved(full=self._why.code == "store_full"),)

    @property
    def events(self) -> tuple[CallEvent, ...]:
        """All that waits, in order."""
        return tuple(event for write in self._waiting for event in write.events)

    def append(self, events: Sequence[CallEvent], *, outgoing: bool) -> None:
        """Make events durable, now or as soon as it can be.

        Args:
            events: of any calls.
            outgoing: whether they have to be sent to the companion.
        """
        self._count += 1
        write = _Write(self._count, tuple(events), outgoing)
        if self._waiting:
            self._waiting.append(write)
            self._held(write.events)
        else:
            self._begin(self._try_new(write))

    async def finish(self) -> None:
        """Wait for what is being written and try the rest once more; at the end of the program."""
        while self._under_way:
            await asyncio.gather(*self._under_way)
        await self._write_waiting()
        self._stop_timer()
        if self._waiting:
            log.error("not_written", writes=len(self._waiting))

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _try_new(self, write: _Write) -> None:
        if not await self._write(write):
            insort(self._waiting, write, key=lambda one: one.number)
            self._held(write.events)
            self._wait()

    async def _write_waiting(self) -> None:
        """Write what waits, the oldest first, until something does not go."""
        while self._waiting:
            write = self._waiting[0]
            if not await self._write(write):
                self._wait()
                return
            self._waiting.remove(write)
        if self._why is not None:
            self._why = None
            self._changed()

    async def _write(self, write: _Write) -> bool:
        """Tell whether it needs no other try."""
        try:
            source = TO_SEND if write.outgoing else KEPT_HERE
            aside = await append_or_put_aside(
                self._journal, write.events, source, outgoing=write.outgoing
            )
        except Temporary as error:
            log.warning("write_waits", code=error.code)
            new, self._why = self._why is None, error
            if new:
                self._changed()
            return False
        except CtiError as error:
            log.exception("write_failed", code=error.code)
            self._refused(error)
        else:
            if aside:
                told = (error for error in aside if isinstance(error, CtiError))
                self._refused(next(told, _ASIDE))
            self._written()
        return True

    def _wait(self) -> None:
        if self._timer is None:
            self._timer = self._timers.call_later(AGAIN_S, self._again)

    def _again(self) -> None:
        self._timer = None
        self._begin(self._write_waiting())

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
