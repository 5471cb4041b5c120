"""Reads the links programs hand over to have a number called or texted; any room may call it.

Total and deny by default: every string gives one `DialRequest` or one `Refusal` with a sentence for
the person. What is accepted is written down in docs/click-to-dial.md; RFC 3966 for `tel:`, Zoom's
guide to its client's own schemes for `zoomphonecall:` and `zoomphonesms:`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from cti_desktop.calls.asking import LinkAction
from cti_desktop.calls.dialling import is_emergency, is_service_code, number_to_dial
from cti_desktop.calls.link_numbers import (
    LinkRefusedError,
    RefusalReason,
    in_context,
    plain_number,
    split_parts,
)
from cti_desktop.calls.numbers import PhoneNumber, parse_number

LONGEST_LINK = 1024
"""Characters; nothing longer is meant as a number."""
OWN_SCHEME = "cti-desktop"

_LONGEST_PLUS, _LONGEST_NATIONAL, _LONGEST_CODE = 15, 20, 40
_LONGEST_SOURCE, _LONGEST_RECORD = 80, 200
_NO_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


SCHEMES = {
    "tel": LinkAction.CALL,
    "callto": LinkAction.CALL,
    "zoomphonecall": LinkAction.CALL,
    OWN_SCHEME: LinkAction.CALL,
    "sms": LinkAction.SMS,
    "smsto": LinkAction.SMS,
    "zoomphonesms": LinkAction.SMS,
}
"""Every scheme understood; the order is the order of registration."""

_ZOOM_SCHEMES = ("zoomphonecall", "zoomphonesms")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(.*)", re.DOTALL)
_NESTED = re.compile(
    r"(?:^|[^a-z])(?:tel|callto|sms|smsto|zoomphonecall|zoomphonesms|zoommtg|cti-desktop|sip|skype"
    r"|javascript|data|file|vbscript):",
    re.IGNORECASE,
)
_BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_YES, _NO = ("1", "true", "yes"), ("0", "false", "no")


@dataclass(frozen=True, slots=True, kw_only=True)
class DialRequest:
    """A number somebody wants called or texted.

    Attributes:
        number: in every form; `number.extension` is for the person to dial once connected.
        dial: what the phone is sent: `+`, digits, `*` and `#` only, never empty.
        scheme: of the link, lower case.
        caller_id: the number or extension to call from, as the link wished.
        source: the program or page the link says it comes from.
        record: that program's id of the record the number stood in.
        autodial: what the link wishes; it can forbid to dial at once, never make it so.
        post_dial: digits to send once connected, such as a meeting's code; for the person.
    """

    action: LinkAction
    number: PhoneNumber
    dial: str
    scheme: str
    caller_id: str | None = None
    source: str | None = None
    record: str | None = None
    autodial: bool | None = None
    post_dial: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a text is no link to dial.

    Attributes:
        reason: for machines and tests.
        sentence: for the person; it quotes nothing of the link.
    """

    reason: RefusalReason
    sentence: str


def read_link(text: str, region: str | None = None) -> DialRequest | Refusal:
    """Read any text as a link; never raises.

    Args:
        text: as another program handed it over.
        region: ISO country for numbers in national form.
    """
    try:
        return _read(text, region)
    except LinkRefusedError as refused:
        return refusal_for(refused.reason)


def refusal_for(reason: RefusalReason) -> Refusal:
    """Return a reason with its sentence."""
    return Refusal(reason=reason, sentence=_SENTENCES[reason])


def _read(text: str, region: str | None) -> DialRequest:
    if len(text) > LONGEST_LINK:
        raise LinkRefusedError(RefusalReason.TOO_LONG)
    text = text.strip(" ")
    if not text:
        raise LinkRefusedError(RefusalReason.EMPTY)
    _refuse_controls(text)
    found = _SCHEME.fullmatch(text)
    scheme = found.group(1).lower() if found else ""
    if found is None or scheme not in SCHEMES:
        raise LinkRefusedError(RefusalReason.UNKNOWN_SCHEME)
    head, query = _split_query(found.group(2).removeprefix("//"))
    if scheme == OWN_SCHEME:
        return _own(_decoded(head).strip("/").lower(), query, region)
    fields = {"callerid": query.get("callerid", "")} if scheme in _ZOOM_SCHEMES else {}
    return _request(scheme, SCHEMES[scheme], _decoded(head).removesuffix("/"), fields, region)


def _own(command: str, query: dict[str, str], region: str | None) -> DialRequest:
    actions = {"dial": LinkAction.CALL, "sms": LinkAction.SMS}
    if command not in actions:
        raise LinkRefusedError(RefusalReason.UNKNOWN_COMMAND)
    return _request(OWN_SCHEME, actions[command], query.get("number", ""), query, region)


def _request(
    scheme: str, action: LinkAction, written: str, fields: dict[str, str], region: str | None
) -> DialRequest:
    if _NESTED.search(written):
        raise LinkRefusedError(RefusalReason.NESTED_LINK)
    parts = split_parts(written, listed=action is LinkAction.SMS)
    main, home = in_context(parts, region)
    number = _number(main, parts.extension, home)
    return DialRequest(
        action=action,
        number=number,
        dial=_dialled(number, home),
        scheme=scheme,
        caller_id=_caller_id(fields.get("callerid", ""), region),
        source=_words(fields.get("source", ""), _LONGEST_SOURCE),
        record=_words(fields.get("record", ""), _LONGEST_RECORD),
        autodial=_flag(fields.get("autodial", "")),
        post_dial=parts.post_dial,
    )


