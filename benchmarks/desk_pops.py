"""Rings the desk from the softphone's frame and times each pop: the program's side of `pop`."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle, islice
from typing import cast

from PySide6.QtCore import QObject, QTimer, Slot

from benchmarks.saying import say
from cti_desktop.agent.views import CallCard, PopTimed
from cti_desktop.assets import asset
from cti_desktop.desktop.app import Desktop
from cti_desktop.desktop.driver import Driver, Steps

CALLS = 200
_BETWEEN_MS = 60
_AGENT = {"name": "Alex Agent", "extensionNumber": "800", "extensionType": "user"}
# Posts to our page, and returns when it did, in milliseconds of the machine's clock.
_POST = """(() => {
  const at = performance.timeOrigin + performance.now();
  parent.postMessage(%s, '*');
  return at;
})()"""


class PopWatcher(QObject):
    """Lets calls ring one after another and says how long each took to stand on screen.

    From `postMessage` in the frame to the first paint of the pop.
    """

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._driver = Driver(desktop)
        self._timed: PopTimed | None = None
        self._ms: list[float] = []
        desktop.core.viewed.connect(self._take_view)
        self._driver.run(self._script(), self._end)

    def _script(self) -> Steps[None]:
        d = self._driver
        yield from d.until("the softphone is ready", lambda: d.ready, timeout_s=60)
        for number, (name, phone) in enumerate(islice(cycle(_callers()), CALLS)):
            yield from self._ring(f"{number:020x}", name, phone)

    def _ring(self, call_id: str, name: str, phone: str) -> Steps[None]:
        d = self._driver
        self._timed = None
        posted_at = cast("float", (yield from self._post("ringing", call_id, name, phone)))
        timed = yield from d.until("the pop is painted", lambda: self._timed)
        card = yield from d.until("the card is known", self._shown)
        if card.rang_seen_at is None:
            return
        painted_at = card.rang_seen_at.timestamp() * 1000 + timed.ms
        self._ms.append(painted_at - posted_at)
        yield from self._post("ended", call_id, name, phone)
        yield from d.until("the card is gone", lambda: d.desk is not None and not d.desk.cards)
        yield from self._pause()

    def _shown(self) -> CallCard | None:
        return self._driver.desk.card if self._driver.desk else None

    def _post(self, what: str, call_id: str, name: str, phone: str) -> Steps[object]:
        message = {
            "id": f"{what}-{call_id}",
            "type": f"zp-call-{what}-event",
            "data": {
                "callId": call_id,
                "direction": "inbound",
                "caller": {"name": name, "phoneNumber": phone},
                "callee": _AGENT,
                "dateTime": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            }
            | ({"result": "missed"} if what == "ended" else {}),
        }
        return (yield from self._driver.ask_page(_POST % json.dumps(message)))

    def _pause(self) -> Steps[None]:
        """Wait a moment: calls do not follow each other within milliseconds."""
        timer = QTimer(self, singleShot=True)
        timer.start(_BETWEEN_MS)
        yield from self._driver.until(
            "a moment passes", lambda: not timer.isActive(), timer.timeout
        )
        timer.deleteLater()

    @Slot(object)
    def _take_view(self, view: object) -> None:
        if isinstance(view, PopTimed):
            self._timed = view
            self._driver.looked.emit()

    def _end(self, error: Exception | None) -> None:
        say(pops=self._ms, error=None if error is None else str(error))


def _callers() -> Iterator[tuple[str, str]]:
    """Yield names and numbers of the demo's contacts, as Zoom would tell them."""
    with asset("demo", "contacts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            first = row["phones"].partition("|")[0].partition(":")[2].partition(";")[0]
            number = "".join(c for c in first if c.isdigit() or c == "+")
            if number.startswith("+"):
                yield row["name"], number
