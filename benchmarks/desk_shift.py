"""An agent who also looks things up between calls: the desk's side of `shift`."""

from itertools import cycle

from PySide6.QtCore import QObject, Slot

from benchmarks.desk_calls import CallsWatcher
from cti_desktop.agent.views import DeskView
from cti_desktop.desktop.app import Desktop
from cti_desktop.desktop.contacts_page import ContactsPage
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.page_names import CALLS, CONTACTS, PHONE

_EVERY = 5
_WORDS = ("caller", "invoice", "44", "har", "hopper 1", "")


class ShiftWatcher(QObject):
    """Works on calls, and after every fifth searches the log, or the contacts, in turns."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._window = desktop.window
        self._calls = CallsWatcher(desktop)
        self._rings: set[str] = set()
        self._searched = 0
        self._words = cycle(_WORDS)
        desktop.core.viewed.connect(self._take_view)

    @Slot(object)
    def _take_view(self, view: object) -> None:
        if not isinstance(view, DeskView):
            return
        self._rings.update(card.card_id for card in view.cards)
        if view.cards:
            self._window.go_to(PHONE)
        elif len(self._rings) >= (self._searched + 1) * _EVERY:
            self._searched += 1
            self._search()

    def _search(self) -> None:
        name = CALLS if self._searched % 2 else CONTACTS
        self._window.go_to(name)
        page = self._window.page_named(name)
        if isinstance(page, LogPage | ContactsPage):
            page.head.search.setText(next(self._words))
