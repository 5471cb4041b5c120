"""Recordings and voicemails played in the call's detail."""

import io
import wave
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSlider
from pytestqt.qtbot import QtBot

from cti_desktop.agent.answers import CallDetail, Playable, SoundPart
from cti_desktop.desktop.call_detail import CallDetailPanel
from cti_desktop.desktop.player_bar import Player, PlayerBar, make_player
from cti_desktop.desktop.theme import Theme
from tests import shots_data as data
from tests.desktop.face import PromptCore, RememberingOffice, british_words
from tests.desktop.face_fixtures import theme

__all__ = ["theme"]
RECORDING = Playable(media_id="rec", voicemail=False, duration_s=220)


class SoundOffice(RememberingOffice):
    """Hands sound out in stretches of four bytes."""

    def __init__(self, sound: bytes = b"0123456789") -> None:
        super().__init__()
        self.sound_bytes = sound
        self.detail = data.DETAIL

    async def sound(self, call_id: str, media_id: str, *, first: int = 0) -> SoundPart:
        self.told.append(("sound", call_id, media_id, first))
        if self.refuses is not None:
            raise ConnectionError(self.refuses)
        cut = self.sound_bytes[first : first + 4]
        total = len(self.sound_bytes)
        last = first + len(cut) >= total
        return SoundPart(data=cut, first=first, total=total, kind="audio/mpeg", last=last)

    async def call_detail(self, _call_id: str) -> CallDetail:
        return self.detail


class PaperPlayer(QObject):
    """Remembers what it was told to play."""

    moved = Signal(int)
    length_known = Signal(int)
    playing_changed = Signal(bool)
    failed = Signal(str)
    usable = True

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.told: list[Any] = []

    def load(self, sound: bytes, kind: str) -> None:
        self.told.append((sound, kind))

    def play(self) -> None:
        self.told.append("play")
        self.playing_changed.emit(True)

    def pause(self) -> None:
        self.told.append("pause")
        self.playing_changed.emit(False)

    def seek(self, at_ms: int) -> None:
        self.told.append(at_ms)

    def set_speed(self, speed: float) -> None:
        self.told.append(speed)


class Listening:
    """A bar over an office, and what it plays with."""

    def __init__(self, theme: Theme, qtbot: QtBot, office: SoundOffice | None = None) -> None:
        self.office = office or SoundOffice()
        self.players: list[PaperPlayer] = []
        self.bar = PlayerBar(
            PromptCore(self.office),
            theme,
            british_words(),
            call_id="c1",
            playable=RECORDING,
            title="Recording 1",
            make=self.make,
        )
        qtbot.addWidget(self.bar)
        self.bar.resize(360, 60)
        self.bar.show()

    def make(self, parent: QObject) -> Player:
        self.players.append(PaperPlayer(parent))
        return cast(Player, self.players[-1])

    @property
    def player(self) -> PaperPlayer:
        assert len(self.players) == 1
        return self.players[0]


@pytest.fixture
def listening(theme: Theme, qtbot: QtBot) -> Listening:
    return Listening(theme, qtbot)


def test_nothing_is_fetched_or_loaded_before_somebody_listens(listening: Listening) -> None:
    assert listening.players == []
    assert listening.office.calls_of("sound") == []
    assert listening.bar.times.text() == "0:00 / 3:40"
    assert not listening.bar.place.isEnabled()


def test_the_sound_is_fetched_in_stretches_and_played(listening: Listening) -> None:
    QTest.keyClick(listening.bar.play, Qt.Key.Key_Space)
    assert [first for *_, first in listening.office.calls_of("sound")] == [0, 4, 8]
    assert listening.player.told == [1.0, (b"0123456789", "audio/mpeg"), "play"]
    assert listening.bar.playing
    assert listening.bar.play.accessibleName() == "Pause Recording 1"
    listening.bar.play.click()
    listening.bar.play.click()
    assert listening.player.told[-2:] == ["pause", "play"]  # not fetched again


def test_it_shows_where_it_is_and_goes_where_one_wants(listening: Listening) -> None:
    listening.bar.play.click()
    listening.player.length_known.emit(200_000)
    listening.player.moved.emit(65_000)
    assert listening.bar.times.text() == "1:05 / 3:20"
    assert 65_000 not in listening.player.told  # it moved by itself: nobody sought
    QTest.keyClick(listening.bar.place, Qt.Key.Key_Right)
    assert listening.player.told[-1] == 70_000
    QTest.keyClick(listening.bar.place, Qt.Key.Key_Home)
    assert listening.player.told[-1] == 0


def test_the_speed_goes_round(listening: Listening) -> None:
    listening.bar.speed.click()
    assert listening.bar.speed.text() == "1.25×"
    listening.bar.play.click()
    assert listening.player.told[0] == 1.25
    shown = []
    for _ in range(4):
        listening.bar.speed.click()
        shown.append(listening.bar.speed.text())
    assert shown == ["1.5×", "2×", "0.75×", "1×"]
    assert listening.player.told[-4:] == [1.5, 2.0, 0.75, 1.0]


def test_what_cannot_be_fetched_is_said_and_can_be_tried_again(listening: Listening) -> None:
    listening.office.refuses = "The recording is gone."
    listening.bar.play.click()
    assert listening.bar.said.text() == "The recording is gone."
    listening.office.refuses = None
    listening.bar.play.click()
    assert listening.bar.playing
    assert not listening.bar.said.isVisible()


