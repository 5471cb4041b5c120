"""Reads JSON from outside and single fields of it, trusting nothing about type, depth or range.

Only the readers of this room call it. A field that is not what it should be reads as None.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

Json = dict[str, object]
"""A JSON object as it came, before anything is known about it."""

DEEPEST = 32
_LONGEST_DURATION_S = 366 * 24 * 3600
_EARLIEST, _LATEST = 2000, 2100
_NESTS = (dict, list)


class MalformedError(ValueError):
    """The text is no JSON object of bearable depth; the argument is a stable word for why."""


def parse_object(data: bytes) -> Json:
    """Read the bytes of one JSON object.

    NUL characters become U+FFFD: databases refuse them and no field of Zoom's needs one.

    Raises:
        MalformedError: `not_json`, `not_object` or `too_deep`.
    """
    try:
        found: object = msgspec.json.decode(data.replace(b"\\u0000", b"\\ufffd"))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise MalformedError("not_json") from error
    except RecursionError as error:
        raise MalformedError("too_deep") from error
    if not isinstance(found, dict):
        raise MalformedError("not_object")
    if _may_be_deep(data) and _deeper_than(found, DEEPEST):
        raise MalformedError("too_deep")
    return found


def text(source: Json, *names: str) -> str | None:
    """Return the first of these fields that holds a text or whole number, as trimmed text."""
    for name in names:
        value = source.get(name)  # most rows lack most fields
        if value is not None and (found := as_text(value)) is not None:
            return found
    return None


def as_text(value: object) -> str | None:
    """Read a text or whole number as trimmed text; None for anything else and for no text."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def seconds(source: Json, *names: str) -> int | None:
    """Return the first of these fields that is a duration in seconds a call can have."""
    for name in names:
        value = source.get(name)
        if isinstance(value, str) and value.strip().isascii() and value.strip().isdecimal():
            value = float(value.strip()[:10])
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if 0 <= value <= _LONGEST_DURATION_S:
            return round(value)
    return None


def flag(source: Json, name: str) -> bool | None:
    """Return a field that is true or false; None when it is neither."""
    value = source.get(name)
    return value if isinstance(value, bool) else None


def child(source: Json, name: str) -> Json:
    """Return the object in a field; an empty one when there is none."""
    value = source.get(name)
    return value if isinstance(value, dict) else {}


def items(source: Json, name: str) -> list[object]:
    """Return what is in a list field, whatever it is."""
    value = source.get(name)
    return value if isinstance(value, list) else []


def children(source: Json, name: str) -> list[Json]:
    """Return the objects in a list field, without whatever else is in it."""
    return [one for one in items(source, name) if isinstance(one, dict)]


def texts(source: Json, name: str) -> list[str]:
    """Return the texts in a list field, without whatever else is in it."""
    return [one for item in items(source, name) if (one := as_text(item)) is not None]


def moment(source: Json, *names: str) -> datetime | None:
    """Return the first of these fields that is a time, in UTC."""
    for name in names:
        found = as_moment(source.get(name))
        if found is not None:
            return found
    return None


def as_moment(value: object) -> datetime | None:
    """Read ISO 8601 (UTC without a zone) or epoch milliseconds; None outside 2000 to 2099."""
    try:
        if isinstance(value, str):
            told = datetime.fromisoformat(value.strip())
            read = told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)
        elif isinstance(value, int) and not isinstance(value, bool):
            read = datetime.fromtimestamp(value / 1000, UTC)
        else:
            return None
    except (ValueError, OverflowError, OSError):
        return None
    return read if _EARLIEST <= read.year < _LATEST else None


def _may_be_deep(data: bytes) -> bool:
    """Tell whether there are brackets enough; almost never, and quicker told than looked."""
    return data.count(b"{") + data.count(b"[") > DEEPEST


def _deeper_than(value: object, levels: int) -> bool:
    level = [value]
    for _ in range(levels - 1):
        level = [inner for one in level for inner in _inside(one) if isinstance(inner, _NESTS)]
    return any(level)


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
