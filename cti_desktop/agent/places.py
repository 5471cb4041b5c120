"""Where a number is, as far as its time zone tells; phonenumbers' place names would cost 100 MB."""

from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import timezone

from cti_desktop.calls.numbers import PhoneNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """City of the time zone and its IANA name; empty when a number spans several zones."""

    city: str = ""
    time_zone: str | None = None


@lru_cache(maxsize=1024)
def place_of(number: PhoneNumber) -> Place:
    """Return the place of a public number."""
    if number.e164 is None:
        return Place()
    zones = timezone.time_zones_for_number(phonenumbers.parse(number.e164))
    if len(zones) != 1 or "/" not in zones[0]:
        return Place()
    return Place(city=zones[0].rpartition("/")[2].replace("_", " "), time_zone=zones[0])
