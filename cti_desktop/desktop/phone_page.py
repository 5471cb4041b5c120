"""The phone page: the current calls as chips, the one that is shown, or what to do between calls.

Each card has a page of its own, kept while the card is on the desk, so that text, cursor and focus
stay with their call whatever else rings. The next call's page is put together while nothing rings,
so that a ring only has to fill it in.
"""

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from cti_desktop.agent.views import CallCard, DeskView
from cti_desktop.calls.call import State
from cti_desktop.desktop.card_page import CardPage
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.flow import Flow
from cti_desktop.desktop.idle_page import IdlePage
from cti_desktop.desktop.note_form import TYPING
from cti_desktop.desktop.pop import pill_of
from cti_desktop.desktop.row_paint import one_line
from cti_desktop.desktop.spare_page import SparePage
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Chip, Line, Plane, is_focus_inside, page_edge, plain_tip
from cti_desktop.desktop.words import Words

_TICK_MS = 1000


class CallChips(QWidget):
    """One chip for every call on the desk, ringing ones first.

    It is there when there are several, or when the only one did not come up by itself.

    Signals:
        chosen(str): the card to show.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._theme, self._words = theme, words
        self._chips: dict[str, Chip] = {}
        chips = QWidget()
        self._flow = Flow(chips, theme.space(8))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(chips)
        box.addWidget(Line())
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page's distance from its edges."""
        super().resizeEvent(event)
        edge, above = page_edge(self._theme, self.width()), self._theme.space(12)
        self._flow.setContentsMargins(edge, above, edge, above)

    def show_cards(self, cards: tuple[CallCard, ...], shown: str | None) -> None:
        """Show a chip for each, in this order."""
        if list(self._chips) != [card.card_id for card in cards]:
            self._rebuild(cards)
        for card in cards:
            chip = self._chips[card.card_id]
            icon, tone, word, time = pill_of(card, self._words)
            name = one_line(card.name)
            chip.show_words(name, time or word)
            chip.set_icon(icon, tone)
            chip.set_type(strong=card.state is State.RINGING, figures=True)
            chip.setChecked(card.card_id == shown)
            chip.setAccessibleName(f"{name}, {word} {time}".strip())
            chip.setToolTip(plain_tip(f"{name}, {word} {time}".strip()))
        self.setVisible(len(cards) > 1 or (bool(cards) and shown is None))

    def _rebuild(self, cards: tuple[CallCard, ...]) -> None:
        old, self._chips = self._chips, {}
        for chip in old.values():
            self._flow.removeWidget(chip)
        for card in cards:
            known = card.card_id in old
            chip = old.pop(card.card_id) if known else self._make(card.card_id)
            self._flow.addWidget(chip)
            self._chips[card.card_id] = chip
        for chip in old.values():
            chip.hide()
            chip.deleteLater()

    def _make(self, card_id: str) -> Chip:
        chip = Chip(self._theme, "")
        chip.setObjectName(f"chip-{card_id}")
        chip.clicked.connect(lambda: self.chosen.emit(card_id))
        return chip


