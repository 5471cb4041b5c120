"""Requests made up from the published document: no 5xx, no answer the document does not know."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

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

from cti_desktop.companion import examples, openapi
from cti_desktop.store.sessions import SessionUser
from cti_desktop.sync import wire
from tests.companion.bench import BO, BOSS
from tests.companion.running import Running
from tests.companion.test_roles import TABLE

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
LEFT_OUT = {("GET", "/v1/stream"), ("GET", "/openapi.json")}  # endless; the document itself


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Running]:
    with closing(Running(tmp_path)) as running:
        yield running


@pytest.mark.parametrize("user", [BO, BOSS], ids=["agent", "admin"])
@pytest.mark.parametrize("place", [place for place in TABLE if place not in LEFT_OUT], ids=" ".join)
def test_made_up_requests(served: Running, place: tuple[str, str], user: SessionUser) -> None:
    method, path = place
    document = schemathesis.openapi.from_url(f"{served.base_url}/openapi.json")
    headers = {"authorization": f"Bearer {served.token(user)}"}

    @settings(
        max_examples=25,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=document[path][method].as_strategy())
    def asked(case: schemathesis.Case) -> None:  # type: ignore[type-arg]  # the operation's own
        case.call_and_validate(headers=headers, checks=CHECKS)

    asked()


def test_every_json_of_desktops_and_other_programs_has_an_example(served: Running) -> None:
    document = httpx.get(f"{served.base_url}/openapi.json").json()
    bare = []
    for path, item in document["paths"].items():
        for method, operation in item.items():
            told = [operation["responses"], {"body": operation.get("requestBody", {})}]
            for part in told:
                for status, one in part.items():
                    shape = one.get("content", {}).get("application/json")
                    if path.startswith("/v1/") and shape and status != "default":
                        bare += [(method, path, status)] * ("example" not in shape)
    assert bare == [("get", "/v1/profile", "200")]  # whose names are the desktops' business


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


def written(message: object) -> bytes:
    if isinstance(message, wire.FeedPage):
        return wire.encode_page(message)
    return msgspec.json.encode(message)
