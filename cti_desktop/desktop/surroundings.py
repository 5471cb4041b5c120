"""Notices what happens to the computer under the softphone: no network, the network back, sleep.

`softphone_parts` makes one. A page that slept may look alive and hear nothing, so the desk decides
whether it is loaded afresh.
"""

from collections.abc import Callable
from time import time

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QNetworkInformation

_TICK_MS = 5000
_SLEPT_S = 60.0


class Surroundings(QObject):
    """Watches; GUI thread only.

    Args:
        clock: seconds that go on while the computer sleeps; the wall clock by default.

    Signals:
        online_changed(bool): the network went, or is there again.
        woke: the computer slept a minute or more.
    """

    online_changed = Signal(bool)
    woke = Signal()

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = time) -> None:
        super().__init__(parent)
        self._clock = clock
        self._seen = clock()
        self._online = True
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self.look)
        self._tick.start()
        QTimer.singleShot(_TICK_MS, self, self._watch_network)  # a start has better things to do

    def look(self) -> None:
        """Notice a gap in time: nothing ran while the computer slept."""
        now = self._clock()
        slept = now - self._seen > _SLEPT_S
        self._seen = now
        if slept:
            self.woke.emit()

    def take_reachability(self, reachability: QNetworkInformation.Reachability) -> None:
        """Take what the system says; a system that does not know counts as online."""
        online = reachability is not QNetworkInformation.Reachability.Disconnected
        if online != self._online:
            self._online = online
            self.online_changed.emit(online)

    def _watch_network(self) -> None:
        """Hear the system's word on its network, where it has one."""
        network = QNetworkInformation.Feature.Reachability
        if QNetworkInformation.loadBackendByFeatures(network):
            told = QNetworkInformation.instance()
            told.reachabilityChanged.connect(self.take_reachability)
            self.take_reachability(told.reachability())
