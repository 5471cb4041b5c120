"""The phone page between calls: what waits for the person, or a calm page when nothing does."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cti_desktop.agent.views import CallLine, DeskView
from cti_desktop.calls.outcomes import Outcome
from cti_desktop.desktop.call_rows import Rows, WaitingCall
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, IconLabel, Label, Line, Scroll, row
from cti_desktop.desktop.words import Words

_WIDEST = 880
_MOST = 20


class IdlePage(QWidget):
    """Lists calls without an outcome and missed calls.

    Signals:
        contacts_wanted: the person wants to look somebody up.
    """

    contacts_wanted = Signal()

    def __init__(self, core: CoreLike, theme: Theme, words: Words) -> None:
        super().__init__()
        self._core, self._theme, self._words = core, theme, words
        self._shown: tuple[object, ...] | None = None
        self._title = Label(theme, "", "name", strong=True)
        self._about = Label(theme, "", tone="muted", wrap=True)
        self._unfinished = _Section(theme, self.tr("Calls without an outcome"))
        self._missed = _Section(theme, self.tr("Missed calls"))
        self._todo = self._todo_page()
        self._calm = self._calm_page()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._todo, 1)
        box.addWidget(self._calm, 1)
        self.show_desk(DeskView())

    def show_desk(self, desk: DeskView) -> None:
        """Take a snapshot."""
        shown = (desk.unfinished, desk.missed, desk.outcomes)
        if shown == self._shown:
            return
        self._shown = shown
        waiting = bool(desk.unfinished or desk.missed)
        self._todo.setVisible(waiting)
        self._calm.setVisible(not waiting)
        self._title.setText(self.tr("Next up"))
        self._about.setText(_sentence(len(desk.unfinished), len(desk.missed), self))
        self._unfinished.show_rows(
            [self._outcome_row(line, desk.outcomes) for line in desk.unfinished[:_MOST]]
        )
        self._missed.show_rows([self._missed_row(line) for line in desk.missed[:_MOST]])

    def _todo_page(self) -> QWidget:
        space = self._theme.space
        content = QWidget()
        content.setMaximumWidth(self._theme.px(_WIDEST))
        box = QVBoxLayout(content)
        box.setContentsMargins(space(24), space(24), space(24), space(24))
        box.setSpacing(space(4))
        box.addWidget(self._title)
        box.addWidget(self._about)
        for section in (self._unfinished, self._missed):
            box.addWidget(section)
        box.addStretch(1)
        page = QWidget()
        side = QHBoxLayout(page)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(content, 1)
        side.addStretch(0)
        return Scroll(page)

    def _calm_page(self) -> QWidget:
        theme, space = self._theme, self._theme.space
        page = QWidget()
        contacts = Button(
            theme, self.tr("Find a contact"), icon="search", tip=self.tr("Open contacts (Ctrl+3)")
        )
        contacts.clicked.connect(self.contacts_wanted)
        said = Label(theme, self.tr("All caught up"), "section", strong=True)
        hint = Label(
            theme,
            self.tr("When a call comes in, you see here who it is and write your note."),
            tone="muted",
            wrap=True,
        )
        hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        hint.setFixedWidth(theme.px(320))
        box = QVBoxLayout(page)
        box.setContentsMargins(space(24), space(24), space(24), space(24))
        box.setSpacing(space(8))
        box.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        box.addWidget(IconLabel(theme, "phone", "edge", 32), 0, centre)
        box.addSpacing(space(8))
        box.addWidget(said, 0, centre)
        box.addLayout(row(None, hint, None))
        box.addSpacing(space(8))
        box.addWidget(contacts, 0, centre)
        box.addStretch(3)
        return page

    def _outcome_row(self, line: CallLine, outcomes: tuple[Outcome, ...]) -> QWidget:
        one = WaitingCall(self._theme, self._words, line)
        one.offer_outcomes(outcomes)
        one.outcome_chosen.connect(lambda value: self._set_outcome(line.call_id, value))
        return one

    def _missed_row(self, line: CallLine) -> QWidget:
        one = WaitingCall(self._theme, self._words, line)
        one.offer_call_back()
        one.call_back_wanted.connect(lambda: self._dial(line))
        return one

    def _dial(self, line: CallLine) -> None:
        number, contact_id = line.e164 or line.number, line.contact_id
        self._core.tell(
            lambda office: office.dial(number, source="missed_call", contact_id=contact_id)
        )

    def _set_outcome(self, call_id: str, value: str) -> None:
        self._core.ask(
            lambda office: office.set_call_outcome(call_id, value), self._outcome_set, owner=self
        )

    def _outcome_set(self, _nothing: None) -> None:
        """Do nothing: the next snapshot no longer lists the call."""


class _Section(QWidget):
    """A heading with rows; not there while there are none."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        space = theme.space
        self._count = Label(theme, "", "caption", tone="muted", figures=True)
        self._count.setProperty("chip", True)
        self._rows = Rows()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, space(20), 0, 0)
        box.setSpacing(space(8))
        heading = Label(theme, title, "section", strong=True)
        box.addLayout(row(heading, self._count, None, spacing=space(8)))
        box.addWidget(Line())
        box.addWidget(self._rows)

    def show_rows(self, rows: list[QWidget]) -> None:
        """Show these calls."""
        self._count.setText(str(len(rows)))
        self._rows.show_rows(rows, ruled=True)
        self.setVisible(bool(rows))


def _sentence(unfinished: int, missed: int, page: QWidget) -> str:
    parts = []
    if unfinished:
        one, many = page.tr("1 call needs an outcome"), page.tr("%1 calls need an outcome")
        parts.append(one if unfinished == 1 else many.replace("%1", str(unfinished)))
    if missed:
        one, many = page.tr("1 missed call"), page.tr("%1 missed calls")
        parts.append(one if missed == 1 else many.replace("%1", str(missed)))
    return ", ".join(parts)
