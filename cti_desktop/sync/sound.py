"""A stretch of a recording or voicemail as the companion hands it out; the client reads it.

A player asks for one stretch after another, so that it can start at once and jump, and neither the
player nor a page ever holds the session's token.
"""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from cti_desktop.calls.errors import Temporary

PART_BYTES = 512 * 1024
"""How much is asked for at once: half a minute of speech, or far more when it is compressed."""

_CONTENT_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15}|\*)")
_PARTIAL = 206


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundPart:
    """Bytes of a sound, from `first` on.

    Attributes:
        total: length of the whole sound in bytes; None when nobody knows.
        kind: media type, such as `audio/mpeg`.
        last: whether the sound ends here.
    """

    data: bytes
    first: int
    total: int | None
    kind: str
    last: bool

    @property
    def next_first(self) -> int:
        """Where the following part begins."""
        return self.first + len(self.data)


def range_header(first: int, length: int) -> str:
    """Write the header that asks for `length` bytes from `first` on."""
    return f"bytes={first}-{first + length - 1}"


async def read_part(
    status: int, headers: Mapping[str, str], chunks: AsyncIterator[bytes], first: int, length: int
) -> SoundPart:
    """Read a part out of an answer, also out of one that gives the whole sound.

    Raises:
        Temporary: the answer ended before what it promised (`companion_garbled`).
    """
    place, total = _place_of(status, headers)
    if place > first:
        raise _garbled()
    data = await _take(chunks, skip=first - place, length=length)
    promised = length if total is None else max(0, min(length, total - first))
    if total is not None and len(data) < promised:
        raise _garbled()
    ended = len(data) < length if total is None else first + len(data) >= total
    kind = headers.get("content-type", "").partition(";")[0].strip()
    return SoundPart(data=data, first=first, total=total, kind=kind, last=ended)


def _place_of(status: int, headers: Mapping[str, str]) -> tuple[int, int | None]:
    """Return where the answer's bytes begin and how long the whole is."""
    if status == _PARTIAL:
        found = _CONTENT_RANGE.fullmatch(headers.get("content-range", ""))
        if found is None:
            raise _garbled()
        return int(found[1]), None if found[3] == "*" else int(found[3])
    told = headers.get("content-length", "")
    return 0, int(told) if told.isdecimal() else None


async def _take(chunks: AsyncIterator[bytes], *, skip: int, length: int) -> bytes:
    data = bytearray()
    async for chunk in chunks:
        data += chunk[skip:]
        skip = max(0, skip - len(chunk))
        if len(data) >= length:
            break
    return bytes(data[:length])


def _garbled() -> Temporary:
    return Temporary("The recording broke off. Try again.", code="companion_garbled")
