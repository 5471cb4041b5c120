"""Examples for the OpenAPI document, written by the protocol's own types so that they stay true."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from cti_desktop.calls.call import Call
from cti_desktop.calls.codec import encode as encode_part
from cti_desktop.calls.correlation import call_keys
from cti_desktop.calls.events import (
    CallEvent,
    Direction,
    Facts,
    Kind,
    LegRef,
    NoteField,
    Party,
    Side,
    Source,
)
from cti_desktop.calls.fold import fold
from cti_desktop.sync import deeds, wire
from cti_desktop.zoom.contract.v3 import live_name

_AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_HIDDEN = "…"
_CURSOR = "9f2c41d0-1843-5b1e07aa-c40d9e12"
_SESSION = wire.SessionInfo(
    user_id="aG3nt_Bo7kQ2mXw9RtYu1Z",
    extension_id="eXt_Bo5cV7bN3mQwErTy6U",
    extension="800",
    email="bo@example.org",
    name="Bo Lindqvist",
    role="agent",
    expires_at=_AT + timedelta(days=30),
)


def _told(kind: Kind, second: int) -> CallEvent:
    caller = Party(name="Ada Lovelace", number="+442079460018", internal=False)
    callee = Party(name="Bo Lindqvist", extension="800", internal=True)
    at = _AT + timedelta(seconds=second)
    return CallEvent(
        id=f"webhook-{kind}-{second}",
        kind=kind,
        source=Source.WEBHOOK,
        name=live_name("callee", "ringing" if kind is Kind.RANG else kind),
        at=at,
        seen_at=at,
        keys=call_keys(call_id="7438120055"),
        leg=LegRef(side=Side.CALLEE, ids=(f"ext:{_SESSION.extension_id}",)),
        facts=Facts(direction=Direction.INBOUND, caller=caller, callee=callee),
    )


def _note() -> CallEvent:
    at = _AT + timedelta(seconds=75)
    return CallEvent(
        id="019a9f6e-7c51-7d0e-a1b4-5f1f0c9b2d33",
        kind=Kind.NOTED,
        source=Source.PERSON,
        name="note",
        at=at,
        seen_at=at,
        keys=call_keys(call_id="7438120055"),
        author=f"user:{_SESSION.user_id}",
        facts=Facts(note_field=NoteField.TEXT, note_value="Wants a refund."),
    )


def _events() -> tuple[CallEvent, ...]:
    return (_told(Kind.RANG, 0), _told(Kind.ANSWERED, 6), _told(Kind.ENDED, 66), _note())


def _call() -> Call:
    call = fold(_events())
    if call is None:  # four events of one call always make it
        raise ValueError("the example is no call")
    return call


def answers() -> dict[tuple[str, str], Any]:
    """Return an example of each answer that desktops and other programs read, as plain JSON."""
    now = _AT + timedelta(seconds=80)
    pushed = wire.PushAnswer(
        accepted=1,
        known=0,
        refused=(
            wire.Refusal(
                id="embed-2c", code="not_your_call", message="The call belongs to others."
            ),
        ),
        now=now,
        cursor=_CURSOR,
    )
    page = wire.FeedPage(events=_events(), cursor=_CURSOR, more=False, now=now)
    calls = wire.CallsPage(calls=(_call(),), next=f"{_AT.isoformat()}~{_call().id}", now=now)
    line = deeds.AuditLine(
        number=12,
        at=now,
        actor=f"user:{_SESSION.user_id}",
        role="supervisor",
        action="call_read",
        subject=_call().id,
        detail="",
    )
    living = deeds.SessionLine(
        id="3f9b1c0a77d2e456",
        user_id=_SESSION.user_id,
        email="bo@example.org",
        name="Bo Lindqvist",
        role="agent",
        expires_at=_SESSION.expires_at,
    )
    mark = deeds.ErasedMark(mark="k-5d41402abc4b2a76b9719d911017c592", at=now)
    told = {
        ("/v1/session", "post"): wire.SignInAnswer(token=_HIDDEN, session=_SESSION),
        ("/v1/me", "get"): _SESSION,
        ("/v1/events", "post"): pushed,
        ("/v1/calls", "get"): calls,
        ("/v1/calls/{call_id}", "get"): wire.CallStory(call=_call(), events=_events()),
        ("/v1/audit", "get"): deeds.AuditPage(lines=(line,), next=None),
        ("/v1/sessions", "get"): deeds.SessionList(sessions=(living,)),
        ("/v1/erasures", "get"): deeds.ErasuresPage(marks=(mark,), cursor=1, more=False),
    }
    found = {place: _plain(message) for place, message in told.items()}
    return found | {("/v1/events", "get"): msgspec.json.decode(wire.encode_page(page))}


def bodies() -> dict[tuple[str, str], Any]:
    """Return an example of each request's body, as plain JSON."""
    deed = deeds.Deed(at=_AT, action=deeds.EXPORTED, subject="212 calls", detail="format=csv")
    return {
        ("/v1/session", "post"): {"code": _HIDDEN, "code_verifier": _HIDDEN},
        ("/v1/events", "post"): {"events": [msgspec.json.decode(encode_part(_note()))]},
        ("/v1/audit", "post"): _plain(deeds.Deeds(deeds=(deed,))),
    }


def _plain(message: object) -> Any:
    return msgspec.json.decode(msgspec.json.encode(message))
