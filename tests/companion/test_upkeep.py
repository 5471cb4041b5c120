"""Erasing, reading the audit log and migrating at the command line, beside a running companion."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from cti_desktop.cli import app
from tests.companion.bench import BO, MINA
from tests.companion.running import Running
from tests.companion.test_reconcile import heard_by_the_desktop

NUMBER = "+44 20 7946 0018"


@pytest.fixture
def running(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    with closing(Running(tmp_path, database_url=address, reconcile_delay_s=3600)) as companion:
        monkeypatch.setenv("CTI_DATABASE_URL", companion.settings.store_url)
        yield companion


def said(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["companion", *words])
    assert done.exit_code == code, done.output
    return done.stdout


def test_a_person_is_erased_and_it_is_noted(running: Running) -> None:
    running.store.journal.append(heard_by_the_desktop("068c_x")).result()
    words = said("erase", "--number", NUMBER)
    assert words.startswith("Erased: 3 events, 1 whole calls")
    assert running.store.journal.count() == 0
    again = running.store.journal.append(heard_by_the_desktop("068c_x")).result()
    assert len(again.erased) == 3
    (line,) = json.loads(said("audit", "--json"))
    assert (line["actor"], line["action"]) == ("command line", "person_erased")
    assert line["subject"] == "number …18"
    assert "7946" not in said("audit")


def test_a_user_is_erased_with_the_ids_that_sessions_tell(running: Running) -> None:
    running.token(BO)
    running.store.journal.append(heard_by_the_desktop("068c_x")).result()
    members = [{"email": one.email, "ids": [f"user:{one.user_id}"]} for one in (BO, MINA)]
    for name in ("zoom.users", "teams.seen"):
        running.store.cursors.set(name, json.dumps(members)).result()
    done = json.loads(said("erase", "--user", BO.user_id, "--json"))
    assert (done["events"], done["calls"]) == (3, 1)
    assert running.store.sessions.list() == ()
    kept = [running.store.cursors.get(name) or "" for name in ("zoom.users", "teams.seen")]
    assert [json.loads(one) for one in kept] == [[members[1]], [members[1]]]
    assert BO.user_id not in said("audit")
    assert json.loads(said("audit", "--json"))[0]["subject"] == f"user …{BO.user_id[-2:]}"


def test_who_is_not_there_is_said_to_be_nobody(running: Running) -> None:
    running.store.journal.append(heard_by_the_desktop("068c_x")).result()
    assert said("erase", "--number", "+15550100999").strip() == (
        "Nobody was found, so nothing was erased."
    )
    assert running.store.journal.count() == 3


def test_the_session_of_a_lost_computer_is_ended_and_no_other(running: Running) -> None:
    assert said("sessions").strip() == "Nobody is signed in."
    tokens = [running.token(one) for one in (BO, BO, MINA)]
    listed = json.loads(said("sessions", "--json"))
    assert {(one["user_id"], one["email"], one["role"]) for one in listed} == {
        (one.user_id, one.email, "agent") for one in (BO, MINA)
    }
    lost = next(one for one in listed if one["id"] == id_of(tokens[1]))
    assert f"{lost['id']}  until " in said("sessions")
    assert said("sessions", "--end", lost["id"]).startswith(f"Ended: {lost['id']}")
    assert [signed_in(running, one) for one in tokens] == [True, False, True]
    (line,) = json.loads(said("audit", "--json"))
    assert (line["actor"], line["action"]) == ("command line", "session_ended")
    assert line["subject"] == f"user:{BO.user_id}"
    for unknown in (lost["id"], lost["id"][:4], "%"):
        assert said("sessions", "--end", unknown, code=1) == ""
    assert len(json.loads(said("sessions", "--json"))) == 2
    assert not any(token in said("sessions", "--json") for token in tokens)


def id_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()[:16]


def signed_in(running: Running, token: str) -> bool:
    headers = {"authorization": f"Bearer {token}"}
    answer = httpx.get(f"{running.base_url}/v1/me", headers=headers, trust_env=False)
    return answer.status_code == 200


@pytest.mark.parametrize(
    "words", [(), ("--number", "800"), ("--number", NUMBER, "--user", "someone"), ("--user", "?")]
)
def test_who_is_not_named_clearly_is_not_erased(running: Running, words: tuple[str, ...]) -> None:
    running.store.journal.append(heard_by_the_desktop("068c_x")).result()
    assert "Erased" not in said("erase", *words, code=1)
    assert running.store.journal.count() == 3
    assert said("audit").strip() == "Nothing was done yet."


def test_migrate_says_what_is_there(running: Running) -> None:
    running.store.journal.append(heard_by_the_desktop("068c_x")).result()
    assert "3 events" in said("migrate")
    assert said("token", "--user", "u", "--role", "king", code=1) == ""
