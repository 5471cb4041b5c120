"""The core thread's half of the crossing: one asyncio loop and the office that lives on it.

Only `core.Core` makes one, on the core thread; every method but `post` is for that thread alone.
"""

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import structlog

from cti_desktop.agent.first_views import Notice
from cti_desktop.calls.errors import CtiError
from cti_desktop.calls.masking import mask_text
from cti_desktop.desktop.said import in_words

if TYPE_CHECKING:  # the softphone is ready before it is loaded
    from cti_desktop.agent.ports import Office
    from cti_desktop.agent.views import View
    from cti_desktop.desktop.core import Asked

T = TypeVar("T")

log = structlog.get_logger(__name__)


class Send(Protocol):
    """Puts a letter into the GUI thread's mail; a newer one of a kind overtakes an older one."""

    def __call__(self, deliver: Callable[[], None], kind: type | None = None) -> None:
        """Send it; from any thread."""


@dataclass(frozen=True, slots=True)
class Face:
    """What the GUI thread does with what it is sent; called there only, `send` excepted.

    Attributes:
        say: puts the desk's own English sentences into the reader's language; None leaves them.
    """

    send: Send
    view: Callable[["View"], None]
    opened: Callable[[], None]
    failed_to_open: Callable[[str], None]
    answer: Callable[["Asked", Callable[[], None]], None]
    say: Callable[[str], str] | None


class CoreLoop:
    """Opens the office, carries out what it is told and asked, and closes it.

    Args:
        grace_s: how long what was asked for just before the end may take.
    """

    def __init__(self, face: Face, *, grace_s: float) -> None:
        self._face = face
        self._grace_s = grace_s
        self._loop: asyncio.AbstractEventLoop | None = None
        self._office: Office | None = None
        self._failure: Notice | None = None
        self._stop_within_s = 0.0
        self._decided = asyncio.Event()
        self._closing = asyncio.Event()
        self._waiting: list[Callable[[Office], None]] = []
        self._tasks: dict[Asked, asyncio.Task[None]] = {}

    def run(self, make_office: Callable[[], "Office"], begun: Callable[["CoreLoop"], None]) -> None:
        """Live until `close`; blocks.

        Args:
            make_office: called inside the running loop; may block.
            begun: called once jobs may be posted, before the office is made.
        """
        asyncio.run(self._live(make_office, begun))

    def post(self, job: Callable[["CoreLoop"], None]) -> None:
        """Run a job on the loop, in order; from any thread, after `begun`."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(job, self)

    def act(self, act: Callable[["Office"], None]) -> None:
        """Call a plain method of the office, as soon as it stands."""
        if self._office is None:
            if self._failure is None:
                self._waiting.append(act)
            return
        try:
            act(self._office)
        except Exception as error:  # noqa: BLE001 - an edge: it reaches the person with its id
            self._hear(_notice(error, "tell_failed"))

    def begin(
        self,
        asked: "Asked",
        make: Callable[["Office"], Coroutine[Any, Any, T]],
        then: Callable[[T], None],
        failed: Callable[[Notice], None],
    ) -> None:
        """Begin to answer a question; the answer goes to the GUI thread."""
        task = asyncio.get_running_loop().create_task(self._work(asked, make, then, failed))
        self._tasks[asked] = task
        task.add_done_callback(lambda _task: self._tasks.pop(asked, None))

    def cancel(self, asked: "Asked") -> None:
        """Stop answering a question."""
        if task := self._tasks.get(asked):
            task.cancel()

    def close(self, timeout_s: float) -> None:
        """Let the office save and end, then end the loop."""
        self._stop_within_s = timeout_s
        self._closing.set()

    async def _live(
        self, make_office: Callable[[], "Office"], begun: Callable[["CoreLoop"], None]
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(_log_loop_error)
        begun(self)
        office = await self._open(make_office)
        await self._closing.wait()
        await self._finish_tasks()
        if office is not None:
            await _stop_office(office, self._stop_within_s)

    async def _open(self, make_office: Callable[[], "Office"]) -> "Office | None":
        office: Office | None = None
        try:
            office = make_office()
            office.subscribe(self._hear)
            self._office = office
            for act in self._waiting:
                self.act(act)
            self._waiting.clear()
            await office.start()
        except Exception as error:  # noqa: BLE001 - an edge: whatever it is, the window must say so
            self._office = None
            self._failure = self._said(_notice(error, "office_not_opened"))
            self._waiting.clear()
            self._face.send(partial(self._face.failed_to_open, self._failure.text))
        else:
            self._face.send(self._face.opened)
        self._decided.set()
        return office

    def _hear(self, view: "View") -> None:
        kind = type(view) if getattr(view, "newest_only", False) else None
        self._face.send(partial(self._face.view, self._said(view)), kind)

    async def _work(
        self,
        asked: "Asked",
        make: Callable[["Office"], Coroutine[Any, Any, T]],
        then: Callable[[T], None],
        failed: Callable[[Notice], None],
    ) -> None:
        await self._decided.wait()
        if self._office is None:
            notice = self._failure or self._said(Notice(text="The desk is not open.", bad=True))
            self._answer(asked, partial(failed, notice))
            return
        try:
            result = await make(self._office)
        except Exception as error:  # noqa: BLE001 - an edge: errors cross as a value
            self._answer(asked, partial(failed, self._said(_notice(error, "ask_failed"))))
        else:
            self._answer(asked, partial(then, self._said(result)))

    def _answer(self, asked: "Asked", receive: Callable[[], None]) -> None:
        self._face.send(partial(self._face.answer, asked, receive))

    def _said(self, told: T) -> T:
        return in_words(told, self._face.say) if self._face.say else told

    async def _finish_tasks(self) -> None:
        """Give what a person asked for just before quitting a moment, then cancel it."""
        tasks = list(self._tasks.values())
        if tasks and self._office is not None:
            await asyncio.wait(tasks, timeout=self._grace_s)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _stop_office(office: "Office", timeout_s: float) -> None:
    try:
        async with asyncio.timeout(timeout_s):
            await office.stop()
    except Exception as error:  # noqa: BLE001 - an edge: the program ends all the same
        _notice(error, "office_not_stopped")


def _notice(error: Exception, event: str) -> Notice:
    """Log an error under a new id and put it into words for the person."""
    error_id = secrets.token_hex(4)
    if isinstance(error, CtiError):
        log.warning(event, error_id=error_id, code=error.code, reason=mask_text(error.message))
        return Notice(text=error.message, bad=True, error_id=error_id)
    log.error(event, error_id=error_id, kind=type(error).__name__, exc_info=error)
    return Notice(
        text=f"Something went wrong inside the program (error {error_id}). Please try again.",
        bad=True,
        error_id=error_id,
    )


def _log_loop_error(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    log.error(
        "core_loop_error",
        reason=mask_text(str(context.get("message", ""))),
        exc_info=context.get("exception"),
    )
