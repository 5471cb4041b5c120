"""Finds AI summaries whose webhook was lost, where the whole account's calls are read.

Zoom names a summary in its webhook and in each user's own list of what is new, but in no list of
the account. So the lists of those are read who ever signed in here, once the account has told of a
summary.
"""

import asyncio
from collections.abc import Sequence

import msgspec
import structlog

from cti_desktop.calls.errors import CtiError, Temporary
from cti_desktop.companion.keeping import Keeping
from cti_desktop.companion.owners import Owners
from cti_desktop.companion.seen import SEEN
from cti_desktop.companion.synced import news_since
from cti_desktop.store.cursors import Cursors
from cti_desktop.zoom.contract.v3 import SUMMARY_CHANGED
from cti_desktop.zoom.rest import ZoomClient

_SYNC = "zoom.sync.account."
_USER = "user:"

log = structlog.get_logger(__name__)


class LostSummaries:
    """Reads with the account's clients; the rest of the reconciler fetches the texts.

    Args:
        keeping: appends.
        cursors: keep each user's sync token.
        owners: knows who signed in.
    """

    def __init__(self, keeping: Keeping, cursors: Cursors, owners: Owners) -> None:
        self._owners = owners
        self._keeping = keeping
        self._cursors = cursors

    async def find(self, clients: Sequence[ZoomClient]) -> None:
        """Read what is new in everybody's lists, with clients of the whole account, best first.

        Raises:
            Temporary: a list could not be read now.
        """
        if not await self._made_here():
            return
        for owner in sorted(await self._owners()):
            await self._of_owner(clients, owner)

    async def _made_here(self) -> bool:
        """Tell whether the account makes summaries, by whether it ever told of one."""
        kept = await asyncio.to_thread(self._cursors.get, SEEN)
        return SUMMARY_CHANGED in msgspec.json.decode(kept or "{}", type=dict[str, object])

    async def _of_owner(self, clients: Sequence[ZoomClient], owner: str) -> None:
        for client in clients:
            try:
                await self._news(client, owner)
            except Temporary:
                raise
            except CtiError as error:
                log.info("summaries_not_listed", code=error.code)
            else:
                return

    async def _news(self, client: ZoomClient, owner: str) -> None:
        place, user_id = f"{_SYNC}{owner}", owner.removeprefix(_USER)
        async for events in news_since(client, self._cursors, place, user_id):
            await self._keeping.keep([one for one in events if one.facts.summary])
