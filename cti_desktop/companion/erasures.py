"""Erases people: at an administrator's command, and because Zoom said that their data may not stay.

What Zoom wants is noted durably before Zoom is answered and done afterwards: going through a long
journal takes longer than Zoom waits. A restart goes on with what is noted; of several companions on
a database one does it.
"""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import msgspec
import structlog

from cti_desktop.calls.persons import Sought, seek_user
from cti_desktop.companion.background import Work
from cti_desktop.store.audit import AuditEntry
from cti_desktop.store.erasing import Erased
from cti_desktop.store.opening import Store

_ZOOM = "zoom"
_WORK = "erasures"
_NOTED = "erasures.noted"
_LASTS = timedelta(hours=1)
_LOOK_EVERY_S = 60.0
_SHOWN = 2

log = structlog.get_logger(__name__)


class Asked(msgspec.Struct, frozen=True):
    """An erasure that is noted.

    Attributes:
        known: ids and addresses that sessions told, which end meanwhile.
        until: what is older goes; the user may have come back since.
    """

    user_id: str
    known: tuple[str, ...]
    until: datetime


class Erasures:
    """Notes what is to be erased and does it; on the companion's loop, where its `works` run."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._news = asyncio.Event()

    @property
    def works(self) -> dict[str, Work]:
        """What has to run in the background, by name."""
        return {_WORK: self._work}

    async def ask(self, user_id: str, *, until: datetime) -> None:
        """Note that everything of a user up to a time has to go.

        Raises:
            UserFixable: the id is none (`user_wrong`).
            CtiError: the store failed.
        """
        seek_user(user_id)
        known = await asyncio.to_thread(_known_of, self._store, user_id)
        asked = Asked(user_id=user_id, known=known, until=until)
        changed = self._store.cursors.change(_NOTED, partial(_with, asked))
        await asyncio.wrap_future(changed)
        self._news.set()

    async def _work(self) -> None:
        """Do what is noted, also by others who ended before they did it; never returns."""
        while True:
            self._news.clear()
            await self._do_noted()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_EVERY_S):
                    await self._news.wait()

    async def _do_noted(self) -> None:
        while noted := _read(await asyncio.to_thread(self._store.cursors.get, _NOTED)):
            leases = self._store.leases
            if not await asyncio.wrap_future(leases.take(_WORK, self._clock(), _LASTS)):
                return
            await asyncio.to_thread(self._erase, noted[0])
            done = self._store.cursors.change(_NOTED, partial(_without, noted[0]))
            await asyncio.wrap_future(done)

    def _erase(self, asked: Asked) -> None:
        """Erase, unless Zoom only says again what was done; blocking."""
        erased = self._store.erasing.erased_until(asked.user_id)
        if erased is not None and erased >= asked.until:
            log.info("erased_already")
            return
        legs = self._store.erasing.leg_ids_of(asked.user_id)
        erase_person(
            self._store,
            seek_user(asked.user_id, (*legs, *asked.known)),
            at=self._clock(),
            actor=_ZOOM,
            subject=shown_user(asked.user_id),
            until=asked.until,
        )


def shown_user(user_id: str) -> str:
    """Write who was erased so that nobody new learns it: the last of their id."""
    return f"user …{user_id[-_SHOWN:]}"


def seek_known_user(store: Store, user_id: str) -> Sought:
    """Take every id of a user that sessions and events tell; blocking.

    Raises:
        UserFixable: the id is none (`user_wrong`).
    """
    seek_user(user_id)
    known = _known_of(store, user_id)
    return seek_user(user_id, (*store.erasing.leg_ids_of(user_id), *known))


def erase_person(
    store: Store,
    sought: Sought,
    *,
    at: datetime,
    actor: str,
    subject: str,
    until: datetime | None = None,
) -> Erased:
    """Remove a person from everything that is kept, and note that it was done; blocking.

    Args:
        store: open.
        sought: whom.
        at: now, UTC.
        actor: who wants it, for the audit log.
        subject: who it is, for the audit log.
        until: see `Erasing.erase`.

    Raises:
        CtiError: the database failed; nothing is erased then.
    """
    entry = partial(_entry, at, actor, subject)
    return store.erasing.erase(sought, at=at, entry=entry, until=until)


def _known_of(store: Store, user_id: str) -> tuple[str, ...]:
    known = [row.user for row in store.sessions.list() if row.user.user_id == user_id]
    extensions = {f"ext:{one.extension_id}" for one in known if one.extension_id}
    return (*sorted(extensions), *sorted({one.email for one in known if one.email}))


def _read(kept: str | None) -> tuple[Asked, ...]:
    return msgspec.json.decode(kept, type=tuple[Asked, ...]) if kept else ()


def _with(asked: Asked, kept: str | None) -> str:
    return msgspec.json.encode((*_read(kept), asked)).decode()


def _without(asked: Asked, kept: str | None) -> str:
    return msgspec.json.encode([one for one in _read(kept) if one != asked]).decode()


def _entry(at: datetime, actor: str, subject: str, done: Erased) -> AuditEntry:
    return AuditEntry(
        at=at,
        actor=actor,
        role="",
        action="person_erased",
        subject=subject,
        detail=f"events={done.events} calls={done.calls} beside={done.beside}",
    )
