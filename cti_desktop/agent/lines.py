"""Turns folded calls into the lines and details people read, with names from the directory."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple, TypeVar, overload

from cti_desktop.agent.answers import CallDetail, Playable, TimelineItem
from cti_desktop.agent.dial_views import MatchView
from cti_desktop.agent.seen_names import seen_name
from cti_desktop.agent.views import CallLine
from cti_desktop.calls.agents import agent_names
from cti_desktop.calls.call import Call, Note
from cti_desktop.calls.contacts import Contact, Matches, explain_match
from cti_desktop.calls.dialling import number_to_dial
from cti_desktop.calls.events import CallEvent, Kind, Media, NoteField, Party, Result, Source
from cti_desktop.calls.fold import as_seen_by
from cti_desktop.calls.listed import ListedCall, ListedParty, listed_as_seen_by
from cti_desktop.calls.masking import mask_number, mask_text
from cti_desktop.calls.media import NAMED
from cti_desktop.calls.noting import note_history, subject_of
from cti_desktop.calls.numbers import PhoneNumber, display_number, parse_number
from cti_desktop.calls.outcomes import OutcomeSet
from cti_desktop.calls.tagging import read_tags
from cti_desktop.store.directory import Directory

K = TypeVar("K")
T = TypeVar("T")
AnyCall = Call | ListedCall
AnyParty = Party | ListedParty
_REMEMBERED = 20_000
_NOTE_PREVIEW = 120


class ShownParty(NamedTuple):
    """The other side of a call for a reader; see `CallLine`."""

    name: str
    number: str
    e164: str | None
    dials: str | None
    firm: str
    contact_id: str | None


class _ReadNumber(NamedTuple):
    """A number as it is read, written for the reader, and dialled, if it can be."""

    number: PhoneNumber
    shown: str
    dials: str | None


class CallReader:
    """Reads calls for one reader: their leg, their region, their directory.

    Any thread: what is remembered only grows, and forgetting begins with empty memories.

    Args:
        masks: whether calls of others show no more than the end of a number.

    Attributes:
        corrected: puts right what this computer's clock stamped, as far as it is known to be off.
    """

    def __init__(
        self,
        directory: Directory,
        outcomes: OutcomeSet,
        region: str | None,
        masks: Callable[[], bool] = lambda: False,
    ) -> None:
        self._masks = masks
        self._directory = directory
        self._outcomes = outcomes
        self._region = region
        self._matches: OrderedDict[str, Matches] = OrderedDict()
        self._numbers: OrderedDict[str, _ReadNumber] = OrderedDict()
        self._parties: OrderedDict[AnyParty, ShownParty] = OrderedDict()
        self.reader_ids: tuple[str, ...] = ()
        self.corrected: Callable[[datetime], datetime] = lambda at: at

    @property
    def region(self) -> str | None:
        """ISO country for numbers in national form."""
        return self._region

    def forget_matches(self) -> None:
        """Ask the directory again from now on; it changed."""
        # New ones: who still reads by the old keeps nothing in them.
        self._matches, self._parties = OrderedDict(), OrderedDict()

    def number_of(self, party: AnyParty) -> PhoneNumber:
        """Read the party's number; an internal party's is its extension."""
        return self._read_number(_told_number(party)).number

    def shown_number(self, party: AnyParty) -> str:
        """Write the party's number for the reader."""
        if party.internal and party.extension:
            return f"ext. {party.extension}"
        return self._read_number(_told_number(party)).shown

    def matches_of(self, number: PhoneNumber) -> Matches:
        """Find who is behind a number; remembered until `forget_matches`."""
        matches = self._matches
        known = matches.get(number.raw)
        if known is None:
            known = self._directory.match(number)
            _remember(matches, number.raw, known)
        return known

    def look_up(self, calls: Iterable[AnyCall]) -> None:
        """Find out at once who is behind all numbers of a page that are not known yet."""
        matches = self._matches
        told = {_told_number(call.party) for call in calls if not call.party.internal}
        new = [self._read_number(raw).number for raw in told if raw not in matches]
        unknown = [number for number in new if number.raw not in matches]  # by what was read of it
        for found in self._directory.match_all(unknown):
            _remember(matches, found.number, found)

    def match_views(self, number: PhoneNumber) -> tuple[MatchView, ...]:
        """List who may be behind a number, each with the reason in words."""
        found = self.matches_of(number).found
        return tuple(
            MatchView(
                contact=one.contact,
                kind=one.kind,
                why=explain_match(one, others=len(found) - 1),
                label=one.number.label,
            )
            for one in found
        )

    def _read_number(self, raw: str) -> _ReadNumber:
        """Read a number and write it for the reader."""
        known = self._numbers.get(raw)
        if known is None:
            number = parse_number(raw, self._region)
            known = _ReadNumber(
                number,
                display_number(number, self._region),
                number_to_dial(number, self._region) or None,
            )
            _remember(self._numbers, raw, known)
        return known

    def contact(self, contact_id: str) -> Contact | None:
        """Return a contact by id, or the one that took it over."""
        return self._directory.get(contact_id)

    def contact_of(self, call: AnyCall) -> Contact | None:
        """Return the contact of a call: the one a person chose, if still there, else the match."""
        return self._contact_of(call, self.number_of(call.party))

    def _contact_of(self, call: AnyCall, number: PhoneNumber) -> Contact | None:
        note = call.note
        if note is not None and note.contact_id is not None:
            chosen = self._directory.get(note.contact_id)
            if chosen is not None:
                return chosen
        if call.party.internal:
            return None
        best = self.matches_of(number).best
        if best is None:
            return None
        refused = note is not None and not best.contact.ids.isdisjoint(note.not_contact_ids)
        return None if refused else best.contact

    def of_others(self, call: AnyCall) -> bool:
        """Whether only other agents had part in a call; never while the reader is not known."""
        mine = frozenset(self.reader_ids)
        return bool(mine and call.legs) and all(mine.isdisjoint(leg.ids) for leg in call.legs)

    @overload
    def seen(self, call: Call) -> Call: ...
    @overload
    def seen(self, call: ListedCall) -> ListedCall: ...
    def seen(self, call: AnyCall) -> AnyCall:
        """Show the call as this reader's leg saw it."""
        if not self.reader_ids:
            return call
        if isinstance(call, ListedCall):
            return listed_as_seen_by(call, self.reader_ids)
        return as_seen_by(call, self.reader_ids)

    def party(self, call: AnyCall) -> ShownParty:
        """Name the other side of a call as `seen` shows it to this reader."""
        note, parties = call.note, self._parties
        if self._masks() or (note is not None and (note.contact_id or note.not_contact_ids)):
            return self._party(call)
        known = parties.get(call.party)
        if known is None:
            known = self._party(call)
            _remember(parties, call.party, known)
        return known

    def _party(self, call: AnyCall) -> ShownParty:
        party = call.party
        number, shown, dials = self._read_number(_told_number(party))
        contact = self._contact_of(call, number)
        if party.internal and party.extension:
            # Of a colleague the extension reaches them, whatever else is known.
            shown, dials = f"ext. {party.extension}", party.extension
        name, e164 = contact.name if contact else party.name, number.e164
        if self._masks() and self.of_others(call):
            shown, e164, dials = shown and mask_number(shown), None, None
            name = name if contact or name is None else mask_text(name)
        return ShownParty(
            name=seen_name(name) or shown or "Withheld number",
            number=shown,
            e164=None if party.internal else e164,
            dials=dials,
            firm=contact.firm if contact else "",
            contact_id=contact.id if contact else None,
        )

    def outcome(self, call: AnyCall) -> str | None:
        """Say in words what a call came to."""
        value = call.outcome
        return value and self._outcomes.label_of(value)

    def line(self, call: AnyCall) -> CallLine:
        """Make the log's line of a call."""
        mine = self.seen(call)
        party = self.party(mine)
        notes = " ".join(n.text for n in call.notes if n.text)
        return CallLine(
            call_id=call.id,
            direction=call.direction,
            state=mine.state,
            result=mine.result,
            name=party.name,
            number=party.number,
            e164=party.e164,
            dials=party.dials,
            firm=party.firm,
            contact_id=party.contact_id,
            agent=", ".join(agent_names(call, mine)),
            via=way_of(call),
            started_at=call.started_at,
            talk_s=mine.durations.talk_s,
            estimated=mine.durations.estimated,
            outcome=self.outcome(call),
            note=" ".join(notes.split())[:_NOTE_PREVIEW],
            has_recording=bool(call.recordings),
            has_voicemail=bool(call.voicemails),
            has_summary=call.summary is not None and call.summary.state != NAMED,
            deleted_at=mine.deleted_at,
        )

    def detail(self, call: Call, events: Iterable[CallEvent]) -> CallDetail:
        """Show one call in full, with the time line of its events."""
        told = sorted(events, key=lambda e: (e.at, e.id))
        history = [e for e in note_history(told, NoteField.TEXT) if not self._kept_away(call, e)]
        summary = call.summary
        return CallDetail(
            line=self.line(call),
            durations=self.seen(call).durations,
            waited_s=_waited_s(call),
            timeline=tuple(sorted(self._timeline(told), key=lambda item: item.at)),
            note=call.note.text if call.note else "",
            other_notes=tuple(n.text for n in call.notes[1:] if n.text),
            note_history=tuple((e.at, e.facts.note_value or "") for e in history),
            call_back_at=call.note.call_back_at if call.note else None,
            tags=call.note.tags if call.note else (),
            private=call.note is not None and self.keeps(call.note),
            recordings=tuple((m.url or "", m.duration_s) for m in call.recordings),
            voicemails=tuple((m.url or "", m.duration_s) for m in call.voicemails),
            playable=(*_playable(call.recordings), *_playable(call.voicemails, voicemail=True)),
            transcript=next((m.text for m in call.voicemails if m.text), ""),
            spoken="\n\n".join(m.text for m in call.recordings if m.text),
            summary=(summary.text or summary.detail or "") if summary else "",
            next_steps=(summary.next_steps or "") if summary else "",
        )

    def keeps(self, note: Note) -> bool:
        """Tell whether the reader keeps the text of a note to themselves."""
        return any(note.kept_by(author) for author in (None, *self.reader_ids))

    def _kept_away(self, call: Call, text: CallEvent) -> bool:
        """Tell whether a text is part of a note that somebody else keeps to themselves."""
        subject, others = subject_of(text), text.author not in (None, *self.reader_ids)
        kept = (note.kept_by(text.author) for note in call.notes if note.subject == subject)
        return others and any(kept)

    def _timeline(self, events: list[CallEvent]) -> Iterable[TimelineItem]:
        last: tuple[object, ...] = ()
        for event in events:
            text = self._words(event)
            mark = (text, event.at, event.source)
            if text and mark != last:
                last = mark
                at = self.corrected(event.at) if self._stamped_here(event) else _when(event)
                yield TimelineItem(at=at, text=text, source=event.source)

    def _stamped_here(self, event: CallEvent) -> bool:
        by_hand = event.source in (Source.PERSON, Source.PROGRAM)
        return by_hand and event.author in self.reader_ids

    def _words(self, event: CallEvent) -> str:
        if event.kind is Kind.NOTED:
            return self._noted(event)
        if event.kind is Kind.DELETED or _removes(event):
            return _GONE_WORDS[event.kind]
        agent = event.facts.callee if event.leg is not None else None
        who = f" at {agent.name}" if agent and agent.name and event.kind is Kind.RANG else ""
        if event.kind is Kind.ENDED and event.facts.result not in (None, Result.ENDED):
            return f"Ended: {str(event.facts.result).replace('_', ' ')}"
        return f"{_WORDS[event.kind]}{who}" if event.kind in _WORDS else ""

    def _noted(self, event: CallEvent) -> str:
        field, value = event.facts.note_field, event.facts.note_value
        if field is NoteField.OUTCOME:
            return f"Outcome: {self._outcomes.label_of(value)}" if value else "Outcome cleared"
        if field is NoteField.TAGS:
            return f"Tags: {', '.join(read_tags(value))}" if value else "Tags removed"
        if field is NoteField.WRAPPED_UP:
            return "Wrapped up"
        if field is NoteField.CONTACT:
            return "Contact chosen"
        if field is NoteField.LOGGED:
            return "Log wanted"
        return ""


