"""The kinds of settings: what a value may be, however it was written, and how it is kept.

A value comes from a TOML file, a JSON profile or an environment variable, so words stand for
switches and numbers may be text. Plain classes: they stand before the first picture, and a
dataclass takes its time to make.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Generic, TypeVar
from urllib.parse import SplitResult, urlsplit

T = TypeVar("T")
Plain = str | int | float | bool

_YES, _NO = ("1", "yes", "true", "on"), ("0", "no", "false", "off")
_LONGEST = 2000
_COUNTRY_LETTERS = 2
_LARGEST_SHARE = 10  # 1.5 and 150 both mean 150 %


class Kind(ABC, Generic[T]):
    """What a value may be."""

    @abstractmethod
    def read(self, given: object) -> T:
        """Return the value that was meant.

        Raises:
            ValueError: none can be meant; its text goes on after "… must be".
        """

    @abstractmethod
    def plain(self, value: T) -> Plain:
        """Return the value as a file keeps it."""


class Switch(Kind[bool]):
    """On or off."""

    def read(self, given: object) -> bool:
        """Take a boolean or one of the words for it."""
        word = str(given).strip().lower()
        if word not in (*_YES, *_NO):
            raise ValueError("yes or no")
        return word in _YES

    def plain(self, value: bool) -> Plain:
        """Keep it as it is."""
        return value


class Choice(Kind[str]):
    """One of a few words.

    Args:
        words: what people read, by the value that is kept.
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words

    def read(self, given: object) -> str:
        """Take one of the values, in any case."""
        wanted = str(given).strip().casefold()
        for value in self.words:
            if value.casefold() == wanted:
                return value
        raise ValueError(f"one of {', '.join(one for one in self.words if one)}")

    def plain(self, value: str) -> Plain:
        """Keep the value."""
        return value


class Several(Kind[tuple[str, ...]]):
    """Any of a few words, or none of them.

    Args:
        words: the values, in the order they are kept.
    """

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words

    def read(self, given: object) -> tuple[str, ...]:
        """Take a list, or words with commas between."""
        listed = given if isinstance(given, list | tuple) else str(given).split(",")
        wanted = {str(one).strip().casefold() for one in listed} - {""}
        if not wanted <= set(self.words):
            raise ValueError(f"any of {', '.join(self.words)}")
        return tuple(one for one in self.words if one in wanted)

    def plain(self, value: tuple[str, ...]) -> Plain:
        """Keep them with commas between."""
        return ", ".join(value)


class Whole(Kind[int]):
    """A whole number within bounds.

    Args:
        unit: what follows it, such as ` s`.
    """

    def __init__(self, *, least: int, most: int, step: int = 1, unit: str = "") -> None:
        self.least, self.most, self.step, self.unit = least, most, step, unit

    def read(self, given: object) -> int:
        """Take a number, or the text of one."""
        try:
            number = int(str(given).strip()) if not isinstance(given, bool) else None
        except ValueError:
            number = None
        if number is None or not self.least <= number <= self.most:
            raise ValueError(f"a whole number from {self.least} to {self.most}")
        return number

    def plain(self, value: int) -> Plain:
        """Keep the number."""
        return value


class Percent(Kind[int]):
    """A share in percent: `150`, `150%` and `1.5` are the same.

    Args:
        offered: what a person can choose; any other between the least and the most is taken too.
    """

    def __init__(self, *, offered: tuple[int, ...]) -> None:
        self.offered = offered

    def read(self, given: object) -> int:
        """Take a share; one out of bounds counts as the nearest that is not."""
        text = str(given).strip()
        try:
            number = float(text.rstrip("% "))
        except ValueError:
            number = float("nan")
        if isinstance(given, bool) or math.isnan(number) or number <= 0:
            raise ValueError(f"a share such as {self.offered[-1]}%")
        if not text.endswith("%") and number <= _LARGEST_SHARE:
            number *= 100
        return round(min(max(self.offered[0], number), self.offered[-1]))

    def plain(self, value: int) -> Plain:
        """Keep the number."""
        return value


class Text(Kind[str]):
    """One line of text."""

    def __init__(self, *, longest: int = _LONGEST) -> None:
        self.longest = longest

    def read(self, given: object) -> str:
        """Take printable text without line breaks."""
        if not isinstance(given, str) or not given.isprintable() or len(given) > self.longest:
            raise ValueError(f"one line of text, at most {self.longest} characters")
        return given.strip()

    def plain(self, value: str) -> Plain:
        """Keep the text."""
        return value


class Address(Kind[str]):
    """An http or https address; empty for none.

    Args:
        origin: only scheme, host and port are taken.
        whole: a slash at its end is kept: to whom it belongs, it may be another address.
    """

    def __init__(self, *, origin: bool = False, whole: bool = False) -> None:
        self.origin, self.whole = origin, whole

    def read(self, given: object) -> str:
        """Take an address, without a slash at its end unless that counts."""
        text = given.strip() if isinstance(given, str) else ""
        if isinstance(given, str) and not text:
            return ""
        parts = _split(text)
        if parts is None:
            raise ValueError("an address such as https://cti.example.com")
        if self.origin:
            return f"{parts.scheme}://{parts.netloc}"
        return text if self.whole else text.rstrip("/")

    def plain(self, value: str) -> Plain:
        """Keep the address."""
        return value


class Country(Kind[str]):
    """A two-letter ISO country; empty for none."""

    def read(self, given: object) -> str:
        """Take two letters in any case."""
        text = given.strip().upper() if isinstance(given, str) else "?"
        if text and not (len(text) == _COUNTRY_LETTERS and text.isascii() and text.isalpha()):
            raise ValueError("a two-letter country such as GB")
        return text

    def plain(self, value: str) -> Plain:
        """Keep the letters."""
        return value


def _split(text: str) -> SplitResult | None:
    """Take an address apart; None when it is none."""
    if not text.isprintable() or " " in text or len(text) > _LONGEST:
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    usable = parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0
    return parts if usable else None
