"""Hands a clicked link to the running program, or starts it: the whole life of `cti-desktop LINK`.

The way from a click to the telephone: it imports next to nothing (a test measures it) and waits for
the acknowledgement before it ends. Called by `__main__` only.
"""

# Without pathlib, which would cost a clicked link more than all the rest.
# ruff: noqa: PTH123

import os
import socket
import sys
import time
from collections.abc import Callable, Mapping

from cti_desktop.agent.handoff_wire import (
    ANSWER_WITHIN_S,
    Door,
    Lock,
    door_of,
    pack,
    proof,
    receive,
    same,
)
from cti_desktop.agent.link_probe import token_of, write_receipt
from cti_desktop.agent.own_command import own_command, spawn_detached

STARTS_WITHIN_S = 60.0
LOOK_EVERY_S = 0.02
_LONGEST = 1024
_BY_PORT = sys.platform == "win32"

_START, _WITH_LINK = ["start"], "--link="

TAKEN, NOT_TAKEN, REFUSED = 0, 1, 2
"""Exit codes."""


def link_among(arguments: list[str]) -> str | None:
    """Return the link when the command line is nothing but one (`LINK` or `-- LINK`)."""
    words = arguments[1:] if arguments[:1] == ["--"] else arguments
    if len(words) != 1:
        return None
    scheme, colon, _ = words[0].strip().partition(":")
    plain = scheme.replace("-", "").replace("+", "").replace(".", "")
    named = bool(colon) and scheme[:1].isalpha() and scheme.isascii() and plain.isalnum()
    return words[0] if named else None


def start_command(link: str) -> list[str]:
    """Return the command that starts the program with a link; no shell reads it."""
    return [*own_command(), *_START, f"{_WITH_LINK}{link}"]


def start_link(arguments: list[str]) -> str | None:
    """Return the link of a command line that `start_command` made."""
    head, last = arguments[:-1], arguments[-1] if arguments else ""
    return last.removeprefix(_WITH_LINK) if head == _START and last.startswith(_WITH_LINK) else None


def hand_over(link: str, environment: Mapping[str, str]) -> int:
    """Give a link to the program, starting it when it does not run; returns the exit code."""
    door = door_of(environment)
    if len(link) > _LONGEST:
        return _refuse_long(link, door, environment)
    token = token_of(link)
    if token is not None:
        if write_receipt(door, token, own_command(environment)[0]):
            return TAKEN
        return say("This is a test link, and nobody waits for it any more.", REFUSED)
    message = {"link": link, "activation": activation(environment)}
    try:
        answer = ask(door, message)
        if answer is not None:
            return report(answer)
        return start_with(link, door, message, spawn_detached)
    except OSError as error:
        return say(f"CTI Desktop could not be reached: {error}.", NOT_TAKEN)


def _refuse_long(link: str, door: Door, environment: Mapping[str, str]) -> int:
    """Let a running program say so, as who clicked sees no terminal; none is started for it.

    It gets one character more than a link may have, which it refuses for the same reason.
    """
    try:
        cut = link[: _LONGEST + 1]
        answer = ask(door, {"link": cut, "activation": activation(environment)})
    except OSError:
        answer = None
    if answer is not None:
        return report(answer)
    return say("The link is too long to be a phone number, so nothing was dialled.", REFUSED)


def ask(
    door: Door, message: Mapping[str, object], *, loopback: bool = _BY_PORT
) -> dict[str, object] | None:
    """Send one message and return the answer; None when no program listens.

    Args:
        door: of the program.
        message: what it gets, and nobody else.
        loopback: take Windows' way.

    Raises:
        TimeoutError: a program took the message and did not answer in time.
        OSError: it broke off.
    """
    connection = call(door, loopback=loopback)
    if connection is None:
        return None
    with connection:
        connection.settimeout(ANSWER_WITHIN_S)
        token = {"token": _token(door)[1]} if loopback else {}
        connection.sendall(pack({**message, **token}))
        try:
            return receive(connection)
        except TimeoutError:
            raise TimeoutError(
                f"it runs but did not answer within {ANSWER_WITHIN_S:.0f} seconds"
            ) from None
        except ValueError:
            raise ConnectionAbortedError("what answered is not CTI Desktop") from None


