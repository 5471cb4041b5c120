"""Reads one end of a call out of the many shapes Zoom describes it in.

The softphone page has a live shape and a log shape and mixes them; webhooks have their own, call
records spread a party over prefixed fields. What is the account's own and what is a customer is
decided here once. Only the readers of this room call it.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

from cti_desktop.calls.events import Party, Side
from cti_desktop.calls.numbers import parse_number
from cti_desktop.zoom.fields import Json, as_text, text

GROUP_TYPES = frozenset(
    {"autoReceptionist", "callQueue", "groupCallPickup", "sharedLineGroup", "sharedLines"}
)
"""Extensions that stand for several people, in the spelling of live events."""

_OUTSIDE_TYPES = frozenset({"externalContact", "five9", "pstn", "twilio"})
_OUTSIDE_LINE = "pstn_off_net"
_INSIDE_NUMBER, _OUTSIDE_NUMBERS = "1", ("2", "3")
_UNKNOWN = {internal: Party(internal=internal) for internal in (None, False, True)}
_BARE = 10
"""A number this long without a plus is public: extensions are shorter."""


class _Told(NamedTuple):
    name: str | None
    number: str | None
    did: str | None
    extension: str | None
    extension_id: str | None
    extension_type: str | None
    user_id: str | None
    email: str | None
    number_type: str | None
    line: str | None


def read_party(value: object, *, own: bool = False) -> Party | None:
    """Read a party of a live event or log event; None when nothing is said.

    Args:
        value: an object of any known shape, or just a number.
        own: whether it is the side of the account's member the message is about.
    """
    if not isinstance(value, dict):
        number = as_text(value)
        return None if number is None else read_party({"number": number}, own=own)
    return _party(
        _Told(
            name=text(value, "name", "displayName", "display_name"),
            number=text(value, "phoneNumber", "number", "phone_number"),
            did=text(value, "didNumber", "did_number"),
            extension=text(value, "extensionNumber", "extension_number"),
            extension_id=text(value, "extensionId", "extension_id"),
            extension_type=_live_type(text(value, "extensionType", "extension_type")),
            user_id=text(value, "userId", "user_id"),
            email=text(value, "email"),
            number_type=text(value, "numberType", "number_type"),
            line=text(value, "connectionType", "connection_type"),
        ),
        own=own,
    )


def record_party(row: Json, side: str, *, own: bool = False) -> Party | None:
    """Read the party whose fields begin with `side` (`caller` or `callee`) in a record's row."""
    return _party(
        _Told(
            name=text(row, f"{side}_name"),
            number=text(row, f"{side}_number"),
            did=text(row, f"{side}_did_number"),
            extension=text(row, f"{side}_ext_number"),
            extension_id=text(row, f"{side}_ext_id"),
            extension_type=_live_type(text(row, f"{side}_ext_type", f"{side}_extension_type")),
            user_id=text(row, f"{side}_user_id"),
            email=text(row, f"{side}_email"),
            number_type=text(row, f"{side}_number_type"),
            line=None,
        ),
        own=own,
    )


def operator_party(row: Json) -> Party | None:
    """Read who acted on a call element: its queue, or the person who passed it on."""
    return _party(
        _Told(
            name=text(row, "operator_name"),
            number=None,
            did=None,
            extension=text(row, "operator_ext_number"),
            extension_id=text(row, "operator_ext_id"),
            extension_type=_live_type(text(row, "operator_ext_type")),
            user_id=None,
            email=None,
            number_type=None,
            line=None,
        ),
        own=True,
    )


