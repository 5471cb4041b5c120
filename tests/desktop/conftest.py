"""Parts for the tests of the desktop: sites on loopback and a softphone in the real engine."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from cti_desktop.desktop.softphone import Softphone
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.web_places import WebPlaces
from cti_desktop.desktop.web_profile import WebProfile
from tests.desktop.websites import InstantCore, RecordingOffice, Site

HOST_ORIGIN = "https://cti.example.com"


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
def open_softphone(
    qapp: QApplication, office: RecordingOffice
) -> Iterator[Callable[..., Softphone]]:
    """Make a softphone for an embed page; pages go before their profile."""
    made: list[tuple[Softphone, WebProfile]] = []

    def make(embed_url: str, host_origin: str = HOST_ORIGIN, **options: object) -> Softphone:
        origin = "/".join(embed_url.split("/")[:3])
        profile = WebProfile(None, origin, None)
        softphone = Softphone(
            InstantCore(office),
            profile,
            WebPlaces(embed_url, origin, host_origin),
            Theme(qapp),
            **options,  # type: ignore[arg-type] # `retries` only, from the tests here
        )
        made.append((softphone, profile))
        softphone.resize(380, 640)
        softphone.show()
        softphone.load()
        return softphone

    yield make
    for softphone, profile in made:
        softphone.close_pages()
        flush()
        softphone.deleteLater()
        flush()
        profile.deleteLater()
        flush()


def flush() -> None:
    """Carry out every deleteLater that waits."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
