"""Whether the machine's settings file is an administrator's word.

On Windows everybody may make folders where it lies, so owner and rights decide: file and folder
belong to the system or the administrators, and nobody else may write, move or delete them. On other
systems only root writes there.
"""

import importlib
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

_ADMINISTRATORS = {"SY", "BA", "S-1-5-18", "S-1-5-32-544"}
_ANY_OWNER = {"OW", "S-1-3-4"}
_DESCRIBED = re.compile(
    r"O:(?P<owner>S-[0-9-]+|[A-Z]{2})D:(?P<how>[A-Z_]*)(?P<entries>(?:\([^()]*\))*)"
)
_NOBODY_ASKED = "NO_ACCESS_CONTROL"
_FIELDS = 6
_DENIES = {"D", "OD", "XD"}
_FOR_WHAT_IS_INSIDE = "IO"
_READING = {"FR", "FX", "GR", "GX", "RC", "CC", "SW", "WP", "LO"}
_READING_BITS = 0xA01200A9  # read and execute, specific and generic
_LINKED = 0x400  # FILE_ATTRIBUTE_REPARSE_POINT

_ASKED: bool = sys.platform == "win32"

Describe = Callable[[str], str]
"""Gives a file's owner and rights in Windows' own notation (SDDL)."""


def doubt(machine: Path, describe: Describe | None = None) -> str | None:
    """Return the sentence that says why a machine's file is not obeyed; None when it is.

    Args:
        machine: the file; one that is not there is no matter of doubt.
        describe: Windows' word by default, and nothing to ask elsewhere; tests pass their own.
    """
    if describe is None:
        if not _ASKED:
            return None
        describe = _describe
    if not os.path.lexists(machine):
        return None
    for place in (machine.parent, machine):
        if not _is_closed(place, describe):
            return (
                f"The settings in {machine} are not obeyed: others than administrators may change "
                f"{place}. docs/admin.md says how an administrator closes it."
            )
    return None


def is_administrators_alone(described: str) -> bool:
    """Tell from a description whether only administrators may change what it describes.

    One in a form that is not known here counts as open to others.
    """
    found = _DESCRIBED.fullmatch(described)
    if found is None or found["owner"] not in _ADMINISTRATORS or found["how"] == _NOBODY_ASKED:
        return False
    entries = [entry.split(";") for entry in found["entries"][1:-1].split(")(") if entry]
    return all(len(entry) == _FIELDS and _is_harmless(*entry) for entry in entries)


def _is_harmless(kind: str, flags: str, rights: str, _what: str, _above: str, who: str) -> bool:
    if kind in _DENIES or _FOR_WHAT_IS_INSIDE in re.findall("..", flags):
        return True
    return who in _ADMINISTRATORS | _ANY_OWNER or _only_reads(rights)


def _only_reads(rights: str) -> bool:
    if rights.startswith("0x"):
        return not int(rights, 16) & ~_READING_BITS
    return len(rights) % 2 == 0 and set(re.findall("..", rights)) <= _READING


def _is_closed(place: Path, describe: Describe) -> bool:
    try:
        linked = place.is_symlink() or getattr(place.lstat(), "st_file_attributes", 0) & _LINKED
        return not linked and is_administrators_alone(describe(str(place)))
    except (OSError, ValueError):  # what cannot be looked at is not trusted
        return False


def _describe(path: str) -> str:
    """Ask Windows.

    Raises:
        OSError: it does not say.
    """
    ctypes: Any = importlib.import_module("ctypes")  # late: most starts have no such file
    security, kernel = ctypes.WinDLL("advapi32"), ctypes.WinDLL("kernel32")
    found, text = ctypes.c_void_p(), ctypes.c_wchar_p()
    file, owner_and_rights = 1, 0x1 | 0x4
    nothing = (None,) * 4
    code = security.GetNamedSecurityInfoW(
        ctypes.c_wchar_p(path), file, owner_and_rights, *nothing, ctypes.byref(found)
    )
    if code:
        raise OSError(code, "the owner cannot be read")
    try:
        written = security.ConvertSecurityDescriptorToStringSecurityDescriptorW(
            found, 1, owner_and_rights, ctypes.byref(text), None
        )
        if not written:
            raise OSError("the owner cannot be written down")
        return str(text.value)
    finally:
        kernel.LocalFree(text)
        kernel.LocalFree(found)
