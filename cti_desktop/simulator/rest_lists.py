"""Zoom Phone's lists beside the call history: recordings, and what is new for one user."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.routing import Route

from cti_desktop.simulator import records, webhook_bodies
from cti_desktop.simulator.calls import Json, SimulatedCall
from cti_desktop.simulator.clock import Clock
from cti_desktop.simulator.engine import Engine
from cti_desktop.simulator.oauth import Principal
from cti_desktop.simulator.paging import Pager, window
from cti_desktop.simulator.rest_gate import ApiRefused, RestGate
from cti_desktop.simulator.rest_routes import LARGEST_PAGE, user_of

_ALL, _OWN = "phone:read:list_call_recordings", "phone:read:list_recordings"
_CALLS = "phone:read:list_call_logs"
_LARGEST_SYNC = 250
_SYNC_TYPES = ("FSync", "ISync", "BSync")


class RestLists:
    """Answers from the calls the engine played."""

    def __init__(self, engine: Engine, gate: RestGate, clock: Clock) -> None:
        self._engine = engine
        self._gate = gate
        self._clock = clock
        self._pages: Pager[SimulatedCall] = Pager(clock)
        self._seen: dict[str, list[tuple[SimulatedCall, str | None]]] = {}

    def routes(self) -> list[Route]:
        """Return the routes to mount."""
        get, user = self._gate.get, "/phone/users/{user_id}"
        return [
            get("/phone/recordings", "Medium", _ALL, self.recordings, account_only=True),
            get(f"{user}/recordings", "Medium", _OWN, self.user_recordings),
            get(f"{user}/call_history/sync", "Medium", _CALLS, self.sync),
        ]

    async def recordings(self, request: Request, _: Principal) -> Json:
        """List the account's recordings, newest first."""
        return self._recordings(request, lambda _: True)

    async def user_recordings(self, request: Request, principal: Principal) -> Json:
        """List one user's recordings, newest first."""
        agent = user_of(request, principal)
        return self._recordings(request, lambda call: call.agent == agent)

    async def sync(self, request: Request, principal: Principal) -> Json:
        """Tell a user's records after a sync token, oldest first; all of them without one.

        One that has got an AI summary since is told again.
        """
        agent, query = user_of(request, principal), request.query_params
        given, kind = query.get("sync_token", ""), query.get("sync_type", "FSync")
        told = query.get("count", str(_LARGEST_SYNC))
        if kind not in _SYNC_TYPES or not told.isdecimal() or not 1 <= int(told) <= _LARGEST_SYNC:
            raise ApiRefused(400, 300, "Validation Failed.")
        ready = self._seen.setdefault(agent.user_id, [])
        own = (c for c in self._engine.calls if c.visible and c.agent == agent)
        now = [(call, call.summary_id) for call in own]
        ready.extend(one for one in now if one not in ready)
        begin = self._place(given, agent.user_id, len(ready)) if kind == "ISync" else 0
        rows = ready[begin : begin + int(told)]
        return {
            "call_elements": [records.synced_element(call) for call, _ in rows],
            "sync_token": f"{agent.user_id}.{begin + len(rows)}",
        }

    def _place(self, token: str, user_id: str, most: int) -> int:
        owner, _, place = token.rpartition(".")
        if owner != user_id or not place.isdecimal() or int(place) > most:
            raise ApiRefused(404, 300, "The sync token is invalid.")
        return int(place)

    def _recordings(self, request: Request, belongs: Callable[[SimulatedCall], bool]) -> Json:
        query = request.query_params
        span = window(query.get("from", ""), query.get("to", ""), self._clock.now())
        found = self._pages.page(
            query.get("next_page_token", ""),
            query.get("page_size", ""),
            LARGEST_PAGE,
            lambda: [
                call
                for call in reversed(self._engine.calls)
                if call.recording_id and belongs(call) and span.holds(call.rang_at)
            ],
        )
        return {
            "next_page_token": found.next_token,
            "page_size": found.size,
            "total_records": found.total,
            "recordings": [self._row(call) for call in found.rows],
        }

    def _row(self, call: SimulatedCall) -> Json:
        address = f"{self._engine.exchange.public_url}/v2/phone/recording/download/"
        told = webhook_bodies.recording(call, f"{address}{call.recording_id}")
        return {**told, "auto_delete_enable": False, "disclaimer_status": 0}