def call(door: Door, *, loopback: bool = _BY_PORT) -> socket.socket | None:
    """Connect to the program behind a door; None when nobody is there, or somebody else."""
    if not door.private():
        return None
    if sys.platform == "win32" or loopback:
        return _call_loopback(door)
    else:  # mypy reads a platform's code only as its branch
        return _call_unix(door)


def start_with(
    link: str,
    door: Door,
    message: Mapping[str, object],
    spawn: Callable[[list[str]], Callable[[], int | None]],
) -> int:
    """Start the program with a link and wait until it listens; of several clicks one starts it.

    Args:
        spawn: starts a command and returns how to ask for its exit code, None while it runs.
    """
    door.make_folder()
    starting = Lock(door.starting_lock)
    ended: Callable[[], int | None] | None = None
    until = time.monotonic() + STARTS_WITHIN_S
    try:
        while time.monotonic() < until:
            if ended is None:
                answer = ask(door, message)
                if answer is not None:
                    return report(answer)
                if starting.take() and _nobody_runs(door):
                    ended = spawn(start_command(link))
            elif listens(door):
                return TAKEN
            elif (code := ended()) is not None:
                return _report_start(code)
            time.sleep(LOOK_EVERY_S)
        return say("CTI Desktop was started but is not ready yet.", NOT_TAKEN)
    finally:
        starting.release()


def _nobody_runs(door: Door) -> bool:
    """Tell whether a start finds its place free; a program may hold it and not listen yet."""
    running = Lock(door.running_lock)
    free = running.take()
    running.release()
    return free


def _report_start(code: int) -> int:
    """Read how the program ended that was started with a link.

    It does so at once when another one came first, which then has the link.
    """
    if code in (TAKEN, REFUSED):
        return code
    return say("CTI Desktop ended while it started.", NOT_TAKEN)


def listens(door: Door) -> bool:
    """Tell whether a program takes links there."""
    connection = call(door)
    if connection is None:
        return False
    connection.close()
    return True


if sys.platform != "win32":

    def _call_unix(door: Door) -> socket.socket | None:
        connection = socket.socket(socket.AF_UNIX)
        try:
            door.at_socket(connection.connect)
        except OSError:  # no socket, or one a killed program left
            connection.close()
            return None
        return connection


def _call_loopback(door: Door) -> socket.socket | None:
    """Connect, and stay only with whom knows the token: a port may have gone to anybody since."""
    try:
        port, token = _token(door)
        connection = socket.create_connection(("127.0.0.1", port), timeout=ANSWER_WITHIN_S)
    except (OSError, ValueError):
        return None
    try:
        if _is_ours(connection, token):
            return connection
    except (OSError, ValueError):
        pass
    connection.close()
    return None


def _is_ours(connection: socket.socket, token: str) -> bool:
    """Let the other end show that it knows the token, before it hears it or a link."""
    nonce = os.urandom(16).hex()
    connection.sendall(pack({"nonce": nonce}))
    shown = receive(connection).get("proof")
    return bool(token) and isinstance(shown, str) and same(shown, proof(token, nonce))


def _token(door: Door) -> tuple[int, str]:
    with open(door.path, encoding="ascii") as file:
        port, _, token = file.read(200).partition(" ")
    return int(port), token


def activation(environment: Mapping[str, str]) -> str:
    """Return what lets the program come to the front on Wayland and X11."""
    return environment.get("XDG_ACTIVATION_TOKEN") or environment.get("DESKTOP_STARTUP_ID") or ""


def report(answer: Mapping[str, object]) -> int:
    """Say what a program refused; returns the exit code."""
    if answer.get("ok") is True:
        return TAKEN
    return say(str(answer.get("sentence") or "CTI Desktop refused the link."), REFUSED)


def say(sentence: str, code: int) -> int:
    """Say a sentence to who started this from a terminal; returns the code."""
    os.write(2, f"{sentence}\n".encode())
    return code
