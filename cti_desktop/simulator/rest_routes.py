"""The part of Zoom Phone's REST API (version 3 records) that a companion reads.

Of the list filters only `from`, `to`, `time_type`, `call_ids`, `directions` and `keyword` are
honoured; others are accepted and change nothing.
"""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from cti_desktop.simulator import records
from cti_desktop.simulator.accounts import AGENTS, QUEUE, RECEPTIONIST, Agent, find_agent
from cti_desktop.simulator.audio import tone
from cti_desktop.simulator.calls import Json, SimulatedCall
from cti_desktop.simulator.clock import Clock, iso
from cti_desktop.simulator.engine import Engine
from cti_desktop.simulator.oauth import Principal
from cti_desktop.simulator.paging import Page, Pager, window
from cti_desktop.simulator.rest_gate import NO_SCOPE, ApiRefused, RestGate

_CALLING_PLAN = {"name": "Simulated calling plan", "type": 200}
LARGEST_PAGE = 300
_USER, _CALL, _LEG = "/phone/users/{user_id}", "/phone/call_history", "/phone/call_element"
_WRITTEN = "/phone/recording_transcript/download"
_SUMMED_UP = "/phone/user/{user_id}/ai_call_summary"
_USERS, _PROFILE, _SETTINGS = "phone:read:list_users", "phone:read:user", "phone:read:settings"
_LIST, _RECORD = "phone:read:list_call_logs", "phone:read:call_log"
_RECORDING, _TRANSCRIPT = "phone:read:call_recording", "phone:read:recording_transcript"
_VOICEMAIL, _SUMMARY = "phone:read:voicemail", "phone:read:ai_call_summary"
_LARGEST_USER_PAGE = 100


