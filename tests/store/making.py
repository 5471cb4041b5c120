"""Makes events, contacts and databases for the tests of the store."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

from sqlalchemy import Connection, Engine
from sqlalchemy.event import listen, remove

from cti_desktop.calls.contacts import Contact, ContactNumber
from cti_desktop.calls.events import (
    CallEvent,
    Direction,
    Facts,
    Kind,
    LegRef,
    NoteField,
    Party,
    Side,
    Source,
)
from cti_desktop.calls.numbers import parse_number
from cti_desktop.store.writer import Writer

PATIENCE_S = 20.0
START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ADA = Party(name="Ada Lovelace", number="+442079460018")


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


def event(
    name: str,
    *keys: str,
    kind: Kind = Kind.RANG,
    second: int = 0,
    caller: Party = ADA,
    agent: str | None = "user:u1",
    direction: Direction = Direction.INBOUND,
) -> CallEvent:
    at = START + timedelta(seconds=second)
    return CallEvent(
        id=name,
        kind=kind,
        source=Source.EMBED,
        name=f"told {kind}",
        at=at,
        seen_at=at,
        keys=tuple(sorted(keys)),
        leg=LegRef(side=Side.CALLEE, ids=(agent,)) if agent else None,
        facts=Facts(direction=direction, caller=caller),
    )


def note(
    name: str,
    *keys: str,
    field: NoteField = NoteField.TEXT,
    value: str | None = "",
    second: int = 0,
    author: str = "user:u1",
) -> CallEvent:
    at = START + timedelta(seconds=second)
    return CallEvent(
        id=name,
        kind=Kind.NOTED,
        source=Source.PERSON,
        name="note",
        at=at,
        seen_at=at,
        keys=tuple(sorted(keys)),
        author=author,
        facts=Facts(note_field=field, note_value=value),
    )


def whole_call(
    key: str, *, second: int = 0, caller: Party = ADA, agent: str = "user:u1", answered: bool = True
) -> list[CallEvent]:
    kinds = [Kind.RANG, *([Kind.ANSWERED] if answered else []), Kind.ENDED]
    return [
        event(f"{key}-{kind}", key, kind=kind, second=second + 5 * step, caller=caller, agent=agent)
        for step, kind in enumerate(kinds)
    ]


def contact(name: str, *numbers: str, firm: str = "", region: str | None = None) -> Contact:
    """A contact whose numbers are read as an import would; `region` None leaves them as written."""
    read = [parse_number(raw, region) for raw in numbers]
    return Contact(
        id=name.lower().replace(" ", "-"),
        name=name,
        source="csv",
        firm=firm,
        numbers=tuple(
            ContactNumber(raw=one.raw, e164=one.e164, extension=one.extension) for one in read
        ),
    )


@contextmanager
def explained() -> Iterator[list[str]]:
    """Collect how SQLite goes about each SELECT run inside."""
    steps: list[str] = []

    def explain(
        connection: Connection, _c: object, sql: str, values: tuple[object, ...], *_: object
    ) -> None:
        if sql.startswith("SELECT"):
            cursor = connection.connection.cursor()
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
            steps.extend(str(row[3]) for row in cursor.fetchall())
            cursor.close()

    listen(Engine, "before_cursor_execute", explain)
    try:
        yield steps
    finally:
        remove(Engine, "before_cursor_execute", explain)


@contextmanager
def held(writer: Writer) -> Iterator[None]:
    """Keep the writer busy with another job inside, so that what is submitted queues up."""
    entered, release = Event(), Event()

    def wait(_: Connection) -> None:
        entered.set()
        release.wait(PATIENCE_S)

    waiting = writer.submit(wait)
    assert entered.wait(PATIENCE_S)
    try:
        yield
    finally:
        release.set()
        waiting.result(PATIENCE_S)
