"""Puts one agent's desk together and answers its face: the composition root of `agent`.

Everything here runs on the core loop; only the store's writer thread and the keyring are elsewhere.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog

from cti_desktop.agent.ahead import Ahead
from cti_desktop.agent.card_door import CardDoor
from cti_desktop.agent.companion_link import CompanionLink
from cti_desktop.agent.desk import Desk
from cti_desktop.agent.dial_door import DialDoor, LinkDoor
from cti_desktop.agent.drafts import Drafts
from cti_desktop.agent.due import Due
from cti_desktop.agent.hints import Hint, others_wait
from cti_desktop.agent.import_door import ImportDoor
from cti_desktop.agent.lines import CallReader
from cti_desktop.agent.log_door import LogDoor
from cti_desktop.agent.media_door import MediaDoor
from cti_desktop.agent.membership import Membership, agent_of, sees_team, shown_name
from cti_desktop.agent.not_taken import said_of_refused
from cti_desktop.agent.notice_door import NoticeDoor
from cti_desktop.agent.page_door import PageDoor
from cti_desktop.agent.page_drift import PageDrift
from cti_desktop.agent.past_call_door import PastCallDoor
from cti_desktop.agent.pop_rules import PopRules
from cti_desktop.agent.private_notes import note_on
from cti_desktop.agent.rereading import reread_here
from cti_desktop.agent.session_keeper import SessionKeeper
from cti_desktop.agent.setting_table import MASK_OTHERS
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.snippets import FILE as SNIPPETS
from cti_desktop.agent.snippets import Snippets
from cti_desktop.agent.softphone import SoftphoneLink, make_softphone
from cti_desktop.agent.softphone_memory import SoftphoneMemory
from cti_desktop.agent.task_door import TaskDoor
from cti_desktop.agent.text_door import TextDoor
from cti_desktop.agent.unwritten import Unwritten
from cti_desktop.agent.views import (
    CompanionState,
    LogChanged,
    Notice,
    OpenBrowser,
    StatusView,
    View,
)
from cti_desktop.assets import asset
from cti_desktop.calls.errors import CtiError
from cti_desktop.calls.events import CallEvent
from cti_desktop.calls.outcomes import OutcomeSet
from cti_desktop.calls.persons import personal
from cti_desktop.store.damage import CORRUPT
from cti_desktop.store.journal import Appended
from cti_desktop.store.opening import Store
from cti_desktop.sync.client import CompanionClient
from cti_desktop.sync.wire import SessionInfo

_FLUSH_S = 3.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What an office is made of; the program's entry builds them.

    Attributes:
        client: None works without a companion.
        news: told when the desk begins.
    """

    settings: DeskSettings
    store: Store
    outcomes: OutcomeSet
    keeper: SessionKeeper | None = None
    client: CompanionClient | None = None
    news: tuple[Notice, ...] = ()


