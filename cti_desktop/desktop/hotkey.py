"""A key that dials the text selected in any program, where the system lets a program have one.

Each system's part is in a module of its own behind `KeyGrab` and `Selection`; Wayland has none, and
there the person binds `cti-desktop dial --selection` in the desktop's own settings.
"""

import importlib
from collections.abc import Callable
from typing import Protocol, cast

from PySide6.QtCore import QCoreApplication, QKeyCombination, QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication, QKeySequence

from cti_desktop.agent.setting_table import DIAL_KEY
from cti_desktop.agent.views import Notice
from cti_desktop.calls.errors import UserFixable
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.live_settings import LiveSettings

COPIES_WITHIN_MS = 400
_SOURCE = "selection"
_KEPT = ("text/plain", "text/html", "text/uri-list", "text/rtf")
_PARTS = {"xcb": "hotkey_x11", "windows": "hotkey_windows", "cocoa": "hotkey_macos"}


def _tr(text: str) -> str:
    return QCoreApplication.translate("GlobalKey", text)


class KeyGrab(Protocol):
    """One key of the whole system."""

    def grab(self, keys: QKeyCombination, pressed: Callable[[], None]) -> None:
        """Have a key for ourselves; `pressed` is called on the GUI thread.

        Raises:
            UserFixable: another program has it, or it is no key that can be had.
        """

    def release(self) -> None:
        """Give it back; harmless without one."""


class Selection(Protocol):
    """The text selected in another program."""

    def read(self, then: Callable[[str], None]) -> None:
        """Read it, at once or within a moment; empty when nothing is selected."""


class System(Protocol):
    """What a system's module offers."""

    def key_grab(self) -> KeyGrab:
        """Return the system's keys."""

    def selection(self) -> Selection:
        """Return the system's selection."""


class GlobalKey(QObject):
    """Has the key of its setting and dials what is selected when it is pressed; GUI thread only.

    Args:
        come_forward: brings the window to the front, where the question is.
        tell: shows a sentence.
        system: the system's part; None where there is none.
    """

    def __init__(
        self,
        core: CoreLike,
        live: LiveSettings,
        *,
        come_forward: Callable[[], None],
        tell: Callable[[Notice], None],
        system: System | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._core, self._live, self._tell = core, live, tell
        self._come_forward, self._system = come_forward, system
        self._grab: KeyGrab | None = None
        live.changed.connect(self._follow)
        self._take()

    def close(self) -> None:
        """Give the key back."""
        if self._grab is not None:
            self._grab.release()
            self._grab = None

    def _follow(self, names: frozenset[str]) -> None:
        if DIAL_KEY.name in names:
            self._take()

    def _take(self) -> None:
        self.close()
        written = self._live.get(DIAL_KEY)
        if not written:
            return
        try:
            keys = read_key(written)
            grab = _with_keys(self._system).key_grab()
            grab.grab(keys, self._pressed)
            self._grab = grab
        except UserFixable as error:
            self._tell(Notice(text=error.message, bad=True))

    def _pressed(self) -> None:
        if self._system is not None:
            self._system.selection().read(self._selected)

    def _selected(self, text: str) -> None:
        self._come_forward()
        if text.strip():
            self._core.tell(lambda office: office.open_text(text, source=_SOURCE))
        else:
            self._tell(Notice(text=_tr("Nothing is selected, so nothing was dialled.")))


def key_taken() -> UserFixable:
    """Return the error of a key that another program has."""
    return UserFixable(_tr("Another program has this key already."), code="key_taken")


def _with_keys(system: System | None) -> System:
    if system is None:
        text = _tr(
            "This desktop gives no key to a program. Bind one in its own settings to the command: "
            "cti-desktop dial --selection"
        )
        raise UserFixable(text, code="no_global_keys")
    return system


def read_key(written: str) -> QKeyCombination:
    """Read a key as people write it, such as `Ctrl+Alt+D`, or as it stands on their keyboard.

    Raises:
        UserFixable: it is no letter, digit or function key with Ctrl, Alt or Meta.
    """
    for names in (QKeySequence.SequenceFormat.PortableText, QKeySequence.SequenceFormat.NativeText):
        sequence = QKeySequence.fromString(written, names)
        typed = cast("list[QKeyCombination]", sequence)  # PySide's stubs know no item of it
        if sequence.count() == 1 and _may_be_grabbed(typed[0]):
            return typed[0]
    raise UserFixable(
        _tr(
            "%1 is no key for this. Take a letter, a digit or F1 to F12, as in Ctrl+Alt+D."
        ).replace("%1", written),
        code="no_such_key",
    )


def _may_be_grabbed(keys: QKeyCombination) -> bool:
    key, held = keys.key(), keys.keyboardModifiers()
    plain = Qt.Key.Key_A <= key <= Qt.Key.Key_Z or Qt.Key.Key_0 <= key <= Qt.Key.Key_9
    strong = held & ~Qt.KeyboardModifier.ShiftModifier
    return bool(plain and strong) or Qt.Key.Key_F1 <= key <= Qt.Key.Key_F12


def system_here() -> System | None:
    """Return the part of the window system that draws this program; None for Wayland and tests."""
    name = _PARTS.get(QGuiApplication.platformName())
    if name is None:
        return None
    return cast("System", importlib.import_module(f"cti_desktop.desktop.{name}").System())


class CopiedSelection(QObject):
    """Has the other program copy its selection, reads it, and puts the clipboard back.

    Text, formatted text, files and pictures come back. Whatever else a program offers is not
    asked for: it may take it seconds to write its own formats down.

    Args:
        press_copy: presses the system's keys for copying.
    """

    def __init__(self, press_copy: Callable[[], None]) -> None:
        super().__init__(QCoreApplication.instance())
        self._press_copy = press_copy
        self._clipboard: QClipboard = QGuiApplication.clipboard()
        self._then: Callable[[str], None] | None = None
        self._before = QMimeData()
        self._late = QTimer(self, singleShot=True, interval=COPIES_WITHIN_MS)
        self._late.timeout.connect(self._nothing)

    def read(self, then: Callable[[str], None]) -> None:
        """Read the selection; a second wish while one is under way is left out."""
        if self._then is not None:
            return
        self._then, self._before = then, _copy_of(self._clipboard.mimeData())
        self._clipboard.clear()
        self._clipboard.dataChanged.connect(self._copied)
        self._late.start()
        self._press_copy()

    def _copied(self) -> None:
        text = self._clipboard.text()
        if text:
            self._end(text)

    def _nothing(self) -> None:
        self._end("")

    def _end(self, text: str) -> None:
        then, self._then = self._then, None
        self._late.stop()
        self._clipboard.dataChanged.disconnect(self._copied)
        self._clipboard.setMimeData(self._before)
        if then is not None:
            then(text)


def _copy_of(data: QMimeData | None) -> QMimeData:
    """Return what is on the clipboard, as it is gone with what is put there next."""
    copy = QMimeData()
    if data is None:  # nothing was there
        return copy
    for name in _KEPT:
        if data.hasFormat(name):
            copy.setData(name, data.data(name))
    if data.hasImage():
        copy.setImageData(data.imageData())
    return copy
