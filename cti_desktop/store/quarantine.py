"""Input that could not be read, kept with the reason for whoever mends the reader."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select

from cti_desktop.calls.errors import CtiError
from cti_desktop.calls.events import CallEvent
from cti_desktop.store.engines import Engines
from cti_desktop.store.schema import QUARANTINE
from cti_desktop.store.writer import Writer

MOST_KEPT = 1_000
LARGEST_KEPT = 64 * 1024
_READ_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """One input that could not be read.

    Attributes:
        number: counts up as they come.
        raw: its first 64 KiB.
        at: when it was put aside, UTC.
    """

    number: int
    raw: bytes
    reason: str
    source: str
    at: datetime


Reader = Callable[[Quarantined], Sequence[CallEvent]]
"""Reads an input again; raises `CtiError` while it cannot."""


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

    def readable(self, read: Reader) -> Iterator[tuple[Quarantined, Sequence[CallEvent]]]:
        """Read everything again, oldest first; yields what can be read with its events."""
        after = 0
        while some := self._some(QUARANTINE.c.id > after):
            for kept in some:
                events = _events(read, kept)
                if events is not None:
                    yield kept, events
            after = some[-1].number

    def all(self) -> tuple[Quarantined, ...]:
        """Return what is kept, latest first."""
        wanted = select(QUARANTINE).order_by(QUARANTINE.c.id.desc())
        with self._engines.reading() as connection:
            return tuple(_quarantined(row) for row in connection.execute(wanted))

    def count(self) -> int:
        """Count what is kept."""
        with self._engines.reading() as connection:
            return connection.scalar(select(func.count()).select_from(QUARANTINE)) or 0

    def _some(self, condition: ColumnElement[bool]) -> list[Quarantined]:
        wanted = select(QUARANTINE).where(condition).order_by(QUARANTINE.c.id).limit(_READ_AT_ONCE)
        with self._engines.reading() as connection:
            return [_quarantined(row) for row in connection.execute(wanted)]

    @staticmethod
    def drop(connection: Connection, number: int) -> None:
        """Forget an input; inside a transaction."""
        connection.execute(delete(QUARANTINE).where(QUARANTINE.c.id == number))


def _quarantined(row: Row[Any]) -> Quarantined:
    return Quarantined(number=row.id, raw=row.raw, reason=row.reason, source=row.source, at=row.at)


def _events(read: Reader, kept: Quarantined) -> Sequence[CallEvent] | None:
    try:
        return read(kept)
    except CtiError:
        return None  # it stays where it is, with the reason it came with
