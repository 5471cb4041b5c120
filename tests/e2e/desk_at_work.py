"""The agent's program with somebody at the desk: a call is missed, the status bar is read aloud.

Started by test_desk.py in a process of its own; says one JSON object and ends.
"""

import json
import os
import sys

from PySide6.QtCore import QCoreApplication, QObject

from cti_desktop.agent.settings import read_settings
from cti_desktop.agent.views import CompanionState
from cti_desktop.desktop.app import Desktop, run
from cti_desktop.desktop.driver import Driver, Steps
from cti_desktop.desktop.program import offered_pages, office_maker
from tests.e2e.watched import verdict

_CALL = {
    "callId": "0001",
    "direction": "inbound",
    "caller": {"name": "Ada", "phoneNumber": "+442079460018"},
    "callee": {"name": "Bo", "extensionNumber": "800", "extensionType": "user"},
}


class DeskAtWork(QObject):
    """Lets a call ring and end, waits for the companion's state, reads the status bar."""

    def __init__(self, desktop: Desktop, companion: CompanionState) -> None:
        super().__init__(desktop)
        self._driver = Driver(desktop)
        self._window = desktop.window
        self._companion = companion
        self._driver.run(self._script(), self._end)

    def _script(self) -> Steps[None]:
        d = self._driver
        yield from d.until("the softphone is ready", lambda: d.ready, timeout_s=60)
        d.stalls.forget()  # the start has its own tests
        yield from self._post("zp-call-ringing-event", "2026-01-05T08:00:00Z")
        yield from d.until("the call is shown", lambda: d.desk and d.desk.card)
        yield from self._post("zp-call-ended-event", "2026-01-05T08:00:09Z", result="missed")
        yield from d.until("the desk is empty", lambda: d.desk and not d.desk.cards)
        yield from d.until("the companion is as expected", self._as_expected, timeout_s=30)
        yield from d.click("status-companion")
        bar = self._window.status_bar
        print(  # noqa: T201  # the answer
            json.dumps(
                {
                    "companion": bar.companion.text(),
                    "explained": bar.popover.text,
                    "waiting": bar.waiting.text() if bar.waiting.isVisible() else "",
                }
            ),
            flush=True,
        )

    def _as_expected(self) -> bool:
        status = self._driver.status
        return status is not None and status.companion is self._companion and status.waiting > 0

    def _post(self, kind: str, when: str, **more: str) -> Steps[object]:
        message = {"id": kind, "type": kind, "data": {**_CALL, "dateTime": when, **more}}
        return (
            yield from self._driver.ask_page(
                f"parent.postMessage({json.dumps(message)}, '*'); true"
            )
        )

    def _end(self, error: Exception | None) -> None:
        QCoreApplication.exit(verdict(self._driver, error))


def main(companion: str) -> int:
    settings = read_settings(os.environ)
    desk: list[DeskAtWork] = []
    return run(
        settings,
        office_maker(settings),
        pages=offered_pages(settings),
        drive=lambda desktop: desk.append(DeskAtWork(desktop, CompanionState(companion))),
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
