"""The shape of the control endpoints: JSON in, JSON out, a sentence when an order is refused."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cti_desktop.simulator.accounts import Agent, find_agent
from cti_desktop.simulator.call_path import Refused
from cti_desktop.simulator.calls import Json
from cti_desktop.simulator.json_body import BadBody
from cti_desktop.simulator.settings import SettingRefused

Command = Callable[[Request], Awaitable[Json]]


def command(method: str, path: str, act: Command) -> Route:
    """Make a route of what answers an order."""

    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await act(request))
        except (BadBody, SettingRefused) as wrong:
            return _refusal(400, str(wrong))
        except (Refused, LookupError) as unknown:
            return _refusal(404, str(unknown))

    return Route(path, endpoint, methods=[method])


def agent_of(body: Json) -> Agent | None:
    """Return whom an order is about; None when it names nobody.

    Raises:
        UnknownAgent: it names somebody who is not there.
    """
    reference = body.get("agent")
    return None if reference is None else find_agent(str(reference))


def _refusal(status: int, reason: str) -> Response:
    return JSONResponse({"ok": False, "reason": reason}, status_code=status)
