"""A screen of X11 in memory, for the tests of what only a real desktop's system does."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

MISSING_XVFB = "" if shutil.which("Xvfb") else "Xvfb is not installed"


@contextmanager
def x_display() -> Iterator[str]:
    """Run an X server; yields its display, such as `:7`."""
    reads, writes = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writes), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
        pass_fds=(writes,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writes)
    try:
        with os.fdopen(reads, encoding="ascii") as told:
            number = told.readline().strip()  # it says so when clients may come
        if not number:
            raise RuntimeError(f"Xvfb ended with {server.wait(10)}")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(10)
