"""Who may ask what: every address times every role, and what belongs to others is not there."""

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from starlette.routing import BaseRoute, Route

from cti_desktop.calls.call import Call
from cti_desktop.calls.events import Kind
from cti_desktop.sync import deeds, wire
from cti_desktop.sync.client import CompanionClient
from tests.companion.bench import BO, BOSS, COMPANION, MINA, SERVER_APP, Bench, make_bench
from tests.companion.test_reconcile import of, play, until
from tests.sync.events import START, leg_event, note_event

LEAD = replace(BOSS, user_id="lead", email="lead@example.com", role="supervisor")
CHIEF = replace(LEAD, user_id="chief", email="Chief@example.com")
STRANGER = replace(LEAD, user_id="stranger", email="stranger@example.com")
# Whoever has the agent's short number since the agent left, and who leads them.
HEIR = replace(BO, user_id="heir", extension_id="eXt_heir", email="heir@example.com")
HEAD = replace(LEAD, user_id="head", email="head@example.com")
TEAMS = (
    "chief@example.com=bo.lindqvist@example.com; stranger@example.com=department:Elsewhere;"
    "head@example.com=heir@example.com"
)
USERS = {
    "agent": BO,
    "other agent": MINA,
    "supervisor": LEAD,
    "admin": BOSS,
    "team's supervisor": CHIEF,
    "other team's supervisor": STRANGER,
    "heir of the number": HEIR,
    "heir's supervisor": HEAD,
}
BLIND = ("other agent", "other team's supervisor", "heir of the number", "heir's supervisor")
# Somebody whose session others try to end.
ELSE = replace(MINA, user_id="else", email="else@example.com")
# What each address answers to: nobody, the call's agent, another agent, a supervisor of all, an
# admin, the supervisor of the agent's team, the supervisor of another; who has the agent's number
# since the agent left, and their supervisor.
TABLE = {
    ("GET", "/v1/me"): (401, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "/v1/events"): (401, 200, 200, 200, 200, 200, 200, 200, 200),
    ("POST", "/v1/events"): (401, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "/v1/stream"): (401, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "/v1/calls"): (401, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "/v1/calls/{call_id}"): (401, 200, 404, 200, 200, 200, 404, 404, 404),
    ("GET", "/v1/calls/{call_id}/media/{media_id}"): (401, 200, 404, 200, 200, 200, 404, 404, 404),
    ("DELETE", "/v1/session"): (401, 204, 204, 204, 204, 204, 204, 204, 204),
    ("POST", "/v1/session"): (400, 400, 400, 400, 400, 400, 400, 400, 400),
    ("POST", "/zoom/webhook"): (401, 401, 401, 401, 401, 401, 401, 401, 401),
    ("POST", "/zoom/deauthorize"): (401, 401, 401, 401, 401, 401, 401, 401, 401),
    ("GET", "/oauth/zoom/start"): (302, 302, 302, 302, 302, 302, 302, 302, 302),
    ("GET", "/oauth/zoom/callback"): (400, 400, 400, 400, 400, 400, 400, 400, 400),
    ("GET", "/healthz"): (200, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "/readyz"): (200, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "/openapi.json"): (200, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "/v1/profile"): (401, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "/v1/erasures"): (401, 200, 200, 200, 200, 200, 200, 200, 200),
    ("POST", "/v1/audit"): (401, 204, 204, 204, 204, 204, 204, 204, 204),
    ("GET", "/v1/audit"): (401, 403, 403, 403, 200, 403, 403, 403, 403),
    ("GET", "/v1/sessions"): (401, 403, 403, 403, 200, 403, 403, 403, 403),
    ("DELETE", "/v1/sessions/{session_id}"): (401, 404, 404, 404, 204, 404, 404, 404, 404),
    # A session opens no operator's door, an administrator's neither.
    ("GET", "/metrics"): (200, 403, 403, 403, 403, 403, 403, 403, 403),
    ("GET", "/status"): (200, 403, 403, 403, 403, 403, 403, 403, 403),
}
WHO = ("nobody", *USERS)
# Where there is nothing wrong with what is sent; a code of sign-in that nobody was given is.
BODIES = {
    ("POST", "/v1/events"): b'{"events":[]}',
    ("POST", "/v1/session"): b'{"code":"guess","code_verifier":"%s"}' % (b"v" * 43),
    ("POST", "/v1/audit"): deeds.encode(
        deeds.Deeds(deeds=(deeds.Deed(at=START, action="exported", subject="3 calls"),))
    ),
}


