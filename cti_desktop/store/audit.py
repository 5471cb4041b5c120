"""Who read, exported or erased what. Rows are only added; the database itself refuses the rest."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from cti_desktop.store.engines import Engines
from cti_desktop.store.schema import AUDIT
from cti_desktop.store.writer import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One deed.

    Attributes:
        at: UTC.
        actor: `user:<Zoom user id>`, or `command line`.
        role: of the actor then.
        action: such as `call_read`, `media_played`, `person_erased`.
        subject: what it was done to, such as a call's id; never a phone number.
        detail: more of it, as `name=value` words.
    """

    at: datetime
    actor: str
    role: str
    action: str
    subject: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedEntry:
    """A deed with its number in the log."""

    number: int
    entry: AuditEntry


class Audit:
    """Adds to the log and reads it; any thread."""

    def __init__(self, engines: Engines, writer: Writer) -> None:
        self._engines = engines
        self._writer = writer

    def add(self, entries: Sequence[AuditEntry]) -> Future[None]:
        """Add deeds; done when they are on the disk."""
        kept = tuple(entries)
        return self._writer.submit(lambda connection: add_entries(connection, kept))

    def page(
        self, *, before: int | None = None, actor: str = "", subject: str = "", limit: int = 100
    ) -> tuple[NumberedEntry, ...]:
        """Return deeds, the latest first; `before` is the number of the last one seen."""
        wanted = select(AUDIT).order_by(AUDIT.c.number.desc()).limit(limit)
        if before is not None:
            wanted = wanted.where(AUDIT.c.number < before)
        if actor:
            wanted = wanted.where(AUDIT.c.actor == actor)
        if subject:
            wanted = wanted.where(AUDIT.c.subject == subject)
        return self._read(wanted)

    def after(self, number: int, limit: int = 100) -> tuple[NumberedEntry, ...]:
        """Return the deeds behind a number, the earliest first."""
        return self._read(
            select(AUDIT).where(AUDIT.c.number > number).order_by(AUDIT.c.number).limit(limit)
        )

    def _read(self, wanted: Select[Any]) -> tuple[NumberedEntry, ...]:
        with self._engines.reading() as connection:
            rows = [dict(row._mapping) for row in connection.execute(wanted)]
        return tuple(
            NumberedEntry(number=row.pop("number"), entry=AuditEntry(**row)) for row in rows
        )


def add_entries(connection: Connection, entries: Sequence[AuditEntry]) -> None:
    """Add deeds in a transaction of the writer, with what they did."""
    if entries:
        connection.execute(insert(AUDIT), [asdict(entry) for entry in entries])
