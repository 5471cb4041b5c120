"""What Zoom posts when somebody takes the app away, in the shapes that were seen."""

import json
from datetime import UTC, datetime

import pytest

from cti_desktop.calls.errors import Denied
from cti_desktop.zoom.removal import read_removal

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "beside", "at"),
    [
        ({"deauthorization_time": "2026-11-22T09:00:00.000Z", "event_ts": 1}, {}, AT),
        ({"event_ts": "2026-11-22 09:00:00"}, {}, AT),
        ({"event_ts": 1795338000000}, {}, AT),
        ({}, {"event_ts": 1795338000000}, AT),
        ({"deauthorization_time": "yesterday"}, {}, None),
        ({}, {}, None),
    ],
)
def test_when_it_was_is_read_wherever_it_stands(
    told: dict[str, object], beside: dict[str, object], at: datetime | None
) -> None:
    body = {"event": "app_deauthorized", "payload": {"user_id": "u", **told}, **beside}
    read = read_removal(json.dumps(body).encode())
    assert (read.user_id, read.at, read.erase, read.client_id) == ("u", at, False, None)


def test_the_app_is_named_where_zoom_names_it() -> None:
    body = {"event": "app_deauthorized", "payload": {"user_id": "u", "client_id": "an-app"}}
    assert read_removal(json.dumps(body).encode()).client_id == "an-app"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"payload": 1}', b'{"payload": {"user_id": ""}}', b"[" * 9999],
)
def test_what_names_nobody_is_refused(body: bytes) -> None:
    with pytest.raises(Denied) as caught:
        read_removal(body)
    assert caught.value.code == "malformed_webhook"
