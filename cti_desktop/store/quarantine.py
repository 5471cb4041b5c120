"""Input that could not be read, kept with the reason for whoever mends the reader."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, LargeBinary, Row, delete, func, insert, select

from cti_desktop.calls.errors import CtiError
from cti_desktop.calls.events import CallEvent
from cti_desktop.calls.masking import mask_text
from cti_desktop.store.engines import Engines
from cti_desktop.store.grouping import in_chunks
from cti_desktop.store.schema import QUARANTINE
from cti_desktop.store.writer import Writer

MOST_KEPT = 64 * 1024 * 1024
"""Bytes of all inputs together; beyond it the oldest go."""
LARGEST_KEPT = 1024 * 1024
"""Bytes of one input: as much as any door takes, so that what is kept can be read again."""
_ROW = 256
"""Bytes an input counts beside its own, so that very many small ones are bounded as well."""
_LOOK_AFTER = MOST_KEPT // 64
_READ_AT_ONCE = 20
_REMEMBERED = 4_096
_SAMPLE = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """One input that could not be read.

    Attributes:
        number: counts up as they come.
        raw: as it came, up to 1 MiB.
        at: when it was put aside, UTC.
    """

    number: int
    raw: bytes
    reason: str
    source: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Inputs of one source that could not be read for one reason.

    Attributes:
        sample: the beginning of the latest, masked.
    """

    source: str
    reason: str
    times: int
    first_at: datetime
    last_at: datetime
    sample: str


Reader = Callable[[Quarantined], Sequence[CallEvent]]
"""Reads an input again; raises `CtiError` while it cannot."""


class Quarantine:
    """Keeps the latest of each input once; a sender of rubbish cannot fill the disk."""

    def __init__(self, engines: Engines, writer: Writer) -> None:
        self._engines = engines
        self._writer = writer
        self._marks: OrderedDict[bytes, int] | None = None
        self._unlooked = _LOOK_AFTER

    def put(self, raw: bytes, reason: str, source: str) -> Future[None]:
        """Keep an input with the reason; one that is kept already changes nothing."""
        at = datetime.now(UTC)
        kept = raw[:LARGEST_KEPT]
        mark = _mark(source, kept)

        def work(connection: Connection) -> None:
            marks = self._known(connection)
            if _holds(connection, marks.get(mark), kept):
                return
            row = {"at": at, "source": source, "reason": reason, "raw": kept}
            numbered = insert(QUARANTINE).values(row).returning(QUARANTINE.c.id)
            marks[mark] = connection.execute(numbered).scalar_one()
            if len(marks) > _REMEMBERED:
                marks.popitem(last=False)
            self._unlooked += len(kept) + _ROW
            if self._unlooked >= _LOOK_AFTER:
                _drop_oldest(connection)
                self._unlooked = 0

        return self._writer.submit(work)

    def _known(self, connection: Connection) -> OrderedDict[bytes, int]:
        """Return the latest inputs' marks with their numbers; on the writer's thread."""
        if self._marks is None:
            newest = select(QUARANTINE).order_by(QUARANTINE.c.id.desc()).limit(_REMEMBERED)
            rows = [(_mark(row.source, row.raw), row.id) for row in connection.execute(newest)]
            self._marks = OrderedDict(reversed(rows))
        return self._marks

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

    def groups(self) -> tuple[Unread, ...]:
        """Return what is kept by source and reason, the latest first."""
        wanted = select(
            QUARANTINE.c.source,
            QUARANTINE.c.reason,
            func.count().label("times"),
            func.min(QUARANTINE.c.at).label("first_at"),
            func.max(QUARANTINE.c.at).label("last_at"),
            func.max(QUARANTINE.c.id).label("latest"),
        ).group_by(QUARANTINE.c.source, QUARANTINE.c.reason)
        start = func.substr(QUARANTINE.c.raw, 1, _SAMPLE, type_=LargeBinary).label("start")
        with self._engines.reading() as connection:
            rows = sorted(connection.execute(wanted).all(), key=lambda row: -row.latest)
            latest = [row.latest for row in rows]
            begun = select(QUARANTINE.c.id, start).where(QUARANTINE.c.id.in_(latest))
            starts = {row.id: row.start for row in connection.execute(begun)}
        return tuple(
            Unread(
                source=row.source,
                reason=row.reason,
                times=row.times,
                first_at=row.first_at,
                last_at=row.last_at,
                sample=mask_text(starts.get(row.latest, b"").decode("utf-8", "replace")),
            )
            for row in rows
        )

    def of_source(self, source: str) -> tuple[bytes, ...]:
        """Return the inputs of one source, oldest first."""
        wanted = select(QUARANTINE.c.raw).where(QUARANTINE.c.source == source)
        with self._engines.reading() as connection:
            return tuple(connection.scalars(wanted.order_by(QUARANTINE.c.id)))

    def forget(self, source: str, raws: Sequence[bytes]) -> Future[None]:
        """Forget inputs of one source; what is not kept changes nothing."""

        def work(connection: Connection) -> None:
            own = delete(QUARANTINE).where(QUARANTINE.c.source == source)
            for chunk in in_chunks(raws):
                connection.execute(own.where(QUARANTINE.c.raw.in_(chunk)))

        return self._writer.submit(work)

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


def _mark(source: str, raw: bytes) -> bytes:
    return hashlib.blake2b(source.encode() + b"\0" + raw, digest_size=16).digest()


def _holds(connection: Connection, number: int | None, raw: bytes) -> bool:
    """Tell whether an input is still kept: others may have dropped it, or its row was undone."""
    if number is None:
        return False
    same = select(QUARANTINE.c.id).where(QUARANTINE.c.id == number, QUARANTINE.c.raw == raw)
    return connection.scalar(same) is not None


def _drop_oldest(connection: Connection) -> None:
    size = func.length(QUARANTINE.c.raw) + _ROW
    newest_first = QUARANTINE.c.id.desc()
    summed = select(QUARANTINE.c.id, func.sum(size).over(order_by=newest_first).label("sum"))
    running = summed.subquery()
    last = select(func.max(running.c.id)).where(running.c.sum > MOST_KEPT)
    beyond = connection.scalar(last)
    if beyond is not None:
        connection.execute(delete(QUARANTINE).where(QUARANTINE.c.id <= beyond))


def _quarantined(row: Row[Any]) -> Quarantined:
    return Quarantined(number=row.id, raw=row.raw, reason=row.reason, source=row.source, at=row.at)


def _events(read: Reader, kept: Quarantined) -> Sequence[CallEvent] | None:
    try:
        return read(kept)
    except CtiError:
        return None  # it stays where it is, with the reason it came with
