"""Sets a web address with names in braces, and shows it filled in for an invented call."""

from typing import Any

from PySide6.QtCore import QCoreApplication, Qt

from cti_desktop.agent.pop_address import preview
from cti_desktop.agent.setting import Setting
from cti_desktop.desktop.setting_controls import LineControl
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Label


class TemplateControl(LineControl):
    """A line of text with the example below it, which follows the typing."""

    def __init__(self, theme: Theme, setting: Setting[str]) -> None:
        super().__init__(setting)
        self.example = Label(theme, "", "caption", tone="muted", wrap=True)
        self.example.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.box.setSpacing(theme.space(4))
        self.box.addWidget(self.example)
        self.field.setPlaceholderText("https://crm.example/{contact_id}?tel={e164}")
        self.field.textChanged.connect(self._show_example)
        self._show_example(self.field.text())

    def show_value(self, value: Any) -> None:
        """Show the template and its example."""
        super().show_value(value)
        self._show_example(self.field.text())

    def _show_example(self, template: str) -> None:
        try:
            filled = preview(template)
        except ValueError:
            text, tone = _tr("This is no address that can be opened yet."), "warn"
        else:
            shown = _tr("For example %1").replace("%1", filled)
            text, tone = (shown if filled else "", "muted")
        self.example.set_tone(tone)
        self.example.setText(text)
        self.example.setVisible(bool(text))


def _tr(text: str) -> str:
    return QCoreApplication.translate("TemplateControl", text)
