"""The part of the office that hands out the sound of recordings and voicemails, piece by piece.

The face gets bytes, never an address with a token in it; a page never gets either.
"""

from cti_desktop.calls.errors import UserFixable
from cti_desktop.sync.client import CompanionClient
from cti_desktop.sync.sound import PART_BYTES, SoundPart


class MediaDoor:
    """A base of the office; core loop only."""

    _media_client: CompanionClient | None

    async def sound(
        self, call_id: str, media_id: str, *, first: int = 0, length: int = PART_BYTES
    ) -> SoundPart:
        """Read a stretch of one of a call's `playable` sounds, from byte `first` on.

        Raises:
            UserFixable: there is no companion to fetch it.
            Denied: this person may not hear it, it is gone (`not_found`), or is shorter than
                `first` (`range_wrong`).
            Temporary: it cannot be fetched now.
        """
        if self._media_client is None:
            raise UserFixable(
                "Recordings are fetched by the companion, and none is set.", code="no_companion"
            )
        return await self._media_client.sound(call_id, media_id, first=first, length=length)
