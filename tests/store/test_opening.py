"""Opening: folders, migrations, refusals with a sentence, and a quick start."""

import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, make_url, text

from cti_desktop.calls.errors import UserFixable
from cti_desktop.store.engines import Engines
from cti_desktop.store.opening import Age, Store, age_of, open_store
from cti_desktop.store.schema import HEAD, METADATA
from cti_desktop.store.upgrading import SCRIPTS, upgrade
from tests.store.conftest import Opener
from tests.store.making import PATIENCE_S, event, url_of, whole_call

SECOND_STEP = """
from alembic import op
import sqlalchemy as sa

revision = "next"
down_revision = "{head}"

def upgrade():
    op.add_column("event", sa.Column("weight", sa.Integer(), server_default="7"))
    {more}
"""


def table_names(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    try:
        return {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    finally:
        connection.close()


def scripts_with_second_step(folder: Path, more: str = "pass") -> Path:
    scripts = folder / "migrations"
    shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    step = scripts / "versions" / "next_weights.py"
    step.write_text(SECOND_STEP.format(head=HEAD, more=more), "utf-8")
    return scripts


def not_of_the_text_index(name: str | None, kind: str, _: object) -> bool:
    return kind != "table" or not (name or "").startswith("call_search")


def refusal(url: str) -> UserFixable:
    with pytest.raises(UserFixable) as caught:
        open_store(url)
    assert caught.value.message.endswith(".")
    return caught.value


def test_a_fresh_folder_becomes_a_store_of_this_user_alone(path: Path, store: Store) -> None:
    assert store.journal.count() == 0
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_the_file_is_safe_against_a_crash_of_the_machine(path: Path, store: Store) -> None:
    assert path.exists()

    def pragmas(name: str) -> object:
        return store.writer.submit(
            lambda c: c.exec_driver_sql(f"PRAGMA {name}").scalar_one()
        ).result(PATIENCE_S)

    assert pragmas("journal_mode") == "wal"
    assert pragmas("synchronous") == 2
    assert pragmas("foreign_keys") == 1
    assert pragmas("busy_timeout") == 5000


def test_what_was_kept_is_there_after_reopening(opener: Opener) -> None:
    first = opener()
    first.journal.append(whole_call("call:1")).result(PATIENCE_S)
    first.close()
    second = opener()
    assert second.journal.count() == 3
    assert second.log.by_key("call:1") is not None


def test_a_store_without_a_file_works_alike_and_leaves_nothing() -> None:
    store = open_store("sqlite://")
    folder = store._engines._temporary
    store.journal.append([event("e", "call:1")]).result(PATIENCE_S)
    assert store.log.by_key("call:1") is not None
    assert folder is not None
    assert folder.exists()
    store.close()
    assert not folder.exists()


def test_the_migrations_make_the_tables_the_program_uses(path: Path, store: Store) -> None:
    store.close()
    engine = create_engine(url_of(path))
    with engine.connect() as connection:
        opts = {"compare_type": True, "include_name": not_of_the_text_index}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_opening_what_is_up_to_date_needs_no_alembic(path: Path, store: Store) -> None:
    store.close()
    code = (
        "import sys; from cti_desktop.store.opening import open_store\n"
        f"open_store({url_of(path)!r}).close(); print('alembic' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False"]


def test_opening_does_not_wait_for_a_program_that_writes(path: Path, opener: Opener) -> None:
    opener().close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert opener().journal.count() == 0
    other.execute("ROLLBACK")
    other.close()


def test_a_step_upwards_keeps_the_data(path: Path, tmp_path: Path, store: Store) -> None:
    store.journal.append(whole_call("call:1")).result(PATIENCE_S)
    store.close()
    engines = Engines(make_url(url_of(path)))
    with engines.writing.begin() as connection:
        upgrade(connection, scripts_with_second_step(tmp_path))
    with engines.reading() as connection:
        rows = connection.execute(text("SELECT id, weight FROM event ORDER BY position")).all()
        version = connection.scalar(text("SELECT version_num FROM alembic_version"))
    engines.close()
    assert [tuple(row) for row in rows] == [
        ("call:1-rang", 7),
        ("call:1-answered", 7),
        ("call:1-ended", 7),
    ]
    assert version == "next"


def test_a_step_that_fails_leaves_everything_as_it_was(
    path: Path, tmp_path: Path, opener: Opener
) -> None:
    opener().close()
    engines = Engines(make_url(url_of(path)))
    scripts = scripts_with_second_step(tmp_path, "raise RuntimeError('no')")
    with pytest.raises(RuntimeError), engines.writing.begin() as connection:
        upgrade(connection, scripts)
    with engines.reading() as connection:
        columns = connection.exec_driver_sql("PRAGMA table_info(event)").all()
    engines.close()
    assert "weight" not in {column.name for column in columns}
    assert opener().journal.count() == 0


def test_a_newer_schema_is_refused(path: Path, store: Store) -> None:
    store.writer.submit(
        lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    ).result(PATIENCE_S)
    store.close()
    assert refusal(url_of(path)).code == "store_newer"


def test_an_older_database_is_told_from_a_newer_one(path: Path, store: Store) -> None:
    steps = sorted(file.name[:4] for file in (SCRIPTS / "versions").glob("0*.py"))
    store.close()
    found = {}
    for version in (*steps, "9999"):
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("UPDATE alembic_version SET version_num = ?", (version,))
        found[version] = age_of(url_of(path))
    assert found.pop("9999") is Age.NEWER
    assert found.pop(HEAD) is Age.CURRENT
    assert set(found.values()) == {Age.OLDER}


def test_a_database_without_anything_in_it_is_older(path: Path) -> None:
    assert age_of(url_of(path)) is Age.OLDER


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    assert refusal(url_of(tmp_path / "file" / "journal.db")).code == "store_unwritable"


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    assert refusal(url_of(tmp_path)).code == "store_unwritable"


def test_a_file_that_is_no_database_is_refused_and_kept(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"something else entirely" * 100)
    assert refusal(url_of(path)).code == "store_corrupt"
    assert path.read_bytes().startswith(b"something else")


def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE theirs (x)")
    other.close()
    assert refusal(url_of(path)).code == "store_foreign"
    assert table_names(path) == {"theirs"}


@pytest.mark.parametrize("url", ["", "journal.db", "://"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    assert refusal(url).code == "store_url"


def test_a_damaged_page_is_named_when_it_is_met(path: Path, store: Store) -> None:
    store.journal.append(whole_call("call:1")).result(PATIENCE_S)
    store.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(bytes(content))
    assert refusal(url_of(path)).code == "store_corrupt"


def test_two_programs_may_make_the_database_at_once(path: Path) -> None:
    opened: list[Store] = []
    guard = threading.Barrier(2)

    def start() -> None:
        guard.wait(PATIENCE_S)
        opened.append(open_store(url_of(path)))

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert len(opened) == 2
    opened[0].journal.append([event("e", "call:1")]).result(PATIENCE_S)
    assert opened[1].journal.count() == 1
    for store in opened:
        store.close()
