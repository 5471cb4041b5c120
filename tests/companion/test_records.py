"""Who did what is kept; teams come from Zoom's users; old data goes by itself."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from cti_desktop.calls.errors import UserFixable
from cti_desktop.companion import teams as teams_module
from cti_desktop.companion.owners import ids_of, read_owners
from cti_desktop.companion.retiring import Retiring
from cti_desktop.companion.teams import Teams
from cti_desktop.companion.turns import Turns
from cti_desktop.store.audit import AuditEntry
from cti_desktop.store.cursors import USER_LIST
from cti_desktop.store.retaining import Policy, Retained
from cti_desktop.store.sessions import SessionRow, SessionUser
from cti_desktop.sync import deeds, wire
from cti_desktop.zoom.rest import ZoomClient
from tests.companion.bench import BO, BOSS, MINA, SERVER_APP, Bench, make_bench, make_settings
from tests.companion.test_media import recorded
from tests.companion.test_reconcile import until
from tests.companion.test_signin import to_zoom
from tests.sync.events import START, at, leg_event

LEAD = replace(BOSS, user_id="lead", email="Lead@Example.com", role="supervisor")


def deeds_of(bench: Bench) -> list[tuple[str, str]]:
    found = [one.entry for one in bench.store.audit.page()]
    return [(one.actor.removeprefix("user:"), one.action) for one in reversed(found)]


async def bearer(bench: Bench, user: SessionUser = BO) -> dict[str, str]:
    return {"authorization": f"Bearer {await bench.token(user)}"}


@pytest.mark.asyncio
async def test_reading_and_hearing_a_call_is_noted_before_the_answer(
    tmp_path: Path, address: str
) -> None:
    async with recorded(tmp_path, address, "inbound-voicemail") as (bench, call, media):
        bo, mina = await bearer(bench), await bearer(bench, MINA)
        address = f"/v1/calls/{call.id}"
        await bench.http.get(address, headers=bo)
        await bench.http.get(address, headers=mina)
        await bench.http.get(f"{address}/media/{media}", headers=bo | {"range": "bytes=0-99"})
        await bench.http.get(f"{address}/media/{media}", headers=bo | {"range": "bytes=100-"})
        await bench.http.get("/v1/calls", headers=bo)
        assert deeds_of(bench) == [
            (BO.user_id, "call_read"),
            (BO.user_id, "media_played"),
            (BO.user_id, "calls_listed"),
        ]
        read, played, _ = (one.entry for one in reversed(bench.store.audit.page()))
        assert read.subject == played.subject == call.id
        assert played.detail == f"media={media}"


@pytest.mark.asyncio
@pytest.mark.parametrize("part", ["bytes=1-", "bytes=-999999999", "bytes=00-", "bytes=5-9,1-3"])
async def test_no_way_to_ask_for_a_sound_is_left_unnoted(
    tmp_path: Path, address: str, part: str
) -> None:
    async with recorded(tmp_path, address, "inbound-voicemail") as (bench, call, media):
        address, bo = f"/v1/calls/{call.id}/media/{media}", await bearer(bench)
        boss = await bearer(bench, BOSS)

        async def play(whose: dict[str, str]) -> None:
            answer = await bench.http.get(address, headers=whose | {"range": part})
            assert answer.status_code in (200, 206)

        for whose in (bo, bo, boss):
            await play(whose)
        assert deeds_of(bench) == [(one.user_id, "media_played") for one in (BO, BOSS)]
        bench.clock.ahead += timedelta(minutes=11)
        await play(bo)
        assert deeds_of(bench)[2:] == [(BO.user_id, "media_played")]


@pytest.mark.asyncio
async def test_reading_the_feed_is_noted_once_a_session_and_hour(bench: Bench) -> None:
    bo, other, mina = await bearer(bench), await bearer(bench), await bearer(bench, MINA)
    for whose in (bo, bo, other, mina, bo):
        assert (await bench.http.get("/v1/events", headers=whose)).status_code == 200
    read = [(one.user_id, "feed_read") for one in (BO, BO, MINA)]
    assert deeds_of(bench) == read
    bench.clock.ahead += timedelta(hours=1, seconds=1)
    assert (await bench.http.get("/v1/events", headers=bo)).status_code == 200
    assert deeds_of(bench) == [*read, (BO.user_id, "feed_read")]


@pytest.mark.asyncio
async def test_an_administrator_reads_the_log_page_by_page_and_that_is_noted(bench: Bench) -> None:
    rows = [
        AuditEntry(at=at(n), actor=f"user:{n}", role="agent", action="call_read", subject="c")
        for n in range(3)
    ]
    bench.store.audit.add(rows).result()
    boss = await bearer(bench, BOSS)
    told = (await bench.http.get("/v1/audit", params={"limit": 2}, headers=boss)).content
    page = wire.decode(told, deeds.AuditPage)
    assert [one.action for one in page.lines] == ["audit_read", "call_read"]
    more = {"limit": 3, "before": page.next}
    rest = (await bench.http.get("/v1/audit", params=more, headers=boss)).content
    assert [one.actor for one in wire.decode(rest, deeds.AuditPage).lines] == ["user:1", "user:0"]
    own = (await bench.http.get("/v1/audit", params={"actor": "user:1"}, headers=boss)).content
    assert [one.actor for one in wire.decode(own, deeds.AuditPage).lines] == ["user:1"]


@pytest.mark.asyncio
async def test_a_desktop_reports_exports_opened_calls_and_nothing_else(bench: Bench) -> None:
    headers = await bearer(bench)
    good = deeds.Deed(at=at(5), action="exported", subject="3 calls", detail="format=csv")
    ahead = replace(good, at=at(5) + timedelta(days=40_000))

    async def report(*done: deeds.Deed) -> int:
        body = deeds.encode(deeds.Deeds(deeds=done))
        return (await bench.http.post("/v1/audit", content=body, headers=headers)).status_code

    seen = deeds.Deed(at=at(6), action="opened", subject="c-1")
    assert await report(good, ahead) == 204
    assert await report(seen) == 204
    for wrong in (replace(good, action="call_read"), replace(good, subject="x" * 501)):
        assert await report(wrong) == 422
    assert await report(*[good] * 101) == 422
    found = [one.entry for one in bench.store.audit.page()]
    assert [one.actor for one in found] == [f"user:{BO.user_id}"] * 3
    assert found[0].at <= bench.clock()


@pytest.mark.asyncio
async def test_an_administrator_lists_sessions_and_ends_one(bench: Bench) -> None:
    boss, mina = await bearer(bench, BOSS), await bearer(bench, MINA)
    told = (await bench.http.get("/v1/sessions", headers=boss)).content
    listed = wire.decode(told, deeds.SessionList).sessions
    assert {one.user_id for one in listed} == {BOSS.user_id, MINA.user_id}
    (theirs,) = (one.id for one in listed if one.user_id == MINA.user_id)
    bo = await bearer(bench)
    assert (await bench.http.delete(f"/v1/sessions/{theirs}", headers=bo)).status_code == 404
    assert (await bench.http.delete(f"/v1/sessions/{theirs}", headers=boss)).status_code == 204
    assert (await bench.http.get("/v1/me", headers=mina)).status_code == 401
    assert (await bench.http.delete(f"/v1/sessions/{theirs}", headers=boss)).status_code == 404
    assert (BOSS.user_id, "session_ended") in deeds_of(bench)


def row_of(user: SessionUser) -> SessionRow:
    return SessionRow(token_hash="x", user=user, expires_at=START)


def turns_of(bench: Bench) -> Turns:
    return Turns(partial(read_owners, bench.store.sessions), bench.clock)


async def nobody() -> tuple[ZoomClient, ...]:
    return ()


async def team_of(bench: Bench, members: str) -> frozenset[str] | None:
    settings = bench.settings.model_copy(update={"team_list": f"lead@example.com={members}"})

    async def clients() -> tuple[ZoomClient, ...]:
        return await bench.companion.reconciler._fetcher._clients()

    teams = Teams(settings.teams, bench.store, clients, turns_of(bench))
    await teams.read()
    assert teams.last_error is None
    fresh = Teams(settings.teams, bench.store, clients, turns_of(bench))
    before, after = [await one.viewer_of(row_of(LEAD)) for one in (teams, fresh)]
    assert before == after
    return before.team


@pytest.mark.asyncio
async def test_team_members_come_from_zooms_users(tmp_path: Path, address: str) -> None:
    async with make_bench(tmp_path, database_url=address, **SERVER_APP) as bench:
        bo = frozenset({f"user:{BO.user_id}", f"ext:{BO.extension_id}"})
        assert await team_of(bench, "BO.Lindqvist@example.com") == bo
        everybody = await team_of(bench, 'department:"Customer care"')
        assert everybody is not None
        assert bo < everybody
        assert await team_of(bench, 'site:"Main site"') == everybody
        assert await team_of(bench, "nobody@example.com, department:Elsewhere") == frozenset()
        assert await team_of(bench, "*") is None


@pytest.mark.asyncio
async def test_a_team_is_known_soon_after_somebody_connects_zoom(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the guide's order nobody has when the companion starts."""
    monkeypatch.setattr(teams_module, "_AFTER_FAILURE", timedelta(seconds=0.02))
    async with make_bench(
        tmp_path, database_url=address, team_list=f"lead@example.com={BO.email}"
    ) as bench:
        cursors = bench.store.cursors
        assert cursors.get(USER_LIST) is None
        assert (await bench.http.get(await to_zoom(bench))).status_code == 200
        await until(bench, lambda: cursors.get(USER_LIST) is not None)


