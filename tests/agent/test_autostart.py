"""Starting with the session: what each system finds, and that nothing is left behind."""

import plistlib
import shlex
from pathlib import Path

import pytest

from cti_desktop.agent.autostart import (
    APPROVED_KEY,
    RUN_KEY,
    Autostart,
    LinuxAutostart,
    MacAutostart,
    WindowsAutostart,
    autostart_here,
)
from cti_desktop.calls.errors import UserFixable

COMMAND = ["/opt/CTI Desktop/cti-desktop"]


class Registry:
    """The current user's root."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], str] = {}

    def get(self, key: str, name: str) -> str | None:
        return self.values.get((key, name))

    def set(self, key: str, name: str, value: str) -> None:
        self.values[key, name] = value

    def delete_value(self, key: str, name: str) -> None:
        self.values.pop((key, name), None)

    def delete_tree(self, key: str) -> None:
        raise AssertionError(key)


@pytest.mark.parametrize("kind", [LinuxAutostart, MacAutostart])
def test_on_and_off_again_leaves_nothing(
    tmp_path: Path, kind: type[LinuxAutostart] | type[MacAutostart]
) -> None:
    folder = tmp_path / "its folder"
    autostart: Autostart = kind(folder, COMMAND)
    assert not autostart.is_on()
    autostart.turn(False)
    assert not folder.exists()
    for _ in range(2):
        autostart.turn(True)
        assert autostart.is_on()
    autostart.turn(False)
    assert not autostart.is_on()
    assert list(folder.iterdir()) == []


def test_a_linux_session_starts_the_program_here(tmp_path: Path) -> None:
    autostart = LinuxAutostart(tmp_path, COMMAND)
    autostart.turn(True)
    (file,) = tmp_path.iterdir()
    lines = file.read_text("utf-8").splitlines()
    (started,) = [line.removeprefix("Exec=") for line in lines if line.startswith("Exec=")]
    assert shlex.split(started) == COMMAND
    assert (lines[0], file.name) == ("[Desktop Entry]", "cti-desktop.desktop")


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled = False"])
def test_what_the_desktop_switched_off_is_off(tmp_path: Path, line: str) -> None:
    autostart = LinuxAutostart(tmp_path, COMMAND)
    autostart.turn(True)
    (file,) = tmp_path.iterdir()
    file.write_text(f"[Desktop Entry]\nExec=x\n{line}\n")
    assert not autostart.is_on()
    autostart.turn(True)
    assert autostart.is_on()


def test_a_mac_starts_the_program_here(tmp_path: Path) -> None:
    MacAutostart(tmp_path, COMMAND).turn(True)
    (file,) = tmp_path.iterdir()
    told = plistlib.loads(file.read_bytes())
    assert (told["ProgramArguments"], told["RunAtLoad"]) == (COMMAND, True)
    assert file.name == f"{told['Label']}.plist"


def test_windows_starts_the_program_here() -> None:
    registry = Registry()
    autostart = WindowsAutostart(registry, COMMAND)
    autostart.turn(True)
    assert registry.values == {(RUN_KEY, "CTI Desktop"): '"/opt/CTI Desktop/cti-desktop"'}
    assert autostart.is_on()
    # As the wrapper gives the twelve bytes the task manager writes.
    registry.set(APPROVED_KEY, "CTI Desktop", str(b"\x03\x00\x00\x00\x01\x02"))
    assert not autostart.is_on()
    autostart.turn(True)
    assert autostart.is_on()
    autostart.turn(False)
    assert registry.values == {}


def test_a_folder_that_is_not_ours_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserFixable) as told:
        LinuxAutostart(tmp_path / "file" / "autostart", COMMAND).turn(True)
    assert told.value.code == "autostart_not_written"


@pytest.mark.skipif("sys.platform != 'linux'")
def test_the_persons_own_folder_is_written(tmp_path: Path) -> None:
    autostart_here({"XDG_CONFIG_HOME": str(tmp_path)}).turn(True)
    assert (tmp_path / "autostart" / "cti-desktop.desktop").is_file()
