"""The companion of a test; the files named here run on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.companion.bench import Bench, make_bench
from tests.store.conftest import server
from tests.store.postgres_server import PostgresServer

__all__ = ["server"]
ON_BOTH = ("letterbox", "feed", "grants", "reconcile", "records", "signin", "stream", "webhooks")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    named = metafunc.module.__name__.rpartition(".")[2].removeprefix("test_")
    by_itself = any(
        one.args[0] == "database" for one in metafunc.definition.iter_markers("parametrize")
    )
    if named in ON_BOTH and "database" in metafunc.fixturenames and not by_itself:
        metafunc.parametrize("database", ["sqlite", "postgresql"])


@pytest.fixture
def database() -> str:
    """Which kind of database the companion works on."""
    return "sqlite"


@pytest.fixture
def address(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """An address of an empty database."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path / 'companion.db'}"
        return
    running: PostgresServer = request.getfixturevalue("server")
    with running.database() as made:
        yield made


@pytest_asyncio.fixture
async def bench(tmp_path: Path, address: str) -> AsyncIterator[Bench]:
    async with make_bench(tmp_path, database_url=address) as made:
        yield made
