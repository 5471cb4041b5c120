"""Input that could not be read, kept with the reason for whoever mends the reader."""

from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, func, insert, select

from cti_desktop.store.engines import Engines
from cti_desktop.store.schema import QUARANTINE
from cti_desktop.store.writer import Writer

MOST_KEPT = 1_000
LARGEST_KEPT = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """One input that could not be read.

    Attributes:
        raw: its first 64 KiB.
        at: when it was put aside, UTC.
    """

    raw: bytes
    reason: str
    source: str
    at: datetime


class Quarantine:
    """Keeps the latest thousand; a sender of rubbish cannot fill the disk."""

    def __init__(self, engines: Engines, writer: Writer) -> None:
        self._engines = engines
        self._writer = writer

    def put(self, raw: bytes, reason: str, source: str) -> Future[None]:
        """Keep an input with the reason."""
        at = datetime.now(UTC)

        def work(connection: Connection) -> None:
            row = {"at": at, "source": source, "reason": reason, "raw": raw[:LARGEST_KEPT]}
            connection.execute(insert(QUARANTINE).values(row))
            newest = connection.scalar(select(func.max(QUARANTINE.c.id))) or 0
            connection.execute(delete(QUARANTINE).where(QUARANTINE.c.id <= newest - MOST_KEPT))

        return self._writer.submit(work)

    def all(self) -> tuple[Quarantined, ...]:
        """Return what is kept, latest first."""
        wanted = select(QUARANTINE).order_by(QUARANTINE.c.id.desc())
        with self._engines.reading() as connection:
            rows = connection.execute(wanted).all()
        return tuple(
            Quarantined(raw=row.raw, reason=row.reason, source=row.source, at=row.at)
            for row in rows
        )
