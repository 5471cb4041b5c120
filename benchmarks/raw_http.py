"""The least HTTP that loads a server, so that a benchmark measures the server, not its client."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from urllib.parse import urlsplit

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


class Line:
    """One kept-alive HTTP/1.1 connection; one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, url: str) -> "Line":
        """Connect to a server on this machine."""
        parts = urlsplit(url)
        return cls(*await asyncio.open_connection(parts.hostname, parts.port, limit=1 << 20))

    async def send(self, request: bytes) -> int:
        """Send a request and return the status of its answer, whose body is dropped."""
        self._writer.write(request)
        head = await self._reader.readuntil(_END)
        at = head.lower().find(_LENGTH)
        if at >= 0:
            length = int(head[at + len(_LENGTH) :].split(b"\r\n", 1)[0])
            await self._reader.readexactly(length)
        return int(head.split(b" ", 2)[1])

    async def follow(self, request: bytes) -> AsyncIterator[bytes]:
        """Send a request and yield the data lines of its event stream."""
        self._writer.write(request)
        await self._reader.readuntil(_END)
        async for line in self._reader:
            if line.startswith(b"data:"):
                yield line

    async def close(self) -> None:
        """Let go of the connection."""
        self._writer.close()
        await self._writer.wait_closed()


def request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """Write a request."""
    told = {"host": "127.0.0.1", "content-length": str(len(body)), **headers}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join(lines).encode() + _END + body
