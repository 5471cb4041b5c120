"""Events and calls as JSON bytes: for the journal, for the cache of folded calls and for the wire.

Reading is strict: a wrong type is refused with `Denied`, an unknown field is ignored.
"""

from dataclasses import dataclass
from typing import Any

import msgspec

from cti_desktop.calls.call import Call
from cti_desktop.calls.contacts import Contact
from cti_desktop.calls.errors import Denied
from cti_desktop.calls.events import CallEvent
from cti_desktop.calls.texting import Text


@dataclass(frozen=True, slots=True)
class _Authored:
    author: str | None = None


_encoder = msgspec.json.Encoder()
_event_decoder = msgspec.json.Decoder(CallEvent)
_author_decoder = msgspec.json.Decoder(_Authored)
_call_decoder = msgspec.json.Decoder(Call)
_contact_decoder = msgspec.json.Decoder(Contact)
_text_decoder = msgspec.json.Decoder(Text)


def encode(value: CallEvent | Call | Contact | Text) -> bytes:
    """Write an event, call, contact or text as compact JSON."""
    return _encoder.encode(value)


def decode_event(data: bytes | str) -> CallEvent:
    """Read an event.

    Raises:
        Denied: the bytes are no event.
    """
    try:
        return _event_decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Denied(f"This is not a call event: {error}", code="malformed_event") from error


def author_of(data: bytes | str) -> str | None:
    """Read an event's author alone, which costs a fraction of reading it.

    Raises:
        Denied: the bytes are no event.
    """
    try:
        return _author_decoder.decode(data).author
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Denied(f"This is not a call event: {error}", code="malformed_event") from error


def decode_call(data: bytes | str) -> Call:
    """Read a folded call written by `encode`.

    Raises:
        Denied: the bytes are no call.
    """
    try:
        return _call_decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Denied(f"This is not a folded call: {error}", code="malformed_call") from error


def decode_contact(data: bytes | str) -> Contact:
    """Read a contact written by `encode`.

    Raises:
        Denied: the bytes are no contact.
    """
    try:
        return _contact_decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Denied(f"This is not a contact: {error}", code="malformed_contact") from error


def decode_text(data: bytes | str) -> Text:
    """Read a folded text written by `encode`.

    Raises:
        Denied: the bytes are no text.
    """
    try:
        return _text_decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Denied(f"This is not a folded text: {error}", code="malformed_text") from error


def as_json(value: CallEvent | Call | Contact) -> dict[str, Any]:
    """Turn an event, call or contact into plain JSON values, lists included."""
    plain: dict[str, Any] = msgspec.json.decode(_encoder.encode(value))
    return plain
