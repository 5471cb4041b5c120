"""Text as it is compared, without case and accents, in words; for call log and directory."""

import re
import unicodedata

_APART = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "\u0131": "i"}
)
_WORD = re.compile(r"\w+")
_LONGEST_TYPED, _MOST_TYPED = 200, 8
"""Every word is looked up by itself, and it may be a page that asks."""
_NUMBER_LIKE = re.compile(r"[\d\s()+./\-]+")


def plain_text(text: str) -> str:
    """Fold case and drop accents: `Łódź Straße` becomes `lodz strasse`."""
    if text.isascii():
        return text.lower()
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


def typed_number(text: str) -> str | None:
    """Return the digits when a person typed a number or part of one, else None."""
    return digits_in(text) or None if _NUMBER_LIKE.fullmatch(text) else None


def typed_words(text: str) -> list[str]:
    """Return the plain words a person typed, `o'brien` as `obrien`; of a whole page the first."""
    chunks = plain_text(text[:_LONGEST_TYPED]).split()[:_MOST_TYPED]
    return sorted({"".join(_WORD.findall(chunk)) for chunk in chunks} - {""})