class RestRoutes:
    """Answers `/v2/phone/...` from the calls the engine played."""

    def __init__(self, engine: Engine, gate: RestGate, clock: Clock) -> None:
        self._engine = engine
        self._gate = gate
        self._clock = clock
        self._call_pages: Pager[SimulatedCall] = Pager(clock)
        self._user_pages: Pager[Agent] = Pager(clock)

    def routes(self) -> list[Route]:
        """Return the routes to mount."""
        get = self._gate.get
        return [
            get("/phone/users", "Medium", _USERS, self.users, account_only=True),
            get(_USER, "Light", _PROFILE, self.user),
            get(f"{_USER}/settings", "Light", f"{_PROFILE}_setting", self.user_settings),
            get(f"{_USER}/call_history", "Medium", _LIST, self.user_history),
            get("/phone/call_history", "Heavy", _LIST, self.history, account_only=True),
            get(f"{_CALL}/{{uuid}}", "Light", _RECORD, self.history_detail, account_only=True),
            get(f"{_LEG}/{{element_id}}", "Light", _RECORD, self.element, account_only=True),
            get("/phone/settings", "Light", _SETTINGS, self.settings, account_only=True),
            get("/phone/recording/download/{file_id}", "Medium", _RECORDING, self.recording),
            get(f"{_WRITTEN}/{{recording_id}}", "Light", _TRANSCRIPT, self.transcript),
            Route("/files/transcripts/{recording_id}", self.transcript_file, methods=["GET"]),
            get("/phone/voice_mails/download/{file_id}", "Medium", _VOICEMAIL, self.voicemail),
            get("/phone/voice_mails/{voicemail_id}", "Light", _VOICEMAIL, self.voicemail_detail),
            get(f"{_SUMMED_UP}/{{summary_id}}", "Medium", _SUMMARY, self.ai_summary),
        ]

    async def users(self, request: Request, _: Principal) -> Json:
        """List the account's phone users."""
        query = request.query_params
        keyword = query.get("keyword", "").lower()
        found = self._user_pages.page(
            query.get("next_page_token", ""),
            query.get("page_size", ""),
            _LARGEST_USER_PAGE,
            lambda: [
                agent
                for agent in AGENTS
                if keyword in f"{agent.name} {agent.email}".lower() and self._has_phone(agent)
            ],
        )
        return {
            "next_page_token": found.next_token,
            "page_size": found.size,
            "total_records": found.total,
            "users": [_user_row(agent) for agent in found.rows],
        }

    async def user(self, request: Request, principal: Principal) -> Json:
        """Show one user's profile."""
        agent = user_of(request, principal)
        if not self._has_phone(agent):
            raise ApiRefused(404, 1001, f"User does not exist: {agent.user_id}")
        row = _user_row(agent)
        for unsaid in ("name", "site", "activation_status"):
            del row[unsaid]
        return row | {"calling_plans": [{"type": 200}], "site_admin": False, "policy": {}}

    async def user_settings(self, request: Request, principal: Principal) -> Json:
        """Show one user's settings with the numbers they may call from."""
        agent = user_of(request, principal)
        own = {"is_default": True, "name": agent.name, "number": agent.number}
        groups = [
            {"is_default": False, "name": group.name, "number": group.number}
            for group in (QUEUE, RECEPTIONIST)
        ]
        return {
            "country": {"code": "US", "country_code": "1", "name": "United States"},
            "company_number": RECEPTIONIST.number,
            "extension_number": agent.extension_number,
            "outbound_caller": {"number": agent.number},
            "outbound_caller_ids": [own, *groups],
            "status": "Active",
        }

    async def history(self, request: Request, _: Principal) -> Json:
        """List the account's calls; of one kind only where that is asked for, or is the default."""
        default = self._engine.exchange.tuning.current.default_recording_status
        wanted = request.query_params.get("recording_status", default)

        def listed(call: SimulatedCall) -> bool:
            path = self._path(call)
            return bool(path) and wanted in ("", records.recording_status(*path))

        found = self._calls(request, listed)
        rows = [records.history_row(*self._path(call)) for call in found.rows]
        return {"call_history": rows} | self._envelope(request, found)

    async def user_history(self, request: Request, principal: Principal) -> Json:
        """List one user's records."""
        agent = user_of(request, principal)
        found = self._calls(request, lambda call: call.agent == agent)
        rows = [records.user_element(call) for call in found.rows]
        return {"call_elements": rows} | self._envelope(request, found)

    async def history_detail(self, request: Request, _: Principal) -> Json:
        """Show one call with its elements; 404 until the record is there."""
        uuid = request.path_params["uuid"]
        first = self._visible(lambda call: call.history_uuid == uuid and bool(self._path(call)))
        return records.history_detail(*self._path(first))

    async def element(self, request: Request, _: Principal) -> Json:
        """Show one call element; 404 until the record is there."""
        wanted = request.path_params["element_id"]
        for path in self._engine.paths:
            visible = [part for part in path.parts if part.visible]
            for element in records.elements(*visible) if visible else []:
                if element["call_element_id"] == wanted:
                    return element
        raise ApiRefused(404, 301, "Call history not found.")

    async def settings(self, _: Request, __: Principal) -> Json:
        """Show the account's phone settings."""
        return {
            "country": {"code": "US", "name": "United States"},
            "multiple_sites": {"enabled": False, "site_code": False},
            "show_device_ip_for_call_log": {"enable": False},
            "multiple_party_conference": {"enable": True},
        }

    async def recording(self, request: Request, principal: Principal) -> Response:
        """Download the sound of a recording."""
        wanted = request.path_params["file_id"]
        return self._sound(lambda call: call.recording_id == wanted and may_hear(principal, call))

    async def transcript(self, request: Request, principal: Principal) -> Response:
        """Lead to the file with what was said in a recording."""
        wanted = request.path_params["recording_id"]
        call = self._transcribed(wanted)
        if call is None or not may_hear(principal, call):
            raise ApiRefused(400, 404, "File does not exist.")
        public_url = self._engine.exchange.public_url
        return RedirectResponse(f"{public_url}/files/transcripts/{wanted}", status_code=302)

    async def transcript_file(self, request: Request) -> Response:
        """Show what was said in a recording."""
        call = self._transcribed(request.path_params["recording_id"])
        if call is None:
            return Response(status_code=404)
        account = self._engine.exchange.tuning.current.account_id
        return JSONResponse(records.transcript(call, account))

    def _transcribed(self, wanted: str) -> SimulatedCall | None:
        made = (one for one in self._engine.calls if one.transcribed)
        return next((call for call in made if call.recording_id == wanted), None)

    async def voicemail(self, request: Request, principal: Principal) -> Response:
        """Download the sound of a voicemail."""
        wanted = request.path_params["file_id"]
        return self._sound(lambda call: call.voicemail_id == wanted and may_hear(principal, call))

    async def voicemail_detail(self, request: Request, principal: Principal) -> Json:
        """Show one voicemail with its transcript."""
        wanted = request.path_params["voicemail_id"]
        for call in self._engine.calls:
            if call.voicemail_id == wanted and may_hear(principal, call):
                return records.voicemail_detail(call, self._engine.exchange.public_url)
        raise ApiRefused(400, 300, f"Voice mail does not exist: {wanted}")

    async def ai_summary(self, request: Request, principal: Principal) -> Json:
        """Show what Zoom's AI wrote about a call."""
        agent, wanted = user_of(request, principal), request.path_params["summary_id"]
        for call in self._engine.calls:
            if call.summary_id == wanted and call.agent == agent:
                account = self._engine.exchange.tuning.current.account_id
                return records.ai_summary(call, account)
        raise ApiRefused(404, 404, "AI call summary not found.")

    def _calls(
        self, request: Request, belongs: Callable[[SimulatedCall], bool]
    ) -> Page[SimulatedCall]:
        query = request.query_params
        span = window(query.get("from", ""), query.get("to", ""), self._clock.now())
        call_ids, directions = set(query.getlist("call_ids")), query.getlist("directions")
        keyword, by_end = query.get("keyword", "").lower(), query.get("time_type") == "end_time"

        def asked(call: SimulatedCall) -> bool:
            moment = call.ended_at if by_end and call.ended_at else call.rang_at
            return (
                call.visible
                and belongs(call)
                and span.holds(moment.replace(microsecond=0))
                and (not call_ids or bool(call_ids & {call.call_id, *self._call_ids(call)}))
                and (not directions or call.direction in directions)
                and keyword in f"{call.far.name} {call.far.number} {call.agent.name}".lower()
            )

        return self._call_pages.page(
            query.get("next_page_token", ""),
            query.get("page_size", ""),
            LARGEST_PAGE,
            lambda: [call for call in reversed(self._engine.calls) if asked(call)],
        )

    def _path(self, first: SimulatedCall) -> tuple[SimulatedCall, ...]:
        """Return all parts of a call that is over, when this is the first of them."""
        path = self._engine.path_of(first)
        return path.parts if path.over and path.parts[0] is first else ()

    def _call_ids(self, first: SimulatedCall) -> list[str]:
        return [part.call_id for part in self._path(first)]

    def _envelope(self, request: Request, found: Page[SimulatedCall]) -> Json:
        query = request.query_params
        span = window(query.get("from", ""), query.get("to", ""), self._clock.now())
        return {
            "from": query.get("from") or iso(span.start)[:10],
            "to": query.get("to") or iso(span.end)[:10],
            "page_count": found.count,
            "page_size": found.size,
            "total_records": found.total,
            "next_page_token": found.next_token,
        }

    def _has_phone(self, agent: Agent) -> bool:
        without = self._engine.exchange.tuning.current.without_phone
        return str(agent.extension_number) not in without

    def _visible(self, wanted: Callable[[SimulatedCall], bool]) -> SimulatedCall:
        for call in self._engine.calls:
            if call.visible and wanted(call):
                return call
        raise ApiRefused(404, 301, "Call history not found.")

    def _sound(self, wanted: Callable[[SimulatedCall], bool]) -> Response:
        if not any(wanted(call) for call in self._engine.calls):
            raise ApiRefused(400, 404, "File does not exist.")
        return Response(tone(), media_type="audio/wav")


