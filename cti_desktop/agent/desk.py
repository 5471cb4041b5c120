"""The calls on the desk now: which ring, which one is shown, whom they are with, what was noted.

A card opens when the agent's own softphone rings, never for what only the server tells: a
colleague's call or last week's record must not pop. It closes when wrap-up is finished, or by
itself when a call that was not answered leaves nothing to write.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cti_desktop.agent.drafts import Drafts, subject_of
from cti_desktop.agent.due import Due
from cti_desktop.agent.lines import CallReader
from cti_desktop.agent.places import place_of
from cti_desktop.agent.views import (
    CallBack,
    CallCard,
    CallLine,
    DeskView,
    MatchView,
    Notice,
    PopTimed,
)
from cti_desktop.calls.call import Call, Note, State
from cti_desktop.calls.contacts import MatchKind
from cti_desktop.calls.correlation import call_keys
from cti_desktop.calls.events import CallEvent, Kind, NoteField, Source
from cti_desktop.calls.fold import leg_of
from cti_desktop.calls.outcomes import OutcomeSet
from cti_desktop.store.journal import Appended
from cti_desktop.store.log import CallLog

FRESH = timedelta(minutes=10)
"""An older ring is history that was loaded, not a phone that rings."""
_EARLIER = 5
_IDLE_LINES = 20


@dataclass(slots=True)
class _Card:
    card_id: str
    call: Call
    rang_seen_at: datetime
    earlier: tuple[CallLine, ...] = ()
    view: CallCard | None = None
    painted: bool = False


@dataclass(slots=True)
class _Todo:
    unfinished: tuple[CallLine, ...] = ()
    missed: tuple[CallLine, ...] = ()
    call_backs: tuple[CallBack, ...] = ()


class Desk:
    """Decides what the phone page shows; core thread only.

    Args:
        tell: takes every new `DeskView`, sentences for the person, and how fast a pop was.
    """

    def __init__(
        self,
        *,
        log: CallLog,
        reader: CallReader,
        drafts: Drafts,
        outcomes: OutcomeSet,
        due: Due,
        tell: Callable[[DeskView | Notice | PopTimed], None],
    ) -> None:
        self._log = log
        self._reader = reader
        self._drafts = drafts
        self._outcomes = outcomes
        self._due = due
        self._tell = tell
        self._cards: dict[str, _Card] = {}
        self._active: str | None = None
        self._todo = _Todo()

    # what happened

    def heard(self, appended: Appended) -> bool:
        """Take what the journal committed; True when the desk shows something else now."""
        by_id = {call.id: call for call in appended.calls}
        touched = self._follow(by_id, dict(appended.moved))
        for event in appended.new:
            call = self._call_of(event, by_id) if _rings_here(event) else None
            if call is not None and self._open(call, event):
                touched = True
        if touched:
            self.publish()
        return touched

    def _follow(self, by_id: dict[str, Call], moved: dict[str, str]) -> bool:
        touched = False
        for card in list(self._cards.values()):
            call = by_id.get(moved.get(card.call.id, card.call.id))
            if call is not None:
                self._update(card, call)
                touched = True
        return touched

    def _call_of(self, event: CallEvent, by_id: dict[str, Call]) -> Call | None:
        return next((c for c in by_id.values() if set(event.keys) & set(c.keys)), None)

    def _open(self, call: Call, event: CallEvent) -> bool:
        if any(card.call.id == call.id for card in self._cards.values()):
            return False
        if not self._reader.seen(call).state.live or self._finished(call):
            return False
        card = _Card(card_id=subject_of(call.keys), call=call, rang_seen_at=event.seen_at)
        card.earlier = self._earlier(call)
        self._cards[card.card_id] = card
        shown = self._cards.get(self._active or "")
        if shown is None or event.kind is Kind.ANSWERED:
            self._active = card.card_id
        return True

    def _update(self, card: _Card, call: Call) -> None:
        before = self._reader.seen(card.call).state
        card.call, card.view = call, None
        now = self._reader.seen(call).state
        if now is State.CONNECTED and before is State.RINGING:
            self._active = card.card_id
        if not now.live and (self._finished(call) or self._nothing_to_write(card)):
            self._close(card)

    def _finished(self, call: Call) -> bool:
        """Tell whether this agent ended wrap-up; a colleague's on a transferred call is theirs."""
        mine = leg_of(call, self._reader.reader_ids)
        if mine is not None:
            return mine.durations.wrap_up_s is not None
        return any(note.wrapped_up_at for note in call.notes)

    def _nothing_to_write(self, card: _Card) -> bool:
        """Tell whether this agent neither answered nor wrote: such a call needs no wrap-up."""
        mine = self._reader.seen(card.call)
        if mine.answered_at is not None or mine.state is State.ENDED:
            return False
        note = _note(card)
        typed = self._drafts.text_of(card.card_id) or (note.text if note else "")
        return not typed and not (note and note.outcome)

    def _close(self, card: _Card) -> None:
        self._cards.pop(card.card_id, None)
        if self._active == card.card_id:
            self._active = next((c.card_id for c in self._ordered()), None)

    # what the person does

    def activate(self, card_id: str) -> None:
        """Show another card."""
        if card_id in self._cards:
            self._active = card_id
            self.publish()

    def write_note(self, card_id: str, text: str) -> None:
        """Take the note's whole text."""
        card = self._cards.get(card_id)
        if card is not None:
            self._drafts.write(card_id, _keys(card_id), text)
            card.view = None

    def set_field(self, card_id: str, field_: NoteField, value: str | None) -> None:
        """Set outcome, call-back, contact or privacy of a card's call."""
        if card_id in self._cards:
            self._drafts.save(card_id)
            self._drafts.set(card_id, _keys(card_id), field_, value)

    def finish(self, card_id: str) -> None:
        """End wrap-up, unless an outcome is required and missing or the call still lives."""
        card = self._cards.get(card_id)
        if card is None:
            return
        mine = self._reader.seen(card.call)
        if mine.state.live:
            self._tell(Notice(text="The call is still going on. Hang up first."))
            return
        note = _note(card)
        answered = mine.answered_at is not None
        if self._outcomes.required and answered and not (note and note.outcome):
            self._tell(Notice(text="Choose an outcome first."))
            return
        self._drafts.save(card_id)
        self._drafts.set(card_id, _keys(card_id), NoteField.WRAPPED_UP, "yes")

    def number_of(self, card_id: str) -> str | None:
        """Return the number of a card's other side, as Zoom told it."""
        card = self._cards.get(card_id)
        return card.call.party.number if card else None

    def painted(self, card_id: str, at: datetime) -> None:
        """Tell the time from hearing of the ring to the pop on screen, once per card."""
        card = self._cards.get(card_id)
        if card is not None and not card.painted:
            card.painted = True
            ms = (at - card.rang_seen_at).total_seconds() * 1000
            self._tell(PopTimed(card_id=card_id, ms=ms))

    # what is shown

    def publish(self) -> None:
        """Tell the face what the phone page shows."""
        self._tell(self.view())

    def refresh(self) -> None:
        """Look up everybody again: the directory or the agent changed."""
        for card in self._cards.values():
            card.view = None
            card.earlier = self._earlier(card.call)
        self.refresh_todo()

    def refresh_todo(self) -> None:
        """Read again what waits for the agent between calls, and tell the face."""
        unfinished = self._log.unfinished(_IDLE_LINES)
        self._todo = _Todo(
            unfinished=tuple(self._reader.line(c) for c in unfinished if self._mine(c)),
            missed=self._due.missed(),
            call_backs=self._due.call_backs(),
        )
        self.publish()

    @property
    def unfinished_count(self) -> int:
        """How many answered calls still need an outcome, as far as read."""
        return len(self._todo.unfinished)

    def view(self) -> DeskView:
        """Draw the desk as it is now."""
        return DeskView(
            cards=tuple(self._view(card) for card in self._ordered()),
            active=self._active,
            outcomes=self._outcomes.outcomes,
            outcome_required=self._outcomes.required,
            unfinished=self._todo.unfinished,
            missed=self._todo.missed,
            call_backs=self._todo.call_backs,
        )

    def _mine(self, call: Call) -> bool:
        ids = set(self._reader.reader_ids)
        return not ids or any(ids & set(leg.ids) for leg in call.legs)

    def _ordered(self) -> list[_Card]:
        def rank(card: _Card) -> tuple[int, datetime]:
            state = self._reader.seen(card.call).state
            return (0 if state is State.RINGING else 1 if state.live else 2, card.rang_seen_at)

        return sorted(self._cards.values(), key=rank)

    def _earlier(self, call: Call) -> tuple[CallLine, ...]:
        number = self._reader.number_of(call.party)
        if not number.digits:
            return ()
        found = self._log.earlier_with(number, before=call.started_at, limit=_EARLIER)
        return tuple(self._reader.line(one) for one in found if one.id != call.id)

    def _view(self, card: _Card) -> CallCard:
        if card.view is None:
            card.view = self._draw(card)
        return card.view

    def _draw(self, card: _Card) -> CallCard:
        call, mine = card.call, self._reader.seen(card.call)
        number = self._reader.number_of(call.party)
        place = place_of(number)
        note = _note(card)
        matches = self._matches(call, note)
        chosen = self._chosen(matches, note)
        shown = self._reader.shown_number(call.party)
        draft = self._drafts.text_of(card.card_id)
        return CallCard(
            card_id=card.card_id,
            call_id=call.id,
            direction=call.direction,
            state=mine.state,
            result=mine.result,
            name=(chosen.contact.name if chosen else call.party.name) or shown or "Withheld number",
            number=shown,
            e164=None if call.party.internal else number.e164,
            firm=chosen.contact.firm if chosen else "",
            place=place.city,
            country=number.country,
            time_zone=place.time_zone,
            via=(call.via.name if call.via else None) or "",
            internal=bool(call.party.internal),
            matches=matches,
            chosen=chosen,
            rang_at=mine.started_at,
            answered_at=mine.answered_at,
            ended_at=mine.ended_at,
            durations=mine.durations,
            note=draft if draft is not None else (note.text if note else ""),
            outcome=note.outcome if note else None,
            call_back_at=note.call_back_at if note else None,
            saved_at=note.saved_at if note else None,
            other_notes=tuple(n.text for n in call.notes if n is not note and n.text),
            earlier=card.earlier,
            rang_seen_at=card.rang_seen_at,
        )

    def _matches(self, call: Call, note: Note | None) -> tuple[MatchView, ...]:
        if call.party.internal:
            return ()
        refused = set(note.not_contact_ids) if note else set()
        found = self._reader.match_views(self._reader.number_of(call.party))
        return tuple(m for m in found if m.contact.id not in refused)

    def _chosen(self, matches: tuple[MatchView, ...], note: Note | None) -> MatchView | None:
        if note is None or note.contact_id is None:
            return matches[0] if len(matches) == 1 else None
        known = next((m for m in matches if m.contact.id == note.contact_id), None)
        contact = None if known else self._reader.contact(note.contact_id)
        if contact is not None:
            return MatchView(contact=contact, kind=MatchKind.CHOSEN, why="chosen by you")
        return known


def _rings_here(event: CallEvent) -> bool:
    fresh = datetime.now(UTC) - event.seen_at < FRESH
    return fresh and event.source is Source.EMBED and event.kind in (Kind.RANG, Kind.ANSWERED)


def _keys(card_id: str) -> tuple[str, ...]:
    kind, _, value = card_id.partition(":")
    return call_keys(call_id=value) if kind == "call" else (card_id,)


def _note(card: _Card) -> Note | None:
    return next((n for n in card.call.notes if n.subject == card.card_id), None)
