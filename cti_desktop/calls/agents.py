"""Who of ours had part in calls: the names a call is listed with, and the ids one agent goes by."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from cti_desktop.calls.call import Call
from cti_desktop.calls.events import Result, Side
from cti_desktop.calls.listed import ListedCall

_HANDED_ON = "no:"
"""An extension's number, which another agent may have next; the other ids are one's for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An agent's part in a call, as far as it tells who they are.

    Attributes:
        at: when the call began; later names count more.
        ids: as in `Leg.ids`.
    """

    at: datetime
    ids: tuple[str, ...]
    name: str
    extension: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAgent:
    """One agent.

    Attributes:
        ids: all that calls know the agent by, and nobody else.
        extension: tells agents of one name apart.
    """

    name: str
    ids: tuple[str, ...]
    extension: str | None = None


def told_apart(parts: Iterable[Part]) -> tuple[KnownAgent, ...]:
    """Return the agents who had these parts, by name; those with one name stay apart.

    An extension's number that two of them had is nobody's.
    """
    ordered = sorted(parts, key=lambda one: (one.at, one.ids))
    homes = _homes(ordered)
    owners: dict[str, set[str]] = {}
    for part, home in zip(ordered, homes, strict=True):
        for one in part.ids:
            owners.setdefault(one, set()).add(home)
    ids: dict[str, list[str]] = {}
    for one, (home, *more) in sorted(owners.items()):
        if not more:
            ids.setdefault(home, []).append(one)
    newest = {home: part for part, home in zip(ordered, homes, strict=True) if part.name}
    found = (
        KnownAgent(name=part.name, ids=tuple(ids[home]), extension=part.extension)
        for home, part in newest.items()
        if home in ids
    )
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.extension or "", one.ids)))


def agent_names(call: Call | ListedCall, mine: Call | ListedCall) -> tuple[str, ...]:
    """Name all of ours who talked on a call, in the order they began; else whose call it was.

    Args:
        call: the whole of it.
        mine: as its reader sees it; who stands there as the other side is left out.
    """
    own = (mine.agent.name if mine.agent else None) or ""
    if len(call.legs) > 1:
        talked = sorted(_talked(call, mine), key=lambda one: one[0])
        names = tuple(dict.fromkeys(name for _, name in talked))
        if names:
            return names
    return (own,) if own else ()


def _talked(call: Call | ListedCall, mine: Call | ListedCall) -> Iterator[tuple[float, str]]:
    other: Side | None = None
    if call.called is not None:
        other = Side.CALLEE if mine.party == call.called else Side.CALLER
    for leg in call.legs:
        if leg.side is not other and (leg.answered_at or leg.result is Result.ANSWERED):
            began = leg.answered_at.timestamp() if leg.answered_at else 0.0
            if leg.agent.name:
                yield began, leg.agent.name


def _homes(parts: list[Part]) -> list[str]:
    """Return for each part an id that stands for its agent."""
    joined: dict[str, str] = {}
    lasting = [[one for one in part.ids if not one.startswith(_HANDED_ON)] for part in parts]
    for ids in lasting:
        for one in ids[1:]:
            joined[_end(joined, one)] = _end(joined, ids[0])
    had: dict[str, set[str]] = {}
    for part, ids in zip(parts, lasting, strict=True):
        for one in part.ids if ids else ():
            had.setdefault(one, set()).add(_end(joined, ids[0]))
    homes = []
    for part, ids in zip(parts, lasting, strict=True):
        owners = set().union(*(had.get(one, set()) for one in part.ids))
        alone = next(iter(owners)) if len(owners) == 1 else part.ids[0]
        homes.append(_end(joined, ids[0]) if ids else alone)
    return homes


def _end(joined: dict[str, str], one: str) -> str:
    while joined.get(one, one) != one:
        one = joined[one]
    return one
