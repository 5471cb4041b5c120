"""Rows as the first release wrote them, in words of that time; none of today's code makes them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from cti_desktop.store.columns import Moment

Row = Mapping[str, Any]
AT = datetime(2025, 1, 7, 9, 0, tzinfo=UTC)
LATER = datetime(2025, 1, 7, 9, 1, 30, tzinfo=UTC)

_CALLER = '{"name":"Ada Lovelace","number":"+442079460018","internal":false}'
_LEG = '{"side":"callee","ids":["user:u1"]}'
_EVENTS = (
    '{"id":"e-rang","kind":"rang","source":"embed","name":"zp-call-ringing-event",'
    '"at":"2025-01-07T09:00:00Z","seen_at":"2025-01-07T09:00:00Z","keys":["call:1"],'
    f'"leg":{_LEG},"author":"user:u1","facts":{{"direction":"inbound","caller":{_CALLER},'
    '"via":{"name":"Support"}},"raw":{}}',
    '{"id":"e-record","kind":"logged","source":"rest","name":"call_history",'
    '"at":"2025-01-07T09:01:00Z","seen_at":"2025-01-07T09:02:00Z","keys":["call:1","history:h1"],'
    f'"leg":{_LEG},"author":null,"facts":{{"direction":"inbound","caller":{_CALLER},'
    '"rang_at":"2025-01-07T09:00:00Z","answered_at":"2025-01-07T09:00:05Z",'
    '"ended_at":"2025-01-07T09:01:00Z","result":"answered","talk_s":55,"final":true,'
    '"recording":{"id":"rec-1"}},"raw":{}}',
    '{"id":"0190a0b0-note","kind":"noted","source":"person","name":"note-text",'
    '"at":"2025-01-07T09:01:30Z","seen_at":"2025-01-07T09:01:30Z","keys":["call:1"],'
    '"leg":null,"author":"user:u1","facts":{"note_field":"text",'
    '"note_value":"about the zebra invoice","about":"call:1"},"raw":{}}',
)
_CALL = (
    f'{{"id":"c-efa422ffb186d365ad80ccdc","keys":["call:1","history:h1"],"party":{_CALLER},'
    '"direction":"inbound","state":"ended","via":{"name":"Support"},"agent":{"name":"Bo"},'
    '"started_at":"2025-01-07T09:00:00Z","recordings":[{"id":"rec-1"}],"voicemails":[]}'
)
_CONTACT = (
    '{"id":"ada","name":"Ada Lovelace","source":"csv","firm":"Engines",'
    '"numbers":[{"raw":"+44 20 7946 0018","label":"work","e164":"+442079460018"}]}'
)
IDS = ("e-rang", "e-record", "0190a0b0-note")


def _event(position: int, kind: str, source: str, at: datetime) -> Row:
    return {
        "position": position,
        "id": IDS[position - 1],
        "group_id": 1,
        "kind": kind,
        "source": source,
        "at": at,
        "body": _EVENTS[position - 1].encode(),
    }


ROWS: Mapping[str, Sequence[Row]] = {
    "event": (
        _event(1, "rang", "embed", AT),
        _event(2, "logged", "rest", AT),
        _event(3, "noted", "person", LATER),
    ),
    "call_key": (
        {"key": "call:1", "call_id": "c-efa422ffb186d365ad80ccdc", "group_id": 1},
        {"key": "history:h1", "call_id": "c-0f0f0f0f0f0f0f0f0f0f0f0f", "group_id": 1},
    ),
    "folded_call": (
        {
            "id": "c-efa422ffb186d365ad80ccdc",
            "group_id": 1,
            "state": "ended",
            "direction": "inbound",
            "started_at": AT,
            "party_number": "+442079460018",
            "has_note": True,
            "final": True,
            "search": "ada lovelace about the zebra invoice",
            "body": _CALL.encode(),
        },
    ),
    "call_agent": ({"call_id": "c-efa422ffb186d365ad80ccdc", "agent_id": "user:u1"},),
    "outbox": ({"position": 1}, {"position": 3}),
    "contact": (
        {
            "ref": "csv/ada",
            "id": "ada",
            "source": "csv",
            "favourite": False,
            "sort_name": "ada lovelace",
            "body": _CONTACT.encode(),
        },
    ),
    "contact_choice": ({"number": "+442079460018;", "contact_id": "ada"},),
    "quarantine": (
        {"id": 1, "at": AT, "source": "webhook", "reason": "unreadable", "raw": b"\x00\xff"},
    ),
    "named_cursor": (
        {"name": "companion.feed", "value": "0123abcd-7"},
        {"name": "store.rows", "value": "1"},
    ),
    "desktop_session": (
        {
            "token_hash": "hash",
            "user_id": "u1",
            "email": "bo@example.test",
            "name": "Bo",
            "role": "agent",
            "expires_at": LATER,
        },
    ),
    "oauth_grant": ({"key": "account", "sealed": b"\x01\x02", "version": 3, "expires_at": LATER},),
}
_MOMENTS = {"at", "started_at", "expires_at"}


def _table(name: str, columns: Sequence[str]) -> sa.TableClause:
    return sa.table(
        name, *(sa.column(one, Moment() if one in _MOMENTS else None) for one in columns)
    )


def write(connection: sa.Connection) -> None:
    """Put the rows into a database of the first revision."""
    connection.execute(sa.text("UPDATE journal_head SET last = 3"))
    for name, rows in ROWS.items():
        connection.execute(sa.insert(_table(name, list(rows[0]))), [dict(row) for row in rows])


def read(connection: sa.Connection) -> dict[str, list[dict[str, Any]]]:
    """Read what `write` wrote, of any later revision."""
    found = {}
    for name, rows in ROWS.items():
        table = _table(name, list(rows[0]))
        order = next(iter(table.c))
        wanted = connection.execute(sa.select(table).order_by(order)).mappings()
        found[name] = [dict(row) for row in wanted]
    return found


def written() -> dict[str, list[dict[str, Any]]]:
    """What `read` has to find."""
    return {name: [dict(row) for row in rows] for name, rows in ROWS.items()}
