"""Every test of the store runs on SQLite and PostgreSQL; one that takes `path` on SQLite alone."""

import inspect
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cti_desktop.store.opening import Store, open_store
from tests.store.making import url_of
from tests.store.postgres_server import PostgresServer

Opener = Callable[[], Store]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        on_files = {"path", "used"} & inspect.signature(metafunc.function).parameters.keys()
        names = ["sqlite"] if on_files else ["sqlite", "postgresql"]
        metafunc.parametrize("database", names, indirect=False)


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    # Not in pytest's own folder: other runs on the machine clear that away.
    with tempfile.TemporaryDirectory(prefix="cti-pg-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        with PostgresServer.running(Path(folder) / "data") as running:
            yield running


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journal.db"


@pytest.fixture
def url(database: str, path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """An address of an empty database."""
    if database == "sqlite":
        yield url_of(path)
        return
    running: PostgresServer = request.getfixturevalue("server")
    with running.database() as address:
        yield address


@pytest.fixture
def opener(url: str) -> Iterator[Opener]:
    """Opens the same database as often as a test wants and closes what it left open."""
    opened: list[Store] = []

    def once() -> Store:
        opened.append(open_store(url, region="GB"))
        return opened[-1]

    yield once
    for one in opened:
        one.close()


@pytest.fixture
def store(opener: Opener) -> Store:
    return opener()
