"""Reads the text selected in another program, with the system's own tools.

For `dial_command`, where no window is at hand to ask.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

from cti_desktop.calls.errors import UserFixable

LONGEST = 2000
_PATIENCE_S = 3.0
_WAYLAND = (("wl-paste", "--primary", "--no-newline"), ("wl-paste", "--no-newline"))
_X11 = (("xclip", "-o", "-selection", "primary"), ("xsel", "-o", "-p"))
_MACOS = (("pbpaste",),)
_WINDOWS = (("powershell.exe", "-NoProfile", "-Command", "Get-Clipboard -Raw"),)

Run = Callable[[Sequence[str]], str | None]
"""Runs a program and returns what it printed; None when it is missing or failed."""


def selected_text(
    environment: Mapping[str, str], run: Run | None = None, system: str = sys.platform
) -> str:
    """Return what is selected; on Windows and macOS what was copied last.

    Raises:
        UserFixable: no tool is there, or nothing is selected.
    """
    ask = run or _run
    told = [ask(command) for command in _commands(environment, system)]
    if all(text is None for text in told):
        raise UserFixable(
            "The selected text cannot be read. Install wl-clipboard (Wayland) or xclip (X11).",
            code="no_selection_tool",
        )
    text = next((text for text in told if text and text.strip()), "")
    if not text:
        raise UserFixable("Nothing is selected, so nothing was dialled.", code="nothing_selected")
    return text[:LONGEST]


def _commands(environment: Mapping[str, str], system: str) -> tuple[tuple[str, ...], ...]:
    if system == "win32":
        return _WINDOWS
    if system == "darwin":
        return _MACOS
    return _WAYLAND if environment.get("WAYLAND_DISPLAY") else _X11


def _run(command: Sequence[str]) -> str | None:
    program = shutil.which(command[0])
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603  # no shell; the commands above
            [program, *command[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else ""
