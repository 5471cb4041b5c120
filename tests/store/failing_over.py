"""A PostgreSQL that fails over to a standby which had not got the last commits yet."""

from contextlib import closing

from sqlalchemy import Connection, select, text, update

from cti_desktop.store.opening import open_store
from cti_desktop.store.removing import remove_groups
from cti_desktop.store.schema import EVENT, JOURNAL_HEAD

PATIENCE_S = 10
_CUT_OFF = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend'"
)


def fail_over(address: str, *, kept: int) -> None:
    """Cut everybody off, and lose all events behind a position; each is a call of its own."""

    def lose(connection: Connection) -> None:
        connection.execute(_CUT_OFF)
        lost = connection.scalars(select(EVENT.c.group_id).where(EVENT.c.position > kept))
        remove_groups(connection, {one for one in lost if one is not None})
        connection.execute(update(JOURNAL_HEAD).values(last=kept))

    with closing(open_store(address)) as standby:
        standby.writer.submit(lose).result(PATIENCE_S)
