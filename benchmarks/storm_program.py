"""Sends a storm of webhooks and prints how it went: one process, as Zoom is another machine.

python -m benchmarks.storm_program URL FIRST COUNT CONNECTIONS
"""

import asyncio
import json
import sys
import time

from benchmarks.measured import quantile
from benchmarks.raw_http import Line, request
from benchmarks.storm import signed, webhook

_NO_CONTENT = 204


async def _storm(url: str, numbers: range, connections: int) -> dict[str, float]:
    bodies = (webhook(number) for number in numbers)
    # Written beforehand: what is measured begins with the first byte sent.
    waiting = iter([request("POST", "/zoom/webhook", signed(one), one) for one in bodies])
    lines = [await Line.open(url) for _ in range(connections)]
    waits: list[float] = []
    taken = 0

    async def send(line: Line) -> None:
        nonlocal taken
        for one in waiting:
            sent = time.perf_counter()
            status = await line.send(one)
            taken += status == _NO_CONTENT
            waits.append(time.perf_counter() - sent)

    began = time.perf_counter()
    await asyncio.gather(*(send(line) for line in lines))
    took = time.perf_counter() - began
    for line in lines:
        await line.close()
    return {"taken": taken, "seconds": took, "p99_s": quantile(waits, 0.99)}


def main() -> None:
    """Send what the command line says."""
    url, first, count, connections = sys.argv[1], *map(int, sys.argv[2:5])
    said = asyncio.run(_storm(url, range(first, first + count), connections))
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
