"""When a card leaves the desk: it is finished, left nothing to write, or its agent went home."""

from cti_desktop.agent.cards import Card, note_of
from cti_desktop.agent.lines import CallReader
from cti_desktop.calls.call import Call, State
from cti_desktop.calls.fold import leg_of
from cti_desktop.calls.persons import personal


def is_finished(call: Call, reader_ids: tuple[str, ...]) -> bool:
    """Tell whether this agent ended wrap-up; a colleague's on a transferred call is theirs."""
    mine = leg_of(call, reader_ids)
    if mine is not None:
        return mine.durations.wrap_up_s is not None
    return any(note.wrapped_up_at for note in call.notes)


def leaves_nothing(card: Card, mine: Call, typed: str | None) -> bool:
    """Tell whether this agent neither answered nor wrote: such a call needs no wrap-up.

    Args:
        mine: the call as the agent saw it.
        typed: what is not saved yet.
    """
    if mine.answered_at is not None or mine.state is State.ENDED:
        return False
    note = note_of(card)
    said = note is not None and (note.outcome or note.tags or note.call_back_at)
    return not (typed or (note.text if note else "")) and not said


def heard_for_another(call: Call, reader: CallReader) -> bool:
    """Tell whether a call was others' by name; one heard before any sign-in may be the reader's."""
    return reader.of_others(call) and all(personal(leg.ids) for leg in call.legs)
