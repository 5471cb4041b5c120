"""Whose tokens are tried first for one recording, voicemail or summary, and whose not for a while.

Of hundreds of grants few may read what is asked for, and each refusal takes time of the account's
limits. So those whose it is come first, then who was seen to read other people's, then the others;
who was refused rests. Everything that asks Zoom with one of several clients shares one `Turns`.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

import structlog

from cti_desktop.calls.errors import CtiError, Denied, Temporary
from cti_desktop.companion.keeping import nobody
from cti_desktop.companion.owners import Owners

_NOT_AGAIN = timedelta(seconds=20)
"""For each client there is: so many refusals as this makes leave most of the day's quota."""
_OF_THIS_ONE = "access_not_permitted"
_ACCOUNT = "account"

log = structlog.get_logger(__name__)


class Asker(Protocol):
    """A client with somebody's tokens, such as `ZoomClient` and `SoundClient`."""

    @property
    def owner(self) -> str:
        """Whose tokens these are."""


Client = TypeVar("Client", bound=Asker)
Given = TypeVar("Given")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rest:
    until: datetime
    why: CtiError


class Turns:
    """Used on the companion's loop; what it learnt ends with the process.

    Args:
        owners: gives the ids that calls know the clients' owners by.
        clock: UTC.
    """

    def __init__(self, owners: Owners, clock: Callable[[], datetime]) -> None:
        self._owners = owners
        self._clock = clock
        self._resting: dict[tuple[str, str, bool], _Rest] = {}
        self._readers = {_ACCOUNT}

    async def first(
        self,
        kind: str,
        clients: Sequence[Client],
        whose: frozenset[str],
        ask: Callable[[Client], Awaitable[Given]],
    ) -> Given:
        """Return what the first client gives that can.

        Args:
            kind: of what is asked for; who may not read the one may read the other.
            clients: worth trying, best first.
            whose: every id that those are known by whose it is.
            ask: asks with one of them.

        Raises:
            CtiError: what best says why nobody could: that it may work later, or else that Zoom
                does not have it, or else a refusal.
        """
        owners = await self._owners() if len(clients) > 1 else {}
        own = {
            one.owner
            for one in clients
            if not whose.isdisjoint({one.owner} | owners.get(one.owner, frozenset()))
        }
        failures = list(self._remembered(kind, clients, own))
        for client in self._in_order(kind, clients, own):
            theirs = client.owner in own
            try:
                given = await ask(client)
            except CtiError as error:
                failures.append(error)
                if self._ends(kind, client.owner, theirs, error, of=len(clients)):
                    break
            else:
                if not theirs:
                    self.reads_others(client.owner)
                return given
        raise min(failures, key=_rank, default=nobody())

    def rests(self, kind: str, owner: str, *, own: bool = False) -> bool:
        """Tell whether a client was refused so short ago that it is not tried."""
        rest = self._resting.get((kind, owner, own))
        return rest is not None and self._clock() < rest.until

    def refused(self, kind: str, owner: str, why: CtiError, *, of: int, own: bool = False) -> None:
        """Let a client rest that was refused.

        Args:
            kind: of what was asked for.
            owner: of the client.
            why: Zoom's word.
            of: how many clients there are.
            own: it asked for its owner's own.
        """
        self._resting[kind, owner, own] = _Rest(until=self._clock() + _NOT_AGAIN * of, why=why)
        if not own and owner != _ACCOUNT:
            self._readers.discard(owner)

    def reads_others(self, owner: str) -> None:
        """Remember who was given what is not their own."""
        self._readers.add(owner)

    def begin_anew(self, owner: str) -> None:
        """Forget what was refused to somebody: they have other tokens now."""
        self._resting = {mark: one for mark, one in self._resting.items() if mark[1] != owner}

    def _remembered(self, kind: str, clients: Sequence[Asker], own: set[str]) -> Iterator[CtiError]:
        for one in clients:
            mark = (kind, one.owner, one.owner in own)
            if self.rests(mark[0], mark[1], own=mark[2]):
                yield self._resting[mark].why

    def _in_order(self, kind: str, clients: Sequence[Client], own: set[str]) -> list[Client]:
        awake = [one for one in clients if not self.rests(kind, one.owner, own=one.owner in own)]
        return sorted(awake, key=lambda o: (o.owner not in own, o.owner not in self._readers))

    def _ends(self, kind: str, owner: str, own: bool, error: CtiError, *, of: int) -> bool:
        """Tell whether an error is all there is to know; let rest who was refused."""
        log.info("not_read", kind=kind, code=error.code)
        if isinstance(error, Temporary):
            return False
        if is_answer(error):
            return not own and owner in self._readers
        # Of a call with several agents a recording is one's, and the others are not let in.
        if not (own and error.code == _OF_THIS_ONE):
            self.refused(kind, owner, error, of=of, own=own)
        return False


def is_answer(error: CtiError) -> bool:
    """Tell whether Zoom said something of what was asked for, and not of who asked."""
    told = error.code == "not_found" or error.code.startswith("zoom_")
    return isinstance(error, Denied) and told


def _rank(error: CtiError) -> int:
    return 0 if isinstance(error, Temporary) else 1 if is_answer(error) else 2
