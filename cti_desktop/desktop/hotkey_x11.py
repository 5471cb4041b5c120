"""X11's part of the global key: a key grabbed on the root window, and the primary selection.

A connection of its own through libxcb, whose requests can be checked: Xlib would end the program
when another one has the key.
"""

import ctypes
import ctypes.util
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QKeyCombination, QSocketNotifier, Qt
from PySide6.QtGui import QClipboard, QGuiApplication

from cti_desktop.calls.errors import UserFixable
from cti_desktop.desktop.hotkey import key_taken

_KEY_PRESS = 2
_ASYNCHRONOUS = 1
_LOCKS = (0, 0x02, 0x10, 0x12)  # neither, Caps Lock, Num Lock, both
_HELD = {
    Qt.KeyboardModifier.ShiftModifier: 0x01,
    Qt.KeyboardModifier.ControlModifier: 0x04,
    Qt.KeyboardModifier.AltModifier: 0x08,
    Qt.KeyboardModifier.MetaModifier: 0x40,
}
_F1_SYMBOL = 0xFFBE
_TYPE_MASK = 0x7F


def _tr(text: str) -> str:
    return QCoreApplication.translate("Hotkey", text)


class System:
    """X11."""

    def key_grab(self) -> "X11Keys":
        """Return a grab without a key."""
        return X11Keys()

    def selection(self) -> "PrimarySelection":
        """Return the primary selection."""
        return PrimarySelection()


class PrimarySelection:
    """What is selected, wherever it is; X11 keeps it without anybody copying."""

    def read(self, then: Callable[[str], None]) -> None:
        """Read it."""
        then(QGuiApplication.clipboard().text(QClipboard.Mode.Selection))


class _Screens(ctypes.Structure):
    _fields_ = (
        ("data", ctypes.POINTER(ctypes.c_uint32)),
        ("rem", ctypes.c_int),
        ("index", ctypes.c_int),
    )


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class X11Keys:
    """One key on the root window; GUI thread only."""

    def __init__(self) -> None:
        self._xcb, self._keysyms, self._libc = _libraries()
        self._connection: ctypes.c_void_p | None = None
        self._notifier: QSocketNotifier | None = None
        self._pressed: Callable[[], None] = lambda: None

    def grab(self, keys: QKeyCombination, pressed: Callable[[], None]) -> None:
        """Grab a key, whatever locks are on.

        Raises:
            UserFixable: another program has it.
        """
        self._connection = ctypes.c_void_p(self._xcb.xcb_connect(None, None))
        self._pressed = pressed
        root = self._xcb.xcb_setup_roots_iterator(
            self._xcb.xcb_get_setup(self._connection)
        ).data.contents.value
        code, held = self._code(keys.key()), _held(keys)
        if not code or not all(self._grab_one(root, code, held | locks) for locks in _LOCKS):
            self.release()
            raise key_taken()
        socket = self._xcb.xcb_get_file_descriptor(self._connection)
        self._notifier = QSocketNotifier(socket, QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._read)

    def release(self) -> None:
        """Close the connection, which gives its keys back."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        if self._connection is not None:
            self._xcb.xcb_disconnect(self._connection)
            self._connection = None

    def _grab_one(self, root: int, code: int, held: int) -> bool:
        cookie = self._xcb.xcb_grab_key_checked(
            self._connection, 0, root, held, code, _ASYNCHRONOUS, _ASYNCHRONOUS
        )
        error = self._xcb.xcb_request_check(self._connection, cookie)
        if error:
            self._libc.free(error)
        return not error

    def _code(self, key: Qt.Key) -> int:
        symbols = self._keysyms.xcb_key_symbols_alloc(self._connection)
        codes = self._keysyms.xcb_key_symbols_get_keycode(symbols, symbol_of(key))
        code: int = codes[0] if codes else 0
        if codes:
            self._libc.free(codes)
        self._keysyms.xcb_key_symbols_free(symbols)
        return code

    def _read(self) -> None:
        presses = 0
        while self._connection and (event := self._xcb.xcb_poll_for_event(self._connection)):
            presses += (event[0] & _TYPE_MASK) == _KEY_PRESS
            self._libc.free(event)
        if presses:
            self._pressed()


def symbol_of(key: Qt.Key) -> int:
    """Return X11's symbol of a letter, digit or function key."""
    if key >= Qt.Key.Key_F1:
        return _F1_SYMBOL + key - Qt.Key.Key_F1
    return ord(chr(key).lower())


def _held(keys: QKeyCombination) -> int:
    return sum(mask for one, mask in _HELD.items() if keys.keyboardModifiers() & one)


def _libraries() -> tuple[ctypes.CDLL, ctypes.CDLL, ctypes.CDLL]:
    """Load what Qt's own X11 part needs too, and say what each function takes and gives.

    Raises:
        UserFixable: one is missing.
    """
    try:
        xcb, keysyms = ctypes.CDLL("libxcb.so.1"), ctypes.CDLL("libxcb-keysyms.so.1")
        libc = ctypes.CDLL(None)
    except OSError as error:
        text = _tr("A key for every program needs libxcb-keysyms1. Install it and start again.")
        raise UserFixable(text, code="no_global_keys") from error
    pointer, number = ctypes.c_void_p, ctypes.c_uint32
    xcb.xcb_connect.restype, xcb.xcb_connect.argtypes = pointer, (pointer, pointer)
    xcb.xcb_disconnect.argtypes = (pointer,)
    xcb.xcb_get_setup.restype, xcb.xcb_get_setup.argtypes = pointer, (pointer,)
    xcb.xcb_setup_roots_iterator.restype = _Screens
    xcb.xcb_setup_roots_iterator.argtypes = (pointer,)
    xcb.xcb_get_file_descriptor.argtypes = (pointer,)
    byte = ctypes.c_uint8
    xcb.xcb_grab_key_checked.restype = _Cookie
    xcb.xcb_grab_key_checked.argtypes = (pointer, byte, number, ctypes.c_uint16, byte, byte, byte)
    xcb.xcb_request_check.restype = pointer
    xcb.xcb_request_check.argtypes = (pointer, _Cookie)
    xcb.xcb_poll_for_event.restype = ctypes.POINTER(byte)
    xcb.xcb_poll_for_event.argtypes = (pointer,)
    keysyms.xcb_key_symbols_alloc.restype = pointer
    keysyms.xcb_key_symbols_alloc.argtypes = (pointer,)
    keysyms.xcb_key_symbols_free.argtypes = (pointer,)
    keysyms.xcb_key_symbols_get_keycode.restype = ctypes.POINTER(byte)
    keysyms.xcb_key_symbols_get_keycode.argtypes = (pointer, number)
    libc.free.argtypes = (pointer,)
    return xcb, keysyms, libc
