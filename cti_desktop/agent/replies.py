"""What somebody began to write to a number and did not send yet, as it is kept over a restart.

It stays on this computer, for a fortnight at most: what was never sent is soon of no use, and names
whom it is to.
"""

from asyncio import wrap_future
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec

from cti_desktop.agent.text_views import ReplyDraft
from cti_desktop.store.cursors import Cursors

KEPT_FOR = timedelta(days=14)
_MOST = 50


class _Kept(msgspec.Struct, frozen=True):
    text: str
    after: str | None
    at: datetime


class Replies:
    """Reads and keeps the beginnings of one person; any thread.

    Args:
        author: who writes; what nobody signed is nobody else's.
        now: gives the time, UTC.
    """

    def __init__(
        self,
        cursors: Cursors,
        author: Callable[[], str | None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._cursors, self._author, self._now = cursors, author, now

    def get(self, number: str) -> ReplyDraft | None:
        """Return what was begun to this number."""
        found = self._read(self._cursors.get(self._name)).get(number)
        return ReplyDraft(text=found.text, after=found.after) if found is not None else None

    async def keep(self, number: str, draft: ReplyDraft | None) -> None:
        """Keep it instead of what was kept for this number; None keeps nothing."""
        at = self._now()

        def changed(kept: str | None) -> str:
            drafts = self._read(kept)
            drafts.pop(number, None)
            if draft is not None:
                drafts[number] = _Kept(draft.text, draft.after, at)
            return msgspec.json.encode(dict([*drafts.items()][-_MOST:])).decode()

        await wrap_future(self._cursors.change(self._name, changed))

    @property
    def _name(self) -> str:
        return f"texts.replies:{self._author() or ''}"

    def _read(self, kept: str | None) -> dict[str, _Kept]:
        """Read what is not too old, the oldest first; what cannot be read is none."""
        try:
            drafts = msgspec.json.decode(kept or "{}", type=dict[str, _Kept])
        except msgspec.MsgspecError:
            return {}
        since = self._now() - KEPT_FOR
        return {number: one for number, one in drafts.items() if one.at > since}
