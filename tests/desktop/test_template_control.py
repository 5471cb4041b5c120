"""The web address that opens with a call, as one sets it."""

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cti_desktop.agent.setting_table import POP_ADDRESS
from cti_desktop.agent.settings_store import Origin, SettingsStore, read_layer
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.setting_row import SettingRow
from cti_desktop.desktop.template_control import TemplateControl
from cti_desktop.desktop.theme import Theme
from tests.desktop.face_fixtures import theme

__all__ = ["theme"]
CRM = "https://crm.example/{contact_id}?tel={e164}"


def row_of(theme: Theme, store: SettingsStore, qtbot: QtBot) -> tuple[SettingRow, TemplateControl]:
    live = LiveSettings(store)
    row = SettingRow(theme, live, POP_ADDRESS)
    live.setParent(row)
    qtbot.addWidget(row)
    row.show()
    assert isinstance(row.control, TemplateControl)
    return row, row.control


def test_the_example_follows_the_typing(theme: Theme, qtbot: QtBot) -> None:
    store = SettingsStore()
    _, control = row_of(theme, store, qtbot)
    assert not control.example.isVisible()
    QTest.keyClicks(control.field, "https://crm.example/{contact")
    assert control.example.text() == "This is no address that can be opened yet."
    QTest.keyClicks(control.field, "_id}?tel={e164}")
    assert control.example.text() == (
        "For example https://crm.example/00Q5e00001?tel=%2B442079460018"
    )
    control.field.editingFinished.emit()
    assert store.get(POP_ADDRESS) == CRM


def test_what_is_no_web_address_is_refused_and_told(theme: Theme, qtbot: QtBot) -> None:
    store = SettingsStore()
    _, control = row_of(theme, store, qtbot)
    QTest.keyClicks(control.field, "javascript:alert(1)")
    control.field.editingFinished.emit()
    assert store.get(POP_ADDRESS) == ""


def test_an_administrators_address_is_shown_and_locked(theme: Theme, qtbot: QtBot) -> None:
    layer = read_layer(Origin.MACHINE, "the machine's file", {POP_ADDRESS.name: CRM})
    row, control = row_of(theme, SettingsStore((layer,)), qtbot)
    assert control.field.text() == CRM
    assert not control.field.isEnabled()
    assert row.lock.isVisible()
    assert control.example.text().startswith("For example https://crm.example/")
