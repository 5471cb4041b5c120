"""Turns what the REST API says of a recording into an event; the REST client calls it."""

from datetime import datetime
from typing import Any

from cti_desktop.calls.events import CallEvent, Kind, Source, event_id
from cti_desktop.zoom.contract.v3 import RECORDINGS
from cti_desktop.zoom.fields import moment
from cti_desktop.zoom.webhook_media import recording_facts, recording_keys


def read_recording(row: dict[str, Any], *, seen_at: datetime) -> CallEvent | None:
    """Read one row of a list of recordings; None when it names no recording."""
    facts = recording_facts(row)
    if facts is None:
        return None
    name = f"GET {RECORDINGS}"
    return CallEvent(
        id=event_id(Source.REST, [name, row]),
        kind=Kind.RECORDING,
        source=Source.REST,
        name=name,
        at=moment(row, "end_time", "date_time") or seen_at,
        seen_at=seen_at,
        keys=recording_keys(row),
        facts=facts,
        raw=row,
    )
