"""Looks a caller up by name when the number says nothing; the number is remembered for the next."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from cti_desktop.agent.answers import ContactsPage
from cti_desktop.agent.dial_views import MatchView
from cti_desktop.agent.views import Notice
from cti_desktop.calls.contacts import Contact, MatchKind
from cti_desktop.desktop.core_like import Asking, CoreLike
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.who_is_it import MatchRow
from cti_desktop.desktop.widgets import Button, Label, Plane, row
from cti_desktop.desktop.words import Words

_MOST, _PAUSE_MS = 5, 120


class AttachContact(Plane):
    """A search field and who it finds.

    Signals:
        chosen(str): the contact it is.
        closed: chosen or given up.
    """

    chosen = Signal(str)
    closed = Signal()

    def __init__(self, core: CoreLike, theme: Theme, words: Words) -> None:
        super().__init__("attention")
        self._core, self._theme, self._words = core, theme, words
        self._asking: Asking | None = None
        self._rows: list[MatchRow] = []
        self._found_for = ""
        self.field = QLineEdit()
        self.said = Label(theme, "", tone="muted", wrap=True)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE_MS)
        self._later.timeout.connect(self._search)
        self.field.textChanged.connect(self._later.start)
        self.field.returnPressed.connect(self._take_first)
        self._lay_out()

    def open_for(self, name: str) -> None:
        """Show the search, beginning with a name; the keyboard goes there."""
        self.field.setText(name)
        self.field.selectAll()
        self._show(())
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._search()

    def close_search(self) -> None:
        """Put it away."""
        if not self.isHidden():
            self._later.stop()
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_search()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        space, theme = self._theme.space, self._theme
        title = Label(theme, self.tr("Find contact"), "section", strong=True)
        give_up = Button(theme, self.tr("Cancel"), "quiet", tip=self.tr("Cancel (Esc)"))
        give_up.clicked.connect(self.close_search)
        self.field.setAccessibleName(self.tr("Find contact"))
        self.field.setPlaceholderText(self.tr("Name, firm or number"))
        self.box.setContentsMargins(space(16), space(12), space(16), space(8))
        self.box.setSpacing(space(8))
        self.box.addLayout(row(title, None, give_up))
        self.box.addWidget(self.field)
        self.box.addWidget(self.said)
        self.hide()

    def _row(self, at: int) -> MatchRow:
        """Return a row, made when it is first needed: few calls need any."""
        while len(self._rows) <= at:
            one = MatchRow(self._theme, self._words, ruled=bool(self._rows))
            one.ask_only_yes()
            one.chosen.connect(self._choose)
            self._rows.append(one)
            self.box.addWidget(one)
        return self._rows[at]

    @property
    def _text(self) -> str:
        return self.field.text().strip()

    def _search(self) -> None:
        text = self._text
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        if not text:
            self._show(())
            return
        self._asking = self._core.ask(
            lambda office: office.contacts_page(text=text, limit=_MOST),
            partial(self._found, text),
            self._failed,
            owner=self,
        )

    def _found(self, text: str, page: ContactsPage) -> None:
        self._asking, self._found_for = None, text
        self._show(page.contacts)
        if not page.contacts:
            self._say(self.tr("Nobody of this name. Save the caller as a new contact instead."))

    def _failed(self, notice: Notice) -> None:
        self._asking = None
        self._say(notice.text)

    def _show(self, contacts: tuple[Contact, ...]) -> None:
        self._say("")
        for at, contact in enumerate(contacts[:_MOST]):
            self._row(at).show_match(_as_match(contact))
        for at, one in enumerate(self._rows):
            one.setVisible(at < len(contacts))

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))

    def _take_first(self) -> None:
        if self._later.isActive():
            self._later.stop()
            self._search()
        elif self._found_for == self._text and self._rows and not self._rows[0].isHidden():
            self._choose(self._rows[0].contact_id)

    def _choose(self, contact_id: str) -> None:
        self.chosen.emit(contact_id)
        self.close_search()


def _as_match(contact: Contact) -> MatchView:
    number = next((one.raw for one in contact.numbers), "")
    return MatchView(contact=contact, kind=MatchKind.CHOSEN, why=number)