def test_what_cannot_be_decoded_is_said(listening: Listening) -> None:
    listening.bar.play.click()
    listening.player.failed.emit("Could not open file")
    assert listening.bar.said.text().startswith("This sound cannot be played here.")


def test_a_sound_that_never_ends_is_given_up(theme: Theme, qtbot: QtBot) -> None:
    class Endless(SoundOffice):
        async def sound(self, _call_id: str, _media_id: str, *, first: int = 0) -> SoundPart:
            return SoundPart(data=b"", first=first, total=None, kind="audio/mpeg", last=False)

    listening = Listening(theme, qtbot, Endless())
    listening.bar.play.click()
    assert "too long or incomplete" in listening.bar.said.text()


def test_a_hidden_player_is_quiet(listening: Listening, qtbot: QtBot) -> None:
    listening.bar.play.click()
    listening.bar.hide()
    qtbot.waitUntil(lambda: not listening.bar.playing)


def test_a_machine_without_sound_says_so(
    theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(_name: str) -> None:
        raise ImportError("libpulse.so.0: cannot open shared object file")

    monkeypatch.setattr("importlib.import_module", nothing)
    listening = Listening(theme, qtbot)
    assert make_player(listening.bar) is None
    listening.bar._make = make_player
    listening.bar.play.click()
    assert listening.bar.said.text() == (
        "This computer cannot play sound here. Play it in the browser."
    )
    assert listening.office.calls_of("sound") == []


@pytest.fixture
def panel(theme: Theme, qtbot: QtBot) -> tuple[CallDetailPanel, SoundOffice, PromptCore]:
    office = SoundOffice()
    mail = Playable(media_id="mail", voicemail=True, duration_s=12)
    office.detail = replace(data.DETAIL, playable=(RECORDING, mail))
    core = PromptCore(office)
    make = cast(Callable[[QObject], Player | None], PaperPlayer)
    panel = CallDetailPanel(core, theme, british_words(), make=make)
    core.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(416, 700)
    panel.show()
    panel.show_line(data.DETAIL.line)
    return panel, office, core


def test_the_detail_plays_recording_and_voicemail(
    panel: tuple[CallDetailPanel, SoundOffice, PromptCore],
) -> None:
    bars = panel[0].findChildren(PlayerBar)
    assert [bar.play.accessibleName() for bar in bars] == ["Play Recording 1", "Play Voicemail 1"]
    assert all(bar.findChildren(QSlider)[0].accessibleName() for bar in bars)


def test_news_of_the_call_do_not_stop_what_plays(
    panel: tuple[CallDetailPanel, SoundOffice, PromptCore],
) -> None:
    shown, office, _ = panel
    bar = shown.findChildren(PlayerBar)[0]
    bar.play.click()
    office.detail = replace(office.detail, note="Written while listening.")
    shown.show_line(data.DETAIL.line)
    for _ in range(3):
        QApplication.processEvents()
    assert bar in shown.findChildren(PlayerBar)
    assert bar.isVisible()
    assert bar.playing


def test_another_call_has_its_own(
    panel: tuple[CallDetailPanel, SoundOffice, PromptCore], qtbot: QtBot
) -> None:
    shown, office, _ = panel
    bar = shown.findChildren(PlayerBar)[0]
    bar.play.click()
    other = replace(data.DETAIL.line, call_id="other")
    office.detail = replace(data.DETAIL, line=other, playable=())
    with qtbot.waitSignal(bar.destroyed):
        shown.show_line(other)
    assert shown.findChildren(PlayerBar) == []


def _seconds_of_sound() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(bytes([128, 160] * 8000))
    return file.getvalue()


SECONDS_OF_SOUND = _seconds_of_sound()


@pytest.mark.qt_log_ignore("PulseAudioService", "FFmpeg", "symbols", "load", extend=True)
def test_qt_multimedia_plays_seeks_and_refuses_rubbish(qtbot: QtBot) -> None:
    room: Any = pytest.importorskip(
        "cti_desktop.desktop.sound_player",
        reason="Qt Multimedia does not start on this machine (PulseAudio's library)",
        exc_type=ImportError,
    )
    owner = QObject()
    player = room.SoundPlayer(owner)
    with qtbot.waitSignal(player.length_known, check_params_cb=lambda ms: ms == 2000):
        player.load(SECONDS_OF_SOUND, "audio/wav")
    with qtbot.waitSignal(player.moved, check_params_cb=lambda ms: ms > 1500, timeout=10_000):
        player.play()
        player.seek(1400)
    with qtbot.waitSignal(player.playing_changed, check_params_cb=lambda on: not on):
        player.pause()
    with qtbot.waitSignal(player.failed):
        player.load(b"rubbish", "audio/mpeg")
        player.play()
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()


@pytest.mark.qt_log_ignore("PulseAudioService", "FFmpeg", "symbols", "load", extend=True)
def test_a_player_may_go_while_it_plays(qtbot: QtBot) -> None:
    """Its reader is a thread of Qt's: what is read must outlive it."""
    room: Any = pytest.importorskip(
        "cti_desktop.desktop.sound_player",
        reason="Qt Multimedia does not start on this machine (PulseAudio's library)",
        exc_type=ImportError,
    )
    for turn in range(20):
        owner = QObject()
        player = room.SoundPlayer(owner)
        player.load(b"rubbish" * 50_000 if turn % 2 else SECONDS_OF_SOUND, "audio/wav")
        player.play()
        with qtbot.waitSignal(owner.destroyed):
            owner.deleteLater()
