"""What a deletion in Zoom means here: whose record of which call is gone there, and since when.

Nothing a person typed goes with it. A call stays in the log and says that Zoom's record of it was
deleted; a deleted recording or voicemail is no longer offered (`media.py`).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from cti_desktop.calls.call import Call
from cti_desktop.calls.correlation import principal_key
from cti_desktop.calls.events import CallEvent, Kind, event_id

EVERYTHING = "*"
"""In `deleted_ids`: all records of the user named in `about`, up to the event's time."""


def spread(deletion: CallEvent, calls: Iterable[Call]) -> tuple[CallEvent, ...]:
    """Turn "all of this user's records are deleted" into one event per call it hits.

    Their ids follow from the deletion and the call, so spreading twice adds nothing.

    Args:
        deletion: one whose `deleted_ids` is `EVERYTHING`; any other gives none.
        calls: candidates; those the user had no leg in, or that ended later, are left out.
    """
    whose = deletion.facts.about
    if whose is None or EVERYTHING not in deletion.facts.deleted_ids:
        return ()
    return tuple(
        replace(
            deletion,
            id=event_id(deletion.source, ["spread", deletion.id, call.id]),
            keys=(principal_key(call.keys),),
        )
        for call in calls
        if any(whose in leg.ids for leg in call.legs) and _over_by(call, deletion.at)
    )


def deleted_at(
    deletions: Iterable[CallEvent], leg_ids: Iterable[str], leg_keys: Iterable[str]
) -> datetime | None:
    """Tell when Zoom's record of one leg was last deleted; None when it was not.

    A deletion names a user, or else the record itself.

    Args:
        deletions: the DELETED events of the leg's call.
        leg_ids: ids of the leg's agent.
        leg_keys: correlation keys of the leg's own events.
    """
    mine, records = set(leg_ids), {key for key in leg_keys if key.startswith("log:")}
    return max((e.at for e in deletions if _names(e, mine, records)), default=None)


def _names(deletion: CallEvent, leg_ids: set[str], records: set[str]) -> bool:
    if deletion.kind is not Kind.DELETED:
        return False
    if deletion.facts.about is not None:
        return deletion.facts.about in leg_ids
    return bool(records & set(deletion.keys))


def _over_by(call: Call, moment: datetime) -> bool:
    last = call.ended_at or call.started_at
    return last is not None and last <= moment
