"""Names the program a link was clicked in, as far as the system tells: the hand-off's ancestors."""

from collections.abc import Callable
from pathlib import Path

_PROC = Path("/proc")
_STEPS = 12
_BETWEEN = frozenset(
    {
        "bash", "busybox", "cti-desktop", "dash", "dbus-daemon", "dde-open", "env", "exo-open",
        "fish", "flatpak-portal", "gio", "gio-launch-desk", "gnome-open", "gvfs-open", "init",
        "kde-open", "kde-open5", "kioclient", "kioclient5", "sh", "systemd", "timeout",
        "xdg-desktop-por", "xdg-open", "zsh",
    }
)  # fmt: skip
"""Programs that only pass a link on, as the kernel shortens their names (15 characters)."""


def calling_program(pid: int, read: Callable[[int], tuple[str, int]] | None = None) -> str:
    """Return the nearest ancestor that did more than pass the link on; empty when unknown.

    Args:
        pid: of the process that brought the link.
        read: gives a process's short name and its parent; the default asks Linux's /proc.
    """
    ask = read or _name_and_parent
    for _ in range(_STEPS):
        if pid <= 1:
            return ""
        try:
            name, pid = ask(pid)
        except (OSError, ValueError):
            return ""
        if name not in _BETWEEN and not name.startswith("python"):
            return name if name.isprintable() and ":" not in name else ""
    return ""


def _name_and_parent(pid: int) -> tuple[str, int]:
    told = (_PROC / str(pid) / "stat").read_text("utf-8", "replace")
    name = told[told.index("(") + 1 : told.rindex(")")]
    return name, int(told[told.rindex(")") + 1 :].split()[1])
