"""The contacts' page: search, the directory by name, and the contact that is opened beside it."""

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from cti_desktop.agent.views import ContactsChanged, LogChanged, Notice
from cti_desktop.calls.contacts import Contact
from cti_desktop.desktop.contact_detail import ContactDetailPanel
from cti_desktop.desktop.contact_form import ContactForm
from cti_desktop.desktop.contact_words import number_to_dial, sentence_of, shown_number
from cti_desktop.desktop.contacts_delegate import ContactsDelegate
from cti_desktop.desktop.contacts_model import ContactsModel
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.list_body import ListBody
from cti_desktop.desktop.row_list import RowList
from cti_desktop.desktop.search_field import SearchField
from cti_desktop.desktop.slide_panel import SlidePanel
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, Label, Plane, is_focus_inside, row
from cti_desktop.desktop.words import Words

_WIDE = 360
_LEAST_WIDTH = 320


class ContactsHead(QWidget):
    """Search field, the button for a new contact, and how many there are."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._words = theme, self.tr("New contact")
        self.search = SearchField(theme, self.tr("Search contacts"))
        self.new_button = Button(theme, self._words, icon="user-plus")
        self.new_button.setAccessibleName(self._words)
        self.count = Label(theme, "", "caption", tone="muted", figures=True)
        space = theme.space
        top = row(spacing=space(8))
        top.addWidget(self.search, 1)
        top.addWidget(self.new_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(space(24), space(16), space(24), space(12))
        box.setSpacing(space(8))
        box.addLayout(top)
        box.addWidget(self.count)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the button's words where there is room for them."""
        super().resizeEvent(event)
        words = self._words if self.width() > self._theme.px(_WIDE) else ""
        if words != self.new_button.text():
            self.new_button.setText(words)
            self.new_button.setToolTip("" if words else self._words)
            self.new_button.updateGeometry()

    def show_count(self, total: int) -> None:
        """Say how many contacts there are."""
        text = self.tr("1 contact") if total == 1 else self.tr("%1 contacts")
        self.count.setText(text.replace("%1", self.locale().toString(total)))


