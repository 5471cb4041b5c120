"""The part of the office that shows notices outside the window."""

import os
from collections.abc import Callable, Coroutine
from typing import Any

from cti_desktop.agent.notice_views import SystemNotice
from cti_desktop.agent.system_notices import SystemNotices
from cti_desktop.agent.views import View


class NoticeDoor:
    """A base of the office; core loop only."""

    _notices: SystemNotices
    _run: Callable[[Coroutine[Any, Any, None]], None]

    async def notify(self, notice: SystemNotice) -> bool:
        """Show a notice by the system's server; False where it has none that offers actions."""
        return await self._notices.show(notice)

    def withdraw_notice(self, key: str) -> None:
        """Take a notice away that no longer holds."""
        self._run(self._notices.withdraw(key))

    def _open_notices(self, tell: Callable[[View], None]) -> None:
        self._notices = SystemNotices(os.environ, tell)
