"""Translates what the database library raises into the program's errors, at the room's edge."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError

from cti_desktop.calls.errors import Conflict, CtiError, Denied, Temporary
from cti_desktop.store.sqlite import meaning_of


def translated(error: Exception) -> Exception:
    """Return the program's error for a library's; any other error as it is."""
    if isinstance(error, sqlite3.Error):
        return meaning_of(error) or _unknown(error)
    if isinstance(error, DBAPIError) and isinstance(error.orig, sqlite3.Error):
        known = meaning_of(error.orig)
        if known is not None:
            return known
    if isinstance(error, IntegrityError):
        return Conflict("Somebody else saved the same thing first.", code="store_conflict")
    if isinstance(error, OperationalError):
        return Temporary("The database cannot be reached now.", code="store_away")
    if isinstance(error, UnicodeEncodeError):
        return Denied("This text holds characters that cannot be stored.", code="store_text")
    return _unknown(error) if isinstance(error, SQLAlchemyError) else error


@contextmanager
def translating() -> Iterator[None]:
    """Raise the program's errors in place of the library's.

    Raises:
        CtiError: what the library's error means.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise translated(error) from error


def _unknown(error: Exception) -> CtiError:
    return CtiError(f"The database failed: {type(error).__name__}.", code="store_failed")
