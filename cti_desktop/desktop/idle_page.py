"""The phone page between calls: what waits for the person, or a calm page when nothing does."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cti_desktop.agent.views import CallBack, DeskView
from cti_desktop.desktop.calm_page import CalmPage
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.counted import counted
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.waiting_rows import Section, WaitingRows, reading_column
from cti_desktop.desktop.widgets import Label
from cti_desktop.desktop.words import Words

_MOST = 20


class IdlePage(QWidget):
    """Lists due call-backs, calls without an outcome and missed calls.

    Signals:
        contacts_wanted: the person wants to look somebody up.
        call_shown(object): the `CallLine` of a call to show in full.
    """

    contacts_wanted = Signal()
    call_shown = Signal(object)

    def __init__(self, core: CoreLike, theme: Theme, words: Words) -> None:
        super().__init__()
        self._waiting = WaitingRows(core, theme, words, self)
        self._waiting.call_shown.connect(self.call_shown)
        self._shown: tuple[object, ...] | None = None
        self._title = Label(theme, "", "name", strong=True)
        self._about = Label(theme, "", tone="muted", wrap=True)
        waiting = self._waiting
        self._due = Section(theme, self.tr("Call back now"), waiting.call_back)
        without = self.tr("Calls without an outcome")
        self._unfinished = Section(theme, without, waiting.without_outcome)
        self._missed = Section(theme, self.tr("Missed calls"), waiting.missed)
        self._sections = (self._due, self._unfinished, self._missed)
        self._todo = reading_column(theme, self._title, self._about, *self._sections)
        self._calm = CalmPage(theme)
        self._calm.contacts_wanted.connect(self.contacts_wanted)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._todo, 1)
        box.addWidget(self._calm, 1)
        self._desk = DeskView()
        waiting.menu_closed.connect(self._draw, Qt.ConnectionType.QueuedConnection)
        self._draw()

    def show_desk(self, desk: DeskView) -> None:
        """Take a snapshot."""
        self._desk = desk
        self._draw()

    def _draw(self) -> None:
        """Draw what is there, unless it stands there already or a menu is open over it."""
        desk = self._desk
        due = tuple(one for one in desk.call_backs if one.due)
        todo = (desk.unfinished, desk.more_unfinished, desk.missed, desk.more_missed)
        shown = (due, *todo, desk.outcomes)
        if shown == self._shown or self._waiting.menu_is_open:
            return
        self._shown = shown
        busy = bool(due or desk.unfinished or desk.missed)
        self._todo.setVisible(busy)
        self._calm.setVisible(not busy)
        self._title.setText(self.tr("Next up"))
        self._about.setText(_sentence(len(due), desk.unfinished_count, desk.missed_count, self))
        self._show_rows(desk, due)

    def _show_rows(self, desk: DeskView, due: tuple[CallBack, ...]) -> None:
        self._waiting.outcomes = desk.outcomes
        self._due.show_rows({one.line.call_id: one for one in due})
        self._unfinished.show_rows(
            {(one.call_id, desk.outcomes): one for one in desk.unfinished[:_MOST]},
            desk.unfinished_count,
        )
        missed = {one.call_id: one for one in desk.missed[:_MOST]}
        self._missed.show_rows(missed, desk.missed_count)
        self._waiting.in_order(self._sections)


def _sentence(due: int, unfinished: int, missed: int, page: QWidget) -> str:
    parts = []
    if due:
        one, many = page.tr("1 call-back is due"), page.tr("%1 call-backs are due")
        parts.append(one if due == 1 else many.replace("%1", str(due)))
    if unfinished:
        one, many = page.tr("1 call needs an outcome"), page.tr("%1 calls need an outcome")
        parts.append(one if unfinished == 1 else many.replace("%1", counted(unfinished)))
    if missed:
        one, many = page.tr("1 missed call"), page.tr("%1 missed calls")
        parts.append(one if missed == 1 else many.replace("%1", counted(missed)))
    return ", ".join(parts)
