"""The demo as a newcomer runs it: three programs, one call, and all three agree on it."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cti_desktop.demo.program import SCRIPTS, TWO_DESKS
from tests.e2e.demo_runs import ROOT, DemoRun, wait_until

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks at /proc"),
]
TWO_DESKS_S = 240.0
NOTE = "Invoice 1843 was charged twice. Second charge reversed, corrected invoice follows."
CONTACTS = {"inbound": "Ada Lovelace", "outbound": "Grace Hopper"}
WHOSE_SECRETS = (
    "simulated-client-secret",
    "simulated-server-app-secret",
    "simulated-webhook-secret",
    "simulated-removal-secret",
    r"[Bb]earer [A-Za-z0-9_\-]{16,}",
    r"(access|refresh)_token\W{1,5}[A-Za-z0-9_\-]{16,}",
    r"[?&](code|state|code_verifier)=[A-Za-z0-9_\-]{16,}",
)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Any]:
    runs: list[DemoRun] = []

    def begin(*arguments: str) -> DemoRun:
        run = DemoRun(tmp_path / f"run-{len(runs)}", arguments)
        runs.append(run)
        return run

    yield begin
    for run in runs:
        run.clean_up()


def secrets_in(text: str) -> list[str]:
    return [found[0] for pattern in WHOSE_SECRETS for found in re.finditer(pattern, text)]


def test_the_search_for_secrets_finds_one() -> None:
    token = "Zk3" * 12
    assert secrets_in(f'{{"authorization": "Bearer {token}"}}')
    assert secrets_in(f'{{"refresh_token": "{token}"}}')
    assert secrets_in(f"GET /callback?code={token}&x=1")
    assert not secrets_in('{"event": "token_refreshed", "state": "ringing"}')


@pytest.mark.parametrize("script", sorted(SCRIPTS.keys() - TWO_DESKS))
def test_a_script_ends_with_all_three_agreeing(script: str, start: Any, tmp_path: Path) -> None:
    run = start("--headless", "--script", script, "--json", "--out", str(tmp_path / "pictures"))
    run.until_desk_opens()
    assert run.end() == 0, run.said
    answer = run.answer

    assert answer["ok"] is True
    assert answer["script"] == script
    assert answer["differences"] == []
    assert_events_are_complete(answer)
    assert_contact_and_pop(answer, script)
    assert_note_on_both_sides(answer, script)
    assert answer["truth"]["call_id"] in str(answer["local"])
    assert answer["truth"]["finished"] is True

    assert answer["pictures"], "no pictures were taken"
    for picture in answer["pictures"]:
        assert Path(picture).read_bytes().startswith(b"\x89PNG")
    assert run.left_behind() == []
    assert "softphone_ready" in run.logged
    assert secrets_in(run.logged + run.said + str(answer)) == []


# Whose parts there are in the call, by desk, in the order they began.
PARTS = {
    "queue-answered": ["800 answered_elsewhere", "801 answered", "802 answered_elsewhere"],
    "queue-voicemail": ["800 missed", "801 missed", "802 missed"],
    "warm-transfer": ["800 answered", "800 answered", "801 answered"],
    "blind-transfer": ["800 answered", "801 answered"],
    "park-pick-up": ["800 answered", "801 answered"],
}


@pytest.mark.parametrize("script", sorted(TWO_DESKS))
def test_two_desks_and_the_companion_agree_on_everybodys_part(
    script: str, start: Any, tmp_path: Path
) -> None:
    run = start("--headless", "--script", script, "--json", "--out", str(tmp_path / "pictures"))
    run.until_desk_opens()
    assert run.end(TWO_DESKS_S) == 0, run.said
    answer = run.answer
    assert answer["ok"] is True
    told = [f"{p['agent']['extension_number']} {p['result']}" for p in answer["parts"]]
    assert told == PARTS[script]
    assert list(answer["desks"]) == ["800", "801"]
    for desk in answer["desks"].values():
        assert desk["differences"] == []
        assert len(desk["local"]["legs"]) == len(told)
        assert_events_are_complete(desk)
        assert desk["pictures"], "no pictures were taken"
    talked = [desk["note"] for desk in answer["desks"].values()]
    noted = NOTE if "answered" in str(told).replace("answered_elsewhere", "") else None
    assert talked == [{"local": noted, "companion": noted}] * 2
    assert run.left_behind() == []
    assert secrets_in(run.logged + run.said + str(answer)) == []


def assert_events_are_complete(answer: dict[str, Any]) -> None:
    events = answer["events"]
    for event in events:
        assert event["name"]
        assert re.match(r"\d{4}-\d\d-\d\dT", event["at"])
        assert re.match(r"\d{4}-\d\d-\d\dT", event["seen_at"])
    sources = {event["source"] for event in events}
    assert {"embed", "webhook"} <= sources, sources
    kinds = {event["kind"] for event in events}
    assert {"rang", "ended", "logged"} <= kinds, kinds


def assert_contact_and_pop(answer: dict[str, Any], script: str) -> None:
    contact = answer["contact"]
    assert contact["name"] == CONTACTS[script.partition("-")[0]]
    assert "matched" in contact["why"]
    assert 0 < answer["pop_ms"] < 5_000


def assert_note_on_both_sides(answer: dict[str, Any], script: str) -> None:
    if script.endswith("-answered"):
        assert answer["note"] == {"local": NOTE, "companion": NOTE}
        assert answer["outcome"] == "resolved"
    else:
        assert not answer["note"]["local"]
        assert not answer["note"]["companion"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_whatever_ends_it_stops_all_three(start: Any, how: signal.Signals) -> None:
    run = start("--headless", "--script", "inbound-answered")
    run.until_desk_opens()
    wait_until(lambda: len(run.left_behind()) >= len(("demo", "simulator", "companion", "desk")))
    run.interrupt(how)
    wait_until(lambda: "Stopping" in run.said)
    run.interrupt(how)  # in vain: it is at it
    assert run.end() == 0, run.said
    assert "Traceback" not in run.said
    wait_until(lambda: run.left_behind() == [], timeout_s=40)
    assert not [folder for folder in run.folders if folder.name.startswith("cti-demo")]


def test_a_desk_that_dies_is_told_and_what_was_logged_is_kept(start: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run = start("--headless", "--script", "inbound-answered", "--json", "--out", str(out))
    run.until_desk_opens()
    run.kill("demo-desk")
    assert run.end() == 1
    assert "The desk ended with code -9." in run.said
    assert f"What its programs logged is in {out}." in run.said
    assert "Traceback" not in run.said
    assert {"simulator.log", "companion.log", "desk.log"} <= {log.name for log in out.iterdir()}
    assert run.left_behind() == []


def test_whoever_watches_hears_why_no_call_rings(start: Any) -> None:
    run = start("--script", "inbound-missed")
    run.until_desk_opens()
    wait_until(lambda: "A call rings soon" in run.said or run.process.poll() is not None)
    run.kill("simulator", "serve")
    wait_until(lambda: "The simulated Zoom plays no call" in run.said)
    assert run.process.poll() is None, "the window was closed over it"
    run.interrupt()
    assert run.end() == 1
    (kept,) = [folder for folder in run.folders if folder.name.startswith("cti-demo-failed-")]
    assert f"What its programs logged is in {kept}." in run.said
    assert (kept / "desk.log").read_text("utf-8")


def test_a_trainer_gets_a_second_desk_and_the_first_one_ends_both(start: Any) -> None:
    run = start("--desks", "2", "--script", "inbound-missed")
    wait_until(lambda: "A call rings soon" in run.said or run.process.poll() is not None)
    desks = [command for command in run.left_behind() if " demo-desk " in command]
    assert sorted('"agent": "801"' in command for command in desks) == [False, True]
    run.kill('"agent": "800"')
    assert run.end() != 0
    wait_until(lambda: run.left_behind() == [], timeout_s=40)


def refused(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "cti_desktop", "demo", "--headless", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr


def test_an_unknown_script_is_refused_with_a_sentence() -> None:
    said = refused("--script", "earthquake")
    assert "There is no script earthquake." in said
    assert all(script in said for script in SCRIPTS)


@pytest.mark.parametrize(
    ("script", "desks", "sentence"),
    [
        ("warm-transfer", 1, "Headless, the script warm-transfer is played at two desks."),
        ("inbound-missed", 2, "Headless, the script inbound-missed is played at one desk."),
        ("inbound-missed", 3, "The demo opens one desk or two."),
    ],
)
def test_desks_that_nobody_acts_at_are_refused(script: str, desks: int, sentence: str) -> None:
    assert sentence in refused("--script", script, "--desks", str(desks))
