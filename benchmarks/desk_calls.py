"""An agent who notes every answered call and finishes it: the desk's side of `memory`."""

from PySide6.QtCore import QObject, Slot

from benchmarks.saying import say, say_now
from cti_desktop.agent.views import CallCard, DeskView, SoftphoneState, StatusView
from cti_desktop.calls.call import State
from cti_desktop.desktop.app import Desktop

_NOTE = "Invoice 1843 was charged twice. Second charge reversed, corrected invoice follows."
_OUTCOME = "resolved"


class CallsWatcher(QObject):
    """Says `ready` once, then for each call, with its number, `rings`, `noted` and `gone`."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._core = desktop.core
        self._ready = False
        self._calls = 0
        self._there: set[str] = set()
        self._begun: set[str] = set()
        self._noted: set[str] = set()
        self._finished: set[str] = set()
        desktop.core.viewed.connect(self._take_view)

    @Slot(object)
    def _take_view(self, view: object) -> None:
        if isinstance(view, StatusView):
            if view.softphone is SoftphoneState.READY and not self._ready:
                self._ready = True
                say_now("ready")
        elif isinstance(view, DeskView):
            self._take_desk(view)

    def _take_desk(self, desk: DeskView) -> None:
        there = {card.card_id for card in desk.cards}
        for _ in there - self._there:
            self._calls += 1
            say(rings=self._calls)
        if self._there - there:
            say(gone=self._calls)
        self._there = there
        for card in desk.cards:
            self._work_on(card)

    def _work_on(self, card: CallCard) -> None:
        card_id = card.card_id
        if card.state is State.CONNECTED and card_id not in self._begun:
            self._begun.add(card_id)
            self._core.tell(lambda office: office.write_note(card_id, _NOTE))
            self._core.tell(lambda office: office.choose_outcome(card_id, _OUTCOME))
        if card.outcome == _OUTCOME and card_id not in self._noted:
            self._noted.add(card_id)
            say(noted=self._calls)
        if not card.live and card_id in self._noted and card_id not in self._finished:
            self._finished.add(card_id)
            self._core.tell(lambda office: office.finish(card_id))
