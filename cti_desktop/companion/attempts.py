"""Slows down who tries again and again: so many failures from one address, then a pause.

Secrets here have 256 bits and cannot be guessed; this keeps guessing from being a load, and shows
it in the log. Behind a proxy the address is the one the proxy tells (`FORWARDED_ALLOW_IPS`).
"""

import ipaddress
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from fastapi import Request

from cti_desktop.calls.errors import Denied

_MOST_ADDRESSES = 10_000
_V6_NETWORK = 64

log = structlog.get_logger(__name__)


class TooManyError(Denied):
    """Refused for a while.

    Attributes:
        wait_s: seconds until it may be tried again.
    """

    def __init__(self, wait_s: float) -> None:
        super().__init__("Too many attempts. Wait a little and try again.", code="too_many")
        self.wait_s = wait_s


class Attempts:
    """Counts attempts by address within a sliding time; used on one event loop.

    Args:
        allowed: attempts within `within`; one more is refused.
        within: time span.
        clock: UTC.
    """

    def __init__(self, allowed: int, within: timedelta, clock: Callable[[], datetime]) -> None:
        self._allowed = allowed
        self._within = within
        self._clock = clock
        self._seen: OrderedDict[str, deque[datetime]] = OrderedDict()

    def refuse_if_many(self, request: Request) -> None:
        """Refuse an address that has used up its attempts.

        Raises:
            TooManyError: with the time to wait.
        """
        seen, now = self._seen.get(address_of(request), deque()), self._clock()
        self._forget_old(seen, now)
        if len(seen) >= self._allowed:
            wait = seen[0] + self._within - now
            log.warning("too_many_attempts", path=request.url.path)
            raise TooManyError(max(1.0, wait.total_seconds()))

    def count(self, request: Request) -> None:
        """Count an attempt."""
        address, now = address_of(request), self._clock()
        seen = self._seen.setdefault(address, deque())
        self._forget_old(seen, now)
        seen.append(now)
        self._seen.move_to_end(address)
        while len(self._seen) > _MOST_ADDRESSES:
            self._seen.popitem(last=False)

    def give_back(self, request: Request) -> None:
        """Count an attempt no more, because it came to its end."""
        address = address_of(request)
        seen = self._seen.get(address)
        if seen:
            seen.popleft()
            if not seen:
                del self._seen[address]

    def _forget_old(self, seen: deque[datetime], now: datetime) -> None:
        while seen and seen[0] <= now - self._within:
            seen.popleft()


def address_of(request: Request) -> str:
    """Return whom attempts are counted for: an IPv4 address, or an IPv6 network of 64 bits."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _V6_NETWORK), strict=False))
    return str(address)
