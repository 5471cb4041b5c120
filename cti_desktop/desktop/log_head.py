"""What stands above the calls: the search, the filter in chips, how many calls it lets through."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QDate, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QDateEdit, QLineEdit, QVBoxLayout, QWidget

from cti_desktop.agent.answers import LogChoices, LogCount
from cti_desktop.calls.log_filter import LogFilter, Period
from cti_desktop.desktop.calm_fields import CalmDateEdit
from cti_desktop.desktop.flow import Flow
from cti_desktop.desktop.log_filter_menu import LogFilterMenu
from cti_desktop.desktop.log_filter_words import QUICK, conditions
from cti_desktop.desktop.search_field import SearchField
from cti_desktop.desktop.spoken import announce
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import (
    Button,
    Chip,
    IconButton,
    IconLabel,
    Label,
    Line,
    clear,
    is_narrow,
    row,
)
from cti_desktop.desktop.words import Words

FILTER_KEYS = "Ctrl+Shift+F"
_LONGEST_NAME = 40
_EDGE = 24


class AskedText(QLineEdit):
    """A field that comes for one answer: Enter gives it, Escape or leaving takes it back.

    Signals:
        answered(str): what was typed.
    """

    answered = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setFixedWidth(theme.px(220))
        self.setMaxLength(_LONGEST_NAME)
        self.returnPressed.connect(self._give)
        self.editingFinished.connect(self.hide)
        self.hide()

    def ask(self, what: str, text: str = "") -> None:
        """Come with the keyboard."""
        self.setPlaceholderText(what)
        self.setAccessibleName(what)
        self.setText(text)
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go by Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _give(self) -> None:
        text = self.text().strip()
        self.hide()
        if text:
            self.answered.emit(text)


class DaysField(QWidget):
    """From which day to which.

    Signals:
        changed(object, object): the first and the last day, as `datetime.date`.
    """

    changed = Signal(object, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._from, self._to = CalmDateEdit(), CalmDateEdit()
        for field, name in ((self._from, self.tr("From day")), (self._to, self.tr("To day"))):
            field.setAccessibleName(name)
            field.setToolTip(name)
            field.dateChanged.connect(partial(self._tell, field))
        until = Label(theme, self.tr("to"), tone="muted")
        self.setLayout(row(self._from, until, self._to, None, spacing=theme.space(8)))
        self.hide()

    def show_days(self, shown: LogFilter) -> None:
        """Show a filter's days; not there while it asks for none."""
        days = (shown.first_day, shown.last_day)
        for field, day in zip((self._from, self._to), days, strict=True):
            if day is not None:
                with QSignalBlocker(field):
                    field.setDate(QDate(day.year, day.month, day.day))
        self.setVisible(shown.period is Period.DAYS)

    def _tell(self, changed: QDateEdit, _day: QDate) -> None:
        first, last = self._from.date(), self._to.date()
        if first > last:  # the day that was not touched follows
            first = last = changed.date()
        self.changed.emit(*(date(one.year(), one.month(), one.day()) for one in (first, last)))


