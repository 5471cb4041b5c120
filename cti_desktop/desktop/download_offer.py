"""Asks the person about a file that Zoom's page wants to save, in a line that passes by itself."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from cti_desktop.agent.views import Notice
from cti_desktop.desktop.downloads import Downloads, Offered
from cti_desktop.desktop.notice_bar import NoticeLine
from cti_desktop.desktop.window import MainWindow

AskWhere = Callable[[QWidget, Path, Callable[[str], None], Callable[[], None]], None]


def ask_where(
    over: QWidget, suggested: Path, then: Callable[[str], None], otherwise: Callable[[], None]
) -> None:
    """Ask for a file without holding up the program."""
    dialog = QFileDialog(over, "", str(suggested))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.fileSelected.connect(then)
    dialog.rejected.connect(otherwise)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


class DownloadOffer(QObject):
    """One offer at a time; a newer file takes the place of one nobody wanted. GUI thread only."""

    def __init__(self, window: MainWindow, downloads: Downloads, ask: AskWhere = ask_where) -> None:
        super().__init__(window)
        self._window, self._downloads, self._ask = window, downloads, ask
        self._offered: Offered | None = None
        self._line: NoticeLine | None = None
        downloads.asked.connect(self._offer)
        downloads.saved.connect(self._saved)
        downloads.failed.connect(self._failed)
        downloads.too_large.connect(self._too_large)

    def _offer(self, offered: Offered) -> None:
        if self._offered is not None:
            self._downloads.drop(self._offered)
        if self._line is not None:
            self._window.notices.withdraw(self._line)
        self._offered = offered
        text = self.tr("Zoom offers a file: %1").replace("%1", offered.name)
        self._line = self._window.notices.offer(
            text, self.tr("Save"), lambda: self._where(offered), icon="download"
        )

    def _where(self, offered: Offered) -> None:
        self._offered = None
        folder = QStandardPaths.StandardLocation.DownloadLocation
        suggested = Path(QStandardPaths.writableLocation(folder)) / offered.name
        self._ask(
            self._window,
            suggested,
            lambda target: self._downloads.keep(offered, Path(target)),
            lambda: self._downloads.drop(offered),
        )

    def _saved(self, target: str) -> None:
        text = self.tr("Saved as %1").replace("%1", target)
        self._window.take_view(Notice(text=text))

    def _failed(self, name: str) -> None:
        text = self.tr("%1 could not be saved. Try again in the softphone.").replace("%1", name)
        self._window.take_view(Notice(text=text, bad=True))

    def _too_large(self, name: str) -> None:
        text = self.tr("%1 is larger than 200 MB and is not taken from here. Get it in a browser.")
        self._window.take_view(Notice(text=text.replace("%1", name), bad=True))
