"""Settings that reach beyond the window."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from cti_desktop.agent.autostart import LinuxAutostart
from cti_desktop.agent.setting_files import UserFile
from cti_desktop.agent.setting_table import AUTOSTART, DO_NOT_DISTURB
from cti_desktop.agent.settings_store import Origin, SettingsStore, read_layer
from cti_desktop.agent.views import Notice
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.quiet import Quiet
from cti_desktop.desktop.setting_effects import keep_quiet, start_with_session


@pytest.fixture
def live(qapp: QApplication, tmp_path: Path) -> LiveSettings:
    assert qapp is not None
    return LiveSettings(SettingsStore(user=UserFile(tmp_path / "data")))


@pytest.fixture
def autostart(tmp_path: Path) -> LinuxAutostart:
    return LinuxAutostart(tmp_path / "autostart", ["cti-desktop"])


def no_word(notice: Notice) -> None:
    pytest.fail(notice.text)


def locked(name: str, value: object) -> LiveSettings:
    return LiveSettings(SettingsStore((read_layer(Origin.MACHINE, "file", {name: value}),)))


def test_quiet_is_kept_over_starts(live: LiveSettings) -> None:
    quiet = Quiet()
    keep_quiet(quiet, live)
    quiet.turn(True)
    assert live.get(DO_NOT_DISTURB)
    later = Quiet()
    keep_quiet(later, live)
    assert later.on
    live.set(DO_NOT_DISTURB, False)
    assert (quiet.on, later.on) == (False, False)


@pytest.mark.usefixtures("qapp")
def test_quiet_that_is_locked_stays_as_it_is() -> None:
    quiet = Quiet()
    keep_quiet(quiet, locked("do_not_disturb", False))
    quiet.turn(True)
    assert not quiet.on


def test_the_switch_registers_and_takes_out(live: LiveSettings, autostart: LinuxAutostart) -> None:
    start_with_session(autostart, live, no_word)
    assert not autostart.is_on()
    live.set(AUTOSTART, True)
    assert autostart.is_on()
    live.set(AUTOSTART, False)
    assert not autostart.is_on()


def test_what_the_system_switched_off_is_off_here(
    live: LiveSettings, autostart: LinuxAutostart
) -> None:
    live.set(AUTOSTART, True)
    start_with_session(autostart, live, no_word)
    assert not live.get(AUTOSTART)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("wanted", [True, False])
def test_the_administrators_word_holds(autostart: LinuxAutostart, wanted: bool) -> None:
    autostart.turn(not wanted)
    start_with_session(autostart, locked("autostart", wanted), no_word)
    assert autostart.is_on() is wanted


def test_a_folder_that_cannot_be_written_is_told(live: LiveSettings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told: list[Notice] = []
    start_with_session(LinuxAutostart(tmp_path / "file" / "x", ["x"]), live, told.append)
    live.set(AUTOSTART, True)
    assert told[0].bad
