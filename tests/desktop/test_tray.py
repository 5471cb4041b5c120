from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from cti_desktop.agent.setting_files import UserFile
from cti_desktop.agent.setting_table import CLOSE_TO_TRAY
from cti_desktop.agent.settings_store import Origin, SettingsStore, read_layer
from cti_desktop.agent.views import CallBackDue, CallsMissed, SoftphoneState
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.notifications import Notifications
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.tray import Sign, Tray, sign_icon
from cti_desktop.desktop.tray_door import TrayDoor, connect_tray, make_tray
from tests import shots_data as data
from tests.desktop.face import Face
from tests.desktop.face_fixtures import contacts_page, face, theme

__all__ = ["contacts_page", "face", "theme"]


class PaperIcon(QSystemTrayIcon):
    """A tray's icon that keeps what it would show, on a system without a tray."""

    def __init__(self) -> None:
        super().__init__()
        self.there = False
        self.said: list[tuple[str, str]] = []

    def show(self) -> None:
        self.there = True

    def hide(self) -> None:
        self.there = False

    def isVisible(self) -> bool:  # noqa: N802 - Qt's name
        return self.there

    def showMessage(self, title: str, text: str, *_: object) -> None:  # noqa: N802 - Qt's name
        self.said.append((title, text))


@pytest.fixture
def icon(qapp: QApplication) -> PaperIcon:
    assert qapp is not None
    return PaperIcon()


@pytest.fixture
def tray(face: Face, icon: PaperIcon, tmp_path: Path) -> Iterator[Tray]:
    tray = Tray(
        icon,
        theme=face.theme,
        quiet=face.window.quiet,
        live=LiveSettings(SettingsStore(user=UserFile(tmp_path)), face.window),
    )
    face.core.viewed.connect(tray.take_view)
    connect_tray(tray, face.window, face.window.around)
    notifications = Notifications(face.core, face.window.quiet, face.window)
    notifications.not_shown.connect(tray.tell)
    tray.show()
    yield tray
    tray.close()


MISSED_NOW = replace(data.MISSED[0], call_id="new", started_at=data.before(seconds=20))


def test_the_sign_tells_the_state_most_urgent_first(tray: Tray, face: Face) -> None:
    failed = replace(data.READY, softphone=SoftphoneState.FAILED)
    signs = []
    for view in (data.READY, data.IDLE, failed, data.desk(data.TALKING)):
        face.show(view)
        signs.append(tray.sign)
    face.show(data.desk(data.GRACE_RINGS, data.TALKING))
    signs.append(tray.sign)
    assert signs == [Sign.READY, Sign.MISSED, Sign.TROUBLE, Sign.TALKING, Sign.RINGING]
    face.show(data.READY, data.IDLE)
    face.window.quiet.turn(True)
    assert tray.sign is Sign.QUIET


def test_the_state_is_said_in_words_too(tray: Tray, face: Face, icon: PaperIcon) -> None:
    face.show(data.READY, data.IDLE)
    assert tray.sign is Sign.MISSED
    assert icon.toolTip() == "CTI Desktop\n3 missed calls"
    face.show(replace(data.IDLE, more_missed=40))
    assert icon.toolTip() == "CTI Desktop\n43 missed calls"


def test_every_sign_looks_different(theme: Theme) -> None:
    drawn = {sign: sign_icon(theme, sign).pixmap(32, 32).toImage() for sign in Sign}
    for sign, picture in drawn.items():
        assert [other for other, image in drawn.items() if image == picture] == [sign]


def test_a_missed_call_is_told_and_opens_the_tasks(tray: Tray, face: Face, icon: PaperIcon) -> None:
    opened: list[str] = []
    tray.open_wanted.connect(opened.append)
    face.show(replace(data.IDLE, missed=(MISSED_NOW, *data.MISSED)))
    assert icon.said == []  # a colleague may have taken it, which is told later
    face.show(CallsMissed(lines=(MISSED_NOW,)))
    assert icon.said == [("Missed call: +44 7700 900 461", "")]
    icon.messageClicked.emit()
    assert opened == ["tasks"]


def test_a_ringing_call_is_muted_from_the_menu(tray: Tray, face: Face) -> None:
    face.window.hide()
    face.show(data.IDLE)
    assert not tray.mute_action.isVisible()
    face.show(data.desk(data.RINGING))
    assert tray.mute_action.isVisible()
    stack = face.window.toasts
    assert stack.may_mute
    tray.mute_action.trigger()
    assert stack.toasts == ()
    assert not face.window.quiet.on


