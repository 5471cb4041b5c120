"""Applies how long each kind of data is kept; the companion's daily job calls it.

Step by step, each a transaction of its own, so appends go on in between. Nothing is remembered of
what went: what comes again is as old as before and goes with the next run.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Connection, delete, insert, select, update

from cti_desktop.calls.codec import decode_event, encode
from cti_desktop.calls.events import CallEvent, Kind
from cti_desktop.store.engines import Engines
from cti_desktop.store.removing import fold_again, remove_events, remove_groups
from cti_desktop.store.schema import CALL, EVENT, JOURNAL_HEAD, NAMED_CURSOR, QUARANTINE, TEXT
from cti_desktop.store.writer import Writer

_STEP = 200
_MEDIA = (Kind.RECORDING, Kind.VOICEMAIL, Kind.SUMMARY)
_DONE, _SEEN = "store.retained.", "store.retained_to."


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
        """Go through the events that became too old, or came too old, since the last run.

        A history may be read back for months, and a desk may have been away for as long.
        """
        since, seen, head = self._last_run(name)
        became = _Place(since=since, before=before)
        came = _Place(since=None, before=min(since or before, before), after=seen)
        for place in (became, came) if since else (became,):
            step = partial(_cut_step, place=place, cut=cut, region=self._region)
            while not place.ended:
                self._writer.submit(step).result()
        done = {f"{_DONE}{name}": before.isoformat(), f"{_SEEN}{name}": str(head)}
        self._writer.submit(partial(_keep, told=done)).result()
        return became.changed + came.changed

    def _last_run(self, name: str) -> tuple[datetime | None, int, int]:
        """Return until when and to which position the last run looked, and the head now.

        A run of an older version kept no position: then everything is looked at once more.
        """
        names = (f"{_DONE}{name}", f"{_SEEN}{name}")
        wanted = select(NAMED_CURSOR.c.name, NAMED_CURSOR.c.value)
        with self._engines.reading() as connection:
            rows = connection.execute(wanted.where(NAMED_CURSOR.c.name.in_(names)))
            told = {row.name: row.value for row in rows}
            head = connection.scalar(select(JOURNAL_HEAD.c.last)) or 0
        if len(told) < len(names):
            return None, 0, head
        until, seen = (told[one] for one in names)
        return datetime.fromisoformat(until).astimezone(UTC), int(seen), head


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


def _keep(connection: Connection, told: Mapping[str, str]) -> None:
    for name, value in told.items():
        own = update(NAMED_CURSOR).where(NAMED_CURSOR.c.name == name)
        if not connection.execute(own.values(value=value)).rowcount:
            connection.execute(insert(NAMED_CURSOR).values(name=name, value=value))
