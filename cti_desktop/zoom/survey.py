"""Tells what of a kept event is not as known: a drift report made from the journal itself.

Every event keeps the message it was read from, so the report needs no counters of its own, covers
what came before this version, and counts the same on the desk and on the companion. `doctor` uses
it; the doors of both programs report as they read.
"""

from collections.abc import Iterator

from cti_desktop.calls.events import CallEvent, Kind, Result, Source
from cti_desktop.zoom.contract import v1, v2, v3
from cti_desktop.zoom.drift import Drift, drift
from cti_desktop.zoom.fields import Json, child
from cti_desktop.zoom.known_fields import PAGE, RECORD, ROWS, WEBHOOKS
from cti_desktop.zoom.names import RECORDS_COMPLETED, RECORDS_DELETED
from cti_desktop.zoom.shapes import compare

_OLD_ROWS = (v1.ROWS, v2.ROWS, v2.CALL_ID)
_GENERATIONS = {
    name: told
    for name, told in {**RECORDS_COMPLETED, **RECORDS_DELETED}.items()
    if told != v3.VERSION
}


def survey(event: CallEvent) -> Iterator[Drift]:
    """Compare one event with what is known of its kind; events of people have nothing to compare.

    Kinds of drift: `unknown_result`, `unknown_value`, `unexpected_field`, `missing_field` and
    `legacy_shape`.
    """
    yield from survey_message(event)
    yield from survey_result(event)


def survey_message(event: CallEvent) -> Iterator[Drift]:
    """Compare the message an event was read from; once is enough where several were read of it."""
    if event.source is Source.EMBED and event.kind is not Kind.NOTED:
        known = PAGE.get(event.name)
        if known is not None:
            yield from compare(event.name, child(event.raw, "data"), known)
    elif event.source is Source.WEBHOOK:
        yield from survey_webhook(event.name, event.raw)
    elif event.source is Source.REST:
        yield from survey_row(event.name, event.raw)


def survey_result(event: CallEvent) -> Iterator[Drift]:
    """Tell whether how a call came out is said in a word nobody knows."""
    if event.facts.result is Result.UNKNOWN:
        word = event.facts.result_raw or ""
        yield drift("unknown_result", event.name, detail=word, sample=word)


def survey_row(name: str, row: Json) -> Iterator[Drift]:
    """Compare a row of the REST API; `name` is that of its events."""
    known = ROWS.get(name)
    if known is None:
        return
    yield from compare(name, row, known)
    if known is RECORD:
        yield from _generation(name, row)


def survey_webhook(name: str, raw: Json) -> Iterator[Drift]:
    """Compare a webhook, whole as it came."""
    if name in _GENERATIONS:
        sample = " ".join(child(child(raw, "payload"), "object"))
        yield drift("legacy_shape", name, detail=_GENERATIONS[name], sample=sample)
    known = WEBHOOKS.get(name)
    if known is not None:
        yield from compare(name, child(child(raw, "payload"), "object"), known)


def _generation(name: str, row: Json) -> Iterator[Drift]:
    """Tell the generation of a record by its ids: the first two call their own just `id`."""
    if "date_time" in row and "start_time" not in row:
        yield drift("legacy_shape", name, detail=v1.VERSION, sample=" ".join(row))
    elif any(old in row for old in _OLD_ROWS) or ("id" in row and not _has_own_id(row)):
        yield drift("legacy_shape", name, detail=v2.VERSION, sample=" ".join(row))


def _has_own_id(row: Json) -> bool:
    return "call_element_id" in row or "call_history_uuid" in row
