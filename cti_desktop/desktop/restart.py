"""Starting the program anew, for what acts at a start only."""

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from cti_desktop.desktop.call_guard import CallGuard

RESTART = 75
"""The exit code that asks the program's entry to start it again."""


@runtime_checkable
class Guarded(Protocol):
    """A window that knows whether ending the program cuts a call."""

    guard: CallGuard


def restart(asking: QWidget) -> None:
    """End the program and start it again, unless a call keeps it; drafts are saved as at any end.

    Args:
        asking: stands in the window that knows of calls.
    """
    window = asking.window()
    if isinstance(window, Guarded):
        window.guard.end(_end)
    else:
        _end()


def _end() -> None:
    QCoreApplication.exit(RESTART)
