"""The dial under way: it waits for the softphone page, then for the ring, and never for ever.

A number that waited longer than its patience is let go and said to be: nobody expects a call that
was clicked minutes ago to begin by itself.
"""

from collections.abc import Callable
from typing import Any

from cti_desktop.agent.timers import Timer, Timers

DIAL_TIMEOUT_S = 8.0
PATIENCE_S = 30.0
FIRST_PATIENCE_S = 120.0
"""A link may have started the program: the page comes for the first time, perhaps over a slow line,
and whoever clicked waits for it."""


class OneDial:
    """Holds at most one; core thread only.

    Args:
        send: posts a message to the page.
        sent: hears that it was posted.
        let_go: hears that it was not, and never will be.
        lost: hears that it was, and that something came between.
        nothing_rings: hears that it was, and nothing rang.
    """

    def __init__(
        self,
        timers: Timers,
        *,
        send: Callable[[dict[str, Any]], None],
        sent: Callable[[], None],
        let_go: Callable[[], None],
        lost: Callable[[], None],
        nothing_rings: Callable[[], None],
    ) -> None:
        self._timers = timers
        self._send, self._sent = send, sent
        self._let_go, self._lost, self._nothing_rings = let_go, lost, nothing_rings
        self._queued: dict[str, Any] | None = None
        self._timer: Timer | None = None

    @property
    def under_way(self) -> bool:
        """Whether one waits for the page or for the ring."""
        return self._timer is not None

    def queue(self, message: dict[str, Any], patience_s: float) -> None:
        """Take one that can be sent once the page is ready."""
        self._queued = message
        self._start(patience_s, self._too_late)

    def post(self, message: dict[str, Any]) -> None:
        """Send one and wait for the ring."""
        self._queued = None
        self._start(DIAL_TIMEOUT_S, self._silent)
        self._send(message)
        self._sent()

    def page_ready(self) -> None:
        """Send what waits."""
        if self._queued is not None:
            self.post(self._queued)

    def page_reloads(self) -> bool:
        """Give up what the old page was sent, and tell whether anything was.

        What still waits may wait for the new page.
        """
        sent = self.under_way and self._queued is None
        if sent:
            self.forget()
        return sent

    def slept(self) -> None:
        """Let go of what still waits: timers do not count a sleep, and it may have been a night."""
        if self._queued is not None:
            self.fail()

    def fail(self) -> None:
        """Be done with it: it cannot ring any more, or cannot be sent."""
        under_way, queued = self.under_way, self._queued is not None
        self.forget()
        if queued:
            self._let_go()
        elif under_way:
            self._lost()

    def forget(self) -> None:
        """Be done with it and say nothing: it rang, or nobody listens any more."""
        self._queued = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _start(self, delay: float, callback: Callable[[], None]) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._timers.call_later(delay, callback)

    def _too_late(self) -> None:
        self.fail()

    def _silent(self) -> None:
        self.forget()
        self._nothing_rings()
