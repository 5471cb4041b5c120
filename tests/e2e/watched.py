"""The end of a driven program: what went wrong, and how long its window stood still."""

import sys

from cti_desktop.desktop.driver import Driver
from tests.desktop.watchdog import ALLOWED, slowness

_LIMIT_MS = ALLOWED["first page"].ms


def verdict(driver: Driver, error: Exception | None) -> int:
    """Return the exit code, and say what it is for."""
    longest = driver.stalls.longest_ms
    if error is not None:
        _say(str(error))
    _say(f"The window stood still for {longest:.0f} ms at most.")
    return 0 if error is None and longest <= _LIMIT_MS * slowness() else 1


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201  # the test shows it
