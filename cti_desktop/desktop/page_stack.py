"""The pages of the main window by name, each made at once or when it is first needed."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

MakePage = Callable[[], QWidget]


class PageStack(QStackedWidget):
    """Holds the pages and shows one of them.

    Signals:
        made: a page stands here from now on.
    """

    made = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._pages: dict[str, QWidget] = {}
        self._late: dict[str, MakePage] = {}

    def offer(self, name: str, page: QWidget | MakePage) -> None:
        """Take a page, or what makes it when it is first needed; it takes the place of another."""
        if not isinstance(page, QWidget):
            self._late[name] = page
            return
        before = self._pages.get(name)
        self._pages[name] = page
        self.addWidget(page)
        if before is not None:
            self._replace(before, page)
        self.made.emit(page)

    def _replace(self, before: QWidget, page: QWidget) -> None:
        if self.currentWidget() is before:
            self.setCurrentWidget(page)
        self.removeWidget(before)
        before.deleteLater()

    def offers(self, name: str) -> bool:
        """Tell whether there is such a page, made or not."""
        return name in self._pages or name in self._late

    def page(self, name: str) -> QWidget | None:
        """Return a page, made now if it was not needed before; None when it is not offered."""
        if make := self._late.pop(name, None):
            self.offer(name, make())
        return self._pages.get(name)

    def make_next(self) -> bool:
        """Make one of the pages that were not needed yet; False when none is left."""
        for name in self._late:
            self.page(name)
            return True
        return False

    @property
    def shown(self) -> str:
        """The name of the page that is shown."""
        widget = self.currentWidget()
        return next(name for name, page in self._pages.items() if page is widget)

    @property
    def shown_page(self) -> QWidget:
        """The page that is shown."""
        return self._pages[self.shown]