def _number(main: str, extension: str, home: str | None) -> PhoneNumber:
    number = parse_number(f"{main};ext={extension}" if extension else main, home)
    code = is_service_code(number)
    longest = _LONGEST_PLUS if main.startswith("+") else _LONGEST_NATIONAL
    if sum(c.isdigit() for c in main) > (_LONGEST_CODE if code else longest):
        raise LinkRefusedError(RefusalReason.NOT_A_NUMBER)
    lost = number.e164 is None and not is_emergency(number, home)
    if main.startswith("+") and (code or lost):
        raise LinkRefusedError(RefusalReason.NOT_A_NUMBER)
    return number


def _dialled(number: PhoneNumber, home: str | None) -> str:
    dial = number_to_dial(number, home)
    if not dial or not any(c.isdigit() for c in dial):
        raise LinkRefusedError(RefusalReason.NO_NUMBER)
    return dial


def _caller_id(written: str, region: str | None) -> str | None:
    if not written.strip():
        return None
    plain = plain_number(written)
    number = parse_number(plain, region)
    if not plain.removeprefix("+").isdigit() or not number.dialable:
        raise LinkRefusedError(RefusalReason.BAD_CALLER_ID)
    shown = number_to_dial(number, region)
    if len(shown) > _LONGEST_PLUS + 1:
        raise LinkRefusedError(RefusalReason.BAD_CALLER_ID)
    return shown


def _words(value: str, longest: int) -> str | None:
    """Take a text for people; it is shown and kept, never followed."""
    value = " ".join(value.replace("+", " ").split())
    if not value:
        return None
    if len(value) > longest:
        raise LinkRefusedError(RefusalReason.TOO_LONG)
    if not value.isprintable():
        raise LinkRefusedError(RefusalReason.CONTROL_CHARACTER)
    return value


def _flag(value: str) -> bool | None:
    word = value.strip().lower()
    if word not in ("", *_YES, *_NO):
        raise LinkRefusedError(RefusalReason.FORBIDDEN_CHARACTER)
    return None if not word else word in _YES


def _split_query(body: str) -> tuple[str, dict[str, str]]:
    """Split before decoding; some phones write `sms:N&body=` without a question mark."""
    head, _, query = body.partition("?")
    head, _, more = head.partition("&")
    fields: dict[str, str] = {}
    for pair in (*more.split("&"), *query.split("&")):
        name, _, value = pair.partition("=")
        name, value = _decoded(name).strip().lower(), _decoded(value)
        if name in fields:
            raise LinkRefusedError(RefusalReason.REPEATED_FIELD)
        if name:
            fields[name] = value
    _refuse_nested(fields.values())
    return head, fields


def _refuse_nested(values: Iterable[str]) -> None:
    if any(_NESTED.search(value) for value in values):
        raise LinkRefusedError(RefusalReason.NESTED_LINK)


def _decoded(text: str) -> str:
    if "%" not in text:
        return text
    if _BROKEN_PERCENT.search(text):
        raise LinkRefusedError(RefusalReason.BAD_ENCODING)
    try:
        plain = unquote_to_bytes(text).decode("utf-8")
    except UnicodeError:
        raise LinkRefusedError(RefusalReason.BAD_ENCODING) from None
    _refuse_controls(plain)
    return plain


def _refuse_controls(text: str) -> None:
    """Refuse control characters, line separators and broken surrogates."""
    if _NO_TEXT.search(text):
        raise LinkRefusedError(RefusalReason.CONTROL_CHARACTER)


_SENTENCES = {
    RefusalReason.EMPTY: "The link is empty, so nothing was dialled.",
    RefusalReason.TOO_LONG: "The link is too long to be a phone number, so nothing was dialled.",
    RefusalReason.CONTROL_CHARACTER: (
        "The link contains hidden control characters, so nothing was dialled."
    ),
    RefusalReason.BAD_ENCODING: "The link is damaged (its %-codes), so nothing was dialled.",
    RefusalReason.UNKNOWN_SCHEME: (
        "This is no link to a phone number. Links begin with tel:, callto: or sms:."
    ),
    RefusalReason.UNKNOWN_COMMAND: (
        "This program does not know what the link asks for. "
        "It understands cti-desktop://dial and cti-desktop://sms."
    ),
    RefusalReason.NESTED_LINK: "The link contains another link, so nothing was dialled.",
    RefusalReason.CREDENTIALS: (
        "The link contains an address or a password instead of a phone number."
    ),
    RefusalReason.NO_NUMBER: "The link contains no phone number.",
    RefusalReason.LETTERS: (
        "The link contains letters where the phone number should be, so nothing was dialled."
    ),
    RefusalReason.FORBIDDEN_CHARACTER: (
        "The link contains characters no phone number has, so nothing was dialled."
    ),
    RefusalReason.SEVERAL_NUMBERS: (
        "The link contains several phone numbers. Only one can be called at a time."
    ),
    RefusalReason.REPEATED_FIELD: "The link says the same thing twice, so nothing was dialled.",
    RefusalReason.NOT_A_NUMBER: (
        "The link's number cannot exist: it has too many or too few digits for its country."
    ),
    RefusalReason.BAD_CALLER_ID: (
        "The caller ID in the link is no phone number, so nothing was dialled."
    ),
}
