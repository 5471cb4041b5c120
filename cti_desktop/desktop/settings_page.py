"""The settings' page: every setting of the table in its group, a search over them, and the rest.

What an administrator set shows a lock and the reason; what a person sets acts at once where it can.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from cti_desktop.agent.setting import Group
from cti_desktop.agent.setting_table import TABLE
from cti_desktop.agent.views import StatusView
from cti_desktop.desktop.companion_card import CompanionCard
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.search_field import SearchField
from cti_desktop.desktop.setting_controls import setting_words
from cti_desktop.desktop.setting_row import SettingRow
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import IconLabel, Label, Line, Plane, Scroll, row

_WIDTH = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the page tells of the program.

    Attributes:
        data_dir: where everything it writes lies.
        companion_url: None when it works without a companion.
    """

    version: str
    data_dir: Path
    companion_url: str | None = None


class Section(QWidget):
    """A group's title and its card."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        space = theme.space
        self._theme = theme
        self.rows: list[SettingRow] = []
        self._lines: list[Line] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, space(16))
        box.setSpacing(space(8))
        box.addWidget(Label(theme, title, "section", strong=True))
        self.title = title
        self.card = Plane("card")
        margin = space(16)
        self.card.box.setContentsMargins(margin, margin, margin, margin)
        self.card.box.setSpacing(space(12))
        box.addWidget(self.card)
        self._box = box

    def put_first(self, part: QWidget) -> None:
        """Put a card of its own above the rows."""
        self._box.insertWidget(1, part)

    def add_rows(self, rows: Iterable[SettingRow]) -> None:
        """Put settings below each other, ruled."""
        for one in rows:
            if self.rows:
                line = Line()
                self._lines.append(line)
                self.card.box.addWidget(line)
            self.rows.append(one)
            self.card.box.addWidget(one)
        self.card.setVisible(bool(self.rows))

    def filter(self, words: list[str]) -> bool:
        """Leave only rows with these words; all of them when the title has them."""
        whole = all(word in self.title.casefold() for word in words)
        shown = [one for one in self.rows if whole or one.matches(words)]
        for one in self.rows:
            one.setVisible(one in shown)
        for line, one in zip(self._lines, self.rows[1:], strict=True):
            line.setVisible(one in shown and one is not shown[0])
        self.card.setVisible(bool(shown))
        return bool(shown)


class SettingsPage(Plane):
    """The page."""

    def __init__(self, core: CoreLike, theme: Theme, about: About, live: LiveSettings) -> None:
        super().__init__()
        self._theme, self._live = theme, live
        self.setAccessibleName(self.tr("Settings"))
        self.search = SearchField(theme, self.tr("Search settings"))
        self.companion = CompanionCard(core, theme, about.companion_url)
        self.sections = {group: self._section(group) for group in Group if group is not Group.KEPT}
        self.sections[Group.CONNECTION].put_first(self.companion)
        self.about = Section(theme, self.tr("About"))
        self.about.card.box.addWidget(self._about(about))
        self._problems = Plane("attention")
        self._nothing = Label(theme, self.tr("No setting has these words."), tone="muted")
        self._lay_out()
        self._show_problems()
        self.search.searched.connect(self._search)
        self.search.left_downwards.connect(self._to_first)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.search.take_focus)
        core.viewed.connect(self._heard)
        live.changed.connect(self._changed)

    @property
    def rows(self) -> dict[str, SettingRow]:
        """Every setting's row, by its name."""
        return {one.setting.name: one for part in self.sections.values() for one in part.rows}

    def take_focus(self) -> None:
        """Take the keyboard: into the search."""
        self.search.take_focus()

    def _heard(self, view: object) -> None:
        if isinstance(view, StatusView):
            self.companion.show_status(view)

    def _changed(self, names: frozenset[str]) -> None:
        for name, one in self.rows.items():
            if name in names:
                one.show_standing()
        self._show_problems()

    def _search(self, text: str) -> None:
        words = text.casefold().split()
        found = False
        for section in self.sections.values():
            shown = section.filter(words)
            section.setVisible(shown)
            found = found or shown
        self.companion.setVisible(not words)
        self.about.setVisible(not words)
        self._nothing.setVisible(not found)

    def _to_first(self) -> None:
        for section in self.sections.values():
            for one in section.rows:
                if one.isVisible() and one.control.isEnabled():
                    self.search.focusNextChild()
                    return

    def _show_problems(self) -> None:
        self._problems.setVisible(bool(self._live.problems))
        self._problem_text.setText("\n".join(self._live.problems))

    def _section(self, group: Group) -> Section:
        section = Section(self._theme, setting_words(str(group)))
        section.add_rows(
            SettingRow(self._theme, self._live, one) for one in TABLE if one.group is group
        )
        return section

    def _lay_out(self) -> None:
        space = self._theme.space
        self._problem_text = Label(self._theme, "", wrap=True)
        line = row(IconLabel(self._theme, "warning", "warn"), spacing=space(8))
        line.addWidget(self._problem_text, 1)
        line.setContentsMargins(space(12), space(12), space(12), space(12))
        self._problems.box.addLayout(line)
        self._nothing.hide()
        content = QWidget()
        content.setMaximumWidth(self._theme.px(_WIDTH))
        content.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        box = QVBoxLayout(content)
        box.setContentsMargins(space(24), space(8), space(24), space(24))
        box.setSpacing(space(8))
        box.addWidget(self._problems)
        for part in (*self.sections.values(), self.about, self._nothing):
            box.addWidget(part)
        box.addStretch(1)
        top = QWidget()
        top.setMaximumWidth(content.maximumWidth())
        above = QVBoxLayout(top)
        above.setContentsMargins(space(24), space(24), space(24), space(8))
        above.addWidget(self.search)
        self.box.addWidget(top)
        self.box.addWidget(Scroll(content), 1)

    def _about(self, about: About) -> QWidget:
        whole = QWidget()
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self._theme.space(4))
        version = self.tr("CTI Desktop %1").replace("%1", about.version)
        box.addWidget(Label(self._theme, version, strong=True))
        where = self.tr("Calls, notes and contacts of this computer are kept in")
        box.addWidget(Label(self._theme, where, tone="muted", wrap=True))
        path = Label(self._theme, str(about.data_dir), wrap=True)
        path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.addWidget(path)
        return whole
