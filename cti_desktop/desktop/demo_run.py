"""The demo's desk: signs in by itself, lets a call ring and, headless, acts as the agent.

Started by `cti-desktop demo` in a process of its own; tells it on stdout, one JSON object a line.
"""

import json
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QTimer, QUrl, Slot
from PySide6.QtNetwork import (
    QNetworkAccessManager,
    QNetworkCookie,
    QNetworkReply,
    QNetworkRequest,
)
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile

from cti_desktop.agent.answers import CallDetail
from cti_desktop.agent.ports import Office
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import CallCard, CallLine, CompanionState, Notice, PopTimed, View
from cti_desktop.desktop.app import Desktop, run
from cti_desktop.desktop.demo_scripts import SCRIPTS
from cti_desktop.desktop.driver import Driver, StepFailed, Steps
from cti_desktop.desktop.program import offered_pages, office_maker

T = TypeVar("T")
_RING_AFTER_MS = 3000
_ASK_AGAIN_MS = 300
_STILL_MS = 2500
_RECORD_S = 60.0
_READY_S = 45.0  # with the sign-in less than the demo waits, or the reason comes too late


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the demo wants of its desk.

    Attributes:
        control: the simulated Zoom's control address.
        agent: whose softphone this is: an extension.
        plays: this desk lets Zoom play the call; another one only takes part.
        out: the folder for pictures.
    """

    headless: bool
    script: str
    control: str
    agent: str
    plays: bool
    out: str


def run_demo_desk(settings: DeskSettings, plan: Mapping[str, Any]) -> int:
    """Run the desk of the demo; return the exit code."""
    wishes = Plan(**plan)
    browser = StandInBrowser(wishes.control, wishes.agent)
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
    """Plays the system browser for the sign-in, so that the demo opens none of the person's.

    Args:
        zoom: an address of simulated Zoom.
        agent: who is signed in there, in this browser; with none Zoom takes the first agent.
    """

    def __init__(self, zoom: str = "", agent: str = "") -> None:
        self._zoom = QUrl(zoom)
        self._agent = agent
        self._profile: QWebEngineProfile | None = None
        self._page: QWebEnginePage | None = None

    def open(self, url: str) -> None:
        """Go to an address, as who is signed in to Zoom in this browser."""
        if self._page is None:
            self._profile = QWebEngineProfile()
            self._page = QWebEnginePage(self._profile)
            if self._agent:  # taken in with the first load, ahead of its request
                who = QNetworkCookie(b"sim_agent", self._agent.encode())
                self._profile.cookieStore().setCookie(who, self._zoom)
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
        self.driver = Driver(desktop, Path(plan.out) if plan.headless else None)
        self._network = QNetworkAccessManager(self)
        self._pop_ms: float | None = None
        self._lines: tuple[CallLine, ...] = ()
        self._parts: list[dict[str, Any]] = []
        self._known = self._records = 0
        self._pictures: list[str] = []
        self._seen: CallCard | None = None
        self._note: str | None = None
        self._outcome: str | None = None
        desktop.core.viewed.connect(self._take_view)
        self.driver.run(self._script(), self._end)

    def _script(self) -> Steps[None]:
        yield from self._begin()
        if self._plan.headless:
            yield from SCRIPTS[self._plan.script][self._plan.agent](self)
            yield from self._look_back()
            _tell({"report": self._report()})

    def _begin(self) -> Steps[None]:
        d = self.driver
        yield from d.until("the softphone is ready", lambda: d.ready, timeout_s=_READY_S)
        self._desktop.core.tell(lambda _: None)
        self._ask(lambda office: office.sign_in())
        yield from d.until("the companion is in step", self._in_step, timeout_s=30)
        _tell({"ready": True})
        if not self._plan.plays:
            return
        if not self._plan.headless and not self._plan.script.startswith("outbound"):
            yield from self.pause(_RING_AFTER_MS)
        yield from self._play()

    # what the scripts are made of

    def dial(self, number: str) -> None:
        """Dial as from a contact."""
        self._desktop.core.tell(lambda office: office.dial(number, source="demo"))

    def entered(self, note: str | None, outcome: str) -> None:
        """Remember what the agent typed, for the comparison."""
        self._note, self._outcome = note, outcome

    def park_code(self, timeout_s: float) -> Steps[str]:
        """Wait until a call is parked and return its code, as a colleague would call it out."""
        code: list[str] = []

        def parked(parts: list[dict[str, Any]]) -> bool:
            code[:] = [part["park_code"] for part in parts if part["park_code"]]
            return bool(code)

        yield from self._until_zoom("a call is parked", parked, timeout_s)
        return code[0]

    def _look_back(self) -> Steps[None]:
        """Wait for Zoom's records of all parts, with what belongs to them, and look at the log."""
        d = self.driver
        yield from d.click("rail-calls")
        yield from self._until_zoom(
            "Zoom wrote everything down",
            lambda parts: all(part["finished"] and part["call_over"] for part in parts),
            60,
        )
        self._read_log()
        yield from d.until("Zoom's record is in the log", self._recorded, timeout_s=_RECORD_S)
        known = -1
        while known != self._known:  # what follows the record comes at its own time
            known = self._known
            yield from self.pause(_STILL_MS)
        yield from d.until("everything is at the companion", self._handed_over)
        yield from self.pause(300)
        yield from self.picture("9-log")

    def _recorded(self) -> bool:
        if not self._lines or self._records < len(self._parts):
            return False
        line = self._lines[0]
        expected = (
            ("recording_id", line.has_recording),
            ("voicemail_id", line.has_voicemail),
            ("summary", line.has_summary),
        )
        told = (there or not any(part[name] for part in self._parts) for name, there in expected)
        return not line.estimated and all(told)

    def _handed_over(self) -> bool:
        status = self.driver.status
        return status is not None and status.waiting == 0 and self._in_step()

    def _in_step(self) -> bool:
        status = self.driver.status
        return status is not None and status.companion is CompanionState.IN_STEP

    def card(self, what: str, is_so: Callable[[CallCard], bool]) -> Steps[CallCard]:
        """Wait until the call on the desk is so."""

        def look() -> CallCard | None:
            card = self.driver.desk.card if self.driver.desk else None
            return card if card is not None and is_so(card) else None

        self._seen = yield from self.driver.until(f"a call {what}", look, timeout_s=30)
        return self._seen

    def empty(self) -> Steps[None]:
        """Wait until no call is on the desk."""

        def look() -> bool:
            return self.driver.desk is not None and not self.driver.desk.cards

        yield from self.driver.until("the desk is empty", look, timeout_s=60)

    def picture(self, name: str) -> Steps[None]:
        """Take a picture of the window."""
        yield from self.pause(250)  # a transition of 120 ms ends before the picture
        whose = f"{self._plan.script}-" if self._plan.plays else f"{self._plan.script}-colleague-"
        path = self.driver.take_picture(f"{whose}{name}")
        if path is not None:
            self._pictures.append(str(path))

    def pause(self, ms: int) -> Steps[None]:
        """Let a moment pass."""
        timer = QTimer(self, singleShot=True)
        timer.start(ms)
        yield from self.driver.until("a moment passes", lambda: not timer.isActive(), timer.timeout)
        timer.deleteLater()

    def _until_zoom(
        self, what: str, is_so: Callable[[list[dict[str, Any]]], bool], timeout_s: float
    ) -> Steps[None]:
        """Ask simulated Zoom again and again for the truth of its calls."""
        until = monotonic() + timeout_s
        while True:
            request = QNetworkRequest(QUrl(f"{self._plan.control}/truth"))
            reply = self._network.get(request)
            yield from self.driver.until("Zoom tells the truth", reply.isFinished, reply.finished)
            told = json.loads(bytes(reply.readAll().data()) or b"{}")
            reply.deleteLater()
            self._parts = told.get("calls", [])
            if self._parts and is_so(self._parts):
                return
            if monotonic() > until:
                raise StepFailed(f"Waited {timeout_s:.0f} s in vain until {what}.")
            yield from self.pause(_ASK_AGAIN_MS)

    def _play(self) -> Steps[None]:
        request = QNetworkRequest(QUrl(f"{self._plan.control}/play"))
        request.setHeader(QNetworkRequest.KnownHeaders.ContentTypeHeader, "application/json")
        body = json.dumps({"script": self._plan.script, "agent": self._plan.agent}).encode()
        reply = self._network.post(request, body)
        yield from self.driver.until("Zoom plays the call", reply.isFinished, reply.finished)
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
        self.driver.looked.emit()
        if self._lines:
            call_id = self._lines[0].call_id
            self._desktop.core.ask(
                lambda office: office.call_detail(call_id), self._take_detail, owner=self
            )
        else:
            QTimer.singleShot(_ASK_AGAIN_MS, self, self._read_log)

    @Slot(object)
    def _take_detail(self, detail: CallDetail | None) -> None:
        told = detail.timeline if detail else ()
        self._known = len(told)
        self._records = sum(one.text == "Record received" for one in told)
        self.driver.looked.emit()
        QTimer.singleShot(_ASK_AGAIN_MS, self, self._read_log)

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


def _tell(line: Mapping[str, object]) -> None:
    print(json.dumps(line), flush=True)  # noqa: T201  # read by the demo
