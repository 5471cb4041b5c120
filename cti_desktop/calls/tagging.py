"""Tags: free words that people put on a call; the last writer sets all of them at once."""

from collections.abc import Iterable

MOST, LONGEST = 12, 40
"""Tags of a note, and letters of a tag; what is more is cut off."""

_BETWEEN = "\n"


def tidy_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags as they are kept: no blanks around, no commas, each once whatever its case."""
    plain = (" ".join(tag.replace(",", " ").split())[:LONGEST].strip() for tag in tags)
    once: dict[str, str] = {}
    for tag in filter(None, plain):
        once.setdefault(tag.casefold(), tag)
    return tuple(once.values())[:MOST]


def write_tags(tags: Iterable[str]) -> str | None:
    """Write tags as the value of a note's field; None for none."""
    return _BETWEEN.join(tidy_tags(tags)) or None


def read_tags(value: str | None) -> tuple[str, ...]:
    """Read what `write_tags` wrote, or what another program put there."""
    return tidy_tags(value.split(_BETWEEN)) if value else ()
