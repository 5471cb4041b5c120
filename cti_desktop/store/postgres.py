"""All that is particular to PostgreSQL: its driver, isolation, locks and notices.

Only `engines.py` and `failures.py` call this module; `sqlite.py` is its sibling.
"""

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine
from sqlalchemy.event import listen
from sqlalchemy.exc import DataError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool, QueuePool

from cti_desktop.calls.errors import CtiError, Denied, Temporary, UserFixable

CHANNEL = "cti_journal"
"""Where an append tells other processes that there is something new."""

_DRIVER = "postgresql+psycopg"
_NAMES = ("postgresql", "postgres", _DRIVER)
_READERS = 4
_MORE_READERS = 6
_NOTICE_A_CUT = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""Else the system waits up to two hours for a lost answer; an address may say otherwise."""
_LONGEST_PAUSE = "30s"
"""Else a companion whose machine is paused or gone, in the middle of a write, stops all others."""
_DISK_FULL = "53100"
_NO_PRIMARY = "25006"
_AWAY = ("25P03", _NO_PRIMARY)  # the former: ended for doing nothing
_OUT_OF_RANGE = ("22003", "22008")  # a number, a time
_LOCK_HEAD = """
    SELECT last, CASE current_setting('idle_in_transaction_session_timeout')
      WHEN '0' THEN set_config('idle_in_transaction_session_timeout', %s, true) END
    FROM journal_head FOR UPDATE
"""
_MIGRATION_LOCK = 0x43544944
"""Number of the advisory lock that one process migrates under ("CTID")."""


def address(url: URL) -> URL:
    """Name our driver in an address that leaves it open.

    Raises:
        UserFixable: it is no PostgreSQL address.
    """
    if url.drivername not in _NAMES:
        raise UserFixable(
            "The database address is not understood; it begins with sqlite:/// or "
            "postgresql+psycopg://.",
            code="store_url",
        )
    return url.set(drivername=_DRIVER)


def writing_engine(url: URL) -> Engine:
    """Make the engine of the one writing connection.

    Raises:
        UserFixable: the driver is not installed.
    """
    try:
        engine = create_engine(
            url,
            poolclass=QueuePool,
            pool_size=1,
            pool_pre_ping=True,
            connect_args=_noticing(url),
        )
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise UserFixable(
            "PostgreSQL needs the companion's packages: install cti-desktop[companion].",
            code="store_driver",
        ) from error
    listen(engine, "handle_error", _leave_standby)
    return engine


def _leave_standby(context: ExceptionContext) -> None:
    """Let the address lead to the new primary: a connection to the old one stays sound."""
    if getattr(context.original_exception, "sqlstate", None) == _NO_PRIMARY:
        context.is_disconnect = True


def reading_engine(url: URL) -> Engine:
    """Make an engine whose transactions see one moment of the database and may not write."""
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=_READERS,
        max_overflow=_MORE_READERS,
        pool_pre_ping=True,
        isolation_level="REPEATABLE READ",
        connect_args=_noticing(url),
    )
    return engine.execution_options(postgresql_readonly=True)


def listening_engine(url: URL) -> Engine:
    """Make an engine whose connections hear notices."""
    return create_engine(
        url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=_noticing(url)
    )


def _noticing(url: URL) -> dict[str, int]:
    """Return what makes a connection fail, not hang, when the way to the server is cut."""
    return {name: value for name, value in _NOTICE_A_CUT.items() if name not in url.query}


def lock_migrations(connection: Connection) -> None:
    """Wait until no other process migrates, and keep others out until the transaction ends."""
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_MIGRATION_LOCK,))


def lock_writing(connection: Connection) -> None:
    """Let one process write at a time, from its transaction's beginning to its commit.

    So positions follow commit order, and two transactions never wait for each other. The server
    ends one that does nothing for too long; what an administrator chose for that stays.
    """
    connection.exec_driver_sql(_LOCK_HEAD, (_LONGEST_PAUSE,))


def notify(connection: Connection, token: str) -> None:
    """Tell other processes, once the transaction is committed, that there are new events."""
    connection.exec_driver_sql("SELECT pg_notify(%s, %s)", (CHANNEL, token))


def meaning_of(error: DBAPIError) -> CtiError | None:
    """Say what an error of the PostgreSQL driver means to us; None when nothing in particular."""
    state = getattr(error.orig, "sqlstate", None)
    if state in _OUT_OF_RANGE:
        return Denied("This number or time is beyond what can be stored.", code="store_number")
    if isinstance(error, DataError):
        return Denied("This text holds characters that cannot be stored.", code="store_text")
    if state == _DISK_FULL:
        return Temporary("The disk is full or fails; nothing was saved.", code="store_full")
    if state in _AWAY:
        return Temporary("The database cannot be reached now.", code="store_away")
    return None
