"""The text of an AI summary is fetched whoever named it, until it is there, also over a restart."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cti_desktop.calls.call import Call
from cti_desktop.calls.correlation import call_keys
from cti_desktop.calls.errors import CtiError, Denied, Temporary, UserFixable
from cti_desktop.calls.events import CallEvent, Facts, Kind, Media, Source
from cti_desktop.companion.reconcile import TRIES
from cti_desktop.store.log import CallLog, LogQuery
from cti_desktop.zoom.rest import ZoomClient
from tests.companion.bench import ACCOUNT, BO, SERVER_APP, Bench, make_bench
from tests.companion.test_feed import BO_AUTHOR
from tests.companion.test_reconcile import BO_LEG, PATIENCE_S, of, until
from tests.sync.events import leg_event, note_event

CALL_ID, SUMMARY_ID = "0684f0a1b2c3d4e5f60", "sum-1"
FAST: dict[str, Any] = {**SERVER_APP, "reconcile_delay_s": 0.005}


@dataclass
class Summaries:
    """Zoom's answers about summaries: the first refusals, then the text.

    Attributes:
        meanwhile: what happens before each answer.
    """

    refusals: list[CtiError] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    text: str = "Wants a quote."
    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def answer(self, user_id: str, summary_id: str) -> CallEvent:
        self.asked.append((user_id, summary_id))
        if self.meanwhile is not None:
            await self.meanwhile()
        if self.refusals:
            raise self.refusals[0] if len(self.refusals) == 1 else self.refusals.pop(0)
        now = datetime.now(UTC)
        return CallEvent(
            id=f"{summary_id}-{self.text}",
            kind=Kind.SUMMARY,
            source=Source.REST,
            name="GET summary",
            at=now + timedelta(days=len(self.asked)),
            seen_at=now,
            keys=call_keys(call_id=CALL_ID),
            facts=Facts(summary=Media(id=summary_id, text=self.text)),
            raw={},
        )


@pytest.fixture
def zoom(monkeypatch: pytest.MonkeyPatch) -> Summaries:
    answers = Summaries()
    monkeypatch.setattr(ZoomClient, "ai_summary", answers.answer)
    return answers


def named(**more: Any) -> dict[str, Any]:
    told = {"ai_call_summary_id": SUMMARY_ID, "call_id": CALL_ID, "user_id": "u-other", **more}
    return {
        "event": "phone.ai_call_summary_changed",
        "event_ts": 1795338090000,
        "payload": {"account_id": ACCOUNT, "object": told},
    }


def record(**facts: Any) -> CallEvent:
    """The final record of Bo's leg in a call of just now."""
    rang, now = leg_event(CALL_ID, BO_LEG), datetime.now(UTC)
    told = replace(rang.facts, final=True, rang_at=now, ended_at=now, **facts)
    return replace(
        rang, id="record", at=now, seen_at=now, kind=Kind.LOGGED, source=Source.REST, facts=told
    )


def text_of(bench: Bench) -> str | None:
    call = of(bench, CALL_ID)
    return call.summary.text if call and call.summary else None


@pytest.mark.asyncio
async def test_a_summary_zoom_does_not_know_yet_is_asked_for_again_after_a_restart(
    tmp_path: Path, address: str, zoom: Summaries
) -> None:
    zoom.refusals = [Denied("not yet", code="not_found")]
    async with make_bench(
        tmp_path, database_url=address, **FAST | {"reconcile_delay_s": 0.5}
    ) as bench:
        bench.store.journal.append([record()]).result()
        await bench.webhook(named())
        await until(bench, lambda: bool(zoom.asked))
        assert text_of(bench) is None
    zoom.refusals = []
    async with make_bench(tmp_path, database_url=address, **FAST) as bench:
        await until(bench, lambda: text_of(bench) == "Wants a quote.")
        await until(bench, lambda: not bench.companion.reconciler.waiting())
    assert set(zoom.asked) == {("u-other", SUMMARY_ID)}


@pytest.mark.asyncio
async def test_refusals_of_all_kinds_are_outlived(
    tmp_path: Path, address: str, zoom: Summaries
) -> None:
    zoom.refusals = [
        Denied("not yet", code="not_found"),
        Temporary("busy", code="zoom_unreachable"),
        Denied("not now", code="zoom_300"),
        Denied("not yet", code="not_found"),
    ]
    async with make_bench(tmp_path, database_url=address, **FAST) as bench:
        bench.store.journal.append([record()]).result()
        await bench.webhook(named())
        await until(bench, lambda: len(zoom.asked) >= 4)
        zoom.refusals = []
        await until(bench, lambda: text_of(bench) == "Wants a quote.")


