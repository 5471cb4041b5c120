"""The phone page between calls: what waits for the person, or a calm page when nothing does."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cti_desktop.agent.views import DeskView
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
        self._due = Section(theme, self.tr("Call back now"))
        self._unfinished = Section(theme, self.tr("Calls without an outcome"))
        self._missed = Section(theme, self.tr("Missed calls"))
        sections = (self._due, self._unfinished, self._missed)
        self._todo = reading_column(theme, self._title, self._about, *sections)
        self._calm = CalmPage(theme)
        self._calm.contacts_wanted.connect(self.contacts_wanted)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._todo, 1)
        box.addWidget(self._calm, 1)
        self.show_desk(DeskView())

    def show_desk(self, desk: DeskView) -> None:
        """Take a snapshot."""
        due = tuple(one for one in desk.call_backs if one.due)
        todo = (desk.unfinished, desk.more_unfinished, desk.missed, desk.more_missed)
        shown = (due, *todo, desk.outcomes)
        if shown == self._shown:
            return
        self._shown = shown
        busy = bool(due or desk.unfinished or desk.missed)
        self._todo.setVisible(busy)
        self._calm.setVisible(not busy)
        self._title.setText(self.tr("Next up"))
        self._about.setText(_sentence(len(due), desk.unfinished_count, desk.missed_count, self))
        waiting, unfinished = self._waiting, desk.unfinished[:_MOST]
        self._due.show_rows([waiting.call_back(one) for one in due])
        self._unfinished.show_rows(
            [waiting.without_outcome(line, desk.outcomes) for line in unfinished],
            desk.unfinished_count,
        )
        self._missed.show_rows(
            [waiting.missed(line) for line in desk.missed[:_MOST]], desk.missed_count
        )


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