def test_quiet_means_quiet(tray: Tray, face: Face, icon: PaperIcon) -> None:
    tray.quiet_action.trigger()
    assert face.window.quiet.on
    face.window.hide()
    face.show(replace(data.IDLE, missed=(MISSED_NOW,)), data.desk(data.RINGING))
    face.show(CallBackDue(call_back=data.CALL_BACKS[0]))
    assert icon.said == []
    assert face.window.toasts.toasts == ()
    face.window.quiet.turn(False)
    assert not tray.quiet_action.isChecked()
    assert len(face.window.toasts.toasts) == 1


@pytest.mark.usefixtures("tray")
def test_a_reminder_is_told(face: Face, icon: PaperIcon) -> None:
    face.show(CallBackDue(call_back=data.CALL_BACKS[0]))
    assert icon.said == [("Call Benoît Lefèvre back now", "")]


def test_closing_ends_the_program_unless_it_stays(tray: Tray, face: Face, qtbot: QtBot) -> None:
    tray.stay_action.trigger()
    with qtbot.assertNotEmitted(face.window.closing):
        face.window.close()
    assert not face.window.isVisible()
    tray.open_action.trigger()
    assert face.window.isVisible()
    tray.stay_action.trigger()
    with qtbot.waitSignal(face.window.closing):
        face.window.close()


def test_without_its_sign_the_program_never_stays(tray: Tray, icon: PaperIcon) -> None:
    tray.stay_action.trigger()
    assert tray.stays
    icon.hide()
    assert not tray.stays


def test_whether_it_stays_is_remembered(tray: Tray, tmp_path: Path) -> None:
    tray.stay_action.trigger()
    assert SettingsStore(user=UserFile(tmp_path)).get(CLOSE_TO_TRAY)


def test_a_locked_choice_cannot_be_made_in_the_menu(face: Face, icon: PaperIcon) -> None:
    locked = read_layer(Origin.MACHINE, "settings.toml", {"close_to_tray": True})
    live = LiveSettings(SettingsStore((locked,)), face.window)
    tray = Tray(icon, theme=face.theme, quiet=face.window.quiet, live=live)
    assert tray.stay_action.isChecked()
    assert not tray.stay_action.isEnabled()
    tray.close()


def test_the_menu_dials_and_quits(tray: Tray, face: Face, qtbot: QtBot) -> None:
    tray.dial_action.trigger()
    palette = face.window.around.palette
    assert palette.isVisible()
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    with qtbot.waitSignal(face.window.closing):
        tray.quit_action.trigger()


@pytest.mark.parametrize(
    ("minimised", "has_tray", "shown", "small"),
    [
        (False, True, True, False),
        (True, True, False, False),
        (True, False, True, True),
    ],
)
def test_where_a_start_goes(
    face: Face, minimised: bool, has_tray: bool, shown: bool, small: bool
) -> None:
    face.window.hide()
    face.window.appear(minimised=minimised, in_tray=has_tray)
    assert (face.window.isVisible(), face.window.isMinimized()) == (shown, small)
    face.window.showNormal()


def test_no_tray_no_sign(face: Face) -> None:
    assert not QSystemTrayIcon.isSystemTrayAvailable()
    owner = QObject()
    window = face.window
    live = LiveSettings(SettingsStore(), owner)
    made = make_tray(face.core, window, window.around, face.theme, live, owner)
    assert made.tray is None
    made.tell("Missed call: Ada", "", "tasks")
    face.window.show()
    assert not face.window.stays()
    made.close()


def test_a_tray_that_comes_later_gets_the_sign_as_it_stands(
    face: Face, icon: PaperIcon, tmp_path: Path, qtbot: QtBot
) -> None:
    there: list[bool] = []
    live = LiveSettings(SettingsStore(user=UserFile(tmp_path)), face.window)

    def make() -> Tray:
        tray = Tray(icon, theme=face.theme, quiet=face.window.quiet, live=live, parent=face.window)
        connect_tray(tray, face.window, face.window.around)
        return tray

    door = TrayDoor(face.core, make, face.window, lambda: bool(there), look_again_ms=1)
    face.show(data.READY, data.IDLE)
    door.tell("Missed call: Ada", "", "tasks")
    assert (door.tray, icon.there, icon.said) == (None, False, [])
    there.append(True)
    qtbot.waitUntil(lambda: icon.there)
    assert icon.toolTip() == "CTI Desktop\n3 missed calls"
    door.tell("Missed call: Grace", "", "tasks")
    assert icon.said == [("Missed call: Grace", "")]
    tray = door.tray
    assert tray is not None
    tray.stay_action.trigger()
    with qtbot.assertNotEmitted(face.window.closing):
        face.window.close()
    face.show(replace(data.IDLE, missed=()))
    assert tray.sign is Sign.READY
    door.close()
    assert not icon.there
