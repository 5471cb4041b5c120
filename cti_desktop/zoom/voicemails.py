"""Turns what the REST API says of a voicemail into an event; the REST client calls it."""

from datetime import datetime
from typing import Any

from cti_desktop.calls.events import CallEvent, Facts, Kind, Source, event_id
from cti_desktop.zoom.contract.v3 import VOICEMAIL
from cti_desktop.zoom.fields import moment
from cti_desktop.zoom.webhook_media import voicemail_facts, voicemail_keys


def read_voicemail(body: dict[str, Any], *, seen_at: datetime) -> CallEvent:
    """Read one voicemail with its length and transcript."""
    name = f"GET {VOICEMAIL}"
    return CallEvent(
        id=event_id(Source.REST, [name, body]),
        kind=Kind.VOICEMAIL,
        source=Source.REST,
        name=name,
        at=moment(body, "date_time") or seen_at,
        seen_at=seen_at,
        keys=voicemail_keys(body),
        facts=voicemail_facts(body) or Facts(),
        raw=body,
    )
