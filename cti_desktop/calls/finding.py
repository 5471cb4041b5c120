"""Finds phone numbers in texts that are no links: copied, dropped, selected, pasted; total.

Pure. Whoever offers a number that nobody asked for takes `copied_number`, which would rather miss
one than take a date or an order number for one.
"""

import re
from dataclasses import dataclass

import phonenumbers

from cti_desktop.calls.dialling import number_to_dial
from cti_desktop.calls.numbers import PhoneNumber, is_code, parse_number

LONGEST_COPIED = 64
LONGEST_TEXT = 100_000
MOST_LISTED = 500
_NUMBER = re.compile(
    r"[+(]?[\d(][\d\s().\-/\u00a0\u2010-\u2015]{4,40}\d(?:\s*(?:;ext=|ext\.?|x)\s*\d{1,11})?",
    re.IGNORECASE,
)
_WHOLE = re.compile(rf"(?:tel:|callto:(?://)?)?({_NUMBER.pattern})", re.IGNORECASE)
_DATE = re.compile(r"\d{1,4}([\-./])\d{1,2}\1\d{1,4}(?:\s.*)?|\d{1,3}(?:\.\d{1,3}){3}")
_CELL = re.compile(r"[\t;,|]")
_FEWEST_DIGITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line of a pasted list.

    Attributes:
        number: as it was written, ready for the dial desk.
        shown: the rest of the line, such as a name; empty when there is none.
    """

    number: str
    shown: str = ""


def copied_number(text: str, region: str | None) -> PhoneNumber | None:
    """Return the number that a copied text is, or None when it is anything else or more."""
    plain = text.strip()
    found = _WHOLE.fullmatch(plain) if len(plain) <= LONGEST_COPIED else None
    if found is None or _DATE.fullmatch(found.group(1)):
        return None
    number = parse_number(found.group(1), region)
    if number.e164 is None or not phonenumbers.is_valid_number(phonenumbers.parse(number.e164)):
        return None
    return number


def number_in(text: str, region: str | None) -> str | None:
    """Return the first number in a text that somebody pointed at, as written; None without any.

    A short text that is nothing but digits or a code is taken at its word: it may be an extension.
    """
    plain = text[:LONGEST_TEXT].strip()
    if _is_dialled(plain, region):
        return plain
    for leniency in (phonenumbers.Leniency.VALID, phonenumbers.Leniency.POSSIBLE):
        for match in phonenumbers.PhoneNumberMatcher(plain, region, leniency):
            if not _DATE.fullmatch(match.raw_string):
                return str(match.raw_string)
    return None


def listed_numbers(text: str, region: str | None) -> tuple[tuple[Listed, ...], int]:
    """Return who is listed in a text, a line each, and how many lines have no number.

    The first number of a line counts, and a number that was listed before does not count again.
    """
    found: dict[str, Listed] = {}
    without = 0
    for line in text[:LONGEST_TEXT].splitlines():
        if not line.strip():
            continue
        number = number_in(line, region)
        if number is None:
            without += 1
        elif len(found) < MOST_LISTED:
            key = number_to_dial(parse_number(number, region), region)
            found.setdefault(key, Listed(number=number, shown=_rest(line, number)))
    return tuple(found.values()), without


def _is_dialled(text: str, region: str | None) -> bool:
    if not text or len(text) > LONGEST_COPIED or _DATE.fullmatch(text):
        return False
    if any(char.isalpha() for char in text):
        return copied_number(text, region) is not None
    digits = sum(char.isdecimal() for char in text)
    others = set(text) - set("0123456789+*#().-/ \u00a0\u2010\u2011\u2012\u2013\u2014")
    return (digits >= _FEWEST_DIGITS or is_code(text)) and digits > 0 and not others


def _rest(line: str, number: str) -> str:
    """Return what stands beside a number in its line, as words."""
    head, _, tail = line.partition(number)
    cells = [cell.strip(" \t\"'<>:-") for cell in (*_CELL.split(head), *_CELL.split(tail))]
    return ", ".join(" ".join(cell.split()) for cell in cells if cell)[:80]
