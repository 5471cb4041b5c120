"""Where settings are written: the machine's file, the person's own, and the kept profile.

The person's file is TOML that this program writes itself, one `name = value` a line; such a file is
read without the TOML reader, whose import every start would wait for.
"""

import contextlib
import importlib
import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cti_desktop.calls.errors import UserFixable

USER_FILE, PROFILE_FILE = "settings.toml", "profile.json"
_OLD_FILE = "look.ini"
_OLD_NAMES = {
    "appearance": "theme",
    "text_size": "text_size",
    "stays_open": "close_to_tray",
    "begun": "first_steps_done",
}
_HEAD = "# Written by CTI Desktop. Change it while the program does not run.\n"
_LINE = re.compile(r"([A-Za-z0-9_-]+) = (.+)")


def machine_file(environment: Mapping[str, str]) -> Path:
    """Return the file in which an administrator sets what holds on this computer."""
    if sys.platform == "win32":
        folder = Path(environment.get("PROGRAMDATA") or r"C:\ProgramData")
    elif sys.platform == "darwin":
        folder = Path("/Library/Application Support")
    else:
        folder = Path("/etc")
    return folder / "cti-desktop" / "settings.toml"


def read_toml(path: Path) -> dict[str, Any]:
    """Read a file; nothing when there is none.

    Raises:
        UserFixable: it cannot be read, or is no TOML; the message says where.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        told = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise UserFixable(
            f"The settings in {path} cannot be read: {told}.", code="settings_unreadable"
        ) from error
    quick = _read_plain(text)
    return _parse(path, text) if quick is None else quick


def _parse(path: Path, text: str) -> dict[str, Any]:
    tomllib = importlib.import_module("tomllib")  # late: see above
    try:
        read: dict[str, Any] = tomllib.loads(text)
    except ValueError as error:
        raise UserFixable(
            f"The settings in {path} cannot be read: {error}.", code="settings_unreadable"
        ) from error
    return read


def _read_plain(text: str) -> dict[str, Any] | None:
    """Read lines as this module writes them; None when there is anything else."""
    found: dict[str, Any] = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None or match[1] in found or match[2][0] not in '"-0123456789tf':
            return None
        try:
            found[match[1]] = json.loads(match[2])
        except ValueError:
            return None
    return found


class UserFile:
    """The person's own settings, in the data folder.

    Args:
        folder: made when something is kept.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / USER_FILE
        self._old = folder / _OLD_FILE
        self._kept: dict[str, Any] = {}

    def read(self) -> dict[str, Any]:
        """Read it, or what an earlier version kept.

        Raises:
            UserFixable: it cannot be read; it is kept beside when something is written.
        """
        self._kept = read_toml(self.path) or _read_old(self._old)
        return dict(self._kept)

    def write(self, changed: Mapping[str, Any]) -> None:
        """Keep values; None takes one out. What other versions wrote is left as it is.

        Raises:
            UserFixable: it cannot be written.
        """
        kept = {
            name: value for name, value in {**self._kept, **changed}.items() if value is not None
        }
        try:
            self._put_unreadable_aside()
            write_whole(self.path, _HEAD + "".join(_lines(kept)))
        except OSError as error:
            raise UserFixable(
                f"Settings cannot be kept in {self.path.parent}: "
                f"{error.strerror or 'the disk refused'}.",
                code="settings_not_written",
            ) from error
        self._kept = kept

    def _put_unreadable_aside(self) -> None:
        try:
            read_toml(self.path)
        except UserFixable:
            self.path.replace(self.path.with_suffix(".broken.toml"))


class ProfileCache:
    """The profile a companion gave last, for starts without it.

    Args:
        folder: where it lies.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / PROFILE_FILE

    def read(self, companion: str) -> dict[str, Any]:
        """Return what was kept of this companion; nothing when it is another's or broken."""
        try:
            kept = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(kept, dict) or kept.get("companion") != companion:
            return {}
        profile = kept.get("profile")
        return profile if isinstance(profile, dict) else {}

    def write(self, companion: str, profile: Mapping[str, Any]) -> None:
        """Keep a companion's profile.

        Raises:
            OSError: it cannot be written.
        """
        kept = {"companion": companion, "profile": profile}
        write_whole(self._path, json.dumps(kept, ensure_ascii=False, indent=1))


def write_whole(path: Path, text: str) -> None:
    """Put a file in place, for this user only; a reader sees the old one or the new one.

    Raises:
        OSError: it cannot be written; the old one stands.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        beside.touch(mode=0o600)
        beside.write_text(text, "utf-8")
        beside.replace(path)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _lines(kept: Mapping[str, Any]) -> list[str]:
    """Write name and value a line; a table of another version stays a table in one line."""
    return [f"{_key(name)} = {_value(value)}\n" for name, value in kept.items()]


def _key(name: str) -> str:
    plain = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if plain else _value(name)


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(str(name))} = {_value(one)}" for name, one in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(one) for one in value)}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value) if isinstance(value, bool | int | float) else str(value)


def _read_old(path: Path) -> dict[str, Any]:
    """Read what versions before the settings' table kept of the look."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    pairs = dict(line.split("=", 1) for line in lines if "=" in line)
    return {new: pairs[old].strip() for old, new in _OLD_NAMES.items() if old in pairs}
