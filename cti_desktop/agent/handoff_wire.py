"""What client and server of the link hand-off agree on: the place, the lock and the frames.

On the way of every clicked link, so it imports next to nothing: no Qt, no asyncio, no dataclasses.
"""

# Without pathlib, which would cost a clicked link more than all the rest.
# ruff: noqa: PTH100, PTH103, PTH108, PTH111, PTH112, PTH116, PTH118, PTH119, PTH101

import importlib
import json
import os
import socket
import stat
import sys
import zlib
from collections.abc import Callable, Mapping

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LONGEST_FRAME = 16_384
"""Bytes; a link is at most 1,024 characters long, and each may take 12 bytes as JSON."""
ANSWER_WITHIN_S = 2.0
_HEADER = 4
_LONGEST_SOCKET_PATH = 107
"""Bytes that Linux takes as the name of a socket."""


def pack(message: Mapping[str, object]) -> bytes:
    """Write a message as a frame: its length in four bytes, then JSON.

    Raises:
        ValueError: it is larger than any honest message.
    """
    body = json.dumps(message).encode()
    if len(body) > LONGEST_FRAME:
        raise ValueError("the message is too large")
    return len(body).to_bytes(_HEADER, "big") + body


def unpack(body: bytes) -> dict[str, object]:
    """Read a frame's body.

    Raises:
        ValueError: it is no JSON object.
    """
    try:
        message = json.loads(body)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(message, dict):
        raise ValueError("not an object")  # noqa: TRY004  # callers catch what json raises
    return message


def proof(token: str, nonce: str) -> str:
    """Show somebody who chose the nonce that one knows the token, without saying it."""
    hmac = importlib.import_module("hmac")  # late: only Windows' way needs it
    shown: bytes = hmac.digest(_plain(token), _plain(f"listens:{nonce}"), "sha256")
    return shown.hex()


def same(one: str, other: str) -> bool:
    """Compare two secrets in the same time whatever they hold."""
    equal: bool = importlib.import_module("hmac").compare_digest(_plain(one), _plain(other))
    return equal


def _plain(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")  # JSON may hold half a character


def receive(connection: socket.socket) -> dict[str, object]:
    """Read one frame from a blocking socket.

    Raises:
        OSError: the other side closed or was silent too long.
        ValueError: it sent something else.
    """
    size = int.from_bytes(_exactly(connection, _HEADER), "big")
    if size > LONGEST_FRAME:
        raise ValueError("the answer is too large")
    return unpack(_exactly(connection, size))


def _exactly(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise ConnectionResetError("closed before the answer")
        data += more
    return data


class Door:
    """Where a user's running program is found, and the locks beside it.

    Attributes:
        folder: belongs to the user alone.
        path: of the socket, or on Windows of the file that names port and token.
    """

    def __init__(self, folder: str, name: str) -> None:
        self.folder = folder
        self.path = os.path.join(folder, f"{name}.{'port' if sys.platform == 'win32' else 'sock'}")
        self.running_lock = os.path.join(folder, f"{name}.running")
        self.starting_lock = os.path.join(folder, f"{name}.starting")

    def make_folder(self) -> None:
        """Create the folder for this user alone.

        Raises:
            PermissionError: it exists and belongs to, or is open to, somebody else.
        """
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        if not self.private():
            raise PermissionError(f"{self.folder} is not this user's alone")

    def bind(self) -> socket.socket:
        """Make the socket in place of one that a killed program left; the caller holds the lock.

        Raises:
            OSError: the system refuses.
        """
        if sys.platform == "win32":
            raise OSError("Windows has no such sockets here; see `announce`")
        else:  # mypy reads a platform's code only as its branch
            self.clear()
            listening = socket.socket(socket.AF_UNIX)
            try:
                listening.setblocking(False)
                self.at_socket(listening.bind)
                os.chmod(self.path, 0o600)
            except OSError:
                listening.close()
                raise
            return listening

    def at_socket(self, act: Callable[[str], None]) -> None:
        """Bind or connect at the socket, through its open folder where the path is too long.

        Raises:
            OSError: the system refuses, or the path is too long and the system knows no such way.
        """
        if sys.platform == "linux" and len(os.fsencode(self.path)) > _LONGEST_SOCKET_PATH:
            folder = os.open(self.folder, os.O_PATH | os.O_DIRECTORY)
            try:
                act(f"/proc/self/fd/{folder}/{os.path.basename(self.path)}")
            finally:
                os.close(folder)
        else:
            act(self.path)

    def announce(self, port: int, token: str) -> None:
        """Write port and token where only this user reads them."""
        self.clear()
        file = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            os.write(file, f"{port} {token}".encode("ascii"))
        finally:
            os.close(file)

    def clear(self) -> None:
        """Take the socket or file away; harmless when there is none."""
        try:
            os.unlink(self.path)
        except FileNotFoundError:
            return

    def private(self) -> bool:
        """Tell whether nobody else can put something into the folder."""
        if sys.platform == "win32":
            return True  # lies in the user's profile
        else:  # as above
            try:
                found = os.lstat(self.folder)
            except OSError:
                return False
            return (
                stat.S_ISDIR(found.st_mode)
                and found.st_uid == os.getuid()
                and not stat.S_IMODE(found.st_mode) & 0o077
            )


class Lock:
    """A lock that ends with the process that holds it; the file it lies on may stay.

    Args:
        path: of the file, made when it is not there.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._file: int | None = None

    @property
    def held(self) -> bool:
        """Whether this process holds it through this object."""
        return self._file is not None

    def take(self) -> bool:
        """Take the lock; False when somebody else holds it, True when it is held here already.

        Raises:
            OSError: the file cannot be opened.
        """
        if self._file is not None:
            return True
        file = os.open(self._path, os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            _hold(file)
        except OSError:
            os.close(file)
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Give it up; harmless when not held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _hold(file: int) -> None:
    """Lock an open file until it is closed or the process ends, however it ends.

    Raises:
        OSError: it is locked by somebody else.
    """
    if sys.platform == "win32":
        # Not the file's being there: after a power cut it would stay, and nobody would hold it.
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:  # mypy reads a platform's code only as its branch
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def door_of(environment: Mapping[str, str]) -> Door:
    """Find the door of the program that works on this user's data."""
    data = environment.get("CTI_DATA_DIR")
    name = "desk" if not data else f"desk-{zlib.crc32(os.path.abspath(data).encode()):08x}"
    return Door(_folder(environment), name)


def _folder(environment: Mapping[str, str]) -> str:
    if sys.platform == "win32":
        home = environment.get("LOCALAPPDATA") or os.path.expanduser("~")
        return os.path.join(home, "cti-desktop", "run")
    else:  # as above
        own = os.getuid()
        for given in (environment.get("XDG_RUNTIME_DIR"), f"/run/user/{own}"):
            if given and os.path.isdir(given) and os.stat(given).st_uid == own:
                return os.path.join(given, "cti-desktop")
        shared = environment.get("TMPDIR") or "/tmp"  # noqa: S108  # `Door.private` looks at it
        return os.path.join(shared, f"cti-desktop-{own}")
