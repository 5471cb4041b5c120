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
    """The row; what is set acts at once unless it says otherwise."""

    def __init__(self, theme: Theme, live: LiveSettings, setting: Setting[Any]) -> None:
        super().__init__()
        self._live, self.setting = live, setting
        self._first = live.get(setting)
        templated = isinstance(setting.kind, AddressTemplate)
        self.control = (
            TemplateControl(theme, setting)
            if templated
            else control_of(theme, setting, self._first)
        )
        self.title = Label(theme, setting_words(setting.title), wrap=True)
        self.hint = Label(theme, setting_words(setting.hint), tone="muted", wrap=True)
        self._trouble = Label(theme, "", tone="bad", wrap=True)
        self.later = QWidget()
        self._restart = Button(theme, _tr("Restart now"), "link")
        self._restart.clicked.connect(lambda: restart(self))
        later = Label(theme, _tr("From the next start on."), tone="muted")
        self.later.setLayout(row(later, self._restart, None))
        self._sign = IconLabel(theme, "lock", "muted")
        self._why = Label(theme, "", tone="muted", wrap=True)
        self.lock = QWidget()
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
        self.lock.setVisible(standing.locked)
        self._why.setText(lock_words(standing) if standing.locked else "")
        later = self.setting.restart and standing.value != self._first
        self.later.setVisible(later and self.can_restart)
        self._trouble.hide()

    def _choose(self, value: object) -> None:
        try:
            self._live.set(self.setting, value)
        except CtiError as error:
            self._trouble.setText(trouble_words(error))
            self._trouble.show()
            announce(self.control, self._trouble.text())
            return
        self.show_standing()

    def _lay_out(self, theme: Theme) -> None:
        space = theme.space
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(space(4))
        lock = row(spacing=space(8))
        lock.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        lock.addWidget(self._why, 1)
        lock.setContentsMargins(0, space(4), 0, 0)
        self.lock.setLayout(lock)
        for part in (self.title, self.control, self.hint, self.lock, self.later, self._trouble):
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
