"""What a desktop may add to the journal: its own softphone's observations and its own writing."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from cti_desktop.calls.call import Call
from cti_desktop.calls.events import CallEvent, Kind, Source
from cti_desktop.sync.scopes import Viewer, visible
from cti_desktop.sync.wire import NOT_YOURS, Refusal

_SOURCES = (Source.EMBED, Source.PROGRAM, Source.PERSON)
_INTENT = "intent:"
_NUMBER = "no:"
_PERSONAL = ("user", "ext", "no")
_NONE: Mapping[str, CallEvent] = MappingProxyType({})


def sift(
    events: tuple[CallEvent, ...],
    viewer: Viewer,
    call_by_key: Callable[[str], Call | None],
    known: Mapping[str, CallEvent] = _NONE,
) -> tuple[tuple[CallEvent, ...], tuple[Refusal, ...]]:
    """Part a batch into what is taken and what is refused.

    Args:
        events: in the order they were pushed.
        viewer: who pushed them.
        call_by_key: reads the calls they write on.
        known: events of before with the same ids, which stay as they are.
    """
    joined = _joined(events)
    refusals: list[Refusal | None] = []
    for event in events:
        together = joined[event.keys[0]] if event.keys else frozenset[str]()
        refusals.append(
            _objection(event, viewer)
            or _takes_number(event, viewer, together, call_by_key)
            or _joins_others(event, viewer, together, call_by_key)
        )
    passed = (event for event, no in zip(events, refusals, strict=True) if no is None)
    own = _own(passed, viewer, known)
    taken: list[CallEvent] = []
    refused: list[Refusal] = []
    for event, objection in zip(events, refusals, strict=True):
        refusal = objection
        if refusal is None and own.isdisjoint(event.keys):
            refusal = _not_theirs(event, viewer, call_by_key)
        if refusal is None:
            taken.append(event)
        else:
            refused.append(refusal)
    return tuple(taken), tuple(refused)


def _own(
    events: Iterable[CallEvent], viewer: Viewer, known: Mapping[str, CallEvent]
) -> frozenset[str]:
    """Return the keys of calls that the viewer has a part in by what will be in the journal.

    Of several events with one id the first is kept, and the others open nothing.
    """
    kept = dict(known)
    for event in events:
        kept.setdefault(event.id, event)
    return frozenset(key for one in kept.values() if names(one, viewer) for key in one.keys)


def names(event: CallEvent, viewer: Viewer) -> bool:
    """Tell whether an event tells of the viewer's own part of a call."""
    return event.leg is not None and bool(viewer.leg_ids & set(event.leg.ids))


def _objection(event: CallEvent, viewer: Viewer) -> Refusal | None:
    if event.source not in _SOURCES or event.facts.final or event.kind is Kind.DELETED:
        return _refuse(event, "source_not_allowed", "A desktop cannot speak for Zoom's servers.")
    if event.author not in (None, viewer.author):
        return _refuse(event, "author_not_allowed", "It was written by somebody else.")
    if not event.keys:
        return _refuse(event, "malformed_event", "It names no call.")
    if event.leg is not None and _others(event.leg.ids, viewer):
        return _refuse(event, "leg_not_allowed", "It names somebody else's part of a call.")
    return None


def _others(leg_ids: tuple[str, ...], viewer: Viewer) -> bool:
    """Tell whether ids name somebody else; a kind of id the viewer lacks says nothing.

    Nor does another number beside the viewer's own user: it may have been theirs when they wrote.
    """
    own = viewer.leg_ids | {one for one in (viewer.number,) if one}
    known = {one.partition(":")[0] for one in own}
    kinds = ("user", "ext") if viewer.author in leg_ids else _PERSONAL
    return any(
        (kind := one.partition(":")[0]) in kinds and kind in known and one not in own
        for one in leg_ids
    )


def _takes_number(
    event: CallEvent,
    viewer: Viewer,
    together: frozenset[str],
    call_by_key: Callable[[str], Call | None],
) -> Refusal | None:
    """Refuse a number that is another's on this very call: their part would become the writer's."""
    ids = event.leg.ids if event.leg is not None else ()
    numbers = {one for one in ids if one.startswith(_NUMBER) and one != viewer.number}
    if viewer.number is None or not numbers:
        return None
    calls = (call for key in sorted(together) if (call := call_by_key(key)) is not None)
    legs = (leg for call in calls for leg in call.legs if not numbers.isdisjoint(leg.ids))
    if any(_somebody_elses(leg.ids, viewer) for leg in legs):
        return _refuse(event, "leg_not_allowed", "It names somebody else's part of a call.")
    return None


def _somebody_elses(leg_ids: tuple[str, ...], viewer: Viewer) -> bool:
    """Tell whether a part is known to be of a person, and of another one."""
    named = any(one.startswith(("user:", "ext:")) for one in leg_ids)
    return named and viewer.leg_ids.isdisjoint(leg_ids)


def _joined(events: tuple[CallEvent, ...]) -> dict[str, frozenset[str]]:
    """Return for each key all that the batch makes one call with it."""
    joined: dict[str, frozenset[str]] = {}
    for event in events:
        together = frozenset(event.keys).union(*(joined.get(key, ()) for key in event.keys))
        joined.update(dict.fromkeys(together, together))
    return joined


def _joins_others(
    event: CallEvent,
    viewer: Viewer,
    together: frozenset[str],
    call_by_key: Callable[[str], Call | None],
) -> Refusal | None:
    """Refuse to make one call of several when any is others': it would be the writer's for good.

    A wish to dial that became no call yet is nobody's; only the desk that made it knows its id.
    """
    if len(event.keys) <= 1:
        return None
    found = (call_by_key(key) for key in sorted(together))
    calls = {call.id: call for call in found if call is not None and not _mere_wish(call)}
    if len(calls) <= 1 or all(visible(call, viewer) for call in calls.values()):
        return None
    return _refuse(event, NOT_YOURS, "It joins a call with one that belongs to somebody else.")


def _mere_wish(call: Call) -> bool:
    return all(key.startswith(_INTENT) for key in call.keys)


def _not_theirs(
    event: CallEvent, viewer: Viewer, call_by_key: Callable[[str], Call | None]
) -> Refusal | None:
    """Refuse what is told of a known call of others; a note would make its writer see the call."""
    calls = [call for key in event.keys if (call := call_by_key(key)) is not None]
    if not calls or any(visible(call, viewer) for call in calls):
        return None
    return _refuse(event, NOT_YOURS, "The call belongs to somebody else.")


def _refuse(event: CallEvent, code: str, message: str) -> Refusal:
    return Refusal(id=event.id, code=code, message=message)
