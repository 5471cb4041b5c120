"""Requests made up from the published document: no 5xx, no answer the document does not know."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from cti_desktop.calls.events import Kind
from cti_desktop.companion import examples, examples_beside, openapi
from cti_desktop.store.sessions import SessionUser
from cti_desktop.sync import wire
from cti_desktop.zoom.contract.v3 import LIVE
from cti_desktop.zoom.webhook import answer_validation, read_webhook
from tests.companion.bench import BO, BOSS, signed
from tests.companion.running import Running
from tests.companion.test_roles import TABLE

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
MADE_UP = {"sqlite": 25, "postgresql": 8}  # making them up takes the time
LEFT_OUT = {("GET", "/v1/stream"), ("GET", "/openapi.json")}  # endless; the document itself


@pytest.fixture
def served(tmp_path: Path, address: str) -> Iterator[Running]:
    with closing(Running(tmp_path, database_url=address)) as running:
        yield running


@pytest.mark.parametrize("user", [BO, BOSS], ids=["agent", "admin"])
@pytest.mark.parametrize("place", [place for place in TABLE if place not in LEFT_OUT], ids=" ".join)
def test_made_up_requests(
    served: Running, database: str, place: tuple[str, str], user: SessionUser
) -> None:
    method, path = place
    document = schemathesis.openapi.from_url(f"{served.base_url}/openapi.json")
    headers = {"authorization": f"Bearer {served.token(user)}"}

    @settings(
        max_examples=MADE_UP[database],
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=document[path][method].as_strategy())
    def asked(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    asked()


def test_nothing_in_the_document_lacks_an_example(served: Running) -> None:
    document = httpx.get(f"{served.base_url}/openapi.json").json()
    bare = []
    for path, item in document["paths"].items():
        for method, operation in item.items():
            parts = operation["responses"] | {"body": operation.get("requestBody", {})}
            for part, one in parts.items():
                for kind, shape in one.get("content", {}).items():
                    if not {"example", "examples"} & set(shape):
                        bare.append((method, path, part, kind))
            for one in operation.get("parameters", ()):
                if one.get("example") is None:
                    bare.append((method, path, "parameter", one["name"]))
    sound = ("get", "/v1/calls/{call_id}/media/{media_id}")
    assert bare == [(*sound, "200", "audio/*"), (*sound, "206", "audio/*")]


@pytest.mark.parametrize("path", ["/zoom/webhook", "/zoom/deauthorize"])
def test_what_the_document_says_of_zooms_signature_opens_the_door(
    served: Running, path: str
) -> None:
    document = httpx.get(f"{served.base_url}/openapi.json").json()
    told = {one["name"]: one for one in document["paths"][path]["post"]["parameters"]}
    assert {name: (one["in"], one["required"]) for name, one in told.items()} == {
        "x-zm-signature": ("header", True),
        "x-zm-request-timestamp": ("header", True),
        "x-zm-request-id": ("header", False),
    }
    shown = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    body = json.dumps(shown["examples"]["question"]["value"]).encode()
    headers = signed(body) | {"x-zm-request-id": told["x-zm-request-id"]["example"]}
    for name in ("x-zm-signature", "x-zm-request-timestamp"):
        pattern = told[name]["schema"]["pattern"]
        assert re.fullmatch(pattern, told[name]["example"])
        assert re.fullmatch(pattern, headers[name])
        without = {one: value for one, value in headers.items() if one != name}
        assert httpx.post(f"{served.base_url}{path}", content=body, headers=without).is_error
    assert httpx.post(f"{served.base_url}{path}", content=body, headers=headers).status_code == 200


def test_questions_made_of_the_examples_are_answered(served: Running) -> None:
    document = httpx.get(f"{served.base_url}/openapi.json").json()
    headers = {"authorization": f"Bearer {served.token(BOSS)}"}
    asked = {}
    for path, item in document["paths"].items():
        given = item.get("get", {}).get("parameters", ())
        if not given or path == "/v1/stream" or any(one["in"] == "path" for one in given):
            continue
        query = {one["name"]: one["example"] for one in given}
        if path == "/oauth/zoom/callback":
            continue  # its state is made anew each time
        answer = httpx.get(f"{served.base_url}{path}", params=query, headers=headers)
        asked[path] = answer.status_code
    assert asked == {
        "/v1/events": 200,
        "/v1/calls": 200,
        "/v1/erasures": 200,
        "/v1/audit": 200,
        "/oauth/zoom/start": 302,
    }


def test_examples_are_of_their_types() -> None:
    for place, example in examples.answers().items():
        _, shape = openapi.ANSWERS[place]
        raw = json.dumps(example).encode()
        read = wire.decode_page(raw) if shape is wire.FeedPage else wire.decode(raw, shape)
        assert json.loads(written(read)) == example
    for place, example in examples.bodies().items():
        raw, shape = json.dumps(example).encode(), openapi.BODIES[place]
        pushed = wire.decode_push(raw) if shape is wire.PushRequest else None
        assert pushed is None or (pushed.refused, len(pushed.events)) == ((), 1)
        assert pushed is not None or wire.decode(raw, shape)
    for place, example in examples_beside.own().items():
        if place in openapi.ANSWERS:
            shape = openapi.ANSWERS[place][1]
            assert msgspec.to_builtins(msgspec.convert(example, shape)) is not None
    failure = examples_beside.error()
    refused = wire.decode(json.dumps(failure).encode(), wire.ErrorAnswer)
    assert json.loads(written(refused)) == failure


def test_the_events_of_the_examples_have_names_of_zooms() -> None:
    page = examples.answers()["/v1/events", "get"]
    names = {event["name"] for event in page["events"]}
    assert names - {"note"} <= set(LIVE)


def test_zooms_posts_in_the_document_are_read_without_drift() -> None:
    (rang, asked), (gone, _) = (tuple(p.values()) for p in examples_beside.posts().values())
    read = read_webhook(json.dumps(rang["value"]).encode(), seen_at=datetime.now(UTC))
    assert [event.kind for event in read.events] == [Kind.RANG]
    assert (read.drift, read.unread) == ((), None)
    assert answer_validation(json.dumps(asked["value"]).encode(), "secret") is not None
    assert gone["value"]["payload"]["user_id"]


def written(message: object) -> bytes:
    if isinstance(message, wire.FeedPage):
        return wire.encode_page(message)
    return msgspec.json.encode(message)
