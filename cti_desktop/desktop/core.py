"""The one crossing between Qt and asyncio: the office on a core thread, the face on the GUI thread.

Every widget reaches the desk through a `Core`. Its other half, `core_loop`, is loaded by the core
thread; no other module of this room knows asyncio, and nothing outside this room knows Qt. Nothing
here polls: the GUI thread wakes the loop, and the loop wakes the GUI thread with one queued signal
a batch.
"""

import importlib
import sys
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from cti_desktop.desktop.late_log import LateLog

if TYPE_CHECKING:  # the window is painted before these are loaded
    from cti_desktop.agent.ports import Office
    from cti_desktop.agent.views import Notice, View
    from cti_desktop.desktop.core_loop import CoreLoop

T = TypeVar("T")

_BATCH = 256
_GRACE_S = 1.0

log = LateLog(__name__)


class Asked:
    """A question on its way to the office; `cancel` forgets it and its answer. GUI thread only."""

    def __init__(self, owner: QObject, withdraw: Callable[["Asked"], None]) -> None:
        self._owner = owner
        self._withdraw = withdraw
        self.pending = True
        owner.destroyed.connect(self.cancel)

    def cancel(self) -> None:
        """Stop the work if it still runs and drop its answer; harmless when it is over."""
        if self.pending:
            self.close()
            self._withdraw(self)

    def close(self) -> bool:
        """End the wait; tell whether the answer is still wanted."""
        wanted, self.pending = self.pending, False
        if wanted and shiboken6.isValid(self._owner):
            self._owner.destroyed.disconnect(self.cancel)
            return True
        return False


@dataclass(slots=True)
class _Letter:
    """Something for the GUI thread; emptied when a newer snapshot overtakes it."""

    deliver: Callable[[], None] | None


@dataclass(slots=True)
class _Mailbox:
    """Letters from the core thread, in order; of a coalesced kind only the newest is kept."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    letters: deque[_Letter] = field(default_factory=deque)
    newest: dict[type, _Letter] = field(default_factory=dict)

    def put(self, deliver: Callable[[], None], kind: type | None = None) -> bool:
        """Add a letter; tell whether the box was empty, so that the reader must be woken."""
        letter = _Letter(deliver)
        with self.lock:
            if kind is not None:
                if overtaken := self.newest.get(kind):
                    overtaken.deliver = None
                self.newest[kind] = letter
            self.letters.append(letter)
            return len(self.letters) == 1

    def take(self) -> tuple[Callable[[], None] | None, bool]:
        """Return the oldest letter's delivery (None if overtaken) and whether more wait."""
        with self.lock:
            if not self.letters:
                return None, False
            letter = self.letters.popleft()
            deliver, letter.deliver = letter.deliver, None
            return deliver, bool(self.letters)

    def empty(self) -> None:
        """Drop everything."""
        with self.lock:
            self.letters.clear()
            self.newest.clear()


