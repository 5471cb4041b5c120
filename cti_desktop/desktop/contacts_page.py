"""The contacts' page: search, the directory by name, and the contact that is opened beside it."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from cti_desktop.agent.views import ContactsChanged, LogChanged
from cti_desktop.calls.contacts import Contact
from cti_desktop.desktop.contact_detail import ContactDetailPanel
from cti_desktop.desktop.contact_form import ContactForm
from cti_desktop.desktop.contact_words import number_to_dial, sentence_of, shown_number
from cti_desktop.desktop.contacts_delegate import ContactsDelegate
from cti_desktop.desktop.contacts_model import ContactsModel
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.import_sheet import ImportSheet
from cti_desktop.desktop.row_list import RowList
from cti_desktop.desktop.row_paint import joined, one_line
from cti_desktop.desktop.search_field import SearchField
from cti_desktop.desktop.searched_model import PAGE
from cti_desktop.desktop.searched_page import SearchedPage
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, Chip, IconButton, Label, row
from cti_desktop.desktop.words import Words

_WIDE = 360
_SHOWN = 60


class ContactsHead(QWidget):
    """Search field, the button for a new contact, favourites, and how many there are."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._words = theme, self.tr("New contact")
        self.search = SearchField(theme, self.tr("Search contacts"))
        self.new_button = Button(theme, self._words, icon="user-plus")
        self.import_button = IconButton(theme, "upload", self.tr("Import contacts"))
        self.new_button.setAccessibleName(self._words)
        self.favourites = Chip(theme, self.tr("Favourites"), icon="star")
        self.count = Label(theme, "", "caption", tone="muted", figures=True)
        space = theme.space
        top = row(spacing=space(8))
        top.addWidget(self.search, 1)
        top.addWidget(self.new_button)
        top.addWidget(self.import_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(space(24), space(16), space(24), space(12))
        box.setSpacing(space(8))
        box.addLayout(top)
        box.addLayout(row(self.favourites, None, self.count, spacing=space(8)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the button's words where there is room for them."""
        super().resizeEvent(event)
        words = self._words if self.width() > self._theme.px(_WIDE) else ""
        if words != self.new_button.text():
            self.new_button.setText(words)
            self.new_button.setToolTip("" if words else self._words)
            self.new_button.updateGeometry()

    def show_count(self, total: int, *, more: bool = False) -> None:
        """Say how many contacts there are, or that a search would find more than are shown."""
        text = self.tr("1 contact") if total == 1 else self.tr("%1 contacts")
        if more:
            text = self.tr("The first %1. Type more to find others.")
        self.count.setText(text.replace("%1", self.locale().toString(total)))


class ContactsPage(SearchedPage[Contact]):
    """The page.

    Args:
        region: ISO country the reader's numbers are written for.

    Signals:
        call_shown(object): the `CallLine` of a call to show in full.
    """

    call_shown = Signal(object)

    def __init__(
        self, core: CoreLike, theme: Theme, words: Words, *, region: str | None = None
    ) -> None:
        model = ContactsModel(core, lambda contact: sentence_of(contact, region))
        self.head = ContactsHead(theme)
        rows = RowList(theme, ContactsDelegate(theme, words, region), self.tr("Contacts"))
        super().__init__(theme, model, self.head.search, rows)
        self.contacts = model
        self._core, self._region = core, region
        self.detail = ContactDetailPanel(core, theme, words, region=region)
        self.form = ContactForm(core, theme, region=region)
        self._sheets = QStackedWidget()
        self._sheets.addWidget(self.detail)
        self._sheets.addWidget(self.form)
        self.importing = ImportSheet(core, theme, words)
        self._sheets.addWidget(self.importing)
        self._lay_out(self._sheets, self.head)
        self._connect()

    # what the window may ask

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
        self._show(contact_id, self._known(contact_id))

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

    # inside

    def _connect(self) -> None:
        self._core.viewed.connect(self._heard)
        self.head.new_button.clicked.connect(self._add_contact)
        self.head.import_button.clicked.connect(self.importing.begin)
        self.importing.ready.connect(self._show_import)
        self.importing.closed.connect(self.panel.close_panel)
        self.head.favourites.toggled.connect(self._only_favourites)
        self.rows.opened.connect(self._open)
        self.rows.entered.connect(self.detail.take_focus)
        self.rows.current_moved.connect(self._moved)
        self.rows.menu_wanted.connect(self._show_menu)
        self.detail.close_wanted.connect(self.close_top)
        self.detail.call_wanted.connect(self.call_shown)
        self.detail.edit_wanted.connect(self.edit_contact)
        self.form.saved.connect(self._saved)
        self.form.closed.connect(self.close_top)

    def _heard(self, view: object) -> None:
        if isinstance(view, ContactsChanged):
            self._read_soon()
        if isinstance(view, ContactsChanged | LogChanged) and self.panel.isVisible():
            self.detail.read_again()

    def _changed(self) -> None:
        super()._changed()
        self.head.show_count(self.model.total, more=self.model.more)

    def _say_empty(self) -> None:
        message = self.body.message
        text = self.model.text
        if text:
            title = self.tr("Nobody found")
            hint = self.tr("No name, firm or number begins like this.")
            action = self.tr("Add as new contact")
            message.say("search", title, hint, action, lambda: self._new_from(text))
        elif self.contacts.favourites:
            title = self.tr("No favourites yet")
            hint = self.tr("The star beside a contact makes it one.")
            message.say("star", title, hint, self.tr("Show all contacts"), self._show_all)
        else:
            title = self.tr("No contacts yet")
            hint = self.tr("People and firms stand here, so that you see who calls.")
            action = self.tr("Add a contact")
            message.say("contacts", title, hint, action, self._add_contact)

    def _only_favourites(self, on: bool) -> None:
        self.contacts.favourites = on
        self.body.wait()
        self.rows.scrollToTop()
        self.model.read_again(PAGE)

    def _show_all(self) -> None:
        self.head.favourites.setChecked(False)

    def _failure(self) -> str:
        return self.tr("The contacts could not be read")

    def _add_contact(self) -> None:
        self.new_contact()

    def _new_from(self, text: str) -> None:
        is_number = any(c.isdigit() for c in text) and not any(c.isalpha() for c in text)
        self.new_contact(name="" if is_number else text, number=text if is_number else "")

    # the contact that is open

    def _show(self, contact_id: str, known: Contact | None) -> None:
        self._current = contact_id
        self._sheets.setCurrentWidget(self.detail)
        self.rows.choose_row(self.model.row_of(contact_id))
        self.detail.show_contact(contact_id, known)
        self.panel.open()

    def _show_import(self) -> None:
        self.detail.forget()
        self._sheets.setCurrentWidget(self.importing)
        self.panel.open()

    def _saved(self, contact: Contact) -> None:
        self._show(contact.id, contact)
        self.detail.take_focus()

    def _moved(self) -> None:
        contact = self.model.one_at(self.rows.currentIndex())
        self._current = contact.id if contact else None
        shows_contact = self.panel.is_open and self._sheets.currentWidget() is self.detail
        if contact is not None and shows_contact:
            self.detail.show_contact(contact.id, contact)

    def _open(self, index: QModelIndex) -> None:
        contact = self.model.one_at(index)
        if contact is not None:
            self._show(contact.id, contact)

    def _show_menu(self, index: QModelIndex, at: QPoint) -> None:
        contact = self.model.one_at(index)
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
        favour = self.tr("No longer a favourite") if contact.favourite else self.tr("Favourite")
        menu.addAction(favour, partial(self._favour, contact))
        menu.addAction(self.tr("Merge with …"), partial(self._ask_duplicates, contact, at))
        menu.popup(at)

    def _favour(self, contact: Contact) -> None:
        changed = replace(contact, favourite=not contact.favourite)
        self._core.ask(lambda office: office.save_contact(changed), self._done, owner=self)

    def _done(self, _nothing: None) -> None:
        """Do nothing: the list is read again when the desk says that it changed."""

    def _ask_duplicates(self, contact: Contact, at: QPoint) -> None:
        self._core.ask(
            lambda office: office.duplicates_of(contact.id),
            partial(self._offer_merges, contact, at),
            owner=self,
        )

    def _offer_merges(self, contact: Contact, at: QPoint, others: tuple[Contact, ...]) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for other in others:
            said = joined(one_line(other.name)[:_SHOWN], one_line(other.firm)[:_SHOWN])
            text = self.tr("Take over %1").replace("%1", said).replace("&", "&&")
            menu.addAction(text, partial(self._merge, contact, other))
        if not others:
            menu.addAction(self.tr("Nobody else has this name or number")).setEnabled(False)
        menu.popup(at)

    def _merge(self, contact: Contact, other: Contact) -> None:
        self._core.ask(
            lambda office: office.merge_contacts(contact.id, other.id), self._merged, owner=self
        )

    def _merged(self, made: Contact | None) -> None:
        if made is not None:
            self._show(made.id, made)

    def _dial(self, number: str, contact_id: str) -> None:
        self._core.tell(lambda o: o.dial(number, source="contacts", contact_id=contact_id))
