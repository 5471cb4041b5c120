"""Reads the webhooks of what a call leaves behind: recordings, voicemails, AI summaries.

None of them carries a leg: alone they do not tell that anything rang, and the call's legs come
from its live events and records.
"""

from collections.abc import Mapping

from cti_desktop.calls.correlation import call_keys
from cti_desktop.calls.events import CallEvent, Direction, Facts, Kind, Media, Party
from cti_desktop.zoom.contract import v3
from cti_desktop.zoom.fields import Json, child, flag, moment, seconds, text, texts
from cti_desktop.zoom.parties import GROUP_TYPES, record_party
from cti_desktop.zoom.webhook_events import Notice, Reader

_LIVE = {
    v3.RECORDING_STARTED: "started",
    v3.RECORDING_PAUSED: "paused",
    v3.RECORDING_RESUMED: "resumed",
    v3.RECORDING_STOPPED: "stopped",
    v3.RECORDING_FAILED: "failed",
}
_DIRECTIONS = {"inbound": Direction.INBOUND, "outbound": Direction.OUTBOUND}


def _read_live_recording(notice: Notice) -> tuple[CallEvent, ...]:
    told = notice.told
    media_id, call_id = text(told, "id"), text(told, "call_id")
    if media_id is None or call_id is None:
        return ()
    media = Media(id=media_id, state=_LIVE[notice.name], kind=text(told, "recording_type"))
    at = notice.at(told.get("date_time"))
    # A resumed recording keeps the start's time, so the sending time keeps the states in order.
    at = max(at, notice.sent_at) if notice.sent_at else at
    event = notice.event(
        Kind.RECORDING,
        about=[told, str(notice.sent_at)],
        at=at,
        keys=_keys(told, "recording", media_id),
        facts=_facts(told, recording=media),
    )
    return (event,)


def _read_recordings(notice: Notice) -> tuple[CallEvent, ...]:
    found = (_recording(notice, one) for one in notice.listed("recordings"))
    return tuple(event for event in found if event)


def _recording(notice: Notice, told: Json) -> CallEvent | None:
    facts = recording_facts(told, deleted=notice.name in v3.RECORDINGS_DELETED)
    if facts is None:
        notice.skip("recordings", 1)
        return None
    return notice.event(
        Kind.RECORDING,
        about=told,
        at=notice.sent_at or notice.at(told.get("end_time"), told.get("date_time")),
        keys=recording_keys(told),
        facts=facts,
    )


def recording_facts(told: Json, *, deleted: bool = False) -> Facts | None:
    """Read what a webhook or the REST API says of a recording; None when it names none."""
    media_id = text(told, "id")
    if media_id is None:
        return None
    media = Media(
        id=media_id,
        url=text(told, "download_url"),
        duration_s=seconds(told, "duration"),
        detail=text(told, "transcript_download_url"),
        deleted=deleted,
        state="completed" if text(told, "download_url") else None,
        kind=text(told, "recording_type"),
    )
    return _facts(told, recording=media)


def recording_keys(told: Json) -> tuple[str, ...]:
    """Return the keys that tie a recording to its call."""
    return _keys(told, "recording", text(told, "id") or "")


def _read_voicemail(notice: Notice) -> tuple[CallEvent, ...]:
    told = notice.told
    facts = voicemail_facts(told)
    if facts is None:
        return ()
    event = notice.event(
        Kind.VOICEMAIL,
        about=told,
        at=notice.at(told.get("date_time")),
        keys=voicemail_keys(told),
        facts=facts,
    )
    return (event,)


def voicemail_facts(told: Json) -> Facts | None:
    """Read what a webhook or the REST API says of a voicemail; None when it names none."""
    media_id = text(told, "id")
    if media_id is None:
        return None
    media = Media(
        id=media_id,
        url=text(told, "download_url"),
        duration_s=seconds(told, "duration"),
        text=text(child(told, "transcription"), "content"),
    )
    return _facts(told, voicemail=media)


def voicemail_keys(told: Json) -> tuple[str, ...]:
    """Return the keys that tie a voicemail to its call."""
    return _keys(told, "voicemail", text(told, "id") or "")


def _read_deleted_voicemails(notice: Notice) -> tuple[CallEvent, ...]:
    ids = [text(one, "id") for one in notice.listed("voice_mails")]
    notice.skip("voice_mails", ids.count(None))
    return tuple(
        notice.event(
            Kind.VOICEMAIL,
            about=one,
            at=notice.at(),
            keys=(f"voicemail:{one}",),
            facts=Facts(direction=Direction.INBOUND, voicemail=Media(id=one, deleted=True)),
        )
        for one in ids
        if one
    )


def _read_summary(notice: Notice) -> tuple[CallEvent, ...]:
    """Read that a summary came, changed or went; the webhook names it and has no text."""
    told = notice.told
    media_id, call_id = text(told, "ai_call_summary_id"), text(told, "call_id")
    if media_id is None or call_id is None:
        return ()
    logs = [call_keys(log_id=one) for one in texts(told, "call_log_ids")]
    user_id = text(told, "user_id")
    event = notice.event(
        Kind.SUMMARY,
        about=told,
        at=moment(told, "modified_time", "created_time") or notice.at(),
        keys=tuple(sorted({*call_keys(call_id=call_id), *(key for keys in logs for key in keys)})),
        author=f"user:{user_id}" if user_id else None,
        facts=Facts(
            about=f"summary:{media_id}",
            summary=Media(
                id=media_id,
                edited=bool(flag(told, "edited")),
                deleted=bool(flag(told, "deleted")),
            ),
        ),
    )
    return (event,)


def _facts(told: Json, *, recording: Media | None = None, voicemail: Media | None = None) -> Facts:
    word = text(told, "direction")
    direction = Direction.INBOUND if voicemail else _DIRECTIONS.get(word or "")
    outward = direction is Direction.OUTBOUND
    caller = record_party(told, "caller", own=outward)
    callee = _mailbox(told) if voicemail else record_party(told, "callee")
    return Facts(
        direction=direction,
        caller=caller,
        callee=callee,
        recording=recording,
        voicemail=voicemail,
    )


def _mailbox(told: Json) -> Party | None:
    """Read whose voicemail it is: `callee_id` is a user or, by its type, a queue or the like."""
    kind = text(told, "callee_extension_type")
    owner = text(told, "callee_id")
    if kind == "user" and owner:
        return record_party({**told, "callee_user_id": owner}, "callee", own=True)
    return record_party(told, "callee", own=kind in GROUP_TYPES)


def _keys(told: Json, kind: str, media_id: str) -> tuple[str, ...]:
    known = call_keys(
        call_id=text(told, "call_id"),
        log_id=text(told, "call_log_id"),
        element_id=text(told, "call_element_id", "call_history_id"),
    )
    return tuple(sorted({*known, f"{kind}:{media_id}"}))


READERS: Mapping[str, Reader] = {
    **dict.fromkeys(_LIVE, _read_live_recording),
    **dict.fromkeys(v3.RECORDINGS_COMPLETED | v3.RECORDINGS_DELETED, _read_recordings),
    **dict.fromkeys(v3.VOICEMAILS, _read_voicemail),
    **dict.fromkeys(v3.VOICEMAILS_DELETED, _read_deleted_voicemails),
    v3.SUMMARY_CHANGED: _read_summary,
}
