"""Windows' part of the global key: RegisterHotKey, and a pressed Ctrl+C for the selection."""

import ctypes
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import (
    QAbstractNativeEventFilter,
    QByteArray,
    QCoreApplication,
    QKeyCombination,
    Qt,
)

from cti_desktop.desktop.hotkey import CopiedSelection, key_taken

HOTKEY_MESSAGE = 0x0312
_ID = 0xC71
_NO_REPEAT = 0x4000
_HELD = {
    Qt.KeyboardModifier.AltModifier: 0x1,
    Qt.KeyboardModifier.ControlModifier: 0x2,
    Qt.KeyboardModifier.ShiftModifier: 0x4,
    Qt.KeyboardModifier.MetaModifier: 0x8,
}
_F1 = 0x70
_SHIFT, _CONTROL, _ALT, _LEFT_WINDOWS, _RIGHT_WINDOWS, _C = 0x10, 0x11, 0x12, 0x5B, 0x5C, 0x43
_UP = 0x2


class User32(Protocol):
    """The functions of user32.dll that are needed; tests replace it."""

    def RegisterHotKey(self, window: Any, id_: int, held: int, key: int) -> int:  # noqa: N802  # Windows' name
        """Give a key's messages to this thread; 0 when it cannot be had."""

    def UnregisterHotKey(self, window: Any, id_: int) -> int:  # noqa: N802  # likewise
        """Give the key back."""

    def keybd_event(self, key: int, scan: int, flags: int, extra: int) -> None:
        """Press or release a key."""


class Message(ctypes.Structure):
    """The beginning of Windows' MSG."""

    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("w", ctypes.c_size_t),
        ("l", ctypes.c_ssize_t),
    )


class System:
    """Windows.

    Args:
        user32: the real one by default.
    """

    def __init__(self, user32: User32 | None = None) -> None:
        self._user32: User32 = user32 or getattr(ctypes, "windll").user32  # noqa: B009  # elsewhere unknown

    def key_grab(self) -> "WindowsKeys":
        """Return a grab without a key."""
        return WindowsKeys(self._user32)

    def selection(self) -> CopiedSelection:
        """Return the selection."""
        return CopiedSelection(self._press_copy)

    def _press_copy(self) -> None:
        """Press Ctrl+C, without the keys that are still held from ours."""
        for key in (_ALT, _SHIFT, _LEFT_WINDOWS, _RIGHT_WINDOWS):
            self._user32.keybd_event(key, 0, _UP, 0)
        for key, flags in ((_CONTROL, 0), (_C, 0), (_C, _UP), (_CONTROL, _UP)):
            self._user32.keybd_event(key, 0, flags, 0)


class WindowsKeys(QAbstractNativeEventFilter):
    """One key of the system; GUI thread only."""

    def __init__(self, user32: User32) -> None:
        super().__init__()
        self._user32 = user32
        self._pressed: Callable[[], None] | None = None

    def grab(self, keys: QKeyCombination, pressed: Callable[[], None]) -> None:
        """Register a key.

        Raises:
            UserFixable: another program has it.
        """
        held = sum(mask for one, mask in _HELD.items() if keys.keyboardModifiers() & one)
        if not self._user32.RegisterHotKey(None, _ID, held | _NO_REPEAT, _virtual(keys.key())):
            raise key_taken()
        self._pressed = pressed
        if application := QCoreApplication.instance():
            application.installNativeEventFilter(self)

    def release(self) -> None:
        """Unregister it."""
        if self._pressed is not None:
            self._pressed = None
            self._user32.UnregisterHotKey(None, _ID)
            if application := QCoreApplication.instance():
                application.removeNativeEventFilter(self)

    def nativeEventFilter(  # Qt's name
        self, _kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> tuple[bool, int]:
        """Hear our key."""
        told = Message.from_address(int(message))
        ours = told.message == HOTKEY_MESSAGE and told.w == _ID
        if ours and self._pressed is not None:
            self._pressed()
        return ours, 0


def _virtual(key: Qt.Key) -> int:
    return _F1 + key - Qt.Key.Key_F1 if key >= Qt.Key.Key_F1 else int(key)
