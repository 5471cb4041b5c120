"""What the main window does about text messages: a badge, a passing notice, the page turned to.

A text never takes the keyboard and never turns the page; while the person wants quiet only the
badge counts. `Interior` makes one.
"""

from PySide6.QtCore import QObject

from cti_desktop.agent.text_views import ShowTexts, TextsChanged, TextsPage
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.page_kinds import ShowsTexts
from cti_desktop.desktop.page_names import MESSAGES
from cti_desktop.desktop.row_paint import one_line
from cti_desktop.desktop.window import MainWindow


class TextsInWindow(QObject):
    """Takes the snapshots about texts; GUI thread only."""

    def __init__(self, window: MainWindow, core: CoreLike) -> None:
        super().__init__(window)
        self._window, self._core = window, core

    def take_view(self, view: object) -> None:
        """Take a snapshot; others than those about texts are not for this."""
        if isinstance(view, TextsChanged):
            self._window.rail.set_badge(MESSAGES, view.unread)
            for key in view.came:
                self._tell(key)
        elif isinstance(view, ShowTexts):
            page = self._page()
            if page is not None:
                self._window.go_to(MESSAGES)
                page.show_texts(view)

    def _tell(self, key: str) -> None:
        page = self._page()
        if page is None or self._window.quiet.on or page.is_looked_at(key):
            return
        self._core.ask(lambda office: office.texts(key, limit=1), self._say, owner=self)

    def _say(self, found: TextsPage | None) -> None:
        if found is None or self._window.quiet.on:
            return
        line = found.conversation
        text = self.tr("Message from %1").replace("%1", one_line(line.name))
        self._window.notices.offer(
            text, self.tr("Show"), lambda: self._show(line.key), icon="message", passing=True
        )

    def _show(self, key: str) -> None:
        page = self._page()
        if page is not None:
            self._window.go_to(MESSAGES)
            page.show_conversation(key)

    def _page(self) -> ShowsTexts | None:
        if not self._window.offers(MESSAGES):
            return None
        page: object = self._window.page_named(MESSAGES)
        return page if isinstance(page, ShowsTexts) else None