class AgentOffice(
    PageDoor,
    CardDoor,
    DialDoor,
    TaskDoor,
    LogDoor,
    PastCallDoor,
    MediaDoor,
    ImportDoor,
    TextDoor,
    NoticeDoor,
):
    """One agent's desk with everything behind it; implements `ports.Office`."""

    def __init__(
        self,
        parts: Parts,
        loop: asyncio.AbstractEventLoop,
        softphone: SoftphoneLink | None = None,
        door: LinkDoor | None = None,
    ) -> None:
        self._parts, self._store, self._loop = parts, parts.store, loop
        self._listeners: list[Callable[[View], None]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._who: SessionInfo | None = None
        self._unwritten = self._make_unwritten()
        self._ahead = Ahead(self._store, lambda: self._unwritten.events)
        region = parts.settings.region
        self._reader = CallReader(
            self._store.directory,
            parts.outcomes,
            region,
            partial(parts.settings.store.get, MASK_OTHERS),
        )
        keep = partial(self._unwritten.append, outgoing=False)
        self._drafts = Drafts(
            self._append, self._author, loop, keep, partial(note_on, self._store.log)
        )
        due = Due(self._store.log, self._reader)
        self.desk = self._make_desk(due)
        self._directory, self._region = self._store.directory, region
        self.softphone = softphone or make_softphone(
            parts.settings, parts.outcomes, loop, self._tell, self._tell_status
        )
        dialling = (self.softphone, self._reader, self._append, self._author, self._tell)
        self._open_dials(parts.settings, *dialling, door)
        self._open_log(
            self._store, parts.outcomes, parts.settings, self._tell, self._reader, self._author
        )
        self._open_imports(self._store, self._reader, self._tell, region, parts.settings.data_dir)
        self._open_texts(self._store, self._reader, self._tell, self._author)
        self._open_notices(self._tell)
        self._open_tasks(due, loop, self._tell, self.desk.refresh_todo, self._set_on_call)
        self._page_drift = PageDrift(self._store.journal, self._store.cursors, loop, self._author)
        self._media_client = parts.client
        self.link: CompanionLink | None = None
        self.membership: Membership | None = None
        self._join_companion(parts)
        self._stopped = False
        self._unsubscribe = self._store.journal.subscribe(self._committed)

    def _make_unwritten(self) -> Unwritten:
        return Unwritten(
            self._store.journal,
            self._loop,
            written=self._appended,
            refused=self._say_why_not,
            changed=self._tell_status,
            held=self._heard_ahead,
        )

    def _make_desk(self, due: Due) -> Desk:
        parts = self._parts
        return Desk(
            due=due,
            log=self._store.log,
            reader=self._reader,
            drafts=self._drafts,
            outcomes=parts.outcomes,
            tell=self._tell,
            append=self._append,
            author=self._author,
            snippets=Snippets(
                asset("snippets.toml"), parts.settings.data_dir / SNIPPETS, self._tell
            ),
            rules=PopRules(
                parts.settings.store,
                self._store.cursors,
                lambda address: self._tell(OpenBrowser(url=address)),
            ),
        )

    def _join_companion(self, parts: Parts) -> None:
        if parts.client is not None and parts.keeper is not None:
            self.link = CompanionLink(
                parts.client,
                self._store,
                self._tell_status,
                parts.settings.store.take_profile,
                self._author,
                self._refused,
            )
            self._reader.corrected = self.link.clock.corrected
            self.membership = Membership(
                parts.client,
                parts.keeper,
                self.link,
                self._store.cursors,
                self._be,
                lambda: self._run(self._reread()),
            )
            self.membership.recall()

    # its life

    def subscribe(self, listener: Callable[[View], None]) -> Callable[[], None]:
        """Hear every new snapshot, the present ones at once."""
        self._listeners.append(listener)
        listener(self.status())
        listener(self.desk.view())
        listener(self.dials.view())
        return lambda: self._listeners.remove(listener)

    async def start(self) -> None:
        """Begin to hear the softphone, and to keep in step if somebody is signed in."""
        self.softphone.page_started()
        memory = SoftphoneMemory(self._store.cursors)
        self._connect_page(self._store.directory, self._page_drift.put_aside, memory)
        self.desk.recall()
        if self.membership is not None:
            self._run(self.membership.resume())
        self._tell_texts((), ())
        self._tell_undo()
        self._run(self._read_promises(self._store.log, self.desk.refresh_todo))
        self._run(self._reread())
        self._run(self._clear_exports())
        await self._take_links()
        self._tell_status()
        for notice in self._parts.news:
            self._tell(notice)
        self._store.damage.subscribe(self._damaged)

    async def stop(self) -> None:
        """Save drafts, hand over what waits if the companion is there, close the store; once."""
        if self._stopped:
            return
        self._stopped = True
        await self._close_door()
        self._close_tasks()
        self.softphone.close()
        await self._notices.close()
        self._page_drift.keep()
        self._drafts.save_all()
        await self._unwritten.finish()
        if self.link is not None:
            await self.link.flush(_FLUSH_S)
            await self.link.stop()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._parts.client is not None:
            await self._parts.client.close()
        self._unsubscribe()
        await asyncio.to_thread(self._store.close)

    # the companion

    async def sign_in(self) -> None:
        """Sign in through the system browser."""
        if self.membership is None:
            self._tell(Notice(text="No companion is set. Enter its address first.", bad=True))
            return
        await self._say_errors(
            self.membership.sign_in(lambda url: self._tell(OpenBrowser(url=url)))
        )

    async def sign_out(self) -> None:
        """Forget the session here and at the companion."""
        if self.membership is not None:
            await self._say_errors(self.membership.sign_out())

    # inside

    def status(self) -> StatusView:
        """Draw the status bar as it is now."""
        link = self.link
        return StatusView(
            softphone=self.softphone.state,
            softphone_text=self.softphone.text,
            softphone_cause=self.softphone.cause,
            engaged=self.softphone.surface.engaged,
            companion=link.state if link else CompanionState.OFF,
            companion_text=link.text if link else "Works without a companion",
            waiting=link.waiting if link else 0,
            unfinished=self.desk.unfinished_count,
            kept_for_this_run=self.membership is not None and self.membership.kept_for_this_run,
            agent_name=shown_name(self._who),
            hints=self._hints(),
            own_ids=self._reader.reader_ids if sees_team(self._who) else (),
        )

    def _hints(self) -> tuple[Hint, ...]:
        hints = self._unwritten.hints
        if self.link is not None and self.membership is not None:
            hints += self.link.clock.hints
            hints += others_wait(self.link.others, self.membership.name_of)
        return hints

    def _refused(self, others: int, rest: int) -> None:
        """Say what a companion does not take: what is on others' calls, and the rest."""
        for notice in said_of_refused(others, rest):
            self._tell(notice)

    def _tell(self, view: View) -> None:
        for listener in list(self._listeners):
            listener(view)

    def _tell_status(self) -> None:
        self._tell(self.status())

    def _append(self, events: Sequence[CallEvent]) -> None:
        """Make events durable, now or as soon as it can be; the status bar says when not now."""
        self._unwritten.append(events, outgoing=True)

    def _say_why_not(self, error: CtiError) -> None:
        if error.code != CORRUPT:  # which `_damaged` says
            self._tell(Notice(text=error.message, bad=True))

    def _appended(self) -> None:
        if self.link is not None:
            self.link.wake()

    async def _reread(self) -> None:
        """After an upgrade, read what earlier versions did not understand."""
        if await reread_here(self._store, self.softphone.agent, self._parts.outcomes):
            self._appended()

    def _damaged(self) -> None:
        """Any thread: say that the next start will mend the journal."""
        notice = Notice(
            text="The call journal is damaged. Close this program and start it again: what can be "
            "read is saved then.",
            bad=True,
        )
        self._loop.call_soon_threadsafe(self._tell, notice)

    def _when_done(self, future: Future[Any], then: Callable[[], None]) -> None:
        self._run(self._await(future, then))

    async def _await(self, future: Future[Any], then: Callable[[], None]) -> None:
        try:
            await asyncio.wrap_future(future)
        except CtiError as error:
            log.exception("write_failed", code=error.code)
            self._say_why_not(error)
        else:
            then()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _committed(self, appended: Appended) -> None:
        """Writer thread: hand over to the core loop."""
        self._loop.call_soon_threadsafe(self._heard, appended)

    def _heard(self, appended: Appended) -> None:
        self.due.heard(appended.calls, appended.moved)
        self._missed_news.heard(appended.calls, appended.new)
        self.desk.heard(self._ahead.completed(appended))
        self._pay_reload()
        self.dials.heard(appended.new)
        self._heard_texts(appended.new)
        if appended.calls or appended.gone:
            ids = (*(call.id for call in appended.calls), *appended.gone)
            self._tell(LogChanged(call_ids=ids))
            self._loop.call_soon(self._after_pop)

    def _heard_ahead(self, events: Sequence[CallEvent]) -> None:
        """Hear of what cannot be written yet as if it were, as far as the desk shows it."""
        self.desk.heard(self._ahead.heard(events))
        self.dials.heard(events)

    def _after_pop(self) -> None:
        """Read what need not be ready with the pop."""
        self.desk.refresh_todo()
        self._reminders.look()
        self._tell_status()

    def _look_up_again(self) -> None:
        self._reader.forget_matches()
        self.desk.refresh()

    def _author(self) -> str | None:
        return self.softphone.agent.author

    def _be(self, who: SessionInfo) -> None:
        """Know whose desk this is: their legs are the reader's own."""
        another = self._who is not None and self._who.user_id != who.user_id
        if another:
            self._drafts.save_all()  # they are of who sat here
        self._who, self.softphone.agent = who, agent_of(who)
        self.desk.take_reader(personal(self.softphone.agent.leg_ids), another=another)
        self._tell_texts((), ())
        self._tell_status()

    async def _say_errors(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except CtiError as error:
            self._tell(Notice(text=error.message, bad=True))
        self._tell_status()
