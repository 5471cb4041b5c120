"""What one sets a setting with, by its kind: a tick, chips, a number, a line, a country."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from cti_desktop.agent.setting import Setting
from cti_desktop.agent.setting_kinds import Choice, Country, Percent, Switch, Whole
from cti_desktop.agent.setting_table import LANGUAGE
from cti_desktop.desktop.calm_fields import CalmComboBox, CalmSpinBox
from cti_desktop.desktop.country_names import countries
from cti_desktop.desktop.flow import Flow
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.translations import languages
from cti_desktop.desktop.widgets import Chip, Label, row

_NUMBER_WIDTH = 120
_TARGET = 28


def setting_words(text: str) -> str:
    """Return a text of the settings' table in the reader's language."""
    return QCoreApplication.translate("Settings", text) if text else ""


class Control(QWidget):
    """One control.

    Signals:
        chosen(object): the person wants this value; it may still be refused.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)

    def show_value(self, value: Any) -> None:
        """Show the value that holds, without telling anybody."""

    def words(self) -> str:
        """Return what else it says, for the search."""
        return ""

    def take(self, part: QWidget, setting: Setting[Any]) -> None:
        """Put the one part in that takes the keyboard."""
        part.setAccessibleName(setting_words(setting.title))
        part.setAccessibleDescription(setting_words(setting.hint))
        self.box.addWidget(part)
        self.setFocusProxy(part)


class SwitchControl(Control):
    """A tick with the setting's name beside it, in as many lines as it needs."""

    def __init__(self, theme: Theme, setting: Setting[bool]) -> None:
        super().__init__()
        self.tick = QCheckBox()
        self.tick.setFixedWidth(theme.px(_TARGET))
        self.name = _NameOfTick(theme, setting_words(setting.title), self.tick)
        self.take(self.tick, setting)
        line = row(self.tick, spacing=0)
        line.addWidget(self.name, 1)
        self.box.addLayout(line)
        self.tick.toggled.connect(self._choose)

    def show_value(self, value: Any) -> None:
        """Tick it or not."""
        with QSignalBlocker(self.tick):
            self.tick.setChecked(bool(value))

    @Slot(bool)
    def _choose(self, on: bool) -> None:
        self.chosen.emit(on)


class _NameOfTick(Label):
    """What a tick is for; pressing it ticks. A tick's own text could not go into a second line."""

    def __init__(self, theme: Theme, text: str, tick: QCheckBox) -> None:
        super().__init__(theme, text, wrap=True)
        self._tick = tick
        self.setBuddy(tick)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick, when the pointer is still on it."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self._tick.click()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep the press: what stands around gets no release of it either."""
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        """Step back with a tick that is locked."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange:
            self.set_tone("text" if self.isEnabled() else "muted")


class ChipsControl(Control):
    """A few values of which one holds."""

    def __init__(self, theme: Theme, setting: Setting[Any], offered: Mapping[Any, str]) -> None:
        super().__init__()
        self.chips = {value: Chip(theme, text) for value, text in offered.items()}
        flow = Flow(None, theme.space(8))
        group = QButtonGroup(self)
        for value, chip in self.chips.items():
            chip.setAccessibleName(f"{setting_words(setting.title)}: {chip.text()}")
            chip.setAccessibleDescription(setting_words(setting.hint))
            chip.clicked.connect(lambda _on=False, value=value: self.chosen.emit(value))
            group.addButton(chip)
            flow.addWidget(chip)
        self.box.addLayout(flow)

    def show_value(self, value: Any) -> None:
        """Mark what holds, or what is nearest to it."""
        if value not in self.chips and isinstance(value, int):
            value = min(self.chips, key=lambda one: abs(int(one) - value))
        if value in self.chips:
            self.chips[value].setChecked(True)

    def words(self) -> str:
        """Return what the chips say."""
        return " ".join(chip.text() for chip in self.chips.values())


class NumberControl(Control):
    """A number with arrows."""

    def __init__(self, theme: Theme, setting: Setting[int], kind: Whole) -> None:
        super().__init__()
        self.field = CalmSpinBox()
        self.field.setRange(kind.least, kind.most)
        self.field.setSingleStep(kind.step)
        self.field.setSuffix(setting_words(kind.unit))
        self.field.setKeyboardTracking(False)
        self.field.setMaximumWidth(theme.px(_NUMBER_WIDTH))
        self.field.lineEdit().setTextMargins(theme.px(6), 0, 0, 0)
        self.take(self.field, setting)
        self.field.valueChanged.connect(self._choose)

    def show_value(self, value: Any) -> None:
        """Show the number."""
        with QSignalBlocker(self.field):
            self.field.setValue(int(value))

    @Slot(int)
    def _choose(self, number: int) -> None:
        self.chosen.emit(number)


class LineControl(Control):
    """A line of text, taken when it is left or by Enter."""

    def __init__(self, setting: Setting[str]) -> None:
        super().__init__()
        self._shown = ""
        self.field = QLineEdit()
        self.take(self.field, setting)
        self.field.editingFinished.connect(self._leave)

    def show_value(self, value: Any) -> None:
        """Show the text."""
        self._shown = str(value)
        self.field.setText(self._shown)
        self.field.setCursorPosition(0)

    def _leave(self) -> None:
        text = self.field.text().strip()
        if text != self._shown:
            self._shown = text
            self.chosen.emit(text)


class CountryControl(Control):
    """A country of a list; one types to find it."""

    def __init__(self, setting: Setting[str]) -> None:
        super().__init__()
        self.field = CalmComboBox()
        self.field.addItem(setting_words("None"), "")
        for code, name in countries(QLocale.languageToCode(QLocale().language())):
            self.field.addItem(f"{name} ({code})", code)
        self.field.view().setAccessibleName(setting_words(setting.title))
        self.take(self.field, setting)
        self.field.activated.connect(lambda _at: self.chosen.emit(self.field.currentData()))

    def show_value(self, value: Any) -> None:
        """Show the country; one that Qt does not know is shown as it is written."""
        at = self.field.findData(value)
        if at < 0:
            self.field.addItem(str(value), value)
            at = self.field.count() - 1
        self.field.setCurrentIndex(at)


def offered_languages(now: str) -> dict[str, str]:
    """Return the languages one can choose, each in its own words."""
    offered = {"": setting_words("As the system")}
    codes = dict.fromkeys(("en", *languages(), *((now,) if now else ())))
    for code in codes:
        own = "English" if code == "en" else QLocale(code).nativeLanguageName()
        name = own[:1].upper() + own[1:]
        offered[code] = f"{name} ({code})" if "_" in code else name
    return offered


def control_of(theme: Theme, setting: Setting[Any], now: Any) -> Control:
    """Make what sets a setting; `now` is the value that holds."""
    kind = setting.kind
    if isinstance(kind, Switch):
        return SwitchControl(theme, setting)
    if isinstance(kind, Whole):
        return NumberControl(theme, setting, kind)
    if isinstance(kind, Country):
        return CountryControl(setting)
    offered = _offered(setting, now)
    return ChipsControl(theme, setting, offered) if offered else LineControl(setting)


def _offered(setting: Setting[Any], now: Any) -> dict[Any, str]:
    """Return the few values one chooses from; nothing for those one types."""
    kind = setting.kind
    if setting is LANGUAGE:
        return dict(offered_languages(str(now)))
    if isinstance(kind, Choice):
        return {value: setting_words(text) for value, text in kind.words.items()}
    if isinstance(kind, Percent):
        return {one: f"{one} %" for one in kind.offered}
    return {}
