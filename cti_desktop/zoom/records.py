"""Turns finished call records into events, whichever of Zoom's three generations wrote them.

Webhooks and the REST client share it. A field a generation does not have stays empty.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cti_desktop.calls.correlation import call_keys
from cti_desktop.calls.events import (
    CallEvent,
    Direction,
    Facts,
    Kind,
    LegRef,
    Media,
    Party,
    Side,
    Source,
    event_id,
)
from cti_desktop.zoom.contract import v1
from cti_desktop.zoom.contract.v3 import CALL_ELEMENT, CALL_HISTORY, USER_CALL_HISTORY
from cti_desktop.zoom.fields import Json, children, moment, seconds, text
from cti_desktop.zoom.names import ELEMENT_ID, ELEMENT_ROWS, HELD, HISTORY_UUID, WAITED
from cti_desktop.zoom.parties import (
    Ends,
    is_group,
    leg_ids,
    operator_party,
    read_party,
    record_party,
    without_groups,
)
from cti_desktop.zoom.results import read_record_result, read_result

_OUTGOING = frozenset(
    {
        "call_me_on",
        "outgoing",
        "outgoing_to_zoom_contact_center",
        "warm_transfer_outgoing",
    }
)
_SUPERVISING = frozenset({"barge", "conference_barge", "listen", "monitor", "whisper"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOrigin:
    """Where a row came from and what its surroundings say about it.

    Attributes:
        name: the webhook event or the endpoint.
        side: whose record it is; None leaves it to the row.
        user_id: the user whose record it is, where that is said.
        history_uuid: the whole call's id when the row itself lacks it.
    """

    source: Source
    name: str
    seen_at: datetime
    side: Side | None = None
    user_id: str | None = None
    history_uuid: str | None = None


def read_history_row(row: dict[str, Any], *, seen_at: datetime) -> CallEvent:
    """Read one call of the account's call history: the whole call, no leg."""
    return _whole_call(row, name=f"GET {CALL_HISTORY}", seen_at=seen_at)


def read_history_detail(body: dict[str, Any], *, seen_at: datetime) -> tuple[CallEvent, ...]:
    """Read one call with its elements: first the call, then each element."""
    uuid = text(body, *HISTORY_UUID, "id")
    rows = next((found for name in ELEMENT_ROWS if (found := children(body, name))), [])
    plain = {name: value for name, value in body.items() if name not in ELEMENT_ROWS}
    whole = _whole_call(plain, name=f"GET {CALL_HISTORY}/{{uuid}}", seen_at=seen_at)
    origin = RecordOrigin(
        source=Source.REST, name=f"GET {CALL_ELEMENT}", seen_at=seen_at, history_uuid=uuid
    )
    return (whole, *(read_record(row, origin) for row in rows))


def read_element(
    row: dict[str, Any], *, seen_at: datetime, source: Source = Source.REST
) -> CallEvent:
    """Read one call element by itself."""
    name = f"GET {CALL_ELEMENT}" if source is Source.REST else "call_element"
    return read_record(row, RecordOrigin(source=source, name=name, seen_at=seen_at))


def read_user_element(
    row: dict[str, Any], *, seen_at: datetime, user_id: str | None = None
) -> CallEvent:
    """Read one element of a user's own call history; its direction says which side they were."""
    name = f"GET {USER_CALL_HISTORY}"
    side = Side.CALLER if text(row, "direction") == "outbound" else Side.CALLEE
    origin = RecordOrigin(
        source=Source.REST, name=name, seen_at=seen_at, side=side, user_id=user_id
    )
    return read_record(row, origin)


def read_legacy_row(
    row: dict[str, Any], *, seen_at: datetime, user_id: str | None = None
) -> CallEvent:
    """Read one row of the retired `call_logs`, whose ids and words are the first generation's."""
    side = Side.CALLER if text(row, "direction") == "outbound" else Side.CALLEE
    user = user_id or text(row, "user_id")
    name = f"GET {v1.CALL_LOGS}"
    origin = RecordOrigin(source=Source.REST, name=name, seen_at=seen_at, side=side, user_id=user)
    return read_record(row, origin)


def read_record(row: Json, origin: RecordOrigin) -> CallEvent:
    """Read a leg's record of any generation."""
    side = origin.side or _side(row)
    ends = _ends(row, side, origin.user_id)
    own = ends.own(side)
    ids = leg_ids(own)
    counts = bool(ids) and not is_group(own) and not _beside(row)
    name = event_id(origin.source, [origin.name, side, origin.user_id, row])
    return CallEvent(
        id=name,
        kind=Kind.LOGGED,
        source=origin.source,
        name=origin.name,
        at=moment(row, "end_time", "call_end_time", "start_time", "date_time") or origin.seen_at,
        seen_at=origin.seen_at,
        keys=_element_keys(row, origin.history_uuid) or (f"own:{name}",),
        leg=LegRef(side=side, ids=ids) if counts else None,
        facts=_element_facts(row, ends, side, counts=counts),
        raw=row,
    )


