"""Makes ids in the shapes Zoom's have; repeatable for one seed.

Seed 0 stands for a new one at each start, so that the calls of two runs never share an id.
"""

import base64
import random
import uuid
from datetime import datetime


class Identifiers:
    """A source of ids, unique within one simulator."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed or None)
        self._call_ids: set[str] = set()

    def call_id(self, started: datetime) -> str:
        """Return `0` and 18 hex digits, the first eight of which are the start's Unix second."""
        while True:
            candidate = f"0{int(started.timestamp()):08x}{self._dice.getrandbits(40):010x}"
            if candidate not in self._call_ids:
                self._call_ids.add(candidate)
                return candidate

    def uuid(self) -> str:
        """Return a random UUID."""
        return str(uuid.UUID(int=self._dice.getrandbits(128), version=4))

    def hex_id(self) -> str:
        """Return 32 hex digits, as recordings and voicemails are named."""
        return f"{self._dice.getrandbits(128):032x}"

    def short_id(self) -> str:
        """Return 22 characters of base64url, as users and AI summaries are named."""
        return base64.urlsafe_b64encode(self._dice.randbytes(16)).decode().rstrip("=")

    def request_id(self) -> str:
        """Return an id in the shape of Zoom's `x-zm-request-id`."""
        return self.uuid().replace("-", "_")

    def chance(self, rate: float) -> bool:
        """Decide yes with this probability."""
        return self._dice.random() < rate

    def within(self, seconds: float) -> float:
        """Return a random delay of at most so many seconds."""
        return self._dice.uniform(0.0, seconds)


def dated(day: datetime, plain: str) -> str:
    """Return `YYYYMMDD-uuid`, as call histories and call elements are named."""
    return f"{day:%Y%m%d}-{plain}"
