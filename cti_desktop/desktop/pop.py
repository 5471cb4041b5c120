"""The screen pop's head: who it is, what the call is doing, and why we think so.

It draws a `CallCard` and takes no focus.
"""

from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cti_desktop.agent.views import CallCard
from cti_desktop.calls.call import State
from cti_desktop.calls.events import Direction
from cti_desktop.desktop.call_icons import call_icon, call_tone
from cti_desktop.desktop.flow import Flow
from cti_desktop.desktop.row_paint import joined, one_line
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import (
    Avatar,
    Button,
    ElidedLabel,
    IconButton,
    IconLabel,
    Pill,
    row,
)
from cti_desktop.desktop.words import Words


class Fact(QWidget):
    """An icon and a short text; not there while the text is empty."""

    def __init__(self, theme: Theme, icon: str, name: str) -> None:
        super().__init__()
        self._icon = IconLabel(theme, icon)
        self._icon.setToolTip(name)
        self._label = ElidedLabel(theme, figures=True)
        self.box: QHBoxLayout = row(self._icon, self._label, spacing=theme.space(4))
        self.setLayout(self.box)
        self._name = name
        self.setMinimumHeight(theme.px(28))
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._label.text()

    def show_text(self, text: str) -> None:
        """Say this, or vanish."""
        if text != self._label.text():
            self._label.setText(text)
            self.setAccessibleName(f"{self._name}: {text}")
        self.setVisible(bool(text))


