"""Metrics and status tell what happens, to this machine or who shows the token, and no secrets."""

import asyncio
import contextlib
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from cti_desktop.calls.errors import Denied, Temporary, UserFixable
from cti_desktop.companion import status
from cti_desktop.companion.drift_keeping import DriftKeeping
from cti_desktop.companion.permissions import FEATURES, OWN_FEATURES, Needs
from cti_desktop.companion.status_command import fetch_status
from cti_desktop.store.retaining import Retained, Retention
from cti_desktop.sync.scopes import Role, make_viewer
from cti_desktop.zoom.drift import DriftCount, DriftReport, drift
from tests.companion.bench import (
    BO,
    CLIENT_SECRET,
    SERVER_APP,
    WEBHOOK_SECRET,
    Bench,
    make_bench,
    make_settings,
    ringing,
)
from tests.companion.running import Running
from tests.companion.test_reconcile import heard_by_the_desktop, until
from tests.companion.test_signin import to_zoom
from tests.companion.watched import Watched
from tests.hygiene import SECRETS

TOKEN = "metrics-token-of-tests"

ALL = [one for needed in FEATURES.values() for one in needed]
OWN = [one for needed in OWN_FEATURES.values() for one in needed]


async def figures(bench: Bench) -> dict[str, float]:
    answer = await bench.http.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        sample.name + "".join(f"/{value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


@pytest.mark.asyncio
async def test_what_zoom_sends_is_counted(bench: Bench) -> None:
    await bench.webhook(ringing("0684a"))
    await bench.webhook(ringing("0684a"))
    await bench.webhook(ringing("0684b"), secret="wrong")
    await bench.webhook(b"nonsense")
    unknown = {"event": "phone.never_heard_of", "event_ts": 1, "payload": {"object": {}}}
    await bench.webhook(unknown)
    told = await figures(bench)
    assert told["cti_webhooks_total"] == 3
    assert told["cti_webhook_events_total"] == 1
    assert told["cti_webhook_ingest_seconds_count"] == 3
    assert told["cti_webhook_refusals_total/signature_wrong"] == 1
    assert told["cti_webhook_refusals_total/malformed_webhook"] == 1
    assert told["cti_drift/unknown_event/phone.never_heard_of"] == 1
    assert 0 <= told["cti_drift_last_seconds/unknown_event/phone.never_heard_of"] < 60
    assert told["cti_journal_events"] == 1
    assert told["cti_quarantined"] == 2  # what is no JSON, and what nobody knows


def never_heard_of(number: int) -> dict[str, Any]:
    return {"event": f"phone.never_heard_of_{number}", "payload": {"object": {}}}


@pytest.mark.asyncio
async def test_names_from_outside_do_not_make_figures_without_end(bench: Bench) -> None:
    strange = [drift("unknown_event", f"phone.never_heard_of_{number}") for number in range(120)]
    bench.companion.drifts.note(strange, at=bench.clock())
    told = await figures(bench)
    seen = {name: value for name, value in told.items() if name.startswith("cti_drift/")}
    assert len(seen) == 101
    assert seen["cti_drift/unknown_event/other"] == 20


@pytest.mark.asyncio
async def test_a_restart_forgets_no_drift(tmp_path: Path, address: str) -> None:
    async with make_bench(tmp_path, database_url=address) as bench:
        for _ in range(2):
            await bench.webhook(never_heard_of(1))
        (before,) = (await bench.companion.operations.status()).drift
    async with make_bench(tmp_path, database_url=address) as bench:
        await bench.webhook(never_heard_of(1))

        def shown() -> tuple[DriftCount, ...]:
            return bench.companion.drifts.counts()

        await until(bench, lambda: bool(shown()) and shown()[0].times == 3)
        (after,) = (await bench.companion.operations.status()).drift
    assert after.first_at == before.first_at
    assert after.last_at > before.last_at


@pytest.mark.asyncio
async def test_companions_on_one_database_count_together(bench: Bench) -> None:
    reports = [DriftReport(), DriftReport()]
    keeping = [DriftKeeping(one, bench.store.cursors) for one in reports]
    strange = drift("unknown_event", "phone.never_heard_of")
    for _ in range(2):
        for report, keeper in zip(reports, keeping, strict=True):
            report.note((strange,), at=bench.clock())
            await keeper.keep()
    await keeping[0].keep()
    assert [[one.times for one in report.counts()] for report in reports] == [[4], [4]]


@pytest.mark.asyncio
async def test_what_goes_wrong_beside_the_requests_is_shown(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Retained:
        raise Temporary("full", code="store_full")

    monkeypatch.setattr(Retention, "apply", full)
    withheld = {"withheld_scopes": ["phone:read:list_users:admin"]}
    teams = f"lead@example.com={BO.email}"
    async with make_bench(
        tmp_path, database_url=address, zoom=withheld, **SERVER_APP, team_list=teams
    ) as bench:
        await bench.webhook(never_heard_of(1))
        failing = {"cti_retention_failing", "cti_users_failing"}

        async def shown() -> bool:
            return failing <= {name for name, value in (await figures(bench)).items() if value}

        async with asyncio.timeout(10):
            while not await shown():  # noqa: ASYNC110 - nobody is told of what runs beside
                await asyncio.sleep(0.01)
        told = await bench.companion.operations.status()
    assert told.upkeep == status.Upkeep(retention_error="store_full", users_error="scope_missing")
    words = status.in_words(told)
    assert "Retention    failing: store_full" in words
    assert "Teams        Zoom's users cannot be listed: scope_missing" in words
    assert "Quarantine   1 x unknown_event from webhook" in words


@pytest.mark.asyncio
async def test_streams_and_their_lag_are_measured(bench: Bench) -> None:
    feed, viewer = bench.companion.feed, await bench.client(BO)
    assert (await viewer.pull()).events == ()
    from_start = bench.companion.feed
    bench.store.journal.append(heard_by_the_desktop("0684f")).result()
    await until(bench, lambda: feed.length == 3)

    async def alive() -> bool:
        return True

    boss = make_viewer(user_id="boss", extension_id=None, extension=None, role=Role.ADMIN)
    frames = from_start.follow(boss, "0", alive)
    first = asyncio.ensure_future(anext(aiter(frames)))
    assert await first
    told = await figures(bench)
    assert (told["cti_streams"], told["cti_feed_lag_events"]) == (1, 0)
    for number in range(2):
        bench.store.journal.append(heard_by_the_desktop(f"0684{number}")).result()
    await until(bench, lambda: feed.length == 9)
    told = await figures(bench)
    assert told["cti_feed_lag_events"] == 6
    await frames.aclose()  # the server closes it, too
    told = await figures(bench)
    assert (told["cti_streams"], told["cti_feed_lag_events"]) == (0, 0)


@pytest.mark.asyncio
async def test_calls_that_wait_and_are_given_up_are_told_with_the_reason(
    tmp_path: Path, address: str
) -> None:
    async with make_bench(
        tmp_path, database_url=address, **SERVER_APP, reconcile_delay_s=0.005
    ) as bench:
        bench.store.journal.append(heard_by_the_desktop("068c_unknown")).result()
        await until(bench, lambda: bench.companion.reconciler.status.given_up == 1)
        bench.to_zoom.broken = True
        bench.store.journal.append(heard_by_the_desktop("068c_other")).result()
        await until(bench, lambda: bench.companion.reconciler.status.last_error is not None)
        await until(bench, lambda: bench.companion.reconciler.waiting()[0].failure is not None)
        told = await figures(bench)
        state = status.decode((await bench.http.get("/status")).content)
        words = status.in_words(state)
    assert told["cti_reconcile_given_up"] == told["cti_reconcile_waiting"] == 1
    assert told["cti_reconcile_oldest_seconds"] > 0
    assert told["cti_reconcile_failing"] == 1
    assert told["cti_rate_limit_left_today/heavy"] < 30_000
    waits, gone = state.reconciler.calls
    assert (waits.why, waits.next_at is None) == ("zoom_unreachable", False)
    assert (gone.why, gone.next_at) == ("not_there_yet", None)
    assert "calls waiting: 1, given up: 1; failing: zoom_unreachable" in words
    assert f"{gone.call}  ended" in words


@pytest.mark.asyncio
async def test_status_names_grants_with_what_they_lack_but_no_token(bench: Bench) -> None:
    assert "nobody connected" in status.in_words(await bench.companion.operations.status())
    await bench.http.get(await to_zoom(bench))
    await bench.webhook(ringing())
    answer = await bench.http.get("/status")
    state = status.decode(answer.content)
    assert state.webhooks.last_name == "phone.callee_ringing"
    assert state.webhooks.taken == 1
    grant = state.grants[0]
    assert grant.key == f"user:{BO.user_id}"
    assert grant.scopes
    assert grant.missing == {}  # the list of users is for teams, and there are none
    words = status.in_words(state)
    assert "phone.callee_ringing" in words
    token = await bench.companion.grants.access_token(grant.key)
    metrics = (await bench.http.get("/metrics")).text
    for secret in (token, CLIENT_SECRET, WEBHOOK_SECRET, BO.email, "7946"):
        assert secret not in answer.text + metrics + words
    assert BO.user_id not in metrics


@pytest.mark.asyncio
async def test_the_last_webhook_is_known_after_a_restart(tmp_path: Path, address: str) -> None:
    async with make_bench(tmp_path, database_url=address) as bench:
        await bench.webhook(ringing())
        before = (await bench.companion.operations.status()).webhooks
    async with make_bench(tmp_path, database_url=address) as bench:
        after = (await bench.companion.operations.status()).webhooks
    assert after.last_at == before.last_at
    assert (after.last_name, after.taken) == ("phone.callee_ringing", 0)


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/metrics", "/status"])
@pytest.mark.parametrize(
    ("peer", "headers", "allowed"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {}, True),
        ("192.0.2.7", {}, False),
        ("127.0.0.1", {"x-forwarded-for": "192.0.2.7"}, False),
        ("127.0.0.1", {"forwarded": "for=192.0.2.7"}, False),
        ("127.0.0.1", {"x-real-ip": "192.0.2.7"}, False),
        ("127.0.0.1", {"authorization": "Bearer wrong"}, False),
        ("192.0.2.7", {"authorization": f"Bearer {TOKEN}"}, True),
        ("192.0.2.7", {"authorization": "Bearer wrong"}, False),
        ("192.0.2.7", {"authorization": f"Basic {TOKEN}"}, False),
    ],
)
async def test_only_operators_are_let_in(
    tmp_path: Path, address: str, path: str, peer: str, headers: dict[str, str], allowed: bool
) -> None:
    async with make_bench(tmp_path, database_url=address, metrics_token=SecretStr(TOKEN)) as bench:
        transport = httpx.ASGITransport(Watched(bench.companion.app, SECRETS), client=(peer, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://x.test") as http:
            answer = await http.get(path, headers=headers)
    assert answer.status_code == (200 if allowed else 403)
    if not allowed:
        assert answer.json()["error"]["code"] == "operators_only"


@pytest.mark.asyncio
async def test_without_a_token_in_the_settings_nobody_elsewhere_gets_in(bench: Bench) -> None:
    transport = httpx.ASGITransport(Watched(bench.companion.app, SECRETS), client=("192.0.2.7", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://x.test") as http:
        for shown in ("Bearer ", "Bearer x", ""):
            answer = await http.get("/metrics", headers={"authorization": shown})
            assert answer.status_code == 403


@pytest.mark.parametrize(
    ("scopes", "lacking"),
    [
        (ALL, set()),
        (["phone:read:admin"], set()),
        ([], set(FEATURES)),
        (["phone_call_log:read:admin"], set(FEATURES) - {"call records"}),
        (["phone:read:user", "phone:read:list_call_logs:admin"], set(FEATURES)),
    ],
)
def test_what_the_account_lacks_is_named_by_feature(scopes: list[str], lacking: set[str]) -> None:
    told = Needs(server_app=True, teams=True).of_account(scopes)
    assert set(told) == lacking
    assert all(name.startswith("phone:read:") for names in told.values() for name in names)
    without = Needs(server_app=True).of_account(scopes)
    assert set(without) == lacking - {"teams"}  # nobody has one


@pytest.mark.parametrize(
    ("scopes", "server_app", "lacking"),
    [
        (["phone:read:user"], True, set()),
        (["phone:read"], True, set()),
        (["phone:read:user:admin"], True, set()),  # the app was admin-managed before
        (["phone:read:voicemail"], True, {"sign-in"}),
        ([], True, {"sign-in"}),
        (["phone:read:user"], False, set(OWN_FEATURES) - {"sign-in"}),
        (OWN, False, set()),
        (["phone:read", "phone_recording:read"], False, set()),
        ([*OWN[:2], "phone_voicemail:read"], False, {"recordings", "transcripts", "AI summaries"}),
        (ALL, False, set()),
        ([one for one in ALL if "voicemail" not in one], False, {"voicemails"}),
        (["phone:read:user", "phone:read:call_log:admin"], False, set(FEATURES) - {"teams"}),
    ],
)
def test_of_a_person_only_what_their_grant_is_for_is_needed(
    scopes: list[str], server_app: bool, lacking: set[str]
) -> None:
    """Beside an app of the account it is for signing in; else for their own calls, or for all."""
    assert set(Needs(server_app=server_app).of_person(scopes)) == lacking


def test_something_else_is_no_status() -> None:
    with pytest.raises(msgspec.ValidationError, match="required"):
        status.decode(b"{}")


def test_the_command_asks_the_running_companion(tmp_path: Path, address: str) -> None:
    with contextlib.closing(Running(tmp_path, database_url=address)) as running:
        told = fetch_status(running.settings, running.base_url)
    assert told.journal_events == 0
    assert "Webhooks     none yet" in status.in_words(told)
    with pytest.raises(UserFixable, match="does not answer"):
        fetch_status(running.settings, running.base_url)


def test_the_command_says_when_it_is_not_let_in_or_asks_something_else(
    tmp_path: Path, address: str
) -> None:
    with contextlib.closing(Running(tmp_path, database_url=address)) as running:
        settings = make_settings(tmp_path, metrics_token=SecretStr("another"))
        with pytest.raises(Denied, match="CTI_METRICS_TOKEN"):
            fetch_status(settings, running.base_url)
        with pytest.raises(UserFixable, match="not a companion"):
            fetch_status(running.settings, f"{running.base_url}/healthz?x=")
