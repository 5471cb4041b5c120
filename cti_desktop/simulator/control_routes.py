"""The hand at the simulator: play calls, read the truth, change settings. Not part of Zoom."""

import asyncio

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from cti_desktop.simulator.accounts import AGENTS, find_agent
from cti_desktop.simulator.call_path import Refused
from cti_desktop.simulator.call_run import Action
from cti_desktop.simulator.calls import Json, SimulatedCall, truth
from cti_desktop.simulator.command_routes import agent_of, command
from cti_desktop.simulator.engine import Engine
from cti_desktop.simulator.json_body import BadBody, json_body, number, text
from cti_desktop.simulator.pages import page
from cti_desktop.simulator.removals import Removals

_MOST_REPEATS = 100_000
_BUTTONS: dict[str, Action] = {"answer": "answer", "decline": "decline", "end": "hangup"}


class ControlRoutes:
    """Answers `/control/...`."""

    def __init__(self, engine: Engine, removals: Removals) -> None:
        self._engine = engine
        self._removals = removals

    def routes(self) -> list[Route]:
        """Return the routes to mount."""
        return [
            Route("/control/", self.people_page, methods=["GET"]),
            command("GET", "/control/truth", self.all_truth),
            command("GET", "/control/truth/{call_id}", self.one_truth),
            command("GET", "/control/state", self.state),
            command("GET", "/control/settings", self.settings),
            command("PUT", "/control/settings", self.change_settings),
            command("POST", "/control/play", self.play),
            command("POST", "/control/ring", self.ring),
            command("POST", "/control/calls/{call_id}/hangup", self.hangup),
            command("POST", "/control/calls/{call_id}/transfer", self.transfer),
            command("POST", "/control/calls/{call_id}/park", self.park),
            command("POST", "/control/calls/{call_id}/{action}", self.press),
            command("POST", "/control/embed/post", self.embed_post),
            command("POST", "/control/validate-endpoint", self.validate_endpoint),
            command("POST", "/control/remove-app", self.remove_app),
        ]

    async def people_page(self, _: Request) -> Response:
        """Serve the control page."""
        return HTMLResponse(page("control.html"))

    async def all_truth(self, _: Request) -> Json:
        """Tell the truth about every agent's part in every call, oldest first."""
        return {"calls": [self._truth(call) for call in self._engine.calls]}

    async def one_truth(self, request: Request) -> Json:
        """Tell the truth about one call: of its parts that of who is or was in it."""
        return self._truth(self._engine.call(request.path_params["call_id"]))

    def _truth(self, part: SimulatedCall) -> Json:
        return truth(part) | {"call_over": self._engine.path_of(part).over}

    async def state(self, _: Request) -> Json:
        """Tell who is there, what can be played and what is going on."""
        feed = self._engine.exchange.feed
        agents = [
            {
                "extension": str(a.extension_number),
                "name": a.name,
                "email": a.email,
                "number": a.number,
                "pages": feed.pages(a),
                "armed": self._engine.armed(a),
            }
            for a in AGENTS
        ]
        scripts = [
            {"name": s.name, "title": s.title, "direction": s.direction}
            for s in self._engine.scripts.values()
        ]
        calls = [self._truth(call) for call in self._engine.calls[-30:]]
        return {"agents": agents, "scripts": scripts, "calls": calls}

    async def settings(self, _: Request) -> Json:
        """Tell the settings in force, without secrets."""
        return self._engine.exchange.tuning.public_view()

    async def change_settings(self, request: Request) -> Json:
        """Put changed settings in force."""
        self._engine.exchange.tuning.change(await json_body(request))
        return self._engine.exchange.tuning.public_view()

    async def play(self, request: Request) -> Json:
        """Play a script, or arm it when it is about an outgoing call."""
        body = await json_body(request)
        name = text(body, "script")
        call_id = self._engine.play(name, agent_of(body), number(body, "auto_after"))
        return {"call_id": call_id, "script": name}

    async def ring(self, request: Request) -> Json:
        """Ring an agent by hand."""
        body = await json_body(request)
        caller, name = text(body, "caller_number"), text(body, "caller_name", "")
        call_id = self._engine.ring(agent_of(body), caller, name, text(body, "via", "direct"))
        return {"call_id": call_id}

    async def hangup(self, request: Request) -> Json:
        """Let the far end hang up."""
        self._engine.act(request.path_params["call_id"], "far-hangup")
        return {"ok": True}

    async def transfer(self, request: Request) -> Json:
        """Hand a call over to somebody: `how` is blind, warm or voicemail, `agent` who has it."""
        body, call_id = await json_body(request), request.path_params["call_id"]
        to, how = find_agent(text(body, "to")), text(body, "how", "blind")
        self._engine.hand_over(call_id, agent_of(body), to, how)
        return {"agent": str(to.extension_number)}

    async def park(self, request: Request) -> Json:
        """Park a call and tell the code that picks it up."""
        body, call_id = await json_body(request), request.path_params["call_id"]
        return {"code": self._engine.park(call_id, agent_of(body))}

    async def press(self, request: Request) -> Json:
        """Press a button of an agent's for them: answer, decline, end, complete or back."""
        action, call_id = request.path_params["action"], request.path_params["call_id"]
        who = agent_of(await json_body(request))
        if action in _BUTTONS:
            self._engine.act(call_id, _BUTTONS[action], who)
        elif action == "complete":
            self._engine.complete(call_id)
        elif action == "back":
            self._engine.cancel(call_id)
        else:
            raise Refused(f"there is no button {action}")
        return {"ok": True}

    async def embed_post(self, request: Request) -> Json:
        """Let the embed page post something arbitrary to its parent."""
        body = await json_body(request)
        repeat = int(number(body, "repeat", 1) or 0)
        if repeat > _MOST_REPEATS:
            raise BadBody(f"repeat must be at most {_MOST_REPEATS}")
        order: Json = {"repeat": repeat}
        if "raw" in body:
            order["raw"] = text(body, "raw")
        else:
            order["message"] = body.get("message")
        agent = agent_of(body) or AGENTS[0]
        return {"pages": self._engine.exchange.feed.push(agent, "raw", order)}

    async def remove_app(self, request: Request) -> Json:
        """Let somebody remove the app; the companion hears of it at `deauthorize_url`."""
        agent = find_agent(text(await json_body(request), "agent"))
        self._removals.take_away(agent)
        return {"agent": str(agent.extension_number)}

    async def validate_endpoint(self, _: Request) -> Json:
        """Let Zoom check the webhook endpoint and tell the outcome."""
        return await asyncio.shield(self._engine.exchange.webhooks.validate_endpoint())
