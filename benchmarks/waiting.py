"""Waits for another process, which can tell a benchmark nothing: looks at it again and again."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(look: Callable[[], T | None], what: str, *, within_s: float, every_s: float = 0.05) -> T:
    """Return what a look finds, as soon as it is something.

    Raises:
        TimeoutError: it never was; says what.
    """
    deadline = time.monotonic() + within_s
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(every_s)