class Pop(QWidget):
    """Who is on the line.

    Signals:
        painted(str, object): the card's id and the time in UTC when it first stood on screen.
        not_this_person(str): the id of the contact it is not.
        save_wanted: the person wants to keep this caller as a contact.
        find_wanted: they want to look the caller up by name.
        write_wanted: they want to write a text to this number.
        crm_wanted: they want to see the caller where the set address leads.
    """

    painted = Signal(str, object)
    not_this_person = Signal(str)
    save_wanted = Signal()
    find_wanted = Signal()
    write_wanted = Signal()
    crm_wanted = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._theme, self._words = theme, words
        self._card: CallCard | None = None
        self._reported = False
        self._avatar = Avatar(theme, words, 48)
        self._name = ElidedLabel(theme, "", "name", strong=True)
        self.pill = Pill(theme)
        self._firm = Fact(theme, "building", self.tr("Firm"))
        self._number = Fact(theme, "phone", self.tr("Number"))
        self._reach = QWidget()  # the number goes into the next line with what is done with it
        self._copy = IconButton(theme, "copy", self.tr("Copy number"))
        self.write_button = IconButton(theme, "message", self.tr("Send message"))
        self._place = Fact(theme, "clock", self.tr("Local time there"))
        self._why = ElidedLabel(theme, "", tone="muted")
        self._not_them = Button(theme, self.tr("Not this person"), "link")
        self._save = Button(theme, self.tr("Save contact"), icon="user-plus")
        self._find = Button(theme, self.tr("Find contact"), icon="search")
        self._crm = Button(theme, self.tr("Open in CRM"), "link", icon="open")
        self._why.setMinimumHeight(theme.px(28))
        self._lay_out()
        self._not_them.clicked.connect(self._deny)
        self._save.clicked.connect(self.save_wanted)
        self._find.clicked.connect(self.find_wanted)
        self.write_button.clicked.connect(self.write_wanted)
        self._crm.clicked.connect(self.crm_wanted)

    def forget(self) -> None:
        """Belong to no card, and tell of the next one's first picture again."""
        self._card, self._reported = None, False

    def show_card(self, card: CallCard) -> None:
        """Draw a snapshot; the same pop shows the same card until it is told to forget it."""
        self._card = card
        known = card.chosen is not None
        self._avatar.show_name(card.name, known=known or card.internal)
        name = one_line(card.name)
        if self._name.text() != name:
            self._name.setText(name)
            self._name.setToolTip("")
        self._firm.show_text(one_line(card.firm))
        self._number.show_text(one_line(card.number) if card.number != card.name else "")
        self._copy.setVisible(bool(card.number))
        self.write_button.setVisible(card.e164 is not None and not card.internal)
        self._reach.setVisible(bool(card.number))
        self._why.setText(self._reason(card))
        self._not_them.setVisible(known and not card.internal)
        self._crm.setVisible(card.has_address)
        self.setAccessibleName(self.sentence())
        self.tick()

    def tick(self) -> None:
        """Bring the times up to now."""
        card = self._card
        if card is None:
            return
        self._place.show_text(self._words.place_and_time(card.place, card.country, card.time_zone))
        icon, tone, text, time = pill_of(card, self._words)
        self.pill.show_state(icon, tone, text, time)

    def set_compact(self, compact: bool) -> None:
        """Make do with less room."""
        self.pill.set_compact(compact)

    def offer_saving(self, offered: bool) -> None:
        """Offer to save or find an unknown caller, unless that is going on already."""
        card = self._card
        nameless = card is not None and card.chosen is None and not card.internal
        self._find.setVisible(offered and nameless)
        unknown = card is not None and card.chosen is None and not card.matches
        can = unknown and card is not None and not card.internal and card.e164 is not None
        self._save.setVisible(offered and can)

    def sentence(self) -> str:
        """Say who it is and what the call is doing, for screen readers."""
        card = self._card
        if card is None:
            return ""
        parts = (
            self._words.direction(card.direction),
            self._words.state(card.state, card.result),
            one_line(card.name),
            one_line(card.firm),
            one_line(card.number) if card.number != card.name else "",
            self._why.text(),
        )
        return ", ".join(part for part in parts if part)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw, and tell once that the card stood on screen."""
        super().paintEvent(event)
        if not self._reported and self._card is not None:
            self._reported = True
            report = partial(self._report_painted, self._card.card_id)
            QTimer.singleShot(0, self, report)  # after the children were drawn too

    def _report_painted(self, card_id: str) -> None:
        self.painted.emit(card_id, datetime.now(UTC))

    def _lay_out(self) -> None:
        space = self._theme.space
        self._copy.clicked.connect(self._copy_number)
        facts = QWidget()
        flow = Flow(facts, space(4), line_spacing=0)
        reach = row(self._number, self._copy, self.write_button, spacing=0)
        reach.addSpacing(space(8))
        self._reach.setLayout(reach)
        for fact in (self._firm, self._place):
            fact.box.setContentsMargins(0, 0, 0, 0)
            fact.box.addSpacing(space(12))
        self._number.box.setContentsMargins(0, 0, 0, 0)
        self._number.box.addSpacing(space(4))
        for part in (self._firm, self._reach, self._place):
            flow.addWidget(part)
        reasons = QWidget()
        reason_flow = Flow(reasons, space(8), line_spacing=0)
        for part in (self._why, self._not_them, self._save, self._find, self._crm):
            reason_flow.addWidget(part)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addLayout(row(self._name, self.pill, spacing=space(12)))
        texts.addWidget(facts)
        texts.addWidget(reasons)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(space(16))
        box.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(texts, 1)

    def _reason(self, card: CallCard) -> str:
        if card.internal:
            why = self.tr("Colleague")
        elif card.chosen is not None:
            why = card.chosen.why[:1].upper() + card.chosen.why[1:]
        elif card.matches:
            why = self.tr("Several contacts have this number")
        else:
            why = self.tr("Not in your contacts")
        via = self.tr("via %1").replace("%1", card.via) if card.via else ""
        return joined(why, via)

    def _deny(self) -> None:
        if self._card is not None and self._card.chosen is not None:
            self.not_this_person.emit(self._card.chosen.contact.id)

    def _copy_number(self) -> None:
        if self._card is not None:
            QGuiApplication.clipboard().setText(self._card.e164 or self._card.number)


def pill_of(card: CallCard, words: Words) -> tuple[str, str, str, str]:
    """Return icon, tone, word and time of what a card's call is doing."""
    if card.state is State.RINGING:
        outbound = card.direction is Direction.OUTBOUND
        word = words.calling() if outbound else words.state(card.state)
        icon = "phone-out" if outbound else "phone-ring"
        return icon, "accent", word, words.timer(card.rang_at or card.rang_seen_at)
    if card.state is State.CONNECTED:
        return "dot", "good", words.state(card.state), words.timer(card.answered_at)
    if card.state is State.ON_HOLD:
        return "pause", "warn", words.state(card.state), words.timer(card.answered_at)
    talked = words.duration(card.durations.talk_s or None)
    over = card.state is State.ENDED and card.answered_at is not None
    ended_icon = "check" if over else call_icon(card.state, card.direction)
    return ended_icon, call_tone(card.state), words.state(card.state, card.result), talked