class PhonePage(Plane):
    """Shows the desk.

    Signals:
        contacts_wanted: the person wants to look somebody up.
        call_wanted(object): the `CallLine` of an earlier call to show in full.
    """

    contacts_wanted = Signal()
    call_wanted = Signal(object)

    def __init__(self, core: CoreLike, theme: Theme, words: Words) -> None:
        super().__init__()
        self._core, self._theme, self._words = core, theme, words
        self._desk = DeskView()
        self._pages: dict[str, CardPage] = {}
        self.setAccessibleName(self.tr("Phone"))
        self.chips = CallChips(theme, words)
        self.idle = IdlePage(core, theme, words)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.idle)
        self.box.addWidget(self.chips)
        self.box.addWidget(self._stack, 1)
        self._ticks = QTimer(self)
        self._ticks.setInterval(_TICK_MS)
        self._ticks.timeout.connect(self._tick)
        self._held = QTimer(self)
        self._held.setSingleShot(True)
        self._held.setInterval(int(TYPING.total_seconds() * _TICK_MS))
        self._held.timeout.connect(self._show_active)
        self.spare = SparePage(self._make, self._is_calm, self)
        theme.changed.connect(self._drop_spare)
        self.chips.chosen.connect(self._activate)
        self.idle.contacts_wanted.connect(self.contacts_wanted)
        self.idle.call_shown.connect(self.call_wanted)

    @property
    def shown(self) -> CardPage | None:
        """The page of the card that is shown; None between calls."""
        page = self._stack.currentWidget()
        return page if isinstance(page, CardPage) else None

    def show_desk(self, desk: DeskView) -> None:
        """Take a snapshot."""
        self._desk = desk
        inside, shown = is_focus_inside(self), self.shown
        for card in desk.cards:
            page = self._pages.get(card.card_id) or self._open(card)
            page.show_card(card, desk)
        self._show_active()
        self._close_others({card.card_id for card in desk.cards})
        self.idle.show_desk(desk)
        if inside and not is_focus_inside(self):
            self._take_keyboard_back(shown)
        self._run_clock()
        self.spare.get_ready(self._desk.outcomes)

    def take_focus(self) -> None:
        """Bring the keyboard to the note, or to the first thing to do between calls."""
        if self.shown is not None:
            self.shown.form.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.focusNextChild()

    def finish(self) -> None:
        """End wrap-up of the card that is shown."""
        if self.shown is not None:
            self.shown.finish()

    def next_call(self, step: int = 1) -> None:
        """Show the next call's card, or the previous one."""
        ids = [card.card_id for card in self._desk.cards]
        if self.shown is not None and len(ids) > 1:
            self._activate(ids[(ids.index(self.shown.card.card_id) + step) % len(ids)])

    def showEvent(self, event: QShowEvent) -> None:
        """Let the times run while they can be seen."""
        super().showEvent(event)
        self._tick()
        self._run_clock()
        self.spare.get_ready(self._desk.outcomes)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the clock nobody sees."""
        super().hideEvent(event)
        self._ticks.stop()

    def _take_keyboard_back(self, before: CardPage | None) -> None:
        """Keep the keyboard here though what had it is gone; Qt passes it on anywhere else."""
        shown = self.shown
        to = shown.form.editor if shown is not None and shown is before else self
        to.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, card: CallCard) -> CardPage:
        page = self.spare.take()
        page.bind(card)
        self._pages[card.card_id] = page
        return page

    def _make(self) -> CardPage:
        page = CardPage(self._core, self._theme, self._words, self._stack)
        page.call_wanted.connect(self.call_wanted)
        self._stack.addWidget(page)
        page.resize(self._stack.size())
        return page

    def _is_calm(self) -> bool:
        """Whether the page is seen while no call rings and nobody types."""
        rings = any(card.state is State.RINGING for card in self._desk.cards)
        types = self.shown is not None and self.shown.form.typing
        return self.isVisible() and not rings and not types

    def _drop_spare(self) -> None:
        """Let go of a page that was measured for another type size."""
        page = self.spare.drop()
        if page is not None:
            self._discard(page)
        self.spare.get_ready(self._desk.outcomes)

    def _show_active(self) -> None:
        """Show the desk's active card, but never turn the page under somebody's typing."""
        shown = self.shown
        wanted = self._desk.active
        still_there = shown is not None and any(
            card.card_id == shown.card.card_id for card in self._desk.cards
        )
        if shown is not None and still_there and shown.card.card_id != wanted and shown.form.typing:
            self._held.start()
        else:
            self._turn_to(self._pages.get(wanted or "", self.idle))
        self._show_chips()

    def _turn_to(self, page: QWidget) -> None:
        """Show a page; a keyboard that was in one call's note goes on in the other's."""
        if self._stack.currentWidget() is page:
            return
        before = self.shown
        writing = before is not None and before.form.editor.hasFocus()
        inside = is_focus_inside(self._stack)
        page.resize(self._stack.size())  # else it is laid out twice, first for the size it had
        self._stack.setCurrentWidget(page)
        if writing and isinstance(page, CardPage):
            page.form.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        elif inside:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        # Layouts wait for their turn behind the first picture, which would show half a page.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)

    def _show_chips(self) -> None:
        shown = self.shown.card.card_id if self.shown else None
        self.chips.show_cards(_ringing_first(self._desk.cards), shown)

    def _close_others(self, there: set[str]) -> None:
        for card_id in set(self._pages) - there:
            page = self._pages.pop(card_id)
            if page.made_for != self._theme.scale or not self.spare.give_back(page):
                self._discard(page)

    def _discard(self, page: CardPage) -> None:
        self._stack.removeWidget(page)
        page.deleteLater()

    def _activate(self, card_id: str) -> None:
        if card_id in self._pages:
            self._turn_to(self._pages[card_id])
            self._held.stop()
        self._show_chips()
        self._core.tell(lambda office: office.activate(card_id))

    def _tick(self) -> None:
        if self.shown is not None:
            self.shown.tick()
            self._show_chips()
            self.spare.get_ready(self._desk.outcomes)

    def _run_clock(self) -> None:
        if self._desk.cards and self.isVisible():
            if not self._ticks.isActive():
                self._ticks.start()
        else:
            self._ticks.stop()


def _ringing_first(cards: tuple[CallCard, ...]) -> tuple[CallCard, ...]:
    return tuple(sorted(cards, key=lambda card: card.state is not State.RINGING))
