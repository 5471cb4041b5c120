"""The doctor: what works, what Zoom changed, what could not be read."""

import asyncio
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.errors import NoKeyringError

from cti_desktop.agent.doctor import SURVEYED, Findings, examine, survey_journal
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.store.opening import Store, open_store
from tests.agent.desks import open_desk
from tests.zoom.messages import heard, live, logged

STRANGE = live("ringing", 0, mood="good", alternative="+442079460018")


@pytest.fixture
def settings(tmp_path: Path) -> DeskSettings:
    return DeskSettings(data_dir=tmp_path / "data", region="GB")


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: str) -> str:
        raise NoKeyringError

    monkeypatch.setattr(keyring, "get_password", refuse)


@pytest.fixture
def store(settings: DeskSettings) -> Iterator[Store]:
    settings.data_dir.mkdir()
    opened = open_store(settings.database_url, region="GB")
    yield opened
    opened.close()


def check(found: Findings, name: str) -> tuple[bool, str]:
    return next((one.ok, one.text) for one in found.checks if one.name == name)


def test_a_fresh_desk_is_well_but_for_its_keyring(settings: DeskSettings) -> None:
    found = examine(settings, os.environ)
    assert [one.name for one in found.checks if not one.ok] == ["keyring"]
    assert not found.well
    assert check(found, "database") == (True, "0 entries, 0 not sent yet")
    assert check(found, "companion")[0]
    assert json.loads(json.dumps(found.as_json()))["well"] is False
    assert "HELP  keyring" in found.text


def test_drift_is_counted_with_first_and_last_time_and_a_masked_sample(store: Store) -> None:
    store.journal.append(heard(STRANGE, live("connected", 6))).result()
    store.journal.append(heard(live("ended", 9, mood="bad", result="ended"))).result()
    surveyed, counts = survey_journal(store)
    assert surveyed == 3
    told = {(c.drift.kind, c.drift.name, c.drift.detail): c for c in counts}
    number = told["unexpected_field", "zp-call-ringing-event", "alternative"]
    assert (number.times, number.drift.sample) == (1, "…18")
    assert number.first_at <= number.last_at
    assert ("unexpected_field", "zp-call-ended-event", "mood") in told


def test_a_survey_goes_on_where_the_last_one_ended(store: Store) -> None:
    store.journal.append(heard(STRANGE)).result()
    first = survey_journal(store)
    assert survey_journal(store) == first
    again = live("ringing", 70, mood="good")
    again["id"] = "another"
    store.journal.append(heard(again)).result()
    surveyed, counts = survey_journal(store)
    assert surveyed == 2
    assert max(one.times for one in counts) == 2


def test_a_report_of_another_version_is_made_anew(store: Store) -> None:
    store.journal.append(heard(STRANGE, logged(result="Call Connected", duration=3))).result()
    expected = survey_journal(store)
    store.cursors.set(SURVEYED, '{"place": "far"}').result()
    assert survey_journal(store) == expected


def test_what_could_not_be_read_is_listed_by_reason(settings: DeskSettings, store: Store) -> None:
    for raw in (b"call +442079460018", b"second"):
        store.journal.quarantine(raw, "not_json", "webhook").result()
    store.journal.quarantine(b"{}", "no_type", "softphone").result()
    unread = {(one.source, one.reason): one for one in examine(settings, os.environ).quarantine}
    assert unread["webhook", "not_json"].times == 2
    assert unread["webhook", "not_json"].sample == "second"
    assert unread["softphone", "no_type"].times == 1
    assert all("7946" not in one.sample for one in unread.values())


def test_a_folder_that_cannot_be_written_and_a_foreign_file_are_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", "utf-8")
    found = examine(DeskSettings(data_dir=tmp_path / "data"), os.environ)
    assert not check(found, "data")[0]
    assert not check(found, "database")[0]


def test_a_do_not_call_list_that_is_away_is_told(tmp_path: Path) -> None:
    away = DeskSettings(data_dir=tmp_path / "data", do_not_call=tmp_path / "share" / "list.txt")
    ok, text = check(examine(away, os.environ), "do not call")
    assert not ok
    assert "every number is asked about" in text


def test_a_companion_that_is_not_there_is_told(settings: DeskSettings, unused_port: int) -> None:
    away = DeskSettings(data_dir=settings.data_dir, companion_url=f"http://127.0.0.1:{unused_port}")
    ok, text = check(examine(away, os.environ), "companion")
    assert not ok
    assert "cannot be reached" in text


@pytest.mark.asyncio
async def test_what_the_page_says_that_nobody_understands_is_put_aside(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path)
    try:
        desk.office.page_said("no JSON at all")
        for number in (*range(30), *range(30)):
            desk.says("zp-brand-new-event", callId=f"c{number}")
        desk.store.journal.append([]).result(10)  # the writer has come this far
        reasons = [one.reason for one in desk.store.journal.quarantined()]
    finally:
        await desk.office.stop()
    assert reasons.count("not_json") == 1
    assert reasons.count("unknown_type") == 30


@pytest.mark.asyncio
async def test_each_type_of_the_page_that_nobody_knows_is_counted_by_its_name(
    tmp_path: Path,
) -> None:
    for _ in range(2):
        desk = await open_desk(tmp_path)
        for _ in range(15):
            desk.says("zp-brand-new-event", callId="c")
        desk.says("zp-another-event", number="+442079460018")
        desk.says("zp-call-ringing-event", direction="inbound")
        desk.office.page_said("no JSON at all")
        await desk.office.stop()
    found = await asyncio.to_thread(
        examine, DeskSettings(data_dir=tmp_path, region="GB"), os.environ
    )
    told = {(one.drift.kind, one.drift.name, one.drift.detail): one for one in found.drift}
    new = told["unknown_event", "zp-brand-new-event", ""]
    assert new.times == 30
    assert new.first_at < new.last_at
    assert "7946" not in told["unknown_event", "zp-another-event", ""].drift.sample
    assert told["missing_field", "zp-call-ringing-event", "call_id"].times == 2
    assert told["malformed", "softphone", "not_json"].times == 2
