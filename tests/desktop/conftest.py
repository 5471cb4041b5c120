"""Parts for the tests of the desktop: sites on loopback and a softphone in the real engine."""

import gc
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cti_desktop.desktop.softphone import Retries, Softphone
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.web_places import WebPlaces, origin_of
from cti_desktop.desktop.web_profile import PERMISSIONS, WebProfile
from tests.desktop.watchdog import LoopWatch, allowed_in, slowness
from tests.desktop.websites import InstantCore, RecordingOffice, Site

HOST_ORIGIN = "https://cti.example.com"
# Chromium on a machine without a GPU, at the first page of the process.
NO_GPU = pytest.mark.qt_log_ignore("^GPUInfo not initialized on GpuInfoUpdate$")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(NO_GPU)


@pytest.fixture(autouse=True)
def the_window_never_stands_still(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LoopWatch | None]:
    """Fail any test in which the event loop was held up; see `watchdog.py` for what is known."""
    if "qapp" not in request.fixturenames:
        yield None
        return
    request.getfixturevalue("qapp")
    watch = LoopWatch()
    watch.watch_loops(monkeypatch)
    gc.freeze()  # a search for garbage through what a thousand tests left is no fault of this one
    yield watch
    gc.unfreeze()
    watch.leave()
    limit = allowed_in(request.node.nodeid)
    if watch.longest_ms > limit and watch.longest_ms > limit * slowness():
        pytest.fail(f"the event loop was held up for {watch.longest_ms:.0f} ms")


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def other_site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def office() -> RecordingOffice:
    return RecordingOffice()


@pytest.fixture
def made_softphones() -> list[tuple[Softphone, WebProfile]]:
    return []


@pytest.fixture
def restart(made_softphones: list[tuple[Softphone, WebProfile]]) -> Callable[[], None]:
    """Take everything down as the end of the program does; pages go before their profile."""

    def end() -> None:
        for softphone, profile in made_softphones:
            softphone.close_pages()
            flush()
            softphone.deleteLater()
            flush()
            profile.deleteLater()
            flush()
        made_softphones.clear()

    return end


@pytest.fixture
def open_softphone(
    qapp: QApplication,
    office: RecordingOffice,
    made_softphones: list[tuple[Softphone, WebProfile]],
    restart: Callable[[], None],
) -> Iterator[Callable[..., Softphone]]:
    """Make a softphone for an embed page."""

    def make(
        embed_url: str,
        retries: Retries | None = None,
        *,
        folder: Path | None = None,
        permissions: Collection[str] = PERMISSIONS.keys(),
    ) -> Softphone:
        origin = origin_of(QUrl(embed_url))
        profile = WebProfile(folder, origin, None, permissions)
        softphone = Softphone(
            InstantCore(office),
            profile,
            WebPlaces(embed_url, origin, HOST_ORIGIN),
            Theme(qapp),
            retries=retries,
        )
        made_softphones.append((softphone, profile))
        softphone.resize(380, 640)
        softphone.show()
        softphone.load()
        return softphone

    yield make
    restart()


@pytest.fixture
def loaded(qtbot: QtBot, open_softphone: Callable[..., Softphone]) -> Callable[..., Softphone]:
    """Make a softphone and wait until its page is there."""

    def load(url: str, **options: object) -> Softphone:
        softphone = open_softphone(url, **options)
        with qtbot.waitSignal(softphone.loaded, timeout=10_000):
            pass
        return softphone

    return load


def flush() -> None:
    """Carry out every deleteLater that waits."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
