"""Turns what the REST API says of a recording into an event; the REST client calls it."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from cti_desktop.calls.events import CallEvent, Facts, Kind, Media, Source, event_id
from cti_desktop.zoom.contract.v3 import RECORDING_TRANSCRIPT, RECORDINGS
from cti_desktop.zoom.fields import Json, children, moment, text
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


NO_TRANSCRIPT = frozenset({"zoom_12000", "zoom_12001", "zoom_12002", "zoom_12003"})
"""Codes of why there is none: it cannot be made, is switched off, not ready yet, or failed."""


def read_transcript(body: dict[str, Any], recording_id: str, *, seen_at: datetime) -> CallEvent:
    """Read what was said in a recording: a line for each turn, after the speaker's name.

    The file's pieces are not kept besides: they are many, and say the same. Of them the names of
    their fields are kept, so that a new one is noticed.
    """
    name = f"GET {RECORDING_TRANSCRIPT}"
    spoken = "\n".join(_turns(children(body, "timeline")))
    return CallEvent(
        id=event_id(Source.REST, [name, recording_id, spoken]),
        kind=Kind.RECORDING,
        source=Source.REST,
        name=name,
        at=moment(body, "recording_end", "recording_start") or seen_at,
        seen_at=seen_at,
        keys=recording_keys({"id": recording_id}),
        facts=Facts(recording=Media(id=recording_id, text=spoken or None)),
        raw=_without_words(body),
    )


def _without_words(body: Json) -> Json:
    names = dict.fromkeys(name for piece in children(body, "timeline") for name in piece)
    return {key: value for key, value in body.items() if key != "timeline"} | {"timeline": [names]}


def _turns(timeline: list[Json]) -> Iterator[str]:
    for speaker, pieces in groupby(timeline, _speaker):
        said = " ".join(filter(None, (text(one, "text", "raw_text") for one in pieces)))
        if said:
            yield f"{speaker}: {said}" if speaker else said


def _speaker(piece: Json) -> str:
    """Name who speaks; where Zoom does not, the extension it gives tells them apart."""
    named = (text(one, "username", "display_name", "name") for one in children(piece, "users"))
    return next(filter(None, named), None) or text(piece, "userId") or ""
