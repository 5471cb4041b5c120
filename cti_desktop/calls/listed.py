"""What a list shows of a folded call, read from the same JSON as the whole call.

A log of a million calls is exported and paged through by these: what no list shows is skipped
while reading, and none of it is followed by the garbage collector, as nothing here can point in a
circle. The names are those of `Call` and its parts.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from cti_desktop.calls.call import State
from cti_desktop.calls.errors import Denied
from cti_desktop.calls.events import Direction, Result, Side


class ListedParty(msgspec.Struct, frozen=True, gc=False, kw_only=True, cache_hash=True):
    """One end of a call."""

    name: str | None = None
    number: str | None = None
    extension: str | None = None
    did: str | None = None
    internal: bool | None = None


class ListedDurations(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Seconds, as in `Durations`."""

    ring_s: int | None = None
    talk_s: int | None = None
    hold_s: int | None = None
    estimated: bool = True


class ListedLeg(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One agent's part of a call."""

    side: Side
    ids: tuple[str, ...]
    agent: ListedParty
    state: State
    answered_at: datetime | None = None
    result: Result | None = None
    durations: ListedDurations = ListedDurations()
    deleted_at: datetime | None = None


class ListedNote(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What people wrote on a call."""

    text: str = ""
    outcome: str | None = None
    contact_id: str | None = None
    not_contact_ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    logged: bool = False


class ListedMedia(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A recording, voicemail or summary: that there is one, and in what state."""

    state: str | None = None


class ListedCall(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One call, for a line of a list; see `Call`."""

    id: str
    direction: Direction | None
    state: State
    party: ListedParty
    agent: ListedParty | None
    via: ListedParty | None = None
    via_before: ListedParty | None = None
    started_at: datetime | None = None
    result: Result | None = None
    durations: ListedDurations = ListedDurations()
    legs: tuple[ListedLeg, ...] = ()
    recordings: tuple[ListedMedia, ...] = ()
    voicemails: tuple[ListedMedia, ...] = ()
    summary: ListedMedia | None = None
    notes: tuple[ListedNote, ...] = ()
    automatic: bool | None = None
    called: ListedParty | None = None
    deleted_at: datetime | None = None

    @property
    def note(self) -> ListedNote | None:
        """The note of the call itself, the first one when several calls became one."""
        return self.notes[0] if self.notes else None

    @property
    def outcome(self) -> str | None:
        """The outcome of the first note that has one."""
        for note in self.notes:
            if note.outcome:
                return note.outcome
        return None

    @property
    def logged(self) -> bool:
        """Whether it is to be logged: by itself, or because a person said so."""
        return self.automatic is not False or any(note.logged for note in self.notes)

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of all notes, each once."""
        told = [tag for note in self.notes for tag in note.tags]
        return tuple(dict.fromkeys(told)) if told else ()


_decode = msgspec.json.Decoder(ListedCall).decode


def decode_listed(data: bytes | str) -> ListedCall:
    """Read of a folded call written by `encode` what lists show.

    Raises:
        Denied: the bytes are no call.
    """
    try:
        return _decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Denied(f"This is not a folded call: {error}", code="malformed_call") from error


def listed_as_seen_by(call: ListedCall, ids: Iterable[str]) -> ListedCall:
    """Show a listed call to one agent, as `fold.as_seen_by` shows the whole of it."""
    leg = _leg_of(call, ids)
    if leg is None:
        return call
    outward = call.called is not None and leg.side is Side.CALLER
    keep_voicemail = call.state is State.VOICEMAIL and leg.state is State.MISSED
    return msgspec.structs.replace(
        call,
        state=State.VOICEMAIL if keep_voicemail else leg.state,
        result=call.result if keep_voicemail else leg.result,
        party=call.called if outward else call.party,
        agent=leg.agent,
        durations=leg.durations,
        deleted_at=leg.deleted_at,
    )


def _leg_of(call: ListedCall, ids: Iterable[str]) -> ListedLeg | None:
    wanted = frozenset(ids)
    mine = [leg for leg in call.legs if not wanted.isdisjoint(leg.ids)]
    return min(mine, key=lambda leg: (not leg.state.live, leg.answered_at is None), default=None)
