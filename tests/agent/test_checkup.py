"""The check-up and its bundle: masked, seen before it is saved, whole or refused."""

import io
import json
import threading
import zipfile
from pathlib import Path

import pytest

from cti_desktop.agent import log_file
from cti_desktop.agent.checkup import CheckUpDoor, check_up, write_bundle
from cti_desktop.agent.link_trial import LinkTrial
from cti_desktop.agent.log_file import LogFile, newest_log
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import BundleFile, CheckLine
from cti_desktop.calls.errors import UserFixable


def test_everything_is_looked_at_and_bundled(tmp_path: Path) -> None:
    kept = LogFile(tmp_path / "log", io.StringIO())
    kept.write('{"event": "dialled", "number": "+442079460018"}\n')
    found = check_up(DeskSettings(data_dir=tmp_path, region="GB"))
    names = {one.name for one in found.checks}
    assert {"data", "database", "links", "companion", "keyring"} <= names
    files = {one.name: one.text for one in found.files}
    assert json.loads(files["about.json"])["region"] == "GB"
    assert "checks" in json.loads(files["findings.json"])
    assert "dialled" in files["log.jsonl"]
    assert "2079460018" not in files["log.jsonl"]


def test_the_bundle_is_what_was_shown(tmp_path: Path) -> None:
    shown = (BundleFile(name="a.json", text="{}"), BundleFile(name="log.jsonl", text="Übung\n"))
    write_bundle(tmp_path / "b.zip", shown)
    with zipfile.ZipFile(tmp_path / "b.zip") as bundle:
        assert {n: bundle.read(n).decode() for n in bundle.namelist()} == {
            one.name: one.text for one in shown
        }


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserFixable, match=r"b\.zip cannot be written"):
        write_bundle(tmp_path / "nowhere" / "b.zip", ())


def test_a_full_log_starts_anew_and_keeps_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_file, "LARGEST", 20)
    beside = io.StringIO()
    kept = LogFile(tmp_path, beside)
    for line in ("first line\n", "second line\n"):
        kept.write(line)
    kept.flush()
    assert (tmp_path / "desk.jsonl").read_text() == "second line\n"
    assert (tmp_path / "desk.1.jsonl").read_text() == "first line\n"
    assert beside.getvalue() == "first line\nsecond line\n"


def test_a_log_that_cannot_be_kept_does_not_stop_the_program(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    beside = io.StringIO()
    kept = LogFile(tmp_path / "file" / "log", beside)
    kept.write("said\n")
    assert beside.getvalue() == "said\n"


def test_only_the_end_of_a_long_log_is_bundled(tmp_path: Path) -> None:
    assert newest_log(tmp_path) == ""
    kept = LogFile(tmp_path / "log", io.StringIO())
    kept.write("x" * (log_file.SHOWN + 10) + "end")
    assert len(newest_log(tmp_path)) == log_file.SHOWN
    assert newest_log(tmp_path).endswith("end")
    assert (tmp_path / "log" / "desk.jsonl").stat().st_size > log_file.SHOWN


@pytest.mark.asyncio
async def test_links_are_tried_beside_the_loop_and_told_in_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tried(settings: DeskSettings, _environment: object) -> tuple[LinkTrial, ...]:
        assert threading.current_thread() is not threading.main_thread()
        return trials if settings.data_dir == tmp_path else ()

    trials = (LinkTrial(scheme="tel", received_by="/opt/x", ms=9.0, ok=False, text="Elsewhere."),)
    monkeypatch.setattr("cti_desktop.agent.doctor.try_links", tried)
    door = CheckUpDoor()
    door._check_up_settings = DeskSettings(data_dir=tmp_path)
    assert await door.try_links() == (CheckLine(name="tel", ok=False, text="Elsewhere."),)
    door._check_up_settings = DeskSettings(data_dir=tmp_path / "other")
    (nothing,) = await door.try_links()
    assert (nothing.ok, nothing.text) == (False, "No program opens clicked numbers yet.")
