"""Short lists of calls on the phone page: earlier ones with a person, and those that wait."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QMenu, QSizePolicy, QVBoxLayout, QWidget

from cti_desktop.agent.views import CallLine
from cti_desktop.calls.call import State
from cti_desktop.calls.outcomes import Outcome
from cti_desktop.desktop.call_icons import call_icon, call_tone
from cti_desktop.desktop.call_words import sentence_of
from cti_desktop.desktop.line_button import LineButton, TwoLines
from cti_desktop.desktop.row_paint import joined, one_line
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.waiting_row import WaitingRow, name_it
from cti_desktop.desktop.widgets import (
    Button,
    ElidedLabel,
    IconButton,
    IconLabel,
    Label,
    Line,
    clear,
    plain_tip,
    row,
)
from cti_desktop.desktop.words import Words

_ROW = 36
_OUTCOME = 112  # the widest an outcome stands in a line


class EarlierCall(LineButton):
    """One earlier call in a line: way, time, length, outcome and the note's beginning.

    It is a button: pressed, it wants to show the whole call.
    """

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme)
        self._words = words
        self.setMinimumHeight(theme.px(_ROW))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._icon = IconLabel(theme, "phone")
        self._when = Label(theme, tone="muted")
        self._when.setMinimumWidth(theme.px(104))
        self._length = Label(theme, tone="muted", figures=True)
        self._length.setMinimumWidth(theme.px(40))
        self._length.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._outcome = Label(theme, "", "caption", tone="muted")
        self._outcome.setProperty("chip", True)
        self._outcome.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._said = ElidedLabel(theme)
        box = row(self._icon, self._when, self._length, spacing=theme.space(8))
        box.addSpacing(theme.space(8))
        box.addWidget(self._outcome)
        box.addWidget(self._said, 1)
        self.setLayout(box)

    def show_line(self, line: CallLine) -> None:
        """Show this call."""
        words = self._words
        said = one_line(line.note) or words.state(line.state, line.result)
        outcome, metrics = one_line(line.outcome or ""), self._outcome.fontMetrics()
        room = self._theme.px(_OUTCOME)
        _show_way(self._icon, words, line)
        self._when.setText(words.ago(line.started_at))
        self._when.setToolTip(words.exact(line.started_at))
        self._length.setText(words.duration(line.talk_s or None))
        self._outcome.setText(metrics.elidedText(outcome, Qt.TextElideMode.ElideRight, room))
        self._outcome.setVisible(bool(outcome))
        self._said.setText(said)
        self._said.set_tone("text" if line.note else "muted")
        self.setAccessibleName(_spoken(words, line, said))


class EarlierCalls(QWidget):
    """Earlier calls below each other; its rows are kept and filled in anew.

    Signals:
        call_wanted(object): the `CallLine` of a call to show in full.
    """

    call_wanted = Signal(object)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._theme, self._words = theme, words
        self._lines: tuple[CallLine, ...] = ()
        self._rows: list[EarlierCall] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)

    def make_row(self, enough: int) -> bool:
        """Make one more row, hidden, unless there are enough; tell whether it did."""
        at = len(self._rows)
        if at >= enough:
            return False
        one = EarlierCall(self._theme, self._words)
        one.clicked.connect(lambda: self.call_wanted.emit(self._lines[at]))
        self._rows.append(one)
        self._box.addWidget(one)
        one.hide()
        one.ensurePolished()
        return True

    def show_lines(self, lines: tuple[CallLine, ...]) -> None:
        """Show these and no others."""
        while self.make_row(len(lines)):
            pass
        self._lines = lines
        for one, line in zip(self._rows, lines, strict=False):
            one.show_line(line)
        for at, one in enumerate(self._rows):
            one.setVisible(at < len(lines))


class WaitingCall(WaitingRow[CallLine]):
    """One call that waits for the person, with the one action that settles it.

    Signals:
        call_back_wanted: dial this call's number.
        done_wanted: take it off the list.
        outcome_chosen(str): the outcome's stored value.

    Attributes:
        line: the call, as last shown.
    """

    line: CallLine
    call_back_wanted = Signal()
    done_wanted = Signal()
    outcome_chosen = Signal(str)

    def __init__(self, theme: Theme, words: Words) -> None:
        self._way, self._name = IconLabel(theme, "phone"), ElidedLabel(theme, strong=True)
        self._about = ElidedLabel(theme, "", "caption", tone="muted")
        upper = row(self._way, self._name, spacing=theme.space(4))
        tip = _tr("Show the call")
        super().__init__(theme, words, TwoLines(theme, upper, self._about, tip=tip))
        self._call: Button | None = None
        self._done: Button | None = None
        self._outcome: Button | None = None

    def fill(self, one: CallLine) -> None:
        """Show this call."""
        self.line, words, name = one, self._words, one_line(one.name)
        self._avatar.show_name(one.name, known=one.contact_id is not None)
        self._name.setText(name)
        self._about.setText(_about(words, one))
        self._about.setToolTip(words.exact(one.started_at))
        _show_way(self._way, words, one)
        name_it(self.opener, sentence_of(words, one))
        if self._call is not None:
            dials, none = one.dials, self.tr("This call showed no number that can be dialled")
            name_it(self._call, self.tr("Call back %1").replace("%1", name))
            self._call.setEnabled(dials is not None)
            self._call.setToolTip("" if dials is not None else none)
        if self._done is not None:
            done = _tr("Done with %1").replace("%1", name)
            name_it(self._done, done)
            self._done.setToolTip(plain_tip(done))
        if self._outcome is not None:
            name_it(self._outcome, self.tr("Set the outcome of %1").replace("%1", name))

    def offer_call_back(self) -> None:
        """Add the button that calls back."""
        button = Button(self._theme, self.tr("Call back"), icon="phone-out", tone="accent")
        button.clicked.connect(self.call_back_wanted)
        self._call = button
        self._add(button)

    def offer_done(self) -> None:
        """Add the button that takes the call off the list."""
        self._done = IconButton(self._theme, "check", "")
        self._done.clicked.connect(self.done_wanted)
        self._add(self._done, apart=True)

    def offer_outcomes(self, outcomes: tuple[Outcome, ...]) -> None:
        """Add the button that opens the outcomes."""
        button = Button(self._theme, self.tr("Set outcome"), icon="chevron-down", trailing=True)
        menu = QMenu(button)
        for outcome in outcomes:
            menu.addAction(outcome.label).setData(outcome.value)
        menu.triggered.connect(lambda action: self.outcome_chosen.emit(str(action.data())))
        self._watch(menu)
        button.setMenu(menu)
        self._outcome = button
        self._add(button)


class Rows(QWidget):
    """Widgets below each other with hairlines between; replaced as a whole."""

    def __init__(self) -> None:
        super().__init__()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)

    def show_rows(self, rows: list[QWidget], *, ruled: bool = False) -> None:
        """Show these instead of what is there."""
        clear(self._box)
        for number, one in enumerate(rows):
            if ruled and number:
                self._box.addWidget(Line())
            self._box.addWidget(one)


def _tr(text: str) -> str:
    return QCoreApplication.translate("TasksPage", text)


def _show_way(icon: IconLabel, words: Words, line: CallLine) -> None:
    icon.show_icon(call_icon(line.state, line.direction), call_tone(line.state))
    icon.setToolTip(f"{words.direction(line.direction)}, {words.state(line.state)}")


def _spoken(words: Words, line: CallLine, said: str) -> str:
    length = words.spoken_duration(line.talk_s or None)
    parts = (words.direction(line.direction), words.exact(line.started_at), length)
    outcome = one_line(line.outcome or "")
    return ", ".join(part for part in (*parts, outcome, said) if part)


def _about(words: Words, line: CallLine) -> str:
    shown_number = line.number if line.number != line.name else ""
    said = QCoreApplication.translate("CallWords", "via %1")
    via = said.replace("%1", one_line(line.via)) if line.via else ""
    length = words.duration(line.talk_s or None)
    left = words.state(State.VOICEMAIL) if line.has_voicemail else ""
    return joined(
        left, words.ago(line.started_at), length, line.firm or shown_number, via, line.note
    )
