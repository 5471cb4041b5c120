"""Short lists of calls on the phone page: earlier ones with a person, and those that wait."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from cti_desktop.agent.views import CallLine
from cti_desktop.calls.outcomes import Outcome
from cti_desktop.desktop.icons import call_icon, call_tone
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import (
    Avatar,
    Button,
    ElidedLabel,
    IconLabel,
    Label,
    Line,
    row,
)
from cti_desktop.desktop.words import Words

_ROW = 36
_WAITING_ROW = 56


class EarlierCall(QAbstractButton):
    """One earlier call in a line: way, time, length, outcome and the note's beginning.

    It is a button: pressed, it wants to show the whole call.
    """

    def __init__(self, theme: Theme, words: Words, line: CallLine) -> None:
        super().__init__()
        self._theme = theme
        self.setMinimumHeight(theme.px(_ROW))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        icon = _way_icon(theme, words, line)
        when = Label(theme, words.ago(line.started_at), tone="muted")
        when.setToolTip(words.exact(line.started_at))
        when.setMinimumWidth(theme.px(104))
        length = Label(theme, words.duration(line.talk_s or None), tone="muted", figures=True)
        length.setMinimumWidth(theme.px(40))
        length.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        said = line.note or words.state(line.state, line.result)
        box = row(icon, when, length, spacing=theme.space(8))
        box.addSpacing(theme.space(8))
        if line.outcome:
            chip = Label(theme, line.outcome, "caption", tone="muted")
            chip.setProperty("chip", True)
            chip.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            box.addWidget(chip)
        box.addWidget(ElidedLabel(theme, said, tone="text" if line.note else "muted"), 1)
        self.setLayout(box)
        self.setAccessibleName(_spoken(words, line, said))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground under the pointer and the focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("pressed" if self.isDown() else "hover"))
            painter.drawRoundedRect(self.rect(), 6, 6)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 5, 5)


class WaitingCall(QWidget):
    """One call that waits for the person, with the one action that settles it.

    Signals:
        call_back_wanted: dial this call's number.
        outcome_chosen(str): the outcome's stored value.
    """

    call_back_wanted = Signal()
    outcome_chosen = Signal(str)

    def __init__(self, theme: Theme, words: Words, line: CallLine) -> None:
        super().__init__()
        self._theme, self._line = theme, line
        self.setMinimumHeight(theme.px(_WAITING_ROW))
        avatar = Avatar(theme, words, 36)
        avatar.show_name(line.name, known=line.contact_id is not None)
        name = ElidedLabel(theme, line.name, strong=True)
        about = ElidedLabel(theme, _about(words, line), "caption", tone="muted")
        about.setToolTip(words.exact(line.started_at))
        texts = QVBoxLayout()
        texts.setSpacing(theme.space(2))
        texts.addStretch(1)
        texts.addLayout(row(_way_icon(theme, words, line), name, spacing=theme.space(4)))
        texts.addWidget(about)
        texts.addStretch(1)
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, theme.space(8), 0, theme.space(8))
        self._box.setSpacing(theme.space(12))
        self._box.addWidget(avatar)
        self._box.addLayout(texts, 1)

    def offer_call_back(self) -> None:
        """Add the button that calls back."""
        button = Button(self._theme, self.tr("Call back"), icon="phone-out", tone="accent")
        button.setAccessibleName(self.tr("Call back %1").replace("%1", self._line.name))
        button.setEnabled(self._line.e164 is not None)
        if self._line.e164 is None:
            button.setToolTip(self.tr("This call showed no number that can be dialled"))
        button.clicked.connect(self.call_back_wanted)
        self._box.addWidget(button)

    def offer_outcomes(self, outcomes: tuple[Outcome, ...]) -> None:
        """Add the button that opens the outcomes."""
        button = Button(self._theme, self.tr("Set outcome"), icon="chevron-down", trailing=True)
        button.setAccessibleName(self.tr("Set the outcome of %1").replace("%1", self._line.name))
        menu = QMenu(button)
        for outcome in outcomes:
            menu.addAction(outcome.label).setData(outcome.value)
        menu.triggered.connect(lambda action: self.outcome_chosen.emit(str(action.data())))
        button.setMenu(menu)
        self._box.addWidget(button)


class Rows(QWidget):
    """Widgets below each other with hairlines between; replaced as a whole."""

    def __init__(self) -> None:
        super().__init__()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)

    def show_rows(self, rows: list[QWidget], *, ruled: bool = False) -> None:
        """Show these instead of what is there."""
        while (item := self._box.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for number, one in enumerate(rows):
            if ruled and number:
                self._box.addWidget(Line())
            self._box.addWidget(one)


def _way_icon(theme: Theme, words: Words, line: CallLine) -> IconLabel:
    icon = IconLabel(theme, call_icon(line.state, line.direction), call_tone(line.state))
    icon.setToolTip(f"{words.direction(line.direction)}, {words.state(line.state)}")
    return icon


def _spoken(words: Words, line: CallLine, said: str) -> str:
    length = words.spoken_duration(line.talk_s or None)
    parts = (words.direction(line.direction), words.exact(line.started_at), length, line.outcome)
    return ", ".join(part for part in (*parts, said) if part)


def _about(words: Words, line: CallLine) -> str:
    shown_number = line.number if line.number != line.name else ""
    via = f"via {line.via}" if line.via else ""
    length = words.duration(line.talk_s or None)
    parts = (words.ago(line.started_at), length, line.firm or shown_number, via, line.note)
    return " · ".join(part for part in parts if part)
