"""Which events of the journal a viewer is told: those that name them and those of their calls.

A call may become somebody's late, by a transfer, a queue or two calls turning out to be one. The
event that makes it theirs then brings along what others told of the call before; an event may so be
told twice, never not at all. Who makes a note private no more brings its earlier text along.
"""

from collections import OrderedDict
from dataclasses import dataclass

from cti_desktop.calls.call import Call
from cti_desktop.calls.correlation import root_key
from cti_desktop.calls.events import CallEvent, NoteField
from cti_desktop.calls.noting import subject_of
from cti_desktop.store.opening import Store
from cti_desktop.sync.scopes import Viewer, is_text, visible, withheld

_REMEMBERED = 4096

Story = tuple[CallEvent, ...]
"""Everything told of one call, in journal order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event with the call it belongs to and everything told of that call."""

    event: CallEvent
    call: Call | None
    story: Story


def tell(store: Store, events: tuple[CallEvent, ...]) -> tuple[Told, ...]:
    """Put each event beside its call; blocking reads."""
    stories = store.stories.of(events)
    told = []
    for event in events:
        story = next((stories[key] for key in event.keys if key in stories), None)
        if story is None:
            told.append(Told(event=event, call=None, story=()))
        else:
            told.append(Told(event=event, call=story.call, story=story.events))
    return tuple(told)


def choose(told: tuple[Told, ...], viewer: Viewer) -> tuple[CallEvent, ...]:
    """Choose what a viewer hears of a stretch of the journal, in its order."""
    chosen: dict[str, CallEvent] = {}
    here = {one.event.id for one in told}
    for one in told:
        theirs = one.call is not None and visible(one.call, viewer)
        if not (theirs or visible(one.event, viewer)):
            continue
        for other in one.story if theirs and brings(one.event, viewer) else ():
            brought = other.id not in here and _brings(one.event, other, viewer)
            if brought and not withheld(other, one.call, viewer):
                chosen.setdefault(other.id, other)
        if not withheld(one.event, one.call, viewer):
            chosen.setdefault(one.event.id, one.event)
    return tuple(chosen.values())


def brings(event: CallEvent, viewer: Viewer) -> bool:
    """Tell whether this event may be the one that made its call, or a text, the viewer's."""
    return _marks(event) or _shares(event, viewer)


def _brings(event: CallEvent, other: CallEvent, viewer: Viewer) -> bool:
    if _marks(event) and is_text(other) and other.author == event.author:
        return subject_of(other) == subject_of(event)
    return _shares(event, viewer) and not visible(other, viewer)


def _shares(event: CallEvent, viewer: Viewer) -> bool:
    names_viewer = event.leg is not None and bool(viewer.sees & set(event.leg.ids))
    return names_viewer or len({root_key(key) for key in event.keys}) > 1


def _marks(event: CallEvent) -> bool:
    return event.facts.note_field is NoteField.PRIVATE


class Recent:
    """The ids sent lately, so that what a call brings along is not sent twice."""

    def __init__(self) -> None:
        self._ids: OrderedDict[str, None] = OrderedDict()

    def is_new(self, event_id: str) -> bool:
        """Tell whether the id was not sent lately, and remember it."""
        if event_id in self._ids:
            return False
        self._ids[event_id] = None
        if len(self._ids) > _REMEMBERED:
            self._ids.popitem(last=False)
        return True
