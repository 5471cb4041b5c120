"""The streams that have caught up: each commit is looked at once, and only who hears of it wakes.

Looking per stream would cost as much per commit as there are streams. Here viewers who see the same
share one look and one encoding, and a commit is offered only to those whom its events or calls
name. `feed.py` owns it and lets a stream in when nothing lies between it and the next commit.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from cti_desktop.calls.call import Call
from cti_desktop.calls.events import CallEvent
from cti_desktop.companion.places import Place, place_of
from cti_desktop.companion.shares import Recent, Story, Told, brings, choose
from cti_desktop.store.journal import Appended
from cti_desktop.store.opening import Store
from cti_desktop.sync.scopes import Viewer, concerns_all, participants, scope_mark
from cti_desktop.sync.wire import FeedPage, encode_events, stream_item

_LONGEST_QUEUE = 256


class Listener:
    """One caught-up stream: what it has still to send.

    Attributes:
        since: it hears of everything behind this place.
        place: everything offered goes up to it.
        lost: it was too slow; it has to catch up again from what it sent last.
    """

    def __init__(self, since: Place) -> None:
        self.since = since
        self.place = since
        self.lost = False
        self._frames: deque[tuple[Place, bytes]] = deque()
        self._news = asyncio.Event()

    @property
    def behind(self) -> bool:
        """Whether anything waits to be sent."""
        return self.lost or bool(self._frames)

    def offer(self, frame: bytes, place: Place) -> None:
        """Queue a frame that goes up to a place; too many and the stream is lost."""
        if self.lost:
            return
        self.place = place
        self._frames.append((place, frame))
        self._news.set()
        if len(self._frames) > _LONGEST_QUEUE:
            self.lose()

    def lose(self) -> None:
        """Give up what is queued; it will be read instead."""
        self.lost = True
        self._frames.clear()
        self._news.set()

    def wake(self) -> None:
        """Let whoever waits look."""
        self._news.set()

    async def wait(self) -> None:
        """Wait until there is something to look at."""
        await self._news.wait()

    def take(self) -> bytes:
        """Take everything that is queued."""
        self._news.clear()
        frames = b"".join(frame for _, frame in self._frames)
        self._frames.clear()
        return frames

    def skip(self, place: Place) -> None:
        """Drop what was sent otherwise, up to a place."""
        self.place = max(self.place, place)
        while self._frames and self._frames[0][0] <= place:
            self._frames.popleft()


class Live:
    """Runs on the companion's loop; `work` has to run beside it.

    Args:
        store: of the calls' stories.
        clock: UTC.
        name: writes a place as a cursor for whoever has a scope.

    Attributes:
        place: everything up to it has been told to the listeners.
    """

    def __init__(
        self, store: Store, clock: Callable[[], datetime], name: Callable[[Place, str], str]
    ) -> None:
        self._store = store
        self._clock = clock
        self._name = name
        self._news: deque[Appended] = deque()
        self._heard = asyncio.Event()
        self._crowds: dict[Viewer, _Crowd] = {}
        self._named: dict[str, set[_Crowd]] = {}
        self._era = 0
        self.place = Place()

    def hear(self, news: Appended) -> None:
        """Queue what was appended; in commit order, on the loop."""
        self._news.append(news)
        self._heard.set()

    def begin_anew(self, position: int) -> None:
        """Forget what was heard behind a position; the streams there are have to end."""
        self._era += 1
        self._news.clear()
        self.place = Place(position)
        for crowd in self._crowds.values():
            crowd.begin_anew()

    def join(self, viewer: Viewer) -> Listener:
        """Let a stream in; it hears of every commit behind `place` as it is now."""
        crowd = self._crowds.get(viewer)
        if crowd is None:
            crowd = self._crowds[viewer] = _Crowd(viewer)
            for one in viewer.sees:
                self._named.setdefault(one, set()).add(crowd)
        listener = Listener(self.place)
        crowd.listeners.add(listener)
        return listener

    def leave(self, viewer: Viewer, listener: Listener) -> None:
        """Let a stream out; again is harmless."""
        crowd = self._crowds.get(viewer)
        if crowd is None:
            return
        crowd.listeners.discard(listener)
        if crowd.listeners:
            return
        del self._crowds[viewer]
        for one in viewer.sees:
            named = self._named.get(one, set())
            named.discard(crowd)
            if not named:
                self._named.pop(one, None)

    def wake_all(self) -> None:
        """Let every stream look, as at the end."""
        for crowd in self._crowds.values():
            for listener in crowd.listeners:
                listener.wake()

    async def work(self) -> None:
        """Tell listeners of what is heard, a few commits at once; never returns."""
        while True:
            await self._heard.wait()
            self._heard.clear()
            news, era = tuple(self._news), self._era
            self._news.clear()
            try:
                await self._tell(news, era)
            except BaseException:
                if era == self._era:
                    self._lose_all(news)
                raise

    async def _tell(self, news: Sequence[Appended], era: int) -> None:
        events = tuple(event for one in news for event in one.new)
        calls = {key: call for one in news for call in one.calls for key in call.keys}
        told = [(event, _call_of(event, calls)) for event in events]
        stories = _stories(news)
        # Looked at again after each wait: whoever joined meanwhile hears of all this as well.
        while lacking := self._lacking(told, crowds := self._concerned(told), stories):
            for call_id in lacking:
                events_of = self._store.journal.events_of
                stories[call_id] = await asyncio.to_thread(events_of, call_id)
        whole = tuple(
            Told(event=event, call=call, story=stories.get(call.id, ()) if call else ())
            for event, call in told
        )
        if era == self._era:
            self._offer(whole, crowds, _end(news))

    def _lose_all(self, news: Sequence[Appended]) -> None:
        """Let everybody catch up by reading, because these news could not be told."""
        self.place = max(self.place, _end(news))
        for crowd in self._crowds.values():
            crowd.lose()

    def _concerned(self, told: Sequence[tuple[CallEvent, Call | None]]) -> list["_Crowd"]:
        """Return those who may see any of it."""
        if any(concerns_all(event) for event, _ in told):
            return list(self._crowds.values())
        ids = {one for event, _ in told for one in participants(event)}
        ids |= {one for _, call in told if call is not None for one in participants(call)}
        named = {crowd for one in ids for crowd in self._named.get(one, ())}
        return [crowd for crowd in self._crowds.values() if crowd.viewer.sees_all or crowd in named]

    def _lacking(
        self,
        told: Sequence[tuple[CallEvent, Call | None]],
        crowds: Sequence["_Crowd"],
        stories: Mapping[str, Story],
    ) -> set[str]:
        """Return the calls that may have just become somebody's and whose story is not here."""
        viewers = [crowd.viewer for crowd in crowds if not crowd.viewer.sees_all]
        return {
            call.id
            for event, call in told
            if call is not None
            and call.id not in stories
            and any(brings(event, viewer) for viewer in viewers)
        }

    def _offer(self, told: tuple[Told, ...], crowds: Iterable["_Crowd"], end: Place) -> None:
        written: dict[tuple[str, ...], bytes] = {}
        for crowd in crowds:
            events = crowd.choose(told)
            if not events:
                continue
            ids = tuple(event.id for event in events)
            if ids not in written:
                written[ids] = encode_events(events)
            cursor = self._name(end, crowd.scope)
            page = FeedPage(events=events, cursor=cursor, more=False, now=self._clock())
            frame = stream_item(page, written[ids]).encode()
            for listener in crowd.listeners:
                listener.offer(frame, end)
        self.place = max(self.place, end)


