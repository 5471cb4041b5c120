"""One connection to the session's message bus, as Linux desktops have it; core loop only.

The only module that knows jeepney. It is loaded when the first notice is to be shown, and on Linux
only. jeepney's own router is not used: when the bus goes away it loses its waiting callers.
"""

import asyncio
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageFlag, MessageType, new_method_call
from jeepney.auth import BEGIN, AuthenticationError, Authenticator
from jeepney.bus import get_bus
from jeepney.io.asyncio import DBusConnection

_BUS = "org.freedesktop.DBus"
_BUS_PATH = "/org/freedesktop/DBus"
_UNREADABLE = (EOFError, OSError, ValueError, LookupError, RuntimeError, struct.error)
"""What connecting and reading raise when the other side is gone or speaks something else."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A signal, or an answer; whoever sent it is named by the bus itself."""

    sender: str
    member: str
    body: tuple[Any, ...]


class SessionBus:
    """Calls others on the bus and hears their signals.

    Args:
        hear: takes every signal that comes in.
    """

    def __init__(self, connection: DBusConnection, hear: Callable[[Heard], None]) -> None:
        self._connection, self._hear = connection, hear
        self._waiting: dict[int, asyncio.Future[Message]] = {}
        self._reading = asyncio.get_running_loop().create_task(self._read())

    @classmethod
    async def open(cls, address: str, hear: Callable[[Heard], None]) -> "SessionBus":
        """Connect and introduce ourselves.

        Raises:
            ConnectionError: nobody is there, or it is no message bus.
        """
        try:
            reader, writer = await _connect(address)
        except _UNREADABLE as error:
            raise ConnectionError(f"no bus: {type(error).__name__}") from error
        bus = None
        try:
            await _authenticate(reader, writer)
            bus = cls(DBusConnection(reader, writer), hear)
            await bus.call(_BUS, _BUS_PATH, "Hello")
        except (*_UNREADABLE, AuthenticationError) as error:
            writer.close()
            raise ConnectionError(f"refused: {type(error).__name__}") from error
        except asyncio.CancelledError:
            writer.close()
            raise
        finally:
            if bus is not None and writer.is_closing():
                await bus.close()
        return bus

    @property
    def lost(self) -> bool:
        """Whether the connection is over."""
        return self._reading.done()

    async def listen(self, name: str, path: str) -> None:
        """Ask for the signals of whoever owns this name.

        Raises:
            ConnectionError: the bus refused, or is gone.
        """
        rule = f"type='signal',sender='{name}',path='{path}',interface='{name}'"
        await self.call(_BUS, _BUS_PATH, "AddMatch", "s", (rule,))

    async def call(
        self, name: str, path: str, member: str, signature: str = "", body: tuple[Any, ...] = ()
    ) -> Heard:
        """Call a method of the interface that is named as the bus name, and wait for its answer.

        Raises:
            ConnectionError: the other side answered with an error, or the bus is gone.
        """
        if self.lost:
            raise ConnectionError("the bus is gone")
        serial = next(self._connection.outgoing_serial)
        answered: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting[serial] = answered
        try:
            message = _method_call(name, path, member, signature, body)
            await self._connection.send(message, serial=serial)
            answer = await answered
        finally:
            self._waiting.pop(serial, None)
        if answer.header.message_type is MessageType.error:
            raise ConnectionError(str(answer.header.fields.get(HeaderFields.error_name, "error")))
        return _heard(answer)

    async def say(
        self, name: str, path: str, member: str, signature: str, body: tuple[Any, ...]
    ) -> None:
        """Call a method and want no answer.

        Raises:
            ConnectionError: the bus is gone.
        """
        message = _method_call(name, path, member, signature, body)
        message.header.flags |= MessageFlag.no_reply_expected
        await self._connection.send(message)

    async def close(self) -> None:
        """End the connection; harmless when it is over."""
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
        self._connection.writer.close()

    async def _read(self) -> None:
        try:
            while True:
                message = await self._connection.receive()
                if message.header.message_type is MessageType.signal:
                    self._hear(_heard(message))
                else:
                    self._answer(message)
        except _UNREADABLE:
            self._connection.writer.close()
        finally:
            for answered in self._waiting.values():
                if not answered.done():
                    answered.set_exception(ConnectionError("the bus is gone"))

    def _answer(self, message: Message) -> None:
        serial = message.header.fields.get(HeaderFields.reply_serial, -1)
        answered = self._waiting.get(serial)
        if answered is not None and not answered.done():
            answered.set_result(message)


async def _connect(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if sys.platform == "win32":
        raise ConnectionError("Windows has no message bus")
    else:
        return await asyncio.open_unix_connection(get_bus(address))


async def _authenticate(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    steps = Authenticator()
    for step in steps:
        writer.write(step)
        await writer.drain()
        told = await reader.read(1024)
        if not told:
            raise EOFError
        steps.feed(told)
    writer.write(BEGIN)
    await writer.drain()


def _method_call(
    name: str, path: str, member: str, signature: str, body: tuple[Any, ...]
) -> Message:
    place = DBusAddress(path, bus_name=name, interface=name)
    return new_method_call(place, member, signature or None, body)


def _heard(message: Message) -> Heard:
    fields = message.header.fields
    return Heard(
        sender=str(fields.get(HeaderFields.sender, "")),
        member=str(fields.get(HeaderFields.member, "")),
        body=tuple(message.body),
    )
