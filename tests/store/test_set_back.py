"""After a failover positions of lost commits come again, and what lies there now is told."""

import threading
from collections.abc import Iterator

import pytest

from cti_desktop.calls.errors import Temporary
from cti_desktop.store.journal import Appended
from cti_desktop.store.opening import Store
from tests.store.failing_over import fail_over
from tests.store.making import PATIENCE_S, event
from tests.store.postgres_server import PostgresServer
from tests.store.test_several_processes import stores


@pytest.fixture
def address(server: PostgresServer) -> Iterator[str]:
    with server.database() as url:
        yield url


class Journal:
    """What a listener knows of the journal: the id of the event at each position."""

    def __init__(self, store: Store) -> None:
        self.told: dict[int, str] = {}
        self.set_back = 0
        self._changed = threading.Condition()
        store.journal.subscribe(self._hear)

    def _hear(self, news: Appended) -> None:
        with self._changed:
            if news.set_back:
                self.set_back += 1
                self.told = {at: one for at, one in self.told.items() if at <= news.cursor}
            for place, one in enumerate(news.new, news.cursor - len(news.new) + 1):
                assert place not in self.told
                self.told[place] = one.id
            self._changed.notify_all()

    def knows(self, ids: list[str]) -> bool:
        expected = dict(enumerate(ids, 1))
        with self._changed:
            return self._changed.wait_for(lambda: self.told == expected, PATIENCE_S)


def append(store: Store, name: str) -> None:
    """Append; again after a failure, as Zoom sends again."""
    while True:
        try:
            store.journal.append([event(name, f"call:{name}")]).result(PATIENCE_S)
        except Temporary:
            continue
        return


@pytest.mark.parametrize("new", [1, 4, 6])
def test_each_companion_is_told_what_took_the_place_of_lost_events(address: str, new: int) -> None:
    with stores(address, 2) as (one, two):
        journals = [Journal(one), Journal(two)]
        before = [f"before-{number}" for number in range(10)]
        for name in before:
            append(one, name)
        assert all(journal.knows(before) for journal in journals)
        fail_over(address, kept=6)
        after = [f"after-{number}" for number in range(new)]
        for name in after:
            append(two, name)
        assert all(journal.knows([*before[:6], *after]) for journal in journals)
        assert [journal.set_back for journal in journals] == [1, 1]


def test_a_cut_connection_alone_sets_nothing_back(address: str) -> None:
    with stores(address, 2) as (one, two):
        journals = [Journal(one), Journal(two)]
        append(one, "a")
        assert all(journal.knows(["a"]) for journal in journals)
        fail_over(address, kept=1)  # in time: nothing is lost
        append(two, "b")
        append(one, "c")
        assert all(journal.knows(["a", "b", "c"]) for journal in journals)
        assert [journal.set_back for journal in journals] == [0, 0]
