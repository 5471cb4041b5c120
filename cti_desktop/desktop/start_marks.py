"""Tells how long the program took to start: to its window, its office, its softphone.

The composition root makes one; benchmarks and the demo read it.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QWidget

NANOSECONDS_PER_MS = 1_000_000


class StartMarks(QObject):
    """Reports each mark once, in milliseconds since the start of the process."""

    def __init__(
        self, report: Callable[[str, float], None], started_at_ns: int, parent: QObject
    ) -> None:
        """Make the marks.

        Args:
            report: takes `window`, `office` or `softphone` and the milliseconds.
            started_at_ns: when the process started, on `time.monotonic_ns`.
            parent: the owner.
        """
        super().__init__(parent)
        self._report = report
        self._started_at_ns = started_at_ns
        self._seen: set[str] = set()

    def watch(self, window: QWidget) -> None:
        """Mark `window` when it is first painted."""
        window.installEventFilter(self)

    @Slot()
    def office_opened(self) -> None:
        """Mark `office`."""
        self._mark("office")

    @Slot()
    def softphone_loaded(self) -> None:
        """Mark `softphone`."""
        self._mark("softphone")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice the window's first paint."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._mark("window")
        return False

    def _mark(self, name: str) -> None:
        if name not in self._seen:
            self._seen.add(name)
            past_ns = time.monotonic_ns() - self._started_at_ns
            self._report(name, past_ns / NANOSECONDS_PER_MS)
