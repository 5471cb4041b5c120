"""What a desktop may add to the journal: its own softphone's observations and its own writing."""

from collections.abc import Callable

from cti_desktop.calls.call import Call
from cti_desktop.calls.events import CallEvent, Source
from cti_desktop.sync.scopes import Viewer, visible
from cti_desktop.sync.wire import Refusal

_SOURCES = (Source.EMBED, Source.PROGRAM, Source.PERSON)


def sift(
    events: tuple[CallEvent, ...], viewer: Viewer, call_by_key: Callable[[str], Call | None]
) -> tuple[tuple[CallEvent, ...], tuple[Refusal, ...]]:
    """Part a batch into what is taken and what is refused; blocking reads of calls written on."""
    own = {key for event in events if _names(event, viewer) for key in event.keys}
    taken: list[CallEvent] = []
    refused: list[Refusal] = []
    for event in events:
        refusal = _objection(event, viewer)
        if refusal is None and event.source is Source.PERSON and not own & set(event.keys):
            refusal = _not_theirs(event, viewer, call_by_key)
        if refusal is None:
            taken.append(event)
        else:
            refused.append(refusal)
    return tuple(taken), tuple(refused)


def _names(event: CallEvent, viewer: Viewer) -> bool:
    return event.leg is not None and bool(viewer.leg_ids & set(event.leg.ids))


def _objection(event: CallEvent, viewer: Viewer) -> Refusal | None:
    if event.source not in _SOURCES or event.facts.final:
        return _refuse(event, "source_not_allowed", "A desktop cannot speak for Zoom's servers.")
    if event.author not in (None, viewer.author):
        return _refuse(event, "author_not_allowed", "It was written by somebody else.")
    if not event.keys:
        return _refuse(event, "malformed_event", "It names no call.")
    return None


def _not_theirs(
    event: CallEvent, viewer: Viewer, call_by_key: Callable[[str], Call | None]
) -> Refusal | None:
    """Refuse writing on a known call of others, which would make the writer see it."""
    calls = [call for key in event.keys if (call := call_by_key(key)) is not None]
    if not calls or any(visible(call, viewer) for call in calls):
        return None
    return _refuse(event, "not_your_call", "The call belongs to somebody else.")


def _refuse(event: CallEvent, code: str, message: str) -> Refusal:
    return Refusal(id=event.id, code=code, message=message)
