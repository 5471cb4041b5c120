"""One call on the phone page: pop, note form, earlier calls, and the bar that ends wrap-up."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cti_desktop.agent.views import CallCard, DeskView
from cti_desktop.calls.outcomes import Outcome, outcome_missing
from cti_desktop.desktop.attach_contact import AttachContact
from cti_desktop.desktop.call_rows import EarlierCalls
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.finish_bar import FinishBar
from cti_desktop.desktop.note_form import NoteForm
from cti_desktop.desktop.pop import Pop
from cti_desktop.desktop.promised_line import PromisedLine
from cti_desktop.desktop.row_paint import one_line
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.who_is_it import SaveContact, WhoIsIt
from cti_desktop.desktop.widgets import (
    ElidedLabel,
    Line,
    Scroll,
    is_narrow,
    page_edge,
)
from cti_desktop.desktop.words import Words

_WIDEST = 880
_NAME = 60  # letters of a name in a heading
_EARLIER, _MATCHES = 5, 8  # rows a page has ready; more are made when they are needed


class CardPage(QWidget):
    """Shows one card for as long as it is on the desk.

    Putting a page together takes longer than a person likes to wait for a pop, so it may be made
    before its call rings: `bind` gives it its card. When the card is gone, `release` readies it for
    another; whatever holds text of the call is thrown away and made anew.

    Signals:
        call_wanted(object): the `CallLine` of an earlier call to show in full.
    """

    call_wanted = Signal(object)

    def __init__(
        self, core: CoreLike, theme: Theme, words: Words, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._core, self._theme, self._words = core, theme, words
        self._card: CallCard | None = None
        self._desk = DeskView()
        self._asked_over = self._held = False
        self.pop = Pop(theme, words)
        self.who = WhoIsIt(theme, words)
        self.made_for = theme.scale
        self.attach = AttachContact(core, theme, words)
        self.save_contact, self.form = self._forms()
        self.promised = PromisedLine(theme, words)
        self._earlier_line = Line()
        self._earlier_title = ElidedLabel(theme, "", "section", strong=True)
        self._earlier = EarlierCalls(theme, words)
        self.bar = FinishBar(theme, words)
        self._lay_out()
        self._connect()

    @property
    def card(self) -> CallCard:
        """The card in its last snapshot; LookupError before there is one."""
        if self._card is None:
            raise LookupError("this page belongs to no card yet")
        return self._card

    @property
    def bound(self) -> bool:
        """Whether the page has its card."""
        return self._card is not None

    def bind(self, card: CallCard) -> None:
        """Belong to this card from now on.

        Raises:
            ValueError: it belongs to another card already.
        """
        self.form.bind(card)
        self._card = card

    def release(self) -> None:
        """Let go of the card; nothing somebody wrote stays behind."""
        self._card, self._desk, self._asked_over, self._held = None, DeskView(), False, False
        before = (self.save_contact, self.form)
        self.save_contact, self.form = self._forms()
        for old, new in zip(before, (self.save_contact, self.form), strict=True):
            self._inner.replaceWidget(old, new)
            old.hide()
            old.deleteLater()
        self._connect_forms()
        self.pop.forget()
        self.promised.show_promises(())
        self.who.show_matches(())
        self.attach.close_search()
        self.attach.field.clear()
        self._earlier_title.clear()
        self._scroll.verticalScrollBar().setValue(0)

    def get_ready(self, outcomes: tuple[Outcome, ...]) -> Iterator[None]:
        """Do ahead of the ring what no card is needed for, in steps of a few milliseconds."""
        self.bar.hide()
        self.form.outcomes.show_outcomes(outcomes, None)
        yield
        for part in (self.form, self.save_contact, self):
            part.ensurePolished()
            yield
        while self._earlier.make_row(_EARLIER) or self.who.make_row(_MATCHES):
            yield

    def show_card(self, card: CallCard, desk: DeskView) -> None:
        """Take a snapshot of the page's own card."""
        earlier_before, self._desk = self.card.earlier, desk
        self.bind(card)
        self.pop.show_card(card)
        self.promised.show_promises(card.call_backs)
        self.who.show_matches(card.matches if card.chosen is None else ())
        if card.chosen is not None:
            self.save_contact.hide()
            self.attach.close_search()
        self._offer_saving()
        self.form.show_card(card, desk.outcomes, desk.snippets)
        self._show_bar()
        if card.earlier != earlier_before or not self._earlier_title.text():
            self._show_earlier()
        self._fit_note()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make do with less room in a small window."""
        super().resizeEvent(event)
        narrow = is_narrow(self._theme, self.width())
        edge = page_edge(self._theme, self.width())
        self._inner.setContentsMargins(edge, edge, edge, edge)
        self._inner.setSpacing(self._theme.space(12 if narrow else 16))
        self.bar.set_edge(edge)
        self.bar.set_compact(narrow)
        self.pop.set_compact(narrow)
        self.who.set_compact(narrow)
        self._fit_note()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the note again when the page lays itself out anew."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit_note()
        return super().eventFilter(watched, event)

    def _fit_note(self) -> None:
        """Give the note what height the rest of the page leaves it."""
        editor, width = self.form.editor, self._content.width()
        rest = self._inner.heightForWidth(width) - editor.wanted_height
        editor.fit(self._scroll.viewport().height() - rest)

    def tick(self) -> None:
        """Bring running times up to now."""
        self.pop.tick()
        self.bar.tick(self.card)

    @property
    def outcome_missing(self) -> bool:
        """Whether wrap-up cannot end because an answered call has no outcome."""
        return outcome_missing(
            self._desk.outcome_rule,
            answered=self.card.answered_at is not None,
            direction=self.card.direction,
            outcome=self.form.outcomes.value,
            logged=self.card.logged,
        )

    def finish(self) -> None:
        """End wrap-up, or show what is missing."""
        if self.card.live:
            self._asked_over = True
            self._show_bar()
            return
        self.form.take_typed()
        if self.outcome_missing:
            self.form.outcomes.focus_first()
            return
        card_id = self.card.card_id
        self._core.tell(lambda office: office.finish(card_id))

    def _forms(self) -> tuple[SaveContact, NoteForm]:
        save_contact = SaveContact(self._core, self._theme)
        return save_contact, NoteForm(self._core, self._theme, self._words)

    def _lay_out(self) -> None:
        space = self._theme.space
        # From the outside in: a part costs its share again with every widget it is moved into.
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        page = QWidget()
        self._scroll = Scroll(page)
        outer.addWidget(self._scroll, 1)
        side = QHBoxLayout(page)
        side.setContentsMargins(0, 0, 0, 0)
        self._content = content = QWidget()
        content.setMaximumWidth(self._theme.px(_WIDEST))
        content.installEventFilter(self)
        side.addWidget(content, 1)
        side.addStretch(0)
        self._inner = inner = QVBoxLayout(content)
        inner.setContentsMargins(space(24), space(24), space(24), space(24))
        inner.setSpacing(space(16))
        inner.addWidget(self.pop)
        inner.addWidget(self.promised)
        inner.addWidget(self.who)
        inner.addWidget(self.attach)
        inner.addWidget(self.save_contact)
        inner.addWidget(Line())
        inner.addWidget(self.form)
        inner.addWidget(self._earlier_line)
        inner.addWidget(self._earlier_title)
        inner.addWidget(self._earlier)
        inner.addStretch(1)
        for part in (self.who, self._earlier_line, self._earlier_title, self._earlier):
            part.hide()
        outer.addWidget(self.bar)

    def _connect(self) -> None:
        core = self._core
        self.who.chosen.connect(self._choose_contact)
        for signal in (self.who.refused, self.pop.not_this_person):
            signal.connect(self._not_this_person)
        self.pop.save_wanted.connect(self._open_save_contact)
        self.pop.find_wanted.connect(self._open_search)
        self.pop.write_wanted.connect(self._write)
        self.pop.crm_wanted.connect(self._open_in_crm)
        self.promised.done.connect(self._give_up)
        self.attach.chosen.connect(self._choose_contact)
        self.attach.closed.connect(self._offer_saving)
        self.pop.painted.connect(lambda one, at: core.tell(lambda office: office.painted(one, at)))
        self._earlier.call_wanted.connect(self.call_wanted)
        self.bar.finish.clicked.connect(self.finish)
        self.bar.over.clicked.connect(self._say_over)
        self.bar.log.clicked.connect(self._log_call)
        self.bar.more_time_wanted.connect(self._extend)
        self._connect_forms()

    def _connect_forms(self) -> None:
        self.save_contact.saved.connect(self._choose_contact)
        self.save_contact.closed.connect(self._offer_saving)
        self.form.outcome_changed.connect(self._show_bar)

    def _offer_saving(self) -> None:
        busy = not (self.save_contact.isHidden() and self.attach.isHidden())
        self.pop.offer_saving(not busy)
        self._hold(held=busy)

    def _hold(self, *, held: bool) -> None:
        """Keep the card although its call is missed while somebody fills in who it was."""
        if held != self._held and self.bound:
            self._held, card_id = held, self.card.card_id
            self._core.tell(lambda office: office.hold(card_id, held=held))

    def _choose_contact(self, contact_id: str) -> None:
        card_id = self.card.card_id
        self._core.tell(lambda office: office.choose_contact(card_id, contact_id))

    def _not_this_person(self, contact_id: str) -> None:
        card_id = self.card.card_id
        self._core.tell(lambda office: office.not_this_person(card_id, contact_id))

    def _open_search(self) -> None:
        card = self.card
        self.attach.open_for(one_line(card.name) if card.name != card.number else "")
        self._offer_saving()

    def _open_save_contact(self) -> None:
        self.save_contact.open_for(self.card)
        self._offer_saving()

    def _write(self) -> None:
        number = self.card.e164
        if number is not None:
            self._core.tell(lambda office: office.write_sms(number))

    def _open_in_crm(self) -> None:
        call_id = self.card.call_id
        self._core.tell(lambda office: office.open_in_crm(call_id))

    def _give_up(self, call_id: str) -> None:
        self._core.ask(lambda o: o.set_call_back(call_id, None), _nothing, owner=self)

    def _log_call(self) -> None:
        card_id = self.card.card_id
        self._core.tell(lambda office: office.log_call(card_id))

    def _say_over(self) -> None:
        card_id = self.card.card_id
        self._core.tell(lambda office: office.say_over(card_id))

    def _extend(self) -> None:
        card_id = self.card.card_id
        self._core.tell(lambda office: office.extend_wrap_up(card_id))

    def _show_bar(self) -> None:
        if self.bound:
            self._asked_over &= self.card.live
            missing, asked = self.outcome_missing, self._asked_over
            self.bar.show_card(self.card, outcome_missing=missing, asked=asked)

    def _show_earlier(self) -> None:
        card = self.card
        there = bool(card.earlier)
        name = one_line(card.name, _NAME)
        who = self._words.first_name(name) if card.chosen is not None else name
        self._earlier_title.setText(self.tr("Earlier with %1").replace("%1", who))
        for part in (self._earlier_line, self._earlier_title, self._earlier):
            part.setVisible(there)
        self._earlier.show_lines(card.earlier)


def _nothing(_answer: None) -> None:
    """Do nothing: the next snapshot no longer has it."""
