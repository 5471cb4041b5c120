"""Phone numbers: what a person, a link or Zoom wrote, read once into forms that can be compared.

Total: every string gives a `PhoneNumber`; one that is no public number simply has no `e164`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import (
    CountryCodeSource,
    NumberParseException,
    PhoneNumberFormat,
    ValidationResult,
)

_EXTENSION = re.compile(
    r"(?:;\s*ext\s*=\s*|(?<![^\W\d_])(?:extension|ext\.?|x)[\s:]*|(?P<hash>#)\s*)"
    r"(?P<digits>\d{1,11})\s*$",
    re.IGNORECASE,
)
_CODE_MARKS = ("*", "#")
_LETTER = re.compile(r"[^\W\d_]")
_VANITY_DIGITS = 3
_LONGEST = 64
_REMEMBERED = 1 << 14
"""How many numbers are kept as they were read: callers come again, in a sweep all in turn."""
SHORTEST_MATCH = 7
"""Digits that must agree when nothing better does; fewer would match strangers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneNumber:
    """One number in every form the program compares or shows.

    Attributes:
        raw: as it was written, at most 64 characters.
        e164: `+442079460018`, or None when it is no possible public number, or only the local part
            of one, whose area nobody knows.
        national: the national significant number, digits only; None without `e164`.
        extension: digits behind `;ext=`, `x` or `#`; None when there is none.
        digits: every ASCII digit of the number itself, without the extension.
    """

    raw: str
    e164: str | None
    national: str | None
    extension: str | None
    digits: str

    @property
    def dialable(self) -> bool:
        """Whether there is anything a phone could dial."""
        return bool(self.digits)

    @property
    def country(self) -> str | None:
        """ISO country of a public number, such as `GB`; None when unknown."""
        if self.e164 is None or self.national is None:
            return None
        return _country(self.digits.removesuffix(self.national), self.national)


@lru_cache(maxsize=_REMEMBERED)
def parse_number(raw: str, region: str | None = None) -> PhoneNumber:
    """Read a number as written anywhere; never raises.

    Args:
        raw: any text; full-width digits and visual separators are understood.
        region: ISO country for numbers in national form, such as `GB`.
    """
    text = raw.strip()[:_LONGEST]
    body, extension = split_extension(text)
    parsed = _public(body, region)
    if parsed is None:
        digits = "" if _words(body) else ascii_digits(body)
        return PhoneNumber(raw=text, e164=None, national=None, extension=extension, digits=digits)
    national = phonenumbers.national_significant_number(parsed)
    digits = f"{parsed.country_code}{national}"
    return PhoneNumber(
        raw=text,
        e164=f"+{digits}",
        national=national,
        extension=extension,
        digits=digits,
    )


def split_extension(text: str) -> tuple[str, str | None]:
    """Return a number as written before its extension, and the extension's digits, ASCII.

    A `#` announces an extension only behind a number long enough to be a whole one: in
    `#31#02079460018` and `*67#12` it belongs to a code that changes how the line calls.
    """
    found = _EXTENSION.search(text)
    if found is None or found.start() == 0:
        return text, None
    body = text[: found.start()]
    if found["hash"] and (is_code(body) or _digit_count(body) < SHORTEST_MATCH):
        return text, None
    return body, ascii_digits(found["digits"])


def is_code(body: str) -> bool:
    """Tell whether a number without its extension is a star or hash code."""
    return any(mark in body for mark in _CODE_MARKS)


def ascii_digits(text: str) -> str:
    """Return the digits of any script, in order, as ASCII."""
    return "".join(str(int(c)) for c in text if c.isdecimal())


def _public(body: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    """Read what may be a whole public number; None for codes, words and local parts."""
    if is_code(body) or _words(body):
        return None
    try:
        parsed = phonenumbers.parse(body, region, keep_raw_input=True)
    except NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(parsed) != ValidationResult.IS_POSSIBLE:
        return None
    national = parsed.country_code_source == CountryCodeSource.FROM_DEFAULT_COUNTRY
    if national and not phonenumbers.is_valid_number(parsed) and not _whole(body, region):
        return None
    return parsed if _stands(parsed) else None


def _stands(parsed: phonenumbers.PhoneNumber) -> bool:
    """Tell whether a number reads the same with its country: one of zeros loses one each time."""
    own = phonenumbers.national_significant_number(parsed)
    if not own.startswith("0"):  # as nearly all
        return True
    try:
        again = phonenumbers.parse(f"+{parsed.country_code}{own}")
    except NumberParseException:
        return False
    return bool(phonenumbers.national_significant_number(again) == own)


def _whole(body: str, region: str | None) -> bool:
    """Tell whether a national number that no list knows carries its area: new ones come up.

    It does behind the digit that announces an area, and where every number has the same length.
    """
    digits = ascii_digits(body)
    if region is None or len(digits) < SHORTEST_MATCH:
        return False
    trunk = phonenumbers.ndd_prefix_for_region(region, True)
    if trunk is None or digits.startswith(trunk):
        return True
    plan = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    shape = plan.general_desc if plan is not None else None
    return shape is not None and len(shape.possible_length) == 1


def _words(body: str) -> bool:
    """Tell words from a number: `call me` is keypad letters too, but `0800 FLOWERS` is meant."""
    return _LETTER.search(body) is not None and _digit_count(body) < _VANITY_DIGITS


def _digit_count(text: str) -> int:
    return sum(c.isdecimal() for c in text)


def display_number(number: PhoneNumber, region: str | None = None) -> str:
    """Write a number for a reader in `region`: national form at home, international elsewhere."""
    shown = number.raw
    if number.e164 is not None and number.national is not None:
        parsed = _put_together(number.digits.removesuffix(number.national), number.national)
        at_home = region is not None and number.country == region
        style = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
        shown = phonenumbers.format_number(parsed, style)
    return f"{shown} ext. {number.extension}" if number.extension and number.e164 else shown


@lru_cache(maxsize=_REMEMBERED)
def _country(code: str, national: str) -> str | None:
    """Look a number up in the plans that share its code: few ask, it is a third of the reading."""
    return phonenumbers.region_code_for_number(_put_together(code, national))


def _put_together(code: str, national: str) -> phonenumbers.PhoneNumber:
    """Make the library's number of what it read before: reading takes most of a page's time."""
    zeros = len(national) - len(str(int(national)))
    return phonenumbers.PhoneNumber(
        country_code=int(code),
        national_number=int(national),
        italian_leading_zero=True if zeros else None,
        number_of_leading_zeros=zeros if zeros > 1 else None,
    )
