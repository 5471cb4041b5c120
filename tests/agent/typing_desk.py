"""A desk somebody types at without a pause, until it is killed: `python -m ... FOLDER`.

Says what has been typed so far, and when, a line at a time; `test_typing_survives.py` starts it.
"""

import asyncio
import sys
import time
from pathlib import Path

from tests.agent.desks import open_desk

KEY_EVERY_S = 0.02


async def type_on(folder: Path) -> None:
    desk = await open_desk(folder)
    desk.call_event("ringing")
    card = await desk.hearing.until(lambda: desk.hearing.desk.card)
    loop, typed = asyncio.get_running_loop(), ""

    def press() -> None:
        nonlocal typed
        typed += "abcdefghij"[len(typed) % 10]
        desk.office.write_note(card.card_id, typed)
        print(f"{time.monotonic():.3f} {len(typed)}", flush=True)  # noqa: T201  # what it is for
        loop.call_later(KEY_EVERY_S, press)

    press()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(type_on(Path(sys.argv[1])))
