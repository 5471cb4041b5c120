"""macOS' part of the global key: Carbon's hot keys, and a pressed Command+C for the selection.

Pressing keys needs the person's leave (System Settings, Privacy & Security, Accessibility).
"""

import ctypes
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QKeyCombination, Qt

from cti_desktop.desktop.hotkey import CopiedSelection, key_taken

_CARBON = "/System/Library/Frameworks/Carbon.framework/Carbon"
_SERVICES = "/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices"
_KEYBOARD, _HOT_KEY_PRESSED = 0x6B657962, 5  # 'keyb', kEventHotKeyPressed
_SIGNATURE = 0x43544944  # 'CTID'
_HELD = {  # Qt calls Command Control there
    Qt.KeyboardModifier.ControlModifier: 0x0100,
    Qt.KeyboardModifier.ShiftModifier: 0x0200,
    Qt.KeyboardModifier.AltModifier: 0x0800,
    Qt.KeyboardModifier.MetaModifier: 0x1000,
}
_COMMAND_HELD = 0x100000
_LETTERS = dict(
    zip(
        "ASDFHGZXCVBQWERYT123465=97-80]OU[IPLJ'K;\\,/NM",
        (*range(10), *range(11, 36), *range(37, 47)),
        strict=True,
    )
)
"""Apple's virtual key codes of a US keyboard, by the key's own sign."""
_FUNCTION_KEYS = (122, 120, 99, 118, 96, 97, 98, 100, 101, 109, 103, 111)


class _HotKeyId(ctypes.Structure):
    _fields_ = (("signature", ctypes.c_uint32), ("id", ctypes.c_uint32))


class _EventType(ctypes.Structure):
    _fields_ = (("kind_class", ctypes.c_uint32), ("kind", ctypes.c_uint32))


_HANDLER = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)


class System:
    """macOS.

    Args:
        carbon: Carbon's functions; the real ones by default.
        services: ApplicationServices' functions; likewise.
    """

    def __init__(self, carbon: Any = None, services: Any = None) -> None:
        self._carbon = carbon or ctypes.CDLL(_CARBON)
        self._services = services or ctypes.CDLL(_SERVICES)

    def key_grab(self) -> "MacKeys":
        """Return a grab without a key."""
        return MacKeys(self._carbon)

    def selection(self) -> CopiedSelection:
        """Return the selection."""
        return CopiedSelection(self._press_copy)

    def _press_copy(self) -> None:
        create = self._services.CGEventCreateKeyboardEvent
        create.restype = ctypes.c_void_p
        for down in (True, False):
            event = ctypes.c_void_p(create(None, _LETTERS["C"], down))
            self._services.CGEventSetFlags(event, ctypes.c_uint64(_COMMAND_HELD))
            self._services.CGEventPost(0, event)
            self._services.CFRelease(event)


class MacKeys:
    """One key of the system; GUI thread only."""

    def __init__(self, carbon: Any) -> None:
        self._carbon = carbon
        self._key, self._handler = ctypes.c_void_p(), ctypes.c_void_p()
        self._callback: Any = None

    def grab(self, keys: QKeyCombination, pressed: Callable[[], None]) -> None:
        """Register a key.

        Raises:
            UserFixable: another program has it.
        """
        self._carbon.GetApplicationEventTarget.restype = ctypes.c_void_p
        target = ctypes.c_void_p(self._carbon.GetApplicationEventTarget())

        def heard(_call: object, _event: object, _data: object) -> int:
            pressed()
            return 0

        self._callback = _HANDLER(heard)
        kind = _EventType(_KEYBOARD, _HOT_KEY_PRESSED)
        self._carbon.InstallEventHandler(
            target, self._callback, 1, ctypes.byref(kind), None, ctypes.byref(self._handler)
        )
        held = sum(mask for one, mask in _HELD.items() if keys.keyboardModifiers() & one)
        refused = self._carbon.RegisterEventHotKey(
            code_of(keys.key()), held, _HotKeyId(_SIGNATURE, 1), target, 0, ctypes.byref(self._key)
        )
        if refused:
            self.release()
            raise key_taken()

    def release(self) -> None:
        """Unregister it."""
        if self._key.value:
            self._carbon.UnregisterEventHotKey(self._key)
        if self._handler.value:
            self._carbon.RemoveEventHandler(self._handler)
        self._key, self._handler = ctypes.c_void_p(), ctypes.c_void_p()
        self._callback = None


def code_of(key: Qt.Key) -> int:
    """Return Apple's virtual code of a letter, digit or function key."""
    if key >= Qt.Key.Key_F1:
        return _FUNCTION_KEYS[int(key) - int(Qt.Key.Key_F1)]
    code: int = _LETTERS[chr(int(key))]
    return code
