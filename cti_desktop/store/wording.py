"""Text as it is compared, without case and accents, in words; for call log and directory."""

import re
import unicodedata

_APART = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "\u0131": "i"}
)
_WORD = re.compile(r"\w+")
_NUMBER_LIKE = re.compile(r"[\d\s()+./\-]*\d[\d\s()+./\-]*")


def plain_text(text: str) -> str:
    """Fold case and drop accents: `Łódź Straße` becomes `lodz strasse`."""
    apart = unicodedata.normalize("NFKD", text.casefold()).translate(_APART)
    return "".join(c for c in apart if not unicodedata.combining(c))


def words_of(text: str) -> set[str]:
    """Return the plain words of a text; a chunk like `o'brien` gives its parts and `obrien`."""
    words: set[str] = set()
    for chunk in plain_text(text).split():
        parts = _WORD.findall(chunk)
        words.update(parts, {"".join(parts)} if parts else set())
    return words


def digits_in(text: str) -> str:
    """Return the digits of a text, in ASCII."""
    return "".join(str(int(c)) for c in text if c.isdecimal())


def asked_words(text: str) -> list[str]:
    """Split what a person typed into what to look for; a number as typed is one word of digits."""
    if _NUMBER_LIKE.fullmatch(text):
        return [digits_in(text)]
    return sorted({"".join(_WORD.findall(chunk)) for chunk in plain_text(text).split()} - {""})
