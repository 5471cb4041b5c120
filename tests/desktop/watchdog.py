"""Watches the GUI thread for stalls: how long it works before it can look at the next event.

Counted is the thread's own processor time, so that a busy machine fails no test.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QAbstractEventDispatcher, QObject, Slot

LONGEST_MS = 100.0


@dataclass(frozen=True)
class Allowed:
    """A stall that is known, how long it may be, and why it is accepted."""

    ms: float
    reason: str


ALLOWED = {
    "first page": Allowed(400, "a page is put together once, on a person's own click"),
    "theme": Allowed(900, "the style of every widget changes, on a person's own choice"),
}


class StallWatch(QObject):
    """Measures from one look at the event queue to the next."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_ms = 0.0
        self._since: float | None = None

    @contextmanager
    def running(self, what: str = "") -> Iterator[None]:
        """Measure while the body runs the event loop and does nothing else.

        Raises:
            AssertionError: a stall was longer than `what` allows.
        """
        self.longest_ms, self._since = 0.0, None
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.awake.connect(self._look)
        dispatcher.aboutToBlock.connect(self._look)
        try:
            yield
        finally:
            dispatcher.awake.disconnect(self._look)
            dispatcher.aboutToBlock.disconnect(self._look)
        allowed = ALLOWED[what].ms if what else LONGEST_MS
        assert self.longest_ms <= allowed, f"the window stood still for {self.longest_ms:.0f} ms"

    @Slot()
    def _look(self) -> None:
        now = time.thread_time()
        if self._since is not None:
            self.longest_ms = max(self.longest_ms, (now - self._since) * 1000)
        self._since = now
