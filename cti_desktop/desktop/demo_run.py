"""The demo's desk: signs in by itself, lets a call ring and, headless, acts as the agent.

Started by `cti-desktop demo` in a process of its own; tells it on stdout, one JSON object a line.
"""

import json
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QTimer, QUrl, Slot
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkReply, QNetworkRequest
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile

from cti_desktop.agent.ports import Office
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import CallCard, CallLine, CompanionState, Notice, PopTimed, View
from cti_desktop.calls.call import State
from cti_desktop.desktop.app import Desktop, run
from cti_desktop.desktop.driver import Driver, StepFailed, Steps
from cti_desktop.desktop.program import offered_pages, office_maker

T = TypeVar("T")
NOTE = "Invoice 1843 was charged twice. Second charge reversed, corrected invoice follows."
CALLED = "+12125550147"
_RING_AFTER_MS = 3000
_TALK_MS = 2500
_RECORD_S = 40.0
_READY_S = 45.0  # with the sign-in less than the demo waits, or the reason comes too late


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the demo wants of its desk.

    Attributes:
        control: the simulated Zoom's control address.
        agent: whose softphone this is: an extension.
        out: the folder for pictures.
    """

    headless: bool
    script: str
    control: str
    agent: str
    out: str


def run_demo_desk(settings: DeskSettings, plan: Mapping[str, Any]) -> int:
    """Run the desk of the demo; return the exit code."""
    wishes = Plan(**plan)
    browser = StandInBrowser()
    demo: list[DemoDesk] = []

    def drive(desktop: Desktop) -> None:
        demo.append(DemoDesk(desktop, wishes))

    code = run(
        settings,
        office_maker(settings),
        pages=offered_pages(settings),
        drive=drive,
        open_browser=browser.open,
    )
    browser.close()
    return code


class StandInBrowser:
    """Plays the system browser for the sign-in, so that the demo opens none of the person's."""

    def __init__(self) -> None:
        self._profile: QWebEngineProfile | None = None
        self._page: QWebEnginePage | None = None

    def open(self, url: str) -> None:
        """Go to an address."""
        if self._page is None:
            self._profile = QWebEngineProfile()
            self._page = QWebEnginePage(self._profile)
        self._page.load(QUrl(url))

    def close(self) -> None:
        """Delete the page before its profile."""
        self._page = None
        self._profile = None


