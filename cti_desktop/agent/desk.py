"""The calls on the desk now: which ring, which one is shown, whom they are with, what was noted.

A card opens when the agent's own softphone rings, never for what only the server tells: a
colleague's call or last week's record must not pop. It closes when wrap-up is finished, or by
itself when a call that was not answered leaves nothing to write.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from cti_desktop.agent.cards import Card, CardArtist, note_of, outcome_of
from cti_desktop.agent.doubts import doubt, trust_again
from cti_desktop.agent.drafts import Drafts, keys_of, subject_of
from cti_desktop.agent.due import Due
from cti_desktop.agent.leaving import heard_for_another, is_finished, leaves_nothing
from cti_desktop.agent.lines import CallReader
from cti_desktop.agent.lost_ends import left_on_the_desk, said_over
from cti_desktop.agent.pop_rules import PopRules
from cti_desktop.agent.pop_times import PopTimes
from cti_desktop.agent.snippets import Snippets
from cti_desktop.agent.todo import Todo, read_todo
from cti_desktop.agent.views import DeskView, Notice, PopTimed
from cti_desktop.calls.call import Call, State
from cti_desktop.calls.events import CallEvent, Kind, NoteField, Source
from cti_desktop.calls.outcomes import OutcomeRule, OutcomeSet, outcome_missing
from cti_desktop.store.journal import Appended
from cti_desktop.store.log import CallLog

FRESH = timedelta(minutes=10)
"""An older ring is history that was loaded, not a phone that rings."""
MORE_TIME = timedelta(minutes=1)


class Desk:
    """Decides what the phone page shows; core thread only.

    Args:
        tell: takes every new `DeskView`, sentences for the person, and how fast a pop was.
        append: makes events durable.
        author: gives who sits here: `user:<Zoom user id>`, None while nobody signed in.
        rules: say when a call comes up, and what opens with it.
        snippets: pieces of text for notes.
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
        append: Callable[[Sequence[CallEvent]], None],
        author: Callable[[], str | None],
        rules: PopRules,
        snippets: Snippets,
    ) -> None:
        self._log = log
        self._reader = reader
        self._drafts = drafts
        self._outcomes = outcomes
        self._due = due
        self._tell, self._append, self._author = tell, append, author
        self._artist = CardArtist(
            reader,
            log,
            drafts,
            rules.wrap_up_time,
            lambda drawn: rules.address_of(drawn) is not None,
        )
        self._rules, self._snippets = rules, snippets
        self._cards: dict[str, Card] = {}
        self._active: str | None = None
        self._todo = Todo()
        self.pop_times = PopTimes()

    # what happened

    def heard(self, appended: Appended) -> bool:
        """Take what the journal committed; True when the desk shows something else now."""
        by_id = {call.id: call for call in appended.calls}
        trust_again(self._cards.values(), appended.new)
        touched = self._follow(by_id, dict(appended.moved))
        for event in appended.new:
            call = self._call_of(event, by_id) if _rings_here(event) else None
            if call is not None:
                touched = self._open(call, event) or touched
                self._begin_anew(call, event)
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
        if self._reader.of_others(call):  # a supervisor hears of every ring of the team
            return False
        if not self._reader.seen(call).state.live:
            return False
        card = self._put(call, event.seen_at)
        self._bring_up(card)
        shown = self._cards.get(self._active or "")
        over = shown is None or not self._reader.seen(shown.call).state.live
        if card.comes_up and (over or event.kind is Kind.ANSWERED):
            self._active = card.card_id
        return True

    def _begin_anew(self, call: Call, event: CallEvent) -> None:
        """Take back that wrap-up is over when the same call is talked on again."""
        author = self._author()
        done = any(note.wrapped_up_at and note.wrapped_up_by == author for note in call.notes)
        if done and event.kind is Kind.ANSWERED and self._reader.seen(call).state.live:
            card_id = subject_of(call.keys)
            self._drafts.set(card_id, keys_of(card_id), NoteField.WRAPPED_UP, None)

    def _bring_up(self, card: Card) -> None:
        """Bring a card up when the rules say so, with what opens with it."""
        if not card.comes_up:
            state = self._reader.seen(card.call).state
            card.comes_up = self._rules.comes_up(card.call.direction, state)
        if card.comes_up:
            self._rules.open_with(card, self._artist.view(card))

    def _put(self, call: Call, seen_at: datetime) -> Card:
        card = Card(card_id=subject_of(call.keys), call=call, rang_seen_at=seen_at)
        card.earlier = self._artist.earlier(call)
        self._cards[card.card_id] = card
        return card

    def _update(self, card: Card, call: Call) -> None:
        before = self._reader.seen(card.call).state
        self._artist.follow(card, call)
        note = note_of(card)
        if card.outcome_said == ((note.outcome if note else None) or ""):
            card.outcome_said = None
        now = self._reader.seen(call).state
        self._bring_up(card)
        if card.comes_up and now is State.CONNECTED and before is State.RINGING:
            self._active = card.card_id
        if not now.live and not card.held and self._is_done(card):
            self._close(card)
        elif before.live and not now.live and self._active == card.card_id:
            self._active = self._ringing or card.card_id

    def _is_done(self, card: Card) -> bool:
        if card.anothers or is_finished(card.call, self._reader.reader_ids):
            return True
        mine = self._reader.seen(card.call)
        return leaves_nothing(card, mine, self._drafts.text_of(card.card_id))

    def _close(self, card: Card) -> None:
        self._cards.pop(card.card_id, None)
        if self._active == card.card_id:
            self._active = next((c.card_id for c in self._ordered() if c.comes_up), None)

    # what may have been missed

    def recall(self) -> None:
        """Lay the calls on the desk again that were there when the program ended."""
        now = datetime.now(UTC)
        for call in left_on_the_desk(self._log, self._reader.reader_ids, now):
            known = any(card.call.id == call.id for card in self._cards.values())
            if not known and not is_finished(call, self._reader.reader_ids):
                card = self._put(call, call.started_at or now)
                card.painted = card.recalled = card.comes_up = True
                card.doubtful = card.cut = self._reader.seen(call).state.live
        if self._active is None:
            self._active = next((c.card_id for c in self._ordered()), None)
        self.refresh_todo()

    def doubt(self, *, cut: bool = False) -> None:
        """Doubt that the calls in progress still are; `cut` when the page that told is gone."""
        live = self._live
        doubt(live, cut=cut)
        if live:
            self.publish()

    @property
    def busy(self) -> bool:
        """Whether a call rings or goes on, as far as is known."""
        return bool(self._live)

    @property
    def all_doubtful(self) -> bool:
        """Whether every call that goes on, as far as is known, has been doubted before."""
        return all(card.doubtful for card in self._live)

    @property
    def all_cut(self) -> bool:
        """Whether the page that told of them is gone for every such call."""
        return all(card.cut for card in self._live)

    @property
    def _ringing(self) -> str | None:
        """The call that rings longest of those that came up."""
        first = next((c for c in self._ordered() if c.comes_up), None)
        rings = first is not None and self._reader.seen(first.call).state is State.RINGING
        return first.card_id if first is not None and rings else None

    @property
    def _live(self) -> list[Card]:
        return [c for c in self._cards.values() if self._reader.seen(c.call).state.live]

    def say_over(self, card_id: str) -> None:
        """Take the person's word that a call is over."""
        card = self._cards.get(card_id)
        if card is not None and self._reader.seen(card.call).state.live:
            ids = self._reader.reader_ids
            self._append([said_over(card.call, keys_of(card_id), ids, self._author())])

    # what the person does

    def hold(self, card_id: str, *, held: bool) -> None:
        """Keep a card while somebody fills in who it was; or let it go when it is due."""
        card = self._cards.get(card_id)
        if card is None:
            return
        card.held = held
        if not held and not self._reader.seen(card.call).state.live and self._is_done(card):
            self._close(card)
            self.publish()

    def activate(self, card_id: str) -> None:
        """Show another card."""
        if card_id in self._cards:
            card = self._cards[card_id]
            self._active, card.comes_up, card.view = card_id, True, None
            self._bring_up(card)
            self.publish()

    def write_note(self, card_id: str, text: str) -> None:
        """Take the note's whole text."""
        card = self._cards.get(card_id)
        if card is not None:
            self._drafts.write(card_id, keys_of(card_id), text)
            card.view = None

    def set_field(self, card_id: str, field_: NoteField, value: str | None) -> None:
        """Set outcome, call-back, contact or privacy of a card's call."""
        card = self._cards.get(card_id)
        if card is not None:
            if field_ is NoteField.OUTCOME:
                card.outcome_said = value or ""
            self._drafts.save(card_id)
            self._drafts.set(card_id, keys_of(card_id), field_, value)

    def set_private(self, card_id: str, *, private: bool) -> None:
        """Keep a note on this computer, or let it go to the companion."""
        if card_id in self._cards:
            self._drafts.save(card_id)
            self._drafts.set_private(card_id, keys_of(card_id), private=private)

    def keep_snippet(self, text: str) -> None:
        """Keep a piece of text for later notes."""
        self._snippets.keep(text)
        self.publish()

    def forget_snippet(self, name: str) -> None:
        """Forget a piece of the person's own."""
        self._snippets.forget(name)
        self.publish()

    def extend_wrap_up(self, card_id: str) -> None:
        """Take a minute more for wrap-up, counted from now when the time is over already."""
        card = self._cards.get(card_id)
        until = self._artist.view(card).wrap_up_until if card is not None else None
        if card is not None and until is not None:
            over = max(datetime.now(UTC) - until, timedelta())
            card.more_time, card.view = card.more_time + over + MORE_TIME, None
            self.publish()

    def finish(self, card_id: str) -> None:
        """End wrap-up, unless an outcome is required and missing or the call still lives."""
        card = self._cards.get(card_id)
        if card is None:
            return
        mine = self._reader.seen(card.call)
        if mine.state.live:
            self._tell(Notice(text="The call is still going on. Hang up first."))
            return
        missing = outcome_missing(
            self._outcome_rule,
            answered=mine.answered_at is not None,
            direction=mine.direction,
            outcome=outcome_of(card),
            logged=card.call.logged,
        )
        if missing:
            self._tell(Notice(text="Choose an outcome first."))
            return
        self._drafts.save(card_id)
        self._drafts.set(card_id, keys_of(card_id), NoteField.WRAPPED_UP, "yes")

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
            self.pop_times.add(ms)
            self._tell(PopTimed(card_id=card_id, ms=ms))

    # what is shown

    def publish(self) -> None:
        """Tell the face what the phone page shows."""
        self._tell(self.view())

    def refresh(self) -> None:
        """Look up everybody again: the directory or the agent changed."""
        for card in self._cards.values():
            card.view = card.earlier_of = None
            card.earlier = self._artist.earlier(card.call)
        self._due.look_again()
        self.refresh_todo()

    def take_reader(self, reader_ids: tuple[str, ...], *, another: bool) -> None:
        """Know whose legs are the reader's own, and clear the desk for another person.

        They would write on the last one's calls. One that goes on here stays until it is over.
        """
        going_on = self._live
        self._reader.reader_ids = reader_ids
        for card in [*self._cards.values()] if another else ():
            card.anothers = heard_for_another(card.call, self._reader)
            if card.anothers and card not in going_on and not card.held:
                self._close(card)
        self.refresh()
        if another:
            self.recall()

    def refresh_todo(self) -> None:
        """Read again what waits for the agent, what cards lack beside, and tell the face."""
        for card in self._cards.values():
            self._artist.read_more(card)
            promised = self._due.with_party(card.call)
            if promised != card.call_backs:
                card.call_backs, card.view = promised, None
        self._todo = read_todo(self._log, self._reader, self._due, self._outcome_rule)
        self.publish()

    @property
    def unfinished_count(self) -> int:
        """How many answered calls still need an outcome; 100 stands for more, too."""
        return len(self._todo.unfinished) + self._todo.more_unfinished

    def view(self) -> DeskView:
        """Draw the desk as it is now."""
        return DeskView(
            cards=tuple(self._artist.view(card) for card in self._ordered()),
            active=self._active,
            outcomes=self._outcomes.outcomes,
            outcome_rule=self._outcome_rule,
            unfinished=self._todo.unfinished,
            more_unfinished=self._todo.more_unfinished,
            missed=self._todo.missed,
            more_missed=self._todo.more_missed,
            call_backs=self._todo.call_backs,
            snippets=self._snippets.all,
        )

    @property
    def _outcome_rule(self) -> OutcomeRule:
        return self._outcomes.rule(self._rules.outcome_rule())

    def _ordered(self) -> list[Card]:
        def rank(card: Card) -> tuple[int, datetime]:
            state = self._reader.seen(card.call).state
            return (0 if state is State.RINGING else 1 if state.live else 2, card.rang_seen_at)

        return sorted(self._cards.values(), key=rank)


def _rings_here(event: CallEvent) -> bool:
    fresh = datetime.now(UTC) - event.seen_at < FRESH
    return fresh and event.source is Source.EMBED and event.kind in (Kind.RANG, Kind.ANSWERED)