@dataclass
class Office:
    bench: Bench
    call: Call
    media_id: str
    tokens: dict[str, str]

    def headers(self, who: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self.tokens[who]}"} if who != "nobody" else {}

    async def session_of(self, user_id: str) -> str:
        """The id of a user's session, as an administrator is told it."""
        told = await self.bench.http.get("/v1/sessions", headers=self.headers("admin"))
        listed = wire.decode(told.content, deeds.SessionList).sessions
        return next(one.id for one in listed if one.user_id == user_id)


@pytest_asyncio.fixture
async def office(tmp_path: Path, address: str) -> AsyncIterator[Office]:
    async with make_bench(
        tmp_path, database_url=address, **SERVER_APP, heartbeat_s=0.05, team_list=TEAMS
    ) as bench:
        played = await play(bench, "inbound-answered", auto_after=0)

        def recordings() -> list[str]:
            call = of(bench, played)
            return [one.id for one in call.recordings if one.url] if call else []

        await until(bench, lambda: bool(recordings()))
        call = of(bench, played)
        assert call is not None
        tokens = {name: await bench.token(user) for name, user in USERS.items()}
        await bench.token(ELSE)
        yield Office(bench, call, recordings()[0], tokens)


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
    headers, answered = office.headers(who), {}
    named = {
        "call_id": office.call.id,
        "media_id": office.media_id,
        "session_id": await office.session_of(ELSE.user_id),
    }
    for method, path in TABLE:
        if (method, path) == ("DELETE", "/v1/session"):
            continue
        bench.companion.feed.closing = path == "/v1/stream"  # so that a stream ends
        body = BODIES.get((method, path), b"")
        answer = await bench.http.request(
            method, path.format_map(named), headers=headers, content=body
        )
        answered[method, path] = answer.status_code
    ended = await bench.http.delete("/v1/session", headers=headers)
    answered["DELETE", "/v1/session"] = ended.status_code
    assert answered == {address: row[place] for address, row in TABLE.items()}


@pytest.mark.asyncio
@pytest.mark.parametrize("who", USERS)
async def test_a_list_holds_what_the_role_may_see(office: Office, who: str) -> None:
    bench = office.bench
    headers = office.headers(who)
    calls = (await bench.http.get("/v1/calls", headers=headers)).json()["calls"]
    events = (await bench.http.get("/v1/events", headers=headers)).json()["events"]
    sees = who not in BLIND
    assert [call["id"] for call in calls] == [office.call.id] * sees
    assert bool(events) == sees


@pytest.mark.asyncio
async def test_who_sees_a_call_writes_on_it_and_nobody_else(office: Office) -> None:
    for who, user in USERS.items():
        token = office.tokens[who]
        client = CompanionClient(office.bench.http, COMPANION, partial(str, token))
        author = f"user:{user.user_id}"
        note = replace(note_event("", author, "seen"), keys=office.call.keys)
        own = leg_event(f"068c{who}", author)
        answer = await client.push([note, own])
        refused = [(note.id, "not_your_call")] if who in BLIND else []
        assert [(one.id, one.code) for one in answer.refused] == refused
        assert answer.accepted == 2 - len(refused)
    told = office.bench.store.journal.events_of(office.call.id)
    wrote = {one.author for one in told if one.kind is Kind.NOTED}
    assert wrote == {f"user:{user.user_id}" for who, user in USERS.items() if who not in BLIND}


@pytest.mark.asyncio
@pytest.mark.parametrize("who", USERS)
async def test_ones_own_session_ends_by_its_id_and_others_look_like_none(
    office: Office, who: str
) -> None:
    own, theirs = [await office.session_of(one) for one in (USERS[who].user_id, ELSE.user_id)]

    async def end(session_id: str) -> httpx.Response:
        return await office.bench.http.delete(
            f"/v1/sessions/{session_id}", headers=office.headers(who)
        )

    if who != "admin":
        refused, none = (await end(theirs)).json()["error"], (await end("none")).json()["error"]
        assert (refused["code"], refused["message"]) == (none["code"], none["message"])
    assert (await end(own)).status_code == 204
    me = await office.bench.http.get("/v1/me", headers=office.headers(who))
    assert me.status_code == 401


@pytest.mark.asyncio
async def test_a_call_of_others_looks_exactly_like_none(office: Office) -> None:
    headers = office.headers("other agent")
    answers = [
        await office.bench.http.get(f"/v1/calls/{call}", headers=headers)
        for call in (office.call.id, "c-never-was")
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
