"""Many rows of one table in one statement, given to the driver and taken from it as they are.

SQLAlchemy's own way costs more for each row than SQLite does; appends go through here. Values are
plain ones, except that a time goes through `moment_value`.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Table

Key = TypeVar("Key", int, str)
_WITHOUT_ZONE = len("2026-01-01 00:00:00.000000")
_MARKS = {"sqlite": "?", "postgresql": "%s"}
_IN_A_STATEMENT = (48, 8)
"""Rows at once, the larger first; older SQLites take 999 values."""


class ManyRows:
    """An INSERT of many rows; its text is made once for each kind of database.

    Args:
        table: where to.
        conflict: what follows `ON CONFLICT`, such as `DO NOTHING`; empty for an error.
        searched: whether the table has an index of texts. SQLite's writes what it holds back at
            the begin of each statement, so that few statements of many rows cost a third.
    """

    def __init__(self, table: Table[Any], conflict: str = "", *, searched: bool = False) -> None:
        columns = [column.name for column in table.c]
        begin = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES "  # noqa: S608 - our own names
        behind = f" ON CONFLICT {conflict}" if conflict else ""
        row = {name: f"({', '.join([mark] * len(columns))})" for name, mark in _MARKS.items()}
        self._texts = {dialect: f"{begin}{one}{behind}" for dialect, one in row.items()}
        sizes = _IN_A_STATEMENT if searched else ()
        self._sqlite = [(n, f"{begin}{', '.join([row['sqlite']] * n)}{behind}") for n in sizes]

    def insert(self, connection: Connection, rows: Sequence[tuple[object, ...]]) -> None:
        """Insert rows, their values in the order of the table's columns."""
        for size, text in self._sqlite if connection.dialect.name == "sqlite" else ():
            while len(rows) >= size:
                connection.exec_driver_sql(text, tuple(chain.from_iterable(rows[:size])))
                rows = rows[size:]
        text = self._texts[connection.dialect.name]
        if len(rows) == 1:
            connection.exec_driver_sql(text, rows[0])  # one trip to a server fewer
        elif rows:
            connection.exec_driver_sql(text, list(rows))


class Lookup:
    """A SELECT of the rows whose key is one of many, in no order; its text is made once.

    Not sorted, because SQLite would then go through the whole table in that order.

    Args:
        table: where from.
        columns: what to read.
        key: the column that is compared; it needs an index.
    """

    def __init__(self, table: Table[Any], columns: Sequence[str], key: str) -> None:
        begin = f"SELECT {', '.join(columns)} FROM {table.name} WHERE {key}"  # noqa: S608 - ours
        self._sqlite = begin + " IN (SELECT value FROM json_each(?))"  # noqa: S608 - ours
        self._postgresql = begin + " = ANY(%s)"

    def rows(self, connection: Connection, keys: Iterable[Key]) -> Sequence[Row[Any]]:
        """Return the rows of these keys."""
        wanted = list(keys)
        if not wanted:
            return ()
        if connection.dialect.name == "sqlite":
            return connection.exec_driver_sql(self._sqlite, (json.dumps(wanted),)).all()
        return connection.exec_driver_sql(self._postgresql, (wanted,)).all()


def replacing(table: Table[Any], key: str) -> str:
    """Return the conflict clause that puts the new row in place of the one with the same key."""
    others = [column.name for column in table.c if column.name != key]
    values = ", ".join(f"{name} = excluded.{name}" for name in others)
    return f"({key}) DO UPDATE SET {values}"


def moment_value(connection: Connection) -> Callable[[datetime | None], object]:
    """Return what turns a time into the value that the driver keeps as `columns.Moment` does."""
    return _sqlite_moment if connection.dialect.name == "sqlite" else _zoned_moment


def _sqlite_moment(value: datetime | None) -> str | None:
    if value is None:
        return None
    moment = value if value.tzinfo is UTC else _zoned_moment(value)
    return moment.isoformat(" ", "microseconds")[:_WITHOUT_ZONE] if moment else None


def _zoned_moment(value: datetime | None) -> datetime | None:
    if value is None or value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        raise ValueError("a time needs its zone to be stored")
    return value.astimezone(UTC)
