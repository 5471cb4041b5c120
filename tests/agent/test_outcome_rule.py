"""Which calls need an outcome, and which outcomes there are, as the administrator sets it."""

from pathlib import Path

import pytest

from cti_desktop.agent.opening import open_office
from cti_desktop.agent.setting_table import AUTO_LOG, OUTCOME_REQUIRED
from cti_desktop.agent.settings import DeskSettings, read_settings
from cti_desktop.agent.settings_store import SettingsStore
from cti_desktop.calls.call import State
from tests.agent.desks import Desk, Hearing, open_desk

pytestmark = pytest.mark.asyncio


async def talked(desk: Desk) -> str:
    """Take a call to its wrap-up."""
    desk.call_event("ringing")
    card = await desk.hearing.until(lambda: desk.hearing.desk.card)
    for step in ("connected", "ended"):
        desk.call_event(step, result="ended")
    await desk.hearing.until(lambda: desk.hearing.desk.cards[0].state is State.ENDED)
    return str(card.card_id)


@pytest.mark.parametrize(("rule", "needed"), [("never", False), ("external", True)])
async def test_wrap_up_ends_without_an_outcome_where_none_is_required(
    tmp_path: Path, rule: str, needed: bool
) -> None:
    settings = SettingsStore()
    settings.set(OUTCOME_REQUIRED, rule)
    desk = await open_desk(tmp_path, settings)
    card_id = await talked(desk)
    await desk.hearing.until(lambda: desk.hearing.status.unfinished == needed)
    assert len(desk.hearing.desk.unfinished) == needed
    desk.office.finish(card_id)
    if needed:
        assert "Choose an outcome first." in desk.hearing.notices
    else:
        await desk.hearing.until(lambda: not desk.hearing.desk.cards)
    await desk.office.stop()


async def test_the_administrators_own_outcomes_are_offered(tmp_path: Path) -> None:
    machine, own = tmp_path / "settings.toml", tmp_path / "own.toml"
    own.write_text('[[outcome]]\nvalue = "sale"\nlabel = "Sale made"\n', "utf-8")
    machine.write_text(f"outcomes_file = '{own}'\n", "utf-8")
    settings = read_settings({"CTI_DATA_DIR": str(tmp_path / "data")}, machine)
    office = open_office(settings)
    hearing = Hearing()
    office.subscribe(hearing)
    await office.start()
    assert [one.label for one in hearing.desk.outcomes] == ["Sale made"]
    await office.stop()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (None, "cannot be read"),
        (b"[[outcome]", "cannot be read"),
        ('[[outcome]]\nvalue = "k\u00e4se"\n'.encode("latin-1"), "cannot be read"),
        (b"outcome = 5\n", "needs a `value` and a `label`"),
        (b"", "names no outcome"),
    ],
)
async def test_a_file_of_outcomes_that_cannot_be_used_keeps_no_desk_shut(
    tmp_path: Path, written: bytes | None, said: str
) -> None:
    machine, own = tmp_path / "settings.toml", tmp_path / "own.toml"
    if written is not None:
        own.write_bytes(written)
    machine.write_text(f"outcomes_file = '{own}'\n", "utf-8")
    settings = read_settings({"CTI_DATA_DIR": str(tmp_path / "data")}, machine)
    office = open_office(settings)
    hearing = Hearing()
    office.subscribe(hearing)
    await office.start()
    assert "Resolved" in [one.label for one in hearing.desk.outcomes]
    await office.stop()
    [problem] = settings.store.problems
    assert "own.toml" in problem
    assert said in problem


async def test_without_a_file_the_programs_own_are_offered(tmp_path: Path) -> None:
    office = open_office(DeskSettings(data_dir=tmp_path))
    hearing = Hearing()
    office.subscribe(hearing)
    assert "Resolved" in [one.label for one in hearing.desk.outcomes]
    await office.start()
    await office.stop()


async def test_a_call_that_is_not_logged_by_itself_needs_no_outcome_until_it_is(
    tmp_path: Path,
) -> None:
    desk = await open_desk(tmp_path)
    desk.call_event("ringing", enableAutoLog=False)
    card = await desk.hearing.until(lambda: desk.hearing.desk.card)
    for step in ("connected", "ended"):
        desk.call_event(step, result="ended", enableAutoLog=False)
    await desk.hearing.until(lambda: desk.hearing.desk.cards[0].state is State.ENDED)
    assert not desk.hearing.desk.cards[0].logged
    desk.office.desk.refresh_todo()
    assert desk.hearing.desk.unfinished == ()
    desk.office.log_call(card.card_id)
    await desk.hearing.until(lambda: desk.hearing.desk.cards[0].logged)
    await desk.hearing.until(lambda: desk.hearing.desk.unfinished)
    desk.office.finish(card.card_id)
    assert "Choose an outcome first." in desk.hearing.notices
    await desk.office.stop()


async def test_a_call_that_nobody_logs_is_finished_as_it_is(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path)
    desk.call_event("ringing", enableAutoLog=False)
    card = await desk.hearing.until(lambda: desk.hearing.desk.card)
    for step in ("connected", "ended"):
        desk.call_event(step, result="ended", enableAutoLog=False)
    await desk.hearing.until(lambda: desk.hearing.desk.cards[0].state is State.ENDED)
    desk.office.finish(card.card_id)
    await desk.hearing.until(lambda: not desk.hearing.desk.cards)
    await desk.office.stop()


@pytest.mark.parametrize("offered", [True, False])
async def test_the_softphone_offers_to_log_calls_where_the_setting_says_so(
    tmp_path: Path, offered: bool
) -> None:
    settings = SettingsStore()
    settings.set(AUTO_LOG, offered)
    desk = await open_desk(tmp_path, settings)
    desk.office.page_signalled("ready")
    told = [m["data"] for m in desk.hearing.sent if m["type"] == "zp-init-config"]
    assert [one["enableAutoLog"] for one in told[:1]] == [offered]
    await desk.office.stop()
