"""A person at the desk, for the headless demo and for pictures: looks, waits, clicks and types.

A script is a generator of `Wait`s that runs on the GUI thread beside the program, so that it reads
from top to bottom and blocks nothing::

    def script(d: Driver) -> Steps[None]:
        yield from d.until("the softphone is ready", lambda: d.ready, d.looked)
        yield from d.click_in_softphone("#answer")
        yield from d.write("note-editor", "Wants a quote")
        yield from d.picture("in-call")

Only the demo and the pictures use it.
"""

import json
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TypeVar, cast

import structlog
from PySide6.QtCore import QMetaObject, QObject, QPoint, Qt, QTimer, Signal, SignalInstance, Slot
from PySide6.QtTest import QTest
from PySide6.QtWebEngineCore import QWebEngineFrame
from PySide6.QtWidgets import QAbstractButton, QWidget

from cti_desktop.agent.views import DeskView, Notice, SoftphoneState, StatusView, View
from cti_desktop.calls.errors import CtiError
from cti_desktop.desktop.app import Desktop
from cti_desktop.desktop.host_page import BRIDGE_WORLD
from cti_desktop.desktop.stalls import Stalls

T = TypeVar("T")
Steps = Generator["Wait", None, T]
PATIENCE_S = 15.0
_ASK_AGAIN_MS = 30
_PRESENT_MS = 120
_PRESS_PATIENCE_S = 2.0

# Where an element can be clicked, in pixels of the frame; null while it cannot.
_FIND = """(() => {
  const found = document.querySelector(%s);
  if (!found || found.disabled) return null;
  found.scrollIntoView({block: 'nearest', behavior: 'instant'});
  const box = found.getBoundingClientRect();
  const x = box.x + box.width / 2, y = box.y + box.height / 2;
  if (!box.width || !box.height) return null;
  const top = document.elementFromPoint(x, y);
  return JSON.stringify({x, y, clear: top !== null && (found === top || found.contains(top))});
})()"""
_LISTEN = (
    "addEventListener('mousedown', () => { window.felt = true; }, {capture: true, once: true})"
)

# True once two pictures were made; the second can then be on its way to the screen.
_DRAW = """window.drawn = false;
requestAnimationFrame(() => requestAnimationFrame(() => { window.drawn = true; })); true"""

log = structlog.get_logger(__name__)


class StepFailed(CtiError):
    """Something did not happen in time; the message says what was waited for."""

    code = "step_failed"


class Wait:
    """What a script waits for: a condition looked at again whenever a signal comes."""

    def __init__(
        self,
        sentence: str,
        met: Callable[[], bool],
        signals: tuple[SignalInstance, ...],
        timeout_s: float,
    ) -> None:
        self.sentence = sentence
        self.met = met
        self.signals = signals
        self.timeout_s = timeout_s

    def failure(self) -> StepFailed:
        """Return the error that says it was waited for in vain."""
        return StepFailed(f"Waited {self.timeout_s:.0f} s in vain until {self.sentence}.")


