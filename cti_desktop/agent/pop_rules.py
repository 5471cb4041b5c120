"""When a call comes up by itself, and what opens with it: the administrator's and person's rules.

Only the desk asks. A call comes up once; what opens with it opens once, whatever is transferred,
reloaded or started again meanwhile.
"""

import json
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from cti_desktop.agent.cards import Card
from cti_desktop.agent.pop_address import fill
from cti_desktop.agent.setting_table import (
    OUTCOME_REQUIRED,
    POP_ADDRESS,
    POP_ADDRESS_SEVERAL,
    POP_ADDRESS_UNKNOWN,
    POP_INBOUND,
    POP_OUTBOUND,
    WRAP_UP_S,
)
from cti_desktop.agent.settings_store import SettingsStore
from cti_desktop.agent.views import CallCard
from cti_desktop.calls.call import State
from cti_desktop.calls.events import Direction
from cti_desktop.calls.outcomes import OutcomeRule

ON_RING, ON_ANSWER, NEVER = "ring", "answer", "off"
_KEPT = "agent.opened"
_MOST_KEPT = 100


class Kept(Protocol):
    """Small texts that outlive the program; `store.cursors` is one."""

    def get(self, name: str) -> str | None:
        """Return a text."""

    def set(self, name: str, value: str) -> object:
        """Keep a text."""


class PopRules:
    """Decides over cards; core thread only.

    Args:
        kept: remembers for which calls something was opened.
        open_address: opens an address in the system's browser.
    """

    def __init__(
        self, settings: SettingsStore, kept: Kept, open_address: Callable[[str], None]
    ) -> None:
        self._settings, self._kept, self._open = settings, kept, open_address
        self._opened: deque[str] = deque(_read(kept.get(_KEPT)), maxlen=_MOST_KEPT)

    def comes_up(self, direction: Direction | None, state: State) -> bool:
        """Tell whether a call that does this comes up by itself now."""
        outward = direction is Direction.OUTBOUND
        rule = self._settings.get(POP_OUTBOUND if outward else POP_INBOUND)
        if rule == NEVER:
            return False
        return state in (State.CONNECTED, State.ON_HOLD) or (rule == ON_RING and state.live)

    def wrap_up_time(self) -> timedelta:
        """Return how long wrap-up may take; nothing when no time is set."""
        return timedelta(seconds=self._settings.get(WRAP_UP_S))

    def address_of(self, card: CallCard) -> str | None:
        """Return the address that belongs to a call; None when there is none."""
        template = template_for(
            self._settings, known=card.chosen is not None, several=bool(card.matches)
        )
        return fill(template, values_of(card)) if template and not card.internal else None

    def outcome_rule(self) -> OutcomeRule:
        """Return which calls need an outcome."""
        return OutcomeRule(self._settings.get(OUTCOME_REQUIRED))

    def open_with(self, card: Card, drawn: CallCard) -> None:
        """Open what belongs to a call that came up, unless that was done before."""
        if card.recalled or not card.comes_up:
            return
        address = self.address_of(drawn)
        keys = [key for key in card.call.keys if key.startswith(("call:", "engagement:"))]
        if address is None or any(key in self._opened for key in keys):
            return
        self._opened.extend(keys)
        self._kept.set(_KEPT, json.dumps(list(self._opened)))
        self._open(address)


def values_of(card: CallCard) -> dict[str, str]:
    """Return what is known of a call, by the names a template may use."""
    chosen = card.chosen.contact if card.chosen is not None else None
    return {
        "contact_id": chosen.id if chosen else "",
        "name": card.name if card.name != card.number else "",
        "firm": card.firm,
        "number": card.number,
        "e164": card.e164 or "",
        "direction": str(card.direction or ""),
        "queue": card.via,
        "call_id": card.card_id.partition(":")[2],
    }


def template_for(settings: SettingsStore, *, known: bool, several: bool) -> str:
    """Return the address set for what was found of a caller; empty when nothing opens.

    While several may be meant and no address of their own is set, the person is asked first.
    """
    if known:
        return settings.get(POP_ADDRESS)
    return settings.get(POP_ADDRESS_SEVERAL if several else POP_ADDRESS_UNKNOWN)


def _read(kept: str | None) -> list[str]:
    try:
        found = json.loads(kept or "[]")
    except ValueError:
        return []
    return [key for key in found if isinstance(key, str)] if isinstance(found, list) else []
