"""One question before a number is dialled, as the sheet draws it: who, which number, why asked."""

from PySide6.QtCore import QCoreApplication, QElapsedTimer, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QVBoxLayout, QWidget

from cti_desktop.agent.dial_views import DialQuestion
from cti_desktop.calls.asking import AskReason, LinkAction
from cti_desktop.desktop.flow import Flow
from cti_desktop.desktop.row_paint import joined, one_line
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import (
    Avatar,
    Button,
    Chip,
    IconLabel,
    Label,
    is_narrow,
    page_edge,
    row,
    set_look,
)
from cti_desktop.desktop.words import Words

ARMED_AFTER_MS = 400
"""An Enter that was meant for another program must not dial: keys count from here on."""
OWN_NUMBER = ""
_GRAVE = frozenset(
    {AskReason.EMERGENCY, AskReason.DO_NOT_CALL, AskReason.PREMIUM, AskReason.SERVICE_CODE}
)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def _tr(text: str) -> str:
    return QCoreApplication.translate("DialQuestion", text)


def is_grave(question: DialQuestion) -> bool:
    """Whether calling may cost, harm or alarm somebody."""
    return bool(_GRAVE & set(question.reasons))


def title_of(question: DialQuestion) -> str:
    """Return the question in words."""
    message = question.action is LinkAction.SMS
    text = _tr("Write a message to %1?") if message else _tr("Call %1?")
    return text.replace("%1", one_line(question.name))


def facts_of(question: DialQuestion, words: Words) -> str:
    """Return firm, number and place in a line."""
    number = question.number if question.number != question.name else ""
    place = words.place_and_time(question.place, question.country, question.time_zone)
    return joined(question.firm, number, place)


def origin_of(question: DialQuestion) -> str:
    """Tell where the click was, how often, and what is left to dial by hand."""
    parts = []
    if question.source:
        parts.append(_tr("Clicked in %1").replace("%1", question.source))
    if question.times > 1:
        parts.append(_tr("%1 times").replace("%1", str(question.times)))
    if question.extension:
        parts.append(_tr("then dial extension %1").replace("%1", question.extension))
    if question.post_dial:
        parts.append(_tr("then dial %1").replace("%1", question.post_dial))
    return joined(*parts)


