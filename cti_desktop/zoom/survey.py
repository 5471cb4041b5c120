"""Tells what of a kept event is not as known: a drift report made from the journal itself.

Every event keeps the message it was read from, so the report needs no counters of its own, covers
what came before this version, and counts the same on the desk and on the companion. `doctor` uses
it; the doors of both programs report as they read.
"""

from collections.abc import Iterator
from functools import lru_cache

from cti_desktop.calls.events import CallEvent, Kind, Result, Source
from cti_desktop.zoom.drift import Drift, drift
from cti_desktop.zoom.fields import Json, child, children, text
from cti_desktop.zoom.known_fields import (
    LIVE,
    PAGE_CALL,
    PAGE_LOGGED,
    RECORD,
    RECORD_PREFIXES,
    WORDS,
)
from cti_desktop.zoom.names import ELEMENT_ROWS, RECORDS_COMPLETED

_LIVE_KINDS = frozenset(
    (Kind.RANG, Kind.ANSWERED, Kind.ENDED, Kind.HELD, Kind.RESUMED, Kind.MUTED, Kind.UNMUTED)
)
_OLD_ROWS = ("call_logs", "call_path")


def survey(event: CallEvent) -> Iterator[Drift]:
    """Compare one event with what is known of its kind; events of people have nothing to compare.

    Kinds of drift: `unknown_result`, `unknown_value`, `unexpected_field`, `missing_field` and
    `legacy_shape`.
    """
    if event.source is Source.EMBED and event.kind is not Kind.NOTED:
        yield from _page(event)
    elif event.source is Source.WEBHOOK:
        yield from _webhook(event)
    elif event.source is Source.REST and event.kind is Kind.LOGGED:
        yield from _record(event.name, event.raw)
        yield from _generation(event.name, event.raw)
    if event.facts.result is Result.UNKNOWN:
        yield drift("unknown_result", event.name, detail=event.facts.result_raw or "")


def _page(event: CallEvent) -> Iterator[Drift]:
    data = child(event.raw, "data")
    if event.kind in _LIVE_KINDS or event.name in PAGE_LOGGED:
        yield from _strange(event.name, data, PAGE_CALL)
        yield from _lacking(event.name, data, ("callId", "direction", "dateTime"))
    if event.name in PAGE_LOGGED:
        yield from _lacking(event.name, data, ("callLogId", "result"))


def _webhook(event: CallEvent) -> Iterator[Drift]:
    told = child(child(event.raw, "payload"), "object")
    if event.name in RECORDS_COMPLETED:
        generation = RECORDS_COMPLETED[event.name]
        if generation != "v3":
            yield drift("legacy_shape", event.name, detail=generation)
        for name in ELEMENT_ROWS:
            for row in children(told, name):
                yield from _record(event.name, row)
    elif event.kind in _LIVE_KINDS:
        yield from _strange(event.name, told, LIVE)
        yield from _lacking(event.name, told, ("call_id", "caller", "callee"))


def _record(name: str, row: Json) -> Iterator[Drift]:
    for key in row:
        plain = _plain(key)
        if plain not in RECORD:
            yield drift("unexpected_field", name, detail=key, sample=str(row[key]))
        if plain in WORDS and (word := text(row, key)) and word not in WORDS[plain]:
            yield drift("unknown_value", name, detail=f"{key}={word}")
    yield from _lacking(name, row, ("call_id",))


def _generation(name: str, row: Json) -> Iterator[Drift]:
    if "call_path_id" in row or any(old in row for old in _OLD_ROWS):
        yield drift("legacy_shape", name, detail="v2")
    elif "date_time" in row and "start_time" not in row:
        yield drift("legacy_shape", name, detail="v1")


@lru_cache(maxsize=512)
def _plain(key: str) -> str:
    prefix = next((one for one in RECORD_PREFIXES if key.startswith(one)), "")
    return key.removeprefix(prefix)


def _strange(name: str, told: Json, known: frozenset[str]) -> Iterator[Drift]:
    for key in told:
        if key not in known:
            yield drift("unexpected_field", name, detail=key, sample=str(told[key]))


def _lacking(name: str, told: Json, needed: tuple[str, ...]) -> Iterator[Drift]:
    for key in needed:
        if told.get(key) in (None, ""):
            yield drift("missing_field", name, detail=key)
