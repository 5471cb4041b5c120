from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cti_desktop.store.opening import Store, open_store
from tests.store.making import url_of

Opener = Callable[[], Store]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journal.db"


@pytest.fixture
def opener(path: Path) -> Iterator[Opener]:
    """Opens the same file as often as a test wants and closes what it left open."""
    opened: list[Store] = []

    def once() -> Store:
        opened.append(open_store(url_of(path), region="GB"))
        return opened[-1]

    yield once
    for one in opened:
        one.close()


@pytest.fixture
def store(opener: Opener) -> Store:
    return opener()
