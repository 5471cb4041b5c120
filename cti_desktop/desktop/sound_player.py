"""Plays sound with Qt Multimedia.

Loaded when a person first plays something, never before: it costs time and memory, and it is not on
every machine (on Linux it needs PulseAudio's library). Where it cannot be loaded, whoever loads it
gets an ImportError and says so.
"""

from PySide6.QtCore import QBuffer, QByteArray, QObject, QUrl, Signal
from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer

_ENDINGS = {"audio/wav": "wav", "audio/x-wav": "wav", "audio/mp4": "m4a", "audio/ogg": "ogg"}


class SoundPlayer(QObject):
    """Plays one sound that is whole in memory; GUI thread only.

    Signals:
        moved(int): where it is, in milliseconds.
        length_known(int): how long it is, in milliseconds.
        playing_changed(bool): whether it plays.
        failed(str): why it cannot be played, in Qt's words.
    """

    moved = Signal(int)
    length_known = Signal(int)
    playing_changed = Signal(bool)
    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        # Children are deleted in the order they were made: the player reads the buffer in a thread.
        self._player = QMediaPlayer(self)
        self._buffer = QBuffer(self)
        if not QMediaDevices.defaultAudioOutput().isNull():
            self._player.setAudioOutput(QAudioOutput(self))
        self._player.positionChanged.connect(self._tell_place)
        self._player.durationChanged.connect(self._tell_length)
        self._player.playbackStateChanged.connect(self._changed)
        self._player.errorOccurred.connect(self._went_wrong)

    @property
    def usable(self) -> bool:
        """Whether this machine can decode sound and has somewhere to play it."""
        return self._player.isAvailable() and not QMediaDevices.defaultAudioOutput().isNull()

    def load(self, data: bytes, kind: str) -> None:
        """Take a sound.

        Args:
            data: all of it.
            kind: its media type, a hint only.
        """
        self._player.setSource(QUrl())
        self._buffer.close()
        self._buffer.setData(QByteArray(data))
        self._buffer.open(QBuffer.OpenModeFlag.ReadOnly)
        self._player.setSourceDevice(self._buffer, QUrl(f"sound.{_ENDINGS.get(kind, 'mp3')}"))

    def play(self) -> None:
        """Play from where it is; from the beginning when it was at its end."""
        self._player.play()

    def pause(self) -> None:
        """Stop where it is."""
        self._player.pause()

    def seek(self, at_ms: int) -> None:
        """Go to a place, in milliseconds."""
        self._player.setPosition(at_ms)

    def set_speed(self, speed: float) -> None:
        """Play so many times as fast; voices keep their pitch."""
        self._player.setPlaybackRate(speed)

    # Qt counts in 64 bits and does not connect that to an int by itself.

    def _tell_place(self, at_ms: int) -> None:
        self.moved.emit(at_ms)

    def _tell_length(self, length_ms: int) -> None:
        self.length_known.emit(length_ms)

    def _changed(self, state: QMediaPlayer.PlaybackState) -> None:
        self.playing_changed.emit(state is QMediaPlayer.PlaybackState.PlayingState)

    def _went_wrong(self, _error: QMediaPlayer.Error, text: str) -> None:
        self.failed.emit(text)
