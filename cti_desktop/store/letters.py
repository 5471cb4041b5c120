"""Input that is on the disk before anybody has read it: taken fast now, read into the journal soon.

The companion puts webhooks here that come faster than calls can be folded. Whoever reads a letter
drops it afterwards, so that one may be read twice after a crash but is never lost; what is read
from it has to be harmless to repeat, as events are. What a process left behind is shared out among
the others: who takes a letter makes it its own.
"""

import itertools
import secrets
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, delete, func, or_, select, update

from cti_desktop.store.bulk import ManyRows, moment_value
from cti_desktop.store.engines import Engines
from cti_desktop.store.grouping import in_chunks
from cti_desktop.store.schema import LETTER
from cti_desktop.store.writer import Writer

_ROWS = ManyRows(LETTER)
_BODIES = msgspec.msgpack.Decoder(tuple[bytes, ...])
_AHEAD = timedelta(minutes=1)
"""Other computers' clocks may be so far ahead of this one's."""
_BEHIND_DASH = "."  # the next character, so that a range of keys begins with "name-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Inputs that came together and are not read yet.

    Attributes:
        key: names the letter; never used again.
        at: when they were taken, or taken over, UTC.
    """

    key: str
    at: datetime
    bodies: tuple[bytes, ...]


class Letters:
    """Keeps letters under this process's own name; any thread."""

    def __init__(self, engines: Engines, writer: Writer) -> None:
        self._engines = engines
        self._writer = writer
        self._name = secrets.token_hex(8)
        self._numbers = itertools.count(1)

    def put(self, bodies: Sequence[bytes], at: datetime) -> Future[None]:
        """Keep inputs as one letter; done when they are on the disk. From one thread."""
        key = self._new_key()

        def work(connection: Connection) -> None:
            moment = moment_value(connection)(at)
            _ROWS.insert(connection, [(key, moment, len(bodies), msgspec.msgpack.encode(bodies))])

        return self._writer.submit(work)

    def own(self, limit: int) -> tuple[Letter, ...]:
        """Return the first letters that this process put."""
        begin, end = f"{self._name}-", f"{self._name}{_BEHIND_DASH}"
        return self._read(select(LETTER).where(LETTER.c.key > begin, LETTER.c.key < end), limit)

    def take_left(self, before: datetime, now: datetime, limit: int) -> tuple[Letter, ...]:
        """Take over the first letters of others that have lain here since before a time; blocking.

        They are this process's own from `now` on, so of several that look each gets others. When
        it ends before it has dropped them, they have lain here since then. Letters of a time to
        come were put by a clock that was ahead.
        """
        begin, end = f"{self._name}-", f"{self._name}{_BEHIND_DASH}"
        others = or_(LETTER.c.key < begin, LETTER.c.key >= end)
        old = or_(LETTER.c.at < before, LETTER.c.at > now + _AHEAD)
        wanted = select(LETTER).where(others, old)
        if not self._read(wanted, 1):  # as nearly always: nobody has to write
            return ()
        free = wanted.order_by(LETTER.c.key).limit(limit).with_for_update(skip_locked=True)

        def work(connection: Connection) -> tuple[Letter, ...]:
            return tuple(
                _letter(row, self._rename(connection, row.key, now))
                for row in connection.execute(free).all()
            )

        return self._writer.submit(work).result()

    def _rename(self, connection: Connection, key: str, now: datetime) -> str:
        own = self._new_key()
        connection.execute(update(LETTER).where(LETTER.c.key == key).values(key=own, at=now))
        return own

    def _new_key(self) -> str:
        return f"{self._name}-{next(self._numbers):012}"

    def count(self) -> int:
        """Count the inputs in the letters of every process."""
        with self._engines.reading() as connection:
            return connection.scalar(select(func.sum(LETTER.c.inputs))) or 0

    def drop(self, keys: Iterable[str]) -> Future[None]:
        """Forget letters whose content is kept; those gone already are no fault."""
        gone = list(keys)

        def work(connection: Connection) -> None:
            for chunk in in_chunks(gone):
                connection.execute(delete(LETTER).where(LETTER.c.key.in_(chunk)))

        return self._writer.submit(work)

    def _read(self, wanted: Select[Any], limit: int) -> tuple[Letter, ...]:
        with self._engines.reading() as connection:
            rows = connection.execute(wanted.order_by(LETTER.c.key).limit(limit)).all()
        return tuple(_letter(row, row.key) for row in rows)


def _letter(row: Row[Any], key: str) -> Letter:
    return Letter(key=key, at=row.at, bodies=_BODIES.decode(row.body))
