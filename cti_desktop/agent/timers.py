"""The one thing of an event loop that the desk's clocks need; tests pass their own."""

from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    """A call that is waiting."""

    def cancel(self) -> None:
        """Do not call."""


class Timers(Protocol):
    """An event loop, as far as it calls back later."""

    def call_later(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Call back after `delay` seconds."""
