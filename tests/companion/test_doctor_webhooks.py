"""What the doctor says of the webhooks that come, or do not."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cti_desktop.companion.doctor_events import look_at_events
from cti_desktop.companion.doctor_running import look_at_running
from cti_desktop.companion.doctor_settings import look_at_settings
from cti_desktop.companion.examination import Step
from cti_desktop.companion.status import Status
from tests.companion.bench import make_settings
from tests.companion.test_doctor import NOW, well


def said(tmp_path: Path, good: Status, **changes: Any) -> Step:
    told = replace(good, webhooks=replace(good.webhooks, **changes))
    (step,) = (
        one for one in look_at_running(told, make_settings(tmp_path)) if one.name == "webhooks"
    )
    return step


@pytest.mark.asyncio
async def test_why_none_come_or_late_is_said(tmp_path: Path) -> None:
    good = await well(tmp_path)
    long_up = replace(good, started_at=NOW - timedelta(minutes=20))
    never: dict[str, Any] = {"last_at": None, "taken": 0}
    cases: list[tuple[Status, dict[str, Any], str]] = [
        (good, never, "No webhook"),
        (good, never | {"of_others": 7}, "Only webhooks of other accounts come (7 since the start"),
        (long_up, {"taken": 0, "of_others": 1}, "ZOOM_ACCOUNT_ID"),
        (good, {"last_at": NOW - timedelta(days=9)}, "9 days ago"),
        (good, {"delay_s": 400.0}, "400 s"),
        (good, {"refused": 6}, "webhook_refused"),
    ]
    for told, changes, words in cases:
        step = said(tmp_path, told, **changes)
        assert not step.ok
        assert words in step.text


@pytest.mark.asyncio
async def test_a_wrong_secret_is_said_before_all_else(tmp_path: Path) -> None:
    """On the first day, when nothing came yet, and after months in which very much did."""
    good = await well(tmp_path)
    for changes in (
        {"last_at": None, "taken": 0, "refused": 1, "wrongly_signed": 1},
        {"taken": 200_000, "refused": 3, "wrongly_signed": 3},
        {"last_at": NOW - timedelta(days=9), "refused": 3, "wrongly_signed": 3},
    ):
        step = said(tmp_path, good, **changes)
        assert not step.ok
        assert f"since: {changes['wrongly_signed']}. ZOOM_WEBHOOK_SECRET" in step.text
    # Anybody may post two of them; that says nothing of the secret.
    assert said(tmp_path, good, refused=2, wrongly_signed=2).ok


ENDED = ("phone.caller_ended", "phone.callee_ended")
RECORDS = ("phone.caller_call_element_completed", "phone.callee_call_element_completed")
RINGING = ("phone.caller_ringing", "phone.callee_ringing")


@pytest.mark.parametrize(
    ("came", "words"),
    [
        ((*RECORDS, *RINGING, *ENDED), None),
        ((RECORDS[1], RINGING[1], "phone.callee_missed"), None),  # nobody calls out there
        ((*RECORDS, RINGING[1], ENDED[1]), "calls your people make records came, and never"),
        ((*RECORDS, RINGING[0], ENDED[0]), "calls your people get records came, and never"),
        ((RECORDS[0], *RINGING, *ENDED), f"never {RECORDS[1]}."),
        ((*RECORDS, *RINGING, ENDED[0]), "never phone.callee_ended or phone.callee_missed"),
        ((*RECORDS, *RINGING, ENDED[1]), "never phone.caller_ended."),
        ((*RECORDS,), "No webhook about live calls ever came."),
    ],
)
def test_events_that_were_forgotten_are_named(came: tuple[str, ...], words: str | None) -> None:
    seen = dict.fromkeys(came, NOW - timedelta(days=2))
    (step,) = look_at_events(seen, NOW)
    assert step.ok is (words is None)
    assert words is None or words in step.text
    (young,) = look_at_events(dict.fromkeys(came, NOW - timedelta(hours=2)), NOW)
    assert young.ok


def test_what_began_to_come_just_now_is_not_missed_yet() -> None:
    seen = dict.fromkeys((RECORDS[1], RINGING[1], ENDED[1]), NOW - timedelta(days=9))
    (step,) = look_at_events(seen | {RINGING[0]: NOW - timedelta(minutes=3)}, NOW)
    assert step.ok


@pytest.mark.parametrize(
    "written", ['"https://desk.example"', '{value = "https://desk.example", reason = "one page"}']
)
def test_the_approved_domain_is_the_one_the_desktops_are_told(tmp_path: Path, written: str) -> None:
    profile = tmp_path / "profile.toml"
    profile.write_text(f"host_origin = {written}\n", "utf-8")
    settings = make_settings(tmp_path, profile=profile)

    def domain(host_origin: str | None) -> str:
        steps = look_at_settings(settings, host_origin)
        (step,) = (one for one in steps if one.name == "domain")
        return step.text

    assert "https://desk.example has to be an approved domain" in domain(None)
    assert "https://set.here.example has to be" in domain("https://set.here.example")
