"""Starting with the person's session, on each system as it wants it; undone without a trace.

Only the current user's own folder or registry is written.
"""

import plistlib
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from cti_desktop.agent.handlers.linux import DESKTOP_ID, exec_word
from cti_desktop.agent.handlers.macos import BUNDLE_ID
from cti_desktop.agent.handlers.report import APP_COMMENT, APP_NAME
from cti_desktop.agent.handlers.windows import Registry
from cti_desktop.agent.own_command import own_command
from cti_desktop.calls.errors import UserFixable

if sys.platform == "win32":
    from cti_desktop.agent.handlers.windows_registry import UserRegistry

RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED_KEY = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
_DISABLED = "b'\\x03"
"""How a value of `APPROVED_KEY` begins that was switched off in Windows' task manager."""
_OFF_LINES = ("hidden=true", "x-gnome-autostart-enabled=false")


class Autostart(Protocol):
    """One system's way."""

    def is_on(self) -> bool:
        """Tell whether the system will start the program, as far as it says."""

    def turn(self, on: bool) -> None:
        """Register the program as it is here now, or take it out.

        Raises:
            UserFixable: the system does not let us.
        """


class LinuxAutostart:
    """A desktop file in the autostart folder.

    Args:
        folder: such as `~/.config/autostart`.
        command: starts this program.
    """

    def __init__(self, folder: Path, command: Sequence[str]) -> None:
        self._file, self._command = folder / DESKTOP_ID, command

    def is_on(self) -> bool:
        """Look for the file; the desktop's own settings may have switched it off in there."""
        text = _read(self._file)
        lines = {line.replace(" ", "").lower() for line in text.splitlines()}
        return bool(text) and not lines.intersection(_OFF_LINES)

    def turn(self, on: bool) -> None:
        """Write the file or take it away."""
        words = " ".join(exec_word(word) for word in self._command)
        text = (
            "[Desktop Entry]\nType=Application\n"
            f"Name={APP_NAME}\nComment={APP_COMMENT}\nExec={words}\nIcon=call-start\n"
            "Terminal=false\nX-GNOME-Autostart-enabled=true\n"
        )
        _put(self._file, text.encode() if on else None)


class MacAutostart:
    """A launch agent.

    Args:
        folder: `~/Library/LaunchAgents`.
        command: starts this program.
    """

    def __init__(self, folder: Path, command: Sequence[str]) -> None:
        self._file, self._command = folder / f"{BUNDLE_ID}.plist", command

    def is_on(self) -> bool:
        """Look for the file."""
        return self._file.is_file()

    def turn(self, on: bool) -> None:
        """Write the file or take it away."""
        told = {
            "Label": BUNDLE_ID,
            "ProgramArguments": list(self._command),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
        }
        _put(self._file, plistlib.dumps(told) if on else None)


class WindowsAutostart:
    """A value under the current user's Run key.

    Args:
        user: the current user's root of the registry.
        command: starts this program.
    """

    def __init__(self, user: Registry, command: Sequence[str]) -> None:
        self._user, self._command = user, command

    def is_on(self) -> bool:
        """Look for the value; the task manager may have switched it off elsewhere."""
        approved = self._user.get(APPROVED_KEY, APP_NAME) or ""
        return bool(self._user.get(RUN_KEY, APP_NAME)) and not approved.startswith(_DISABLED)

    def turn(self, on: bool) -> None:
        """Write the value or take it away, and what the task manager keeps of it."""
        self._user.delete_value(APPROVED_KEY, APP_NAME)
        if on:
            self._user.set(RUN_KEY, APP_NAME, subprocess.list2cmdline(self._command))
        else:
            self._user.delete_value(RUN_KEY, APP_NAME)


def autostart_here(environment: Mapping[str, str]) -> Autostart:
    """Return this system's way."""
    command = own_command(environment)
    home = Path(environment.get("HOME") or Path.home())
    if sys.platform == "win32":
        return WindowsAutostart(UserRegistry(), command)
    elif sys.platform == "darwin":  # mypy reads a platform's code by its branch
        return MacAutostart(home / "Library/LaunchAgents", command)
    else:
        config = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
        return LinuxAutostart(config / "autostart", command)


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except OSError:
        return ""


def _put(file: Path, data: bytes | None) -> None:
    try:
        if data is None:
            file.unlink(missing_ok=True)
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    except OSError as error:
        raise UserFixable(
            f"{file} cannot be written ({error.strerror}). Check who owns its folder.",
            code="autostart_not_written",
        ) from error
