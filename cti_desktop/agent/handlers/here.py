"""Picks the registration of the system this program runs on, with the system's real parts."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from cti_desktop.agent.handlers.linux import LinuxHandlers
from cti_desktop.agent.handlers.macos import LSREGISTER, MacHandlers
from cti_desktop.agent.handlers.mime_apps import search_of
from cti_desktop.agent.handlers.report import Handlers
from cti_desktop.agent.own_command import own_command
from cti_desktop.calls.errors import UserFixable

if sys.platform == "win32":
    from cti_desktop.agent.handlers.windows import WindowsHandlers
    from cti_desktop.agent.handlers.windows_registry import MachineRegistry, UserRegistry

_PATIENCE_S = 20.0
_MACHINE_APPLICATIONS = Path("/usr/local/share/applications")
_MACHINE_DEFAULTS = Path("/etc/xdg/mimeapps.list")
_MACHINE_MEMORY = Path("/var/lib/cti-desktop/handlers.json")


def handlers_here(environment: Mapping[str, str], *, machine: bool = False) -> Handlers:
    """Return the registration for the current user, or with `machine` for everybody.

    Raises:
        UserFixable: there is none for this system.
    """
    if sys.platform == "win32":
        root = MachineRegistry() if machine else UserRegistry()
        command = own_command(environment)
        return WindowsHandlers(root, UserRegistry(), command, os.startfile, machine=machine)
    elif sys.platform == "darwin":  # noqa: RET505  # mypy reads a platform's code by its branch
        return MacHandlers(SystemLaunchServices(), _bundle(Path(sys.executable)))
    else:
        return linux_handlers(environment, machine=machine)


def linux_handlers(environment: Mapping[str, str], *, machine: bool = False) -> LinuxHandlers:
    """Return Linux's registration with the folders the environment names."""
    home = Path(environment.get("HOME") or Path.home())
    data = Path(environment.get("XDG_DATA_HOME") or home / ".local/share")
    config = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    own = environment.get("CTI_DATA_DIR")
    memory = Path(own) if own else platformdirs.user_data_path("cti-desktop")
    return LinuxHandlers(
        DesktopPrograms(environment),
        own_command(environment),
        applications=_MACHINE_APPLICATIONS if machine else data / "applications",
        mime_apps=_MACHINE_DEFAULTS if machine else config / "mimeapps.list",
        search=search_of(environment, machine=machine),
        memory=_MACHINE_MEMORY if machine else memory / "handlers.json",
        machine=machine,
    )


class DesktopPrograms:
    """Runs the desktop's own programs with an environment."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)

    def run(self, *command: str) -> str | None:
        """Run a program and return what it printed; None when it is not installed.

        Raises:
            UserFixable: it failed or did not end.
        """
        program = shutil.which(command[0], path=self._environment.get("PATH"))
        if program is None:
            return None
        try:
            done = subprocess.run(  # noqa: S603  # no shell; scheme names and desktop files only
                [program, *command[1:]],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_PATIENCE_S,
                check=True,
            )
        except (OSError, subprocess.SubprocessError) as error:
            told = str(getattr(error, "stderr", None) or error).strip()
            raise UserFixable(
                f"{command[0]} failed: {told}", code="handlers_program_failed"
            ) from error
        return done.stdout


class SystemLaunchServices:
    """The real Launch Services, through its own program and its own file."""

    def register(self, bundle: Path, *, known: bool) -> None:
        """Register a bundle or take it out.

        Raises:
            UserFixable: the system's program failed.
        """
        DesktopPrograms(os.environ).run(LSREGISTER, "-f" if known else "-u", str(bundle))

    def choices(self) -> bytes:
        """Return the user's choices."""
        folder = Path.home() / "Library/Preferences/com.apple.LaunchServices"
        path = folder / "com.apple.launchservices.secure.plist"
        return path.read_bytes() if path.is_file() else b""


def _bundle(executable: Path) -> Path | None:
    return next((one for one in executable.parents if one.suffix == ".app"), None)
