"""Which agents a supervisor sees: named in the settings, found in Zoom's list of phone users.

A member is an e-mail address, `department:…`, `site:…` or `*`, which is everybody. A supervisor
without an entry sees the whole account; one whose members nobody knows sees nobody but themselves.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

import msgspec
import structlog

from cti_desktop.calls.errors import CtiError
from cti_desktop.companion.keeping import Clients
from cti_desktop.companion.owners import ids_of
from cti_desktop.companion.turns import Turns
from cti_desktop.store.cursors import USER_LIST, USERS_SEEN
from cti_desktop.store.opening import Store
from cti_desktop.store.sessions import SessionRow
from cti_desktop.sync.scopes import Role, Viewer, make_viewer
from cti_desktop.zoom.rest import PhoneUser, ZoomClient

_EVERY = timedelta(hours=1)
_AFTER_FAILURE = timedelta(minutes=1)
_KIND = "phone users"
_EVERYBODY = "*"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A phone user as far as teams need it.

    Attributes:
        groups: `department:…` and `site:…`, folded to small letters like the address.
    """

    email: str
    ids: frozenset[str]
    groups: frozenset[str] = frozenset()


class Teams:
    """Knows every supervisor's members; reads Zoom's users now and then when teams are set.

    Args:
        teams: members by the supervisor's e-mail address.
        store: keeps the list for after a restart, and for other companions.
        clients: give the REST clients worth trying.
        turns: knows whom to ask first.
    """

    def __init__(
        self,
        teams: Mapping[str, tuple[str, ...]],
        store: Store,
        clients: Clients,
        turns: Turns,
    ) -> None:
        self._turns = turns
        self._teams = teams
        self._store = store
        self._clients = clients
        self._members: tuple[Member, ...] | None = None
        self.last_error: str | None = None

    async def viewer_of(self, row: SessionRow) -> Viewer:
        """Return who is asking, with every id calls know them by and the team they lead."""
        user = row.user
        role = Role(user.role)
        team = self._teams.get(user.email.casefold()) if role is Role.SUPERVISOR else None
        return make_viewer(
            user_id=user.user_id,
            extension_id=user.extension_id,
            extension=user.extension_number,
            role=role,
            team=None if team is None or _EVERYBODY in team else await self._ids_of(team),
        )

    @property
    def works(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What has to run in the background, by name; nothing without teams."""
        return {"user list": self._read_again_and_again} if self._teams else {}

    async def read(self) -> bool:
        """Read Zoom's users once; a failure is shown, and the list of before stays.

        Returns:
            False when nobody could read them now, or nobody has connected Zoom yet.
        """
        clients = await self._clients()
        if not clients:
            return False
        try:
            users = await self._turns.first(_KIND, clients, frozenset(), _list)
        except CtiError as error:
            if error.code != self.last_error:
                log.warning("users_not_listed", code=error.code)
            self.last_error = error.code
            return False
        self._members, self.last_error = users, None
        kept = msgspec.json.encode(users).decode()
        await asyncio.wrap_future(self._store.cursors.set(USER_LIST, kept))
        return True

    async def _read_again_and_again(self) -> None:
        while True:
            well = await self.read()
            await asyncio.sleep((_EVERY if well else _AFTER_FAILURE).total_seconds())

    async def _ids_of(self, team: tuple[str, ...]) -> frozenset[str]:
        known = await self._known()
        seen = await asyncio.to_thread(self._seen, {member.email for member in known})
        wanted = frozenset(team)
        return frozenset(
            one
            for member in (*known, *seen)
            if member.email in wanted or member.groups & wanted
            for one in member.ids
        )

    def _seen(self, listed: Collection[str]) -> tuple[Member, ...]:
        """Return the members of teams who signed in; blocking.

        Whom Zoom's list lacks is remembered: a team that changed with each session would have its
        supervisor's desk fetch everything anew each time, and lose who is signed out from view.
        """
        kept = self._store.cursors.get(USERS_SEEN)
        before = msgspec.json.decode(kept, type=tuple[Member, ...]) if kept else ()
        ids = {member.email: member.ids for member in before}
        named = {one for members in self._teams.values() for one in members}
        for row in self._store.sessions.list():
            email = row.user.email.casefold()
            if email in named:
                ids[email] = ids.get(email, frozenset()) | ids_of(row.user)
        seen = tuple(Member(email=email, ids=ids[email]) for email in sorted(ids))
        found = tuple(member for member in seen if member.email not in listed)
        if set(found) - set(before):
            self._store.cursors.set(USERS_SEEN, msgspec.json.encode(found).decode())
        return seen

    async def _known(self) -> tuple[Member, ...]:
        if self._members is None:
            kept = await asyncio.to_thread(self._store.cursors.get, USER_LIST)
            self._members = msgspec.json.decode(kept, type=tuple[Member, ...]) if kept else ()
        return self._members


def strangers(teams: Mapping[str, tuple[str, ...]], store: Store) -> tuple[str, ...] | None:
    """Name the members of teams whom Zoom's list has not; None when it was never read. Blocking."""
    kept = store.cursors.get(USER_LIST)
    if kept is None:
        return None
    listed = msgspec.json.decode(kept, type=tuple[Member, ...])
    known = {_EVERYBODY, *(one.email for one in listed), *(g for one in listed for g in one.groups)}
    named = {one for members in teams.values() for one in members}
    return tuple(sorted(named - known))


async def _list(client: ZoomClient) -> tuple[Member, ...]:
    return tuple([_member(user) async for user in client.phone_users()])


def _member(user: PhoneUser) -> Member:
    ids = {f"user:{user.user_id}", f"ext:{user.extension_id}"}
    groups = {f"department:{user.department}", f"site:{user.site}"}
    return Member(
        email=(user.email or "").casefold(),
        ids=frozenset(one for one in ids if not one.endswith(":None")),
        groups=frozenset(one.casefold() for one in groups if not one.endswith(":None")),
    )