class ContactsPage(Plane):
    """The page.

    Args:
        region: ISO country the reader's numbers are written for.
    """

    def __init__(
        self, core: CoreLike, theme: Theme, words: Words, *, region: str | None = None
    ) -> None:
        super().__init__()
        self._core, self._theme, self._region = core, theme, region
        self._current: str | None = None
        self._shown_text = ""
        self._outdated = True
        self.model = ContactsModel(core, lambda contact: sentence_of(contact, region), self)
        self.head = ContactsHead(theme)
        self.rows = RowList(theme, ContactsDelegate(theme, words, region), self.tr("Contacts"))
        self.rows.setModel(self.model)
        self.body = ListBody(theme, self.rows)
        self.detail = ContactDetailPanel(core, theme, words, region=region)
        self.form = ContactForm(core, theme, region=region)
        self._sheets = QStackedWidget()
        self._sheets.addWidget(self.detail)
        self._sheets.addWidget(self.form)
        self.box.addWidget(self.head)
        self.box.addWidget(self.body, 1)
        self.panel = SlidePanel(theme, self)
        self.box.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.panel.content.addWidget(self._sheets)
        self._connect()

    # what the window may ask

    def take_focus(self) -> None:
        """Take the keyboard, on the rows."""
        self.rows.focus_rows()

    def close_top(self) -> bool:
        """Close what opened last, the form before the contact; False when nothing was open."""
        if not self.panel.is_open:
            return False
        if self.editing and self.detail.contact_id:
            self._sheets.setCurrentWidget(self.detail)
            self.detail.take_focus()
        else:
            self.panel.close_panel()
        return True

    def show_contact(self, contact_id: str) -> None:
        """Open a contact."""
        place = self.model.row_of(contact_id)
        known = None if place is None else self.model.contact_at(self.model.index(place))
        self._show(contact_id, known)

    def new_contact(self, name: str = "", number: str = "") -> None:
        """Open the form for somebody new."""
        self.detail.forget()
        self._sheets.setCurrentWidget(self.form)
        self.panel.open()
        self.form.open_new(name=name, number=number)

    def edit_contact(self, contact: Contact) -> None:
        """Open the form for a contact."""
        self._sheets.setCurrentWidget(self.form)
        self.panel.open()
        self.form.open_for(contact)

    @property
    def editing(self) -> bool:
        """Whether the form is open."""
        return self.panel.is_open and self._sheets.currentWidget() is self.form

    # Qt's events

    def minimumSizeHint(self) -> QSize:
        """Ask for a narrow list's room; the panel covers it where both have no room."""
        return QSize(self._theme.px(_LEAST_WIDTH), self._theme.px(_LEAST_WIDTH))

    def event(self, event: QEvent) -> bool:
        """Claim Escape before a window's shortcut does, while there is something to close."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and (self.panel.is_open or self.head.search.text())
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Escape what opened last."""
        if event.key() != Qt.Key.Key_Escape or not self.close_top():
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the panel at the right edge and leave it its place."""
        super().resizeEvent(event)
        self.panel.place()
        self._make_room()

    def showEvent(self, event: QShowEvent) -> None:
        """Read the directory when it was not read yet or changed meanwhile."""
        super().showEvent(event)
        if self._outdated:
            self._outdated = False
            self.body.wait()
            self.model.read_again()

    # inside

    def _connect(self) -> None:
        self._core.viewed.connect(self._heard)
        self.model.about_to_change.connect(self.rows.hold)
        self.model.changed.connect(self._changed)
        self.model.failed.connect(self._failed)
        self.head.search.searched.connect(self._search)
        self.head.search.left_downwards.connect(self.rows.focus_rows)
        self.head.new_button.clicked.connect(self._add_contact)
        self.setFocusProxy(self.rows)
        self.rows.opened.connect(self._open)
        self.rows.entered.connect(self.detail.take_focus)
        self.rows.current_moved.connect(self._moved)
        self.rows.menu_wanted.connect(self._show_menu)
        self.detail.close_wanted.connect(self.close_top)
        self.detail.edit_wanted.connect(self.edit_contact)
        self.form.saved.connect(self._saved)
        self.form.closed.connect(self.close_top)
        self.panel.escaped.connect(self.close_top)
        self.panel.opened.connect(self._make_room)
        self.panel.closed.connect(self._closed)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.head.search.take_focus)

    def _heard(self, view: object) -> None:
        if isinstance(view, ContactsChanged):
            self._outdated = not self.isVisible()
            if not self._outdated:
                self.model.read_again()
        if isinstance(view, ContactsChanged | LogChanged) and self.panel.isVisible():
            self.detail.read_again()

    def _search(self, text: str) -> None:
        self.body.wait()
        self.model.show(text)

    def _changed(self) -> None:
        self.rows.choose_row(self.model.row_of(self._current))
        self.rows.release()
        if self.model.text != self._shown_text:
            self._shown_text = self.model.text
            self.rows.scrollToTop()
        self.head.show_count(self.model.total)
        if self.model.rowCount():
            self.body.show_rows()
        else:
            self._say_empty()

    def _say_empty(self) -> None:
        message = self.body.message
        text = self.model.text
        if text:
            title = self.tr("Nobody found")
            hint = self.tr("No name, firm or number begins like this.")
            action = self.tr("Add as new contact")
            message.say("search", title, hint, action, lambda: self._new_from(text))
        else:
            title = self.tr("No contacts yet")
            hint = self.tr("People and firms stand here, so that you see who calls.")
            action = self.tr("Add a contact")
            message.say("contacts", title, hint, action, self._add_contact)
        self.body.show_message()

    def _add_contact(self) -> None:
        self.new_contact()

    def _new_from(self, text: str) -> None:
        is_number = any(c.isdigit() for c in text) and not any(c.isalpha() for c in text)
        self.new_contact(name="" if is_number else text, number=text if is_number else "")

    def _failed(self, notice: Notice) -> None:
        title = self.tr("The contacts could not be read")
        self.body.message.say_failed(title, notice, self._try_again)
        self.body.show_message()

    def _try_again(self) -> None:
        self.body.wait()
        self.model.read_again()

    # the contact that is open

    def _show(self, contact_id: str, known: Contact | None) -> None:
        self._current = contact_id
        self._sheets.setCurrentWidget(self.detail)
        self.rows.choose_row(self.model.row_of(contact_id))
        self.detail.show_contact(contact_id, known)
        self.panel.open()

    def _saved(self, contact: Contact) -> None:
        self._show(contact.id, contact)
        self.detail.take_focus()

    def _moved(self) -> None:
        contact = self.model.contact_at(self.rows.currentIndex())
        self._current = contact.id if contact else None
        if contact is not None and self.panel.is_open and not self.editing:
            self.detail.show_contact(contact.id, contact)

    def _open(self, index: QModelIndex) -> None:
        contact = self.model.contact_at(index)
        if contact is not None:
            self._show(contact.id, contact)

    def _closed(self) -> None:
        self.box.setContentsMargins(0, 0, 0, 0)
        if is_focus_inside(self.panel) or self.window().focusWidget() is None:
            self.rows.focus_rows()

    def _make_room(self) -> None:
        self.box.setContentsMargins(0, 0, self.panel.covered(), 0)

    def _show_menu(self, index: QModelIndex, at: QPoint) -> None:
        contact = self.model.contact_at(index)
        if contact is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Show contact"), lambda: self.show_contact(contact.id))
        for number in contact.numbers:
            shown, dialled = shown_number(number, self._region), number_to_dial(number)
            text = self.tr("Call %1").replace("%1", shown).replace("&", "&&")
            menu.addAction(text, partial(self._dial, dialled, contact.id))
        menu.addAction(self.tr("Edit contact"), lambda: self.edit_contact(contact))
        menu.popup(at)

    def _dial(self, number: str, contact_id: str) -> None:
        self._core.tell(lambda o: o.dial(number, source="contacts", contact_id=contact_id))
