"""Where a number is, as far as its time zone tells; phonenumbers' place names would cost 100 MB."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import timezone

from cti_desktop.calls.numbers import PhoneNumber

_MOST_COMPARED = 12
"""Numbers of a whole continent have dozens of zones, never all with one time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """City and IANA name of the time zone; each empty when it is not sure.

    A mobile number may be anywhere in its country: no city is sure, but the time is where all the
    zones it may be in show the same one now.
    """

    city: str = ""
    time_zone: str | None = None


def place_of(number: PhoneNumber, now: datetime | None = None) -> Place:
    """Return the place of a public number; `now`, UTC, tells which zones agree."""
    if number.e164 is None:
        return Place()
    zones = _zones_of(number.e164)
    if len(zones) == 1:
        return Place(city=zones[0].rpartition("/")[2].replace("_", " "), time_zone=zones[0])
    at = now or datetime.now(UTC)
    offsets = {_offset(zone, at) for zone in zones} if len(zones) <= _MOST_COMPARED else ()
    return Place(time_zone=zones[0] if len(offsets) == 1 and None not in offsets else None)


def _offset(zone: str, at: datetime) -> timedelta | None:
    try:
        return at.astimezone(ZoneInfo(zone)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError):  # a computer whose tables are older than ours
        return None


@lru_cache(maxsize=1024)
def _zones_of(e164: str) -> tuple[str, ...]:
    """Return the zones a number may be in that have a name."""
    zones = timezone.time_zones_for_number(phonenumbers.parse(e164))
    return tuple(zone for zone in zones if "/" in zone and not zone.startswith("Etc/"))
