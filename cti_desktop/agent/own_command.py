"""How this program is started again, by a link or by the desktop: a path that stays true."""

# Without pathlib, which would cost a clicked link more than all the rest.
# ruff: noqa: PTH113, PTH118, PTH120

import os
import sys
from collections.abc import Callable, Mapping

if sys.platform == "win32":
    import subprocess


def own_command(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the command that starts this program, without arguments.

    An AppImage names itself; a frozen program is its own; else the script beside the interpreter.
    The module form ignores the current folder, which may hold anybody's files (`-P`).
    """
    if image := environment.get("APPIMAGE"):
        return [image]
    if getattr(sys, "frozen", False):
        return [sys.executable]
    suffix = ".exe" if sys.platform == "win32" else ""
    script = os.path.join(os.path.dirname(sys.executable), f"cti-desktop{suffix}")
    if os.path.isfile(script):
        return [script]
    return [sys.executable, "-P", "-m", "cti_desktop"]


def spawn_detached(
    command: list[str], environment: Mapping[str, str] = os.environ
) -> Callable[[], int | None]:
    """Start a program that outlives us and our terminal; returns how to ask for its exit code.

    Raises:
        OSError: it cannot be started.
    """
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
        return subprocess.Popen(  # noqa: S603  # our own program; no shell reads the link
            command, creationflags=flags, close_fds=True, env=dict(environment)
        ).poll
    else:  # mypy reads a platform's code only as its branch
        child = _spawn(command, environment)
        return lambda: _exit_code(child)


if sys.platform != "win32":

    def _spawn(command: list[str], environment: Mapping[str, str]) -> int:
        quiet = [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        ]
        if sys.platform == "linux":
            return os.posix_spawn(command[0], command, environment, file_actions=quiet, setsid=True)
        else:  # as above
            return os.posix_spawn(command[0], command, environment, file_actions=quiet, setpgroup=0)

    def _exit_code(child: int) -> int | None:
        done, status = os.waitpid(child, os.WNOHANG)
        return os.waitstatus_to_exitcode(status) if done else None
