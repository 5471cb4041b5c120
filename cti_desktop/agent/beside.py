"""Long work beside the loop, in a thread, that ends in order when it is no longer wanted."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from cti_desktop.calls.errors import Cancelled, UserFixable

T = TypeVar("T")


async def beside(work: Callable[[Callable[[], bool]], T]) -> T:
    """Do a work in a thread; cancelled, it is asked to stop, and waited for.

    Args:
        work: gets what tells it whether to stop; raises `Cancelled` when it does.
    """
    stop = threading.Event()
    running = asyncio.ensure_future(asyncio.to_thread(work, stop.is_set))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        stop.set()
        with suppress(Cancelled, UserFixable):
            await running
        raise
