"""Shorter forms of a locale's own long date, in its own order; `words.py` writes with them.

A locale knows a long and a short date, but no "Friday, 20 November" and no "20 Nov".
"""

import re

_TOKEN = re.compile(r"'[^']*'|(dddd|d+|M+|y+)|[^'dMy]+")
_FIELD = re.compile(r"[dMy]+")
_PLAIN = re.compile(r"(?:(?:d{1,2}|M{1,2}|y{2}|y{4})(?:[./-] ?|\Z)){3}")
_STRFTIME = {"d": "%d", "M": "%m", "y": "%Y"}


def without(pattern: str, *fields: str) -> str:
    """Leave fields of a date out, such as `yyyy`, with what stands between them and the next.

    What belongs to the field before, such as 日 to the day, stays.
    """
    for field in fields:
        tokens = [found.group() for found in _TOKEN.finditer(pattern)]
        at = next((n for n, token in enumerate(tokens) if token == field), None)
        if at is None:
            continue
        before, after = tokens[:at], tokens[at + 1 :]
        if any(_FIELD.fullmatch(one) for one in after):
            while after and not _FIELD.fullmatch(after[0]):
                after.pop(0)
        else:
            while before and not _FIELD.fullmatch(before[-1]) and not before[-1].isalpha():
                before.pop()
            after = []
        pattern = "".join([*before, *after])
    return pattern


def abbreviated(pattern: str) -> str:
    """Write the day of the week and the month short."""
    return pattern.replace("dddd", "ddd").replace("MMMM", "MMM")


def for_strftime(pattern: str) -> str:
    """Write a pattern of plain numbers as `strftime` takes it, years in full; empty for others."""
    if not _PLAIN.fullmatch(pattern):
        return ""
    return _FIELD.sub(lambda field: _STRFTIME[field.group()[0]], pattern)
