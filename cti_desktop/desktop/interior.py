"""What stands inside the main window: the phone page, the questions, the toasts, the palette.

Loaded after the window's first picture. `MainWindow.interior` makes one, once, when it is needed.
"""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QWidget

from cti_desktop.agent.dial_views import DialQuestions
from cti_desktop.agent.settings_store import SettingsStore
from cti_desktop.agent.views import (
    CallBackDue,
    CallCard,
    ContactsUndo,
    DeskView,
    Notice,
    ShowWindow,
    StatusView,
)
from cti_desktop.calls.call import State
from cti_desktop.calls.events import Direction
from cti_desktop.desktop.around import Around
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.dial_dialog import DialSheet
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.look import Look
from cti_desktop.desktop.notice_bar import NoticeLine
from cti_desktop.desktop.notifications import lend_leave
from cti_desktop.desktop.page_entries import somebody_writes
from cti_desktop.desktop.page_names import CALLS, CONTACTS, PHONE, SHORTCUTS, TASKS
from cti_desktop.desktop.page_stack import MakePage
from cti_desktop.desktop.palette_items import Command
from cti_desktop.desktop.phone_page import PhonePage
from cti_desktop.desktop.row_paint import one_line
from cti_desktop.desktop.shortcuts_page import ShortcutsPage
from cti_desktop.desktop.softphone_in_window import SoftphoneInWindow
from cti_desktop.desktop.spoken import announce
from cti_desktop.desktop.tasks_page import waiting_count
from cti_desktop.desktop.team_entry import TeamEntry
from cti_desktop.desktop.texts_in_window import TextsInWindow
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.toast import ToastStack
from cti_desktop.desktop.widgets import is_focus_inside
from cti_desktop.desktop.window import MainWindow
from cti_desktop.desktop.words import Words

_NAME = 60  # letters of a name in a sentence


def _tr(text: str) -> str:
    return QCoreApplication.translate("MainWindow", text)


