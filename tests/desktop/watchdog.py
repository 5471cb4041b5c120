"""Watches the GUI thread for stalls: how long it works before it can look at the next event.

Counted is what the thread works and what it is blocked for, not what it waits for a processor, so
that a busy machine fails no test. `StallWatch` is for a test that plays a whole shift; `LoopWatch`
watches over every test of this folder.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEventLoop, Slot

from cti_desktop.desktop.stalls import Stalls

LONGEST_MS = 100.0


@dataclass(frozen=True)
class Allowed:
    """A stall that is known, how long it may be, and why it is accepted."""

    ms: float
    reason: str


ALLOWED = {
    "first page": Allowed(400, "a page is put together once, on a person's own click"),
    "theme": Allowed(300, "Qt styles a thousand widgets anew, on a person's own choice"),
}


_START = "the whole program starts inside the test: web engine, interior, first page"
# Tests in which the loop may be held up longer, by file or by file and test.
KNOWN = {
    "test_app.py": Allowed(500, _START),
    "test_core.py::test_a_hundred_thousand_views_cross_in_order_and_once": Allowed(
        750,
        "a hundred thousand views are posted in one breath, by a thread that does nothing else",
    ),
    "test_driver.py": Allowed(500, _START),
    "test_pictures.py": ALLOWED["first page"],
    "test_whole_window.py::test_an_allowed_stall_has_its_reason": ALLOWED["theme"],
    "test_whole_window.py::test_the_watchdog_barks": Allowed(500, "it stands still on purpose"),
}
_SLOWEST = 4.0
"""However busy the machine: who holds a lock we wait for may itself wait for a processor."""


def slowness() -> float:
    """Return how much longer everything may take: others' work slows our processor time, too."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    least = 1.0 if "PYTEST_XDIST_WORKER" not in os.environ else 2.0  # others run beside, surely
    return min(max(least, load / (os.cpu_count() or 1)), _SLOWEST)


def allowed_in(test: str) -> float:
    """Return how many milliseconds the loop may be held up in a test, by its node id."""
    name = test.rpartition("/")[2].partition("[")[0]
    known = KNOWN.get(name) or KNOWN.get(name.partition("::")[0])
    return known.ms if known else LONGEST_MS


class StallWatch(Stalls):
    """Measures from one look at the event queue to the next."""

    @contextmanager
    def running(self, what: str = "") -> Iterator[None]:
        """Measure while the body runs the event loop and does nothing else.

        Raises:
            AssertionError: a stall was longer than `what` allows.
        """
        self.watch()
        try:
            yield
        finally:
            self.leave()
        allowed = ALLOWED[what].ms if what else LONGEST_MS
        assert self.longest_ms <= allowed, f"the window stood still for {self.longest_ms:.0f} ms"


class LoopWatch(Stalls):
    """Measures whenever a test lets an event loop run; what the test does itself is not counted."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def watch_loops(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Notice from now on that an event loop begins and ends."""
        self.watch()
        for name in ("exec", "processEvents"):
            of_loop, of_app = getattr(QEventLoop, name), getattr(QCoreApplication, name)
            monkeypatch.setattr(QEventLoop, name, self._around(of_loop))
            monkeypatch.setattr(QCoreApplication, name, staticmethod(self._around(of_app)))

    def _around(self, run: Callable[..., Any]) -> Callable[..., Any]:
        def running(*given: Any, **named: Any) -> Any:
            self._depth += 1
            if self._depth == 1:
                self.begin()
            try:
                return run(*given, **named)
            finally:
                self._depth -= 1
                self.look()
                if not self._depth:
                    self.rest()

        return running

    @Slot()
    def look(self) -> None:
        """Count only inside a loop."""
        if self._depth or self._since is not None:
            super().look()
