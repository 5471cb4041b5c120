"""The search for garbage leaves out what stays, and still finds what goes."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from cti_desktop.desktop.garbage import GarbageLeave


class Ring:
    """Holds itself, so that only the search finds it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_stands_is_not_searched_again_and_what_comes_later_is(qtbot: QtBot) -> None:
    leave = GarbageLeave(after_ms=0)
    stands, frozen = Ring(), gc.get_freeze_count()
    leave.settle()
    qtbot.waitUntil(lambda: gc.get_freeze_count() > frozen)
    gone = weakref.ref(Ring())
    gc.collect()
    assert gone() is None
    assert not any(one is stands for one in gc.get_objects())


def test_nothing_is_left_out_before(qtbot: QtBot) -> None:
    frozen = gc.get_freeze_count()
    leave = GarbageLeave(after_ms=60_000)
    leave.settle()
    qtbot.wait(1)
    assert gc.get_freeze_count() == frozen
