"""The part of the office that reads the call log and keeps the filters people gave names.

A question about a long log takes its time; it is asked beside the loop, where pops are decided.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import structlog

from cti_desktop.agent.answers import CallDetail, LogChoices, LogCount, LogPage
from cti_desktop.agent.export import ExportDoor
from cti_desktop.agent.lines import CallReader
from cti_desktop.agent.pop_address import fill
from cti_desktop.agent.pop_rules import template_for
from cti_desktop.agent.records import opened
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.settings_store import SettingsStore
from cti_desktop.agent.views import CallLine, Notice, OpenBrowser, View
from cti_desktop.calls.call import Call
from cti_desktop.calls.errors import Denied
from cti_desktop.calls.log_filter import (
    LogFilter,
    Place,
    SavedFilter,
    decode_filters,
    encode_filters,
)
from cti_desktop.calls.outcomes import OutcomeSet
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import Store

COUNTED = 100_000
"""Calls of a filtered log that are counted; more are said to be more."""

log = structlog.get_logger(__name__)


class LogDoor(ExportDoor):
    """A base of the office; core loop only."""

    _log_store: Store
    _log_reader: CallReader
    _log_outcomes: OutcomeSet
    _log_author: Callable[[], str | None]
    _log_tell: Callable[[View], None]
    _log_settings: SettingsStore
    _counting: asyncio.Lock
    _opened: str

    async def log_page(
        self,
        wanted: LogFilter = LogFilter(),
        *,
        limit: int = 100,
        before: Place | None = None,
        back: bool = False,
    ) -> LogPage:
        """Read a page of the call log."""
        mine = self._log_reader.reader_ids
        query = LogQuery.of(wanted, seen_by=mine, limit=limit + 1, before=before, back=back)
        return await asyncio.to_thread(self._read_page, query)

    async def log_count(self, wanted: LogFilter = LogFilter()) -> LogCount:
        """Count the calls a filter lets through; one count at a time, as it may take seconds."""
        most = COUNTED + 1 if wanted.narrows else None
        async with self._counting:
            query = LogQuery.of(wanted, seen_by=self._log_reader.reader_ids)
            counted = await asyncio.to_thread(self._log_store.log.count, query, most)
        if most is None:
            return LogCount(calls=counted)
        return LogCount(calls=min(counted, COUNTED), more=counted > COUNTED)

    async def log_choices(self) -> LogChoices:
        """List what a filter can be set to."""
        log = self._log_store.log
        names = await asyncio.to_thread(lambda: (log.queues(), log.agents(), log.tags()))
        queues, agents, tags = names
        return LogChoices(
            queues=queues,
            agents=agents,
            tags=tags,
            outcomes=self._log_outcomes.outcomes,
            saved=self._saved(),
        )

    async def known_tags(self) -> tuple[str, ...]:
        """List the tags that calls have."""
        return await asyncio.to_thread(self._log_store.log.tags)

    async def save_filter(self, name: str, shows: LogFilter) -> tuple[SavedFilter, ...]:
        """Keep a filter under a name, in place of one that had it; gives all of them."""
        others = [one for one in self._saved() if one.name != name]
        return await self._keep([*others, SavedFilter(name=name, shows=shows)])

    async def forget_filter(self, name: str) -> tuple[SavedFilter, ...]:
        """Forget a named filter; gives the others."""
        return await self._keep([one for one in self._saved() if one.name != name])

    async def call_detail(self, call_id: str) -> CallDetail | None:
        """Read one call in full; that of another agent once that is written down.

        Raises:
            CtiError: it cannot be written down, so it is not shown.
        """
        call = self._log_store.log.get(call_id)
        if call is None:
            return None
        if call.id != self._opened and self._log_reader.of_others(call):
            await asyncio.wrap_future(self._log_store.audit.add([opened(call.id)]))
        self._opened = call.id  # the detail asks again when its call changes: that opens nothing
        detail = self._log_reader.detail(call, self._log_store.journal.events_of(call.id))
        return replace(detail, has_address=self._address_of(call) is not None)

    def open_in_crm(self, call_id: str) -> None:
        """Open the address that is set for a call with this contact, or with nobody known."""
        call = self._log_store.log.get(call_id)
        if call is None:
            return
        address = self._address_of(call)
        if address is None:
            self._log_tell(
                Notice(text="No web address is set for such calls. Set one in the settings.")
            )
        else:
            self._log_tell(OpenBrowser(url=address))

    def _address_of(self, call: Call) -> str | None:
        reader, line = self._log_reader, self._log_reader.line(call)
        mine = reader.seen(call)
        matches = reader.matches_of(reader.number_of(mine.party))
        refused = call.note.not_contact_ids if call.note else ()
        template = template_for(
            self._log_settings,
            known=line.contact_id is not None,
            several=any(m.contact.ids.isdisjoint(refused) for m in matches.found),
        )
        return fill(template, _values_of(line)) if template and not mine.party.internal else None

    def _read_page(self, query: LogQuery) -> LogPage:
        """Read a page; a thread of its own."""
        limit, back, before = query.limit - 1, query.back, query.before
        found = self._log_store.log.listed(query)
        kept = found[-limit:] if back else found[:limit]
        rest = len(found) > limit
        self._log_reader.look_up(call for call, _ in kept)
        return LogPage(
            lines=tuple(self._log_reader.line(call) for call, _ in kept),
            places=tuple(place for _, place in kept),
            more=before is not None if back else rest,
            above=(found[0][1] if rest else None) if back else before,
        )

    def _saved(self) -> tuple[SavedFilter, ...]:
        kept = self._log_store.cursors.get(self._filters_name())
        if kept is None:
            return ()
        try:
            return decode_filters(kept)
        except Denied as error:
            log.warning("saved_filters_unreadable", code=error.code)
            return ()

    async def _keep(self, filters: list[SavedFilter]) -> tuple[SavedFilter, ...]:
        ordered = tuple(sorted(filters, key=lambda one: one.name.casefold()))
        kept = self._log_store.cursors.set(self._filters_name(), encode_filters(ordered))
        await asyncio.wrap_future(kept)
        return ordered

    def _filters_name(self) -> str:
        return f"log.filters:{self._log_author() or ''}"

    def _open_log(
        self,
        store: Store,
        outcomes: OutcomeSet,
        settings: DeskSettings,
        tell: Callable[[View], None],
        reader: CallReader,
        author: Callable[[], str | None],
    ) -> None:
        self._open_export(store, outcomes, settings, tell, reader)
        self._log_store, self._log_reader, self._log_outcomes = store, reader, outcomes
        self._log_author, self._log_tell = author, tell
        self._log_settings = settings.store
        self._counting = asyncio.Lock()
        self._opened = ""


def _values_of(line: CallLine) -> dict[str, str]:
    """Return what is known of a call, by the names a template may use."""
    return {
        "contact_id": line.contact_id or "",
        "name": line.name if line.name != line.number else "",
        "firm": line.firm,
        "number": line.number,
        "e164": line.e164 or "",
        "direction": str(line.direction or ""),
        "queue": line.via,
        "call_id": line.call_id,
    }
