"""What a benchmark looks at in the desk's process: marks of its start, pops, calls gone through."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from benchmarks.desk_calls import CallsWatcher
from benchmarks.desk_pops import PopWatcher
from benchmarks.desk_shift import ShiftWatcher
from benchmarks.saying import say_now
from cti_desktop.agent.views import SoftphoneState, StatusView
from cti_desktop.desktop.app import Desktop


def report(mark: str, _ms: float) -> None:
    """Pass on a mark of the program's own, with the machine's time."""
    if mark != "softphone":  # that is the page's load; ready is later
        say_now(mark)


class StartWatcher(QObject):
    """Marks `softphone` when the window hears that it takes commands."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._ready = False
        desktop.core.viewed.connect(self._take_view)

    @Slot(object)
    def _take_view(self, view: object) -> None:
        if isinstance(view, StatusView) and view.softphone is SoftphoneState.READY:
            if not self._ready:
                say_now("softphone")
            self._ready = True


def _watch_start(desktop: Desktop) -> None:
    StartWatcher(desktop)


def _watch_pops(desktop: Desktop) -> None:
    PopWatcher(desktop)


def _watch_calls(desktop: Desktop) -> None:
    CallsWatcher(desktop)


def _watch_shift(desktop: Desktop) -> None:
    ShiftWatcher(desktop)


WATCHERS: dict[str, Callable[[Desktop], None]] = {
    "start": _watch_start,
    "pops": _watch_pops,
    "calls": _watch_calls,
    "shift": _watch_shift,
}
