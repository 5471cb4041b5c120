"""Keeps Python's search for garbage short: a whole one held the window up for a tenth of a second.

It holds up every thread and goes through all there is, most of which stays as long as the program.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_SETTLED_MS = 10_000
"""After the desk is open: by then the pages are made."""
_NEW_OBJECTS = 10_000
"""Made since the last search before the next; one screen of the log makes a few thousand."""


class GarbageLeave(QObject):
    """Leaves what stands some time after `settle` out of every later search; GUI thread."""

    def __init__(self, parent: QObject | None = None, after_ms: int = _SETTLED_MS) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(after_ms)
        self._timer.timeout.connect(self._leave_out)

    @Slot()
    def settle(self) -> None:
        """Begin to wait."""
        self._timer.start()

    @Slot()
    def _leave_out(self) -> None:
        gc.freeze()
        gc.set_threshold(_NEW_OBJECTS)
