"""Eight programs write to one PostgreSQL while a reader follows the cursor: nothing is skipped.

The figures that have to be nothing are errors when they are not.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from benchmarks import postgres
from benchmarks.measured import Measured
from cti_desktop.store.journal import Appended
from cti_desktop.store.opening import Store, open_store

_EVENTS = 100_000
_WRITERS = 8
_PAGE = 500
_PATIENCE_S = 900.0
_ROOT = Path(__file__).resolve().parent.parent


def measure() -> Iterator[Measured]:
    """Let the writers write and compare what the reader read with what there is."""
    with postgres.database() as url, closing(open_store(url)) as store:
        reader = _Reader(store)
        with ThreadPoolExecutor(_WRITERS + 1) as pool:
            following = pool.submit(reader.follow)
            began = time.perf_counter()
            for done in [pool.submit(_write, url, number) for number in range(_WRITERS)]:
                done.result(_PATIENCE_S)
            took = time.perf_counter() - began
            reader.written(store.journal.count())
            following.result(_PATIENCE_S)
        kept = list(_all(store))
    skipped = len(set(kept) - set(reader.ids))
    disorder = sum(here != there for here, there in zip(reader.ids, kept, strict=False))
    for what, value, unit, limit in (
        ("events written", float(len(kept)), "", None),
        ("appended", len(kept) / took, "1/s", None),
        ("skipped by the reader", float(skipped), "", 0.0),
        ("out of commit order", float(disorder), "", 0.0),
    ):
        yield Measured(bench="order", metric=what, value=value, unit=unit, limit=limit)
    if skipped or disorder or len(set(kept)) != _EVENTS:
        raise RuntimeError(f"{skipped} events skipped, {disorder} out of order, {len(kept)} kept")


class _Reader:
    """Follows the cursor until it has read as many events as were written."""

    def __init__(self, store: Store) -> None:
        self.ids: list[str] = []
        self._store = store
        self._more = threading.Condition()
        self._heard = 0
        self._end: int | None = None
        store.journal.subscribe(self._hear)

    def written(self, count: int) -> None:
        """Say how many there are in the end."""
        with self._more:
            self._end = count
            self._more.notify()

    def follow(self) -> None:
        """Read page after page; wait to be told when there is none."""
        cursor = 0
        while len(self.ids) != self._end:
            page = self._store.journal.after(cursor, _PAGE)
            self.ids += (event.id for event in page.events)
            if page.cursor == cursor:
                self._wait_beyond(cursor)
            cursor = page.cursor

    def _hear(self, appended: Appended) -> None:
        with self._more:
            self._heard = appended.cursor
            self._more.notify()

    def _wait_beyond(self, cursor: int) -> None:
        with self._more:
            told = self._more.wait_for(
                lambda: self._heard > cursor or self._end is not None, _PATIENCE_S
            )
        if not told:
            raise TimeoutError("the reader was not told of new events")


def _write(url: str, number: int) -> None:
    words = [url, str(number), str(_EVENTS // _WRITERS)]
    subprocess.run(
        [sys.executable, "-m", "benchmarks.order_writer", *words],
        cwd=_ROOT,
        check=True,
        capture_output=True,
        timeout=_PATIENCE_S,
    )


def _all(store: Store) -> Iterator[str]:
    cursor, more = 0, True
    while more:
        page = store.journal.after(cursor, _PAGE)
        cursor, more = page.cursor, page.more
        yield from (event.id for event in page.events)
