"""How a benchmark's program tells what it measured: one JSON object a line on stdout."""

import json
import time


def say(**line: object) -> None:
    """Say one line."""
    print(json.dumps(line), flush=True)


def say_now(mark: str) -> None:
    """Say that this moment, in nanoseconds of the machine's clock, is `mark`."""
    say(mark=mark, at_ns=time.time_ns())
