"""Whose data an event holds, for erasing a person: by phone number, or by Zoom's ids of a user.

Of a caller's number whole calls go; where their number only stands in somebody's note or in a
message about another call, only that goes. Of a user every event that names them goes, and what
others did on the same call stays. Pure; the store asks.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from cti_desktop.calls.errors import UserFixable
from cti_desktop.calls.events import CallEvent, Party
from cti_desktop.calls.numbers import SHORTEST_MATCH, parse_number

_BETWEEN = rb"[\s\-.()/]{0,3}"
_PART = rb"[\w.+/=@-]"
_ID = re.compile(r"[\w.+/=@-]{2,128}", re.ASCII)
_LEG_IDS = ("user:", "ext:")


class Sought(Protocol):
    """A person to be erased."""

    @property
    def whole_calls(self) -> bool:
        """Whether the calls they have part in go as a whole."""
        ...

    @property
    def names(self) -> frozenset[str]:
        """As `names_of` writes them; nothing of theirs from before the erasing may come back."""
        ...

    def mentioned(self, raw: bytes) -> bool:
        """Tell whether a text of any kind names this person."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SoughtNumber:
    """Somebody outside, known by a number."""

    digits: str
    pattern: re.Pattern[bytes]
    whole_calls: bool = True

    @property
    def names(self) -> frozenset[str]:
        """The number as events are asked for it."""
        return frozenset({f"number:{self.digits}"})

    def mentioned(self, raw: bytes) -> bool:
        """Tell whether the number stands here, however it is written."""
        return self.pattern.search(raw) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class SoughtUser:
    """Somebody of the account.

    Attributes:
        ids: Zoom's user id, extension id and e-mail address, as far as known.
        leg_ids: such as `user:…` and `ext:…`.
    """

    ids: frozenset[str]
    leg_ids: frozenset[str]
    whole_calls: bool = False

    @property
    def names(self) -> frozenset[str]:
        """The ids as events are asked for them."""
        return frozenset(f"id:{one}" for one in self.leg_ids)

    def mentioned(self, raw: bytes) -> bool:
        """Tell whether one of the ids stands here as a whole."""
        return any(self._stands(one.encode(), raw) for one in self.ids)

    def _stands(self, one: bytes, raw: bytes) -> bool:
        whole = rb"(?<!%b)%b(?!%b)" % (_PART, re.escape(one), _PART)
        return one in raw and re.search(whole, raw) is not None


def seek_number(text: str, region: str | None = None) -> SoughtNumber:
    """Read the number of a person to be erased.

    Raises:
        UserFixable: it is no whole public number; an extension is one of many people's.
    """
    number = parse_number(text, region)
    national = number.national or ""
    if number.e164 is None or len(national) < SHORTEST_MATCH:
        raise UserFixable(
            "Give the whole number with its country, such as +442079460018.", code="number_wrong"
        )
    code = number.digits[: len(number.digits) - len(national)].encode()
    begin = rb"(?:(?:\+|00)?%b%b(?:\(0\)%b|0)?|\(?0)?" % (code, _BETWEEN, _BETWEEN)
    digits = _BETWEEN.join(b"%c" % digit for digit in national.encode())
    pattern = re.compile(rb"(?<![0-9])%b\(?%b(?![0-9])" % (begin, digits))
    return SoughtNumber(digits=number.digits, pattern=pattern)


def personal(ids: Iterable[str]) -> tuple[str, ...]:
    """Leave of the ids of a leg or user those that are one person's for good.

    An extension's short number (`no:…`) is somebody else's tomorrow; so calls are nobody's by it.
    """
    return tuple(one for one in ids if one.startswith(_LEG_IDS))


def seek_user(user_id: str, others: Iterable[str] = ()) -> SoughtUser:
    """Take the ids of a user to be erased.

    Args:
        user_id: Zoom's.
        others: leg ids (`ext:…`) and e-mail addresses known of the same user.

    Raises:
        UserFixable: the id is none.
    """
    if not _ID.fullmatch(user_id):
        raise UserFixable("Give the user's id in Zoom.", code="user_wrong")
    legs = {f"user:{user_id}", *personal(others)}
    mails = {one for one in others if "@" in one and _ID.fullmatch(one)}
    plain = {one.partition(":")[2] for one in legs} | mails
    return SoughtUser(ids=frozenset(plain), leg_ids=frozenset(legs))


def names_of(event: CallEvent, region: str | None = None) -> Iterator[str]:
    """Name everybody an event is about: `number:<digits>` and `id:<leg id>`."""
    for party in parties_of(event):
        if party.number:
            yield f"number:{parse_number(party.number, region).digits}"
        if party.user_id:
            yield f"id:user:{party.user_id}"
        if party.extension_id:
            yield f"id:ext:{party.extension_id}"
    for one in event.leg.ids if event.leg is not None else ():
        yield f"id:{one}"
    if event.author:
        yield f"id:{event.author}"


def parties_of(event: CallEvent) -> Iterator[Party]:
    """Return everybody who has a part in what an event tells."""
    facts = event.facts
    ends = (facts.caller, facts.callee, facts.via, facts.via_before)
    message = facts.message
    texting = (message.sender, *message.receivers) if message else ()
    return (party for party in (*ends, *texting) if party is not None)
