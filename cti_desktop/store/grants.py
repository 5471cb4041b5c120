"""OAuth grants of the companion as sealed bytes: this room cannot read them.

Refresh tokens are single-use, so a new pair replaces exactly the pair it was got with.
"""

from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from cti_desktop.store.engines import Engines
from cti_desktop.store.schema import GRANT
from cti_desktop.store.writer import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A grant as it is kept.

    Attributes:
        version: 1 when first put, one more with every replacement.
        expires_at: when the access token ends, UTC; None when not known.
    """

    key: str
    sealed: bytes
    version: int
    expires_at: datetime | None


class Grants:
    """Keeps one grant per key."""

    def __init__(self, engines: Engines, writer: Writer) -> None:
        self._engines = engines
        self._writer = writer

    def put(self, key: str, sealed: bytes, expires_at: datetime | None) -> Future[int]:
        """Keep a grant whatever was there before; gives its version."""

        def work(connection: Connection) -> int:
            values = {"sealed": sealed, "expires_at": expires_at}
            own = update(GRANT).where(GRANT.c.key == key)
            known = own.values(version=GRANT.c.version + 1, **values).returning(GRANT.c.version)
            version = connection.scalar(known)
            if version is None:
                version = 1
                connection.execute(insert(GRANT).values(key=key, version=version, **values))
            return version

        return self._writer.submit(work)

    def get(self, key: str) -> Grant | None:
        """Return a grant, None when there is none."""
        with self._engines.reading() as connection:
            row = connection.execute(select(GRANT).where(GRANT.c.key == key)).one_or_none()
        return None if row is None else Grant(**row._mapping)

    def replace(
        self, key: str, expected_version: int, sealed: bytes, expires_at: datetime | None
    ) -> Future[bool]:
        """Replace a grant unless somebody else did first; gives whether it was replaced."""

        def work(connection: Connection) -> bool:
            same = update(GRANT).where(GRANT.c.key == key, GRANT.c.version == expected_version)
            values = same.values(version=expected_version + 1, sealed=sealed, expires_at=expires_at)
            return connection.execute(values).rowcount == 1

        return self._writer.submit(work)

    def delete(self, key: str, expected_version: int | None = None) -> Future[bool]:
        """Forget a grant; of another version than expected it stays. Gives whether it went."""

        def work(connection: Connection) -> bool:
            own = delete(GRANT).where(GRANT.c.key == key)
            if expected_version is not None:
                own = own.where(GRANT.c.version == expected_version)
            return connection.execute(own).rowcount == 1

        return self._writer.submit(work)

    def list(self) -> tuple[Grant, ...]:
        """Return all grants by key."""
        with self._engines.reading() as connection:
            rows = connection.execute(select(GRANT).order_by(GRANT.c.key)).all()
        return tuple(Grant(**row._mapping) for row in rows)
