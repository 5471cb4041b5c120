"""Do not disturb: while it is on, nothing comes up over other programs.

Calls still ring in Zoom's client and show in the window; only toasts and notifications stay away.
"""

from PySide6.QtCore import QObject, Signal


class Quiet(QObject):
    """Whether the person wants quiet; GUI thread only, for this run only.

    Signals:
        changed(bool): on or off now.
    """

    changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on = False

    @property
    def on(self) -> bool:
        """Whether it is on."""
        return self._on

    def turn(self, on: bool) -> None:
        """Turn it on or off."""
        if on != self._on:
            self._on = on
            self.changed.emit(on)

    def toggle(self) -> None:
        """Turn it the other way."""
        self.turn(not self._on)
