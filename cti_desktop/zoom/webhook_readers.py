"""Reads the webhooks of records, deletions, texts and emergencies; lists all readers by name."""

from collections.abc import Mapping
from dataclasses import replace

from cti_desktop.calls.correlation import call_keys
from cti_desktop.calls.events import (
    CallEvent,
    Direction,
    Facts,
    Kind,
    LegRef,
    Message,
    Party,
    Side,
    Source,
)
from cti_desktop.zoom import webhook_live, webhook_media
from cti_desktop.zoom.contract import v3
from cti_desktop.zoom.fields import Json, child, flag, items, text, texts
from cti_desktop.zoom.names import ELEMENT_ROWS, RECORDS_COMPLETED, RECORDS_DELETED
from cti_desktop.zoom.parties import leg_ids, public_number, read_party
from cti_desktop.zoom.records import RecordOrigin, read_record
from cti_desktop.zoom.webhook_events import Notice, Reader

EVERYTHING = "*"
"""In `deleted_ids`: all records of the user named in `about` up to the event's time."""

_SMS = {
    v3.SMS_RECEIVED: ("Received", Direction.INBOUND),
    v3.SMS_SENT: ("Sent", Direction.OUTBOUND),
    v3.SMS_FAILED: ("Not delivered", Direction.OUTBOUND),
}
_OPTED = {v3.OPTED_IN: "in", v3.OPTED_OUT: "out"}

_STATUSES = "phone_number_campaign_opt_statuses"
_OPT_STATUS = {"opt_in": "in", "opt_out": "out"}


def _read_records(notice: Notice) -> tuple[CallEvent, ...]:
    origin = RecordOrigin(
        source=Source.WEBHOOK,
        name=notice.name,
        seen_at=notice.seen_at,
        side=Side.CALLER if notice.name.startswith(v3.OF_CALLERS) else Side.CALLEE,
        user_id=text(notice.told, "user_id"),
    )
    rows = (notice.listed(name) for name in ELEMENT_ROWS)
    found = [read_record(row, origin) for row in next(filter(None, rows), [])]
    named = [event for event in found if not event.keys[0].startswith("own:")]
    notice.skip("records", len(found) - len(named))
    return tuple(replace(event, raw=notice.raw) for event in named)


def _read_deletions(notice: Notice) -> tuple[CallEvent, ...]:
    """Read one event per deleted record: in one event they would make their calls one call."""
    told = notice.told
    ids = [
        (one, None) for name in ("call_log_ids", "call_element_ids") for one in _ids(notice, name)
    ]
    rows = [(text(one, "id"), text(one, "call_id")) for one in notice.listed("call_logs")]
    notice.skip("call_logs", sum(record_id is None for record_id, _ in rows))
    events = [
        _deletion(notice, (record_id,), call_keys(call_id=call_id, log_id=record_id))
        for record_id, call_id in (*ids, *rows)
        if record_id
    ]
    if not events and (flag(told, "delete_all") or notice.name.endswith("_all")):
        events = [_deletion(notice, (EVERYTHING,), ())]
    return tuple(events)


def _ids(notice: Notice, name: str) -> list[str]:
    found = texts(notice.told, name)
    notice.skip(name, len(items(notice.told, name)) - len(found))
    return found


def _deletion(notice: Notice, deleted: tuple[str, ...], keys: tuple[str, ...]) -> CallEvent:
    user_id = text(notice.told, "user_id")
    trashed = flag(notice.told, "move_to_trash")
    return notice.event(
        Kind.DELETED,
        about=[deleted, user_id, text(notice.told, "execute_time") or str(notice.sent_at)],
        at=notice.at(notice.told.get("execute_time")),
        keys=keys,
        facts=Facts(
            deleted_ids=deleted,
            about=f"user:{user_id}" if user_id else None,
            reason="trash" if trashed else None,
        ),
    )


