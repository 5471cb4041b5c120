"""One of many programs that append events of the same calls: python -m … URL NUMBER COUNT."""

import sys
from contextlib import closing
from dataclasses import replace
from itertools import islice

from benchmarks.samples import EVENTS_PER_CALL, events
from cti_desktop.store.opening import open_store

_BATCH = 20


def main() -> None:
    """Append, without waiting for each batch, as many tasks of a companion would."""
    url, number, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    told = islice(events(count // EVENTS_PER_CALL + 1), count)
    own = (replace(event, id=f"{number}-{place}") for place, event in enumerate(told))
    with closing(open_store(url)) as store:
        waiting = []
        while batch := list(islice(own, _BATCH)):
            waiting.append(store.journal.append(batch))
        for one in waiting:
            one.result()


if __name__ == "__main__":
    main()
