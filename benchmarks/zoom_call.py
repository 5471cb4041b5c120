"""One call that the simulator plays through its control page, and what a desk must say of it."""

import httpx

from benchmarks.programs import Program
from benchmarks.settings import EXTENSION
from benchmarks.waiting import until

_POLL_S = 0.01
_PATIENCE_S = 30.0


class ZoomCall:
    """One call from ring to record; every other is answered, or as is said."""

    def __init__(
        self, zoom: str, number: int, desk: Program | None = None, *, answered: bool | None = None
    ) -> None:
        self._http = httpx.Client(base_url=f"{zoom}/control", timeout=_PATIENCE_S, trust_env=False)
        self._number = number
        self._desk = desk
        self._answered = bool(number % 2) if answered is None else answered

    def go_through(self) -> None:
        """Ring, answer or not, hang up, and wait for everything that follows; once."""
        with self._http:
            self._play()

    def _play(self) -> None:
        caller = {"agent": EXTENSION, "caller_number": f"+4420794600{self._number % 100:02d}"}
        caller["caller_name"] = f"Caller {self._number}"
        call_id = str(self._ask("/ring", caller)["call_id"])
        self._until(call_id, "phase", "ringing")
        self._hear("rings")
        if self._answered:
            self._ask(f"/calls/{call_id}/answer", {})
            self._until(call_id, "phase", "talking")
            self._hear("noted")
        self._ask(f"/calls/{call_id}/hangup", {})
        self._until(call_id, "finished", True)
        self._hear("gone")

    def _hear(self, what: str) -> None:
        if self._desk is not None:
            self._desk.expect(what, _PATIENCE_S)

    def _until(self, call_id: str, field: str, wanted: object) -> None:
        until(
            lambda: self._ask(f"/truth/{call_id}")[field] == wanted,
            f"the call's {field} never was {wanted}",
            within_s=_PATIENCE_S,
            every_s=_POLL_S,
        )

    def _ask(self, path: str, body: dict[str, str] | None = None) -> dict[str, object]:
        answer = self._http.request("GET" if body is None else "POST", path, json=body)
        answer.raise_for_status()
        told: dict[str, object] = answer.json()
        return told
