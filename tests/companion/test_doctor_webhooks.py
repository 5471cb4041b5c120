"""What the doctor says of the webhooks that come, or do not."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cti_desktop.companion.doctor_running import look_at_running
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
