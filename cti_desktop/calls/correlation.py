"""Which events belong to one call: keys made of Zoom's ids, and the call's own id made of its keys.

Two events belong together when they share a key; so a call is a connected set of events, whatever
the order they came in. No single Zoom id is trusted to be unique or present.
"""

import hashlib
import re
from collections.abc import Iterable

_PRECEDENCE = ("call", "history", "log", "engagement", "message", "intent", "own")
_CALL_ID = re.compile(r"(?:warm_?)?([0-9a-fA-F]{15,})(?:_.+|warm.*)?")
_RECORD_ID = re.compile(r"\d{8}-(.+)")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def call_keys(
    *,
    call_id: str | None = None,
    log_id: str | None = None,
    element_id: str | None = None,
    history_uuid: str | None = None,
    engagement_id: str | None = None,
    message_id: str | None = None,
    intent_id: str | None = None,
    more_call_ids: Iterable[str] = (),
) -> tuple[str, ...]:
    """Turn Zoom's ids into correlation keys, sorted.

    A transferred leg's `call_id` carries a suffix (`…_1`) or the word `warm`: it gives the leg's
    key and the key of the call before the transfer. A call element's id is the day and the log id
    (`YYYYMMDD-uuid`), so both give the same `log:` key. An engagement is Contact Center's word for
    a call; its id may hold an underscore that means nothing.
    """
    keys: set[str] = set()
    for one in (call_id, *more_call_ids):
        if one:
            keys.update((f"call:{one}", root_key(f"call:{one}")))
    for one in (log_id, element_id):
        if one:
            keys.add(f"log:{_without_day(one)}")
    plain = {
        "history": history_uuid,
        "engagement": engagement_id,
        "message": message_id,
        "intent": intent_id,
    }
    keys.update(f"{kind}:{one}" for kind, one in plain.items() if one)
    return tuple(sorted(keys))


def root_key(key: str) -> str:
    """Return the key of the call before a transfer; of any other key, the key itself.

    Only what stands around a plausible call id is cut off: what an unknown kind of id begins with
    may be common to many calls, and calls that were made one stay one.
    """
    kind, _, call_id = key.partition(":")
    found = _CALL_ID.fullmatch(call_id) if kind == "call" else None
    return f"call:{found.group(1)}" if found else key


def _without_day(record_id: str) -> str:
    """Take the day off a call element's id; a log id may itself begin with eight digits."""
    dated = None if _UUID.fullmatch(record_id) else _RECORD_ID.fullmatch(record_id)
    return dated.group(1) if dated else record_id


def principal_key(keys: Iterable[str]) -> str:
    """Choose the key a call or note is named by: the best kind, then the smallest.

    A `call_id` begins with the second its call started, so the smallest is the earliest call, and
    a consultation joined later does not rename the call.

    Raises:
        ValueError: there is no key.
    """
    return min(keys, key=_rank)


def call_ref(keys: Iterable[str]) -> str:
    """Make the call's own id from its keys; equal key sets give equal ids on every machine."""
    digest = hashlib.blake2b(principal_key(keys).encode(), digest_size=12).hexdigest()
    return f"c-{digest}"


def _rank(key: str) -> tuple[int, str]:
    kind = key.partition(":")[0]
    place = _PRECEDENCE.index(kind) if kind in _PRECEDENCE else len(_PRECEDENCE)
    return (place, key)