class DemoDesk(QObject):
    """Follows the demo's script on one desktop; GUI thread only."""

    def __init__(self, desktop: Desktop, plan: Plan) -> None:
        super().__init__(desktop)
        self._desktop = desktop
        self._plan = plan
        self._driver = Driver(desktop, Path(plan.out) if plan.headless else None)
        self._network = QNetworkAccessManager(self)
        self._pop_ms: float | None = None
        self._lines: tuple[CallLine, ...] = ()
        self._pictures: list[str] = []
        self._seen: CallCard | None = None
        self._note: str | None = None
        self._outcome: str | None = None
        desktop.core.viewed.connect(self._take_view)
        self._driver.run(self._script(), self._end)

    def _script(self) -> Steps[None]:
        yield from self._begin()
        if self._plan.headless:
            yield from _SCRIPTS[self._plan.script](self)
            yield from self._look_back()
            _tell({"report": self._report()})

    def _begin(self) -> Steps[None]:
        d = self._driver
        yield from d.until("the softphone is ready", lambda: d.ready, timeout_s=_READY_S)
        self._desktop.core.tell(lambda _: None)
        self._ask(lambda office: office.sign_in())
        yield from d.until("the companion is in step", self._in_step, timeout_s=30)
        _tell({"ready": True})
        if not self._plan.headless and self._plan.script.startswith("inbound"):
            yield from self._pause(_RING_AFTER_MS)
        yield from self._play()

    def inbound_answered(self) -> Steps[None]:
        """Answer, note, choose an outcome, hang up, finish."""
        yield from self._card("rings", lambda card: card.state is State.RINGING)
        yield from self._picture("1-ringing")
        yield from self._driver.click_in_softphone("#answer")
        yield from self._talk_and_wrap_up()

    def outbound_answered(self) -> Steps[None]:
        """Dial, wait for the answer, then as any call."""
        self._desktop.core.tell(lambda office: office.dial(CALLED, source="demo"))
        yield from self._card("rings there", lambda card: card.state is State.RINGING)
        yield from self._picture("1-dialling")
        yield from self._talk_and_wrap_up()

    def outbound_busy(self) -> Steps[None]:
        """Dial a busy line and finish without an outcome."""
        self._desktop.core.tell(lambda office: office.dial(CALLED, source="demo"))
        yield from self._card("is over", lambda card: not card.live)
        yield from self._picture("1-busy")
        yield from self._driver.click("finish")
        yield from self._desk_empty()

    def inbound_unanswered(self) -> Steps[None]:
        """Let it ring until it stops."""
        yield from self._card("rings", lambda card: card.state is State.RINGING)
        yield from self._picture("1-ringing")
        yield from self._desk_empty()
        yield from self._picture("2-missed")

    def _talk_and_wrap_up(self) -> Steps[None]:
        d = self._driver
        yield from self._card("is connected", lambda card: card.state is State.CONNECTED)
        yield from d.write("note-editor", NOTE)
        yield from d.click("outcome-resolved")
        yield from self._card(
            "has its note saved", lambda card: card.note == NOTE and card.outcome == "resolved"
        )
        self._note, self._outcome = NOTE, "resolved"
        yield from self._pause(_TALK_MS)
        yield from self._picture("2-in-call")
        yield from d.click_in_softphone("#hangup")
        yield from self._card("is over", lambda card: not card.live)
        yield from self._picture("3-wrap-up")
        yield from d.click("finish")
        yield from self._desk_empty()

    def _look_back(self) -> Steps[None]:
        """Wait for Zoom's record, with what belongs to it, and look at the log."""
        d = self._driver
        yield from d.click("rail-calls")
        self._read_log()
        yield from d.until("Zoom's record is in the log", self._recorded, timeout_s=_RECORD_S)
        yield from d.until("everything is at the companion", self._handed_over)
        yield from self._pause(300)
        yield from self._picture("4-log")

    def _recorded(self) -> bool:
        if not self._lines:
            return False
        line = self._lines[0]
        answered, voicemail = "answered" in self._plan.script, "voicemail" in self._plan.script
        return (
            not line.estimated
            and ((line.has_recording and line.has_summary) or not answered)
            and (line.has_voicemail or not voicemail)
        )

    def _handed_over(self) -> bool:
        status = self._driver.status
        return status is not None and status.waiting == 0 and self._in_step()

    def _in_step(self) -> bool:
        status = self._driver.status
        return status is not None and status.companion is CompanionState.IN_STEP

    def _card(self, what: str, is_so: Callable[[CallCard], bool]) -> Steps[CallCard]:
        def look() -> CallCard | None:
            card = self._driver.desk.card if self._driver.desk else None
            return card if card is not None and is_so(card) else None

        self._seen = yield from self._driver.until(f"a call {what}", look, timeout_s=30)
        return self._seen

    def _desk_empty(self) -> Steps[None]:
        def look() -> bool:
            return self._driver.desk is not None and not self._driver.desk.cards

        yield from self._driver.until("the desk is empty", look, timeout_s=60)

    def _picture(self, name: str) -> Steps[None]:
        yield from self._pause(250)  # a transition of 120 ms ends before the picture
        path = self._driver.take_picture(f"{self._plan.script}-{name}")
        if path is not None:
            self._pictures.append(str(path))

    def _pause(self, ms: int) -> Steps[None]:
        timer = QTimer(self, singleShot=True)
        timer.start(ms)
        yield from self._driver.until(
            "a moment passes", lambda: not timer.isActive(), timer.timeout
        )
        timer.deleteLater()

    def _play(self) -> Steps[None]:
        request = QNetworkRequest(QUrl(f"{self._plan.control}/play"))
        request.setHeader(QNetworkRequest.KnownHeaders.ContentTypeHeader, "application/json")
        body = json.dumps({"script": self._plan.script, "agent": self._plan.agent}).encode()
        reply = self._network.post(request, body)
        yield from self._driver.until("Zoom plays the call", reply.isFinished, reply.finished)
        if reply.error() is not QNetworkReply.NetworkError.NoError:
            raise StepFailed(f"The simulated Zoom plays no call: {reply.errorString()}.")

    def _ask(self, make: Callable[[Office], Coroutine[Any, Any, object]]) -> None:
        self._desktop.core.ask(make, self._ignore, owner=self)

    @Slot(object)
    def _ignore(self, _answer: object) -> None:
        """Take an answer nobody waits for."""

    def _read_log(self) -> None:
        self._desktop.core.ask(
            lambda office: office.log_page(limit=1), self._take_lines, owner=self
        )

    @Slot(object)
    def _take_lines(self, page: Any) -> None:
        self._lines = page.lines
        self._driver.looked.emit()
        if not self._recorded():
            QTimer.singleShot(200, self, self._read_log)

    @Slot(object)
    def _take_view(self, view: View) -> None:
        if isinstance(view, PopTimed):
            self._pop_ms = view.ms
        elif isinstance(view, Notice):
            _tell({"notice": view.text})

    def _report(self) -> dict[str, Any]:
        chosen = self._seen.chosen if self._seen else None
        return {
            "pop_ms": None if self._pop_ms is None else round(self._pop_ms, 1),
            "contact": chosen
            and {"name": chosen.contact.name, "firm": chosen.contact.firm, "why": chosen.why},
            "note": self._note,
            "outcome": self._outcome,
            "pictures": self._pictures,
        }

    def _end(self, error: Exception | None) -> None:
        if error is not None:
            _tell({"report": self._report() | {"problems": [str(error)]}})
        if self._plan.headless:
            QCoreApplication.exit(1 if error else 0)


_SCRIPTS: dict[str, Callable[[DemoDesk], Steps[None]]] = {
    "inbound-answered": DemoDesk.inbound_answered,
    "inbound-missed": DemoDesk.inbound_unanswered,
    "inbound-voicemail": DemoDesk.inbound_unanswered,
    "outbound-answered": DemoDesk.outbound_answered,
    "outbound-busy": DemoDesk.outbound_busy,
}


def _tell(line: Mapping[str, object]) -> None:
    print(json.dumps(line), flush=True)  # noqa: T201  # read by the demo