@pytest.mark.asyncio
async def test_a_summary_only_a_record_names_is_asked_for_by_the_legs_user(
    tmp_path: Path, address: str, zoom: Summaries
) -> None:
    async with make_bench(tmp_path, database_url=address, **FAST) as bench:
        await bench.client(BO)
        bench.store.journal.append([record(summary=Media(id=SUMMARY_ID))]).result()
        await until(bench, lambda: text_of(bench) == "Wants a quote.")
    assert set(zoom.asked) == {(BO.user_id, SUMMARY_ID)}


@pytest.mark.asyncio
async def test_an_edited_summary_is_fetched_anew(
    tmp_path: Path, address: str, zoom: Summaries
) -> None:
    async with make_bench(tmp_path, database_url=address, **FAST) as bench:
        bench.store.journal.append([record()]).result()
        await bench.webhook(named())
        await until(bench, lambda: text_of(bench) == "Wants a quote.")
        zoom.text = "Wants two quotes."
        edited_at = datetime.now(UTC) + timedelta(days=1.5)
        await bench.webhook(named(edited=True, modified_time=edited_at.isoformat()))
        await until(bench, lambda: text_of(bench) == "Wants two quotes.")


@pytest.mark.asyncio
async def test_a_summary_that_never_comes_is_given_up_for_all_to_see(
    tmp_path: Path, address: str, zoom: Summaries
) -> None:
    zoom.refusals = [Denied("never", code="not_found")]
    async with make_bench(tmp_path, database_url=address, **FAST) as bench:
        bench.store.journal.append([record()]).result()
        await bench.webhook(named())
        await until(bench, lambda: bool(bench.companion.reconciler.given_up()))
    assert len(zoom.asked) == TRIES


@pytest.mark.asyncio
async def test_what_is_said_while_it_is_asked_for_makes_it_ask_no_more_often(
    tmp_path: Path, address: str, zoom: Summaries
) -> None:
    zoom.refusals = [Denied("never", code="not_found")]
    async with make_bench(tmp_path, database_url=address, **FAST) as bench:

        async def typing() -> None:
            note = note_event(CALL_ID, BO_AUTHOR, "a word", number=len(zoom.asked))
            await asyncio.wrap_future(bench.store.journal.append([note]))

        zoom.meanwhile = typing
        bench.store.journal.append([record()]).result()
        await bench.webhook(named())
        await until(bench, lambda: bool(bench.companion.reconciler.given_up()))
        assert not bench.companion.reconciler.waiting()
    assert len(zoom.asked) == TRIES


@pytest.mark.asyncio
@pytest.mark.usefixtures("zoom")
async def test_a_summary_named_while_the_calls_are_looked_through_is_asked_for(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read of the call before does not undo what was told of it since."""
    page, looked, ready = CallLog.page, list[LogQuery](), Future[Bench]()

    def overtaken(log: CallLog, query: LogQuery) -> tuple[Call, ...]:
        bench, read = ready.result(PATIENCE_S), page(log, query)
        if not looked:
            looked.append(query)
            named_now = replace(record(summary=Media(id=SUMMARY_ID)), id="named")
            bench.store.journal.append([named_now]).result(PATIENCE_S)
        return read

    monkeypatch.setattr(CallLog, "page", overtaken)
    async with make_bench(tmp_path, database_url=address, **FAST) as bench:
        await bench.client(BO)
        bench.store.journal.append([record()]).result(PATIENCE_S)
        ready.set_result(bench)
        await until(bench, lambda: text_of(bench) == "Wants a quote.")
    assert looked


@pytest.mark.asyncio
async def test_a_summary_nobody_may_read_is_let_be(
    tmp_path: Path, address: str, zoom: Summaries
) -> None:
    zoom.refusals = [UserFixable("no scope", code="scope_missing")]
    async with make_bench(tmp_path, database_url=address, **FAST) as bench:
        bench.store.journal.append([record()]).result()
        await bench.webhook(named())
        await until(bench, lambda: bool(zoom.asked) and not bench.companion.reconciler.waiting())
        assert bench.companion.reconciler.given_up() == ()
        assert bench.companion.reconciler.status.last_error is None
    assert len(zoom.asked) == 1
