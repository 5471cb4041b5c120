"""A screen of X11 in memory, for the tests of what only a real desktop's system does."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

MISSING_XVFB = "" if shutil.which("Xvfb") else "Xvfb is not installed"


@contextmanager
def x_display() -> Iterator[str]:
    """Run an X server; yields its display, such as `:7`."""
    reads, writes = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writes), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
        pass_fds=(writes,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writes)
    try:
        with os.fdopen(reads, encoding="ascii") as told:
            number = told.readline().strip()  # it says so when clients may come
        if not number:
            raise RuntimeError(f"Xvfb ended with {server.wait(10)}")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(10)


def top_window(display: str) -> str:
    """Return the name of the uppermost window that has one.

    Raises:
        OSError: there is no X library, or no such display.
    """
    x11 = ctypes.CDLL("libX11.so.6")
    for function in (x11.XOpenDisplay, x11.XDefaultRootWindow):
        function.restype = ctypes.c_void_p
    opened = x11.XOpenDisplay(display.encode())
    if opened is None:
        raise OSError(f"no display {display}")
    connection = ctypes.c_void_p(opened)
    try:
        return next(filter(None, (_name(x11, connection, one) for one in _stack(x11, connection))))
    finally:
        x11.XCloseDisplay(connection)


def _stack(x11: ctypes.CDLL, connection: ctypes.c_void_p) -> list[int]:
    """Return the windows, the uppermost first."""
    root = ctypes.c_ulong(x11.XDefaultRootWindow(connection))
    above, parent = ctypes.c_ulong(), ctypes.c_ulong()
    found, count = ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint()
    places = (above, parent, found, count)
    x11.XQueryTree(connection, root, *map(ctypes.byref, places))
    windows = [found[n] for n in range(count.value)]
    x11.XFree(found)
    return windows[::-1]


def _name(x11: ctypes.CDLL, connection: ctypes.c_void_p, window: int) -> str:
    name = ctypes.c_char_p()
    x11.XFetchName(connection, ctypes.c_ulong(window), ctypes.byref(name))
    return (name.value or b"").decode("utf-8", "replace")
