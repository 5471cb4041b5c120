"""Nothing of people is in the bundle: no name, no number, no address, no token."""

import asyncio
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.agent.checkup import check_up, write_bundle
from cti_desktop.agent.log_file import keep_logs
from cti_desktop.agent.logs import configure_logs
from cti_desktop.agent.redaction import LEFT_OUT, redact_log, redact_sentence
from cti_desktop.agent.settings import DeskSettings, read_settings
from cti_desktop.store.opening import open_store

NAMES = ["Ada", "Lovelace", "Müller", "ada.lovelace", "O'Brien"]
NUMBERS = ["+442079460018", "020 7946 0018", "2079460018"]
TOKENS = ["eyJhbGciOiJIUzI1NiJ9.e30.abc123", "s3cr3t-0f-4-s3ss10n-0123456789", "gAAAAABl0123456789"]
PEOPLE = [*NAMES, *NUMBERS, *TOKENS, "ada@example.com"]


def log_everything(folder: Path) -> None:
    """Log as carelessly as one can."""
    configure_logs({})
    kept = keep_logs(folder)
    log = structlog.get_logger("test")
    for at, one in enumerate(PEOPLE):
        log.info("call_rang", name=one, who=[one], inside={"of": {"it": one}}, code="ok", at=at)
        log.warning("refused", reason=f"nobody is called {one}", path=f"/home/{one}/x")
        try:
            int(f"no number {one}")
        except ValueError:
            log.exception("it_broke", detail=one)
        kept.write(f"a library wrote {one}\n")
    structlog.reset_defaults()


def bundle_of(settings: DeskSettings, file: Path) -> dict[str, str]:
    write_bundle(file, check_up(settings).files)
    with zipfile.ZipFile(file) as saved:
        return {name: saved.read(name).decode() for name in saved.namelist()}


def test_nothing_of_people_is_in_the_bundle(tmp_path: Path) -> None:
    data = tmp_path / "data"
    settings = read_settings({"CTI_DATA_DIR": str(data), "CTI_REGION": "Ada Lovelace"})
    log_everything(data)
    store = open_store(settings.database_url)
    for one in PEOPLE:
        raw = json.dumps({"caller": {"name": one}}).encode()
        source = f"softphone user:{one}"
        store.journal.quarantine(raw, f"no time in '{one}'", source).result()
    store.close()
    files = bundle_of(settings, tmp_path / "bundle.zip")
    assert set(files) == {"about.json", "findings.json", "settings.json", "log.jsonl"}
    for name, text in files.items():
        found = [one for one in PEOPLE if one in text]
        assert found == [], f"{name} has {found}"
    said = [json.loads(line) for line in files["log.jsonl"].splitlines()]
    assert {one["event"] for one in said} == {
        "call_rang", "refused", "it_broke", "lines_left_out",
    }  # fmt: skip
    broken = next(one for one in said if one["event"] == "it_broke")
    assert broken["exception"][0]["exc_type"] == "ValueError"
    assert broken["exception"][0]["frames"][0]["name"] == "log_everything"
    assert broken["exception"][0]["frames"][0]["filename"] == "test_redaction.py"
    assert json.loads(files["settings.json"])["theme"] == {
        "by": "default", "locked": False, "value": "system",
    }  # fmt: skip
    assert "quarantine" in json.loads(files["findings.json"])


def test_a_helper_still_sees_what_happened() -> None:
    line = {
        "event": "companion_refused", "level": "info", "status": 503, "code": "store_down",
        "timestamp": "2026-03-01T10:00:00.123456Z", "waited_s": 1.5, "signed": True,
        "error_id": "abcdefgh2345",
    }  # fmt: skip
    assert json.loads(redact_log(json.dumps(line))) == line


def test_a_long_word_with_digits_is_no_word() -> None:
    line = json.dumps({"event": "x", "code": "a1b2c3d4e5f6a7b8c9d0e1f2a3b4", "error_id": "K7Q2"})
    assert json.loads(redact_log(line)) == {"event": "x", "code": LEFT_OUT, "error_id": "K7Q2"}


def test_a_sentence_keeps_its_sense(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "ada")
    told = redact_sentence(f"{Path.home()}/x and /srv/ada/y: 'Ada L.' rang from +44 20 7946 0018.")
    assert told == "~/x and /srv/…/y: … rang from …18."


@given(
    told=st.dictionaries(
        st.text(),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
            max_leaves=4,
        ),
    )
)
def test_any_record_stays_one_line(told: dict[str, Any]) -> None:
    (line,) = redact_log(json.dumps(told)).splitlines()
    assert set(json.loads(line)) == {str(name) for name in told}


@given(text=st.text())
def test_any_log_is_taken(text: str) -> None:
    for line in redact_log(text).split("\n"):
        assert line == "" or isinstance(json.loads(line), dict)


def test_the_command_shows_it_all_and_saves_it(tmp_path: Path) -> None:
    async def run(*arguments: str) -> str:
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "cti_desktop", "logs", "bundle", *arguments],
            env={"CTI_DATA_DIR": str(tmp_path / "data"), "HOME": str(tmp_path)},
            capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
        return done.stdout

    shown = asyncio.run(run())
    assert "== findings.json" in shown
    assert "Nothing saved yet" in shown
    told = json.loads(asyncio.run(run(str(tmp_path / "b.zip"), "--json")))
    with zipfile.ZipFile(tmp_path / "b.zip") as saved:
        assert {n: saved.read(n).decode() for n in saved.namelist()} == told["files"]
