"""Brings a journal to as many events as a benchmark wants."""

import json
from dataclasses import replace
from itertools import islice

from benchmarks.samples import EVENTS_PER_CALL, events
from benchmarks.storm import webhook
from cti_desktop.calls.events import Kind, NoteField
from cti_desktop.store.journal import Journal

_BATCH = 6_000


def fill(journal: Journal, start: int, end: int) -> None:
    """Bring the journal from `start` to `end` events."""
    first, last = start // EVENTS_PER_CALL, end // EVENTS_PER_CALL
    coming = events(last - first, first)
    while batch := list(islice(coming, _BATCH)):
        journal.append(batch).result()


def fill_whole(journal: Journal, calls: int) -> None:
    """Put calls into an empty journal as a companion has them: with the message of each event."""
    coming = (
        replace(event, raw=json.loads(webhook(number // EVENTS_PER_CALL)))
        if event.kind is not Kind.NOTED
        else event
        for number, event in enumerate(events(calls))
    )
    while batch := list(islice(coming, _BATCH)):
        journal.append(batch).result()


def fill_calls(journal: Journal, calls: int) -> None:
    """Put calls into an empty journal with two events each: the server's record and a note."""
    coming = (
        event
        for event in events(calls)
        if event.kind is Kind.LOGGED or event.facts.note_field is NoteField.TEXT
    )
    while batch := list(islice(coming, _BATCH)):
        journal.append(batch).result()