def _read_sms(notice: Notice) -> tuple[CallEvent, ...]:
    told = notice.told
    message_id = text(told, "message_id")
    if message_id is None:
        return ()
    status, direction = _SMS[notice.name]
    outbound = direction is Direction.OUTBOUND
    failure = text(told, "failure_reason")
    message = Message(
        id=message_id,
        session_id=text(told, "session_id"),
        text=text(told, "message"),
        status="Not delivered" if failure else status,
        sender=_texter(child(told, "sender"), own=outbound),
        receivers=tuple(
            party
            for one in notice.listed("to_members")
            if (party := _texter(one, own=not outbound))
        ),
        attachments=tuple(
            url for one in notice.listed("attachments") if (url := text(one, "download_url"))
        ),
    )
    leg = _text_leg(child(told, "owner"), direction)
    event = notice.event(
        Kind.MESSAGE,
        about=told,
        at=notice.at(told.get("date_time")),
        keys=call_keys(message_id=message_id),
        leg=leg,
        facts=Facts(direction=direction, message=message, reason=failure),
    )
    return (event, *(_opted(notice, one, leg) for one in _opt_statuses(notice)))


def _text_leg(owner: Json, direction: Direction) -> LegRef | None:
    """Name the user a text belongs to: its owner, or the member who wrote it for a queue."""
    own = text(owner, "id") if text(owner, "type") == "user" else None
    user_id = own or text(owner, "sms_sender_user_id")
    side = Side.CALLER if direction is Direction.OUTBOUND else Side.CALLEE
    return LegRef(side=side, ids=(f"user:{user_id}",)) if user_id else None


def _opt_statuses(notice: Notice) -> list[Json]:
    """Return what a text says of opting; who was not asked yet (`pending`) said nothing."""
    found = notice.listed(_STATUSES)
    return [one for one in found if text(one, "opt_status") in _OPT_STATUS]


def _texter(told: Json, *, own: bool) -> Party | None:
    """Read one end of a text; only a member of the account has an id."""
    party = read_party({key: told[key] for key in ("phone_number", "display_name") if key in told})
    user_id = text(told, "id") if text(told, "type") in {"user", None} else None
    member = user_id is not None or (own and text(told, "id") is not None)
    if party is None:
        return None
    return replace(party, user_id=user_id, did=party.number, internal=True) if member else party


def _read_opted(notice: Notice) -> tuple[CallEvent, ...]:
    return tuple(_opted(notice, one, None) for one in notice.listed(_STATUSES))


def _opted(notice: Notice, told: Json, leg: LegRef | None) -> CallEvent:
    when = notice.told.get("date_time")
    return notice.event(
        Kind.OPTED,
        about=[told, when],
        at=notice.at(when),
        keys=(),
        leg=leg,
        facts=Facts(
            reason=_OPTED.get(notice.name) or _OPT_STATUS[text(told, "opt_status") or ""],
            caller=_number(told, "consumer_phone_number", internal=False),
            callee=_number(told, "zoom_phone_user_number", internal=True),
        ),
    )


def _number(told: Json, name: str, *, internal: bool) -> Party | None:
    number = text(told, name)
    return None if number is None else Party(number=public_number(number), internal=internal)


def _read_alert(notice: Notice) -> tuple[CallEvent, ...]:
    """Read that somebody called an emergency number; where they are stays in the raw message."""
    told = notice.told
    who = child(told, "caller")
    named = {**who, "user_id": who.get("id")} if text(who, "extension_type") == "user" else who
    caller = read_party(named, own=True)
    ids = leg_ids(caller)
    event = notice.event(
        Kind.ALERT,
        about=told,
        at=notice.at(told.get("ringing_start_time")),
        keys=call_keys(call_id=text(told, "call_id")),
        leg=LegRef(side=Side.CALLER, ids=ids) if ids else None,
        facts=Facts(
            direction=Direction.OUTBOUND,
            caller=caller,
            callee=read_party(told.get("callee")),
            reason=text(told, "deliver_to"),
        ),
    )
    return (event,)


READERS: Mapping[str, Reader] = {
    **webhook_live.READERS,
    **webhook_media.READERS,
    **dict.fromkeys(RECORDS_COMPLETED, _read_records),
    **dict.fromkeys(RECORDS_DELETED, _read_deletions),
    **dict.fromkeys(_SMS, _read_sms),
    **dict.fromkeys(_OPTED, _read_opted),
    v3.EMERGENCY_ALERT: _read_alert,
}
