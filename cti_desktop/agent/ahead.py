"""Calls as they are with what the disk has not taken yet, so that they come up on a full one too.

What is heard so is heard again once it is written; nothing here is kept.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from cti_desktop.calls.call import Call
from cti_desktop.calls.events import CallEvent
from cti_desktop.calls.fold import fold
from cti_desktop.store.journal import Appended
from cti_desktop.store.opening import Store


class Ahead:
    """Folds what waits with what is stored; core loop only.

    Args:
        waiting: gives all that is not written yet.
    """

    def __init__(self, store: Store, waiting: Callable[[], Sequence[CallEvent]]) -> None:
        self._store, self._waiting = store, waiting

    def heard(self, events: Sequence[CallEvent]) -> Appended:
        """Return what an append of events that wait would have said of their calls."""
        calls: dict[str, Call] = {}
        for event in events:
            call = self._whole(event.keys)
            if call is not None:
                calls[call.id] = call
        return Appended(new=tuple(events), known=0, calls=tuple(calls.values()), moved=(), cursor=0)

    def completed(self, appended: Appended) -> Appended:
        """Return an append with its calls as they are with what still waits."""
        if not self._waiting():
            return appended
        calls = tuple(self._whole(call.keys) or call for call in appended.calls)
        return replace(appended, calls=calls)

    def _whole(self, keys: Iterable[str]) -> Call | None:
        waiting, together = self._waiting(), frozenset(keys)
        while True:
            more = [one for one in waiting if not together.isdisjoint(one.keys)]
            grown = together.union(*(one.keys for one in more))
            if grown == together:
                break
            together = grown
        found = (self._store.log.by_key(key) for key in together)
        stored = {call.id for call in found if call is not None}
        events = [one for call_id in stored for one in self._store.journal.events_of(call_id)]
        return fold([*events, *more])
