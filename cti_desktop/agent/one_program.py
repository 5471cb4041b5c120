"""Keeps the program from running twice for one user's data.

A start takes the place of the running program before it imports or opens anything, and holds it to
its end. Whoever comes second hands over what it was started for, also to a program that is still
starting, upgrading its store or about to end. On the way of every start, so it imports next to
nothing.
"""

import time
from collections.abc import Callable, Mapping

from cti_desktop.agent.handoff_client import (
    LOOK_EVERY_S,
    NOT_TAKEN,
    STARTS_WITHIN_S,
    TAKEN,
    activation,
    ask,
    listens,
    report,
    say,
)
from cti_desktop.agent.handoff_wire import Door, Lock, door_of

Deliver = Callable[[Door], int | None]


def run_alone(
    environment: Mapping[str, str],
    run: Callable[[Lock], int],
    *,
    link: str | None = None,
    quiet: bool = False,
    stuck: Callable[[], None] = lambda: None,
) -> int:
    """Run as this user's only program, or hand over to the one that runs; returns the exit code.

    Args:
        environment: the process's own.
        run: the program. It gets the place it has, or one that nobody could take: then no program
            can listen either, and its window says so.
        link: what the start is for; None for the window.
        quiet: leave the window of a running program where it is (a start into the tray).
        stuck: tells a person who wants to see the window that the running program is silent.
    """
    door = door_of(environment)
    place = Lock(door.running_lock)
    try:
        door.make_folder()
        place.take()
    except OSError:
        return run(place)
    code = None if place.held else _come_second(door, place, _delivery(environment, link, quiet))
    try:
        if place.held:
            return run(place)
    finally:
        place.release()
    if code is None:
        if link is None and not quiet:
            stuck()
        return say("CTI Desktop is running already but does not answer.", NOT_TAKEN)
    return code


def _delivery(environment: Mapping[str, str], link: str | None, quiet: bool) -> Deliver:
    """Return what brings the running program a start's wish; None as long as nobody listens."""
    if quiet and link is None:
        return lambda door: TAKEN if listens(door) else None
    wish = {"show": True} if link is None else {"link": link}
    message: dict[str, object] = {**wish, "activation": activation(environment)}

    def deliver(door: Door) -> int | None:
        answer = ask(door, message)
        return None if answer is None else report(answer)

    return deliver


def _come_second(door: Door, place: Lock, deliver: Deliver) -> int | None:
    """Hand over as soon as the other program listens.

    None when it did not answer, or when it ended and the place is ours.
    """
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        if place.take():
            return None
        try:
            code = deliver(door)
        except TimeoutError:  # it has the wish and may yet act on it: not said twice
            break
        except OSError:  # it ends just now, and took nothing
            code = None
        if code is not None:
            return code
        time.sleep(LOOK_EVERY_S)
    return None
