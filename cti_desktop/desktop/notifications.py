"""What is told outside the window: missed calls, call-backs that are due, new texts.

The system's own server shows it where that offers actions, by way of the office; else the tray.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from cti_desktop.agent.notice_views import Act, NoticeActed, SystemNotice
from cti_desktop.agent.text_views import TextsChanged
from cti_desktop.agent.views import CallBackDue, CallLine, CallsMissed, DeskView, Notice
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.counted import counted
from cti_desktop.desktop.page_names import MESSAGES, PHONE, TASKS
from cti_desktop.desktop.quiet import Quiet
from cti_desktop.desktop.row_paint import one_line

_TEXTS = "texts"
_MISSED, _DUE = "missed ", "due "
_NAMED = 3


@dataclass(frozen=True, slots=True)
class _Told:
    """A notice that may still stand: where it leads, and whom it is about.

    Attributes:
        waits: what it tells of; it holds while any of these waits. Texts are told of otherwise.
    """

    page: str
    line: CallLine | None = None
    waits: frozenset[str] = frozenset()


class Notifications(QObject):
    """Tells what happened, unless the person wants quiet, and carries out what is chosen there.

    Args:
        in_front: whether the person looks at this program; Qt is asked by default.

    Signals:
        not_shown(str, str, str): title, text and page of what the system did not show.
        open_wanted(str): show the window, on this page.
    """

    not_shown = Signal(str, str, str)
    open_wanted = Signal(str)

    def __init__(
        self,
        core: CoreLike,
        quiet: Quiet,
        parent: QObject | None = None,
        in_front: Callable[[], bool] | None = None,
    ) -> None:
        super().__init__(parent)
        self._in_front = in_front or _in_front
        self._core, self._quiet = core, quiet
        self._told: dict[str, _Told] = {}
        core.viewed.connect(self.take_view)

    def take_view(self, view: object) -> None:
        """Take a snapshot of the desk."""
        if isinstance(view, DeskView):
            self._withdraw_done(view)
        elif isinstance(view, CallsMissed):
            self._tell_missed(view.lines)
        elif isinstance(view, CallBackDue):
            line = view.call_back.line
            title = self.tr("Call %1 back now").replace("%1", one_line(line.name))
            key = _DUE + line.call_id
            self._notify(key, title, "", _Told(TASKS, line, frozenset((key,))))
        elif isinstance(view, TextsChanged):
            self._tell_texts(view)
        elif isinstance(view, NoticeActed):
            self._act(view)

    def _tell_missed(self, new: tuple[CallLine, ...]) -> None:
        line, waits = new[0], frozenset(_MISSED + one.call_id for one in new)
        if len(new) == 1:
            number = line.number if line.number != line.name else line.via
            title = self.tr("Missed call: %1").replace("%1", one_line(line.name))
            self._notify(_MISSED + line.call_id, title, one_line(number), _Told(TASKS, line, waits))
        else:  # a tray shows one message at a time, so all are told in one
            title = self.tr("%1 missed calls").replace("%1", counted(len(new)))
            names = ", ".join(one_line(one.name) for one in new[:_NAMED])
            self._notify(_MISSED + line.call_id, title, names, _Told(TASKS, waits=waits))

    def _tell_texts(self, view: TextsChanged) -> None:
        if view.came and not self._in_front():
            self._notify(_TEXTS, self.tr("New text message"), "", _Told(MESSAGES))
        elif not view.unread:
            self._withdraw(_TEXTS)

    def _withdraw_done(self, desk: DeskView) -> None:
        """Take away what was done meanwhile."""
        waiting = {_MISSED + line.call_id for line in desk.missed}
        waiting |= {_DUE + one.line.call_id for one in desk.call_backs}
        for key, told in [*self._told.items()]:
            if told.waits and told.waits.isdisjoint(waiting):
                self._withdraw(key)

    def _withdraw(self, key: str) -> None:
        if self._told.pop(key, None) is not None:
            self._core.tell(lambda office: office.withdraw_notice(key))

    # showing

    def _notify(self, key: str, title: str, text: str, told: _Told) -> None:
        if self._quiet.on:
            return
        acts = [(Act.OPEN, self.tr("Open"))]
        if told.line is not None and told.line.dials is not None:
            acts.insert(0, (Act.CALL, self.tr("Call back")))
        notice = SystemNotice(key=key, title=title, text=text, acts=tuple(acts))
        self._told[key] = told
        self._core.ask(
            lambda office: office.notify(notice),
            partial(self._answered, notice),
            partial(self._failed, notice),
            owner=self,
        )

    def _answered(self, notice: SystemNotice, shown: bool) -> None:
        if not shown and (told := self._told.pop(notice.key, None)) is not None:
            self.not_shown.emit(notice.title, notice.text, told.page)

    def _failed(self, notice: SystemNotice, _why: Notice) -> None:
        self._answered(notice, shown=False)

    # what was chosen

    def _act(self, acted: NoticeActed) -> None:
        told = self._told.pop(acted.key, None)
        if told is None:
            return
        lend_leave(acted.activation)
        line = told.line
        if acted.act is Act.CALL and line is not None and line.dials is not None:
            number, contact_id = line.dials, line.contact_id
            self.open_wanted.emit(PHONE)
            self._core.tell(
                lambda office: office.dial(number, source="call_back", contact_id=contact_id)
            )
        else:
            self.open_wanted.emit(told.page)


def lend_leave(activation: str) -> None:
    """Let Qt come to the front with the leave the desktop gave; it looks for it there, once."""
    fit = activation.isascii() and activation.isprintable()
    if activation and fit and QGuiApplication.platformName().startswith("wayland"):
        os.environ["XDG_ACTIVATION_TOKEN"] = activation


def _in_front() -> bool:
    return QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive
