"""The number inside a link: its grammar, character by character; only `links.py` calls it."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers


class RefusalReason(StrEnum):
    """Why a text is no link to dial."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    CONTROL_CHARACTER = "control_character"
    BAD_ENCODING = "bad_encoding"
    UNKNOWN_SCHEME = "unknown_scheme"
    UNKNOWN_COMMAND = "unknown_command"
    NESTED_LINK = "nested_link"
    CREDENTIALS = "credentials"
    NO_NUMBER = "no_number"
    LETTERS = "letters"
    FORBIDDEN_CHARACTER = "forbidden_character"
    SEVERAL_NUMBERS = "several_numbers"
    REPEATED_FIELD = "repeated_field"
    NOT_A_NUMBER = "not_a_number"
    BAD_CALLER_ID = "bad_caller_id"


class LinkRefusedError(ValueError):
    """The text is refused; caught where the link is read."""

    def __init__(self, reason: RefusalReason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberParts:
    """A number as a link wrote it, cleaned.

    Attributes:
        main: `+`, digits, `*` and `#` only.
        extension: digits behind `;ext=`, `ext` or `x`.
        post_dial: digits, `*`, `#` and commas to send once connected.
        context: RFC 3966 `phone-context`: `+` and digits, or a domain name.
    """

    main: str
    extension: str = ""
    post_dial: str = ""
    context: str = ""


_EXTENSION = re.compile(
    r"(?<=[\d)\s])(?:extension|ext\.?|x)\s*(?:[:.]\s*)?(\d{1,11})$", re.IGNORECASE
)
_POST_DIAL = re.compile(
    r"^(?=[^,pw\d]*\d)(?P<main>[^,pw]++)(?P<post>[,pw][\d*#,pw\s]*)$", re.IGNORECASE
)
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.\-]{0,251}[A-Za-z0-9])?\.?")
_GLOBAL = re.compile(r"\+\d{1,15}")
_LONE_PLUS = re.compile(r"\+(?!\d)")
_FULL_WIDTH = {0xFF0B: "+", 0xFF0A: "*", 0xFF03: "#"}
_NO_COUNTRY = frozenset({"001", "ZZ"})
_INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad")
_DROPPED = frozenset(".()/·‧•_~'’")
_LONGEST_EXTENSION = 11
_SECOND_NUMBER = 7
"""So many digits behind a single comma are another number rather than a code to send."""


def split_parts(written: str, *, listed: bool) -> NumberParts:
    """Split a decoded number and its `;` parameters.

    Args:
        listed: whether commas separate several receivers (`sms:`) instead of pausing (`tel:`).

    Raises:
        LinkRefusedError: the grammar does not allow it.
    """
    body, *parameters = written.split(";")
    fields = _fields(parameters)
    body, extension = _extension(body, fields.get("ext", ""))
    body, post_dial = _post_dial(body, listed=listed)
    main = plain_number(body)
    if not main:
        raise LinkRefusedError(RefusalReason.NO_NUMBER)
    return NumberParts(
        main=main,
        extension=extension,
        post_dial=post_dial or _post_digits(fields.get("postd", "")),
        context=_context(fields.get("phone-context", "")),
    )


def plain_number(text: str) -> str:
    """Clean a number: visual separators go, digits of any script become ASCII.

    Raises:
        LinkRefusedError: it contains what no number has.
    """
    plain = ""
    for char in text.translate(_FULL_WIDTH):
        if char.isdecimal():
            plain += str(int(char))
        elif char == "+":
            if plain and ("+" in plain or not plain.startswith(("*", "#"))):
                raise LinkRefusedError(RefusalReason.SEVERAL_NUMBERS)
            plain += "+"
        elif char in "*#":
            plain += char
        else:
            _refuse_unless_separator(char)
    if _LONE_PLUS.search(plain):
        raise LinkRefusedError(RefusalReason.NOT_A_NUMBER)
    return plain


def in_context(parts: NumberParts, region: str | None) -> tuple[str, str | None]:
    """Place a number in its phone context: return it and the country it is written for.

    A context is a country (`+44`), the beginning the number lacks (`+4420`), or a domain, which
    says that the number is private and to be dialled as written.
    """
    if not parts.context.startswith("+") or parts.main.startswith("+"):
        return parts.main, region
    whole = f"{parts.context}{parts.main}"
    code = phonenumbers.region_code_for_country_code(int(parts.context[1:]))
    if code not in _NO_COUNTRY:
        return parts.main, str(code)
    if _exists(whole):
        return whole, region
    return parts.main, _country_of(parts.context)


def _exists(number: str) -> bool:
    try:
        return bool(phonenumbers.is_possible_number(phonenumbers.parse(number)))
    except phonenumbers.NumberParseException:
        return False


def _country_of(context: str) -> str | None:
    codes = (int(context[1 : 1 + length]) for length in (1, 2, 3))
    regions = (str(phonenumbers.region_code_for_country_code(code)) for code in codes)
    return next((one for one in regions if one not in _NO_COUNTRY), None)


def _refuse_unless_separator(char: str) -> None:
    kind = unicodedata.category(char)
    bidi = kind == "Cf" and "\u202a" <= char <= "\u2069"
    if char in _DROPPED or char in _INVISIBLE or kind in {"Zs", "Pd"} or bidi:
        return
    if char == "@":
        raise LinkRefusedError(RefusalReason.CREDENTIALS)
    if kind.startswith(("L", "N", "M")):
        raise LinkRefusedError(RefusalReason.LETTERS)
    if char in ",|":
        raise LinkRefusedError(RefusalReason.SEVERAL_NUMBERS)
    raise LinkRefusedError(RefusalReason.FORBIDDEN_CHARACTER)


def _fields(parameters: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        name = name.strip().translate(_FULL_WIDTH).lower()
        if name.startswith("+") or name[:1].isdecimal():
            raise LinkRefusedError(RefusalReason.SEVERAL_NUMBERS)
        if "@" in parameter:
            raise LinkRefusedError(RefusalReason.CREDENTIALS)
        if name in found:
            raise LinkRefusedError(RefusalReason.REPEATED_FIELD)
        if name:
            found[name] = value.strip()
    return found


def _extension(body: str, given: str) -> tuple[str, str]:
    if given:
        extension = plain_number(given)
        if not extension.isdigit() or len(extension) > _LONGEST_EXTENSION:
            raise LinkRefusedError(RefusalReason.FORBIDDEN_CHARACTER)
        return body, extension
    found = _EXTENSION.search(body.rstrip())
    if found is None:
        return body, ""
    return body[: found.start()].rstrip(), plain_number(found.group(1))


def _post_dial(body: str, *, listed: bool) -> tuple[str, str]:
    """Split at a pause; a second number behind a comma is refused rather than sent as tones."""
    found = None if listed else _POST_DIAL.match(body)
    if found is None:
        return body, ""
    tones = _post_digits(found["post"])
    codes = tones.startswith(",,") or "#" in tones or "*" in tones
    if not codes and sum(c.isdigit() for c in tones) >= _SECOND_NUMBER:
        raise LinkRefusedError(RefusalReason.SEVERAL_NUMBERS)
    return found["main"], tones if tones.strip(",") else ""


def _post_digits(text: str) -> str:
    tones = "".join("," if c in "pPwW" else c for c in text if not c.isspace())
    if not all(c.isascii() and (c.isdigit() or c in ",*#") for c in tones):
        raise LinkRefusedError(RefusalReason.FORBIDDEN_CHARACTER)
    return tones


def _context(value: str) -> str:
    if not value:
        return ""
    plain = re.sub(r"[\s().\-]", "", value) if value.startswith("+") else value
    if _GLOBAL.fullmatch(plain) or _DOMAIN.fullmatch(plain):
        return plain
    raise LinkRefusedError(RefusalReason.FORBIDDEN_CHARACTER)