class _Crowd:
    """Listeners who see the same."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.scope = scope_mark(viewer)
        self.listeners: set[Listener] = set()
        self._sent = Recent()

    def lose(self) -> None:
        """Let all of them catch up by reading."""
        for listener in self.listeners:
            listener.lose()

    def begin_anew(self) -> None:
        """Lose all of them, and forget what was sent."""
        self._sent = Recent()
        self.lose()

    def choose(self, told: tuple[Told, ...]) -> tuple[CallEvent, ...]:
        """Choose what they hear; what a call brought along once is not brought again."""
        if self.viewer.sees_all:
            return tuple(one.event for one in told)
        return tuple(event for event in choose(told, self.viewer) if self._sent.is_new(event.id))


def _end(news: Sequence[Appended]) -> Place:
    """Return the place that these appends go up to; one of an erasing adds nothing."""
    return max((place_of(one.cursor, one.new[-1].id) for one in news if one.new), default=Place())


def _stories(news: Sequence[Appended]) -> dict[str, Story]:
    """Return the stories that came along; of what other companions append they have to be read."""
    stories: dict[str, Story] = {}
    for one in news:
        for old, _ in one.moved:
            stories.pop(old, None)
        stories.update(one.stories)
    return stories


def _call_of(event: CallEvent, calls: dict[str, Call]) -> Call | None:
    return next((calls[key] for key in event.keys if key in calls), None)
