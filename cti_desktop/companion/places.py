"""Places in the feed and the cursors that desktops keep of them.

A cursor says of which journal it is (`epoch`), the position, which event lies there (`check`) and
for whose eyes the feed was chosen (`scope`). A database that was put back from a backup keeps its
epoch, and its positions are given out a second time: the check tells. Whoever asks with another
scope, a second person at the same desk or somebody with a new role or team, lacks what lies before
the position.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from cti_desktop.calls.errors import Denied
from cti_desktop.calls.events import CallEvent
from cti_desktop.sync.wire import START

_CURSOR = re.compile(r"([0-9a-f]{8})-([0-9]{1,18})(?:-([0-9a-f]{8})-([0-9a-f]{8}))?")
_NOTHING = "0" * 8


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position of the journal and the mark of the event that lies there."""

    position: int = 0
    check: str = _NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A cursor as a desktop sent it; one of an older companion names no scope.

    Attributes:
        epoch: empty at the start.
    """

    epoch: str
    place: Place
    scope: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A viewer's part of a stretch of the journal.

    Attributes:
        place: where the stretch ends.
    """

    events: tuple[CallEvent, ...]
    place: Place
    more: bool


def place_of(position: int, event_id: str) -> Place:
    """Make the place of an event."""
    check = hashlib.blake2b(event_id.encode(), digest_size=4).hexdigest()
    return Place(position, check)


def write_cursor(epoch: str, place: Place, scope: str) -> str:
    """Write a place as a cursor."""
    return f"{epoch}-{place.position}-{place.check}-{scope}"


def read_cursor(text: str) -> Cursor:
    """Read a cursor.

    Raises:
        Denied: it is none (`malformed_cursor`).
    """
    if text == START:
        return Cursor(epoch="", place=Place(), scope=None)
    found = _CURSOR.fullmatch(text)
    if found is None:
        raise Denied("This is no cursor of the feed.", code="malformed_cursor")
    epoch, number, check, scope = found.groups()
    return Cursor(epoch=epoch, place=Place(int(number), check or _NOTHING), scope=scope)


def still_there(place: Place, id_at: Callable[[int], str | None]) -> bool:
    """Tell whether the journal is as it was when somebody was at this place.

    Args:
        place: of a cursor of this journal.
        id_at: reads the id of the event at a position, as `Journal.id_at`; blocking.
    """
    if not place.position:
        return True
    found = id_at(place.position)
    if found is None:
        return False
    return not found or place_of(place.position, found) == place
