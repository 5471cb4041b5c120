"""Desktop sessions at the companion, by the hash of their token: the token itself is never kept."""

from concurrent.futures import Future
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, insert, select

from cti_desktop.store.engines import Engines
from cti_desktop.store.schema import SESSION
from cti_desktop.store.writer import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionUser:
    """Whose session it is, in Zoom's ids.

    Attributes:
        role: the companion's word for what this user may see.
    """

    user_id: str
    extension_id: str | None
    extension_number: str | None
    email: str
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """A session as it is kept; times in UTC."""

    token_hash: str
    user: SessionUser
    expires_at: datetime


class Sessions:
    """Keeps sessions until they are revoked or their time is over."""

    def __init__(self, engines: Engines, writer: Writer) -> None:
        self._engines = engines
        self._writer = writer

    def create(self, token_hash: str, user: SessionUser, expires_at: datetime) -> Future[None]:
        """Keep a new session; its future fails with `Conflict` when the hash is taken."""

        def work(connection: Connection) -> None:
            row = {"token_hash": token_hash, "expires_at": expires_at, **asdict(user)}
            connection.execute(insert(SESSION).values(row))

        return self._writer.submit(work)

    def get(self, token_hash: str, now: datetime) -> SessionRow | None:
        """Return a session that is not over at `now`."""
        wanted = select(SESSION).where(
            SESSION.c.token_hash == token_hash, SESSION.c.expires_at > now
        )
        with self._engines.reading() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else _session(row._mapping)

    def revoke(self, token_hash: str) -> Future[None]:
        """End a session."""

        def work(connection: Connection) -> None:
            connection.execute(delete(SESSION).where(SESSION.c.token_hash == token_hash))

        return self._writer.submit(work)

    def forget_over(self, now: datetime) -> Future[int]:
        """Delete the sessions whose time is over at `now`; gives how many."""

        def work(connection: Connection) -> int:
            return connection.execute(delete(SESSION).where(SESSION.c.expires_at <= now)).rowcount

        return self._writer.submit(work)

    def list(self) -> tuple[SessionRow, ...]:
        """Return all sessions kept, also those whose time is over; the last to end first."""
        wanted = select(SESSION).order_by(SESSION.c.expires_at.desc(), SESSION.c.token_hash)
        with self._engines.reading() as connection:
            return tuple(_session(row._mapping) for row in connection.execute(wanted))


def _session(row: RowMapping) -> SessionRow:
    values = dict(row)
    return SessionRow(
        token_hash=values.pop("token_hash"),
        expires_at=values.pop("expires_at"),
        user=SessionUser(**values),
    )
