"""Completes the OpenAPI document with the shapes of the protocol, taken from its types."""

from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from cti_desktop.companion import examples, examples_beside
from cti_desktop.companion.status import Status
from cti_desktop.sync import deeds, wire

_JSON = "application/json"
_REF = "#/components/schemas/{name}"
ANSWERS: dict[tuple[str, str], tuple[str, type]] = {
    ("/v1/session", "post"): ("201", wire.SignInAnswer),
    ("/v1/me", "get"): ("200", wire.SessionInfo),
    ("/v1/events", "post"): ("200", wire.PushAnswer),
    ("/v1/events", "get"): ("200", wire.FeedPage),
    ("/v1/calls", "get"): ("200", wire.CallsPage),
    ("/v1/profile", "get"): ("200", wire.Profile),
    ("/v1/calls/{call_id}", "get"): ("200", wire.CallStory),
    ("/v1/erasures", "get"): ("200", deeds.ErasuresPage),
    ("/v1/audit", "get"): ("200", deeds.AuditPage),
    ("/v1/sessions", "get"): ("200", deeds.SessionList),
    ("/status", "get"): ("200", Status),
}
_OTHER_ANSWERS: dict[tuple[str, str], dict[str, str | None]] = {
    ("/v1/calls/{call_id}/media/{media_id}", "get"): {"200": "audio/*", "206": "audio/*"},
    ("/v1/stream", "get"): {"200": "text/event-stream"},
    ("/metrics", "get"): {"200": "text/plain"},
    ("/oauth/zoom/start", "get"): {"302": None},
    ("/oauth/zoom/callback", "get"): {"200": "text/html", "302": None, "4XX": "text/html"},
    ("/zoom/webhook", "post"): {"200": _JSON, "204": None},
    ("/zoom/deauthorize", "post"): {"200": _JSON, "204": None},
}
BODIES: dict[tuple[str, str], type] = {
    ("/v1/session", "post"): wire.SignInRequest,
    ("/v1/events", "post"): wire.PushRequest,
    ("/v1/audit", "post"): deeds.Deeds,
}
_NEVER_SENT = {"PushRequest": ("refused", "unreadable"), "FeedPage": ("unreadable",)}
_WITH_SESSION = "/v1/"
_SIGNED = "One event as Zoom sends it, signed in the header x-zm-signature."
_WORDS = {"200": "Done.", "204": "Taken.", "206": "The bytes asked for.", "302": "Go on there."}


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
    shapes = [*(shape for _, shape in ANSWERS.values()), *BODIES.values(), wire.ErrorAnswer]
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
    told = examples.answers() | examples_beside.own()
    if place in ANSWERS:
        status, shape = ANSWERS[place]
        content = _content(reference[shape], example=told.get(place))
        answers[status] = {"description": "Done.", "content": content}
    elif place in told:
        answers["200"]["content"][_JSON]["example"] = told[place]
    if place in _OTHER_ANSWERS:
        answers.pop("200", None)
        answers.update({s: _answer(s, kind, place[0]) for s, kind in _OTHER_ANSWERS[place].items()})
    _complete_question(operation, place, reference)
    answers["default"] = {
        "description": "Anything else: what is wrong, and an id to tell the administrator.",
        "content": _content(reference[wire.ErrorAnswer], example=examples_beside.error()),
    }


def _complete_question(
    operation: dict[str, Any], place: tuple[str, str], reference: dict[type, dict[str, Any]]
) -> None:
    path, _ = place
    if (posts := examples_beside.posts().get(path)) is not None:
        content = {_JSON: {"schema": {"type": "object"}, "examples": posts}}
        operation["requestBody"] = {"required": True, "description": _SIGNED, "content": content}
    if place in BODIES:
        content = _content(reference[BODIES[place]], example=examples.bodies().get(place))
        operation["requestBody"] = {"required": True, "content": content}
    for one in operation.get("parameters", ()):
        usual = examples_beside.PARAMETERS.get(one["name"])
        one["example"] = examples_beside.PARAMETERS_AT.get((path, one["name"]), usual)
    if path in examples_beside.posts():
        operation["parameters"] = examples_beside.signature()
    if place[0].startswith(_WITH_SESSION) and place != ("/v1/session", "post"):
        operation["security"] = [{"session": []}]


def _content(schema: dict[str, Any], *, example: Any) -> dict[str, Any]:
    return {_JSON: {"schema": schema} | ({} if example is None else {"example": example})}


def _answer(status: str, kind: str | None, path: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "description": _WORDS.get(status, "Refused, with a page that says why.")
    }
    if kind is None:
        return told
    example = examples_beside.beside(kind, path)  # of sound there is none
    return told | {"content": {kind: {} if example is None else {"example": example}}}
