"""Requests made up from the published document: no 5xx, no answer the document does not know."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.companion.running import Running
from tests.companion.test_roles import TABLE

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
ENDLESS = ("GET", "/v1/stream")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Running]:
    with closing(Running(tmp_path)) as running:
        yield running


@pytest.mark.parametrize("place", [place for place in TABLE if place != ENDLESS], ids=" ".join)
def test_made_up_requests(served: Running, place: tuple[str, str]) -> None:
    method, path = place
    document = schemathesis.openapi.from_url(f"{served.base_url}/openapi.json")
    headers = {"authorization": f"Bearer {served.token()}"}

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
