"""What a deletion in Zoom means here: whose record of which call is gone there, and since when.

Nothing a person typed goes with it. A call stays in the log and says that Zoom's record of it was
deleted; a deleted recording or voicemail is no longer offered (`media.py`).
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from cti_desktop.calls.call import Call, Leg
from cti_desktop.calls.correlation import principal_key
from cti_desktop.calls.events import CallEvent, Kind, event_id

EVERYTHING = "*"
"""In `deleted_ids`: all records of the user named in `about`, up to the event's time."""


_LONGEST = timedelta(days=1)


def spread(
    deletion: CallEvent, calls: Iterable[Call], known_as: Collection[str] = ()
) -> tuple[CallEvent, ...]:
    """Turn "all of this user's records are deleted" into one event per call it hits.

    Their ids follow from the deletion and the call, so spreading twice adds nothing. When a call
    ended may be told later, so one that began before the deletion is hit, and the fold leaves out
    the legs that ended after it (`deleted_at`): then it does not matter what came first.

    Args:
        deletion: one whose `deleted_ids` is `EVERYTHING`; any other gives none.
        calls: candidates; those the user had no leg in, or that began later, are left out.
        known_as: further ids of the user, by which alone some records know a leg.
    """
    whose = deletion.facts.about
    if whose is None or not _everything(deletion):
        return ()
    return tuple(
        _on_call(deletion, call, name)
        for call in calls
        if _began_by(call, deletion.at)
        for name in (whose, *sorted(set(known_as) - {whose}))
        if any(name in leg.ids and (name == whose or whose not in leg.ids) for leg in call.legs)
    )


def _on_call(deletion: CallEvent, call: Call, name: str) -> CallEvent:
    """Say of one call that the records of who goes by this name there are deleted."""
    other = [name] if name != deletion.facts.about else []
    return replace(
        deletion,
        id=event_id(deletion.source, ["spread", deletion.id, call.id, *other]),
        keys=(principal_key(call.keys),),
        facts=replace(deletion.facts, about=name),
    )


def deleted_at(
    deletions: Iterable[CallEvent], leg: Leg, leg_keys: Iterable[str]
) -> datetime | None:
    """Tell when Zoom's record of one leg was last deleted; None when it was not.

    A deletion names the record itself, and mostly whose it was. A leg known from records alone has
    no user's id, and is told by its record. One of all records of a user hits those that were there
    by then: of legs that were over.

    Args:
        deletions: the DELETED events of the leg's call.
        leg: as it is without them.
        leg_keys: correlation keys of the leg's own events.
    """
    mine, records = set(leg.ids), {key for key in leg_keys if key.startswith("log:")}
    hits = (e for e in deletions if _names(e, mine, records))
    return max((e.at for e in hits if not _everything(e) or _over_by(leg, e.at)), default=None)


def _names(deletion: CallEvent, leg_ids: set[str], records: set[str]) -> bool:
    if deletion.kind is not Kind.DELETED:
        return False
    about = deletion.facts.about
    nameless = not any(one.startswith("user:") for one in leg_ids) and not _everything(deletion)
    if about is None or (about not in leg_ids and nameless):
        return bool(records & set(deletion.keys))
    return about in leg_ids


def _everything(deletion: CallEvent) -> bool:
    return EVERYTHING in deletion.facts.deleted_ids


def _began_by(call: Call, moment: datetime) -> bool:
    return call.started_at is not None and call.started_at <= moment


def _over_by(leg: Leg, moment: datetime) -> bool:
    """Tell whether a leg was over; where its end was never told it is after a day at the latest."""
    if leg.state.live and leg.rang_at is not None:
        return leg.rang_at + _LONGEST <= moment
    last = leg.ended_at or leg.rang_at
    return last is None or last <= moment
