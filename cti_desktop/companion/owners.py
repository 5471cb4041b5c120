"""By which ids calls know the people whose grants the companion holds."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping

from cti_desktop.calls.call import Call
from cti_desktop.store.sessions import Sessions, SessionUser
from cti_desktop.sync.scopes import Role, make_viewer

Owners = Callable[[], Awaitable[Mapping[str, frozenset[str]]]]
"""Gives the ids of whoever has a client of their own, by the client's owner."""


def ids_of(user: SessionUser) -> frozenset[str]:
    """Return the ids that calls know a signed-in user by."""
    return make_viewer(
        user_id=user.user_id,
        extension_id=user.extension_id,
        extension=user.extension_number,
        role=Role.AGENT,
    ).leg_ids


async def read_owners(rows: Sessions) -> Mapping[str, frozenset[str]]:
    """Return the ids of everybody who ever signed in, by the key of their grant."""
    known: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for row in await asyncio.to_thread(rows.list):
        known[f"user:{row.user.user_id}"] |= ids_of(row.user)
    return known


def agents_of(call: Call) -> frozenset[str]:
    """Return every id that a call's agents are known by."""
    return frozenset(one for leg in call.legs for one in leg.ids)
