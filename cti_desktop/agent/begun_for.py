"""Whose the softphone's calls are: theirs for whom each began, whoever signs in while it goes on.

A note is not the call's: it is by whoever is here when it is written.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from cti_desktop.calls.events import CallEvent, Kind
from cti_desktop.zoom.embed import Agent

_BEGINNINGS = (Kind.RANG, Kind.ANSWERED)
_NOT_THE_CALLS = (Kind.NOTED, Kind.MESSAGE)
_REMEMBERED = 200


@dataclass(slots=True)
class _Begun:
    agent: Agent
    over: bool = False


class BegunFor:
    """Remembers it of the newest calls; core thread only."""

    def __init__(self) -> None:
        self._calls: OrderedDict[str, _Begun] = OrderedDict()

    def agent_of(self, events: Sequence[CallEvent], here: Agent) -> Agent:
        """Tell whose softphone it was when the call that events are about began.

        Args:
            events: of one message of the page.
            here: whose softphone it is now.
        """
        kinds = {event.kind for event in events}
        keys = [key for e in events if e.kind not in _NOT_THE_CALLS for key in e.keys]
        if not keys:
            return here
        begun = next((self._calls[key] for key in keys if key in self._calls), None)
        anew = begun is not None and begun.over and not kinds.isdisjoint(_BEGINNINGS)
        if begun is None or anew or begun.agent.user_id in (None, here.user_id):
            begun = _Begun(here, over=begun is not None and begun.over and not anew)
        begun.over = begun.over or Kind.ENDED in kinds
        self._remember(keys, begun)
        return begun.agent

    def _remember(self, keys: Sequence[str], begun: _Begun) -> None:
        for key in keys:
            self._calls[key] = begun
            self._calls.move_to_end(key)
        while len(self._calls) > _REMEMBERED:
            self._calls.popitem(last=False)
