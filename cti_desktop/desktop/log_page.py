"""The call log's page: search, filters, the calls, and the one that is opened over them."""

from PySide6.QtCore import QDate, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu

from cti_desktop.agent.answers import LogChoices
from cti_desktop.agent.views import CallLine, DeskView, LogChanged, Notice, StatusView
from cti_desktop.calls.log_filter import LogFilter, SavedFilter
from cti_desktop.desktop.call_actions import CallActions
from cti_desktop.desktop.call_detail import CallDetailPanel
from cti_desktop.desktop.call_words import sentence_of
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.export import ExportStrip
from cti_desktop.desktop.list_page import ListPage
from cti_desktop.desktop.log_delegate import LogDelegate
from cti_desktop.desktop.log_head import LogHead
from cti_desktop.desktop.log_model import LogModel
from cti_desktop.desktop.row_list import RowList
from cti_desktop.desktop.spoken import SpokenResult, announce
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.words import Words

REFRESH_AFTER_MS = 120
_RETELL_MS = 30_000


class LogPage(ListPage):
    """The page; it follows the log only while it can be seen.

    Signals:
        left: the person is done with a call that was opened from another page.
    """

    left = Signal()

    def __init__(self, core: CoreLike, theme: Theme, words: Words) -> None:
        self.model = LogModel(
            core,
            lambda line: words.day_heading(line.started_at),
            lambda line: sentence_of(words, line),
            lambda wanted: wanted.at(words.now(), words.zone),
        )
        self.head = LogHead(theme, words)
        self._painter = LogDelegate(theme, words)
        rows = RowList(theme, self._painter, self.tr("Calls"))
        super().__init__(theme, self.model, self.head.search, rows)
        self._core, self._words = core, words
        self._shown = LogFilter()
        self._today = QDate()
        self.detail = CallDetailPanel(core, theme, words)
        self.export = ExportStrip(core, theme, words)
        self._lay_out(self.detail, self.head, self.export)
        self._spoken = SpokenResult(self)
        self._later = QTimer(self)
        self._retell = QTimer(self)
        self._connect()

    # what the window may ask

    def show_call(self, line: CallLine, back: str = "") -> None:
        """Open a call; `back` names the page to lead back to."""
        self._current = line.call_id
        self.rows.choose_row(self.model.row_of(line.call_id))
        self.detail.show_line(line)
        self.detail.head.offer_way_back(back)
        self.panel.open()
        if back:
            self.detail.take_focus()

    def take_status(self, status: StatusView) -> None:
        """Know whose calls there are to be seen."""
        team = bool(status.own_ids)
        if team != self._painter.team:
            self._painter.team = team
            self.rows.viewport().update()
        self.head.show_team(status.own_ids)

    def show_whose(self, *, team: bool) -> None:
        """Show one's own calls, or the team's with them."""
        self.head.show_whose(team=team)

    def close_top(self) -> bool:
        """Close what opened last, and go back where it was opened from."""
        leads_back = self.panel.is_open and self.detail.head.leads_back
        was_open = super().close_top()
        if leads_back:
            self.left.emit()
        return was_open

    # Qt's events

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the log from now on."""
        super().showEvent(event)
        self._retell.start()
        self._tell_time()
        if not self.model.rowCount():
            self._show(self.head.wanted)
        else:
            self.model.outdate_all()
            self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop following."""
        super().hideEvent(event)
        self._retell.stop()
        self._later.stop()

    # inside

    def _connect(self) -> None:
        self._later.setSingleShot(True)
        self._later.setInterval(REFRESH_AFTER_MS)
        self._later.timeout.connect(self._refresh)
        self._retell.setInterval(_RETELL_MS)
        self._retell.timeout.connect(self._tell_time)
        self._core.viewed.connect(self._heard)
        self.model.changed.connect(self._changed)
        self.model.failed.connect(self._failed)
        self.model.counted.connect(self._counted)
        self.model.jumped.connect(self._jumped)
        self.head.narrowed.connect(self._search)
        self.head.filter_wanted.connect(self._ask_choices)
        self.head.save_wanted.connect(self._save_filter)
        self.head.forget_wanted.connect(self._forget_filter)
        self.head.try_again.clicked.connect(self._try_again)
        self.head.export.clicked.connect(self._export)
        self.rows.opened.connect(self._open)
        self.rows.entered.connect(self.detail.take_focus)
        self.rows.current_moved.connect(self._moved)
        self.rows.menu_wanted.connect(self._show_menu)
        self.rows.scrolled.connect(self._refresh_soon)
        self.detail.close_wanted.connect(self.panel.close_panel)
        self.detail.head.back_wanted.connect(self.close_top)

    def _heard(self, view: object) -> None:
        if isinstance(view, DeskView):
            self.detail.show_outcomes(view.outcomes)
        elif isinstance(view, LogChanged):
            self.model.outdate(view.call_ids)
            self.detail.heard(view)
            self._refresh_soon()

    # the list

    def _search(self) -> None:
        wanted = self.head.wanted
        if not self.isVisible() and not self.model.rowCount():
            return  # it is asked for when somebody looks
        if wanted != self.model.filter or self.model.broken:
            self._spoken.ask()
            self._show(wanted)

    def _show(self, wanted: LogFilter) -> None:
        self.body.wait()
        self.model.show(wanted)

    def _export(self) -> None:
        self.export.begin(self.head.wanted)

    def _try_again(self) -> None:
        self.head.show_trouble("")
        self.body.wait()
        self.model.try_again()

    def _refresh_soon(self) -> None:
        if self.isVisible() and not self._later.isActive():
            self._later.start()

    def _refresh(self) -> None:
        if self.isVisible():
            self.model.refresh(*self.rows.rows_on_screen())

    def _tell_time(self) -> None:
        """Let `12 min ago` go on, and the headings of days follow midnight."""
        today = self._words.to_field(self._words.now()).date()
        if today != self._today:
            self._today = today
            self.model.regroup()
        self.rows.viewport().update()

    def _changed(self) -> None:
        self._painter.by_day = self.model.filter.sort.by_day
        self.rows.choose_row(self.model.row_of(self._current))
        self.rows.release()
        if self.model.filter != self._shown:
            self._shown = self.model.filter
            self.rows.scrollToTop()
        self.head.show_trouble("")
        if self.model.rowCount():
            self.body.show_rows()
        else:
            self._say_empty()
        self._refresh_soon()

    def _counted(self) -> None:
        total = self.model.total
        self.head.show_count(total)
        if total is not None and total.calls:  # else the message in their place says it
            self._spoken.found(self.head.count.text())

    def _jumped(self, to_begin: bool) -> None:
        if to_begin:
            self.rows.show_begin()
        else:
            self.rows.show_end()

    # the filter

    def _ask_choices(self) -> None:
        self._core.ask(lambda office: office.log_choices(), self._show_choices, owner=self)

    def _show_choices(self, choices: LogChoices) -> None:
        if self.isVisible():
            self.head.show_menu(choices)

    def _save_filter(self, name: str) -> None:
        shown = self.head.wanted
        self._core.ask(lambda office: office.save_filter(name, shown), self._saved, owner=self)

    def _forget_filter(self, name: str) -> None:
        self._core.ask(lambda office: office.forget_filter(name), self._saved, owner=self)

    def _saved(self, filters: tuple[SavedFilter, ...]) -> None:
        announce(self, self.tr("Saved filters: %1").replace("%1", self._words.count(len(filters))))

    def _say_empty(self) -> None:
        message = self.body.message
        if self.model.filter.narrows:
            text = self.tr("No call fits this search and these filters.")
            clear = self.tr("Show all calls")
            message.say("search", self.tr("Nothing found"), text, clear, self.head.clear)
        else:
            text = self.tr("Calls stand here once you made or took one. Dial on the right.")
            message.say("calls", self.tr("No calls yet"), text)
        self._spoken.found(message.accessibleName())
        self.body.show_message()

    def _failed(self, notice: Notice) -> None:
        if self.model.unread:
            title = self.tr("The calls could not be read")
            self.head.show_count(None)
            self.body.message.say_failed(title, notice, self._try_again)
            self._spoken.found(self.body.message.accessibleName())
            self.body.show_message()
        else:
            self.head.show_trouble(notice.text)

    # the call that is open

    def _moved(self) -> None:
        line = self.model.line_at(self.rows.currentIndex())
        self._current = line.call_id if line else None
        if line is not None and self.panel.is_open and line.call_id != self.detail.call_id:
            self.detail.show_line(line)
            self.detail.head.offer_way_back("")

    def _open(self, index: QModelIndex) -> None:
        line = self.model.line_at(index)
        if line is not None:
            self.show_call(line)

    def _closed(self) -> None:
        super()._closed()
        self.detail.head.offer_way_back("")
        self.detail.note.save()

    def _show_menu(self, index: QModelIndex, at: QPoint) -> None:
        line = self.model.line_at(index)
        if line is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Show details"), lambda: self.show_call(line))
        CallActions(self._core, line).add_to(menu)
        menu.popup(at)
