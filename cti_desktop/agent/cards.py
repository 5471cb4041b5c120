"""A call on the desk and how it is drawn for the face; `desk.py` alone decides which there are."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cti_desktop.agent.dial_views import MatchView
from cti_desktop.agent.drafts import Drafts
from cti_desktop.agent.earlier import earlier_of
from cti_desktop.agent.lines import CallReader, way_of
from cti_desktop.agent.places import place_of
from cti_desktop.agent.seen_names import seen_name
from cti_desktop.agent.views import CallBack, CallCard, CallLine
from cti_desktop.calls.call import Call, Note
from cti_desktop.calls.contacts import MatchKind
from cti_desktop.calls.events import Party
from cti_desktop.store.log import CallLog

_EARLIER = 5


@dataclass(slots=True)
class Card:
    """One call as long as it is on the desk.

    Attributes:
        card_id: the key notes are written on; stays when calls are joined.
        rang_seen_at: when this program heard of the ring.
        view: as drawn last; None when something changed since.
        doubtful: what told of the call was lost since it was heard of last.
        cut: the page that had it is gone, and with it what ran there, since it was heard of last.
        comes_up: the rules, or the person, brought it up.
        recalled: it was on the desk before the program started; nothing opens for it.
        outcome_said: the outcome that was chosen and is not in the journal yet; empty when it was
            taken back, None when there is none on its way.
        more_time: what the person took for wrap-up beyond the set time.
        held: somebody fills in who it was; it stays although nobody answered.
        anothers: somebody else sat here when it came; it goes as soon as it is over.
        call_backs: what else was promised to the same person.
        earlier_of: the contact whose earlier calls are there too, not only the number's.
    """

    card_id: str
    call: Call
    rang_seen_at: datetime
    earlier: tuple[CallLine, ...] = ()
    view: CallCard | None = None
    painted: bool = False
    doubtful: bool = False
    cut: bool = False
    held: bool = False
    anothers: bool = False
    comes_up: bool = False
    recalled: bool = False
    outcome_said: str | None = None
    more_time: timedelta = timedelta()
    earlier_of: str | None = None
    call_backs: tuple[CallBack, ...] = ()


class CardArtist:
    """Draws cards for one reader; core thread only.

    Args:
        wrap_up_time: gives how long wrap-up may take; nothing when no time is set.
        has_address: tells whether a web address is set for such a call.
    """

    def __init__(
        self,
        reader: CallReader,
        log: CallLog,
        drafts: Drafts,
        wrap_up_time: Callable[[], timedelta],
        has_address: Callable[[CallCard], bool],
    ) -> None:
        self._reader, self._log, self._drafts = reader, log, drafts
        self._wrap_up_time, self._has_address = wrap_up_time, has_address

    def view(self, card: Card) -> CallCard:
        """Return the card's drawing, made anew when something changed."""
        if card.view is None:
            drawn = self._draw(card)
            card.view = replace(drawn, has_address=self._has_address(drawn))
        return card.view

    def follow(self, card: Card, call: Call) -> None:
        """Take the call as it is now; the earlier calls are those with whom it is with now."""
        before = self._other_side(card.call)
        card.call, card.view = call, None
        if self._other_side(call) != before:
            card.earlier_of, card.earlier = None, self.earlier(call)

    def _other_side(self, call: Call) -> str:
        number = self._reader.number_of(self._reader.seen(call).party)
        return number.e164 or number.digits

    def earlier(self, call: Call) -> tuple[CallLine, ...]:
        """Read the last calls with the other side of this one."""
        number = self._reader.number_of(self._reader.seen(call).party)
        if not number.digits:
            return ()
        found = self._log.earlier_with(number, before=call.started_at, limit=_EARLIER)
        return tuple(self._reader.line(one) for one in found if one.id != call.id)

    def read_more(self, card: Card) -> None:
        """Read what need not be ready with the pop."""
        mine = self._reader.seen(card.call)
        contact = self._reader.contact_of(mine)
        if contact is None or contact.id == card.earlier_of:
            return
        card.earlier_of = contact.id
        began = card.call.started_at
        found = earlier_of(self._log, self._reader, contact, before=began, limit=_EARLIER + 1)
        lines = tuple(self._reader.line(one) for one in found if one.id != card.call.id)
        both = {line.call_id: line for line in (*card.earlier, *lines)}
        ordered = sorted(both.values(), key=lambda line: str(line.started_at), reverse=True)
        before, card.earlier = card.earlier, tuple(ordered[:_EARLIER])
        if card.earlier != before:
            card.view = None

    def _draw(self, card: Card) -> CallCard:
        call, mine = card.call, self._reader.seen(card.call)
        party = mine.party
        number = self._reader.number_of(party)
        place = place_of(number)
        note = note_of(card)
        matches = self._matches(party, note)
        chosen = self._chosen(matches, note)
        shown = self._reader.shown_number(party)
        draft = self._drafts.text_of(card.card_id)
        return CallCard(
            card_id=card.card_id,
            call_id=call.id,
            direction=call.direction,
            state=mine.state,
            result=mine.result,
            name=seen_name(chosen.contact.name if chosen else party.name)
            or shown
            or "Withheld number",
            number=shown,
            e164=None if party.internal else number.e164,
            firm=chosen.contact.firm if chosen else "",
            place=place.city,
            country=number.country,
            time_zone=place.time_zone,
            via=way_of(call),
            internal=bool(party.internal),
            matches=matches,
            chosen=chosen,
            rang_at=mine.started_at,
            answered_at=mine.answered_at,
            ended_at=mine.ended_at,
            durations=mine.durations,
            note=draft if draft is not None else (note.text if note else ""),
            outcome=note.outcome if note else None,
            call_back_at=note.call_back_at if note else None,
            tags=note.tags if note else (),
            saved_at=note.saved_at if note else None,
            other_notes=tuple(n.text for n in call.notes if n is not note and n.text),
            earlier=card.earlier,
            call_backs=card.call_backs,
            rang_seen_at=card.rang_seen_at,
            doubtful=card.doubtful and mine.state.live,
            cut=card.cut,
            comes_up=card.comes_up,
            wrap_up_until=self._wrap_up_until(card, mine),
            private=note is not None and self._reader.keeps(note),
            logged=call.logged,
        )

    def _wrap_up_until(self, card: Card, mine: Call) -> datetime | None:
        limit = self._wrap_up_time()
        if mine.answered_at is None or mine.ended_at is None or not limit:
            return None
        return mine.ended_at + limit + card.more_time

    def _matches(self, party: Party, note: Note | None) -> tuple[MatchView, ...]:
        if party.internal:
            return ()
        refused = note.not_contact_ids if note else ()
        found = self._reader.match_views(self._reader.number_of(party))
        return tuple(m for m in found if m.contact.ids.isdisjoint(refused))

    def _chosen(self, matches: tuple[MatchView, ...], note: Note | None) -> MatchView | None:
        only = matches[0] if len(matches) == 1 else None
        if note is None or note.contact_id is None:
            return only
        known = next((m for m in matches if m.contact.id == note.contact_id), None)
        contact = None if known else self._reader.contact(note.contact_id)
        if contact is not None:
            return MatchView(contact=contact, kind=MatchKind.CHOSEN, why="chosen by you")
        return known or only


def outcome_of(card: Card) -> str | None:
    """Return the card's outcome, also one that is still on its way to the disk."""
    if card.outcome_said is not None:
        return card.outcome_said or None
    note = note_of(card)
    return note.outcome if note else None


def note_of(card: Card) -> Note | None:
    """Return the note written on the card itself, not on a call joined to it."""
    return next((n for n in card.call.notes if n.subject == card.card_id), None)