@pytest.mark.asyncio
async def test_without_an_entry_a_supervisor_sees_all_and_an_agent_never_leads(
    tmp_path: Path,
    address: str,
) -> None:
    teams = f"{BO.email}=*; other@example.com=*"
    async with make_bench(tmp_path, database_url=address, **SERVER_APP, team_list=teams) as bench:
        made = Teams(bench.settings.teams, bench.store, nobody, turns_of(bench))
        assert (await made.viewer_of(row_of(LEAD))).sees_all
        viewer = await made.viewer_of(row_of(BO))
        assert not viewer.sees_all
        assert viewer.team is None


@pytest.mark.parametrize("wrong", ["lead@example.com", "=bo@example.com", "a=b; c"])
def test_a_wrong_team_is_said_at_the_start(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(UserFixable) as caught:
        make_settings(tmp_path, team_list=wrong).refuse_unless_complete()
    assert "CTI_TEAMS" in caught.value.message


@pytest.mark.parametrize("days", [1, 6])
def test_too_short_a_time_to_keep_is_said_at_the_start(tmp_path: Path, days: int) -> None:
    with pytest.raises(UserFixable):
        make_settings(tmp_path, keep_media_days=days).refuse_unless_complete()
    settings = make_settings(tmp_path, keep_media_days=7, keep_raw_days=30)
    settings.refuse_unless_complete()
    assert settings.policy == Policy(media=timedelta(days=7), raw=timedelta(days=30))


@pytest.mark.asyncio
async def test_retention_runs_at_one_companion_and_says_what_it_did(bench: Bench) -> None:
    old = leg_event("068c_old", "ext:1")
    bench.store.journal.append([old]).result()
    policy = Policy(calls=timedelta(days=30))
    retiring = Retiring(bench.store, policy, bench.clock)
    assert await retiring.run()
    assert retiring.state.done == Retained(calls=1)
    assert bench.store.journal.count() == 0


@pytest.mark.asyncio
async def test_who_is_on_no_list_of_zooms_stays_a_member_when_their_session_is_over(
    bench: Bench,
) -> None:
    await bench.token(BO)
    teams = Teams({"lead@example.com": (BO.email,)}, bench.store, nobody, turns_of(bench))
    lead = await teams.viewer_of(row_of(LEAD))
    assert lead.team == ids_of(BO)
    bench.clock.ahead = timedelta(days=31)
    await bench.token(MINA)
    assert await Retiring(bench.store, Policy(), bench.clock).run()
    assert [row.user for row in bench.store.sessions.list()] == [MINA]
    assert await teams.viewer_of(row_of(LEAD)) == lead
