"""The call log's page: search, filters, the calls, and the one that is opened over them."""

from PySide6.QtCore import QDate, QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QMenu, QVBoxLayout, QWidget

from cti_desktop.agent.views import CallLine, DeskView, LogChanged, Notice
from cti_desktop.calls.call import State
from cti_desktop.calls.events import Direction
from cti_desktop.desktop.call_actions import CallActions
from cti_desktop.desktop.call_detail import CallDetailPanel
from cti_desktop.desktop.call_words import sentence_of
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.export import ExportStrip
from cti_desktop.desktop.flow import Flow
from cti_desktop.desktop.list_page import ListPage
from cti_desktop.desktop.log_delegate import LogDelegate
from cti_desktop.desktop.log_model import LogFilter, LogModel
from cti_desktop.desktop.row_list import RowList
from cti_desktop.desktop.search_field import SearchField
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import (
    Button,
    Chip,
    IconButton,
    IconLabel,
    Label,
    row,
)
from cti_desktop.desktop.words import Words

REFRESH_AFTER_MS = 120
_RETELL_MS = 30_000
_FILTERS = {
    "all": LogFilter(),
    "missed": LogFilter(states=(State.MISSED,)),
    "inbound": LogFilter(direction=Direction.INBOUND),
    "outbound": LogFilter(direction=Direction.OUTBOUND),
}


class LogHead(QWidget):
    """Search field, filter chips, and how many calls they let through."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.search = SearchField(theme, self.tr("Search names, numbers and notes"))
        self.count = Label(theme, "", "caption", tone="muted", figures=True)
        self.export = IconButton(theme, "download", self.tr("Export these calls"))
        self.chips = QButtonGroup(self)
        self._trouble_text = Label(theme, "", tone="bad", wrap=True)
        self.try_again = Button(theme, self.tr("Try again"), "link")
        space = theme.space
        words = (self.tr("All"), self.tr("Missed"), self.tr("Inbound"), self.tr("Outbound"))
        filters = QWidget()
        flow = Flow(filters, space(8), even=True)
        for name, text in zip(_FILTERS, words, strict=True):
            chip = Chip(theme, text)
            chip.setObjectName(f"filter-{name}")
            chip.setAccessibleName(self.tr("Show: %1").replace("%1", text))
            self.chips.addButton(chip)
            flow.addWidget(chip)
        self.chips.buttons()[0].setChecked(True)
        self._trouble = QWidget()
        icon = IconLabel(theme, "warning", "bad")
        trouble = row(icon, self._trouble_text, self.try_again, None, spacing=space(8))
        self._trouble.setLayout(trouble)
        self._trouble.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(space(24), space(16), space(24), space(8))
        box.setSpacing(space(12))
        box.addWidget(self.search)
        line = row(spacing=space(8))
        line.addWidget(filters, 1)
        self.count.setMinimumHeight(theme.px(28))
        line.addWidget(self.count, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.export, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(line)
        box.addWidget(self._trouble)

    @property
    def wanted(self) -> LogFilter:
        """What the chips and the text ask for."""
        checked = self.chips.checkedButton() or self.chips.buttons()[0]
        chip = _FILTERS[checked.objectName().removeprefix("filter-")]
        return LogFilter(
            text=self.search.text().strip(), direction=chip.direction, states=chip.states
        )

    def show_count(self, total: int) -> None:
        """Say how many calls there are."""
        text = self.tr("1 call") if total == 1 else self.tr("%1 calls")
        shown = self.locale().toString(total)
        self.count.setText(text.replace("%1", shown))

    def show_trouble(self, text: str) -> None:
        """Say what does not work while the list stands; nothing takes it back."""
        self._trouble_text.setText(text)
        self._trouble.setVisible(bool(text))

    def clear(self) -> None:
        """Let everything through again."""
        self.search.clear()
        self.chips.buttons()[0].click()


class LogPage(ListPage):
    """The page; it follows the log only while it can be seen."""

    def __init__(self, core: CoreLike, theme: Theme, words: Words) -> None:
        self.model = LogModel(
            core,
            lambda line: words.day_heading(line.started_at),
            lambda line: sentence_of(words, line),
        )
        self.head = LogHead(theme)
        rows = RowList(theme, LogDelegate(theme, words), self.tr("Calls"))
        super().__init__(theme, self.model, self.head.search, rows)
        self._core, self._words = core, words
        self._shown = LogFilter()
        self._today = QDate()
        self.detail = CallDetailPanel(core, theme, words)
        self.export = ExportStrip(core, theme, words)
        self._lay_out(self.detail, self.head, self.export)
        self._later = QTimer(self)
        self._retell = QTimer(self)
        self._connect()

    # what the window may ask

    def show_call(self, line: CallLine) -> None:
        """Open a call."""
        self._current = line.call_id
        self.rows.choose_row(self.model.row_of(line.call_id))
        self.detail.show_line(line)
        self.panel.open()

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
        self.head.search.searched.connect(self._search)
        self.head.chips.buttonClicked.connect(self._search)
        self.head.try_again.clicked.connect(self._try_again)
        self.head.export.clicked.connect(self._export)
        self.rows.opened.connect(self._open)
        self.rows.entered.connect(self.detail.take_focus)
        self.rows.current_moved.connect(self._moved)
        self.rows.menu_wanted.connect(self._show_menu)
        self.rows.scrolled.connect(self._refresh_soon)
        self.detail.close_wanted.connect(self.panel.close_panel)

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
        if wanted != self.model.filter or self.model.broken:
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
        self.rows.choose_row(self.model.row_of(self._current))
        self.rows.release()
        if self.model.filter != self._shown:
            self._shown = self.model.filter
            self.rows.scrollToTop()
        self.head.show_trouble("")
        self.head.show_count(self.model.total)
        if self.model.rowCount():
            self.body.show_rows()
        else:
            self._say_empty()
        self._refresh_soon()

    def _say_empty(self) -> None:
        message = self.body.message
        if self.model.filter.narrows:
            text = self.tr("No call fits this search and these filters.")
            clear = self.tr("Show all calls")
            message.say("search", self.tr("Nothing found"), text, clear, self.head.clear)
        else:
            text = self.tr("Calls stand here once you made or took one. Dial on the right.")
            message.say("calls", self.tr("No calls yet"), text)
        self.body.show_message()

    def _failed(self, notice: Notice) -> None:
        if self.model.unread:
            title = self.tr("The calls could not be read")
            self.body.message.say_failed(title, notice, self._try_again)
            self.body.show_message()
        else:
            self.head.show_trouble(notice.text)

    # the call that is open

    def _moved(self) -> None:
        line = self.model.line_at(self.rows.currentIndex())
        self._current = line.call_id if line else None
        if line is not None and self.panel.is_open and line.call_id != self.detail.call_id:
            self.detail.show_line(line)

    def _open(self, index: QModelIndex) -> None:
        line = self.model.line_at(index)
        if line is not None:
            self.show_call(line)

    def _closed(self) -> None:
        super()._closed()
        self.detail.note.save()

    def _show_menu(self, index: QModelIndex, at: QPoint) -> None:
        line = self.model.line_at(index)
        if line is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Show details"), lambda: self.show_call(line))
        if line.e164 is not None:
            CallActions(self._core, line).add_to(menu)
        menu.popup(at)