class Interior:
    """Draws each snapshot of the desk in the parts of the window it belongs to.

    Args:
        window: the frame; the parts are put into it here.
        core: the crossing to the agent's desk.
        pages: the pages beside the phone page, or what makes them when they are first needed; what
            is missing is not offered.
        live: the settings, for what is changed without their page.
        region: ISO country for numbers in national form.
        toast_place: names the monitor toasts stand on, as the setting does.
        toast_behind: says when there are some behind another program, as the setting does.
        sound_in_page: whether calls run in the softphone's page, so that its end is theirs.
    """

    def __init__(
        self,
        window: MainWindow,
        core: CoreLike,
        theme: Theme,
        words: Words,
        *,
        pages: Mapping[str, QWidget | MakePage],
        live: LiveSettings,
        region: str | None = None,
        toast_place: Callable[[], str] = lambda: "window",
        toast_behind: Callable[[], str] = lambda: "never",
        sound_in_page: bool = False,
    ) -> None:
        self._window, self._core = window, core
        self._desk = DeskView()
        self._offered_calls: dict[str, NoticeLine] = {}
        self._rang: set[str] = set()
        self._softphone = SoftphoneInWindow(window, core, sound_in_page=sound_in_page)
        self._texts = TextsInWindow(window, core)
        self._team = TeamEntry(window)
        self.phone_page = PhonePage(core, theme, words)
        self.dial_sheet = DialSheet(core, theme, words)
        self.toasts = ToastStack(theme, words, window, toast_place, toast_behind)
        window.take_pages(
            {PHONE: self.phone_page, SHORTCUTS: lambda: ShortcutsPage(theme), **pages}
        )
        window.put_below(self.dial_sheet)
        self.around = Around(
            core,
            theme,
            words,
            shell=window,
            over=window.middle,
            look=Look(theme, live, window.notices.show_notice),
            region=region,
        )
        self.around.add_commands(self._team.commands)
        self.around.add_commands(self._mute_commands)
        self.around.add_commands(self._softphone.commands)
        self.phone_page.contacts_wanted.connect(lambda: window.go_to(CONTACTS))
        self.phone_page.call_wanted.connect(window.show_call)
        self.toasts.opened.connect(self._open)
        self.toasts.painted.connect(
            lambda card_id, at: core.tell(lambda office: office.painted(card_id, at))
        )
        window.quiet.changed.connect(self._show_toasts)

    def take_view(self, view: object) -> None:
        """Draw a snapshot of the desk; others are not for the window."""
        if isinstance(view, DeskView):
            self._take_desk(view)
        elif isinstance(view, StatusView):
            self._team.take_status(view)
            self._softphone.take_status(view)
            self._window.status_bar.show_status(view)
            unfinished = 0 if self._window.offers(TASKS) else view.unfinished
            self._window.rail.set_badge(CALLS, unfinished)
        elif isinstance(view, Notice):
            self._window.notices.show_notice(view)
        elif isinstance(view, DialQuestions):
            self._take_questions(view)
        elif isinstance(view, ShowWindow):
            lend_leave(view.activation)
            self._come_forward()
        elif isinstance(view, CallBackDue):
            self._remind(view)
        elif isinstance(view, ContactsUndo):
            self._offer_undo(view)
        else:
            self._texts.take_view(view)

    def _take_desk(self, desk: DeskView) -> None:
        self.phone_page.show_desk(desk)
        self._desk = desk
        self._softphone.take_desk(desk)
        self._show_toasts()
        rail = self._window.rail
        rail.set_badge(TASKS, waiting_count(desk))
        rings = [card for card in desk.cards if card.state is State.RINGING]
        ringing = [card for card in rings if not card.doubtful]
        elsewhere = self._window.page != PHONE
        rail.set_badge(PHONE, len(ringing) if elsewhere else 0)
        up = [card for card in desk.cards if card.live and card.comes_up and not card.doubtful]
        fresh = [card for card in up if card.card_id not in self._rang]
        self._rang = {card.card_id for card in desk.cards if card.comes_up and card.live}
        self._withdraw_gone({card.card_id for card in up} if elsewhere else set())
        for card in fresh:
            self._call_came_up(card)

    def _withdraw_gone(self, up: set[str]) -> None:
        """Offer no call any more that is over."""
        for card_id in self._offered_calls.keys() - up:
            self._window.notices.withdraw(self._offered_calls.pop(card_id))

    def _mute_commands(self) -> tuple[Command, ...]:
        if not self.toasts.may_mute:
            return ()
        also = QCoreApplication.translate("Commands", "quiet mute notifications")
        return (Command("bell-off", _tr("Mute this call"), self.toasts.mute, also=also),)

    def _show_toasts(self) -> None:
        self.toasts.show_desk(DeskView() if self._window.quiet.on else self._desk)

    def _remind(self, due: CallBackDue) -> None:
        """Tell that somebody is to be called back now; the call is one click away."""
        line = due.call_back.line
        text = _tr("Call %1 back now").replace("%1", one_line(line.name, _NAME))
        number, contact_id = line.dials, line.contact_id
        if number is None:
            self._window.notices.show_notice(Notice(text=text))
        else:
            self._window.notices.offer(
                text,
                _tr("Call"),
                lambda: self._core.tell(
                    lambda office: office.dial(number, source="call_back", contact_id=contact_id)
                ),
            )
        QApplication.alert(self._window)

    def _offer_undo(self, undo: ContactsUndo) -> None:
        """Know whether contacts can be put back, and offer it right after they were changed."""
        self.around.undo = undo
        if undo.fresh:
            merged = undo.done == "merge"
            text = _tr("Two contacts were merged.") if merged else _tr("Contacts were imported.")
            act = self.around.undo_contacts
            self._window.notices.offer(text, _tr("Undo"), act, icon="contacts", passing=True)

    def _take_questions(self, asked: DialQuestions) -> None:
        """Ask before dialling; the keyboard goes there unless somebody is typing."""
        open_before, inside = self.dial_sheet.isVisible(), is_focus_inside(self.dial_sheet)
        self.dial_sheet.show_questions(asked)
        if inside and not asked.questions:
            self._window.focus_page()
        active = self._window.isActiveWindow()
        if asked.questions and not open_before and active and not somebody_writes():
            self.dial_sheet.take_focus()

    def _come_forward(self) -> None:
        """Come to the front because a link from outside wants an answer."""
        self._window.bring_up()
        if self.dial_sheet.isVisible():
            self.dial_sheet.take_focus()

    def _call_came_up(self, card: CallCard) -> None:
        window = self._window
        ringing = card.state is State.RINGING and card.direction is not Direction.OUTBOUND
        said = _tr("%1 is calling") if ringing else _tr("Call with %1")
        text = said.replace("%1", one_line(card.name, _NAME))
        announce(window, text, urgent=True)
        QApplication.alert(window)
        if window.page == PHONE:
            return
        if somebody_writes():
            line = window.notices.offer(text, _tr("Show call"), lambda: self._open(card.card_id))
            self._offered_calls[card.card_id] = line
        else:
            window.show_page(PHONE)
            window.rail.set_badge(PHONE, 0)

    def _open(self, card_id: str) -> None:
        """Bring the window and this card to the front."""
        self._core.tell(lambda office: office.activate(card_id))
        self._window.bring_up(PHONE)


def furnished_window(
    core: CoreLike,
    softphone: QWidget,
    *,
    theme: Theme,
    words: Words,
    pages: Mapping[str, QWidget | MakePage],
    live: LiveSettings | None = None,
    region: str | None = None,
    sound_in_page: bool = False,
) -> MainWindow:
    """Make a window with everything in it at once, and let it hear the core."""
    settings = live or LiveSettings(SettingsStore())

    def furnish(window: MainWindow) -> Interior:
        return Interior(
            window,
            core,
            theme,
            words,
            pages=pages,
            live=settings,
            region=region,
            sound_in_page=sound_in_page,
        )

    window = MainWindow(softphone, theme=theme, page_names=tuple(pages), furnish=furnish)
    core.viewed.connect(window.take_view)
    window.furnish()
    return window
