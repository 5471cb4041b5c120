"""Hides phone numbers, e-mail addresses and secrets in anything that goes to a log."""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

_NUMBER = re.compile(r"\+?\d[\d\s().\-]{4,}\d")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]+\.[\w.-]+")
"""Tried once for each word, not from each of its letters: anybody may have a long word logged."""
_SECRET_WORDS = ("token", "secret", "password", "authorization", "code_verifier", "cookie")
_KEEP = 2
_LONGEST = 20_000
"""Of one field: longer than any traceback worth reading."""


def mask_number(number: str) -> str:
    """Keep the last two digits: `+44 20 7946 0018` becomes `…18`."""
    digits = [c for c in number if c.isdigit()]
    return "…" + "".join(digits[-_KEEP:]) if len(digits) > _KEEP else "…"


def mask_text(text: str) -> str:
    """Mask every phone number and e-mail address inside a text."""
    return _NUMBER.sub(lambda m: mask_number(m.group()), _EMAIL.sub("…@…", text))


def mask_excerpt(text: str, longest: int) -> str:
    """Mask the beginning of a text that may be long without bound.

    More is looked at than is kept, so that what the cut goes through was masked whole.
    """
    return mask_text(text[: 2 * longest])[:longest]


def mask_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Mask log fields: secrets by their name, numbers and addresses inside any string."""
    return {name: _mask_field(name, value) for name, value in fields.items()}


def masking_processor(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Structlog processor that applies `mask_fields` to all but the event's name and time."""
    plain = {"event", "timestamp", "level", "logger"}
    for name in event.keys() - plain:
        event[name] = _mask_field(name, event[name])
    return event


def _mask_field(name: str, value: Any) -> Any:
    if any(word in name.lower() for word in _SECRET_WORDS):
        return "***"
    if isinstance(value, str):
        return mask_excerpt(value, _LONGEST)
    if isinstance(value, Mapping):
        return mask_fields({str(k): v for k, v in value.items()})
    if isinstance(value, list | tuple):
        return [_mask_field(name, item) for item in value]
    return value
