"""Calls with everything told of them, for many events at once: what a feed needs to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from cti_desktop.calls.call import Call
from cti_desktop.calls.codec import decode_call, decode_event
from cti_desktop.calls.events import CallEvent
from cti_desktop.store.bulk import Lookup
from cti_desktop.store.engines import Engines
from cti_desktop.store.schema import CALL, CALL_KEY, EVENT

_GROUPS = Lookup(CALL_KEY, ("key", "group_id"), "key")
_CALLS = Lookup(CALL, ("group_id", "body"), "group_id")
_EVENTS = Lookup(EVENT, ("position", "id", "group_id", "body"), "group_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStory:
    """A call and its events in journal order."""

    call: Call
    events: tuple[CallEvent, ...]


class Stories:
    """Reads stories; any thread, never waits for the writer."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def of(self, events: Sequence[CallEvent]) -> dict[str, CallStory]:
        """Return the stories these events belong to, by correlation key, in three queries.

        Args:
            events: as they are kept; they are not read again. Those of no call are left out.
        """
        keys = {key for event in events for key in event.keys}
        read = {event.id: event for event in events}
        with self._engines.reading() as connection:
            groups: dict[str, int] = {
                row.key: row.group_id for row in _GROUPS.rows(connection, keys)
            }
            rows = _CALLS.rows(connection, set(groups.values()))
            calls: dict[int, Call] = {row.group_id: decode_call(row.body) for row in rows}
            told: dict[int, list[CallEvent]] = {group: [] for group in calls}
            for row in sorted(_EVENTS.rows(connection, calls), key=attrgetter("position")):
                told[row.group_id].append(read.get(row.id) or decode_event(row.body))
        stories = {
            group: CallStory(call=call, events=tuple(told[group])) for group, call in calls.items()
        }
        return {key: stories[group] for key, group in groups.items() if group in stories}
