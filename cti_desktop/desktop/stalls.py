"""Measures how long the GUI thread does not look at the next event, for tests, demo and benchmarks.

Counted is what the thread works, and on Linux also what it is blocked for: by the disk, a lock, the
interpreter's lock. Time it merely waits for a processor is the machine's and not counted; where the
system does not tell that time, only work is.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QAbstractEventDispatcher, QObject, Qt, QTimer, Slot

_BEAT_MS = 10
_SCHEDULED = "/proc/thread-self/schedstat"
_MS, _NS_MS = 1000.0, 1e-6
_LONG_ENOUGH = 64


@dataclass(frozen=True, slots=True)
class _Moment:
    """A thread's clocks at one moment, in milliseconds; `queued` is None where nobody tells."""

    wall: float
    worked: float
    queued: float | None

    def held_up(self, until: "_Moment") -> float:
        """Return how long the thread worked or was blocked since."""
        worked = until.worked - self.worked
        if self.queued is None or until.queued is None:
            return worked
        there = until.wall - self.wall - (until.queued - self.queued)
        return max(worked, there - _BEAT_MS)


class Stalls(QObject):
    """Remembers the longest stall of the thread it is made on.

    Nobody can tell from outside whether a loop waits for events or for something it should not wait
    for, so a timer beats while this watches: the loop then never waits for events for longer.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.longest_ms = 0.0
        self._since: _Moment | None = None
        self._schedule: int | None = None
        self._beat = QTimer(self)
        self._beat.setTimerType(Qt.TimerType.PreciseTimer)
        self._beat.setInterval(_BEAT_MS)

    def watch(self) -> None:
        """Watch from now on."""
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.awake.connect(self.look)
        dispatcher.aboutToBlock.connect(self.look)
        if Path(_SCHEDULED).exists():
            self._schedule = os.open(_SCHEDULED, os.O_RDONLY | os.O_CLOEXEC)
        self._beat.start()
        self.forget()

    def leave(self) -> None:
        """Watch no more; `longest_ms` stays."""
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.awake.disconnect(self.look)
        dispatcher.aboutToBlock.disconnect(self.look)
        self._beat.stop()
        self.rest()
        if self._schedule is not None:
            os.close(self._schedule)
            self._schedule = None

    def forget(self) -> None:
        """Measure anew."""
        self.longest_ms = 0.0
        self.rest()

    def rest(self) -> None:
        """Count nothing until the next look."""
        self._since = None

    @contextmanager
    def pardoned(self) -> Iterator[None]:
        """Do not count what the body does."""
        self.look()
        yield
        self.rest()

    @Slot()
    def look(self) -> None:
        """Count what passed since the last look."""
        now = self._now()
        if self._since is not None:
            self.longest_ms = max(self.longest_ms, self._since.held_up(now))
        self._since = now

    def begin(self) -> None:
        """Count from here on, not from the last look."""
        self._since = self._now()

    def _now(self) -> _Moment:
        queued = None
        if self._schedule is not None:
            queued = int(os.pread(self._schedule, _LONG_ENOUGH, 0).split()[1]) * _NS_MS
        return _Moment(time.perf_counter() * _MS, time.thread_time() * _MS, queued)
