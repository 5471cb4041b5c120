"""Lets whatever ends programs end the demo in order: Ctrl-C, a closed terminal, a time limit.

The demo's programs sit in sessions of their own, so nobody else stops them.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class Ending:
    """Turns the first of these signals into a KeyboardInterrupt and is deaf to any later one.

    What the demo was started deaf to (`nohup`) it stays deaf to. Main thread only.
    """

    def __init__(self) -> None:
        self._before: dict[int, Any] = {}
        self._held = self._asked = False

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Listen within; afterwards everything is as it was."""
        numbers = (getattr(signal, name) for name in _NAMES if hasattr(signal, name))
        self._before = {
            number: signal.signal(number, self._take)
            for number in numbers
            if signal.getsignal(number) is not signal.SIG_IGN
        }
        try:
            yield
        finally:
            for number, handler in self._before.items():
                signal.signal(number, handler)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let what is done within be finished first: a program that is started has to be known."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._asked:
            raise KeyboardInterrupt

    def turn_deaf(self) -> None:
        """Begin to stop: a second Ctrl-C must not cut that short."""
        for number in self._before:
            signal.signal(number, signal.SIG_IGN)

    def _take(self, _number: int, _frame: FrameType | None) -> None:
        self.turn_deaf()
        self._asked = True
        if not self._held:
            raise KeyboardInterrupt
