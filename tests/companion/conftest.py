"""The companion of a test, on SQLite and on PostgreSQL; test_both_databases names what is not."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.companion.bench import Bench, make_bench
from tests.store.conftest import server
from tests.store.postgres_server import PostgresServer

__all__ = ["server"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marks = metafunc.definition.iter_markers("parametrize")
    if "database" in metafunc.fixturenames and not any(m.args[0] == "database" for m in marks):
        metafunc.parametrize("database", ["sqlite", "postgresql"])


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
