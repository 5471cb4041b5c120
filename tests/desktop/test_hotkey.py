"""The global key: X11 for real where there is a server, the other systems through their doors."""

import ctypes
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QObject, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cti_desktop.agent.setting_table import DIAL_KEY
from cti_desktop.agent.settings_store import SettingsStore
from cti_desktop.agent.views import Notice
from cti_desktop.calls.errors import UserFixable
from cti_desktop.desktop import hotkey_macos, hotkey_windows, hotkey_x11
from cti_desktop.desktop.hotkey import CopiedSelection, GlobalKey, KeyGrab, Selection, read_key
from cti_desktop.desktop.live_settings import LiveSettings
from tests.desktop.face import PromptCore, RememberingOffice
from tests.xvfb import MISSING_XVFB, x_display

ROOT = Path(__file__).resolve().parents[2]
KEYS = "Ctrl+Alt+D"


class OneKey:
    """A system with one key and a selection, for the tests."""

    def __init__(self, selected: str = "Ada, 020 7946 0018") -> None:
        self.selected = selected
        self.held: list[str] = []
        self.taken = False
        self.press: Callable[[], None] = lambda: None

    def key_grab(self) -> KeyGrab:
        return self

    def selection(self) -> Selection:
        return self

    def read(self, then: Callable[[str], None]) -> None:
        then(self.selected)

    def grab(self, keys: Any, pressed: Callable[[], None]) -> None:
        if self.taken:
            raise UserFixable("Another program has this key already.", code="key_taken")
        self.held.append(keys.key().name)
        self.press = pressed

    def release(self) -> None:
        self.held.append("released")


class Desk:
    """A global key with all that surrounds it."""

    def __init__(self, system: OneKey | None) -> None:
        self.office = RememberingOffice()
        self.live = LiveSettings(SettingsStore())
        self.told: list[Notice] = []
        self.forward: list[bool] = []
        self.parent = QObject()
        self.key = GlobalKey(
            PromptCore(self.office),
            self.live,
            come_forward=lambda: self.forward.append(True),
            tell=self.told.append,
            system=system,
            parent=self.parent,
        )


@pytest.mark.usefixtures("qapp")
def test_the_key_dials_what_is_selected() -> None:
    system = OneKey()
    desk = Desk(system)
    assert system.held == []
    desk.live.set(DIAL_KEY, KEYS)
    system.press()
    assert desk.office.calls_of("open_text") == [("Ada, 020 7946 0018", "selection")]
    assert desk.forward == [True]
    system.selected = " "
    system.press()
    assert "Nothing is selected" in desk.told[-1].text
    desk.live.set(DIAL_KEY, "Meta+F9")
    desk.live.set(DIAL_KEY, "")
    assert system.held == ["Key_D", "released", "Key_F9", "released"]


@pytest.mark.usefixtures("qapp")
def test_a_key_that_cannot_be_had_is_told() -> None:
    system = OneKey()
    system.taken = True
    desk = Desk(system)
    desk.live.set(DIAL_KEY, KEYS)
    desk.live.set(DIAL_KEY, "D")
    assert [note.bad for note in desk.told] == [True, True]
    assert "Another program" in desk.told[0].text
    assert desk.told[1].text.startswith("D is no key")


@pytest.mark.usefixtures("qapp")
def test_where_no_program_gets_a_key_the_command_is_offered() -> None:
    desk = Desk(None)
    assert desk.told == []
    desk.live.set(DIAL_KEY, KEYS)
    assert "cti-desktop dial --selection" in desk.told[0].text


@pytest.mark.parametrize("written", ["", "D", "Shift+D", "Ctrl+Ä", "Ctrl+K, Ctrl+D", "Ctrl", "x"])
def test_only_a_key_nobody_types_with_is_taken(written: str) -> None:
    with pytest.raises(UserFixable):
        read_key(written)


# X11


def test_x11_symbols_are_those_of_its_headers() -> None:
    keys = (Qt.Key.Key_D, Qt.Key.Key_7, Qt.Key.Key_F1, Qt.Key.Key_F12)
    assert [hotkey_x11.symbol_of(key) for key in keys] == [0x64, 0x37, 0xFFBE, 0xFFC9]


