"""The harmless link of the doctor, and how whoever receives it says so.

`cti-desktop doctor` lets the system open such a link and waits for the receipt. On the way of every
clicked link, so it imports next to nothing.
"""

# Without pathlib, which would cost a clicked link more than all the rest.
# ruff: noqa: PTH118

import json
import os
import time

from cti_desktop.agent.handoff_wire import Door

_OWN = "cti-desktop"
_MARK = "?cti-desktop-test="
_TOKEN_LENGTH = 32
_HEX = frozenset("0123456789abcdef")


def probe_link(scheme: str, token: str) -> str:
    """Return a link that has no number, so that no program on earth can dial it.

    Args:
        token: 32 hexadecimal digits, in small letters.
    """
    return f"{scheme}:{'//test' if scheme == _OWN else ''}{_MARK}{token}"


def token_of(link: str) -> str | None:
    """Return the token of a test link, None for every other."""
    head, mark, token = link.strip().partition(_MARK)
    scheme, colon, rest = head.partition(":")
    plain = bool(mark and colon and scheme) and rest.strip("/") in ("", "test")
    return token if plain and len(token) == _TOKEN_LENGTH and set(token) <= _HEX else None


def receipt_path(door: Door, token: str) -> str:
    """Return the file in which a test link's receipt is expected."""
    return os.path.join(door.folder, f"test-{token}")


def write_receipt(door: Door, token: str, program: str) -> bool:
    """Say that a test link arrived; False when nobody waits for it.

    Nothing is created: the doctor has made the file, in a folder that is the user's alone.
    """
    if not door.private():
        return False
    flags = os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0)
    try:
        file = os.open(receipt_path(door, token), flags)
    except OSError:
        return False
    try:
        os.write(file, json.dumps({"program": program, "at_ns": time.time_ns()}).encode())
    finally:
        os.close(file)
    return True
