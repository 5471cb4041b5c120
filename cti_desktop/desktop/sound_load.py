"""Fetches the sound of a recording or voicemail through the companion, stretch after stretch."""

from PySide6.QtCore import QObject, Signal

from cti_desktop.agent.answers import Playable, SoundPart
from cti_desktop.agent.views import Notice
from cti_desktop.desktop.core_like import Asking, CoreLike

MOST_BYTES = 256 * 1024 * 1024
"""Longer than a day of speech as Zoom keeps it."""


class SoundLoad(QObject):
    """One fetch; it ends with its parent. GUI thread only.

    Signals:
        progressed(int): so many percent are here; not told while the length is not known.
        loaded(bytes, str): the whole sound and its media type.
        failed(Notice): why it cannot be had.
    """

    progressed = Signal(int)
    loaded = Signal(bytes, str)
    failed = Signal(object)

    def __init__(self, core: CoreLike, call_id: str, playable: Playable, parent: QObject) -> None:
        super().__init__(parent)
        self._core, self._call_id, self._playable = core, call_id, playable
        self._data = bytearray()
        self._asking: Asking | None = None

    def start(self) -> None:
        """Fetch it from the beginning."""
        self._data.clear()
        self._ask(0)

    def cancel(self) -> None:
        """Fetch no more."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None

    def _ask(self, first: int) -> None:
        call_id, media_id = self._call_id, self._playable.media_id
        self._asking = self._core.ask(
            lambda office: office.sound(call_id, media_id, first=first),
            self._came,
            self._refused,
            owner=self,
        )

    def _came(self, part: SoundPart) -> None:
        self._asking = None
        self._data += part.data
        if part.last:
            self.loaded.emit(bytes(self._data), part.kind)
        elif not part.data or len(self._data) > MOST_BYTES:
            text = self.tr("This sound cannot be played here: it is too long or incomplete.")
            self.failed.emit(Notice(text=text, bad=True))
        else:
            if part.total:
                self.progressed.emit(100 * len(self._data) // part.total)
            self._ask(part.next_first)

    def _refused(self, notice: Notice) -> None:
        self._asking = None
        self.failed.emit(notice)
