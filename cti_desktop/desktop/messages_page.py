"""The messages' page: search, conversations, and the one that is opened beside them."""

from datetime import datetime

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from cti_desktop.agent.text_views import ConversationLine, ShowTexts, TextsChanged, TextsPage
from cti_desktop.agent.views import ContactsChanged
from cti_desktop.calls.numbers import parse_number
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.row_list import RowList
from cti_desktop.desktop.row_paint import one_line
from cti_desktop.desktop.search_field import SearchField
from cti_desktop.desktop.searched_page import SearchedPage
from cti_desktop.desktop.text_words import sentence_of
from cti_desktop.desktop.texts_delegate import ConversationsDelegate
from cti_desktop.desktop.texts_model import ConversationsModel
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.thread_panel import ThreadPanel, in_line, in_wish
from cti_desktop.desktop.words import Words

_RETELL_MS = 30_000


class MessagesHead(QWidget):
    """The search field."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.search = SearchField(theme, self.tr("Search people, numbers and messages"))
        space = theme.space
        box = QVBoxLayout(self)
        box.setContentsMargins(space(24), space(16), space(24), space(12))
        box.addWidget(self.search)


class MessagesPage(SearchedPage[ConversationLine]):
    """The page.

    Args:
        region: ISO country the reader's numbers are written for.
        can_write: whether the softphone in use has a message editor.

    Signals:
        softphone_wanted: the keyboard belongs into the softphone now.
    """

    softphone_wanted = Signal()

    def __init__(
        self,
        core: CoreLike,
        theme: Theme,
        words: Words,
        *,
        region: str | None = None,
        can_write: bool = True,
    ) -> None:
        model = ConversationsModel(core, lambda line: sentence_of(line, words))
        self.head = MessagesHead(theme)
        rows = RowList(theme, ConversationsDelegate(theme, words), self.tr("Conversations"))
        super().__init__(theme, model, self.head.search, rows)
        self._core, self._region = core, region
        self._unseen: tuple[str, datetime] | None = None
        self.conversation = ThreadPanel(core, theme, words, can_write=can_write)
        self._retell = QTimer(self)
        self._lay_out(self.conversation, self.head)
        self._connect()

    # what the window may ask

    def show_conversation(self, key: str) -> None:
        """Open a conversation by its key."""
        known = self._known(key)
        if known is not None:
            self._show(known)
        else:
            self._core.ask(lambda office: office.texts(key, limit=1), self._found, owner=self)

    def show_texts(self, wish: ShowTexts) -> None:
        """Open the conversation with a number, or begin one."""
        self._current = None
        self.rows.choose_row(None)
        self.conversation.show_with(in_wish(wish))
        self.panel.open()
        self.conversation.take_focus()
        self._core.ask(
            lambda office: office.conversation_with(wish.number), self._begin, owner=self
        )
        learn = self.conversation.show_opted_out
        self._core.ask(lambda office: office.opted_out(wish.number), learn, owner=self)

    def is_looked_at(self, key: str) -> bool:
        """Tell whether this conversation stands before the person now."""
        here = self.isVisible() and self.window().isActiveWindow()
        return here and self.panel.is_open and self.conversation.key == key

    # Qt's events

    def showEvent(self, event: QShowEvent) -> None:
        """Read the conversations when they were not read yet or changed meanwhile."""
        super().showEvent(event)
        self._retell.start()
        self._mark_seen()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the times stand."""
        super().hideEvent(event)
        self._retell.stop()

    def event(self, event: QEvent) -> bool:
        """Take what stands on screen as read once the window is looked at again."""
        if event.type() is QEvent.Type.WindowActivate:
            self._mark_seen()
        return super().event(event)

    # inside

    def _connect(self) -> None:
        self._retell.setInterval(_RETELL_MS)
        self._retell.timeout.connect(self.rows.viewport().update)
        self._core.viewed.connect(self._heard)
        self.rows.opened.connect(self._open)
        self.rows.entered.connect(self.conversation.take_focus)
        self.rows.current_moved.connect(self._moved)
        self.rows.menu_wanted.connect(self._show_menu)
        self.conversation.close_wanted.connect(self.close_top)
        self.conversation.softphone_wanted.connect(self.softphone_wanted)
        self.conversation.seen.connect(self._saw)

    def _heard(self, view: object) -> None:
        if isinstance(view, TextsChanged):
            self._texts_changed(view)
        elif isinstance(view, ContactsChanged):
            self._read_soon()

    def _texts_changed(self, change: TextsChanged) -> None:
        self._read_soon()
        if self.panel.is_open:
            self.conversation.heard(change.keys)

    def _saw(self, key: str, until: datetime) -> None:
        self._unseen = key, until
        self._mark_seen()

    def _mark_seen(self) -> None:
        if self._unseen is not None and self.is_looked_at(self._unseen[0]):
            (key, until), self._unseen = self._unseen, None
            self._core.ask(lambda office: office.texts_seen(key, until), _nothing, owner=self)

    def _say_empty(self) -> None:
        message, text = self.body.message, self.model.text
        number = parse_number(text, self._region) if text else None
        if number is not None and number.e164 is not None:
            action = self.tr("Write to %1").replace("%1", one_line(text))
            dial = number.e164
            message.say(
                "message",
                self.tr("No messages with this number"),
                self.tr("You can write the first one."),
                action,
                lambda: self._core.tell(lambda office: office.write_sms(dial)),
            )
        elif text:
            hint = self.tr("No name, number or message is like this.")
            message.say("search", self.tr("Nothing found"), hint)
        else:
            hint = self.tr(
                "Text messages stand here. Write the first one from a contact or a call, "
                "or search for a number."
            )
            message.say("message", self.tr("No messages yet"), hint)

    def _failure(self) -> str:
        return self.tr("The messages could not be read")

    # the conversation that is open

    def _show(self, line: ConversationLine) -> None:
        self._current = line.key
        self.rows.choose_row(self.model.row_of(line.key))
        self.panel.open()
        self.conversation.show_with(in_line(line))

    def _begin(self, key: str | None) -> None:
        if key is None:
            self.conversation.say_nothing_yet()
        else:
            self.show_conversation(key)

    def _found(self, page: TextsPage | None) -> None:
        if page is not None:
            self._show(page.conversation)

    def _open(self, index: QModelIndex) -> None:
        line = self.model.one_at(index)
        if line is not None:
            self._show(line)

    def _moved(self) -> None:
        line = self.model.one_at(self.rows.currentIndex())
        self._current = line.key if line else None
        if line is not None and self.panel.is_open and line.key != self.conversation.key:
            self.conversation.show_with(in_line(line))

    def _show_menu(self, index: QModelIndex, at: QPoint) -> None:
        line = self.model.one_at(index)
        if line is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Show conversation"), lambda: self._show(line))
        if line.e164 is not None:
            number, contact_id = line.e164, line.contact_id
            text = self.tr("Call %1").replace("%1", one_line(line.number)).replace("&", "&&")
            menu.addAction(
                text,
                lambda: self._core.tell(
                    lambda o: o.dial(number, source="messages", contact_id=contact_id)
                ),
            )
        menu.popup(at)


def _nothing(_answer: None) -> None:
    """Do nothing: the list hears of it as a change."""
