"""What belongs to the process and not to a window: uncaught errors, Qt's messages, signals.

Only the composition root installs them.
"""

import secrets
import signal
import socket
import sys
import threading
from collections.abc import Callable
from types import FrameType, TracebackType

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QSocketNotifier,
    QtMsgType,
    qInstallMessageHandler,
)

from cti_desktop.calls.masking import mask_excerpt
from cti_desktop.desktop.late_log import LateLog

_ENDINGS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: "debug",
    QtMsgType.QtInfoMsg: "info",
    QtMsgType.QtWarningMsg: "warning",
    QtMsgType.QtCriticalMsg: "error",
    QtMsgType.QtFatalMsg: "critical",
}
_LONGEST_MESSAGE = 2_000

QtHandler = Callable[[QtMsgType, QMessageLogContext, str], object]

log = LateLog(__name__)


class ErrorHooks:
    """Logs what nobody caught under an id, and tells the person once per fault."""

    def __init__(self, show: Callable[[str, str], None]) -> None:
        """Make the hooks.

        Args:
            show: shows a sentence and the number of the error; called on the GUI thread only.
        """
        self._show = show
        self._told: set[tuple[str, int]] = set()
        self._before = (sys.excepthook, threading.excepthook)
        self._qt_before: QtHandler | None = None

    def install(self) -> None:
        """Take over Python's and Qt's hooks."""
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread
        self._qt_before = qInstallMessageHandler(_log_qt_message)

    def remove(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._before
        qInstallMessageHandler(self._qt_before)

    def _uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        error_id = secrets.token_hex(4)
        log.critical("uncaught_error", error_id=error_id, exc_info=(kind, error, trace))
        if self._is_new(kind, trace) and threading.current_thread() is threading.main_thread():
            text = f"Something went wrong in the window (error {error_id}). Your notes are kept."
            self._show(text, error_id)

    def _uncaught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._uncaught(args.exc_type, args.exc_value, args.exc_traceback)

    def _is_new(self, kind: type[BaseException], trace: TracebackType | None) -> bool:
        """Tell whether this fault was not shown yet: a fault in painting repeats endlessly."""
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        fault = (kind.__name__, id(trace.tb_frame.f_code) + trace.tb_lineno if trace else 0)
        new = fault not in self._told
        self._told.add(fault)
        return new


class EndSignals(QObject):
    """Turns SIGINT, SIGTERM and SIGHUP into a call on the GUI thread, without polling.

    Python's handlers run only when Python does; the wake-up socket makes Qt run it.
    """

    def __init__(self, end: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._end = end
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._fd_before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._handlers = {number: signal.signal(number, _let_qt_decide) for number in _ENDINGS}
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._arrived)

    def remove(self) -> None:
        """Give the signals back."""
        self._notifier.setEnabled(False)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._fd_before)
        self._reader.close()
        self._writer.close()

    def _arrived(self) -> None:
        numbers = self._reader.recv(64)
        if any(number in self._handlers for number in numbers):
            log.info("asked_to_end", signals=[signal.Signals(n).name for n in numbers])
            self._end()


def _let_qt_decide(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: the wake-up socket has told Qt already."""


def _log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    level = _QT_LEVELS.get(kind, "warning")
    text = mask_excerpt(message, _LONGEST_MESSAGE)
    getattr(log, level)("qt_message", category=context.category, message=text)
