"""Values that may be taken once: OAuth states, sign-in codes; by the hash of their key."""

from concurrent.futures import Future
from datetime import datetime

from sqlalchemy import Connection, delete, insert

from cti_desktop.store.schema import ONE_TIME
from cti_desktop.store.writer import Writer


class OneTime:
    """Keeps each value until it is taken or its time is over."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def put(self, kind: str, key_hash: str, payload: bytes, expires_at: datetime) -> Future[None]:
        """Keep a value; its future fails with `Conflict` when the key is taken."""

        def work(connection: Connection) -> None:
            row = {"kind": kind, "key_hash": key_hash, "payload": payload, "expires_at": expires_at}
            connection.execute(insert(ONE_TIME).values(row))

        return self._writer.submit(work)

    def take(self, kind: str, key_hash: str, now: datetime) -> bytes | None:
        """Take a value out; of two that try, one gets it.

        Waits for the writer, so call it off an event loop. Values whose time is over go with it.

        Raises:
            CtiError: the database failed; the value may still be there.
        """

        def work(connection: Connection) -> bytes | None:
            connection.execute(delete(ONE_TIME).where(ONE_TIME.c.expires_at <= now))
            own = delete(ONE_TIME).where(ONE_TIME.c.kind == kind, ONE_TIME.c.key_hash == key_hash)
            return connection.scalar(own.returning(ONE_TIME.c.payload))

        return self._writer.submit(work).result()
