"""Reads the JSON bodies of the simulator's own endpoints."""

import json
from typing import cast

from starlette.requests import Request

from cti_desktop.simulator.calls import Json


class BadBody(ValueError):
    """A request's body is not what the endpoint takes; the message says why."""


async def json_body(request: Request) -> Json:
    """Return the body as an object; an empty body is an empty object.

    Raises:
        BadBody: it is no JSON object.
    """
    raw = await request.body()
    if not raw:
        return {}
    try:
        value: object = json.loads(raw)
    except ValueError as wrong:
        raise BadBody("the body is no JSON") from wrong
    if not isinstance(value, dict):
        raise BadBody("the body is no JSON object")
    return cast("Json", value)


def text(body: Json, name: str, default: str | None = None) -> str:
    """Return a text of the body.

    Raises:
        BadBody: it is missing or something else.
    """
    value = body.get(name)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise BadBody(f"{name} must be a text")
    return value


def number(body: Json, name: str, default: float | None = None) -> float | None:
    """Return a number of the body, zero or more.

    Raises:
        BadBody: it is something else.
    """
    value = body.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise BadBody(f"{name} must be a number, zero or more")
    return float(value)
