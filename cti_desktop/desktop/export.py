"""Exports what the call log shows: asks where to, tells how far it is, and lets it be stopped."""

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from cti_desktop.agent.answers import Exported
from cti_desktop.agent.views import ExportProgress, Notice
from cti_desktop.calls.log_filter import LogFilter
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.sheet_words import manner_of
from cti_desktop.desktop.spoken import announce
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, IconButton, IconLabel, Label, Plane, page_edge, row
from cti_desktop.desktop.words import Words

AskWhere = Callable[[QWidget, Path, Callable[[str], None]], None]
_BAR = 160


def _tr(text: str) -> str:
    return QCoreApplication.translate("Export", text)


def ask_where(over: QWidget, suggested: Path, then: Callable[[str], None]) -> None:
    """Ask for a file without holding up the program; nothing happens when the person gives up."""
    dialog = QFileDialog(over, _tr("Export calls"), str(suggested))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(
        [_tr("CSV file (*.csv)"), _tr("Excel workbook (*.xlsx)"), _tr("JSON file (*.json)")]
    )
    dialog.filterSelected.connect(
        lambda chosen: dialog.setDefaultSuffix(chosen.rpartition("*.")[2].rstrip(")"))
    )
    dialog.setDefaultSuffix("csv")
    dialog.fileSelected.connect(then)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


class ExportStrip(Plane):
    """A line above the list while calls are written, and with the result afterwards.

    Args:
        where: asks for the file.
        open_folder: shows a folder in the system's file manager.
        system: what the spreadsheets of this computer go by.
    """

    def __init__(
        self,
        core: CoreLike,
        theme: Theme,
        words: Words,
        *,
        where: AskWhere = ask_where,
        open_folder: Callable[[str], None] | None = None,
        system: QLocale | None = None,
    ) -> None:
        super().__init__("sunken")
        self._core, self._theme, self._words = core, theme, words
        self._where, self._open_folder = where, open_folder or _open_folder
        self._system = system or QLocale.system()
        self._busy = False
        self._stop = threading.Event()
        self._file = ""
        self._icon = IconLabel(theme, "download", "accent")
        self.text = Label(theme, "", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(theme.px(_BAR))
        self.cancel = Button(theme, self.tr("Cancel"), "link")
        self.show_file = Button(theme, self.tr("Show in folder"), "link")
        self.close_button = IconButton(theme, "x", self.tr("Close"))
        self.cancel.clicked.connect(self._cancel)
        self.show_file.clicked.connect(self._show_folder)
        self.close_button.clicked.connect(self.hide)
        line = row(self._icon, spacing=theme.space(8))
        line.addWidget(self.text, 1)
        for part in (self.bar, self.cancel, self.show_file, self.close_button):
            line.addWidget(part)
        edge = page_edge(theme, theme.px(640))
        line.setContentsMargins(edge, theme.space(4), edge, theme.space(4))
        self.box.addLayout(line)
        core.viewed.connect(self._heard)
        self.hide()

    @property
    def busy(self) -> bool:
        """Whether calls are being written."""
        return self._busy

    def begin(self, wanted: LogFilter) -> None:
        """Ask where to, then write the calls this filter lets through."""
        if self.busy:
            return
        day = self._words.to_field(self._words.now()).toString("yyyy-MM-dd")
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = _tr("calls %1").replace("%1", day)
        suggested = Path(folder) / f"{name}.csv"
        self._where(self.window(), suggested, lambda file: self._write(Path(file), wanted))

    def _write(self, file: Path, wanted: LogFilter) -> None:
        self._file = str(file)
        self._say("download", "accent", _tr("Exporting to %1").replace("%1", file.name))
        self.bar.setRange(0, 0)
        shown = wanted.at(self._words.now(), self._words.zone)
        self._busy, self._stop = True, threading.Event()
        manner, stopped = manner_of(self._words, self._system), self._stop.is_set
        self._core.ask(
            lambda office: office.export_log(file, shown, manner, stopped),
            self._done,
            self._failed,
            owner=self,
        )
        self._show_state()

    def _heard(self, view: object) -> None:
        if isinstance(view, ExportProgress) and self.busy and not self._stop.is_set():
            self.bar.setRange(0, max(1, view.total))
            self.bar.setValue(view.done)
            text = _tr("%1 of %2 calls written").replace("%1", self._words.count(view.done))
            self.text.setText(text.replace("%2", self._words.count(view.total)))

    def _done(self, done: Exported) -> None:
        self._busy = False
        text = _tr("1 call written to %2") if done.rows == 1 else _tr("%1 calls written to %2")
        said = text.replace("%1", self._words.count(done.rows))
        self._say("check", "good", said.replace("%2", Path(done.file).name))

    def _failed(self, notice: Notice) -> None:
        self._busy, self._file = False, ""
        if self._stop.is_set():
            self._say("info", "muted", _tr("The export was stopped. No file was written."))
        else:
            self._say("error", "bad", notice.text)

    def _cancel(self) -> None:
        """Ask for the end; what became of the file is said when the office has answered."""
        self._stop.set()
        self.bar.setRange(0, 0)
        self._say("download", "muted", _tr("Stopping the export …"))

    def _say(self, icon: str, tone: str, text: str) -> None:
        self._icon.show_icon(icon, tone)
        self.text.setText(text)
        self._show_state()
        self.show()
        announce(self, text)

    def _show_state(self) -> None:
        self.bar.setVisible(self.busy)
        self.bar.setAccessibleName(_tr("Export"))
        self.cancel.setVisible(self.busy and not self._stop.is_set())
        self.show_file.setVisible(not self.busy and bool(self._file))
        self.close_button.setVisible(not self.busy)

    def _show_folder(self) -> None:
        self._open_folder(str(Path(self._file).parent))


def _open_folder(folder: str) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(folder))