def is_group(party: Party | None) -> bool:
    """Tell whether a party stands for several people: a queue, a group, a receptionist."""
    return party is not None and party.extension_type in GROUP_TYPES


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Both ends of a call and the queue, group or receptionist it came through."""

    caller: Party | None
    callee: Party | None
    via: Party | None = None

    def own(self, side: Side) -> Party | None:
        """Return the party on one side."""
        return self.caller if side is Side.CALLER else self.callee


def without_groups(ends: Ends, side: Side) -> Ends:
    """Put people where Zoom names the group they were reached through.

    A queue may stand in for its member: its extension is everybody's, so only the user id counts.
    A receptionist may stand in for whoever called: its number must not pass for the caller's.
    """
    own, far, via = ends.own(side), ends.callee if side is Side.CALLER else ends.caller, ends.via
    if own is not None and own.user_id and is_group(own):
        via = via or replace(own, user_id=None, email=None)
        own = Party(user_id=own.user_id, email=own.email, internal=True)
    if side is Side.CALLEE and is_group(far):
        via, far = via or far, None
    if side is Side.CALLER:
        return Ends(caller=own, callee=far, via=via)
    return Ends(caller=far, callee=own, via=via)


def leg_ids(party: Party | None) -> tuple[str, ...]:
    """Return the ids a party's leg is known by.

    A public number is the last resort, because several people may share it.
    """
    if party is None:
        return ()
    known = {"user": party.user_id, "ext": party.extension_id, "no": party.extension}
    ids = tuple(f"{kind}:{value}" for kind, value in known.items() if value)
    return ids or tuple(f"did:{one}" for one in (party.did or party.number,) if one)


def public_number(number: str) -> str:
    """Return a public number as E.164 where it surely is one, else as it was given.

    Zoom writes some public numbers without the plus; eleven digits and more that begin with an
    assigned country code are taken for such.
    """
    if number.startswith("+") or not (number.isascii() and number.isdecimal()):
        return number
    if len(number) <= _BARE:
        return number
    parsed = parse_number(f"+{number}")
    return parsed.e164 if parsed.e164 and parsed.country else number


def _party(told: _Told, *, own: bool) -> Party | None:
    outside = not own and _is_outside(told)
    number, extension = _number_and_extension(told, own=own, outside=outside)
    internal: bool | None = own or (not outside and _is_inside(told, extension)) or None
    if not internal and (outside or (number is not None and _is_public(number))):
        internal = False
    did = told.did or (number if number is not None and _is_public(number) else None)
    party = Party(
        name=told.name,
        number=number or (told.did and public_number(told.did)) or extension,
        extension=extension,
        extension_id=None if outside else told.extension_id,
        extension_type=None if outside else told.extension_type,
        user_id=told.user_id,
        email=told.email,
        did=public_number(did) if internal and did else None,
        internal=internal,
    )
    return None if party == _UNKNOWN[internal] else party


def _is_outside(told: _Told) -> bool:
    if told.extension_type in _OUTSIDE_TYPES or told.line == _OUTSIDE_LINE:
        return True
    if told.number_type in _OUTSIDE_NUMBERS and not told.extension_id:
        return True
    if told.extension and told.number and _is_pseudo(told.extension, told.number):
        return True
    words = (told.number_type or "").split("_")
    return words[0] in {"external", "anonymous", "3rd"} and not (
        told.extension_id or told.extension or told.user_id
    )


def _is_pseudo(extension: str, number: str) -> bool:
    """Zoom gives callers from outside their own digits as extension number."""
    digits = number.removeprefix("+")
    return _is_public(number) and len(extension) > _BARE - 4 and digits.endswith(extension)


def _is_inside(told: _Told, extension: str | None) -> bool:
    return bool(told.user_id or told.extension_id or extension or told.extension_type)


def _number_and_extension(
    told: _Told, *, own: bool, outside: bool
) -> tuple[str | None, str | None]:
    if outside:
        return (public_number(told.number) if told.number else None), None
    number, extension = told.number, told.extension
    if number is None or _is_public(number):
        return (public_number(number) if number else None), extension
    if own or told.number_type == _INSIDE_NUMBER:
        return None, extension or number
    return number, extension


def _is_public(number: str) -> bool:
    return number.startswith("+") or len(number) >= _BARE


def _live_type(word: str | None) -> str | None:
    """Bring `call_queue` of the records to the `callQueue` of live events."""
    if word is None:
        return None
    first, *rest = word.split("_")
    return first + "".join(part.capitalize() for part in rest)
