"""What a benchmark looks at in the desk's process: marks of its start, pops, calls gone through.

A watcher is loaded when the program stands: what it needs must not count as the program's start.
"""

import importlib
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Slot

from benchmarks.saying import say_now
from cti_desktop.desktop.app import Desktop

_READY = "ready"  # SoftphoneState.READY, whose module the program loads when it wants to


def report(mark: str, _ms: float) -> None:
    """Pass on a mark of the program's own, with the machine's time."""
    if mark != "softphone":  # that is the page's load; ready is later
        say_now(mark)


class StartWatcher(QObject):
    """Marks `softphone` when the desk says that it takes commands."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._ready = False
        desktop.core.viewed.connect(self._take_view)

    @Slot(object)
    def _take_view(self, view: object) -> None:
        if getattr(view, "softphone", None) == _READY:
            if not self._ready:
                say_now("softphone")
            self._ready = True


def _watch_with(module: str, watcher: str, desktop: Desktop) -> None:
    getattr(importlib.import_module(f"benchmarks.{module}"), watcher)(desktop)


def _watch_start(desktop: Desktop) -> None:
    StartWatcher(desktop)


WATCHERS: dict[str, Callable[[Desktop], None]] = {
    "start": _watch_start,
    "pops": partial(_watch_with, "desk_pops", "PopWatcher"),
    "calls": partial(_watch_with, "desk_calls", "CallsWatcher"),
    "shift": partial(_watch_with, "desk_shift", "ShiftWatcher"),
}
