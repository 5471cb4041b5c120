"""Examines what is subscribed to at Zoom, by which webhooks ever came and which should have."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

from cti_desktop.companion.examination import Step, step
from cti_desktop.zoom.contract import v3
from cti_desktop.zoom.names import RECORDS_COMPLETED

_LONG_ENOUGH = timedelta(days=1)
_NEEDED: dict[str, Collection[str]] = {"live calls": v3.LIVE, "records": RECORDS_COMPLETED}
"""Kinds of webhooks that come with every call."""
_OTHERS: dict[str, Collection[str]] = {
    "recordings": v3.RECORDINGS_COMPLETED,
    "voicemails": v3.VOICEMAILS,
    "messages": (v3.SMS_RECEIVED, v3.SMS_SENT, v3.SMS_FAILED),
    "transfers": v3.PASSING_ON,
    "AI summaries": (v3.SUMMARY_CHANGED,),
}
_ENDS = {
    "caller": (v3.live_name("caller", "ended"),),
    "callee": tuple(v3.live_name("callee", step) for step in ("ended", "missed", "rejected")),
}
_SIDES = {"caller": "calls your people make", "callee": "calls your people get"}

Seen = Mapping[str, datetime]
"""When each kind of webhook came first, UTC."""


def look_at_events(seen: Seen, now: datetime) -> Iterator[Step]:
    """Tell which kinds never came although they should have: nobody subscribed to them."""
    if not seen:
        return
    gone = _gone(seen) if now - min(seen.values()) > _LONG_ENOUGH else None
    long_ago = {name: at for name, at in seen.items() if now - at > _LONG_ENOUGH}
    gone = gone or _half_told(long_ago, seen)
    if gone is not None:
        told = f"{gone} Subscribe to these events in the Marketplace, as step 1 lists them."
        yield step("events", told)
        return
    rare = [kind for kind, names in _OTHERS.items() if seen.keys().isdisjoint(names)]
    told = f"; of {', '.join(rare)} none yet" if rare else ""
    yield step("events", None, f"{len(seen)} kinds of webhooks came{told}")


def _gone(seen: Seen) -> str | None:
    gone = [kind for kind, names in _NEEDED.items() if seen.keys().isdisjoint(names)]
    return f"No webhook about {' and '.join(gone)} ever came." if gone else None


def _half_told(long_ago: Seen, seen: Seen) -> str | None:
    """Find what has to follow what came more than a day ago and never did."""
    for side, calls in _SIDES.items():
        own = v3.side_prefix(side)
        live = [name for name in v3.LIVE if name.startswith(own)]
        records = [name for name in v3.RECORDS_COMPLETED if name.startswith(own)]
        records += [name for name in RECORDS_COMPLETED if name.startswith(own)]
        ringing = v3.live_name(side, "ringing")
        if _any(records, long_ago) and not _any(live, seen):
            return f"Of {calls} records came, and never {ringing} or any other live event."
        if _any(live, long_ago) and not _any(records, seen):
            return f"Of {calls} live events came, and never {records[0]}."
        if ringing in long_ago and not _any(_ENDS[side], seen):
            return f"Of {calls} {ringing} came, and never {' or '.join(_ENDS[side])}."
    return None


def _any(names: Collection[str], seen: Seen) -> bool:
    return not seen.keys().isdisjoint(names)
