"""A recording or voicemail one can play, with its place, length and speed."""

import importlib
from collections.abc import Callable
from typing import Protocol, cast

import structlog
from PySide6.QtCore import QObject, Qt, SignalInstance
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QSlider, QVBoxLayout, QWidget

from cti_desktop.agent.answers import Playable
from cti_desktop.agent.views import Notice
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.sound_load import SoundLoad
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, IconButton, Label, row
from cti_desktop.desktop.words import Words

SPEEDS = (1.0, 1.25, 1.5, 2.0, 0.75)
_STEP_MS, _PAGE_MS, _SECOND_MS = 5000, 15000, 1000

log = structlog.get_logger(__name__)


class Player(Protocol):
    """What plays; `sound_player.SoundPlayer` is the one, tests give another."""

    moved: SignalInstance
    length_known: SignalInstance
    playing_changed: SignalInstance
    failed: SignalInstance

    @property
    def usable(self) -> bool:
        """Whether it can play on this machine."""

    def load(self, data: bytes, kind: str) -> None:
        """Take a sound."""

    def play(self) -> None:
        """Play on."""

    def pause(self) -> None:
        """Stop where it is."""

    def seek(self, at_ms: int) -> None:
        """Go to a place."""

    def set_speed(self, speed: float) -> None:
        """Play so many times as fast."""


MakePlayer = Callable[[QObject], Player | None]


def make_player(parent: QObject) -> Player | None:
    """Make what plays; None where the machine lacks it."""
    try:
        room = importlib.import_module("cti_desktop.desktop.sound_player")
    except ImportError as error:
        log.warning("no_sound_player", missing=str(error))
        return None
    player = cast("Player", room.SoundPlayer(parent))
    return player if player.usable else None