def user_of(request: Request, principal: Principal) -> Agent:
    """Return the user the path names; `me` is whom the token speaks for.

    A user-level token has to say `me`, also of its own user.
    """
    wanted = request.path_params["user_id"]
    if principal.user_level and wanted != "me":
        raise ApiRefused(400, 4711, f"{NO_SCOPE}[phone:read:user:admin]")
    if wanted == "me" and principal.agent is not None:
        return principal.agent
    try:
        return find_agent(wanted)
    except LookupError as unknown:
        raise ApiRefused(404, 1001, f"User does not exist: {wanted}") from unknown


def may_hear(principal: Principal, call: SimulatedCall) -> bool:
    """Tell whether a token opens what belongs to a call; a user-level one only its user's."""
    return not principal.user_level or call.agent == principal.agent


def _user_row(agent: Agent) -> Json:
    return {
        "calling_plans": [_CALLING_PLAN],
        "email": agent.email,
        "extension_id": agent.extension_id,
        "extension_number": agent.extension_number,
        "id": agent.user_id,
        "name": agent.name,
        "phone_user_id": agent.phone_user_id,
        "site": {"id": "sIte_Main8kD2fGj4HlQw6", "name": "Main site"},
        "status": "activate",
        "activation_status": "activated",
        "phone_numbers": [{"id": f"nUm_{agent.extension_id[4:]}", "number": agent.number}],
        "department": "Customer care",
    }
