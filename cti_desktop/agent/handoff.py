"""Listens for links that other programs hand over through `cti-desktop LINK`.

The other end is `handoff_client.py`. Only programs of the same user get in: the folder and the
socket are the user's alone and the kernel names the peer; on Windows, where asyncio has no such
socket, a loopback port shows that it knows a token from the user's profile, and asks for it.
"""

import asyncio
import os
import secrets
import socket
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from cti_desktop.agent.calling_program import calling_program
from cti_desktop.agent.handoff_wire import LONGEST_FRAME, Door, Lock, pack, proof, same, unpack

_READ_WITHIN_S = 2.0
_AT_ONCE = 64
_PEER = struct.Struct("3i")  # struct ucred: pid, uid, gid

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """What a client brought.

    Attributes:
        link: any text; None only asks for the window.
        activation: the desktop's leave to come to the front; empty when it gave none.
        source: the program the click was made in, such as `firefox`; empty when unknown.
    """

    link: str | None
    activation: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Who connected, as the kernel says; -1 where it does not."""

    uid: int
    pid: int = -1


class HandoffServer:
    """One program's listening end; core loop only.

    Args:
        take: gets what was handed over; returns a sentence to refuse it, None to take it.
        held: the program holds the door's lock already, and to its end.
        peer_of: tells who connected; tests pass their own.
    """

    def __init__(
        self,
        door: Door,
        take: Callable[[HandedOver], str | None],
        *,
        held: bool = False,
        loopback: bool = sys.platform == "win32",
        peer_of: Callable[[socket.socket], Peer] | None = None,
    ) -> None:
        self._door = door
        self._take = take
        self._peer_of = peer_of or kernel_peer
        self._token = secrets.token_urlsafe(24) if loopback else ""
        self._lock = None if held else Lock(door.running_lock)
        self._server: asyncio.Server | None = None
        self._open = 0
        self.turned_away = 0

    async def start(self) -> bool:
        """Listen; False when another program of this user works on the same data already.

        A socket that a killed program left is taken over: the lock ended with its process.

        Raises:
            OSError: the folder is not this user's alone, or the system refuses.
        """
        self._door.make_folder()
        if self._lock is not None and not self._lock.take():
            return False
        try:
            self._server = await self._listen()
        except OSError:
            self._release()
            raise
        return True

    async def stop(self) -> None:
        """Stop listening and leave no socket behind; harmless when not listening."""
        if self._server is None:
            return
        self._server.close()
        self._server = None
        self._door.clear()
        self._release()

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()

    async def _listen(self) -> asyncio.Server:
        if sys.platform == "win32" or self._token:
            return await self._on_loopback()
        else:  # noqa: RET505  # mypy reads a platform's code only as its branch
            return await asyncio.start_unix_server(
                self._meet, sock=self._door.bind(), limit=LONGEST_FRAME + 4
            )

    async def _on_loopback(self) -> asyncio.Server:
        server = await asyncio.start_server(
            self._meet, host="127.0.0.1", port=0, limit=LONGEST_FRAME + 4
        )
        self._door.announce(server.sockets[0].getsockname()[1], self._token)
        return server

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open += 1
        try:
            peer = self._peer(writer)
            if peer is None or self._open > _AT_ONCE:
                self._turn_away(peer)
                return
            async with asyncio.timeout(_READ_WITHIN_S):
                if self._token:
                    await self._introduce(reader, writer)
                answer = self._answer(await _read(reader), peer)
                writer.write(pack(answer))
                await writer.drain()
        except (TimeoutError, ValueError, asyncio.IncompleteReadError, OSError) as error:
            log.info("handoff_broken_off", kind=type(error).__name__)
        finally:
            self._open -= 1
            writer.close()

    async def _introduce(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Show who connected that this is the program whose token lies in the user's profile."""
        nonce = _text(await _read(reader), "nonce")
        writer.write(pack({"proof": proof(self._token, nonce)}))
        await writer.drain()

    def _peer(self, writer: asyncio.StreamWriter) -> Peer | None:
        """Return who connected, None for another user."""
        if sys.platform == "win32" or self._token:
            return Peer(uid=-1)
        else:  # noqa: RET505  # as above
            peer = self._peer_of(writer.get_extra_info("socket"))
            return peer if peer.uid == os.getuid() else None

    def _turn_away(self, peer: Peer | None) -> None:
        self.turned_away += 1
        if self.turned_away == 1:
            log.warning("handoff_turned_away", another_user=peer is None)

    def _answer(self, message: dict[str, object], peer: Peer) -> dict[str, object]:
        if self._token and not same(self._token, _text(message, "token")):
            self._turn_away(None)
            return {"ok": False, "sentence": "This program belongs to another user."}
        link = _text(message, "link")
        if not link and message.get("show") is not True:
            return {"ok": False, "sentence": "The link is empty, so nothing was dialled."}
        refused = self._take(
            HandedOver(
                link=link or None,
                activation=_text(message, "activation")[:256],
                source=calling_program(peer.pid),
            )
        )
        return {"ok": True} if refused is None else {"ok": False, "sentence": refused}


def kernel_peer(connection: socket.socket) -> Peer:
    """Ask the kernel who is at the other end of a Unix socket.

    Raises:
        OSError: it does not say.
    """
    if sys.platform == "linux":
        raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size)
        pid, uid, _ = _PEER.unpack(raw)
        return Peer(uid=uid, pid=pid)
    else:  # noqa: RET505  # mypy reads a platform's code only as its branch
        # macOS and BSD: SOL_LOCAL, LOCAL_PEERCRED, the beginning of struct xucred
        raw = connection.getsockopt(0, 1, 8)
        return Peer(uid=struct.unpack("2I", raw)[1])


async def _read(reader: asyncio.StreamReader) -> dict[str, object]:
    size = int.from_bytes(await reader.readexactly(4), "big")
    if size > LONGEST_FRAME:
        raise ValueError("the frame is too large")
    return unpack(await reader.readexactly(size))


def _text(message: dict[str, object], name: str) -> str:
    value = message.get(name)
    return value if isinstance(value, str) else ""
