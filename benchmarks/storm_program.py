"""Sends a storm of webhooks and prints how it went: one process, as Zoom is another machine.

python -m benchmarks.storm_program URL FIRST COUNT CONNECTIONS PER_SECOND

Each request has an id, as Zoom's have, and every twentieth comes once more a little later, as it
was. COUNT is without these.

With 0 PER_SECOND each connection sends its next one as soon as the last is answered. Else they are
sent at that pace, and a wait counts from when one was to be sent.
"""

import asyncio
import json
import sys
import time

from benchmarks.measured import quantile
from benchmarks.raw_http import Line, request
from benchmarks.storm import signed, traced, webhook

_NO_CONTENT = 204
_REPEATED = 20
_ROUNDS_LATER = 4
"""How often each connection has sent something else before one is repeated."""


def _requests(numbers: range, connections: int) -> list[bytes]:
    """Write the requests, repeats among them."""
    bodies = {number: webhook(number) for number in numbers}
    once = [
        request("POST", "/zoom/webhook", signed(body) | traced(number), body)
        for number, body in bodies.items()
    ]
    later = _ROUNDS_LATER * connections
    sent: list[bytes] = []
    for place, one in enumerate(once):
        sent.append(one)
        before = place - later
        if before >= 0 and before % _REPEATED == 0:
            sent.append(once[before])
    return sent


async def _storm(url: str, numbers: range, connections: int, per_second: float) -> dict[str, float]:
    # Written beforehand: what is measured begins with the first byte sent.
    requests = _requests(numbers, connections)
    waiting = iter(enumerate(requests))
    lines = [await Line.open(url) for _ in range(connections)]
    waits: list[float] = []
    taken = 0

    async def send(line: Line) -> None:
        nonlocal taken
        for number, one in waiting:
            sent = time.perf_counter()
            if per_second:
                sent = began + number / per_second
                await asyncio.sleep(max(0.0, sent - time.perf_counter()))
            status = await line.send(one)
            taken += status == _NO_CONTENT
            waits.append(time.perf_counter() - sent)

    began = time.perf_counter()
    await asyncio.gather(*(send(line) for line in lines))
    took = time.perf_counter() - began
    for line in lines:
        await line.close()
    return {
        "sent": len(requests),
        "taken": taken,
        "seconds": took,
        "p99_s": quantile(waits, 0.99),
    }


def main() -> None:
    """Send what the command line says."""
    url, first, count, connections = sys.argv[1], *map(int, sys.argv[2:5])
    numbers, per_second = range(first, first + count), float(sys.argv[5])
    said = asyncio.run(_storm(url, numbers, connections, per_second))
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
