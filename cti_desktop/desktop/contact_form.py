"""The form that makes a contact or changes one: name, firm, numbers, notes."""

from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from cti_desktop.agent.views import Notice
from cti_desktop.calls.contacts import Contact, ContactNumber
from cti_desktop.calls.events import new_event_id
from cti_desktop.calls.numbers import parse_number
from cti_desktop.desktop.calm_fields import CalmComboBox
from cti_desktop.desktop.contact_words import label_words
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.spoken import announce
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, IconButton, Label, row, stack

_LABELS = ("work", "mobile", "main", "home", "other")
_LONGEST = 200


class NumberField(QWidget):
    """One number and which of the person's it is.

    Signals:
        changed: it was typed into.
        removed: the person takes it out.
    """

    changed = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, region: str | None, number: ContactNumber | None) -> None:
        super().__init__()
        self._region, self._known = region, number
        self.text = QLineEdit(number.raw if number else "")
        self.text.setMaxLength(_LONGEST)
        self.text.setAccessibleName(self.tr("Phone number"))
        self.text.setPlaceholderText(self.tr("Phone number"))
        self._label = CalmComboBox()
        self._label.setAccessibleName(self.tr("Kind of number"))
        own = number.label if number else "work"
        labels = _LABELS if own in _LABELS or not own else (*_LABELS, own)
        for label in labels:
            self._label.addItem(label_words(label), label)
        self._label.setCurrentIndex(labels.index(own) if own else len(_LABELS) - 1)
        self._wrong = Label(theme, "", "caption", tone="bad", wrap=True)
        self._wrong.hide()
        remove = IconButton(theme, "trash", self.tr("Remove this number"))
        self.parts = (self._label, self.text, remove)
        line = row(self._label, self.text, remove, spacing=theme.space(8))
        line.setStretch(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(4))
        box.addLayout(line)
        box.addWidget(self._wrong)
        self.text.textChanged.connect(self._typed)
        remove.clicked.connect(self.removed)

    def read(self) -> ContactNumber | None:
        """Return the number as it stands; None when the field is empty or cannot be dialled."""
        raw = self.text.text().strip()
        label = str(self._label.currentData())
        known = self._known
        if known is not None and known.raw == raw and (known.e164 or known.extension):
            return replace(known, label=label)
        parsed = parse_number(raw, self._region)
        if not raw or not parsed.dialable:
            return None
        return ContactNumber(raw=raw, label=label, e164=parsed.e164, extension=parsed.extension)

    def complain(self) -> bool:
        """Say what is wrong with it, if anything is; tell whether something was said."""
        wrong = bool(self.text.text().strip()) and self.read() is None
        self._wrong.setText(self.tr("This cannot be dialled. Write it like +44 20 7946 0018."))
        self._wrong.setVisible(wrong)
        self.text.setAccessibleDescription(self.wrong)
        return wrong

    @property
    def wrong(self) -> str:
        """What is wrong with it, as it was said last."""
        return "" if self._wrong.isHidden() else self._wrong.text()

    def _typed(self) -> None:
        self._wrong.hide()
        self.text.setAccessibleDescription("")
        self.changed.emit()