class Core(QObject):
    """Runs one office on its own thread and loop.

    `tell` and `ask` may be used before `start` and before the office is open: they wait for it, in
    order. Methods are for the GUI thread except where they say otherwise.

    Args:
        say: puts the desk's own English sentences into the reader's language; None leaves them.

    Signals:
        viewed: a `View` of the office, or the `Notice` of an error nobody asked about.
        opened: the office stands and its first snapshots were delivered.
        failed_to_open: it does not; the text is a sentence for the person.
    """

    viewed = Signal(object)
    opened = Signal()
    failed_to_open = Signal(str)
    _woken = Signal()

    def __init__(
        self, parent: QObject | None = None, say: Callable[[str], str] | None = None
    ) -> None:
        super().__init__(parent)
        self._say = say
        self._mail = _Mailbox()
        self._lock = threading.Lock()  # guards _loop, _early and _closed
        self._loop: CoreLoop | None = None
        self._early: list[Callable[[CoreLoop], None]] = []
        self._closed = False
        self._thread: threading.Thread | None = None
        self._woken.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def start(self, make_office: Callable[[], "Office"]) -> None:
        """Open the office on the core thread; returns at once.

        Args:
            make_office: called on the core thread inside the running loop; may block.
        """
        self._thread = threading.Thread(
            target=self._run, args=(make_office,), name="cti-core", daemon=True
        )
        self._thread.start()

    def tell(self, act: Callable[["Office"], None]) -> None:
        """Call a plain method of the office on the core loop; from any thread, cheap.

        An error reaches the person as a `Notice` through `viewed`.
        """
        self._post(lambda loop: loop.act(act))

    def ask(
        self,
        make: Callable[["Office"], Coroutine[Any, Any, T]],
        then: Callable[[T], None],
        failed: Callable[["Notice"], None] | None = None,
        *,
        owner: QObject,
    ) -> Asked:
        """Run a coroutine of the office and bring its answer to a method on the GUI thread.

        Args:
            make: called on the core loop; returns the coroutine.
            then: a bound method of a QObject; gets the result.
            failed: gets the error's `Notice`; without it the notice goes through `viewed`.
            owner: when it is destroyed, the work is cancelled and the answer dropped.
        """
        asked = Asked(owner, self._withdraw)
        self._post(lambda loop: loop.begin(asked, make, then, failed or self._view))
        return asked

    def stop(self, timeout_s: float = 5.0) -> bool:
        """Take no more input, let the office save and close, end the loop and its thread.

        Blocks the caller; harmless when called again.

        Returns:
            False when the core thread had not ended after `timeout_s` for the office and the grace
            for open questions; it is then left behind (a daemon) and that is logged.
        """
        self._post(lambda loop: loop.close(timeout_s))
        with self._lock:
            self._closed = True
        if self._thread is None:
            return True
        patience_s = timeout_s + 2 * _GRACE_S
        self._thread.join(patience_s)
        self._mail.empty()
        ended = not self._thread.is_alive()
        if not ended:
            log.error("core_thread_left_behind", waited_s=patience_s)
        return ended

    # -- the GUI thread's side ---------------------------------------------------------------

    @Slot()
    def _deliver(self) -> None:
        more = True
        for _ in range(_BATCH):
            deliver, more = self._mail.take()
            if deliver is not None:
                self._hand_over(deliver)
            if not more:
                return
        self._woken.emit()  # lets paint and input events in between two batches

    def _hand_over(self, deliver: Callable[[], None]) -> None:
        """One faulty receiver must not cost the others their letters."""
        try:
            deliver()
        except Exception:  # noqa: BLE001 - an edge: the process hook logs it and tells the person
            sys.excepthook(*sys.exc_info())

    def _view(self, view: "View") -> None:
        self.viewed.emit(view)

    def _answer(self, asked: Asked, receive: Callable[[], None]) -> None:
        if asked.close() and _receiver_lives(receive):
            receive()

    def _withdraw(self, asked: Asked) -> None:
        self._post(lambda loop: loop.cancel(asked))

    # -- the crossing ------------------------------------------------------------------------

    def _post(self, job: Callable[["CoreLoop"], None]) -> None:
        """Run a job on the core loop, in order; dropped once the core is closed."""
        with self._lock:
            if self._closed:
                log.debug("told_after_the_end")
            elif self._loop is None:
                self._early.append(job)
            else:
                self._loop.post(job)

    def _send(self, deliver: Callable[[], None], kind: type | None = None) -> None:
        if self._mail.put(deliver, kind):
            self._woken.emit()

    # -- the core thread's side --------------------------------------------------------------

    def _run(self, make_office: Callable[[], "Office"]) -> None:
        module = importlib.import_module("cti_desktop.desktop.core_loop")
        face = module.Face(
            send=self._send,
            view=self._view,
            opened=self.opened.emit,
            failed_to_open=self.failed_to_open.emit,
            answer=self._answer,
            say=self._say,
        )
        loop: CoreLoop = module.CoreLoop(face, grace_s=_GRACE_S)
        loop.run(make_office, self._begin)
        with self._lock:
            self._loop, self._closed = None, True

    def _begin(self, loop: "CoreLoop") -> None:
        """Take the loop that runs from now on; what was told early comes first."""
        with self._lock:
            self._loop = loop
            for job in self._early:
                loop.post(job)
            self._early.clear()


def _receiver_lives(receive: Callable[[], None]) -> bool:
    method = receive.func if isinstance(receive, partial) else receive
    receiver = getattr(method, "__self__", None)
    return not isinstance(receiver, QObject) or shiboken6.isValid(receiver)
