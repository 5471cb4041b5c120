"""Keeps this desk and its companion in step: pushes the outbox, follows the feed, heals by itself.

Both directions are set union of events, so anything may be sent or come twice. The feed's place is
kept in the store and moves only after the events before it are durable.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import aclosing
from typing import Any

import structlog

from cti_desktop.agent.apart import append_or_put_aside
from cti_desktop.agent.feed_place import FeedPlace
from cti_desktop.agent.not_taken import NotTaken
from cti_desktop.agent.outgoing import Outgoing
from cti_desktop.agent.private_notes import staying
from cti_desktop.agent.records import CompanionRecords
from cti_desktop.agent.rereading import COMPANION
from cti_desktop.agent.skew import ClockSkew
from cti_desktop.agent.views import CompanionState
from cti_desktop.calls.errors import CtiError, Denied, Temporary
from cti_desktop.calls.events import CallEvent
from cti_desktop.store.opening import Store
from cti_desktop.sync.client import CompanionClient
from cti_desktop.sync.wire import ERASED, NOT_AUTHOR, NOT_YOURS, FeedPage, PushAnswer, Refusal

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 30.0
PROFILE_S, PROFILE_AGAIN_S = 900.0, 60.0
RECORDS_S, RECORDS_AGAIN_S = 900.0, 60.0
_BATCH = 400

log = structlog.get_logger(__name__)


class CompanionLink:
    """Runs one pushing and one listening task on the core loop.

    Args:
        changed: hears that the state, text or number of waiting changes is another.
        take_profile: takes the administrator's settings whenever they were fetched.
        author: who is here, as events name them; None while nobody is known.
        refused: hears how many entries were refused for the first time because the call is
            somebody else's, and how many for other reasons.

    Attributes:
        waiting: entries of the person who is here that are not at the companion yet.
        clock: how far this computer's clock is off.
        ask_who: learns anew whose session it is, and says it by `recognised`.
    """

    def __init__(
        self,
        client: CompanionClient,
        store: Store,
        changed: Callable[[], None],
        take_profile: Callable[[Mapping[str, Any]], None] | None = None,
        author: Callable[[], str | None] = lambda: None,
        refused: Callable[[int, int], None] = lambda _others, _rest: None,
    ) -> None:
        self._client = client
        self._store = store
        self._changed = changed
        self._take_profile = take_profile
        self._refused = refused
        self._author = author
        self.ask_who: Callable[[], Awaitable[None]] | None = None
        self._outgoing = Outgoing(store, author)
        self._not_taken = NotTaken(store, author)
        self._records = CompanionRecords(client, store)
        self._place = FeedPlace(store.cursors)
        self._wake = asyncio.Event()
        self._again = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.state = CompanionState.SIGNED_OUT
        self.text = "Not signed in"
        self.waiting = self._outgoing.waiting
        self.clock = ClockSkew(store.cursors, changed)

    @property
    def others(self) -> Mapping[str, int]:
        """How many entries of each other author wait here until they sign in."""
        return self._outgoing.others

    def start(self) -> None:
        """Begin to keep in step; called when a session is there."""
        if self._tasks:
            return
        self._set(CompanionState.CONNECTING, "Connecting to the companion")
        self._not_taken.begin()
        self.recognised()
        self._tasks = [
            asyncio.create_task(self._keep(self._push_all), name="companion push"),
            asyncio.create_task(self._keep(self._listen), name="companion feed"),
            asyncio.create_task(self._keep(self._follow_records), name="companion records"),
        ]
        if self._take_profile is not None:
            self._tasks.append(
                asyncio.create_task(self._keep(self._follow_profile), name="companion profile")
            )

    async def stop(self) -> None:
        """Stop both tasks; nothing is lost, what waits stays in the outbox."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def signed_out(self) -> None:
        """Stop and say that nobody is signed in."""
        await self.stop()
        self._set(CompanionState.SIGNED_OUT, "Not signed in")

    async def flush(self, timeout_s: float) -> None:
        """Try to hand over what waits before the program ends; gives up quietly in time."""
        if self.state is not CompanionState.IN_STEP or not self._outgoing.waiting:
            return
        try:
            async with asyncio.timeout(timeout_s):
                await self._push_waiting()
        except (CtiError, TimeoutError) as error:
            log.info("flush_incomplete", error=type(error).__name__, waiting=self.waiting)

    def wake(self) -> None:
        """Hear that there is something new in the outbox."""
        self._wake.set()
        self._count()

    def recognised(self) -> None:
        """Hear that it is known, perhaps anew, who is here: what can go is another."""
        self._outgoing.look()
        self._changed()
        self.wake()

    def try_now(self) -> None:
        """Do not wait for the next try: the network came back or a person asked."""
        self._again.set()

    async def _keep(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        """Run work for ever; after a fault wait longer each time, with jitter."""
        wait = FIRST_WAIT_S
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await work()
            except Temporary as error:
                self._away(error)
            except Denied as error:
                if error.code in ("session_ended", "not_signed_in"):
                    self._set(CompanionState.SIGNED_OUT, "Your session ended. Sign in again.")
                    return
                self._away(error)
            except CtiError as error:
                self._away(error)
            except Exception:
                log.exception("companion_work_failed")
                self._set(CompanionState.AWAY, "Something went wrong here. It is tried again.")
            if asyncio.get_running_loop().time() - began > LONGEST_WAIT_S:
                wait = FIRST_WAIT_S
            await self._pause(wait * random.uniform(0.8, 1.2))  # noqa: S311  # jitter, no secret
            wait = min(wait * 2, LONGEST_WAIT_S)

    async def _pause(self, seconds: float) -> None:
        # Not wait_for: on Python 3.11 it can swallow the cancellation that ends the program.
        try:
            async with asyncio.timeout(seconds):
                await self._again.wait()
        except TimeoutError:
            return
        self._again.clear()

    async def _push_all(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self._outgoing.send_again()
            await self._not_taken.try_again()
            self._count()
            await self._push_waiting()

    async def _push_waiting(self) -> None:
        try:
            while batch := self._outgoing.pending(_BATCH):
                kept = staying(batch, self._store)
                leaving = [event for event in batch if event.id not in kept]
                answer = await self._hand_over(leaving)
                if answer is None:
                    continue
                anothers = await self._hear_refusals(answer.refused)
                refused = {one.id for one in answer.refused}
                await self._not_taken.settled([e.id for e in batch if e.id not in refused])
                self.clock.heard(answer.now)
                gone = [event.id for event in batch if event.id not in anothers]
                await asyncio.wrap_future(self._store.outbox.done(gone))
                if anothers:
                    await self._ask_whose_session()
                self._in_step()
        except CtiError:
            self._wake.set()
            raise
        finally:
            self._count()

    async def _hear_refusals(self, refused: Sequence[Refusal]) -> frozenset[str]:
        """Act on what was refused; return what goes with its author's own session."""
        anothers = frozenset(one.id for one in refused if one.code == NOT_AUTHOR)
        erased = [one.id for one in refused if one.code == ERASED]
        await self._records.drop_refused(erased)
        await self._not_taken.settled(erased)
        stay = [one for one in refused if one.code not in (NOT_AUTHOR, ERASED)]
        new = await self._not_taken.put_aside(stay)
        others = sum(one.code == NOT_YOURS for one in new)
        if new:
            self._refused(others, len(new) - others)
        return anothers

    async def _ask_whose_session(self) -> None:
        """Learn who is here after all: the session is not of whom this desk took it for.

        Raises:
            CtiError: it is not known now, and everything waits.
        """
        taken_for = self._author()
        log.warning("session_is_anothers")
        if self.ask_who is not None:
            await self.ask_who()
        if self._author() == taken_for:
            raise Temporary("The companion knows you by another name. It is tried again.")

    async def _hand_over(self, leaving: Sequence[CallEvent]) -> PushAnswer | None:
        """Push; None when a note among them became private while they were on their way.

        A connection may take seconds to stand, and what the person marks meanwhile has to stay.
        """
        sending = asyncio.create_task(self._client.push(leaving), name="companion push request")
        try:
            while not sending.done():
                news = asyncio.create_task(self._wake.wait(), name="companion push news")
                await asyncio.wait({sending, news}, return_when=asyncio.FIRST_COMPLETED)
                news.cancel()
                if self._wake.is_set() and not sending.done():
                    self._wake.clear()
                    kept = staying(leaving, self._store)
                    if any(event.id in kept for event in leaving):
                        return None
            return await sending
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def _listen(self) -> None:
        await self._catch_up()
        self._in_step()
        async with aclosing(self._client.stream(self._place.cursor)) as pages:
            async for page in pages:
                await self._take(page)
                self._in_step()
        raise Temporary("The companion closed the line. It is tried again by itself.")

    async def _catch_up(self) -> None:
        """Take page after page; each is fetched while the one before it is made durable."""
        await self._place.go_back_if_newer()
        page = await self._client.pull(self._place.cursor)
        self.clock.heard(page.now)
        while page.more:
            coming = asyncio.create_task(self._client.pull(page.cursor), name="companion page")
            try:
                await self._take(page)
                page = await coming
            finally:
                coming.cancel()
                await asyncio.gather(coming, return_exceptions=True)
        await self._take(page)

    async def _follow_profile(self) -> None:
        """Fetch the administrator's settings now and then; the desk works without them."""
        while (take := self._take_profile) is not None:
            wait = PROFILE_S
            try:
                profile = await self._client.profile()
            except CtiError as error:
                log.info("profile_not_fetched", code=error.code)
                wait = PROFILE_AGAIN_S
            else:
                await asyncio.to_thread(take, profile.settings)
            await self._pause(wait)

    async def _follow_records(self) -> None:
        """Drop what was erased and report exports, at once and now and then."""
        while True:
            wait = RECORDS_S
            try:
                await self._records.follow()
            except CtiError as error:
                log.info("records_not_followed", code=error.code)
                wait = RECORDS_AGAIN_S
            await self._pause(wait)

    async def _take(self, page: FeedPage) -> None:
        if page.began_again:
            await self._outgoing.lost(page.now)
            self.wake()
        journal = self._store.journal
        for raw in page.unreadable:
            await asyncio.wrap_future(journal.quarantine(raw, "unreadable event", COMPANION))
        aside = page.events and await append_or_put_aside(journal, page.events, COMPANION)
        await self._place.move(page, whole=not page.unreadable and not aside)

    def _in_step(self) -> None:
        if self.state is not CompanionState.IN_STEP:
            self._again.set()
        self._set(CompanionState.IN_STEP, "Companion in step")

    def _away(self, error: CtiError) -> None:
        self._set(CompanionState.AWAY, error.message)

    def _count(self) -> None:
        waiting = self._outgoing.waiting
        if waiting != self.waiting:
            self.waiting = waiting
            self._changed()

    def _set(self, state: CompanionState, text: str) -> None:
        if (state, text) != (self.state, self.text):
            self.state, self.text = state, text
            log.info("companion_state", state=str(state))
            self._changed()
