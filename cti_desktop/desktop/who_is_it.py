"""Asks who is calling: a list when several share the number, a small form when nobody has it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from cti_desktop.agent.views import CallCard, MatchView, Notice
from cti_desktop.calls.contacts import Contact, ContactNumber
from cti_desktop.calls.events import new_event_id
from cti_desktop.desktop.call_rows import Rows
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import (
    Avatar,
    Button,
    ElidedLabel,
    IconButton,
    Label,
    Plane,
    row,
)
from cti_desktop.desktop.words import Words


class WhoIsIt(Plane):
    """Lists everybody who may be calling.

    Signals:
        chosen(str): this contact it is.
        refused(str): this contact it is not.
    """

    chosen = Signal(str)
    refused = Signal(str)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__("attention")
        self._theme, self._words = theme, words
        self._shown: tuple[MatchView, ...] = ()
        self._refusals: list[tuple[QWidget, QWidget]] = []
        self._compact = False
        self._title = Label(theme, self.tr("Who is it?"), "section", strong=True)
        self._rows = Rows()
        space = theme.space
        self.box.setContentsMargins(space(16), space(12), space(16), space(8))
        self.box.setSpacing(space(4))
        self.box.addWidget(self._title)
        self.box.addWidget(self._rows)
        self.setAccessibleName(self.tr("Who is it?"))

    def show_matches(self, matches: tuple[MatchView, ...]) -> None:
        """List these."""
        if matches != self._shown:
            self._shown = matches
            self._refusals = []
            self._rows.show_rows([self._row(match) for match in matches], ruled=True)

    def set_compact(self, compact: bool) -> None:
        """Say no by an icon where room is short."""
        self._compact = compact
        for words, sign in self._refusals:
            words.setVisible(not compact)
            sign.setVisible(compact)

    def _row(self, match: MatchView) -> QWidget:
        contact, theme = match.contact, self._theme
        one = QWidget()
        avatar = Avatar(theme, self._words, 36, ground="surface")
        avatar.show_name(contact.name)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        about = " · ".join(p for p in (contact.title, contact.firm, contact.city, match.label) if p)
        texts.addWidget(ElidedLabel(theme, contact.name, strong=True))
        texts.addWidget(ElidedLabel(theme, about or match.why, "caption", tone="muted"))
        yes = Button(theme, self.tr("This one"), icon="check", tone="accent")
        yes.setAccessibleName(self.tr("This is %1").replace("%1", contact.name))
        yes.clicked.connect(lambda: self.chosen.emit(contact.id))
        no = Button(theme, self.tr("Not this person"), "quiet")
        sign = IconButton(theme, "user-x", self.tr("Not this person"))
        for refusal in (no, sign):
            refusal.setAccessibleName(self.tr("This is not %1").replace("%1", contact.name))
            refusal.clicked.connect(lambda: self.refused.emit(contact.id))
        no.setVisible(not self._compact)
        sign.setVisible(self._compact)
        self._refusals.append((no, sign))
        box = QHBoxLayout(one)
        box.setContentsMargins(0, theme.space(8), 0, theme.space(8))
        box.setSpacing(theme.space(8))
        box.addWidget(avatar)
        box.addSpacing(theme.space(4))
        box.addLayout(texts, 1)
        box.addWidget(no)
        box.addWidget(sign)
        box.addWidget(yes)
        return one


class SaveContact(Plane):
    """Keeps a caller as a contact: name and firm, the number is known.

    Signals:
        closed: saved or given up.
    """

    closed = Signal()

    def __init__(self, core: CoreLike, theme: Theme) -> None:
        super().__init__("attention")
        self._core, self._theme = core, theme
        self._card: CallCard | None = None
        self._saving: Contact | None = None
        self.name = QLineEdit()
        self.firm = QLineEdit()
        self._error = Label(theme, "", tone="bad", wrap=True)
        self._save = Button(theme, self.tr("Save contact"), "primary")
        self._lay_out()
        self.name.textChanged.connect(self._allow)
        self.name.returnPressed.connect(self._keep)
        self.firm.returnPressed.connect(self._keep)
        self._save.clicked.connect(self._keep)

    def open_for(self, card: CallCard) -> None:
        """Show the form for a card's caller; the keyboard goes to the name."""
        self._card = card
        self.name.setText(card.name if card.name != card.number else "")
        self.firm.setText(card.firm)
        self._error.hide()
        self._allow()
        self.show()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        space, theme = self._theme.space, self._theme
        give_up = Button(theme, self.tr("Cancel"), "quiet", tip=self.tr("Cancel (Esc)"))
        give_up.clicked.connect(self._close)
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(12))
        grid.setVerticalSpacing(space(8))
        for number, (text, field) in enumerate(
            ((self.tr("Name"), self.name), (self.tr("Firm"), self.firm))
        ):
            label = Label(theme, text)
            label.setBuddy(field)
            field.setAccessibleName(text)
            grid.addWidget(label, number, 0)
            grid.addWidget(field, number, 1)
        self.box.setContentsMargins(space(16), space(12), space(16), space(16))
        self.box.setSpacing(space(12))
        self.box.addWidget(Label(theme, self.tr("Save contact"), "section", strong=True))
        self.box.addLayout(grid)
        self.box.addWidget(self._error)
        self.box.addLayout(row(None, give_up, self._save, spacing=space(8)))
        self._error.hide()
        self.hide()

    def _allow(self) -> None:
        named = bool(self.name.text().strip())
        self._save.setEnabled(named and self._saving is None)
        self._save.setToolTip("" if named else self.tr("A contact needs a name"))

    def _keep(self) -> None:
        card, name = self._card, self.name.text().strip()
        if card is None or not name or self._saving is not None:
            return
        number = ContactNumber(raw=card.e164 or card.number, e164=card.e164)
        contact = Contact(
            id=new_event_id(), name=name, firm=self.firm.text().strip(), numbers=(number,)
        )
        self._saving = contact
        self._allow()
        self._core.ask(
            lambda office: office.save_contact(contact), self._kept, self._failed, owner=self
        )

    def _kept(self, _nothing: None) -> None:
        card, contact, self._saving = self._card, self._saving, None
        if card is not None and contact is not None:
            self._core.tell(lambda office: office.choose_contact(card.card_id, contact.id))
        self._close()

    def _failed(self, notice: Notice) -> None:
        self._saving = None
        self._error.setText(notice.text)
        self._error.show()
        self._allow()

    def _close(self) -> None:
        self.hide()
        self.closed.emit()
