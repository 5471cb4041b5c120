"""The page of the next call, put together while nothing rings; only the phone page uses it.

Building a page takes several times as long as filling one in, and a person waits for the pop.
"""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer

from cti_desktop.calls.outcomes import Outcome
from cti_desktop.desktop.card_page import CardPage


class SparePage(QObject):
    """Keeps one page ready that belongs to no card yet; GUI thread only.

    It works in steps of the event loop, so that a ring or a key press never waits for a whole page.

    Args:
        make: makes a page, placed where it will be shown.
        may_work: whether now is a moment in which nobody waits.
    """

    def __init__(
        self, make: Callable[[], CardPage], may_work: Callable[[], bool], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._make, self._may_work = make, may_work
        self._page: CardPage | None = None
        self._steps: Iterator[None] | None = None
        self._outcomes: tuple[Outcome, ...] = ()
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._go_on)

    @property
    def page(self) -> CardPage | None:
        """The page that waits for a call, ready or not; None before there is one."""
        return self._page

    @property
    def ready(self) -> bool:
        """Whether there is a page and nothing is left to do for it."""
        return self._page is not None and self._steps is None

    def get_ready(self, outcomes: tuple[Outcome, ...]) -> None:
        """Go on with the page when the event loop is idle; does nothing while it is ready."""
        if outcomes != self._outcomes:
            self._outcomes = outcomes
            self._steps = self._page.get_ready(outcomes) if self._page else None
        if not self.ready:
            self._turn.start()

    def take(self) -> CardPage:
        """Give the page away, or make one if there is none."""
        page = self._page or self._make()
        self._page, self._steps = None, None
        self._turn.stop()
        return page

    def give_back(self, page: CardPage) -> bool:
        """Take a page whose card is gone, unless there is one; tell whether it was taken."""
        if self._page is not None:
            return False
        page.release()
        self._page = page
        self._steps = page.get_ready(self._outcomes)
        self._turn.start()
        return True

    def drop(self) -> CardPage | None:
        """Give the page away to be thrown away, if there is one."""
        return None if self._page is None else self.take()

    def _go_on(self) -> None:
        if self.ready or not self._may_work():
            return
        if self._page is None:
            self._page = self._make()
            self._steps = self._page.get_ready(self._outcomes)
        elif self._steps is not None and next(self._steps, self) is self:
            self._steps = None
        if not self.ready:
            self._turn.start()
