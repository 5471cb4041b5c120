"""Reads the webhooks of a living call: ringing, talk, hold, mute, transfer, park, conference.

`caller_*` and `callee_*` name the side of the account's member the event is about; that side is the
leg. A transfer names only who did it, not on which side they were, so it carries no leg.
"""

from collections.abc import Mapping

from cti_desktop.calls.correlation import call_keys
from cti_desktop.calls.events import (
    CallEvent,
    Direction,
    Facts,
    Kind,
    LegRef,
    Result,
    Side,
    Transfer,
)
from cti_desktop.zoom.contract import v3
from cti_desktop.zoom.fields import Json, child, moment, text
from cti_desktop.zoom.parties import (
    Ends,
    leg_ids,
    public_number,
    read_party,
    without_groups,
)
from cti_desktop.zoom.results import read_result
from cti_desktop.zoom.webhook_events import Notice, Reader

_PARKED = "park successfully."
_LIFE = {
    "ringing": Kind.RANG,
    "connected": Kind.ANSWERED,
    "answered": Kind.ANSWERED,
    "ended": Kind.ENDED,
    "missed": Kind.ENDED,
    "rejected": Kind.ENDED,
    "hold": Kind.HELD,
    "unhold": Kind.RESUMED,
    "mute": Kind.MUTED,
    "unmute": Kind.UNMUTED,
    "parked": Kind.PARKED,
    "meeting_inviting": Kind.CONFERENCED,
}
_UNTOLD_RESULT = {"missed": Result.MISSED, "rejected": Result.REJECTED}
_TIMES = {
    Kind.RANG: ("ringing_start_time",),
    Kind.ANSWERED: ("connected_start_time", "answer_start_time"),
    Kind.ENDED: ("call_end_time",),
}
_TRANSFERS = {
    v3.BLIND_TRANSFER_INITIATED: ("blind", "started"),
    v3.WARM_TRANSFER_INITIATED: ("warm", "started"),
    v3.WARM_TRANSFER_COMPLETED: ("warm", "completed"),
    v3.WARM_TRANSFER_CANCELLED: ("warm", "cancelled"),
    v3.VOICEMAIL_TRANSFER_INITIATED: ("voicemail", "started"),
    v3.TRANSFER_RECIPIENT_UPDATED: ("transfer", "updated"),
    v3.CONFERENCE_STARTED: ("conference", "started"),
}


def _read_life(notice: Notice) -> tuple[CallEvent, ...]:
    told = notice.told
    call_id = text(told, "call_id")
    if call_id is None:
        return ()
    told_side, step = v3.LIVE[notice.name]
    side = Side(told_side)
    kind = _LIFE[step]
    ends = _ends(told, side)
    ids = leg_ids(ends.own(side))
    event = notice.event(
        kind,
        about=told,
        at=notice.at(*(told.get(name) for name in (*_TIMES.get(kind, ()), "date_time"))),
        keys=call_keys(call_id=call_id),
        leg=LegRef(side=side, ids=ids) if ids else None,
        facts=_facts(told, ends, side, step),
    )
    return (event,)


def _ends(told: Json, side: Side) -> Ends:
    named = Ends(
        caller=read_party(told.get("caller"), own=side is Side.CALLER),
        callee=read_party(told.get("callee"), own=side is Side.CALLEE),
        via=read_party(told.get("forwarded_by"), own=True),
    )
    return without_groups(named, side)


def _facts(told: Json, ends: Ends, side: Side, step: str) -> Facts:
    word = text(told, "handup_result", "hangup_result")
    result = read_result(word, side) or _UNTOLD_RESULT.get(step)
    ended = _LIFE[step] is Kind.ENDED
    elsewhere = result is Result.ANSWERED_ELSEWHERE
    return Facts(
        direction=Direction.OUTBOUND if side is Side.CALLER else Direction.INBOUND,
        caller=ends.caller,
        callee=ends.callee,
        via=ends.via,
        via_before=read_party(told.get("redirect_forwarded_by"), own=True),
        rang_at=moment(told, "ringing_start_time"),
        answered_at=None if elsewhere else moment(told, *_TIMES[Kind.ANSWERED]),
        ended_at=moment(told, "call_end_time"),
        result=result if ended else None,
        result_raw=(word or step) if ended and result else None,
        transfer=_park_or_meeting(told, step),
    )


def _park_or_meeting(told: Json, step: str) -> Transfer | None:
    if step == "parked":
        failure = text(told, "park_failure_reason")
        failed = failure is not None and failure.casefold() != _PARKED
        return Transfer(
            how="park",
            stage="started" if failed else "completed",
            to_number=text(told, "park_code"),
            failure=failure if failed else None,
        )
    if step == "meeting_inviting":
        return Transfer(how="meeting", stage="started", to_number=text(told, "meeting_id"))
    return None


def _read_transfer(notice: Notice) -> tuple[CallEvent, ...]:
    told = notice.told
    call_id = text(told, "call_id")
    if call_id is None:
        return ()
    how, stage = _TRANSFERS[notice.name]
    consultation = text(told, "transfer_call_id")
    event = notice.event(
        Kind.CONFERENCED if how == "conference" else Kind.TRANSFERRED,
        about=told,
        at=notice.at(told.get("date_time")),
        keys=call_keys(call_id=call_id, more_call_ids=[consultation] if consultation else []),
        author=_actor(told),
        facts=Facts(transfer=_transfer(told, how, stage)),
    )
    return (event,)


def _transfer(told: Json, how: str, stage: str) -> Transfer:
    recipient = child(told, "recipient")
    number = text(told, "transfer_phone_number") or text(
        recipient, "phone_number", "extension_number"
    )
    return Transfer(
        how=how,
        stage=stage,
        to_number=public_number(number) if number else text(told, "conference_id"),
        to_name=text(recipient, "name"),
        failure=text(told, "failure_reason"),
    )


def _actor(told: Json) -> str | None:
    owner = child(told, "owner")
    name = text(owner, "id")
    return f"user:{name}" if name and text(owner, "type") in {"user", None} else None


READERS: Mapping[str, Reader] = {
    **dict.fromkeys(v3.LIVE, _read_life),
    **dict.fromkeys(_TRANSFERS, _read_transfer),
}
