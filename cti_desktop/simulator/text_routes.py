"""The hand at the simulator's SMS: texts that arrive, whole conversations, opting out."""

import html

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from cti_desktop.simulator.accounts import AGENTS
from cti_desktop.simulator.call_path import Refused
from cti_desktop.simulator.calls import Json
from cti_desktop.simulator.command_routes import agent_of, command
from cti_desktop.simulator.json_body import json_body, text
from cti_desktop.simulator.pages import page
from cti_desktop.simulator.text_messages import TextMessages
from cti_desktop.simulator.text_scripts import TextStep


class TextRoutes:
    """Answers `/control/sms` and `/control/texts`, and serves what was attached."""

    def __init__(self, texts: TextMessages) -> None:
        self._texts = texts

    def routes(self) -> list[Route]:
        """Return the routes to mount."""
        return [
            command("POST", "/control/sms", self.sms),
            command("GET", "/control/texts", self.scripts),
            command("POST", "/control/texts/play", self.play),
            command("POST", "/control/texts/opt", self.opt),
            Route("/files/{message}/{name}", self.file, methods=["GET"]),
        ]

    async def sms(self, request: Request) -> Json:
        """Let an SMS arrive at an agent."""
        body = await json_body(request)
        step = TextStep("far-end", text=text(body, "text"))
        agent = agent_of(body) or AGENTS[0]
        return self._texts.receive(agent, text(body, "number"), step).view()

    async def scripts(self, _: Request) -> Json:
        """Tell which conversations can be played."""
        known = self._texts.scripts.values()
        return {"scripts": [{"name": one.name, "title": one.title} for one in known]}

    async def play(self, request: Request) -> Json:
        """Play a conversation."""
        body = await json_body(request)
        name = text(body, "script")
        script = self._texts.scripts.get(name)
        if script is None:
            raise Refused(f"there is no conversation {name}")
        self._texts.play(agent_of(body) or AGENTS[0], script)
        return {"script": name, "number": script.far_number}

    async def opt(self, request: Request) -> Json:
        """Let a number ask for no more texts, or with `out` false allow them again."""
        body = await json_body(request)
        agent = agent_of(body) or AGENTS[0]
        self._texts.opt(agent, text(body, "number"), out=body.get("out") is not False)
        return {"ok": True}

    async def file(self, request: Request) -> Response:
        """Serve the page of an attached file, which is a page at Zoom's, too."""
        name = html.escape(request.path_params["name"])
        return HTMLResponse(page("file.html").replace("{{name}}", name))
