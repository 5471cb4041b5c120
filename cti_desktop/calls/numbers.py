"""Phone numbers: what a person, a link or Zoom wrote, read once into forms that can be compared.

Total: every string gives a `PhoneNumber`; one that is no public number simply has no `e164`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

_EXTENSION = re.compile(r"(?:;\s*ext\s*=|\bext\.?\s*|\bx\s*|#)\s*(\d{1,11})\s*$", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_VANITY_DIGITS = 3
_LONGEST = 64
SHORTEST_MATCH = 7
"""Digits that must agree when nothing better does; fewer would match strangers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneNumber:
    """One number in every form the program compares or shows.

    Attributes:
        raw: as it was written, at most 64 characters.
        e164: `+442079460018`, or None when it is no possible public number.
        country: ISO country of a public number, such as `GB`; None when unknown.
        national: the national significant number, digits only; None without `e164`.
        extension: digits behind `;ext=`, `x` or `#`; None when there is none.
        digits: every ASCII digit of the number itself, without the extension.
    """

    raw: str
    e164: str | None
    country: str | None
    national: str | None
    extension: str | None
    digits: str

    @property
    def dialable(self) -> bool:
        """Whether there is anything a phone could dial."""
        return bool(self.digits)


@lru_cache(maxsize=4096)
def parse_number(raw: str, region: str | None = None) -> PhoneNumber:
    """Read a number as written anywhere; never raises.

    Args:
        raw: any text; full-width digits and visual separators are understood.
        region: ISO country for numbers in national form, such as `GB`.
    """
    text = raw.strip()[:_LONGEST]
    found = _EXTENSION.search(text)
    extension = found.group(1) if found and found.start() > 0 else None
    body = text[: found.start()] if found and extension else text
    parsed = _possible(body, region)
    if parsed is None:
        digits = "" if _words(body) else "".join(str(int(c)) for c in body if c.isdecimal())
        return PhoneNumber(
            raw=text, e164=None, country=None, national=None, extension=extension, digits=digits
        )
    return PhoneNumber(
        raw=text,
        e164=phonenumbers.format_number(parsed, PhoneNumberFormat.E164),
        country=phonenumbers.region_code_for_number(parsed),
        national=phonenumbers.national_significant_number(parsed),
        extension=extension,
        digits=f"{parsed.country_code}{phonenumbers.national_significant_number(parsed)}",
    )


def _possible(body: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    if body.lstrip().startswith(("*", "#")) or _words(body):
        return None
    try:
        parsed = phonenumbers.parse(body, region)
    except NumberParseException:
        return None
    return parsed if phonenumbers.is_possible_number(parsed) else None


def _words(body: str) -> bool:
    """Tell words from a number: `call me` is keypad letters too, but `0800 FLOWERS` is meant."""
    return _LETTER.search(body) is not None and sum(c.isdecimal() for c in body) < _VANITY_DIGITS


def display_number(number: PhoneNumber, region: str | None = None) -> str:
    """Write a number for a reader in `region`: national form at home, international elsewhere."""
    shown = number.raw
    if number.e164 is not None:
        parsed = phonenumbers.parse(number.e164)
        at_home = region is not None and number.country == region
        style = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
        shown = phonenumbers.format_number(parsed, style)
    return f"{shown} ext. {number.extension}" if number.extension and number.e164 else shown