@pytest.fixture
def program() -> Iterator[tuple[str, "queue.SimpleQueue[dict[str, Any]]"]]:
    said: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    with x_display() as display:
        running = subprocess.Popen(
            [sys.executable, "-m", "tests.desktop.hotkey_program", KEYS],
            cwd=ROOT,
            env={**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert running.stdout is not None
        lines = running.stdout

        def hear() -> None:
            for line in lines:
                said.put(json.loads(line))

        reader = threading.Thread(target=hear)
        reader.start()
        yield display, said
        running.terminate()
        running.wait(20)
        reader.join(20)
        lines.close()


def press_on(display: str, *symbols: int) -> None:
    """Press keys together as a keyboard does, through X's own test extension."""
    x11, tests = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    opened = ctypes.c_void_p(x11.XOpenDisplay(display.encode()))
    codes = [x11.XKeysymToKeycode(opened, ctypes.c_ulong(symbol)) for symbol in symbols]
    for down, order in ((1, codes), (0, codes[::-1])):
        for code in order:
            tests.XTestFakeKeyEvent(opened, code, down, 0)
    x11.XSync(opened, 0)
    x11.XCloseDisplay(opened)


@pytest.mark.skipif(sys.platform != "linux" or bool(MISSING_XVFB), reason=MISSING_XVFB or "X11")
def test_on_a_real_x_server_the_key_brings_the_selection(
    program: tuple[str, "queue.SimpleQueue[dict[str, Any]]"],
) -> None:
    display, said = program
    assert said.get(timeout=30) == {"has_key": True, "second": "key_taken"}
    press_on(display, 0xFFE3, 0xFFE9, 0x64)  # Control_L, Alt_L, d
    assert said.get(timeout=30) == {"selected": "ring 020 7946 0018"}


# Windows


class User32:
    """Windows' keys, as far as they are used."""

    def __init__(self) -> None:
        self.registered: list[tuple[int, int, int]] = []
        self.keys: list[tuple[int, int]] = []
        self.refuses = False

    def RegisterHotKey(self, _window: Any, id_: int, held: int, key: int) -> int:  # noqa: N802  # Windows' name
        self.registered.append((id_, held, key))
        return 0 if self.refuses else 1

    def UnregisterHotKey(self, _window: Any, id_: int) -> int:  # noqa: N802  # Windows' name
        self.registered = [one for one in self.registered if one[0] != id_]
        return 1

    def keybd_event(self, key: int, _scan: int, flags: int, _extra: int) -> None:
        self.keys.append((key, flags))


@pytest.mark.usefixtures("qapp")
def test_windows_registers_the_key_and_hears_its_message() -> None:
    user32, pressed = User32(), []
    grab = hotkey_windows.System(user32).key_grab()
    grab.grab(read_key(KEYS), lambda: pressed.append(True))
    ((id_, held, key),) = user32.registered
    assert (held, chr(key)) == (0x4000 | 0x1 | 0x2, "D")
    for number, w in ((hotkey_windows.HOTKEY_MESSAGE, id_), (hotkey_windows.HOTKEY_MESSAGE, 1)):
        message = hotkey_windows.Message(None, number, w, 0)
        address = ctypes.addressof(message)
        assert grab.nativeEventFilter(QByteArray(), address) == (w == id_, 0)
    assert pressed == [True]
    grab.release()
    assert user32.registered == []
    user32.refuses = True
    with pytest.raises(UserFixable, match="Another program"):
        grab.grab(read_key("Ctrl+F5"), lambda: None)
    assert user32.registered[0][2] == 0x74


def test_windows_copies_without_the_keys_still_held(qtbot: QtBot) -> None:
    user32 = User32()
    read: list[str] = []
    clipboard = QGuiApplication.clipboard()
    selection = hotkey_windows.System(user32).selection()
    selection.read(read.append)
    clipboard.setText("+44 20 7946 0018")
    qtbot.waitUntil(lambda: bool(read))
    assert read == ["+44 20 7946 0018"]
    assert user32.keys[-4:] == [(0x11, 0), (0x43, 0), (0x43, 2), (0x11, 2)]
    assert all(flags == 2 for _, flags in user32.keys[:-4])


def test_what_was_copied_before_is_put_back_and_nothing_selected_is_empty(qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    read: list[str] = []
    clipboard.setText("mine")
    CopiedSelection(lambda: None).read(read.append)
    qtbot.waitUntil(lambda: bool(read))
    assert (read, clipboard.text()) == ([""], "mine")
    clipboard.clear()


def test_a_picture_files_and_formatted_text_are_put_back_too(qtbot: QtBot) -> None:
    clipboard, read = QGuiApplication.clipboard(), list[str]()
    picture = QImage(3, 2, QImage.Format.Format_RGB32)
    picture.fill(QColor("#123456"))
    mine = QMimeData()
    mine.setText("Ada")
    mine.setHtml("<b>Ada</b>")
    mine.setUrls([QUrl("file:///tmp/ada.txt")])
    mine.setImageData(picture)
    clipboard.setMimeData(mine)
    CopiedSelection(lambda: clipboard.setText("+44 20 7946 0018")).read(read.append)
    qtbot.waitUntil(lambda: bool(read))
    back = clipboard.mimeData()
    assert read == ["+44 20 7946 0018"]
    assert (back.text(), back.html()) == ("Ada", "<b>Ada</b>")
    assert back.urls() == [QUrl("file:///tmp/ada.txt")]
    assert clipboard.image().pixelColor(1, 1) == QColor("#123456")
    clipboard.clear()


# macOS


def test_macos_registers_the_key_and_hears_its_event(qapp: QApplication) -> None:
    assert qapp is not None
    carbon, services, pressed = MagicMock(), MagicMock(), []
    carbon.GetApplicationEventTarget.return_value = 7
    carbon.RegisterEventHotKey.return_value = 0
    system = hotkey_macos.System(carbon, services)
    grab = system.key_grab()
    grab.grab(read_key("Ctrl+Shift+D"), lambda: pressed.append(True))
    code, held, *_ = carbon.RegisterEventHotKey.call_args.args
    assert (code, held) == (2, 0x0300)
    heard = carbon.InstallEventHandler.call_args.args[1]
    assert heard(None, None, None) == 0
    assert pressed == [True]
    carbon.RegisterEventHotKey.return_value = -9878
    with pytest.raises(UserFixable, match="Another program"):
        system.key_grab().grab(read_key("Ctrl+F5"), lambda: None)
    assert hotkey_macos.code_of(Qt.Key.Key_F5) == 96
