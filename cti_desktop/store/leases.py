"""Lets one of several processes on a database do a work, such as sweeping the call history.

A lease that is not renewed ends by itself, so a process that died keeps nobody waiting for long.
"""

import secrets
from concurrent.futures import Future
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from cti_desktop.store.schema import LEASE
from cti_desktop.store.writer import Writer


class Leases:
    """Takes and gives back leases in this process's name; any thread.

    Writing transactions follow each other, also those of other processes, so of two that ask at
    once one gets it.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._own = secrets.token_hex(8)

    def take(self, name: str, now: datetime, lasts: timedelta) -> Future[bool]:
        """Take or renew a lease; False while another process has it.

        Args:
            name: of the work.
            now: UTC.
            lasts: until it ends by itself.
        """

        def work(connection: Connection) -> bool:
            of_it = LEASE.c.name == name
            known = connection.execute(select(LEASE).where(of_it)).first()
            until = now + lasts
            if known is None:
                row = {"name": name, "holder": self._own, "until": until}
                connection.execute(insert(LEASE).values(row))
                return True
            if known.holder != self._own and known.until > now:
                return False
            connection.execute(update(LEASE).where(of_it).values(holder=self._own, until=until))
            return True

        return self._writer.submit(work)

    def give_back(self) -> Future[None]:
        """Give every lease of this process back."""

        def work(connection: Connection) -> None:
            connection.execute(delete(LEASE).where(LEASE.c.holder == self._own))

        return self._writer.submit(work)
