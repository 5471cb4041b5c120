"""One setting on the page: its name, its control, what it does, and who locked it."""

from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cti_desktop.agent.pop_address import AddressTemplate
from cti_desktop.agent.setting import Setting
from cti_desktop.agent.settings_store import Origin, Standing
from cti_desktop.calls.errors import CtiError
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.restart import restart
from cti_desktop.desktop.setting_controls import SwitchControl, control_of, setting_words
from cti_desktop.desktop.spoken import announce
from cti_desktop.desktop.template_control import TemplateControl
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, IconLabel, Label, row


def _tr(text: str) -> str:
    return QCoreApplication.translate("SettingRow", text)


class SettingRow(QWidget):
    """The row; what is set acts at once unless it says otherwise.

    What it seldom says gets its widgets then: a page has many rows, and whenever the look changes
    each widget costs, seen or not.
    """

    def __init__(self, theme: Theme, live: LiveSettings, setting: Setting[Any]) -> None:
        super().__init__()
        self._theme, self._live, self.setting = theme, live, setting
        self._first = live.get(setting)
        templated = isinstance(setting.kind, AddressTemplate)
        self.control = (
            TemplateControl(theme, setting)
            if templated
            else control_of(theme, setting, self._first)
        )
        self.title = Label(theme, setting_words(setting.title), wrap=True)
        self.hint = Label(theme, setting_words(setting.hint), tone="muted", wrap=True)
        self.lock = QWidget()
        self._why: Label | None = None
        self._later: QWidget | None = None
        self._trouble: Label | None = None
        self.can_restart = True
        self._lay_out(theme)
        self.control.chosen.connect(self._choose)
        self._said = " ".join(
            (setting.title, setting.hint, setting.words, self.title.text(), self.hint.text())
        )
        self.show_standing()

    def matches(self, words: list[str]) -> bool:
        """Tell whether somebody who looks for all these words may mean this one."""
        said = f"{self._said} {self.control.words()}".casefold()
        return all(word in said for word in words)

    def show_standing(self) -> None:
        """Show what holds now."""
        standing = self._live.standing(self.setting)
        self.control.show_value(standing.value)
        self.control.setEnabled(not standing.locked)
        if standing.locked:
            self._say_why(lock_words(standing))
        self.lock.setVisible(standing.locked)
        later = self.can_restart and self.setting.restart and standing.value != self._first
        if later and self._later is None:
            self._later = self._offer_restart()
        if self._later is not None:
            self._later.setVisible(later)
        if self._trouble is not None:
            self._trouble.hide()

    def _choose(self, value: object) -> None:
        try:
            self._live.set(self.setting, value)
        except CtiError as error:
            self._say_trouble(trouble_words(error))
            return
        self.show_standing()

    def _say_why(self, words: str) -> None:
        if self._why is None:
            self._why = Label(self._theme, "", tone="muted", wrap=True)
            sign = IconLabel(self._theme, "lock", "muted")
            line = row(spacing=self._theme.space(8))
            line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(self._why, 1)
            line.setContentsMargins(0, self._theme.space(4), 0, 0)
            self.lock.setLayout(line)
        self._why.setText(words)

    def _offer_restart(self) -> QWidget:
        again = Button(self._theme, _tr("Restart now"), "link")
        again.clicked.connect(lambda: restart(self))
        later = Label(self._theme, _tr("From the next start on."), tone="muted")
        offer = QWidget()
        offer.setLayout(row(later, again, None))
        self._box.insertWidget(self._box.indexOf(self.lock) + 1, offer)
        return offer

    def _say_trouble(self, words: str) -> None:
        if self._trouble is None:
            self._trouble = Label(self._theme, "", tone="bad", wrap=True)
            self._box.addWidget(self._trouble)
        self._trouble.setText(words)
        self._trouble.show()
        announce(self.control, words)

    def _lay_out(self, theme: Theme) -> None:
        self._box = box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(4))
        for part in (self.title, self.control, self.hint, self.lock):
            box.addWidget(part)
        # Now that they have a place: shown without one, they would flash up as windows.
        self.title.setVisible(not isinstance(self.control, SwitchControl))
        self.hint.setVisible(bool(self.hint.text()))
        self.title.setBuddy(self.control)


def trouble_words(error: CtiError) -> str:
    """Say why a value was not taken."""
    if error.code == "setting_invalid":
        return _tr("This must be %1.").replace("%1", setting_words(str(error.__cause__)))
    if error.code == "setting_locked":
        return _tr("Your administrator set this.")
    return _tr("This cannot be kept: make room on the disk, or ask who owns the data folder.")


def lock_words(standing: Standing) -> str:
    """Say why a setting is locked and who set it."""
    where = {
        Origin.MACHINE: _tr("Set for this computer in %1."),
        Origin.ENVIRONMENT: _tr("Set for this computer by %1."),
        Origin.CENTRAL: _tr("Set for everybody by %1."),
    }[standing.origin].replace("%1", standing.by)
    return f"{standing.reason} {where}" if standing.reason else where