class Driver(QObject):
    """Drives one desktop; GUI thread only.

    Attributes:
        desk, status: the newest snapshots, None before the first.
        notices: every notice so far.
        stalls: how long the window stood still while a script ran; what the driver itself does for
            a picture is not counted.

    Signals:
        looked: a snapshot arrived, or the page answered.
    """

    looked = Signal()

    def __init__(self, desktop: Desktop, pictures: Path | None = None) -> None:
        """Make a driver.

        Args:
            desktop: what it drives.
            pictures: the folder for pictures; without one none are taken.
        """
        super().__init__(desktop)
        self.desktop = desktop
        self.desk: DeskView | None = None
        self.status: StatusView | None = None
        self.notices: list[Notice] = []
        self.stalls = Stalls(self)
        self._pictures = pictures
        self._steps: Steps[None] | None = None
        self._done: Callable[[Exception | None], None] = lambda _error: None
        self._wait: Wait | None = None
        self._connections: list[QMetaObject.Connection] = []
        self._at_work = False
        self._timeout = QTimer(self, singleShot=True)
        self._timeout.timeout.connect(self._give_up)
        desktop.core.viewed.connect(self._look)
        desktop.drawn.connect(self.looked)
        desktop.softphone.loaded.connect(self.looked)

    def run(self, steps: Steps[None], done: Callable[[Exception | None], None]) -> None:
        """Run a script; `done` hears of its end with the error that stopped it, or None."""
        self._steps, self._done = steps, done
        self.stalls.watch()
        QTimer.singleShot(0, self, self._advance)

    # what a script can wait for

    @property
    def ready(self) -> bool:
        """Whether the softphone takes commands."""
        return self.status is not None and self.status.softphone is SoftphoneState.READY

    def until(
        self,
        sentence: str,
        look: Callable[[], T | None],
        *signals: SignalInstance,
        timeout_s: float = PATIENCE_S,
    ) -> Steps[T]:
        """Wait until `look` returns something true, and return it.

        Args:
            sentence: what is waited for, for the error: `the call is in wrap-up`.
            look: called at once and at every signal.
            signals: besides `looked`, when to look again.
            timeout_s: how long to wait.
        """
        found: list[T] = []

        def met() -> bool:
            value = look()
            if value:
                found[:] = [value]
            return bool(value)

        yield Wait(sentence, met, (self.looked, *signals), timeout_s)
        return found[0]

    def ask_page(self, script: str) -> Steps[object]:
        """Evaluate JavaScript in the softphone's frame and return its value."""
        answers: list[object] = []
        frame = self._frame()
        if frame is None:
            return None

        def take(answer: object) -> None:
            answers.append(answer)
            self.looked.emit()

        frame.runJavaScript(script, BRIDGE_WORLD.value, take)
        yield from self.until("the softphone page answers", lambda: answers)
        return answers[0]

    def until_page(
        self, sentence: str, script: str, timeout_s: float = PATIENCE_S
    ) -> Steps[object]:
        """Ask the softphone's frame again and again until the answer is something true."""
        deadline = monotonic() + timeout_s
        while True:
            answer = yield from self.ask_page(script)
            if answer:
                return answer
            if monotonic() > deadline:
                raise StepFailed(f"Waited {timeout_s:.0f} s in vain until {sentence}.")
            yield from self._pause()

    # what a person does

    def click_in_softphone(self, selector: str, timeout_s: float = PATIENCE_S) -> Steps[None]:
        """Click an element of the softphone page with the mouse, once it is there and enabled."""
        quoted = json.dumps(selector)
        text = yield from self.until_page(f"{selector} can be clicked", _FIND % quoted, timeout_s)
        place = json.loads(cast("str", text))
        if not place["clear"] or not (yield from self._press(QPoint(*_rounded(place)))):
            log.info("clicked_by_script", selector=selector)
            yield from self.ask_page(f"document.querySelector({quoted}).click(); true")

    def type_in_softphone(self, selector: str, text: str) -> Steps[None]:
        """Click a field of the softphone page and type into it."""
        yield from self.click_in_softphone(selector)
        focused = f"document.activeElement === document.querySelector({json.dumps(selector)})"
        yield from self.until_page(f"{selector} has the keyboard", focused)
        QTest.keyClicks(self._web(), text)
        typed = f"document.querySelector({json.dumps(selector)}).value.endsWith({json.dumps(text)})"
        yield from self.until_page(f"{selector} holds what was typed", typed)

    def click(self, name: str) -> Steps[None]:
        """Click the visible, enabled button with this object name."""
        button = yield from self.until(f"{name} can be clicked", lambda: self._button(name))
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=button.rect().center())

    def write(self, name: str, text: str) -> Steps[None]:
        """Type into the visible field with this object name, at its cursor."""
        field = yield from self.until(f"{name} can be written", lambda: self._field(name))
        field.setFocus(Qt.FocusReason.MouseFocusReason)
        for letter in text:
            QTest.keyClicks(field, letter)
            self.stalls.look()  # nobody types all of it between two looks at the events

    def picture(self, name: str) -> Steps[Path | None]:
        """Save the window as a PNG once the softphone page has drawn what it was told to draw."""
        yield from self.ask_page(_DRAW)
        yield from self.until_page("the softphone page is drawn", "window.drawn === true")
        yield from self._pause(_PRESENT_MS)
        return self.take_picture(name)

    def take_picture(self, name: str) -> Path | None:
        """Save the window as it is now as a PNG; None when no folder was given."""
        if self._pictures is None:
            return None
        self._pictures.mkdir(parents=True, exist_ok=True)
        path = self._pictures / f"{name}.png"
        with self.stalls.pardoned():
            saved = self.desktop.window.grab().save(str(path))
        if not saved:
            raise StepFailed(f"The picture {path} could not be written.")
        return path

    # how

    @Slot(object)
    def _look(self, view: View) -> None:
        if isinstance(view, DeskView):
            self.desk = view
        elif isinstance(view, StatusView):
            self.status = view
        elif isinstance(view, Notice):
            self.notices.append(view)
        # Later, because whoever else hears of this view may be told after us.
        QTimer.singleShot(0, self, self.looked.emit)

    @Slot()
    def _advance(self) -> None:
        """Go on with the script if what it waits for is so."""
        if self._steps is None or self._at_work or (self._wait and not self._wait.met()):
            return
        self._forget_wait()
        self._go_on(self._steps, self._steps.__next__)

    @Slot()
    def _give_up(self) -> None:
        """Tell the script that it waited in vain."""
        wait, steps = self._wait, self._steps
        if wait is not None and steps is not None:
            self._forget_wait()
            self._go_on(steps, partial(steps.throw, wait.failure()))

    def _go_on(self, steps: Steps[None], step: Callable[[], Wait]) -> None:
        """Run the script until it waits for something that is not so yet, or ends."""
        self._at_work = True
        try:
            while (wait := step()).met():
                step = steps.__next__
        except StopIteration:
            self._end(None)
        except Exception as error:  # noqa: BLE001 - an edge: the script's owner hears of it
            self._end(error)
        else:
            self._begin_wait(wait)
        finally:
            self._at_work = False

    def _begin_wait(self, wait: Wait) -> None:
        self._wait = wait
        self._connections = [signal.connect(self._soon) for signal in wait.signals]
        self._timeout.start(round(wait.timeout_s * 1000))

    def _forget_wait(self) -> None:
        for connection in self._connections:
            QObject.disconnect(connection)
        self._connections.clear()
        self._wait = None
        self._timeout.stop()

    @Slot()
    def _soon(self, *_ignored: object) -> None:
        QTimer.singleShot(0, self, self._advance)  # the signal's other receivers come first

    def _end(self, error: Exception | None) -> None:
        self._steps = None
        if error is not None:
            log.error("script_failed", reason=str(error), exc_info=error)
            self.take_picture("failed")
        self.stalls.leave()
        self._done(error)

    def _press(self, place: QPoint) -> Steps[bool]:
        """Press until the page feels it, then release: Chromium drops presses on a fresh page."""
        yield from self.ask_page(f"window.felt = false; {_LISTEN}; true")
        web, left = self._web(), Qt.MouseButton.LeftButton
        deadline = monotonic() + _PRESS_PATIENCE_S
        felt: object = False
        while not felt and monotonic() < deadline:
            QTest.mousePress(web, left, pos=place)
            felt = yield from self.ask_page("window.felt === true")
        QTest.mouseRelease(web, left, pos=place)
        return bool(felt)

    def _pause(self, length_ms: int = _ASK_AGAIN_MS) -> Steps[None]:
        timer = QTimer(self, singleShot=True)
        timer.start(length_ms)
        yield Wait("a moment passes", lambda: not timer.isActive(), (timer.timeout,), PATIENCE_S)
        timer.deleteLater()

    def _frame(self) -> QWebEngineFrame | None:
        frames = self.desktop.softphone.page.mainFrame().children()
        return frames[0] if frames else None

    def _web(self) -> QWidget:
        view = self.desktop.softphone.view
        return view.focusProxy() or view

    def _button(self, name: str) -> QAbstractButton | None:
        return _usable(self.desktop.window.findChildren(QAbstractButton, name))

    def _field(self, name: str) -> QWidget | None:
        return _usable(self.desktop.window.findChildren(QWidget, name))


W = TypeVar("W", bound=QWidget)


def _usable(widgets: list[W]) -> W | None:
    return next((w for w in widgets if w.isVisible() and w.isEnabled()), None)


def _rounded(place: dict[str, float]) -> tuple[int, int]:
    return round(place["x"]), round(place["y"])
