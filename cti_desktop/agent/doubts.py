"""Whether the calls on the desk still go on: doubted when what told of them was lost."""

from collections.abc import Iterable, Sequence

from cti_desktop.agent.cards import Card
from cti_desktop.calls.events import CallEvent, Kind

_SIGNS_OF_LIFE = (Kind.RANG, Kind.ANSWERED, Kind.HELD, Kind.RESUMED, Kind.MUTED, Kind.UNMUTED)


def doubt(cards: Iterable[Card], *, cut: bool) -> None:
    """Doubt that these calls go on.

    Args:
        cut: the page that told of them is gone, and with it what ran there. After a mere pause of
            the network they may go on as well as before.
    """
    for card in cards:
        card.doubtful, card.cut, card.view = True, card.cut or cut, None


def trust_again(cards: Iterable[Card], events: Sequence[CallEvent]) -> None:
    """Doubt no card any more of whose call somebody tells that it goes on."""
    told = {key for e in events if e.kind in _SIGNS_OF_LIFE for key in e.keys}
    for card in cards:
        if card.doubtful and told & set(card.call.keys):
            card.doubtful, card.cut, card.view = False, False, None
