"""Of many grants the right one is asked first, and who was refused is left in peace for a while."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from cti_desktop.calls.errors import CtiError, Denied, Temporary, UserFixable
from cti_desktop.companion.turns import Turns
from cti_desktop.simulator.accounts import AGENTS
from tests.companion.bench import BO, BOSS, MINA, make_bench
from tests.companion.test_media import SOUND, get
from tests.companion.test_reconcile import of, play, until
from tests.companion.test_signin import to_zoom

OF_BO = frozenset({"ext:1"})
REFUSED = UserFixable("no", code="scope_missing")
UNKNOWN = Denied("no", code="not_found")


@dataclass
class Asked:
    """Grants by owner, each with what Zoom says to it; None is what was asked for."""

    says: dict[str, CtiError | None]
    now: datetime = datetime(2026, 11, 22, 12, tzinfo=UTC)
    of: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.turns = Turns(self.owners, lambda: self.now)

    async def owners(self) -> Mapping[str, frozenset[str]]:
        return {"user:bo": OF_BO}

    async def first(self, kind: str = "sound") -> list[str]:
        """Ask for something of Bo's; returns who was asked for it."""
        self.of.clear()
        await self.turns.first(kind, [_Client(one) for one in self.says], OF_BO, self._ask)
        return list(self.of)

    async def _ask(self, client: "_Client") -> str:
        self.of.append(client.owner)
        if (refusal := self.says[client.owner]) is not None:
            raise refusal
        return client.owner


@dataclass(frozen=True)
class _Client:
    owner: str


@pytest.mark.asyncio
async def test_whose_it_is_comes_first_then_who_reads_others() -> None:
    zoom = Asked({"user:a": REFUSED, "user:b": None, "user:bo": None})
    assert await zoom.first() == ["user:bo"]
    zoom.says["user:bo"] = REFUSED
    assert await zoom.first() == ["user:bo", "user:a", "user:b"]
    for _ in range(3):
        assert await zoom.first() == ["user:b"]
    assert await zoom.first("voicemail") == ["user:bo", "user:b"]  # refused is one kind only


@pytest.mark.asyncio
async def test_the_refused_is_asked_again_in_time_or_when_they_connect_again() -> None:
    zoom = Asked({"user:a": REFUSED, "user:b": REFUSED})
    for asked in (["user:a", "user:b"], [], []):
        with pytest.raises(UserFixable) as caught:
            await zoom.first()
        assert caught.value.code == "scope_missing"
        assert zoom.of == asked
    zoom.says["user:b"] = None
    zoom.turns.begin_anew("user:b")
    assert await zoom.first() == ["user:b"]
    zoom.says["user:b"] = Temporary("busy")
    zoom.now += timedelta(hours=1)
    with pytest.raises(Temporary):
        await zoom.first()
    assert zoom.of == ["user:b", "user:a"]


@pytest.mark.asyncio
async def test_what_the_reader_does_not_know_is_asked_of_nobody_else() -> None:
    zoom = Asked({"user:a": UNKNOWN, "user:b": None, "user:c": UNKNOWN})
    assert await zoom.first() == ["user:a", "user:b"]  # a may not be let in, though Zoom says so
    zoom.says["user:b"] = UNKNOWN
    with pytest.raises(Denied):
        await zoom.first()
    assert zoom.of == ["user:b"]


@pytest.mark.asyncio
async def test_an_agent_not_let_in_to_a_colleagues_leg_is_asked_for_the_next_call() -> None:
    zoom = Asked({"user:bo": UserFixable("no", code="access_not_permitted"), "user:b": None})
    assert await zoom.first() == ["user:bo", "user:b"]
    zoom.says["user:bo"] = None
    assert await zoom.first() == ["user:bo"]


class Picky:
    """Zoom, that gives sounds to one token only."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._let_in = f"Bearer {token}".encode()
        self.asked: Counter[bytes] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        shown = dict(scope["headers"]).get(b"authorization", b"")
        if "/download/" not in scope["path"]:
            await self._app(scope, receive, send)
            return
        self.asked[shown] += 1
        if shown == self._let_in:
            await self._app(scope, receive, send)
            return
        told = {"code": 4711, "message": "Invalid access token, does not contain scopes:[x]"}
        await JSONResponse(told, status_code=400)(scope, receive, send)


@pytest.mark.asyncio
async def test_each_part_of_a_voicemail_is_asked_of_who_gave_the_first(
    tmp_path: Path, address: str
) -> None:
    zoom = {"administrators": [str(agent.extension_number) for agent in AGENTS[:3]]}
    async with make_bench(tmp_path, database_url=address, zoom=zoom) as bench:
        for agent in AGENTS[:3]:
            back = await to_zoom(bench, None, **{"as": str(agent.extension_number)})
            assert (await bench.http.get(back)).status_code == 200
        await bench.token(BO)
        call_id = await play(bench, "inbound-voicemail")
        await until(bench, lambda: bool((c := of(bench, call_id)) and c.voicemails))
        call = of(bench, call_id)
        assert call is not None
        reader = AGENTS[2].user_id
        assert max(BO.user_id, MINA.user_id) < reader  # by name they come before
        token = await bench.companion.grants.access_token(f"user:{reader}")
        assert bench.to_zoom.app is not None
        bench.to_zoom.app = picky = Picky(bench.to_zoom.app, token)
        for part in range(5):
            wanted = {"range": f"bytes={part}-{part}"}
            answer = await get(bench, BOSS, call.id, call.voicemails[0].id, **wanted)
            assert answer.content == SOUND[part : part + 1]
        assert sorted(picky.asked.values()) == [1, 1, 5]
