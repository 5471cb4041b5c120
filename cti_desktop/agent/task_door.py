"""The part of the office that keeps promises: call-backs, missed calls and their reminders."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from cti_desktop.agent.due import Due, Reminders, find_promises
from cti_desktop.agent.missed_news import MissedNews
from cti_desktop.agent.timers import Timers
from cti_desktop.agent.views import View
from cti_desktop.calls.events import NoteField
from cti_desktop.store.log import CallLog


class TaskDoor:
    """A base of the office; core loop only."""

    due: Due
    _listeners: list[Callable[[View], None]]
    _reminders: Reminders
    _missed_news: MissedNews
    _set_field: Callable[[str, NoteField, str | None], None]

    # what the face asks for

    async def set_call_back(self, call_id: str, when: datetime | None) -> None:
        """Promise to call back at another time, or no more."""
        value = when.astimezone(UTC).isoformat() if when else None
        self._set_field(call_id, NoteField.CALL_BACK_AT, value)

    async def close_missed(self, call_id: str) -> None:
        """Take a missed call off the list."""
        self._set_field(call_id, NoteField.WRAPPED_UP, "yes")

    # its life

    def _open_tasks(
        self,
        due: Due,
        timers: Timers,
        tell: Callable[[View], None],
        changed: Callable[[], None],
        set_field: Callable[[str, NoteField, str | None], None],
    ) -> None:
        self.due, self._set_field = due, set_field
        self._reminders = Reminders(due, timers, tell=tell, changed=changed)
        self._missed_news = MissedNews(timers, tell)
        self._listeners.append(self._missed_news.take_view)

    def _close_tasks(self) -> None:
        self._reminders.stop()
        self._missed_news.stop()

    async def _read_promises(self, log: CallLog, then: Callable[[], None]) -> None:
        """Read what was promised before; beside the loop, for it may be a long log."""
        self.due.take(await asyncio.to_thread(find_promises, log, datetime.now(UTC)))
        self._reminders.look()
        then()
