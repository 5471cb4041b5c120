"""The profile: settings the account's administrator gives to every desktop from one place.

It is a TOML file that is read again when it changes. What its names mean is the desktops' business,
so that a companion serves newer desktops too.
"""

import asyncio
import tomllib
from pathlib import Path
from typing import Any

import structlog
from fastapi import APIRouter, Request, Response

from cti_desktop.calls.errors import Temporary, UserFixable
from cti_desktop.companion.answers import json_answer
from cti_desktop.companion.sessions import Sessions
from cti_desktop.sync import wire

_LARGEST = 256 * 1024

log = structlog.get_logger(__name__)


class ProfileDoor:
    """Gives whoever has a session the profile.

    Args:
        sessions: settle who asks.
        file: where the profile is; None gives an empty one.
    """

    def __init__(self, sessions: Sessions, file: Path | None) -> None:
        self._sessions, self._file = sessions, file
        self._seen: tuple[int, int] | None = None
        self._kept: dict[str, Any] = {}

    async def profile(self, request: Request) -> Response:
        """Return the settings that hold on every desktop, and those that are suggested."""
        await self._sessions.of(request)
        return json_answer(wire.Profile(settings=await asyncio.to_thread(self._newest)))

    def _newest(self) -> dict[str, Any]:
        """Return the profile as the file has it now.

        Raises:
            Temporary: it cannot be read; desktops go on with the one before.
        """
        if self._file is None:
            return {}
        try:
            found = self._file.stat()
            seen = (found.st_mtime_ns, found.st_size)
            if seen != self._seen:
                self._kept, self._seen = read_profile(self._file), seen
        except (OSError, UserFixable) as error:
            log.error("profile_unreadable", kind=type(error).__name__, reason=str(error))  # noqa: TRY400  # the trace says no more
            raise Temporary(
                "The profile cannot be read now. Your settings stay as they were.",
                code="profile_unreadable",
            ) from error
        return self._kept


def read_profile(file: Path) -> dict[str, Any]:
    """Read a profile; a date counts as its text.

    Raises:
        UserFixable: the file is missing, too large or no TOML; the message says what is wrong.
    """
    try:
        text = file.read_text("utf-8")
        if len(text) > _LARGEST:
            raise UserFixable(
                f"The profile {file} is larger than {_LARGEST} characters.", code="profile_wrong"
            )
        return tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise UserFixable(
            f"The profile {file} cannot be read: {error}.", code="profile_wrong"
        ) from error


def trouble_with(file: Path | None) -> str | None:
    """Tell what is wrong with the profile, in a sentence; None when it can be read or is none."""
    try:
        if file is not None:
            read_profile(file)
    except UserFixable as error:
        return error.message
    return None


def make_profile_router(door: ProfileDoor) -> APIRouter:
    """Build the route."""
    router = APIRouter(prefix="/v1", tags=["desktop"])
    router.add_api_route("/profile", door.profile, methods=["GET"])
    return router
