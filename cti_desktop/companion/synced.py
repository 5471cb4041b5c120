"""Reads what is new in a user's own call history, by the sync token that Zoom gives each time."""

import asyncio
from collections.abc import AsyncIterator

from cti_desktop.calls.errors import Denied
from cti_desktop.calls.events import CallEvent
from cti_desktop.store.cursors import Cursors
from cti_desktop.zoom.rest import ZoomClient


async def news_since(
    client: ZoomClient, cursors: Cursors, place: str, user_id: str = "me"
) -> AsyncIterator[tuple[CallEvent, ...]]:
    """Yield the events of each answer; its token is kept once the next is asked for.

    Args:
        client: reads with this one.
        cursors: keep the token.
        place: its name there; without one everything is new.
        user_id: whose history; `me` for whose token it is.

    Raises:
        CtiError: it cannot be read.
    """
    token = await asyncio.to_thread(cursors.get, place)
    more = True
    while more:
        try:
            news = await client.user_call_sync(token or None, user_id=user_id)
        except Denied:
            if not token:
                raise
            token = None  # it is known no more: begin anew
            continue
        yield news.events
        token, more = news.token, news.more
        await asyncio.wrap_future(cursors.set(place, token or ""))
