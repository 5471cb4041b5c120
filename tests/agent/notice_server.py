"""A notification server on a message bus of its own, as a desktop has them."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageFlag,
    MessageType,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus
from jeepney.io.asyncio import DBusConnection, open_dbus_connection

MISSING_DBUS = "" if shutil.which("dbus-daemon") else "not installed: dbus-daemon"
NAME = "org.freedesktop.Notifications"
PLACE = DBusAddress("/org/freedesktop/Notifications", bus_name=NAME, interface=NAME)


@dataclass(frozen=True)
class Told:
    """What `Notify` was called with."""

    replaces: int
    title: str
    body: str
    actions: list[str]
    hints: dict[str, Any]


@dataclass
class NoticeServer:
    """Takes notices; `told` and `closed` are what came so far."""

    connection: DBusConnection
    capabilities: list[str]
    told: list[Told] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    silent: bool = False
    client: str = ""

    async def serve(self) -> None:
        while True:
            message = await self.connection.receive()
            if message.header.message_type is MessageType.method_call and not self.silent:
                await self._take(message)

    async def choose(self, number: int, action: str, activation: str = "") -> None:
        """Do what a click does."""
        if activation:
            await self._signal("ActivationToken", "us", (number, activation))
        await self._signal("ActionInvoked", "us", (number, action))

    async def dismiss(self, number: int) -> None:
        await self._signal("NotificationClosed", "uu", (number, 2))

    async def _signal(self, member: str, signature: str, body: tuple[Any, ...]) -> None:
        signal = new_signal(PLACE, member, signature, body)
        if self.client:
            signal.header.fields[HeaderFields.destination] = self.client
        await self.connection.send(signal)

    async def _take(self, call: Message) -> None:
        member = call.header.fields[HeaderFields.member]
        self.asked.append(member)
        if member == "GetCapabilities":
            await self._answer(call, "as", (self.capabilities,))
        elif member == "Notify":
            self.client = call.header.fields[HeaderFields.sender]
            _app, replaces, _icon, title, body, actions, hints, _expires = call.body
            self.told.append(Told(replaces, title, body, actions, hints))
            await self._answer(call, "u", (replaces or len(self.told),))
        elif member == "CloseNotification":
            self.closed.append(call.body[0])
        self.came.set()

    async def _answer(self, call: Message, signature: str, body: tuple[Any, ...]) -> None:
        if not call.header.flags & MessageFlag.no_reply_expected:
            await self.connection.send(new_method_return(call, signature, body))


@contextlib.asynccontextmanager
async def own_bus(place: str = "") -> AsyncIterator[str]:
    """Run a message bus; yields its address."""
    daemon = await asyncio.create_subprocess_exec(
        "dbus-daemon",
        "--session",
        "--nofork",
        "--print-address",
        *([f"--address={place}"] if place else []),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert daemon.stdout is not None
    try:
        async with asyncio.timeout(20):
            address = (await daemon.stdout.readline()).decode().strip()
        yield address
    finally:
        with contextlib.suppress(ProcessLookupError):
            daemon.terminate()
        await daemon.wait()


@contextlib.asynccontextmanager
async def notice_server(address: str, *capabilities: str) -> AsyncIterator[NoticeServer]:
    """Own the server's name on a bus."""
    connection = await open_dbus_connection(address)
    await connection.send(message_bus.RequestName(NAME))
    server = NoticeServer(connection, list(capabilities))
    while (await connection.receive()).header.message_type is not MessageType.method_return:
        pass
    serving = asyncio.get_running_loop().create_task(server.serve())
    try:
        yield server
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        await connection.close()
