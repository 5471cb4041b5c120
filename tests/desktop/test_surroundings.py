"""Sleep and network as the softphone's surroundings notice them."""

import pytest
from PySide6.QtNetwork import QNetworkInformation

from cti_desktop.desktop.surroundings import Surroundings

pytestmark = pytest.mark.usefixtures("qapp")
Reach = QNetworkInformation.Reachability


class Clock:
    """Time a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_gap_in_time_is_sleep() -> None:
    clock = Clock()
    surroundings = Surroundings(clock=clock)
    woken: list[bool] = []
    surroundings.woke.connect(lambda: woken.append(True))
    for seconds in (5, 5, 20, 600, 5):
        clock.now += seconds
        surroundings.look()
    assert woken == [True]
    surroundings.deleteLater()


def test_the_network_is_told_when_it_goes_and_comes() -> None:
    surroundings = Surroundings(clock=Clock())
    told: list[bool] = []
    surroundings.online_changed.connect(told.append)
    for reach in (Reach.Unknown, Reach.Online, Reach.Disconnected, Reach.Disconnected, Reach.Site):
        surroundings.take_reachability(reach)
    assert told == [False, True]
    surroundings.deleteLater()
