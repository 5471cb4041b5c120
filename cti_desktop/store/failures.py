"""Translates what the database library raises into the program's errors, at the room's edge."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    OperationalError,
    SQLAlchemyError,
    StatementError,
)

from cti_desktop.calls.errors import Conflict, CtiError, Denied, Temporary
from cti_desktop.store import postgres, sqlite

_UNREADABLE = frozenset(
    {"malformed_event", "malformed_call", "malformed_contact", "malformed_text"}
)


def translated(error: Exception) -> Exception:
    """Return the program's error for a library's; any other error as it is.

    What was written by this room and cannot be read back is damage: SQLite has no checksums, so a
    bad sector inside a row is told by nobody else.
    """
    if isinstance(error, Denied) and error.code in _UNREADABLE:
        return sqlite.damaged()
    driver = error.orig if isinstance(error, StatementError) else error
    known = sqlite.meaning_of(driver) if isinstance(driver, sqlite3.Error) else None
    if known is None and isinstance(error, DBAPIError):
        known = postgres.meaning_of(error)
    if known is not None:
        return known
    if isinstance(error, UnicodeEncodeError):
        return Denied("This text holds characters that cannot be stored.", code="store_text")
    if isinstance(driver, OverflowError):
        return Denied("This number or time is beyond what can be stored.", code="store_number")
    if isinstance(error, StatementError) and isinstance(error.orig, ValueError | TypeError):
        return error.orig  # a value that could not become SQL: not the database's fault
    return _by_class(error)


@contextmanager
def translating() -> Iterator[None]:
    """Raise the program's errors in place of the library's.

    Raises:
        CtiError: what the library's error means.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OverflowError) as error:
        raise translated(error) from error
    except Denied as error:
        if error.code not in _UNREADABLE:
            raise
        raise translated(error) from error


def _by_class(error: Exception) -> Exception:
    if isinstance(error, IntegrityError):
        return Conflict("Somebody else saved the same thing first.", code="store_conflict")
    if isinstance(error, OperationalError):
        return Temporary("The database cannot be reached now.", code="store_away")
    if isinstance(error, SQLAlchemyError | sqlite3.Error):
        return CtiError(f"The database failed: {type(error).__name__}.", code="store_failed")
    return error
