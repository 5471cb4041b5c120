"""Applies how long each kind of data is kept; the companion's daily job calls it.

Step by step, each a transaction of its own, so appends go on in between. Nothing is remembered of
what went: what comes again is as old as before and goes with the next run.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from cti_desktop.calls.codec import decode_event, encode
from cti_desktop.calls.events import CallEvent, Kind
from cti_desktop.store.engines import Engines
from cti_desktop.store.removing import fold_again, remove_events, remove_groups
from cti_desktop.store.schema import CALL, EVENT, NAMED_CURSOR, QUARANTINE, TEXT
from cti_desktop.store.writer import Writer

_STEP = 200
_MEDIA = (Kind.RECORDING, Kind.VOICEMAIL, Kind.SUMMARY)
_LATE = timedelta(days=31)
_DONE = "store.retained."


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How long each kind of data is kept, counted from when it happened; None for good.

    Attributes:
        calls: everything of a call or text, notes included.
        notes: what people wrote.
        media: that there are recordings, voicemails and summaries, and their texts.
        raw: the messages as they came, also those that could not be read. Only drift reports and
            another reading after an upgrade need them.
    """

    calls: timedelta | None = None
    notes: timedelta | None = None
    media: timedelta | None = None
    raw: timedelta | None = None


@dataclass(slots=True, kw_only=True)
class Retained:
    """What a run took away.

    Attributes:
        calls: calls, texts and events of no call.
        notes: single notes.
        media: events deleted or cut because of recordings, voicemails and summaries.
        raw: events that lost their raw message, and unreadable input.
    """

    calls: int = 0
    notes: int = 0
    media: int = 0
    raw: int = 0

    @property
    def anything(self) -> bool:
        """Whether there was anything to do."""
        return bool(self.calls or self.notes or self.media or self.raw)


class Retention:
    """Deletes and cuts what is older than it may be."""

    def __init__(self, engines: Engines, writer: Writer, *, region: str | None) -> None:
        self._engines = engines
        self._writer = writer
        self._region = region

    def apply(self, policy: Policy, now: datetime) -> Retained:
        """Go through everything once; blocking, not on the loop.

        Raises:
            CtiError: the database failed; what was done until then stays done.
        """
        done = Retained()
        if policy.calls is not None:
            before = now - policy.calls
            done.calls += self._repeat(lambda connection: _old_calls(connection, before))
            done.calls += self._repeat(lambda connection: _old_texts(connection, before))
            done.calls += self._repeat(lambda connection: self._old_strays(connection, before))
        if policy.notes is not None:
            until = now - policy.notes
            done.notes += self._repeat(lambda connection: self._old_notes(connection, until))
        if policy.media is not None:
            done.media += self._cut("media", now - policy.media, _without_media)
        if policy.raw is not None:
            bare = now - policy.raw
            done.raw += self._cut("raw", bare, _without_raw)
            unread = self._writer.submit(lambda connection: _old_quarantine(connection, bare))
            done.raw += unread.result()
        return done

    def _repeat(self, step: Callable[[Connection], int]) -> int:
        """Take steps until one finds nothing."""
        total = 0
        while done := self._writer.submit(step).result():
            total += done
        return total

    def _old_strays(self, connection: Connection, before: datetime) -> int:
        wanted = select(EVENT.c.position).where(EVENT.c.group_id.is_(None), EVENT.c.at < before)
        found = connection.scalars(wanted.limit(_STEP)).all()
        return remove_events(connection, found, self._region).events

    def _old_notes(self, connection: Connection, before: datetime) -> int:
        wanted = select(EVENT.c.position).where(EVENT.c.kind == Kind.NOTED, EVENT.c.at < before)
        found = connection.scalars(wanted.limit(_STEP)).all()
        return remove_events(connection, found, self._region).events

    def _cut(self, name: str, before: datetime, cut: "Cut") -> int:
        """Go through the events that became too old since the last run."""
        place = _Place(since=self._since(name), before=before)
        while not place.ended:
            self._writer.submit(
                lambda connection: _cut_step(connection, place, cut, self._region)
            ).result()
        self._writer.submit(lambda connection: _keep_since(connection, name, before)).result()
        return place.changed

    def _since(self, name: str) -> datetime | None:
        wanted = select(NAMED_CURSOR.c.value).where(NAMED_CURSOR.c.name == f"{_DONE}{name}")
        with self._engines.reading() as connection:
            told = connection.scalar(wanted)
        # Events may come late: a history may be read back for a month.
        return None if told is None else datetime.fromisoformat(told).astimezone(UTC) - _LATE


Cut = Callable[[CallEvent], CallEvent | None]
"""Returns an event without what it may not tell any more; None when nothing of it is left."""


@dataclass(slots=True, kw_only=True)
class _Place:
    """How far a run has come."""

    since: datetime | None
    before: datetime
    after: int = 0
    changed: int = 0
    ended: bool = field(default=False)


def _cut_step(connection: Connection, place: _Place, cut: Cut, region: str | None) -> None:
    wanted = (
        select(EVENT.c.position, EVENT.c.group_id, EVENT.c.body)
        .where(EVENT.c.position > place.after, EVENT.c.at < place.before)
        .order_by(EVENT.c.position)
        .limit(_STEP)
    )
    if place.since is not None:
        wanted = wanted.where(EVENT.c.at >= place.since)
    rows = connection.execute(wanted).all()
    gone: list[int] = []
    groups: set[int] = set()
    for row in rows:
        event = decode_event(row.body)
        left = cut(event)
        if left is event:
            continue
        place.changed += 1
        if left is None:
            gone.append(row.position)
            continue
        of_it = EVENT.c.position == row.position
        connection.execute(update(EVENT).where(of_it).values(body=encode(left)))
        if left.facts != event.facts and row.group_id is not None:
            groups.add(row.group_id)
    remove_events(connection, gone, region)
    fold_again(connection, groups, region)
    place.after = rows[-1].position if rows else place.after
    place.ended = len(rows) < _STEP


def _without_media(event: CallEvent) -> CallEvent | None:
    if event.kind in _MEDIA:
        return None
    facts = event.facts
    if facts.recording is None and facts.voicemail is None and facts.summary is None:
        return event
    bare = replace(facts, recording=None, voicemail=None, summary=None)
    return replace(event, facts=bare, raw={})


def _without_raw(event: CallEvent) -> CallEvent:
    return replace(event, raw={}) if event.raw else event


def _old_calls(connection: Connection, before: datetime) -> int:
    wanted = select(CALL.c.group_id).where(CALL.c.started_at < before)
    oldest = wanted.order_by(CALL.c.started_at, CALL.c.id).limit(_STEP)
    return len(remove_groups(connection, connection.scalars(oldest).all()).gone)


def _old_texts(connection: Connection, before: datetime) -> int:
    wanted = select(TEXT.c.group_id).where(TEXT.c.at < before).distinct().limit(_STEP)
    return remove_groups(connection, connection.scalars(wanted).all()).events


def _old_quarantine(connection: Connection, before: datetime) -> int:
    return connection.execute(delete(QUARANTINE).where(QUARANTINE.c.at < before)).rowcount


def _keep_since(connection: Connection, name: str, before: datetime) -> None:
    own = f"{_DONE}{name}"
    told = update(NAMED_CURSOR).where(NAMED_CURSOR.c.name == own).values(value=before.isoformat())
    if not connection.execute(told).rowcount:
        connection.execute(insert(NAMED_CURSOR).values(name=own, value=before.isoformat()))
