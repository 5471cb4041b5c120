"""A program killed in mid-append: what was said to be kept is there, and nothing is half there."""

import subprocess
import sys
from pathlib import Path

from cti_desktop.calls.fold import fold
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import open_store
from tests.store.making import url_of

CHILD = """
import itertools, sys, threading
from cti_desktop.store.opening import open_store
from tests.store.making import event

store = open_store(sys.argv[1])
in_flight = threading.Semaphore(20)

def said(number):
    def say(future):
        future.result()
        in_flight.release()
        print(number, flush=True)
    return say

for number in itertools.count():
    in_flight.acquire()
    pair = [event(f"{number}-{half}", f"call:{number // 5}", f"log:{number}") for half in "ab"]
    store.journal.append(pair, outgoing=True).add_done_callback(said(number))
"""
ROOT = Path(__file__).parents[2]


def confirmed_before_the_kill(path: Path) -> list[int]:
    """Run a program that appends without end, kill it, return what it was told is kept."""
    command = [sys.executable, "-c", CHILD, url_of(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdout is not None
        early = [int(child.stdout.readline()) for _ in range(40)]
        child.kill()
        rest = child.stdout.read().split("\n")
    return early + [int(line) for line in rest[:-1]]


def test_what_was_confirmed_survives_a_kill_and_nothing_is_half_written(path: Path) -> None:
    confirmed = confirmed_before_the_kill(path)
    store = open_store(url_of(path))
    events = store.journal.after(0, limit=1_000_000).events
    ids = {event.id for event in events}
    assert {f"{number}-{half}" for number in confirmed for half in "ab"} <= ids
    assert len(ids) % 2 == 0
    assert {event.id for event in store.outbox.pending(limit=1_000_000)} == ids
    calls = store.log.page(LogQuery(limit=1_000_000))
    assert all(call == fold(store.journal.events_of(call.id)) for call in calls)
    assert sum(len(store.journal.events_of(call.id)) for call in calls) == len(ids)
    store.close()
