"""Passes the sound of recordings and voicemails on to desktops that may see their call.

Nothing is stored. Which file is fetched follows from what Zoom's servers said of this call, never
from what a desktop said: otherwise a desktop could name anybody's recording.
"""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

import structlog
from fastapi import APIRouter, Request, Response
from starlette.responses import StreamingResponse

from cti_desktop.calls.call import Call
from cti_desktop.calls.errors import Denied
from cti_desktop.calls.events import CallEvent, Media, Source
from cti_desktop.companion.auditing import Auditor
from cti_desktop.companion.owners import agents_of
from cti_desktop.companion.sessions import Sessions
from cti_desktop.companion.teams import Teams
from cti_desktop.companion.turns import Turns
from cti_desktop.store.opening import Store
from cti_desktop.sync.scopes import visible
from cti_desktop.zoom.media import Sound, SoundClient, download_path

_SERVERS = (Source.WEBHOOK, Source.REST)
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_SOUND = re.compile(r"audio/[\w.+-]{1,40}")
_USUAL = "audio/mpeg"
_ONE_HEARING = timedelta(minutes=10)  # a player asks for a sound in pieces

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The bytes asked for, both ends included, of `total`."""

    first: int
    last: int
    total: int

    @property
    def length(self) -> int:
        """How many bytes these are."""
        return self.last - self.first + 1


class MediaDoor:
    """Streams media to whoever may see the call it belongs to."""

    def __init__(
        self,
        store: Store,
        sessions: Sessions,
        teams: Teams,
        auditor: Auditor,
        sounds: Callable[[], Awaitable[tuple[SoundClient, ...]]],
        turns: Turns,
    ) -> None:
        self._turns = turns
        self._store = store
        self._sessions = sessions
        self._teams = teams
        self._auditor = auditor
        self._sounds = sounds

    async def play(self, request: Request, call_id: str, media_id: str) -> Response:
        """Stream one recording or voicemail; a Range header is honoured."""
        session = await self._sessions.of(request)
        viewer = await self._teams.viewer_of(session)
        call = await asyncio.to_thread(self._store.log.get, call_id)
        if call is None or not visible(call, viewer):
            raise _unknown()
        told = await asyncio.to_thread(self._store.journal.events_of, call.id)
        path = _path_of(told, media_id)
        if path is None:
            raise _unknown()
        wanted = request.headers.get("range")
        await self._auditor.note_once(
            session, "media_played", call.id, f"media={media_id}", within=_ONE_HEARING
        )
        stack = AsyncExitStack()
        try:
            sound = await self._open(stack, call, path, wanted)
            answer = _answer(sound, wanted, stack)
        except BaseException:
            await stack.aclose()
            raise
        log.info("media_played", user=viewer.user_id, call=call.id, media=media_id)
        return answer

    async def _open(
        self, stack: AsyncExitStack, call: Call, path: str, wanted: str | None
    ) -> Sound:
        async def ask(client: SoundClient) -> Sound:
            return await stack.enter_async_context(client.open(path, wanted))

        return await self._turns.first("sound", await self._sounds(), agents_of(call), ask)


def make_media_router(door: MediaDoor) -> APIRouter:
    """Build the route for media."""
    router = APIRouter(prefix="/v1", tags=["desktop"])
    router.add_api_route("/calls/{call_id}/media/{media_id}", door.play, methods=["GET"])
    return router


def span_of(wanted: str | None, total: int) -> Span | None:
    """Read a Range header for one span of bytes; None when all of it is asked for.

    Several spans, other units and nonsense mean all of it (RFC 9110, 14.2).

    Raises:
        Denied: the span begins after the end (`range_wrong`).
    """
    found = _RANGE.fullmatch(wanted or "")
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        length = min(int(last), total)
        begin, end = total - length, total - 1
    else:
        begin, end = int(first), min(int(last) if last else total - 1, total - 1)
        if last and int(last) < begin:
            return None
    if begin > end:
        raise Denied("The sound is shorter than that.", code="range_wrong")
    return Span(first=begin, last=end, total=total)


async def cut(chunks: AsyncIterator[bytes], span: Span) -> AsyncIterator[bytes]:
    """Pass on the span's bytes of a whole and stop reading after them."""
    place = 0
    async for chunk in chunks:
        begin, end = max(0, span.first - place), span.last + 1 - place
        if piece := chunk[begin:end]:
            yield piece
        place += len(chunk)
        if place > span.last:
            return


def _answer(sound: Sound, wanted: str | None, stack: AsyncExitStack) -> Response:
    kind = sound.headers.get("content-type", "").partition(";")[0].strip()
    length = sound.headers.get("content-length", "")
    headers = {"accept-ranges": "bytes", "content-disposition": "inline"}
    chunks, status = sound.chunks, HTTPStatus.OK
    if sound.status == HTTPStatus.PARTIAL_CONTENT:
        status = HTTPStatus.PARTIAL_CONTENT
        headers["content-range"] = sound.headers.get("content-range", "")
    elif length.isdecimal() and (span := span_of(wanted, int(length))) is not None:
        status = HTTPStatus.PARTIAL_CONTENT
        headers["content-range"] = f"bytes {span.first}-{span.last}/{span.total}"
        length, chunks = str(span.length), cut(sound.chunks, span)
    if length.isdecimal():
        headers["content-length"] = length
    return StreamingResponse(
        _closing(chunks, stack),
        status_code=status,
        headers=headers,
        media_type=kind if _SOUND.fullmatch(kind) else _USUAL,
    )


async def _closing(chunks: AsyncIterator[bytes], stack: AsyncExitStack) -> AsyncIterator[bytes]:
    """Pass on and let go of Zoom's connection at the end, also when the desktop leaves early."""
    async with contextlib.AsyncExitStack() as own:
        own.push_async_callback(stack.aclose)
        async for chunk in chunks:
            yield chunk


def _path_of(events: Iterable[CallEvent], media_id: str) -> str | None:
    """Return where a medium of a call lies by the word of Zoom's servers, None when deleted."""
    path: str | None = None
    for event in sorted(events, key=lambda e: e.at):
        if event.source not in _SERVERS:
            continue
        for kind, media in _media_of(event):
            if media.id == media_id:
                url = media.url
                if media.deleted:
                    path = None
                elif url or path is None:
                    path = download_path(kind, media_id, url)
    return path


def _media_of(event: CallEvent) -> Iterable[tuple[str, Media]]:
    facts = event.facts
    named = (("recording", facts.recording), ("voicemail", facts.voicemail))
    return [(kind, media) for kind, media in named if media is not None]


def _unknown() -> Denied:
    return Denied("There is no such recording.", code="not_found")
