"""Who may ask what: every address times every role, and what belongs to others is not there."""

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import pytest_asyncio
from starlette.routing import BaseRoute, Route

from cti_desktop.calls.events import Facts, Media, Source
from tests.companion.bench import BO, BOSS, MINA, Bench, make_bench
from tests.companion.test_reconcile import ACCOUNT
from tests.sync.events import leg_event, whole_call_event

LEAD = replace(BOSS, user_id="lead", email="lead@example.com", role="supervisor")
CHIEF = replace(LEAD, user_id="chief", email="Chief@example.com")
STRANGER = replace(LEAD, user_id="stranger", email="stranger@example.com")
TEAMS = "chief@example.com=bo.lindqvist@example.com; stranger@example.com=department:Elsewhere"
USERS = {
    "agent": BO,
    "other agent": MINA,
    "supervisor": LEAD,
    "admin": BOSS,
    "team's supervisor": CHIEF,
    "other team's supervisor": STRANGER,
}
BLIND = ("other agent", "other team's supervisor")
CALL, RECORDING = "0684f0a1b2c3d4e5f60", "rec-1"
# What each address answers to: nobody, the call's agent, another agent, a supervisor of all, an
# admin, the supervisor of the agent's team, the supervisor of another.
TABLE = {
    ("GET", "/v1/me"): (401, 200, 200, 200, 200, 200, 200),
    ("GET", "/v1/events"): (401, 200, 200, 200, 200, 200, 200),
    ("POST", "/v1/events"): (401, 422, 422, 422, 422, 422, 422),
    ("GET", "/v1/stream"): (401, 200, 200, 200, 200, 200, 200),
    ("GET", "/v1/calls"): (401, 200, 200, 200, 200, 200, 200),
    ("GET", "/v1/calls/{call_id}"): (401, 200, 404, 200, 200, 200, 404),
    # Zoom knows no such file here: 404 is Zoom's word, told to who may see the call.
    ("GET", "/v1/calls/{call_id}/media/{media_id}"): (401, 404, 404, 404, 404, 404, 404),
    ("DELETE", "/v1/session"): (401, 204, 204, 204, 204, 204, 204),
    ("POST", "/v1/session"): (422, 422, 422, 422, 422, 422, 422),
    ("POST", "/zoom/webhook"): (401, 401, 401, 401, 401, 401, 401),
    ("POST", "/zoom/deauthorize"): (401, 401, 401, 401, 401, 401, 401),
    ("GET", "/oauth/zoom/start"): (302, 302, 302, 302, 302, 302, 302),
    ("GET", "/oauth/zoom/callback"): (400, 400, 400, 400, 400, 400, 400),
    ("GET", "/healthz"): (200, 200, 200, 200, 200, 200, 200),
    ("GET", "/readyz"): (200, 200, 200, 200, 200, 200, 200),
    ("GET", "/openapi.json"): (200, 200, 200, 200, 200, 200, 200),
    ("GET", "/v1/profile"): (401, 200, 200, 200, 200, 200, 200),
    ("GET", "/v1/erasures"): (401, 200, 200, 200, 200, 200, 200),
    ("POST", "/v1/audit"): (401, 422, 422, 422, 422, 422, 422),
    ("GET", "/v1/audit"): (401, 403, 403, 403, 200, 403, 403),
    ("GET", "/v1/sessions"): (401, 403, 403, 403, 200, 403, 403),
    ("DELETE", "/v1/sessions/{session_id}"): (401, 403, 403, 403, 404, 403, 403),
    # A session opens no operator's door, an administrator's neither.
    ("GET", "/metrics"): (200, 403, 403, 403, 403, 403, 403),
    ("GET", "/status"): (200, 403, 403, 403, 403, 403, 403),
}
WHO = ("nobody", *USERS)


@dataclass
class Office:
    bench: Bench
    call_id: str
    tokens: dict[str, str]


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with make_bench(tmp_path, account_id=ACCOUNT, heartbeat_s=0.05, team_list=TEAMS) as bench:
        recording = replace(
            whole_call_event(CALL), source=Source.WEBHOOK, facts=Facts(recording=Media(id="rec-1"))
        )
        events = [leg_event(CALL, f"ext:{BO.extension_id}"), recording]
        bench.store.journal.append(events).result()
        call = bench.store.log.by_key(f"call:{CALL}")
        assert call is not None
        tokens = {name: await bench.token(user) for name, user in USERS.items()}
        yield Office(bench, call.id, tokens)


def flat(routes: Iterable[BaseRoute]) -> Iterator[Route]:
    """Every route of an app, those of its routers too; any other kind has to be looked at first."""
    for route in routes:
        router = getattr(route, "original_router", None)
        if isinstance(route, Route):
            yield route
        else:
            assert router is not None
            yield from flat(router.routes)


@pytest.mark.asyncio
async def test_the_table_has_every_address(office: Office) -> None:
    app = office.bench.companion.app
    told = {(m, one.path) for one in flat(app.routes) for m in (one.methods or ()) if m != "HEAD"}
    assert told == set(TABLE)


@pytest.mark.asyncio
@pytest.mark.parametrize("who", WHO)
async def test_every_address_answers_each_role_as_the_table_says(office: Office, who: str) -> None:
    bench, place = office.bench, WHO.index(who)
    headers = {"authorization": f"Bearer {office.tokens[who]}"} if who != "nobody" else {}
    answered = {}
    for method, path in TABLE:
        if (method, path) == ("DELETE", "/v1/session"):
            continue
        bench.companion.feed.closing = path == "/v1/stream"  # so that a stream ends
        address = path.format(call_id=office.call_id, media_id=RECORDING, session_id="none")
        answer = await bench.http.request(method, address, headers=headers, content=b"")
        answered[method, path] = answer.status_code
    ended = await bench.http.delete("/v1/session", headers=headers)
    answered["DELETE", "/v1/session"] = ended.status_code
    assert answered == {address: row[place] for address, row in TABLE.items()}


@pytest.mark.asyncio
@pytest.mark.parametrize("who", USERS)
async def test_a_list_holds_what_the_role_may_see(office: Office, who: str) -> None:
    bench = office.bench
    headers = {"authorization": f"Bearer {office.tokens[who]}"}
    calls = (await bench.http.get("/v1/calls", headers=headers)).json()["calls"]
    events = (await bench.http.get("/v1/events", headers=headers)).json()["events"]
    sees = who not in BLIND
    assert [call["id"] for call in calls] == [office.call_id] * sees
    assert len(events) == 2 * sees


@pytest.mark.asyncio
async def test_a_call_of_others_looks_exactly_like_none(office: Office) -> None:
    headers = {"authorization": f"Bearer {office.tokens['other agent']}"}
    answers = [
        await office.bench.http.get(f"/v1/calls/{call}", headers=headers)
        for call in (office.call_id, "c-never-was")
    ]
    theirs, none = (answer.json()["error"] for answer in answers)
    assert (theirs["code"], theirs["message"]) == (none["code"], none["message"])


@pytest.mark.asyncio
async def test_a_session_ends_only_itself(office: Office) -> None:
    bench = office.bench
    mina = {"authorization": f"Bearer {office.tokens['other agent']}"}
    assert (await bench.http.delete("/v1/session", headers=mina)).status_code == 204
    for who, token in office.tokens.items():
        answer = await bench.http.get("/v1/me", headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == (401 if who == "other agent" else 200)
