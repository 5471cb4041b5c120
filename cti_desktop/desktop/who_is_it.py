"""Asks who is calling: a list when several share the number, a small form when nobody has it."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from cti_desktop.agent.dial_views import MatchView
from cti_desktop.agent.views import CallCard, CallLine, Notice
from cti_desktop.calls.contacts import Contact, ContactNumber
from cti_desktop.calls.events import new_event_id
from cti_desktop.desktop.contact_words import label_words
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.row_paint import joined, one_line
from cti_desktop.desktop.spoken import announce
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import (
    Avatar,
    Button,
    ElidedLabel,
    IconButton,
    Label,
    Line,
    Plane,
    row,
)
from cti_desktop.desktop.words import Words


class MatchRow(QWidget):
    """One of those who may be calling, with yes and no.

    Signals:
        chosen(str): this contact it is.
        refused(str): this contact it is not.
    """

    chosen = Signal(str)
    refused = Signal(str)

    def __init__(self, theme: Theme, words: Words, *, ruled: bool) -> None:
        super().__init__()
        self.contact_id = ""
        self._avatar = Avatar(theme, words, 36, ground="surface")
        self._name = ElidedLabel(theme, strong=True)
        self._about = ElidedLabel(theme, "", "caption", tone="muted")
        self._yes = Button(theme, self.tr("This one"), icon="check", tone="accent")
        self._no = Button(theme, self.tr("Not this person"), "quiet")
        self._sign = IconButton(theme, "user-x", self.tr("Not this person"))
        self._lay_out(theme, ruled=ruled)
        self._yes.clicked.connect(lambda: self.chosen.emit(self.contact_id))
        for refusal in (self._no, self._sign):
            refusal.clicked.connect(lambda: self.refused.emit(self.contact_id))

    def show_match(self, match: MatchView) -> None:
        """Ask about this contact."""
        contact = match.contact
        name = one_line(contact.name)
        about = joined(contact.title, contact.firm, contact.city, label_words(match.label))
        self.contact_id = contact.id
        self._avatar.show_name(name)
        self._name.setText(name)
        self._about.setText(about or match.why)
        self._yes.setAccessibleName(self.tr("This is %1").replace("%1", name))
        for refusal in (self._no, self._sign):
            refusal.setAccessibleName(self.tr("This is not %1").replace("%1", name))

    def ask_only_yes(self) -> None:
        """Offer no refusal: nobody said it was this contact."""
        self._no.hide()
        self._sign.hide()

    def set_compact(self, compact: bool) -> None:
        """Say no by an icon where room is short."""
        self._no.setVisible(not compact)
        self._sign.setVisible(compact)

    def _lay_out(self, theme: Theme, *, ruled: bool) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self._name)
        texts.addWidget(self._about)
        across = QHBoxLayout()
        across.setContentsMargins(0, theme.space(8), 0, theme.space(8))
        across.setSpacing(theme.space(8))
        across.addWidget(self._avatar)
        across.addSpacing(theme.space(4))
        across.addLayout(texts, 1)
        for part in (self._no, self._sign, self._yes):
            across.addWidget(part)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        if ruled:
            box.addWidget(Line())
        box.addLayout(across)


class WhoIsIt(Plane):
    """Lists everybody who may be calling; its rows are kept and filled in anew.

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
        self._rows: list[MatchRow] = []
        self._compact = False
        space = theme.space
        self.box.setContentsMargins(space(16), space(12), space(16), space(8))
        self.box.addWidget(Label(theme, self.tr("Who is it?"), "section", strong=True))
        self.box.addSpacing(space(4))
        self.setAccessibleName(self.tr("Who is it?"))

    def show_matches(self, matches: tuple[MatchView, ...]) -> None:
        """List these; not there when there are none."""
        if matches != self._shown:
            self._shown = matches
            while self.make_row(len(matches)):
                pass
            for one, match in zip(self._rows, matches, strict=False):
                one.show_match(match)
            for at, one in enumerate(self._rows):
                one.setVisible(at < len(matches))
        self.setVisible(bool(matches))

    def make_row(self, enough: int) -> bool:
        """Make one more row, hidden, unless there are enough; tell whether it did."""
        if len(self._rows) >= enough:
            return False
        one = MatchRow(self._theme, self._words, ruled=bool(self._rows))
        self.box.addWidget(one)
        one.set_compact(self._compact)
        one.hide()
        one.ensurePolished()
        one.chosen.connect(self.chosen)
        one.refused.connect(self.refused)
        self._rows.append(one)
        return True

    def set_compact(self, compact: bool) -> None:
        """Make do with less room."""
        if compact != self._compact:
            self._compact = compact
            for one in self._rows:
                one.set_compact(compact)


class SaveContact(Plane):
    """Keeps a caller as a contact: name and firm, the number is known.

    Signals:
        saved(str): the caller is this contact from now on.
        closed: saved or given up.
    """

    saved = Signal(str)
    closed = Signal()

    def __init__(self, core: CoreLike, theme: Theme) -> None:
        super().__init__("attention")
        self._core, self._theme = core, theme
        self._call: CallCard | CallLine | None = None
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

    def open_for(self, call: CallCard | CallLine) -> None:
        """Show the form for a call's other side; the keyboard goes to the name."""
        self._call = call
        self.name.setText(one_line(call.name) if call.name != call.number else "")
        self.firm.setText(one_line(call.firm))
        self._error.hide()
        self._allow()
        self.show()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_form()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        space, theme = self._theme.space, self._theme
        give_up = Button(theme, self.tr("Cancel"), "quiet", tip=self.tr("Cancel (Esc)"))
        give_up.clicked.connect(self.close_form)
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
        call, name = self._call, self.name.text().strip()
        if call is None or not name or self._saving is not None:
            return
        number = ContactNumber(raw=call.e164 or call.number, e164=call.e164)
        contact = Contact(
            id=new_event_id(), name=name, firm=self.firm.text().strip(), numbers=(number,)
        )
        self._saving = contact
        self._allow()
        self._core.ask(
            lambda office: office.save_contact(contact),
            partial(self._kept, contact),
            self._failed,
            owner=self,
        )

    def _kept(self, contact: Contact, _nothing: None) -> None:
        if contact is self._saving:
            self.saved.emit(contact.id)
            self.close_form()

    def _failed(self, notice: Notice) -> None:
        self._saving = None
        self._error.setText(notice.text)
        announce(self, notice.text)
        self._error.show()
        self._allow()

    def close_form(self) -> None:
        """Put it away; a contact on its way to be saved is not this call's any more."""
        self._saving = None
        self.hide()
        self.closed.emit()
