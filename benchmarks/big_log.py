"""A log of as many calls as wanted within a minute: some are written as ever, the rest from those.

The copies are made by SQL in the database's own file: another id, another time, another text; a
page of them costs what a page of any calls costs.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from benchmarks.filling import fill_calls
from cti_desktop.calls.contacts import Contact, ContactNumber
from cti_desktop.store.opening import open_store

SOURCE_CALLS = 10_000
CONTACTS = 2_500
"""A quarter of the callers are known."""
_SPAN_S = SOURCE_CALLS * 30
_COPY = """
INSERT INTO folded_call
SELECT {columns} FROM folded_call AS old
JOIN (SELECT value AS turn FROM json_each(:turns)) AS times
WHERE old.group_id <= :last
"""
_NEW = {
    "id": "old.id || '-' || turn",
    "group_id": "old.group_id + :last * turn",
    "started_at": (
        "strftime('%Y-%m-%d %H:%M:%S.000000', old.started_at, (:span * turn) || ' seconds')"
    ),
    "search": "replace(old.search, 'note ', 'note ' || turn)",
    "talk_s": "(old.talk_s + old.group_id * turn) % 3600",
    "outcome": "CASE WHEN (old.group_id + turn) % 3 THEN 'resolved' END",
    "has_voicemail": "(old.group_id + turn) % 50 = 0",
    "body": (
        "CAST(json_set(CAST(old.body AS TEXT), '$.id', old.id || '-' || turn, '$.started_at',"
        " strftime('%Y-%m-%dT%H:%M:%SZ', old.started_at, (:span * turn) || ' seconds')) AS BLOB)"
    ),
}


def make_big_log(path: Path, calls: int) -> None:
    """Make a database with as many calls, in whole multiples of `SOURCE_CALLS`."""
    store = open_store(f"sqlite:///{path}", region="US")
    try:
        fill_calls(store.journal, SOURCE_CALLS)
        store.directory.put([_contact(number) for number in range(CONTACTS)]).result()
    finally:
        store.close()
    turns = calls // SOURCE_CALLS - 1
    if turns > 0:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            _multiply(connection, turns)


def _contact(number: int) -> Contact:
    """Know a caller of the samples by a name of our own."""
    written = ContactNumber(raw=f"+1212555{number:04d}", e164=f"+1212555{number:04d}")
    return Contact(id=f"k{number}", name=f"Known Person {number}", numbers=(written,))


def _multiply(connection: sqlite3.Connection, turns: int) -> None:
    """Copy without indexes and triggers, then put them back: quicker than row by row."""
    run = connection.execute
    aside = run(
        "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'folded_call'"
        " AND type IN ('index', 'trigger') AND sql IS NOT NULL"
    ).fetchall()
    names = [row[1] for row in run("PRAGMA table_info(folded_call)")]
    columns = ", ".join(_NEW.get(name, f"old.{name}") for name in names)
    last = run("SELECT max(group_id) FROM folded_call").fetchone()[0]
    run("PRAGMA cache_size = -200000")
    run("BEGIN")
    for kind, name, _ in aside:
        run(f"DROP {kind} {name}")
    numbers = f"[{','.join(str(turn + 1) for turn in range(turns))}]"
    run(
        _COPY.format(columns=columns).replace("JOIN", "CROSS JOIN"),
        {"turns": numbers, "last": last, "span": _SPAN_S},
    )
    run(
        "INSERT INTO call_agent SELECT call.id, 'user:uBo', call.state FROM folded_call AS call"
        " WHERE call.group_id > ?",
        (last,),
    )
    run(
        "INSERT INTO call_key SELECT 'made:' || id, id, group_id FROM folded_call"
        " WHERE group_id > ?",
        (last,),
    )
    for _, _, sql in aside:
        run(sql)
    run("INSERT INTO call_search (call_search) VALUES ('rebuild')")
    run("COMMIT")
    run("PRAGMA wal_checkpoint(TRUNCATE)")
