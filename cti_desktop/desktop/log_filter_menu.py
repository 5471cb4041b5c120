"""The menu that narrows and orders the call log, wholly by keyboard as menus are."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from cti_desktop.agent.answers import LogChoices
from cti_desktop.calls.call import State
from cti_desktop.calls.events import Direction
from cti_desktop.calls.log_filter import LogFilter, Period
from cti_desktop.desktop.log_filter_words import Mark, marks, periods, sorts
from cti_desktop.desktop.words import Words

_STATES = (
    State.ENDED,
    State.MISSED,
    State.VOICEMAIL,
    State.REJECTED,
    State.ANSWERED_ELSEWHERE,
)
_LONGEST = 60


class LogFilterMenu(QMenu):
    """Made for one filter and shown once.

    Args:
        shown: the filter that is changed.
        choices: what queues, agents, outcomes and named filters there are.
        take: takes the changed filter.
    """

    def __init__(
        self,
        parent: QWidget,
        words: Words,
        shown: LogFilter,
        choices: LogChoices,
        take: Callable[[LogFilter], None],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._words, self._shown, self._choices, self._take = words, shown, choices, take
        self._periods()
        self._ways()
        self._outcomes()
        self._names(self.tr("Queue"), "via", choices.queues)
        self._agents()
        self._names(self.tr("Tag"), "tag", choices.tags)
        for mark in marks():
            self._mark(mark)
        self.addSeparator()
        order = self.addMenu(self.tr("Order"))
        for sort, text in sorts().items():
            self._choice(order, text, replace(shown, sort=sort))

    def offer(self, text: str, act: Callable[[], None], within: QMenu | None = None) -> QAction:
        """Add something else that can be done."""
        return (within or self).addAction(text.replace("&", "&&"), act)

    def offer_saved(self, use: Callable[[LogFilter], None]) -> None:
        """Add the filters with a name."""
        if not self._choices.saved:
            return
        saved = self.addMenu(self.tr("Saved filters"))
        for one in self._choices.saved:
            self.offer(one.name[:_LONGEST], partial(use, one.shows), saved)

    def offer_to_forget(self, forget: Callable[[str], None]) -> None:
        """Add the names that can be forgotten."""
        if not self._choices.saved:
            return
        gone = self.addMenu(self.tr("Remove a saved filter"))
        for one in self._choices.saved:
            self.offer(one.name[:_LONGEST], partial(forget, one.name), gone)

    def _periods(self) -> None:
        menu = self.addMenu(self.tr("Days"))
        any_day = replace(self._shown, period=Period.ANY, first_day=None, last_day=None)
        self._choice(menu, self.tr("Any day"), any_day)
        for period, text in periods().items():
            self._choice(menu, text, replace(any_day, period=period))
        today = self._words.now().astimezone(self._words.zone).date()
        chosen = replace(any_day, period=Period.DAYS, first_day=today, last_day=today)
        action = self._choice(menu, self.tr("Other days …"), chosen)
        action.setChecked(self._shown.period is Period.DAYS)

    def _ways(self) -> None:
        menu = self.addMenu(self.tr("Direction"))
        for way in (None, *Direction):
            text = self.tr("Any direction") if way is None else self._words.direction(way)
            self._choice(menu, text, replace(self._shown, direction=way))
        menu = self.addMenu(self.tr("State"))
        self._choice(menu, self.tr("Any state"), replace(self._shown, states=()))
        for state in _STATES:
            self._choice(menu, self._words.state(state), replace(self._shown, states=(state,)))

    def _outcomes(self) -> None:
        menu = self.addMenu(self.tr("Outcome"))
        none = replace(self._shown, outcome=None, without_outcome=False)
        self._choice(menu, self.tr("Any outcome"), none)
        self._choice(menu, self.tr("Without an outcome"), replace(none, without_outcome=True))
        for one in self._choices.outcomes:
            self._choice(menu, one.label, replace(none, outcome=one.value))

    def _names(self, title: str, field: str, names: tuple[str, ...]) -> None:
        if not names:
            return
        menu = self.addMenu(title)
        self._set(menu, self.tr("Any"), field, None)
        for name in names:
            self._set(menu, name, field, name)

    def _agents(self) -> None:
        """Add who had part, each by their ids; an extension tells two of one name apart."""
        agents = self._choices.agents
        if not agents:
            return
        menu = self.addMenu(self.tr("Agent"))
        self._choice(menu, self.tr("Any"), replace(self._shown, agent=None, whose=()))
        several = Counter(one.name for one in agents)
        for one in agents:
            shared = several[one.name] > 1 and one.extension
            name = f"{one.name} ({one.extension})" if shared else one.name
            self._choice(menu, name, replace(self._shown, agent=name, whose=one.ids))

    def _mark(self, mark: Mark) -> None:
        menu = self.addMenu(mark.title)
        self._set(menu, self.tr("Any"), mark.field, None)
        self._set(menu, mark.having, mark.field, value=True)
        self._set(menu, mark.lacking, mark.field, value=False)

    def _set(self, menu: QMenu, text: str, field: str, value: Any) -> None:
        self._choice(menu, text, replace(self._shown, **{field: value}))

    def _choice(self, menu: QMenu, text: str, wanted: LogFilter) -> QAction:
        action = self.offer(text[:_LONGEST], partial(self._take, wanted), menu)
        action.setCheckable(True)
        action.setChecked(wanted == self._shown)
        return action
