"""One verified webhook on its way to events; what the readers of all its kinds share."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from cti_desktop.calls.events import CallEvent, Facts, Kind, LegRef, Source, heard_event_id
from cti_desktop.zoom.drift import Drift, drift
from cti_desktop.zoom.fields import Json, as_moment, children, items
from cti_desktop.zoom.survey import survey_result, survey_webhook


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A webhook taken apart.

    Attributes:
        told: `payload.object`, what the event is about.
        sent_at: Zoom's `event_ts`.
        raw: the whole message.
        skipped: the lists with items that nothing could be made of, once for each item.
    """

    name: str
    told: Json
    sent_at: datetime | None
    seen_at: datetime
    raw: Json
    skipped: list[str] = field(default_factory=list)

    def at(self, *times: object) -> datetime:
        """Return the first of these that is a time, else when it was sent, else when seen."""
        found = (read for one in times if (read := as_moment(one)) is not None)
        return next(found, self.sent_at or self.seen_at)

    def listed(self, name: str) -> list[Json]:
        """Return the objects in a list of what it is about; anything else there is skipped."""
        found = children(self.told, name)
        self.skip(name, len(items(self.told, name)) - len(found))
        return found

    def skip(self, name: str, count: int) -> None:
        """Tell that nothing could be made of some items of a list."""
        self.skipped.extend([name] * count)

    def event(
        self,
        kind: Kind,
        *,
        about: object,
        at: datetime,
        keys: tuple[str, ...],
        facts: Facts,
        leg: LegRef | None = None,
        author: str | None = None,
    ) -> CallEvent:
        """Make an event of what this webhook says.

        Args:
            kind: of fact.
            about: the part of the message it is made of; equal parts give equal event ids.
            at: when it happened.
            keys: of its call; an event about none gets a key of its own.
            facts: what it says.
            leg: the agent's leg it is about.
            author: who did it.
        """
        told_at = None if at is self.sent_at or at is self.seen_at else at
        name = heard_event_id(Source.WEBHOOK, [self.name, about], told_at, at)
        return CallEvent(
            id=name,
            kind=kind,
            source=Source.WEBHOOK,
            name=self.name,
            at=at,
            seen_at=self.seen_at,
            keys=keys or (f"own:{name}",),
            leg=leg,
            author=author,
            facts=facts,
            raw=self.raw,
        )

    def drifts(self, events: tuple[CallEvent, ...]) -> Iterator[Drift]:
        """Tell what of this known kind of webhook was not as known."""
        if not events:
            yield drift("missing_field", self.name, detail="id")
        for name in self.skipped:
            yield drift("unread_record", self.name, detail=name)
        for event in events:
            if event.at is self.seen_at:
                yield drift("bad_time", self.name)
            yield from survey_result(event)
        yield from survey_webhook(self.name, self.raw)


Reader = Callable[[Notice], tuple[CallEvent, ...]]
"""Turns one kind of webhook into events; none when it lacks what they are made of."""
