"""Every revision upwards from the first one with data in it; a kill in the middle loses nothing."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url, text

from cti_desktop.calls.fold import fold
from cti_desktop.calls.numbers import parse_number
from cti_desktop.store.engines import Engines
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import open_store
from cti_desktop.store.schema import HEAD
from cti_desktop.store.upgrading import SCRIPTS
from tests.store import frozen
from tests.store.making import url_of
from tests.store.postgres_server import PostgresServer

FIRST = "0001"
ROOT = Path(__file__).parents[2]
KILLED = """
import os, signal, sys
from sqlalchemy import event
from cti_desktop.store.opening import open_store
from sqlalchemy.engine import Engine

@event.listens_for(Engine, "before_cursor_execute")
def look(connection, cursor, statement, parameters, context, many):
    if "UPDATE alembic_version" in statement and sys.argv[2] in statement:
        os.kill(os.getpid(), signal.SIGKILL)

open_store(sys.argv[1])
"""


def revisions() -> list[str]:
    scripts = ScriptDirectory(str(SCRIPTS))
    return [one.revision for one in reversed(list(scripts.walk_revisions()))]


LATER = revisions()[1:]


def upgrade_to(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def version(connection: Connection) -> str | None:
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


@contextmanager
def engines_of(url: str) -> Iterator[Engines]:
    with closing(Engines(make_url(url))) as engines:
        yield engines


@pytest.fixture
def old(database: str, path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """An address of a database as the first release left it, with data in it."""
    if database == "sqlite":
        _fill(url_of(path))
        yield url_of(path)
        return
    running: PostgresServer = request.getfixturevalue("server")
    with running.database(template="template1") as address:
        _fill(address)
        yield address


def _fill(url: str) -> None:
    with engines_of(url) as engines, engines.writing.begin() as connection:
        engines.begin_upgrade(connection)
        upgrade_to(connection, FIRST)
        frozen.write(connection)


def assert_whole(url: str) -> None:
    """Everything of the first release is there, in today's form."""
    with closing(open_store(url, region="GB")) as store:
        events = store.journal.after(0).events
        assert [event.id for event in events] == list(frozen.IDS)
        (call,) = store.log.page(LogQuery())
        assert call == fold(events)
        assert call.note is not None
        for asked in ("zebra", "lovelace"):
            assert store.log.page(LogQuery(text=asked)) == (call,)
        assert store.log.page(LogQuery(agent_ids=("user:u1",))) == (call,)
        assert [event.id for event in store.outbox.pending()] == ["e-rang", "0190a0b0-note"]
        number = parse_number("+442079460018", None)
        assert [match.contact.name for match in store.directory.match(number).found] == [
            "Ada Lovelace"
        ]
        (kept,) = store.journal.quarantined()
        assert (kept.raw, kept.at) == (b"\x00\xff", frozen.AT)
        assert store.cursors.get("companion.feed") == "0123abcd-7"
        (session,) = store.sessions.list()
        assert session.user.email == "bo@example.test"
        (grant,) = store.grants.list()
        assert (grant.sealed, grant.version) == (b"\x01\x02", 3)
        assert store.journal.append(events).result(10).new == ()


def test_the_program_knows_the_last_revision() -> None:
    assert [FIRST, *LATER][-1] == HEAD


def test_every_step_upwards_keeps_what_the_first_release_wrote(old: str) -> None:
    with engines_of(old) as engines:
        for revision in LATER:
            with engines.writing.begin() as connection:
                upgrade_to(connection, revision)
            with engines.reading() as connection:
                assert version(connection) == revision
                assert frozen.read(connection) == frozen.written()
    assert_whole(old)


def test_all_steps_at_once_keep_it_too(old: str) -> None:
    assert_whole(old)


@pytest.mark.parametrize("revision", LATER)
def test_a_program_killed_in_mid_step_leaves_all_as_it_was(old: str, revision: str) -> None:
    child = subprocess.run(
        [sys.executable, "-c", KILLED, old, revision], cwd=ROOT, check=False, capture_output=True
    )
    assert child.returncode == -9, child.stderr.decode()[-500:]
    with engines_of(old) as engines, engines.reading() as connection:
        assert version(connection) == FIRST
        assert frozen.read(connection) == frozen.written()
    assert_whole(old)