class PlayerBar(QWidget):
    """Plays one sound; it is fetched when it is first played.

    Args:
        title: what it is, for screen readers: `Recording 1`.
        make: makes what plays.
    """

    def __init__(
        self,
        core: CoreLike,
        theme: Theme,
        words: Words,
        *,
        call_id: str,
        playable: Playable,
        title: str,
        make: MakePlayer = make_player,
    ) -> None:
        super().__init__()
        self._words, self._make = words, make
        self._load = SoundLoad(core, call_id, playable, self)
        self._player: Player | None = None
        self._playing = self._here = self._waiting = self._moves = False
        self._length_ms = (playable.duration_s or 0) * _SECOND_MS
        self._speed = SPEEDS[0]
        self._title = title
        self.play = IconButton(theme, "play", "", tone="accent")
        self.place = QSlider(Qt.Orientation.Horizontal)
        self.times = Label(theme, "", "caption", tone="muted", figures=True)
        self.speed = Button(theme, "", "quiet", tip=self.tr("Speed"))
        self.said = Label(theme, "", "caption", tone="muted", wrap=True)
        self._lay_out(theme)
        self._connect()
        self._show()

    @property
    def playing(self) -> bool:
        """Whether it can be heard now."""
        return self._playing

    def change_place(self, parent: QWidget) -> None:
        """Stand in this parent until somebody shows it again, without falling silent."""
        self._moves = True
        self.setParent(parent)

    def showEvent(self, event: QShowEvent) -> None:
        """Have arrived."""
        super().showEvent(event)
        self._moves = False

    def hideEvent(self, event: QHideEvent) -> None:
        """Be quiet when nobody sees it, unless it only changes its place."""
        super().hideEvent(event)
        if not self._moves:
            self._pause()

    def _lay_out(self, theme: Theme) -> None:
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # sound runs so, in every language
        self.place.setMinimumHeight(theme.px(24))  # else the handle is cut
        self.place.setSingleStep(_STEP_MS)
        self.place.setPageStep(_PAGE_MS)
        self.place.setTracking(False)
        self.place.setAccessibleName(self.tr("%1: place").replace("%1", self._title))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(4))
        line = row(self.play, spacing=theme.space(8))
        line.addWidget(self.place, 1)
        line.addWidget(self.times)
        line.addWidget(self.speed)
        box.addLayout(line)
        box.addWidget(self.said)
        self.said.hide()

    def _connect(self) -> None:
        self.play.clicked.connect(self._toggle)
        self.speed.clicked.connect(self._next_speed)
        self.place.valueChanged.connect(self._seek)
        self.place.sliderMoved.connect(self._show_times)
        self._load.progressed.connect(self._tell_progress)
        self._load.loaded.connect(self._loaded)
        self._load.failed.connect(self._load_failed)

    # what the person does

    def _toggle(self) -> None:
        if self._playing or self._waiting:
            self._pause()
        elif self._player is not None and self._here:
            self._player.play()
        elif self._ready():
            self._waiting = True
            self._say(self.tr("Loading…"))
            self._load.start()
            self._show()

    def _pause(self) -> None:
        if self._waiting:
            self._waiting = False
            self._load.cancel()
            self._say("")
            self._show()
        if self._player is not None and self._playing:
            self._player.pause()

    def _next_speed(self) -> None:
        at = SPEEDS.index(self._speed)
        self._speed = SPEEDS[(at + 1) % len(SPEEDS)]
        if self._player is not None:
            self._player.set_speed(self._speed)
        self._show()

    def _seek(self, at_ms: int) -> None:
        if self._player is not None and self._here:
            self._player.seek(at_ms)

    # what comes back

    def _ready(self) -> bool:
        """Make what plays when it is first needed; say so where there is none."""
        if self._player is None:
            self._player = self._make(self)
            if self._player is None:
                self._say(self.tr("This computer cannot play sound here. Play it in the browser."))
                return False
            self._player.moved.connect(self._moved)
            self._player.length_known.connect(self._measured)
            self._player.playing_changed.connect(self._changed)
            self._player.failed.connect(self._cannot_play)
            self._player.set_speed(self._speed)
        return True

    def _tell_progress(self, percent: int) -> None:
        self._say(self.tr("Loading %1 %").replace("%1", str(percent)))

    def _loaded(self, data: bytes, kind: str) -> None:
        self._waiting, self._here = False, True
        self._say("")
        if self._player is not None:
            self._player.load(data, kind)
            self._player.play()
        self._show()

    def _load_failed(self, notice: Notice) -> None:
        self._waiting = False
        self._say(notice.text)
        self._show()

    def _cannot_play(self, _text: str) -> None:
        self._here = False
        self._say(self.tr("This sound cannot be played here. Play it in the browser."))
        self._show()

    def _moved(self, at_ms: int) -> None:
        if not self.place.isSliderDown():
            blocked = self.place.blockSignals(True)
            self.place.setValue(at_ms)
            self.place.blockSignals(blocked)
            self._show_times(at_ms)

    def _measured(self, length_ms: int) -> None:
        if length_ms > 0:
            self._length_ms = length_ms
            self._show()

    def _changed(self, playing: bool) -> None:
        self._playing = playing
        self._show()

    # drawing

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))

    def _show(self) -> None:
        stops = self._playing or self._waiting
        self.play.set_icon("pause" if stops else "play", "accent")
        name = self.tr("Pause %1") if stops else self.tr("Play %1")
        self.play.setAccessibleName(name.replace("%1", self._title))
        self.play.setToolTip(self.play.accessibleName())
        self.place.setRange(0, max(self._length_ms, self.place.value()))
        self.place.setEnabled(self._here)
        speed = self._words.factor(self._speed)
        self.speed.setText(speed)
        self.speed.setAccessibleName(self.tr("Speed %1").replace("%1", speed))
        self._show_times(self.place.value())

    def _show_times(self, at_ms: int) -> None:
        at = self._words.duration(at_ms // _SECOND_MS)
        whole = self._words.duration(round(self._length_ms / _SECOND_MS)) if self._length_ms else ""
        self.times.setText(f"{at} / {whole}" if whole else at)
        self.place.setAccessibleDescription(self.times.text())
