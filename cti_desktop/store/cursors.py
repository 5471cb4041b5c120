"""Named positions in feeds of others, such as `companion.feed`: where to go on after a restart."""

from collections.abc import Callable
from concurrent.futures import Future

from sqlalchemy import Connection, insert, select, update

from cti_desktop.store.engines import Engines
from cti_desktop.store.schema import NAMED_CURSOR
from cti_desktop.store.writer import Writer

USER_LIST = "zoom.users"
"""Under this name stands a JSON list of the account's users, for teams."""
USERS_SEEN = "teams.seen"
"""Under this name stands such a list of members of teams who signed in and are on no other list."""


class Cursors:
    """Keeps one text per name."""

    def __init__(self, engines: Engines, writer: Writer) -> None:
        self._engines = engines
        self._writer = writer

    def get(self, name: str) -> str | None:
        """Return the position, None when none was set."""
        wanted = select(NAMED_CURSOR.c.value).where(NAMED_CURSOR.c.name == name)
        with self._engines.reading() as connection:
            return connection.scalar(wanted)

    def set(self, name: str, value: str) -> Future[None]:
        """Set the position."""
        return self._writer.submit(lambda connection: _put(connection, name, value))

    def change(self, name: str, new: Callable[[str | None], str]) -> Future[str]:
        """Set what follows from the present value; no other process comes between.

        Args:
            name: of the position.
            new: gives the next value for the present one; on the writer's thread.
        """

        def work(connection: Connection) -> str:
            wanted = select(NAMED_CURSOR.c.value).where(NAMED_CURSOR.c.name == name)
            value = new(connection.scalar(wanted.with_for_update()))
            _put(connection, name, value)
            return value

        return self._writer.submit(work)

    def set_if_none(self, name: str, value: str) -> Future[str]:
        """Set the position unless it is set; gives the one that counts, also of two that try."""

        def work(connection: Connection) -> str:
            wanted = select(NAMED_CURSOR.c.value).where(NAMED_CURSOR.c.name == name)
            known = connection.scalar(wanted)
            if known is None:
                connection.execute(insert(NAMED_CURSOR).values(name=name, value=value))
            return value if known is None else known

        return self._writer.submit(work)


def _put(connection: Connection, name: str, value: str) -> None:
    own = update(NAMED_CURSOR).where(NAMED_CURSOR.c.name == name)
    if not connection.execute(own.values(value=value)).rowcount:
        connection.execute(insert(NAMED_CURSOR).values(name=name, value=value))
