"""The Smart Embed pages over HTTP: Zoom Phone's and Contact Center's, their stream and buttons."""

import html
import json
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from cti_desktop.simulator import embed_messages
from cti_desktop.simulator.accounts import AGENTS, COOKIE, QUEUE, Agent, UnknownAgent, find_agent
from cti_desktop.simulator.audio import tone
from cti_desktop.simulator.call_path import Refused
from cti_desktop.simulator.call_run import ACTIONS
from cti_desktop.simulator.calls import Json
from cti_desktop.simulator.engine import Engine
from cti_desktop.simulator.exchange import call_view
from cti_desktop.simulator.json_body import BadBody, json_body, text
from cti_desktop.simulator.pages import page
from cti_desktop.simulator.text_messages import TextMessages
from cti_desktop.simulator.text_scripts import TextStep

HOME = "/integration/phone/embeddablephone/home"
CALL_BAR = "/cci/callbar/crm/"
_AUDIO = "/integration/phone/embeddablephone/audio"
_HISTORY = 50


class EmbedRoutes:
    """Serves the widget and does what its buttons say."""

    def __init__(self, engine: Engine, texts: TextMessages) -> None:
        self._engine = engine
        self._texts = texts
        self._deeds: dict[str, Callable[[Agent, Json], Json]] = {
            "dial": self._dial,
            "notes": self._notes,
            "save_log": self._save_log,
            "sms": self._sms,
            "transfer": self._transfer,
            "complete": self._complete,
            "back": self._back,
            "park": self._park,
        }

    def routes(self) -> list[Route]:
        """Return the routes to mount."""
        return [
            Route(HOME, self.home, methods=["GET"]),
            Route(CALL_BAR, self.call_bar, methods=["GET"]),
            Route("/embed/state", self.state, methods=["GET"]),
            Route("/embed/stream", self.stream, methods=["GET"]),
            Route("/embed/actions", self.actions, methods=["POST"]),
            Route(f"{_AUDIO}/play/{{kind}}/{{id}}", self.player, methods=["GET"]),
            Route(f"{_AUDIO}/tone.wav", self.sound, methods=["GET"]),
        ]

    async def home(self, request: Request) -> Response:
        """Serve Zoom Phone's page; who is signed in comes from `?as=` or from the cookie."""
        return self._page(request, "embed.html")

    async def call_bar(self, request: Request) -> Response:
        """Serve Contact Center's page; `?origin=` names the page around it."""
        return self._page(request, "callbar.html")

    def _page(self, request: Request, name: str) -> Response:
        settings = self._engine.exchange.tuning.current
        agent = _agent(request)
        boot = {
            "agent": str(agent.extension_number) if agent else None,
            "origins": settings.approved_origins,
            "ready": settings.ready_signal,
            "pace": settings.pace,
        }
        people = [{"extension": str(a.extension_number), "name": a.name} for a in AGENTS]
        body = page(name).replace("{{boot}}", html.escape(json.dumps(boot | {"people": people})))
        return HTMLResponse(body, headers={"content-security-policy": self._policy()})

    async def state(self, request: Request) -> Response:
        """Tell a page all it needs to draw itself, and the number its stream goes on from."""
        agent = _agent(request)
        if agent is None:
            return _refusal(404, "nobody is signed in")
        exchange = self._engine.exchange
        calls = [c for c in self._engine.calls if c.agent == agent][-_HISTORY:]
        return JSONResponse(
            {
                "name": agent.name,
                "email": agent.email,
                "extension": str(agent.extension_number),
                "number": agent.number,
                "callerIds": [agent.number, QUEUE.number],
                "deviceAvailable": exchange.tuning.current.device_available,
                "calls": [call_view(call) for call in calls],
                "texts": [message.view() for message in self._texts.of(agent)],
                "cursor": exchange.feed.cursor(agent),
            }
        )

    async def stream(self, request: Request) -> Response:
        """Stream instructions; `Last-Event-ID` of a reconnecting page wins over `after`."""
        agent = _agent(request)
        if agent is None:
            return _refusal(404, "nobody is signed in")
        feed = self._engine.exchange.feed
        asked = request.headers.get("last-event-id") or request.query_params.get("after", "")
        after = int(asked) if asked.isdecimal() else feed.cursor(agent)
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(
            feed.stream(agent, after), media_type="text/event-stream", headers=headers
        )

    async def actions(self, request: Request) -> Response:
        """Do what a button says."""
        try:
            body = await json_body(request)
            action = text(body, "action")
            if action == "sign_out":
                return _signed_out()
            agent = find_agent(text(body, "as"))
            if action == "sign_in":
                return _signed_in(agent)
            return JSONResponse({"ok": True} | self._do(action, agent, body))
        except (BadBody, Refused) as refused:
            return _refusal(400, str(refused))
        except UnknownAgent as unknown:
            return _refusal(404, str(unknown))

    async def player(self, request: Request) -> Response:
        """Serve the page where a recording or voicemail plays."""
        title = "Voicemail" if request.path_params["kind"] == "1" else "Recording"
        return HTMLResponse(page("player.html").replace("{{title}}", title))

    async def sound(self, _: Request) -> Response:
        """Serve the sound of that page."""
        return Response(tone(), media_type="audio/wav")

    def _do(self, action: str, agent: Agent, body: Json) -> Json:
        if action in ACTIONS:
            self._engine.act(text(body, "callId"), action, agent)
            return {}
        deed = self._deeds.get(action)
        if deed is None:
            raise BadBody(f"nobody knows the action {action}")
        return deed(agent, body)

    def _dial(self, agent: Agent, body: Json) -> Json:
        number, caller_id = text(body, "number"), text(body, "callerId", "")
        return {"callId": self._engine.dial(agent, number, caller_id)}

    def _notes(self, agent: Agent, body: Json) -> Json:
        given = body.get("notes")
        if not isinstance(given, dict):
            raise BadBody("notes must be fields with texts")
        notes = {str(name): str(value) for name, value in given.items()}
        call = self._engine.note(text(body, "callId"), agent, notes)
        self._engine.exchange.post(call, embed_messages.notes_saved(call, notes))
        return {"agent": str(agent.extension_number)}

    def _save_log(self, agent: Agent, body: Json) -> Json:
        call = self._engine.call(text(body, "callId"), agent)
        self._engine.exchange.post(call, self._engine.exchange.messages.save_log(call))
        return {"agent": str(agent.extension_number)}

    def _transfer(self, agent: Agent, body: Json) -> Json:
        to, how = find_agent(text(body, "to")), text(body, "how")
        self._engine.hand_over(text(body, "callId"), agent, to, how)
        return {"agent": str(to.extension_number)}

    def _complete(self, _: Agent, body: Json) -> Json:
        self._engine.complete(text(body, "callId"))
        return {}

    def _back(self, _: Agent, body: Json) -> Json:
        self._engine.cancel(text(body, "callId"))
        return {}

    def _park(self, agent: Agent, body: Json) -> Json:
        return {"code": self._engine.park(text(body, "callId"), agent)}

    def _sms(self, agent: Agent, body: Json) -> Json:
        number, message = text(body, "number"), text(body, "message")
        return self._texts.send(agent, number, TextStep("agent", text=message)).view()

    def _policy(self) -> str:
        ancestors = " ".join(self._engine.exchange.tuning.current.approved_origins) or "'none'"
        return (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            f"connect-src 'self'; media-src 'self'; frame-ancestors {ancestors}"
        )


def _agent(request: Request) -> Agent | None:
    reference = request.query_params.get("as") or request.cookies.get(COOKIE)
    if not reference:
        return None
    try:
        return find_agent(reference)
    except UnknownAgent:
        return None


def _signed_in(agent: Agent) -> Response:
    answer = JSONResponse({"ok": True, "agent": str(agent.extension_number)})
    # Inside a frame of another site only a SameSite=None cookie is kept, and that must be Secure;
    # engines treat loopback as secure.
    answer.set_cookie(
        COOKIE, str(agent.extension_number), secure=True, httponly=True, samesite="none"
    )
    return answer


def _signed_out() -> Response:
    answer = JSONResponse({"ok": True})
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="none")
    return answer


def _refusal(status: int, reason: str) -> Response:
    return JSONResponse({"ok": False, "reason": reason}, status_code=status)
