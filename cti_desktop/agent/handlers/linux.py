"""Registration on Linux: a desktop file, the MIME database's defaults, and back again."""

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from cti_desktop.agent.handlers.mime_apps import MimeApps, MimeSearch
from cti_desktop.agent.handlers.report import (
    APP_COMMENT,
    APP_NAME,
    HandlersReport,
    SchemeState,
    schemes_to_take,
)
from cti_desktop.calls.errors import UserFixable
from cti_desktop.calls.links import SCHEMES

DESKTOP_ID = "cti-desktop.desktop"
_RESERVED = set(" \t\n\"'\\><~|&;$*?#()`")


class Programs(Protocol):
    """Runs the desktop's own programs; tests replace it."""

    def run(self, *command: str) -> str | None:
        """Run a program and return what it printed; None when it is not installed.

        Raises:
            UserFixable: it failed.
        """


class LinuxHandlers:
    """The current user's registration, or with `machine` everybody's.

    Args:
        command: starts this program, without arguments.
        applications: the folder for the desktop file.
        mime_apps: the file with the defaults that is written.
        search: finds the defaults where no program of the desktop does.
        memory: remembers whom schemes were taken from.
        machine: writes defaults itself, for `xdg-mime` knows users only.
    """

    def __init__(
        self,
        programs: Programs,
        command: Sequence[str],
        *,
        applications: Path,
        mime_apps: Path,
        search: MimeSearch,
        memory: Path,
        machine: bool = False,
    ) -> None:
        self._programs = programs
        self._command = command
        self._file = applications / DESKTOP_ID
        self._mime_apps = MimeApps(mime_apps)
        self._search = search
        self._memory = memory
        self._machine = machine

    def install(self, take: Collection[str] = ()) -> HandlersReport:
        """Write the desktop file and become the default where that takes nothing from anybody."""
        before = {scheme: self._default(scheme) for scheme in SCHEMES}
        wanted = schemes_to_take(take)
        kept = self._remembered()
        _write(self._file, desktop_file(self._command))
        self._refresh()
        changed = [f"Wrote {self._file}."]
        for scheme, owner in before.items():
            if owner == DESKTOP_ID or (owner and scheme not in wanted):
                continue
            kept[scheme] = owner
            _write(self._memory, json.dumps(kept, indent=1))
            self._make_default(scheme, DESKTOP_ID)
            changed.append(f"{scheme}: opens here now{f', before in {owner}' * bool(owner)}.")
        others = [scheme for scheme, owner in before.items() if owner not in ("", DESKTOP_ID)]
        left = [scheme for scheme in others if scheme not in wanted]
        advice = [
            f"{scheme}: still opens in {before[scheme]}. To change that: "
            f"cti-desktop handlers install --take {scheme}"
            for scheme in left
        ]
        return replace(self.status(), changed=tuple(changed), advice=tuple(advice))

    def status(self) -> HandlersReport:
        """Ask the desktop who opens what."""
        kept = self._remembered()
        states = []
        for scheme in SCHEMES:
            owner = self._default(scheme)
            states.append(
                SchemeState(
                    scheme=scheme,
                    handler=owner,
                    ours=owner == DESKTOP_ID,
                    gives_back_to=kept.get(scheme, ""),
                )
            )
        return HandlersReport(
            system="linux", registered=self._file.is_file(), schemes=tuple(states)
        )

    def remove(self) -> HandlersReport:
        """Give back what was taken, then take the desktop file away."""
        kept = self._remembered()  # of what somebody else has meanwhile nothing is given back
        ours = [scheme for scheme in kept if self._default(scheme) == DESKTOP_ID]
        changed = [f"{one}: opens in {kept[one]} again." for one in ours if kept[one]]
        self._mime_apps.forget(DESKTOP_ID)
        if self._file.exists():
            self._file.unlink()
            changed.append(f"Removed {self._file}.")
        self._refresh()
        for scheme in ours:  # where it does not come back by itself, as it was before
            if kept[scheme] and self._default(scheme) != kept[scheme]:
                self._make_default(scheme, kept[scheme])
        self._memory.unlink(missing_ok=True)
        return replace(self.status(), changed=tuple(changed))

    def _default(self, scheme: str) -> str:
        kind = f"x-scheme-handler/{scheme}"
        told = None if self._machine else self._programs.run("xdg-mime", "query", "default", kind)
        return self._search.default_of(kind) if told is None else told.strip()

    def _make_default(self, scheme: str, owner: str) -> None:
        kind = f"x-scheme-handler/{scheme}"
        done = None if self._machine else self._programs.run("xdg-mime", "default", owner, kind)
        if done is None:
            self._mime_apps.make_default(kind, owner)

    def _refresh(self) -> None:
        self._programs.run("update-desktop-database", str(self._file.parent))

    def _remembered(self) -> dict[str, str]:
        try:
            kept = json.loads(self._memory.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(k): str(v) for k, v in kept.items()} if isinstance(kept, dict) else {}


def desktop_file(command: Sequence[str]) -> str:
    """Write the desktop entry that opens links with a command."""
    kinds = "".join(f"x-scheme-handler/{scheme};" for scheme in SCHEMES)
    words = " ".join(exec_word(word) for word in command)
    return "\n".join(
        [
            "[Desktop Entry]",
            "Type=Application",
            f"Name={APP_NAME}",
            "GenericName=Softphone",
            f"Comment={APP_COMMENT}",
            f"Exec={words} %u",
            "Icon=call-start",
            "Terminal=false",
            "Categories=Network;Telephony;",
            f"MimeType={kinds}",
            "StartupNotify=true",
            "StartupWMClass=cti-desktop",
            "",
        ]
    )


def exec_word(word: str) -> str:
    """Quote one word of an Exec line as the Desktop Entry Specification asks."""
    plain = word.replace("%", "%%")
    if not set(word) & _RESERVED:
        return plain
    for char in '\\"`$':
        plain = plain.replace(char, f"\\{char}")
    return '"' + plain.replace("\\", "\\\\") + '"'


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise UserFixable(
            f"{path} cannot be written ({error.strerror}). Check who owns its folder.",
            code="handlers_not_written",
        ) from error
