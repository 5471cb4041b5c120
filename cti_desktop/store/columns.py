"""Column types whose values and order are the same on every database; for `schema.py`."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator

# SQLite numbers rows by itself only in a column that is called INTEGER.
RowNumber = BigInteger().with_variant(Integer(), "sqlite")
# Prefix searches compare by code point; a database's local collation would order otherwise.
PlainText = String().with_variant(String(collation="C"), "postgresql")


class Moment(TypeDecorator[datetime]):
    """A time with its zone; kept as UTC, returned as UTC.

    Raises `ValueError` for a time without zone, which would be a guess.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn the time into UTC; SQLite keeps it without the zone, which is always the same."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time needs its zone to be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Give the time its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
