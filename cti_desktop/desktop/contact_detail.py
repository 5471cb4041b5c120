"""One contact in full: every number with what can be done, what is known, the last calls."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cti_desktop.agent.answers import ContactDetail
from cti_desktop.agent.views import Notice
from cti_desktop.calls.contacts import Contact, ContactNumber
from cti_desktop.desktop.call_rows import EarlierCalls, Rows
from cti_desktop.desktop.contact_words import label_words, number_to_dial, shown_number
from cti_desktop.desktop.core_like import Asking, CoreLike
from cti_desktop.desktop.list_body import Message
from cti_desktop.desktop.row_paint import joined, one_line
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import (
    Avatar,
    Button,
    ElidedLabel,
    IconButton,
    IconLabel,
    Label,
    clear,
    row,
    stack,
)
from cti_desktop.desktop.words import Words

_LONGEST_NOTES = 20_000


class NumberRow(QWidget):
    """One number: call it, write to it, copy it."""

    def __init__(
        self,
        core: CoreLike,
        theme: Theme,
        contact: Contact,
        number: ContactNumber,
        *,
        region: str | None,
        first: bool,
    ) -> None:
        super().__init__()
        self._core = core
        self._number = number_to_dial(number)
        self._contact_id = contact.id
        shown = shown_number(number, region)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(ElidedLabel(theme, shown, figures=True))
        if number.label:
            texts.addWidget(ElidedLabel(theme, label_words(number.label), "caption", tone="muted"))
        kind = "primary" if first else ""
        self.call_button = Button(theme, self.tr("Call"), kind, icon="phone-out")
        self.call_button.setAccessibleName(self.tr("Call %1").replace("%1", shown))
        write = self.tr("Send message to %1").replace("%1", shown)
        self.sms_button = IconButton(theme, "message", write)
        self.copy_button = IconButton(theme, "copy", self.tr("Copy %1").replace("%1", shown))
        box = row(spacing=theme.space(4))
        box.setContentsMargins(0, theme.space(4), 0, theme.space(4))
        box.addLayout(texts, 1)
        for button in (self.copy_button, self.sms_button, self.call_button):
            box.addWidget(button)
        self.setLayout(box)
        self.call_button.clicked.connect(self._dial)
        self.sms_button.clicked.connect(self._write_sms)
        self.copy_button.clicked.connect(self._copy)

    def _dial(self) -> None:
        number, contact_id = self._number, self._contact_id
        self._core.tell(lambda o: o.dial(number, source="contacts", contact_id=contact_id))

    def _write_sms(self) -> None:
        number = self._number
        self._core.tell(lambda office: office.write_sms(number))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._number)


class ContactHead(QWidget):
    """Name, firm, and the buttons about the contact as a whole.

    Signals:
        close_wanted: put the contact away.
        edit_wanted: change it.
        favourite_wanted(bool): make it a favourite, or no longer.
    """

    close_wanted = Signal()
    edit_wanted = Signal()
    favourite_wanted = Signal(bool)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._theme = theme
        self._avatar = Avatar(theme, words)
        self._name = ElidedLabel(theme, "", "name", strong=True)
        self._about = ElidedLabel(theme, "", tone="muted")
        self.star = IconButton(theme, "star", self.tr("Favourite"))
        self.star.setCheckable(True)
        self.edit_button = IconButton(theme, "edit", self.tr("Edit contact"))
        self.close_button = IconButton(theme, "x", self.tr("Close (Esc)"))
        self.star.clicked.connect(self.favourite_wanted)
        self.edit_button.clicked.connect(self.edit_wanted)
        self.close_button.clicked.connect(self.close_wanted)
        names = QVBoxLayout()
        names.setSpacing(theme.space(4))
        names.addWidget(self._name)
        names.addWidget(self._about)
        top = Qt.AlignmentFlag.AlignTop
        box = row(self._avatar, spacing=theme.space(12))
        box.setContentsMargins(theme.space(24), theme.space(16), theme.space(16), theme.space(16))
        box.addLayout(names, 1)
        buttons = row(self.star, self.edit_button, self.close_button, spacing=0)
        box.addLayout(buttons)
        box.setAlignment(buttons, top)
        self.setLayout(box)

    def show_contact(self, contact: Contact) -> None:
        """Show whose page it is."""
        self._avatar.show_name(one_line(contact.name))
        self._name.setText(one_line(contact.name))
        firm = contact.firm if contact.firm != contact.name else ""
        self._about.setText(joined(contact.title, firm))
        self._about.setVisible(bool(contact.title or firm))
        self.star.setChecked(contact.favourite)
        filled = contact.favourite
        self.star.set_icon("star-filled" if filled else "star", "accent" if filled else "muted")


class ContactDetailPanel(QWidget):
    """What slides in for a contact.

    Args:
        region: ISO country the reader's numbers are written for.

    Signals:
        close_wanted: the person is done with it.
        edit_wanted(object): they want to change this `Contact`.
        call_wanted(object): the `CallLine` of one of the last calls to show in full.
    """

    close_wanted = Signal()
    edit_wanted = Signal(object)
    call_wanted = Signal(object)

    def __init__(
        self, core: CoreLike, theme: Theme, words: Words, *, region: str | None = None
    ) -> None:
        super().__init__()
        self._core, self._theme, self._words = core, theme, words
        self._region = region
        self._contact: Contact | None = None
        self._shown: ContactDetail | None = None
        self._asking: Asking | None = None
        self._contact_id = ""
        self.head = ContactHead(theme, words)
        self.numbers: list[NumberRow] = []
        self._trouble = Message(theme)
        self._facts, self._calls = QVBoxLayout(), QVBoxLayout()
        self._lay_out()
        self.head.close_wanted.connect(self.close_wanted)
        self.head.edit_wanted.connect(self._edit)
        self.head.favourite_wanted.connect(self._favour)

    @property
    def contact_id(self) -> str:
        """Whose page it is."""
        return self._contact_id

    def show_contact(self, contact_id: str, known: Contact | None = None) -> None:
        """Show a contact, at once as far as it is known, and ask for the rest."""
        if known is not None and known != self._contact:
            same = self._shown is not None and known.id == self._contact_id
            earlier = self._shown.earlier if self._shown and same else ()
            self._show(ContactDetail(contact=known, earlier=earlier))
        self._contact_id = contact_id
        if self._asking is not None:
            self._asking.cancel()
        self._asking = self._core.ask(
            lambda office: office.contact_detail(contact_id),
            self._answered,
            self._failed,
            owner=self,
        )

    def read_again(self) -> None:
        """Ask again; the directory changed."""
        if self._contact_id:
            self.show_contact(self._contact_id)

    def forget(self) -> None:
        """Belong to nobody."""
        self._contact_id = ""

    def take_focus(self) -> None:
        """Take the keyboard, at the first thing that can be done."""
        first = self.numbers[0].call_button if self.numbers else self.head.edit_button
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def _answered(self, detail: ContactDetail | None) -> None:
        self._trouble.hide()
        if detail is None:
            gone = Notice(text=self.tr("This contact is no longer in the directory."))
            self._say_failed(self.tr("Not found"), gone)
        elif detail != self._shown:
            self._show(detail)

    def _failed(self, notice: Notice) -> None:
        self._say_failed(self.tr("This contact could not be read"), notice)

    def _say_failed(self, title: str, notice: Notice) -> None:
        self._trouble.say_failed(title, notice, self.read_again)
        self._trouble.show()

    def _edit(self) -> None:
        if self._contact is not None:
            self.edit_wanted.emit(self._contact)

    def _favour(self, on: bool) -> None:
        if self._contact is not None:
            changed = replace(self._contact, favourite=on)
            self._contact = changed
            self.head.show_contact(changed)
            self._core.ask(
                lambda office: office.save_contact(changed),
                self._favoured,
                self._failed,
                owner=self,
            )

    def _favoured(self, _nothing: None) -> None:
        self._trouble.hide()

    # what is known

    def _show(self, detail: ContactDetail) -> None:
        other = self._shown is None or self._shown.contact != detail.contact
        self._shown, self._contact = detail, detail.contact
        self.head.show_contact(detail.contact)
        if other:  # else what has the keyboard stays
            clear(self._facts)
            self._add_numbers(detail.contact)
            self._add_facts(detail.contact)
        clear(self._calls)
        self._add_calls(detail)

    def _add_numbers(self, contact: Contact) -> None:
        self.numbers = [
            NumberRow(
                self._core, self._theme, contact, number, region=self._region, first=not place
            )
            for place, number in enumerate(contact.numbers)
        ]
        rows = Rows()
        rows.show_rows(list(self.numbers), ruled=True)
        self._facts.addWidget(rows)
        if not self.numbers:
            text = self.tr("No number is known. Edit the contact to add one.")
            self._facts.addWidget(Label(self._theme, text, tone="muted", wrap=True))

    def _add_facts(self, contact: Contact) -> None:
        place = joined(contact.city, self._words.country(contact.country) or contact.country)
        for icon, name, text in (
            ("mail", self.tr("E-mail"), one_line(contact.email)),
            ("location", self.tr("Place"), place),
            ("note", self.tr("Notes"), contact.notes[:_LONGEST_NOTES]),
        ):
            if text:
                self._facts.addWidget(self._fact(icon, name, text))

    def _fact(self, icon: str, name: str, text: str) -> QWidget:
        whole = QWidget()
        sign = IconLabel(self._theme, icon)
        sign.setToolTip(name)
        label = Label(self._theme, text, wrap=True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setAccessibleName(f"{name}: {text}")
        box = row(spacing=self._theme.space(12))
        box.setContentsMargins(0, self._theme.space(4), 0, self._theme.space(4))
        box.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(label, 1)
        whole.setLayout(box)
        return whole

    def _add_calls(self, detail: ContactDetail) -> None:
        self._calls.addWidget(Label(self._theme, self.tr("Last calls"), strong=True))
        calls = EarlierCalls(self._theme, self._words)
        calls.call_wanted.connect(self.call_wanted)
        calls.show_lines(detail.earlier)
        self._calls.addWidget(calls)
        if not detail.earlier:
            text = self.tr("No calls with this contact yet.")
            self._calls.addWidget(Label(self._theme, text, tone="muted", wrap=True))

    def _lay_out(self) -> None:
        space = self._theme.space
        content = QWidget()
        box = QVBoxLayout(content)
        box.setContentsMargins(space(24), space(12), space(24), space(24))
        box.setSpacing(space(8))
        self._facts.setSpacing(space(8))
        box.addWidget(self._trouble)
        self._calls.setSpacing(space(8))
        box.addLayout(self._facts)
        box.addSpacing(space(16))
        box.addLayout(self._calls)
        box.addStretch(1)
        self._trouble.hide()
        stack(self, self.head, content)
