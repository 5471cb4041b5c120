"""Shows notices through the system's own notification server where it offers actions (Linux).

It connects when the first notice comes, never at the start. Whatever fails, the answer is that the
notice was not shown, and the face shows it by other means; why is logged once. Core loop only.
"""

import asyncio
import html
import importlib
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from cti_desktop.agent.notice_views import Act, NoticeActed, SystemNotice
from cti_desktop.calls.masking import mask_text

if TYPE_CHECKING:  # loaded with the first notice
    from cti_desktop.agent.session_bus import Heard

PATIENCE_S = 2.0
"""A notice that the server did not take by then is shown by other means."""
AGAIN_S = 60.0
"""So long nobody is asked again after a failure."""
_FAREWELL_S = 0.5
_NAME = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_LONGEST_TOKEN = 256
_CLICKED = "default"
_CONTROLS = dict.fromkeys(code for code in (*range(32), *range(127, 160)) if code != ord("\n"))
"""Servers that read markup refuse a whole text for one of them."""

log = structlog.get_logger(__name__)


class Bus(Protocol):
    """What is used of `session_bus.SessionBus`."""

    @property
    def lost(self) -> bool:
        """Whether the connection is over."""

    async def listen(self, name: str, path: str) -> None:
        """Ask for the signals of whoever owns this name."""

    async def call(
        self, name: str, path: str, member: str, signature: str = "", body: tuple[Any, ...] = ()
    ) -> "Heard":
        """Call a method and wait for its answer."""

    async def say(
        self, name: str, path: str, member: str, signature: str, body: tuple[Any, ...]
    ) -> None:
        """Call a method and want no answer."""

    async def close(self) -> None:
        """End the connection."""


OpenBus = Callable[[str, Callable[["Heard"], None]], Awaitable[Bus]]


@dataclass(slots=True)
class _Shown:
    """A notice that stands: its number at the server, and the bus name of that server."""

    number: int
    server: str
    offered: frozenset[Act]
    activation: str = ""


class SystemNotices:
    """Shows, replaces and withdraws notices, and tells what was chosen on them.

    Args:
        environment: where the session's bus is named.
        tell: takes what was chosen.
        open_bus: connects to a bus; the real one by default.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        tell: Callable[[NoticeActed], None],
        open_bus: OpenBus | None = None,
        system: str = sys.platform,
    ) -> None:
        named = environment.get("DBUS_SESSION_BUS_ADDRESS", "")
        self._address = named if system == "linux" else ""
        self._tell, self._open_bus = tell, open_bus or _open_session_bus
        self._one_at_a_time = asyncio.Lock()
        self._bus: Bus | None = None
        self._able: frozenset[str] = frozenset()
        self._shown: dict[str, _Shown] = {}
        self._not_before = 0.0
        self._failure_logged = False

    async def show(self, notice: SystemNotice) -> bool:
        """Show a notice; False when the system has no server that offers actions."""
        if not self._address or asyncio.get_running_loop().time() < self._not_before:
            return False
        try:
            async with asyncio.timeout(PATIENCE_S), self._one_at_a_time:
                bus = await self._connected()
                if "actions" not in self._able:
                    self._log_failure("no actions")
                    return False
                await self._send(bus, notice)
        except OSError as error:  # a time-out, too
            self._log_failure(str(error) or type(error).__name__)
            self._not_before = asyncio.get_running_loop().time() + AGAIN_S
            await self._drop_bus()
            return False
        return True

    async def withdraw(self, key: str) -> None:
        """Take a notice away that no longer holds."""
        try:
            async with asyncio.timeout(PATIENCE_S), self._one_at_a_time:
                shown = self._shown.pop(key, None)
                if shown is not None and self._bus is not None:
                    await self._close_notice(self._bus, shown)
        except OSError as error:
            self._log_failure(str(error) or type(error).__name__)

    async def close(self) -> None:
        """Take away what stands, for nobody would hear what is chosen there, and disconnect."""
        bus = self._bus
        if bus is not None:
            try:
                async with asyncio.timeout(_FAREWELL_S):
                    for shown in self._shown.values():
                        await self._close_notice(bus, shown)
            except OSError as error:
                self._log_failure(str(error) or type(error).__name__)
        await self._drop_bus()

    # inside

    async def _connected(self) -> Bus:
        if self._bus is not None and not self._bus.lost:
            return self._bus
        await self._drop_bus()
        self._bus = bus = await self._open_bus(self._address, self._hear)
        told = await bus.call(_NAME, _PATH, "GetCapabilities")
        self._able = frozenset(_texts(told.body))
        await bus.listen(_NAME, _PATH)
        return bus

    async def _send(self, bus: Bus, notice: SystemNotice) -> None:
        before = self._shown.get(notice.key)
        text = _sendable(notice.text)
        chosen = [part for act, word in notice.acts for part in (act.value, _sendable(word))]
        told = await bus.call(
            _NAME,
            _PATH,
            "Notify",
            "susssasa{sv}i",
            (
                "CTI Desktop",
                before.number if before else 0,
                "cti-desktop",
                _sendable(notice.title),
                html.escape(text, quote=False) if "body-markup" in self._able else text,
                [_CLICKED, dict(notice.acts).get(Act.OPEN, "Open"), *chosen],
                {"desktop-entry": ("s", "cti-desktop")},
                -1,
            ),
        )
        number = told.body[0] if told.body else None
        if not isinstance(number, int):
            raise ConnectionError("an answer without a number")
        offered = frozenset(act for act, _ in notice.acts)
        self._shown[notice.key] = _Shown(number, told.sender, offered | {Act.OPEN})

    async def _close_notice(self, bus: Bus, shown: _Shown) -> None:
        await bus.say(_NAME, _PATH, "CloseNotification", "u", (shown.number,))

    async def _drop_bus(self) -> None:
        bus, self._bus = self._bus, None
        self._shown.clear()
        if bus is not None:
            await bus.close()

    def _hear(self, heard: "Heard") -> None:
        """Take a signal; only the server that shows a notice may say what became of it."""
        number, *rest = heard.body or (None,)
        for key, shown in self._shown.items():
            if shown.number == number and shown.server == heard.sender:
                self._became(key, shown, heard.member, str(rest[0]) if rest else "")
                return

    def _became(self, key: str, shown: _Shown, what: str, said: str) -> None:
        if what == "ActivationToken":
            shown.activation = said[:_LONGEST_TOKEN]
        elif what == "NotificationClosed":
            del self._shown[key]
        elif what == "ActionInvoked":
            act = next((one for one in shown.offered if said == one.value), None)
            if said == _CLICKED:
                act = Act.OPEN
            if act is not None:
                del self._shown[key]  # a notice is acted on once
                self._tell(NoticeActed(key=key, act=act, activation=shown.activation))

    def _log_failure(self, reason: str) -> None:
        if not self._failure_logged:
            self._failure_logged = True
            log.info("notices_not_by_the_system", reason=mask_text(reason))


async def _open_session_bus(address: str, hear: Callable[["Heard"], None]) -> Bus:
    module = await asyncio.to_thread(importlib.import_module, "cti_desktop.agent.session_bus")
    bus: Bus = await module.SessionBus.open(address, hear)
    return bus


def _texts(body: tuple[Any, ...]) -> list[str]:
    told = body[0] if body else ()
    return [one for one in told if isinstance(one, str)] if isinstance(told, list) else []


def _sendable(text: str) -> str:
    """Return text the bus can carry, which ends a connection over half a letter or a zero."""
    return text.translate(_CONTROLS).encode("utf-8", "replace").decode()