class LogHead(QWidget):
    """Search field, filter and count.

    Signals:
        narrowed: the filter is another one; see `wanted`.
        filter_wanted: the menu is to be shown, by `show_menu`.
        save_wanted(str): the filter is to be kept under this name.
        forget_wanted(str): the filter of this name is to be forgotten.
    """

    narrowed = Signal()
    filter_wanted = Signal()
    save_wanted = Signal(str)
    forget_wanted = Signal(str)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._theme, self._words = theme, words
        self._filter, self._choices = LogFilter(), LogChoices()
        self.search = SearchField(theme, self.tr("Search names, numbers and notes"))
        self.count = Label(theme, "", "caption", tone="muted", figures=True)
        self.filter_button = IconButton(theme, "filter", self.tr("Filter (Ctrl+Shift+F)"))
        self.export = IconButton(theme, "download", self.tr("Export these calls"))
        self.chips, self.whose = QButtonGroup(self), QButtonGroup(self)
        self._own: tuple[str, ...] = ()
        self.mine_chip, self.team_chip = Chip(theme, self.tr("Mine")), Chip(theme, self.tr("Team"))
        self.asked = AskedText(theme)
        self.days = DaysField(theme)
        self._trouble_text = Label(theme, "", tone="bad", wrap=True)
        self.try_again = Button(theme, self.tr("Try again"), "link")
        self._answer: Callable[[str], None] = self.save_wanted.emit
        self._lay_out()
        self._connect()
        self._show_filter()

    @property
    def wanted(self) -> LogFilter:
        """What the chips and the text ask for."""
        return replace(self._filter, text=self.search.text().strip())

    def take(self, shown: LogFilter) -> None:
        """Ask for something else; its text goes into the search field."""
        with QSignalBlocker(self.search):
            self.search.setText(shown.text)
        self._filter = replace(shown, text="")
        self._show_filter()
        self.narrowed.emit()

    def show_count(self, count: LogCount | None) -> None:
        """Say how many calls there are; nothing while that is not known."""
        if count is None:
            self.count.setText("")
            return
        text = self.tr("1 call") if count.calls == 1 else self.tr("%1 calls")
        shown = self._words.count(count.calls) + ("+" if count.more else "")
        self.count.setText(text.replace("%1", shown))

    def show_trouble(self, text: str) -> None:
        """Say what does not work while the list stands; nothing takes it back."""
        if text and text != self._trouble_text.text():
            announce(self, text)
        self._trouble_text.setText(text)
        self._trouble.setVisible(bool(text))

    def clear(self) -> None:
        """Let everything through again."""
        self.take(LogFilter())

    def show_menu(self, choices: LogChoices) -> LogFilterMenu:
        """Show what the filter can be set to."""
        self.show_choices(choices)
        menu = LogFilterMenu(self, self._words, self.wanted, choices, self.take)
        menu.offer(self.tr("Number …"), self._ask_number)
        menu.addSeparator()
        menu.offer_saved(self.take)
        saving = menu.offer(self.tr("Save these filters …"), self._ask_name)
        saving.setEnabled(self.wanted != LogFilter())
        menu.offer_to_forget(self.forget_wanted.emit)
        clearing = menu.offer(self.tr("Show all calls"), self.clear)
        clearing.setEnabled(self.wanted != LogFilter())
        menu.popup(self.filter_button.mapToGlobal(self.filter_button.rect().bottomLeft()))
        return menu

    def show_choices(self, choices: LogChoices) -> None:
        """Know the names of what can be filtered by."""
        self._choices = choices
        self._show_filter()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the chips whole at any width."""
        super().resizeEvent(event)
        way, narrow = QBoxLayout.Direction, is_narrow(self._theme, self.width())
        self._line.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self._keep_room()

    # whose calls

    def show_team(self, own_ids: tuple[str, ...]) -> None:
        """Offer one's own calls or the team's; `own_ids` is empty for who sees no team."""
        if own_ids == self._own:
            return
        mine = self._filter.agent_ids == self._own
        self._own = own_ids
        for part in self._of_team:
            part.setVisible(bool(own_ids))
        if mine:
            self.show_whose(team=False)

    def show_whose(self, *, team: bool) -> None:
        """Show one's own calls, or the team's with them."""
        self.take(replace(self.wanted, agent_ids=() if team else self._own))

    def _whose(self, chip: Chip) -> None:
        self.show_whose(team=chip is self.team_chip)

    # inside

    def _lay_out(self) -> None:
        theme, space = self._theme, self._theme.space
        words = (self.tr("All"), self.tr("Missed"), self.tr("Inbound"), self.tr("Outbound"))
        filters = QWidget()
        flow = Flow(filters, space(8), even=True)
        self._of_team = self._whose_parts()
        for part in self._of_team:
            flow.addWidget(part)
            part.hide()
        for name, text in zip(QUICK, words, strict=True):
            chip = Chip(theme, text)
            chip.setObjectName(f"filter-{name}")
            chip.setAccessibleName(self.tr("Show: %1").replace("%1", text))
            self.chips.addButton(chip)
            flow.addWidget(chip)
        self._conditions = QWidget()
        self._flow = Flow(self._conditions, space(8))
        self._trouble = QWidget()
        icon = IconLabel(theme, "warning", "bad")
        self._trouble.setLayout(
            row(icon, self._trouble_text, self.try_again, None, spacing=space(8))
        )
        self._trouble.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(space(_EDGE), space(16), space(_EDGE), space(8))
        box.setSpacing(space(12))
        box.addWidget(self.search)
        self._line = row(spacing=space(8))
        self._line.addWidget(filters, 1)
        self.count.setMinimumHeight(theme.px(28))
        beside = row(self.count, None, self.filter_button, self.export, spacing=space(8))
        self._line.addLayout(beside)
        self._line.setAlignment(beside, Qt.AlignmentFlag.AlignTop)
        box.addLayout(self._line)
        for below in (self._conditions, self.days, self.asked, self._trouble):
            box.addWidget(below)

    def _whose_parts(self) -> tuple[QWidget, ...]:
        """Return the chips that stand there for who sees a team, and what sets them apart."""
        for chip, name in (
            (self.mine_chip, self.tr("Show: my calls")),
            (self.team_chip, self.tr("Show: the team's calls")),
        ):
            chip.setAccessibleName(name)
            self.whose.addButton(chip)
        apart = Line(vertical=True)
        apart.setFixedHeight(self._theme.px(28))
        return self.mine_chip, self.team_chip, apart

    def _connect(self) -> None:
        self.whose.buttonClicked.connect(self._whose)
        self.search.searched.connect(self.narrowed)
        self.chips.buttonClicked.connect(self._quick)
        self.filter_button.clicked.connect(self.filter_wanted)
        self.asked.answered.connect(self._answered)
        self.days.changed.connect(self._take_days)
        keys = QShortcut(QKeySequence(FILTER_KEYS), self)
        keys.setContext(Qt.ShortcutContext.WindowShortcut)
        keys.activated.connect(self.filter_wanted)

    def _quick(self, chip: Chip) -> None:
        asked = QUICK[chip.objectName().removeprefix("filter-")]
        self.take(replace(self.wanted, direction=asked.direction, states=asked.states))

    def _show_filter(self) -> None:
        """Check the chip that says it and list the rest, each to be taken away again."""
        now = (self._filter.direction, self._filter.states)
        self.chips.setExclusive(False)
        for chip in self.chips.buttons():
            asked = QUICK[chip.objectName().removeprefix("filter-")]
            chip.setChecked((asked.direction, asked.states) == now)
        self.chips.setExclusive(True)
        whose = self.mine_chip if self._filter.agent_ids else self.team_chip
        whose.setChecked(True)
        clear(self._flow)
        found = conditions(self._filter, self._words, self._choices)
        before: QWidget = self.export
        for one in found:
            chip = Button(self._theme, one.text, "chip", icon="x", tone="muted", trailing=True)
            chip.setAccessibleName(self.tr("Remove filter: %1").replace("%1", one.text))
            chip.clicked.connect(partial(self._remove, one.without))
            self._flow.addWidget(chip)
            QWidget.setTabOrder(before, chip)
            before = chip
            chip.show()
        self._conditions.setVisible(bool(found))
        self._keep_room()
        self.days.show_days(self._filter)
        self.filter_button.set_icon("filter", "accent" if found else "muted")

    def _keep_room(self) -> None:
        """Keep the room that the chips need: the list below has less need of it."""
        wide = max(1, self.width() - 2 * self._theme.space(_EDGE))
        self._conditions.setMinimumHeight(self._flow.heightForWidth(wide))

    def _remove(self, without: LogFilter, _checked: bool = False) -> None:
        self.take(replace(without, text=self.wanted.text))
        self.filter_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_days(self, first: date, last: date) -> None:
        self.take(replace(self.wanted, period=Period.DAYS, first_day=first, last_day=last))

    def _ask_number(self) -> None:
        self._answer = self._take_number
        self.asked.ask(self.tr("The whole number, such as +44 20 7946 0018"))

    def _ask_name(self) -> None:
        self._answer = self.save_wanted.emit
        self.asked.ask(self.tr("A name for these filters"))

    def _take_number(self, number: str) -> None:
        self.take(replace(self.wanted, number=number))

    def _answered(self, text: str) -> None:
        self._answer(text)
