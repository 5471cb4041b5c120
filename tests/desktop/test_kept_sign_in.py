"""A sign-in made in the pop-up counts in the iframe, a third party there, and over a restart."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cti_desktop.desktop.softphone import Softphone
from tests.desktop.websites import BUTTON, RecordingOffice, Site, click

Open = Callable[..., Softphone]
COOKIE = "agent=800; Path=/; Secure; HttpOnly; SameSite=None"
LASTING = f"{COOKIE}; Max-Age=86400"


def embed(site: Site, cookie: str) -> str:
    """Serve a page that opens the sign-in window when it is clicked."""
    site.page("/sign-in", "<script>onload = close</script>", Set_Cookie=cookie)
    opens = "onclick=\"window.open('/sign-in', 'zoom', 'width=500,height=600')\""
    return site.page("/embed", BUTTON.format(opens))


def sign_in(qtbot: QtBot, site: Site, office: RecordingOffice, softphone: Softphone) -> None:
    click(qtbot, softphone.view, office)
    qtbot.waitUntil(lambda: "/sign-in" in site.visits, timeout=10_000)
    qtbot.waitUntil(lambda: softphone.sign_in_windows == (), timeout=10_000)


def known_as(qtbot: QtBot, site: Site, softphone: Softphone) -> str:
    """Load the page once more, and return the cookies it comes with."""
    with qtbot.waitSignal(softphone.loaded, timeout=10_000):
        softphone.load()
    return site.cookies["/embed"]


@pytest.mark.parametrize("cookie", [COOKIE, LASTING], ids=["of the session", "lasting"])
@pytest.mark.parametrize("kept", [True, False], ids=["kept", "private"])
def test_a_sign_in_counts_in_the_frame_and_is_kept_or_not_as_wanted(
    qtbot: QtBot,
    site: Site,
    office: RecordingOffice,
    loaded: Open,
    restart: Callable[[], None],
    tmp_path: Path,
    kept: bool,
    cookie: str,
) -> None:
    url = embed(site, cookie)
    folder = tmp_path if kept else None
    softphone = loaded(url, folder=folder)
    assert site.cookies["/embed"] == ""
    sign_in(qtbot, site, office, softphone)
    assert known_as(qtbot, site, softphone) == "agent=800"
    restart()
    loaded(url, folder=folder)
    assert site.cookies["/embed"] == ("agent=800" if kept else "")