def way_of(call: AnyCall) -> str:
    """Name the queue, group or person a call came through, who had passed it on to there first."""
    before = call.via_before.name if call.via_before else None
    via = call.via.name if call.via else None
    return " → ".join(dict.fromkeys(name for name in (before, via) if name))


def _waited_s(call: Call) -> int | None:
    """Tell how long the caller waited as Zoom counted, where that is more than the ring."""
    waited = max((leg.wait_s for leg in call.legs if leg.wait_s is not None), default=None)
    return waited if waited is not None and waited > (call.durations.ring_s or 0) else None


def _told_number(party: AnyParty) -> str:
    return party.number or party.did or party.extension or ""


def _remember(known: OrderedDict[K, T], key: K, value: T) -> None:
    known[key] = value
    if len(known) > _REMEMBERED:
        known.popitem(last=False)


_WORDS = {
    Kind.DIALLED: "Dialled from here",
    Kind.RANG: "Rang",
    Kind.ANSWERED: "Answered",
    Kind.ENDED: "Ended",
    Kind.HELD: "On hold",
    Kind.RESUMED: "Off hold",
    Kind.TRANSFERRED: "Transferred",
    Kind.PARKED: "Parked",
    Kind.CONFERENCED: "Conference started",
    Kind.LOGGED: "Record received",
    Kind.RECORDING: "Recording",
    Kind.VOICEMAIL: "Voicemail",
    Kind.SUMMARY: "Summary",
}


_GONE_WORDS = {
    Kind.DELETED: "Zoom's record of this call was deleted; what was written here stays",
    Kind.RECORDING: "The recording was deleted in Zoom",
    Kind.VOICEMAIL: "The voicemail was deleted in Zoom",
    Kind.SUMMARY: "The summary was deleted in Zoom",
}


def _removes(event: CallEvent) -> bool:
    media = event.facts.recording or event.facts.voicemail or event.facts.summary
    return event.kind in _GONE_WORDS and media is not None and media.deleted


def _playable(media: Iterable[Media], *, voicemail: bool = False) -> Iterable[Playable]:
    """Leave out those still recorded, and those of which only the softphone told: by a page."""
    for one in media:
        if one.id != one.url and not one.running:
            yield Playable(media_id=one.id, voicemail=voicemail, duration_s=one.duration_s)


def _when(event: CallEvent) -> datetime:
    """Place a record where it was heard: its own time is the start of the call."""
    return event.seen_at if event.kind is Kind.LOGGED else event.at
