"""What a number may cost or do, what must therefore be asked first, and what a phone is sent.

Pure. Links, the agent's dial desk and the face read it; nothing here dials.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

import phonenumbers
from phonenumbers import PhoneNumberType, ShortNumberCost, shortnumberinfo

from cti_desktop.calls.asking import AskReason
from cti_desktop.calls.numbers import PhoneNumber, ascii_digits, is_code, split_extension

BURST_WINDOW = timedelta(seconds=5)
BURST_AFTER = 3
"""More links than this within `BURST_WINDOW` were not clicked one by one."""
LOOP_WINDOW = timedelta(seconds=5)
"""A number that comes back so soon after it was dialled was sent round by another program."""

_EMERGENCY_ANYWHERE = frozenset({"112", "911"})
_EMERGENCY_SOMEWHERE = _EMERGENCY_ANYWHERE | {"000", "110", "118", "119", "999"}
_OUTSIDE_LINE = ("0", "9")
_LONGEST_SHORT = 6


def reasons_of(
    number: PhoneNumber, region: str | None, do_not_call: Collection[str] | None = ()
) -> tuple[AskReason, ...]:
    """List what about this number must be asked whatever the settings say, the gravest first.

    Args:
        number: as a link or a person gave it.
        region: ISO country the phone stands in.
        do_not_call: numbers as `listed_form` writes them; None where nobody can tell.
    """
    found = []
    if is_emergency(number, region):
        found.append(AskReason.EMERGENCY)
    if do_not_call is None:
        found.append(AskReason.LIST_UNREADABLE)
    elif do_not_call and listed_form(number) in do_not_call:
        found.append(AskReason.DO_NOT_CALL)
    if is_premium(number, region):
        found.append(AskReason.PREMIUM)
    if is_service_code(number):
        found.append(AskReason.SERVICE_CODE)
    return tuple(found)


def is_emergency(number: PhoneNumber, region: str | None) -> bool:
    """Tell whether it may reach an emergency service, with or without a digit for an outside line.

    Rather once too often: networks forward the best known numbers abroad, and without a region
    those of the large countries count.
    """
    digits = written_digits(number)
    if not digits or len(digits) > _LONGEST_SHORT + 1:
        return False
    shapes = [digits]
    if digits.startswith(_OUTSIDE_LINE):
        shapes.append(digits[1:])
    return any(_reaches_emergency(shape, region) for shape in shapes)


def is_premium(number: PhoneNumber, region: str | None) -> bool:
    """Tell whether a call is known to cost more than the usual rate."""
    digits = written_digits(number)
    if region is not None and 0 < len(digits) <= _LONGEST_SHORT:
        short = phonenumbers.PhoneNumber(
            country_code=phonenumbers.country_code_for_region(region),
            national_number=int(digits),
        )
        cost = shortnumberinfo.expected_cost_for_region(short, region)
        if cost == ShortNumberCost.PREMIUM_RATE:
            return True
    if number.e164 is None:
        return False
    kind = phonenumbers.number_type(phonenumbers.parse(number.e164))
    return bool(kind == PhoneNumberType.PREMIUM_RATE)


def is_service_code(number: PhoneNumber) -> bool:
    """Tell whether it is a star code: it may change settings of the line instead of calling."""
    return is_code(split_extension(number.raw)[0])


def number_to_dial(number: PhoneNumber, region: str | None) -> str:
    """Return what the phone is sent: `+`, digits, `*` and `#` only; empty when there is nothing.

    Public numbers go out in E.164, everything else as written: it may be an extension, a service,
    an emergency number or the local part of a number.
    """
    if is_service_code(number):
        code = split_extension(number.raw)[0]
        return "".join(c for c in code if c.isascii() and (c.isdigit() or c in "*#+"))
    if is_emergency(number, region):
        return written_digits(number)
    if number.e164 is None:
        digits = written_digits(number) if number.dialable else ""
        return f"+{digits}" if digits and number.raw.startswith("+") else digits
    return number.e164


def listed_form(number: PhoneNumber) -> str:
    """Write a number the way lists compare it: E.164, else its digits."""
    return number.e164 or number.digits


def is_burst(times: Iterable[datetime], now: datetime) -> bool:
    """Tell whether links arrived faster than a person clicks; `times` includes the newest."""
    return sum(1 for at in times if is_near(at, now, BURST_WINDOW)) > BURST_AFTER


def is_near(at: datetime, now: datetime, within: timedelta) -> bool:
    """Tell whether two times of one clock are near each other; it may be set back between them."""
    return abs(now - at) < within


def written_digits(number: PhoneNumber) -> str:
    """Return the digits as written: without the extension, with a trunk or exit code."""
    return ascii_digits(split_extension(number.raw)[0])


def _reaches_emergency(digits: str, region: str | None) -> bool:
    if region is None:
        return digits in _EMERGENCY_SOMEWHERE
    return digits in _EMERGENCY_ANYWHERE or bool(
        shortnumberinfo.is_emergency_number(digits, region)
    )
