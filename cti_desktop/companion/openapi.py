"""Completes the OpenAPI document with the shapes of the protocol, taken from its types."""

from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from cti_desktop.sync import wire

_JSON = "application/json"
_REF = "#/components/schemas/{name}"
_ANSWERS: dict[tuple[str, str], tuple[str, type]] = {
    ("/v1/session", "post"): ("201", wire.SignInAnswer),
    ("/v1/me", "get"): ("200", wire.SessionInfo),
    ("/v1/events", "post"): ("200", wire.PushAnswer),
    ("/v1/events", "get"): ("200", wire.FeedPage),
    ("/v1/calls", "get"): ("200", wire.CallsPage),
    ("/v1/calls/{call_id}", "get"): ("200", wire.CallStory),
}
_BODIES: dict[tuple[str, str], type] = {
    ("/v1/session", "post"): wire.SignInRequest,
    ("/v1/events", "post"): wire.PushRequest,
}
_NEVER_SENT = {"PushRequest": ("refused", "unreadable"), "FeedPage": ("unreadable",)}
_WITH_SESSION = "/v1/"


def describe(app: FastAPI) -> None:
    """Give the app its document; built at the first request for it."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(
                get_openapi(title=app.title, version=app.version, routes=app.routes)
            )
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's documented way


def _complete(document: dict[str, Any]) -> dict[str, Any]:
    shapes = [*(shape for _, shape in _ANSWERS.values()), *_BODIES.values(), wire.ErrorAnswer]
    references, components = msgspec.json.schema_components(shapes, ref_template=_REF)
    for name, fields in _NEVER_SENT.items():
        for field in fields:
            components[name]["properties"].pop(field, None)
    reference = dict(zip(shapes, references, strict=True))
    parts = document.setdefault("components", {})
    parts["schemas"] = components
    parts["securitySchemes"] = {"session": {"type": "http", "scheme": "bearer"}}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _complete_operation(operation, (path, method), reference)
    return document


def _complete_operation(
    operation: dict[str, Any], place: tuple[str, str], reference: dict[type, dict[str, Any]]
) -> None:
    answers = operation["responses"]
    answers.pop("422", None)
    if place in _ANSWERS:
        status, shape = _ANSWERS[place]
        answers[status] = {"description": "Done.", "content": {_JSON: {"schema": reference[shape]}}}
    if place in _BODIES:
        schema = reference[_BODIES[place]]
        operation["requestBody"] = {"required": True, "content": {_JSON: {"schema": schema}}}
    if place[0].startswith(_WITH_SESSION) and place != ("/v1/session", "post"):
        operation["security"] = [{"session": []}]
    answers["default"] = {
        "description": "Anything else: what is wrong, and an id to tell the administrator.",
        "content": {_JSON: {"schema": reference[wire.ErrorAnswer]}},
    }
