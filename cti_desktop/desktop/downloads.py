"""Files that Zoom's pages want to save: asked about, kept aside until then, nothing by itself.

The softphone's profile makes one. A download can only be taken the moment it begins, so it runs
into a folder of its own; the person then says where it goes, or it is thrown away.
"""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWebEngineCore import QWebEngineDownloadRequest

from cti_desktop.desktop.late_log import LateLog
from cti_desktop.desktop.row_paint import one_line

LARGEST = 200 * 1024 * 1024
"""Bytes of a file that is taken."""
_MOST_WAITING = 3
_LONGEST_NAME = 120
_TRIES, _AGAIN_MS = 20, 100

log = LateLog(__name__)


@dataclass(eq=False)
class Offered:
    """A file one may keep.

    Attributes:
        name: a plain file name; nothing of a path is left in it.
        size: bytes; 0 when the page did not tell.
    """

    name: str
    size: int
    request: QWebEngineDownloadRequest
    folder: Path
    target: Path | None = None


class Downloads(QObject):
    """Takes downloads of one origin and asks about each; GUI thread only.

    Signals:
        asked(object): an `Offered` to keep or drop.
        saved(str): a file lies where the person wanted it.
        failed(str): it could not be saved; the file's name.
        too_large(str): it is not taken; the file's name.
    """

    asked = Signal(object)
    saved = Signal(str)
    failed = Signal(str)
    too_large = Signal(str)

    def __init__(self, may_load: Callable[[QWebEngineDownloadRequest], bool]) -> None:
        super().__init__()
        self._may_load = may_load
        self._waiting: list[Offered] = []

    @Slot(QWebEngineDownloadRequest)
    def take(self, request: QWebEngineDownloadRequest) -> None:
        """Take a download that begins, or refuse it."""
        size = max(0, request.totalBytes())
        if not self._may_load(request) or size > LARGEST or len(self._waiting) >= _MOST_WAITING:
            self._refuse(request, size)
            return
        folder = Path(tempfile.mkdtemp(prefix="cti-download-"))
        offered = Offered(plain_name(request.downloadFileName()), size, request, folder)
        request.setDownloadDirectory(str(folder))
        request.setDownloadFileName("file")
        request.receivedBytesChanged.connect(lambda: self._bound(offered))
        request.isFinishedChanged.connect(lambda: self._move(offered))
        self._waiting.append(offered)
        request.accept()
        self.asked.emit(offered)

    def keep(self, offered: Offered, target: Path) -> None:
        """Save it there, as soon as all of it has come."""
        offered.target = target
        self._move(offered)

    def drop(self, offered: Offered) -> None:
        """Throw it away."""
        if offered in self._waiting:
            self._waiting.remove(offered)
            if not offered.request.isFinished():
                offered.request.cancel()
            self._clear(offered.folder, _TRIES)

    def drop_all(self) -> None:
        """Throw away what nobody decided about; at the end of the program."""
        for offered in list(self._waiting):
            self.drop(offered)

    def _clear(self, folder: Path, tries: int) -> None:
        """Remove a folder; a thread of the engine may still put a last piece into it."""
        shutil.rmtree(folder, ignore_errors=True)
        if tries and folder.exists():
            QTimer.singleShot(_AGAIN_MS, self, lambda: self._clear(folder, tries - 1))

    def _refuse(self, request: QWebEngineDownloadRequest, size: int) -> None:
        log.info("download_refused", size=size, waiting=len(self._waiting))
        request.cancel()
        if size > LARGEST and self._may_load(request):
            self.too_large.emit(plain_name(request.downloadFileName()))

    def _bound(self, offered: Offered) -> None:
        if offered.request.receivedBytes() > LARGEST:
            self.too_large.emit(offered.name)
            self.drop(offered)

    def _move(self, offered: Offered) -> None:
        if offered not in self._waiting or not offered.request.isFinished():
            return
        state = offered.request.state()
        if state is not QWebEngineDownloadRequest.DownloadState.DownloadCompleted:
            log.warning("download_broke", state=state.name)
            self.failed.emit(offered.name)
            self.drop(offered)
        elif offered.target is not None:
            self._save(offered, offered.target)

    def _save(self, offered: Offered, target: Path) -> None:
        try:
            shutil.move(offered.folder / "file", target)
        except OSError as error:
            log.warning("download_not_saved", reason=type(error).__name__)
            self.failed.emit(offered.name)
        else:
            self.saved.emit(str(target))
        self.drop(offered)


def plain_name(told: str) -> str:
    """Return a file name of a page as a name and nothing else."""
    last = one_line(told).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in last if char.isprintable() and char not in '<>:"|?*')
    return kept.strip(". ")[:_LONGEST_NAME] or "download"