class QuestionBlock(QWidget):
    """Draws a question with its two answers.

    Signals:
        confirmed(str, object): question, and the number to show: a text, `OWN_NUMBER`, or None
            where there is no choice.
        dropped(str): the question is answered with no.
    """

    confirmed = Signal(str, object)
    dropped = Signal(str)

    def __init__(self, theme: Theme, words: Words, question: DialQuestion) -> None:
        super().__init__()
        self._theme, self._words, self._question = theme, words, question
        self._age = QElapsedTimer()
        self._age.start()
        self._avatar = Avatar(theme, words, 40, ground="surface")
        self._title = Label(theme, "", "section", strong=True, wrap=True)
        self._facts = Label(theme, "", wrap=True)
        self._origin = Label(theme, "", "caption", tone="muted", wrap=True)
        self._why_icon = IconLabel(theme, "warning", "warn")
        self._why = Label(theme, "", wrap=True)
        self._callers = self._caller_choice(question)
        self.call_button = Button(theme, "", "primary", icon="phone-out", tone="on_accent")
        self.cancel_button = Button(theme, self.tr("Cancel"), tip=self.tr("Leave it (Esc)"))
        self.call_button.clicked.connect(self._confirm)
        self.cancel_button.clicked.connect(self._drop)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lay_out()
        self.show_question(question)

    @property
    def question(self) -> DialQuestion:
        """What is asked."""
        return self._question

    @property
    def title(self) -> str:
        """The question in words."""
        return self._title.text()

    def show_question(self, question: DialQuestion) -> None:
        """Take the newest form of the same question."""
        self._question = question
        message = question.action is LinkAction.SMS
        self._avatar.show_name(question.name, known=question.name != question.number)
        self._title.setText(title_of(question))
        self._facts.setText(facts_of(question, self._words))
        self._facts.setVisible(bool(self._facts.text()))
        self._origin.setText(origin_of(question))
        self._origin.setVisible(bool(self._origin.text()))
        self._why.setText(question.why)
        tone = "bad" if is_grave(question) else "warn"
        self._why.set_tone(tone)
        self._why_icon.show_icon("warning", tone)
        self._why_line.setVisible(bool(question.why))
        self.call_button.setText(self.tr("Write message") if message else self.tr("Call"))
        self.call_button.set_icon("message" if message else "phone-out", "on_accent")
        self.call_button.setToolTip(self.tr("Enter"))
        name = one_line(question.name)
        self.call_button.setAccessibleName(f"{self.call_button.text()}: {name}")
        self.call_button.setAccessibleDescription(joined(question.why, self._facts.text()))
        self.cancel_button.setAccessibleName(f"{self.cancel_button.text()}: {name}")

    def set_first(self, first: bool) -> None:
        """Mark the one question that Enter answers."""
        set_look(self.call_button, "kind", "primary" if first else "")
        message = self._question.action is LinkAction.SMS
        tone = "on_accent" if first else "accent"
        self.call_button.set_icon("message" if message else "phone-out", tone)
        self.call_button.set_type(strong=first)

    def take_focus(self) -> None:
        """Take the keyboard: on Call, or on Cancel where calling may do harm."""
        careful = is_grave(self._question) and AskReason.EMERGENCY not in self._question.reasons
        button = self.cancel_button if careful else self.call_button
        button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._age.restart()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer by Enter and Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self._drop()
        elif event.key() in _ENTER:
            if self._age.elapsed() < ARMED_AFTER_MS or event.isAutoRepeat():
                return
            if self.cancel_button.hasFocus():
                self._drop()
            else:
                self._confirm()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the answers below where there is no room beside."""
        super().resizeEvent(event)
        way = QBoxLayout.Direction
        narrow = is_narrow(self._theme, self.width())
        self._across.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        edge = page_edge(self._theme, self.width())
        above = self._theme.space(16)
        self._across.setContentsMargins(edge, above, edge, above)

    def _caller_choice(self, question: DialQuestion) -> QButtonGroup | None:
        """Offer the number the link wishes to show beside the person's own."""
        if question.caller_id is None or question.action is LinkAction.SMS:
            return None
        group = QButtonGroup(self)
        wished, own = Chip(self._theme, question.caller_id), Chip(self._theme, _tr("My number"))
        wished.setProperty("caller", question.caller_id)
        own.setProperty("caller", OWN_NUMBER)
        for chip in (own, wished):
            chip.setAccessibleName(_tr("Show as caller: %1").replace("%1", chip.text()))
            group.addButton(chip)
        wished.setChecked(True)
        return group

    def _lay_out(self) -> None:
        space = self._theme.space
        texts = QVBoxLayout()
        texts.setSpacing(space(4))
        self._why_line = QWidget()
        why = row(self._why_icon, spacing=space(8))
        why.addWidget(self._why, 1)
        self._why_line.setLayout(why)
        for part in (self._title, self._facts, self._why_line, self._origin):
            texts.addWidget(part)
        if self._callers is not None:
            texts.addWidget(self._caller_line(self._callers))
        elif self._question.action is not LinkAction.SMS:
            texts.addWidget(self._usual_caller())
        texts.addStretch(1)  # a row of less lines than its neighbours spreads none of them
        who = row(spacing=space(12))
        who.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        who.addLayout(texts, 1)
        answers = row(None, self.cancel_button, self.call_button, spacing=space(8))
        self._across.setSpacing(space(12))
        self._across.addLayout(who, 1)
        self._across.addLayout(answers)
        self._across.setAlignment(answers, Qt.AlignmentFlag.AlignTop)

    def _caller_line(self, group: QButtonGroup) -> QWidget:
        line = QWidget()
        flow = Flow(line, self._theme.space(8))
        flow.addWidget(Label(self._theme, _tr("Show as caller"), "caption", tone="muted"))
        for chip in group.buttons():
            flow.addWidget(chip)
        return line

    def _usual_caller(self) -> QWidget:
        """Tell which number is shown where the link wishes none."""
        usual = _tr("Shows: the number chosen in the softphone")
        return Label(self._theme, usual, "caption", tone="muted", wrap=True)

    def _confirm(self) -> None:
        checked = self._callers.checkedButton() if self._callers is not None else None
        caller = None if checked is None else str(checked.property("caller"))
        self.confirmed.emit(self._question.question_id, caller)

    def _drop(self) -> None:
        self.dropped.emit(self._question.question_id)
