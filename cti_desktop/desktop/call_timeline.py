"""What happened on a call, fact by fact, with who told it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QWidget

from cti_desktop.agent.answers import TimelineItem
from cti_desktop.desktop.call_words import source_words
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Label
from cti_desktop.desktop.words import Words

_SAME = timedelta(seconds=2)
_MOST = 200
_DOT_COLUMN = 1


@dataclass(frozen=True, slots=True)
class Fact:
    """The same thing told by one or several sources at the same time."""

    at: datetime
    text: str
    sources: tuple[str, ...]


def gather(items: Iterable[TimelineItem]) -> list[Fact]:
    """Join what several sources tell of the same moment, in order of time."""
    facts: list[Fact] = []
    for item in items:
        source = source_words(item.source)
        same = next((n for n in reversed(range(len(facts))) if _is_same(facts[n], item)), None)
        if same is None:
            facts.append(Fact(item.at, item.text, (source,)))
        elif source not in facts[same].sources:
            known = facts[same]
            facts[same] = Fact(known.at, known.text, (*known.sources, source))
    return facts


class Timeline(QWidget):
    """The facts below each other, joined by a line."""

    def __init__(self, theme: Theme, words: Words, items: Iterable[TimelineItem]) -> None:
        super().__init__()
        self._theme, self._words = theme, words
        self._dots: list[Label] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.space(8))
        self._grid.setVerticalSpacing(theme.space(8))
        self._grid.setColumnMinimumWidth(_DOT_COLUMN, theme.px(16))
        self._grid.setColumnStretch(2, 1)
        facts = gather(items)
        day = ""
        for fact in facts[:_MOST]:
            if (this_day := words.day_heading(fact.at)) != day:
                day = this_day
                self._add_day(day)
            self._add(fact)
        if len(facts) > _MOST:
            left = self.tr("%1 more").replace("%1", str(len(facts) - _MOST))
            self._add_day(left)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the dots and what joins them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell = self._grid.cellRect(1, _DOT_COLUMN)
        x = cell.center().x() + 0.5
        places = [one.geometry().top() + one.fontMetrics().height() / 2 for one in self._dots]
        if len(places) > 1:
            painter.setPen(QPen(self._theme.colour("line"), 1))
            painter.drawLine(QPointF(x, places[0]), QPointF(x, places[-1]))
        painter.setPen(QPen(self._theme.colour("surface"), 2))
        painter.setBrush(self._theme.colour("edge"))
        radius = self._theme.px(4)
        for y in places:
            painter.drawEllipse(QPointF(x, y), radius, radius)

    def _add_day(self, text: str) -> None:
        label = Label(self._theme, text, "caption", tone="muted", strong=True)
        self._grid.addWidget(label, self._grid.rowCount(), 0, 1, 4)

    def _add(self, fact: Fact) -> None:
        at = Label(self._theme, self._words.clock_seconds(fact.at), tone="muted", figures=True)
        at.setToolTip(self._words.exact(fact.at))
        text = Label(self._theme, fact.text, wrap=True)
        told = ", ".join(fact.sources)
        source = Label(self._theme, told, "caption", tone="muted")
        text.setAccessibleName(
            self.tr("%1: %2 (%3)")
            .replace("%1", self._words.exact(fact.at))
            .replace("%2", fact.text)
            .replace("%3", told)
        )
        place = self._grid.rowCount()
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(at, place, 0, top)
        self._grid.addWidget(text, place, 2, top)
        self._grid.addWidget(source, place, 3, top | Qt.AlignmentFlag.AlignRight)
        self._dots.append(text)


def _is_same(fact: Fact, item: TimelineItem) -> bool:
    return fact.text == item.text and abs(item.at - fact.at) <= _SAME
