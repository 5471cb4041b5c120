"""What keeps the suite honest: a clean environment, no network, no thread left behind.

Only tests/conftest.py and the tests of these guards call it.
"""

import contextlib
import ipaddress
import os
import re
import secrets
import sys
import threading
import time
from collections.abc import Iterable, MutableMapping
from pathlib import Path

OWN_VARIABLES = ("CTI_", "ZOOM_", "WEBHOOK_SECRET_TOKEN")
HOME_FOLDERS = {
    "HOME": ".",
    "XDG_CACHE_HOME": ".cache",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_RUNTIME_DIR": "run",
    "XDG_STATE_HOME": ".local/state",
}
# Chromium opens its own sockets, out of reach of Python's audit hook.
CHROMIUM_STAYS_HOME = '--host-resolver-rules="MAP * ~NOTFOUND,EXCLUDE 127.0.0.1,EXCLUDE localhost"'


class NetworkRefusedError(OSError):
    """A test tried to leave the machine."""


class NetworkGuard:
    """Refuses every Python socket that is not loopback and remembers who tried.

    The refusal is an OSError, so code under test may take it for a broken line; the record lets the
    suite fail all the same.
    """

    def __init__(self) -> None:
        self._attempts: list[str] = []

    def install(self) -> None:
        """Watch this process until it ends; audit hooks cannot be taken back."""
        sys.addaudithook(self._audit)

    def take_attempts(self) -> list[str]:
        """Return the attempts since the last call and forget them."""
        attempts, self._attempts = self._attempts, []
        return attempts

    def _audit(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in {"socket.connect", "socket.sendto"}:
            address = arguments[1]
            host = address[0] if isinstance(address, tuple) else None
        elif event == "socket.getaddrinfo":
            host = arguments[0]
        else:
            return
        if not is_local(host):
            self._attempts.append(f"{event} {host}")
            message = f"tests stay on this machine: {event} {host}"
            raise NetworkRefusedError(message)


_SHORTEST_SECRET = 30
_LIKE_A_SECRET = re.compile(rf"[\w-]{{{_SHORTEST_SECRET},}}", re.ASCII)


def is_local(host: object) -> bool:
    """Tell whether an address stays on this machine; a path (Unix socket) and nothing do."""
    text = host.decode() if isinstance(host, bytes) else host
    if not isinstance(text, str) or text in {"", "localhost"}:
        return True
    with contextlib.suppress(ValueError):
        address = ipaddress.ip_address(text.partition("%")[0])
        return address.is_loopback or address.is_unspecified
    return False


def clean_environment(environment: MutableMapping[str, str], home: Path) -> None:
    """Make the environment that of a new user without display, keyring or settings of ours.

    Call it before the first QApplication: Qt reads its variables then.
    """
    for name in [name for name in environment if name.startswith(OWN_VARIABLES)]:
        del environment[name]
    for name, folder in HOME_FOLDERS.items():
        path = (home / folder).resolve()
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        environment[name] = str(path)
    environment.pop("DBUS_SESSION_BUS_ADDRESS", None)  # who runs the tests wants no notifications
    environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    if not environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    flags = [environment.get("QTWEBENGINE_CHROMIUM_FLAGS", ""), CHROMIUM_STAYS_HOME]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and "--no-sandbox" not in flags[0]:
        flags.append("--no-sandbox")  # Chromium refuses to start a sandbox as root
    environment["QTWEBENGINE_CHROMIUM_FLAGS"] = " ".join(flag for flag in flags if flag)


def leaked_threads(before: Iterable[threading.Thread], patience_s: float = 2.0) -> list[str]:
    """Return the names of threads started since `before` that do not end within the patience.

    Threads that Qt or Chromium own and that only passed through Python do not count.
    """
    known = set(before)
    deadline = time.monotonic() + patience_s
    left = []
    for thread in threading.enumerate():
        # threading offers no public name for the stand-ins of foreign threads
        if thread in known or type(thread).__name__ == "_DummyThread":
            continue
        thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive():
            left.append(thread.name)
    return left


class SecretWatch:
    """Remembers every secret made during the run and finds them in what tests write.

    All tokens, codes and states of this program and of the simulated Zoom come from
    `secrets.token_urlsafe`; fixed secrets of tests are given.
    """

    def __init__(self, *fixed: str) -> None:
        self._fixed = fixed
        self._made: set[str] = set()
        self._shown: set[str] = set()

    def install(self) -> None:
        """Begin to remember; for the whole run."""
        make = secrets.token_urlsafe

        def remembering(nbytes: int | None = None) -> str:
            made = make(nbytes)
            if len(made) >= _SHORTEST_SECRET:
                self._made.add(made)
            return made

        secrets.token_urlsafe = remembering

    def learn(self, *fixed: str) -> None:
        """Look for more fixed secrets from now on."""
        self._fixed += fixed

    def found_in(self, text: str) -> set[str]:
        """Return the beginnings of the secrets that stand in a text, enough to look for them."""
        whole = self._made.intersection(_LIKE_A_SECRET.findall(text))
        return {one[:6] for one in (*whole, *(one for one in self._fixed if one in text))}

    def read_answer(self, place: str, text: str) -> None:
        """Look into what a program answered at a place, for the end of the test."""
        self._shown |= {f"{one}… at {place}" for one in self.found_in(text)}

    def take_shown(self) -> set[str]:
        """Return what answers showed since the last call and forget it."""
        shown, self._shown = self._shown, set()
        return shown


SECRETS = SecretWatch(
    "client-secret-of-tests",
    "server-app-secret-of-tests",
    "whsec-of-tests",
    "metrics-token-of-tests",
)
"""The one of this run: made here, so that tests' programs and the suite's rules share it."""
