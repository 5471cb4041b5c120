"""One conversation in full: who it is with, its texts, and where an answer is written."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QListView, QMenu, QVBoxLayout, QWidget

from cti_desktop.agent.text_views import ConversationLine, ReplyDraft, ShowTexts
from cti_desktop.agent.views import Notice
from cti_desktop.desktop.call_media import open_in_browser
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.list_body import ListBody
from cti_desktop.desktop.reply_box import ReplyBox
from cti_desktop.desktop.row_list import RowList
from cti_desktop.desktop.row_paint import joined, one_line
from cti_desktop.desktop.spoken import announce
from cti_desktop.desktop.text_words import attachment_words, whole_text
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.thread_delegate import ThreadDelegate
from cti_desktop.desktop.thread_model import ThreadModel
from cti_desktop.desktop.widgets import (
    Avatar,
    ElidedLabel,
    IconButton,
    IconLabel,
    Label,
    Line,
    Plane,
    row,
)
from cti_desktop.desktop.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondent:
    """Who a thread is with.

    Attributes:
        key: the conversation; empty while nothing was written yet.
        number: to write to and to call; empty when there is none or several.
    """

    key: str = ""
    name: str = ""
    shown: str = ""
    number: str = ""
    firm: str = ""
    contact_id: str | None = None
    opted_out: bool = False


def in_line(line: ConversationLine) -> Correspondent:
    """Read who it is out of a line of the list."""
    return Correspondent(
        key=line.key,
        name=line.name,
        shown=line.number,
        number=line.e164 or "",
        firm=line.firm,
        contact_id=line.contact_id,
        opted_out=line.opted_out,
    )


def in_wish(wish: ShowTexts) -> Correspondent:
    """Read who it is out of the wish to write to a number."""
    return Correspondent(
        name=wish.name,
        shown=wish.shown,
        number=wish.number,
        firm=wish.firm,
        contact_id=wish.contact_id,
    )


class ThreadHead(QWidget):
    """Name and number, a button to call and one to close.

    Signals:
        call_wanted: call this person.
        close_wanted: put the conversation away.
    """

    call_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._avatar = Avatar(theme, words, 36)
        self._name = ElidedLabel(theme, "", "section", strong=True)
        self._about = ElidedLabel(theme, "", "caption", tone="muted", figures=True)
        self.call_button = IconButton(theme, "phone-out", self.tr("Call"))
        self.close_button = IconButton(theme, "x", self.tr("Close (Esc)"))
        self.call_button.clicked.connect(self.call_wanted)
        self.close_button.clicked.connect(self.close_wanted)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._name)
        names.addWidget(self._about)
        space = theme.space
        box = row(self._avatar, spacing=space(12))
        box.setContentsMargins(space(24), space(12), space(16), space(12))
        box.addLayout(names, 1)
        buttons = row(self.call_button, self.close_button, spacing=0)
        box.addLayout(buttons)
        self.setLayout(box)

    def show_who(self, who: Correspondent) -> None:
        """Show who it is."""
        name = one_line(who.name) or one_line(who.shown)
        self._avatar.show_name(name)
        self._name.setText(name)
        about = joined(who.shown if who.shown != who.name else "", who.firm)
        self._about.setText(about)
        self._about.setVisible(bool(about))
        call = self.tr("Call %1").replace("%1", one_line(who.shown))
        self.call_button.setAccessibleName(call)
        self.call_button.setToolTip(call)
        self.call_button.setVisible(bool(who.number))


class ThreadPanel(QWidget):
    """What slides in for a conversation.

    Args:
        can_write: whether the softphone in use has a message editor.
        open_page: opens an attachment; the system's browser by default.

    Signals:
        close_wanted: the person is done with it.
        softphone_wanted: the keyboard belongs into the softphone now.
        seen(str, datetime): the latest text of this conversation stands on screen, of this time.
    """

    close_wanted = Signal()
    softphone_wanted = Signal()
    seen = Signal(str, object)

    def __init__(
        self,
        core: CoreLike,
        theme: Theme,
        words: Words,
        *,
        can_write: bool = True,
        open_page: Callable[[QUrl], object] = QDesktopServices.openUrl,
    ) -> None:
        super().__init__()
        self._core, self._theme, self._can_write = core, theme, can_write
        self.open_page = open_page
        self._who = Correspondent()
        self._at_end = True
        self.head = ThreadHead(theme, words)
        self.banner = Plane("sunken")
        self._banner_text = Label(theme, "", wrap=True)
        self.trouble = Label(theme, "", tone="bad", wrap=True)
        self.model = ThreadModel(core, words, self)
        self.delegate = ThreadDelegate(theme, words)
        self.rows = RowList(theme, self.delegate, self.tr("Messages"))
        self.rows.setResizeMode(QListView.ResizeMode.Adjust)
        self.rows.setModel(self.model)
        self.body = ListBody(theme, self.rows)
        self.reply = ReplyBox(theme)
        self._lay_out()
        self._connect()

    @property
    def key(self) -> str:
        """Which conversation is shown; empty for a number nothing was written to yet."""
        return self._who.key

    @property
    def who(self) -> Correspondent:
        """Who it is with."""
        return self._who

    def show_with(self, who: Correspondent) -> None:
        """Show the conversation with somebody, at its end."""
        other = (who.key, who.number) != (self._who.key, self._who.number)
        self.trouble.hide()
        self._take(who)
        self._at_end = self._at_end or other
        if other:
            self.body.wait()
        self.model.show(who.key)

    def say_nothing_yet(self) -> None:
        """Say that nobody wrote to this number so far."""
        self.reply.heard_sent(())
        title = self.tr("No messages yet")
        text = self.tr("What you write to this number will stand here.")
        self.body.message.say("message", title, text)
        self.body.show_message()

    def show_opted_out(self, opted_out: bool) -> None:
        """Take what is known of a number nobody has written to."""
        if opted_out and not self._who.key:
            self._take(replace(self._who, opted_out=True))

    def heard(self, keys: tuple[str, ...]) -> None:
        """Read again if this conversation changed."""
        if self._who.key in keys:
            self.model.read_again()

    def take_focus(self) -> None:
        """Take the keyboard, where an answer is written or else on the texts."""
        part = self.reply.field if self.reply.can_write else self.rows
        part.setFocus(Qt.FocusReason.OtherFocusReason)

    # inside

    def _take(self, who: Correspondent) -> None:
        self._who = who
        self.head.show_who(who)
        self.banner.setVisible(who.opted_out)
        name = one_line(who.name) or one_line(who.shown)
        self._banner_text.setText(
            self.tr("%1 asked for no more messages. Do not write to this number.").replace(
                "%1", name
            )
        )
        if who.opted_out:
            self.reply.close_because(self.tr("Call instead, or wait until they opt in again."))
        elif not who.number:
            self.reply.close_because(self.tr("Answer several people at once in the softphone."))
        elif not self._can_write:
            self.reply.close_because(self.tr("Answer in the Contact Center softphone."))
        else:
            self.reply.open_for(who.number)

    def _connect(self) -> None:
        self.head.call_wanted.connect(self._call)
        self.head.close_wanted.connect(self.close_wanted)
        self.model.about_to_change.connect(self._hold)
        self.model.changed.connect(self._changed)
        self.model.failed.connect(self._failed)
        self.delegate.attachment_wanted.connect(self._browse)
        self.rows.entered.connect(self._open_first)
        self.rows.menu_wanted.connect(self._show_menu)
        self.rows.scrolled.connect(self._scrolled)
        self.rows.verticalScrollBar().rangeChanged.connect(self._stay_at_end)
        self.reply.handed_over.connect(self._hand_over)
        self.reply.draft_wanted.connect(self._ask_draft)
        self.reply.draft_changed.connect(self._keep_draft)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.rows)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self._copy_current)

    def _hold(self) -> None:
        bar = self.rows.verticalScrollBar()
        if not self._at_end and bar.value() == 0:
            bar.setValue(1)  # at the very top the list would stay there and lose its place
        self.rows.hold()

    def _changed(self) -> None:
        self.rows.release()
        if self.model.conversation is not None:
            self._take(in_line(self.model.conversation))
        if self.model.rowCount():
            self.body.show_rows()
            if self._at_end:
                self.rows.scrollToBottom()
            if (latest := self.model.latest) is not None:
                self.reply.heard_sent(self.model.sent)
                self.seen.emit(self._who.key, latest.text.at)
        elif self.model.conversation is not None:
            self.say_nothing_yet()

    def _failed(self, notice: Notice) -> None:
        title = self.tr("The messages could not be read")
        self.body.message.say_failed(title, notice, self.model.read_again)
        self.body.show_message()

    def _stay_at_end(self, _least: int, most: int) -> None:
        """Keep the latest text in sight while the panel gets its width."""
        if self._at_end:
            self.rows.verticalScrollBar().setValue(most)

    def _scrolled(self) -> None:
        bar = self.rows.verticalScrollBar()
        self._at_end = bar.value() >= bar.maximum()
        if bar.value() < self.rows.viewport().height() and bar.maximum() > 0:
            self.model.read_earlier()

    # what can be done

    def _call(self) -> None:
        number, contact_id = self._who.number, self._who.contact_id
        self._core.tell(lambda o: o.dial(number, source="messages", contact_id=contact_id))

    def _ask_draft(self, number: str) -> None:
        take = partial(self.reply.take_draft, number)
        self._core.ask(lambda office: office.reply_draft(number), take, owner=self)

    def _keep_draft(self, number: str, draft: ReplyDraft | None) -> None:
        self._core.ask(lambda office: office.keep_reply(number, draft), _nothing, owner=self)

    def _hand_over(self) -> None:
        number = self._who.number
        self._core.tell(lambda office: office.compose_text(number))
        self.softphone_wanted.emit()

    def _browse(self, url: str) -> None:
        safe = QUrl(url, QUrl.ParsingMode.StrictMode).scheme() == "https"
        opened = safe and open_in_browser(url, self.open_page)
        self.trouble.setText(
            "" if opened else self.tr("This attachment was not opened: its address is not secure.")
        )
        self.trouble.setVisible(not opened)
        if not opened:
            announce(self, self.trouble.text())

    def _open_first(self) -> None:
        row_ = self.model.row_at(self.rows.currentIndex())
        if row_ is not None and len(row_.text.attachments) == 1:
            self._browse(row_.text.attachments[0])
        elif row_ is not None:
            place = self.rows.visualRect(self.rows.currentIndex()).center()
            self._show_menu(self.rows.currentIndex(), self.rows.viewport().mapToGlobal(place))

    def _copy_current(self) -> None:
        row_ = self.model.row_at(self.rows.currentIndex())
        if row_ is not None:
            QGuiApplication.clipboard().setText(whole_text(row_.text.text))

    def _show_menu(self, index: QModelIndex, at: QPoint) -> None:
        row_ = self.model.row_at(index)
        if row_ is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        text = whole_text(row_.text.text)
        menu.addAction(self.tr("Copy message"), lambda: QGuiApplication.clipboard().setText(text))
        count = len(row_.text.attachments)
        for place, url in enumerate(row_.text.attachments):
            menu.addAction(attachment_words(place, count), partial(self._browse, url))
        menu.popup(at)

    def _lay_out(self) -> None:
        space = self._theme.space
        words = row(IconLabel(self._theme, "bell-off", "warn"), spacing=space(8))
        words.addWidget(self._banner_text, 1)
        words.setContentsMargins(space(24), space(8), space(24), space(8))
        self.banner.box.addLayout(words)
        self.banner.hide()
        self.trouble.setContentsMargins(space(24), space(8), space(24), 0)
        self.trouble.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part in (self.head, Line(), self.banner, self.trouble):
            box.addWidget(part)
        box.addWidget(self.body, 1)
        box.addWidget(self.reply)


def _nothing(_answer: None) -> None:
    """Do nothing: what is kept stands in the field."""