class ContactForm(QWidget):
    """The form; `open_new` or `open_for` fills it.

    Signals:
        saved(object): this `Contact` is in the directory now.
        closed: the person gave up.
    """

    saved = Signal(object)
    closed = Signal()

    def __init__(self, core: CoreLike, theme: Theme, *, region: str | None = None) -> None:
        super().__init__()
        self._core, self._theme, self._region = core, theme, region
        self._contact = Contact(id="", name="")
        self.numbers: list[NumberField] = []
        self._title = Label(theme, "", "section", strong=True)
        self.name = self._field(self.tr("Name"))
        self.firm = self._field(self.tr("Firm"))
        self.notes = QPlainTextEdit()
        self.notes.setAccessibleName(self.tr("Notes"))
        self.notes.setTabChangesFocus(True)
        self.notes.setFixedHeight(theme.px(88))
        self._number_box = QVBoxLayout()
        self._number_box.setSpacing(theme.space(8))
        self.add_button = Button(theme, self.tr("Add number"), "link", icon="plus")
        self.save_button = Button(theme, self.tr("Save contact"), "primary")
        self.cancel_button = Button(theme, self.tr("Cancel"))
        self._why = Label(theme, "", "caption", tone="muted", wrap=True)
        self._lay_out()
        self.name.textChanged.connect(self._check)
        self.firm.textChanged.connect(self._check)
        self.name.returnPressed.connect(self.save)
        self.firm.returnPressed.connect(self.save)
        self.add_button.clicked.connect(self._add_empty)
        self.save_button.clicked.connect(self.save)
        self.cancel_button.clicked.connect(self.closed)

    def open_new(self, *, name: str = "", number: str = "") -> None:
        """Begin a new contact, with what is known already."""
        numbers = (ContactNumber(raw=number, label="work"),) if number else ()
        self._title.setText(self.tr("New contact"))
        self._fill(Contact(id="", name=name, numbers=numbers))

    def open_for(self, contact: Contact) -> None:
        """Change a contact."""
        self._title.setText(self.tr("Edit contact"))
        self._fill(contact)

    def save(self) -> None:
        """Save what stands there, unless something is missing or wrong."""
        wrong = [field for field in self.numbers if field.complain()]
        if wrong:
            wrong[0].text.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, wrong[0].wrong)
        elif not self.save_button.isEnabled():
            announce(self, self._why.text())
        if wrong or not self.save_button.isEnabled():
            return
        contact = self._read()
        self._contact = contact
        self.save_button.setEnabled(False)
        self._core.ask(
            lambda office: office.save_contact(contact), self._saved, self._failed, owner=self
        )

    def _read(self) -> Contact:
        numbers = tuple(n for n in (field.read() for field in self.numbers) if n is not None)
        firm = self.firm.text().strip()
        return replace(
            self._contact,
            id=self._contact.id or new_event_id(),
            name=self.name.text().strip() or firm,
            firm=firm,
            notes=self.notes.toPlainText().strip(),
            numbers=tuple(self._with_public_form(n) for n in numbers),
        )

    def _with_public_form(self, number: ContactNumber) -> ContactNumber:
        if number.e164 is not None:
            return number
        return replace(number, e164=parse_number(number.raw, self._region).e164)

    def _saved(self, _nothing: None) -> None:
        self._check()
        self.saved.emit(self._contact)

    def _failed(self, notice: Notice) -> None:
        self._check()
        self._say(notice.text, bad=True)
        announce(self, notice.text)

    # the fields

    def _fill(self, contact: Contact) -> None:
        self._contact = contact
        self.name.setText(contact.name)
        self.firm.setText(contact.firm)
        self.notes.setPlainText(contact.notes)
        for field in list(self.numbers):
            self._remove(field)
        for number in contact.numbers:
            self._add(number)
        if not contact.numbers:
            self._add(None)
        self._check()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def _add_empty(self) -> None:
        self._add(None).text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, number: ContactNumber | None) -> NumberField:
        field = NumberField(self._theme, self._region, number)
        field.removed.connect(lambda: self._remove(field))
        field.text.returnPressed.connect(self.save)
        self.numbers.append(field)
        self._number_box.addWidget(field)
        before = self.numbers[-2].parts[-1:] if len(self.numbers) > 1 else (self.firm,)
        for one, other in pairwise((*before, *field.parts, self.add_button)):
            QWidget.setTabOrder(one, other)
        return field

    def _remove(self, field: NumberField) -> None:
        self.numbers.remove(field)
        self._number_box.removeWidget(field)
        field.hide()
        field.deleteLater()

    def _check(self) -> None:
        named = bool(self.name.text().strip() or self.firm.text().strip())
        self.save_button.setEnabled(named)
        self._say("" if named else self.tr("A contact needs a name or a firm."))

    def _say(self, text: str, *, bad: bool = False) -> None:
        self._why.set_tone("bad" if bad else "muted")
        self._why.setText(text)
        self._why.setVisible(bool(text))

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setMaxLength(_LONGEST)
        field.setAccessibleName(name)
        return field

    def _lay_out(self) -> None:
        space = self._theme.space
        content = QWidget()
        box = QVBoxLayout(content)
        box.setContentsMargins(space(24), space(16), space(24), space(16))
        box.setSpacing(space(4))
        for title, field in (
            (self.tr("Name"), self.name),
            (self.tr("Firm"), self.firm),
            (self.tr("Numbers"), self._number_box),
            (self.tr("Notes"), self.notes),
        ):
            label = Label(self._theme, title, strong=True)
            box.addWidget(label)
            if isinstance(field, QWidget):
                label.setBuddy(field)
                box.addWidget(field)
            else:
                box.addLayout(field)
                box.addWidget(self.add_button)
            box.addSpacing(space(12))
        box.addStretch(1)
        foot = QVBoxLayout()
        foot.setContentsMargins(space(24), space(12), space(24), space(16))
        foot.setSpacing(space(8))
        foot.addWidget(self._why)
        foot.addLayout(row(self.save_button, self.cancel_button, None, spacing=space(8)))
        head = row(self._title, None)
        head.setContentsMargins(space(24), space(24), space(24), space(16))
        stack(self, head, content, foot)