def _beside(row: Json) -> bool:
    """Tell whether an element is no agent's leg: a supervisor's listening, a parked call's wait.

    That wait is an element of whoever parked the call, and lasts until somebody else took it.
    """
    event = text(row, "event")
    return event in _SUPERVISING or (event == "park" and moment(row, "answer_time") is None)


def _whole_call(row: Json, *, name: str, seen_at: datetime) -> CallEvent:
    caller, callee = record_party(row, "caller"), record_party(row, "callee")
    direction = _direction(row, caller, callee)
    side = Side.CALLER if direction is Direction.OUTBOUND else Side.CALLEE
    word = text(row, "call_result", "result")
    ends = without_groups(Ends(caller=caller, callee=callee), side)
    own_id = event_id(Source.REST, [name, row])
    rang_at, ended_at = moment(row, "start_time"), moment(row, "end_time")
    keys = call_keys(call_id=text(row, "call_id"), history_uuid=text(row, *HISTORY_UUID, "id"))
    return CallEvent(
        id=own_id,
        kind=Kind.LOGGED,
        source=Source.REST,
        name=name,
        at=ended_at or rang_at or seen_at,
        seen_at=seen_at,
        keys=keys or (f"own:{own_id}",),
        facts=Facts(
            direction=direction,
            caller=ends.caller,
            callee=callee,
            via=callee if is_group(callee) and side is Side.CALLEE else ends.via,
            rang_at=rang_at,
            answered_at=moment(row, "answer_time"),
            ended_at=ended_at,
            result=read_result(word, side),
            result_raw=word,
            duration_s=seconds(row, "duration"),
            final=True,
        ),
        raw=row,
    )


def _element_facts(row: Json, ends: Ends, side: Side, *, counts: bool) -> Facts:
    word, reason = text(row, "result"), text(row, "result_reason")
    if not counts:
        own = ends.own(side)
        via = own if is_group(own) else ends.via
        return Facts(direction=_direction(row, ends.caller, ends.callee), via=via)
    return Facts(
        direction=_direction(row, ends.caller, ends.callee),
        caller=ends.caller,
        callee=ends.callee,
        via=ends.via,
        rang_at=moment(row, "start_time", "date_time"),
        answered_at=moment(row, "answer_time", "answer_start_time"),
        ended_at=moment(row, "end_time", "call_end_time"),
        result=read_record_result(word, reason, side),
        result_raw=word,
        reason=reason,
        talk_s=seconds(row, "talk_time"),
        hold_s=seconds(row, *HELD),
        wait_s=seconds(row, *WAITED),
        duration_s=seconds(row, "duration"),
        final=True,
        recording=_recording(row),
        voicemail=_media(row, "voicemail_id"),
        summary=_media(row, "ai_call_summary_id"),
    )


def _ends(row: Json, side: Side, user_id: str | None) -> Ends:
    named = {**row, f"{side}_user_id": user_id} if user_id else row
    operator = operator_party(row)
    passed_on = read_party(row.get("forwarded_by"), own=True)
    told = Ends(
        caller=record_party(named, "caller", own=side is Side.CALLER),
        callee=record_party(named, "callee", own=side is Side.CALLEE),
        via=operator if is_group(operator) else passed_on,
    )
    return without_groups(told, side)


def _side(row: Json) -> Side:
    """Tell whose leg an element is: the caller's when they called out, else the callee's.

    A part of a call that was passed on to the outside has no agent as callee.
    """
    outgoing = text(row, "event") in _OUTGOING
    if text(row, "event") is None:
        outgoing = text(row, "direction") == "outbound"
    caller, callee = record_party(row, "caller"), record_party(row, "callee")
    inside = (bool(caller and caller.internal), bool(callee and callee.internal))
    if outgoing:
        return Side.CALLEE if inside == (False, True) else Side.CALLER
    return Side.CALLER if inside == (True, False) else Side.CALLEE


def _direction(row: Json, caller: Party | None, callee: Party | None) -> Direction | None:
    outside = any(party and party.internal is False for party in (caller, callee))
    if text(row, "connect_type") == "internal" and not outside:
        return Direction.INTERNAL
    word = text(row, "direction")
    return Direction(word) if word in {"inbound", "outbound"} else None


def _recording(row: Json) -> Media | None:
    """Read the recording a finished record names: it is there, whatever was told of its making."""
    found, kind = text(row, "recording_id"), text(row, "recording_type")
    return None if found is None else Media(id=found, state="completed", kind=kind)


def _media(row: Json, name: str) -> Media | None:
    found = text(row, name)
    return None if found is None else Media(id=found)


def _element_keys(row: Json, history_uuid: str | None) -> tuple[str, ...]:
    keys = call_keys(
        call_id=text(row, "call_id"),
        element_id=text(row, *ELEMENT_ID),
        history_uuid=text(row, *HISTORY_UUID) or history_uuid,
    )
    return tuple(sorted({*keys, *_media_keys(row)}))


def _media_keys(row: Json) -> Iterator[str]:
    for kind in ("recording", "voicemail"):
        found = text(row, f"{kind}_id")
        if found:
            yield f"{kind}:{found}"
