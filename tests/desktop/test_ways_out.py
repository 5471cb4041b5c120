"""Ways out of the softphone's page in the real engine: sign-in, links, and what may not leave."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWebEngineCore import QWebEnginePage
from pytestqt.qtbot import QtBot
from structlog.testing import capture_logs

from cti_desktop.desktop.softphone import Softphone
from tests.desktop.conftest import HOST_ORIGIN
from tests.desktop.websites import BUTTON, ECHO, RecordingOffice, Site, click

Open = Callable[..., Softphone]


def test_a_link_in_the_iframe_goes_to_the_browser_and_the_page_stays(
    qtbot: QtBot, site: Site, office: RecordingOffice, loaded: Open
) -> None:
    link = "href='https://crm.example.com/7' target=_top"
    softphone = loaded(site.page("/embed", BUTTON.format(link)))
    with qtbot.waitSignal(softphone.went_outside, timeout=5_000) as outside:
        click(qtbot, softphone.view, office)
    assert outside.args == ["https://crm.example.com/7"]
    assert len(softphone.page.mainFrame().children()) == 1


def test_a_window_for_anything_but_sign_in_goes_to_the_browser(
    qtbot: QtBot, site: Site, office: RecordingOffice, loaded: Open
) -> None:
    script = "onclick=\"window.open('https://crm.example.com/7')\""
    softphone = loaded(site.page("/embed", BUTTON.format(script)))
    with qtbot.waitSignal(softphone.went_outside, timeout=5_000) as outside:
        click(qtbot, softphone.view, office)
    assert outside.args == ["https://crm.example.com/7"]
    assert softphone.sign_in_windows == ()


WAYS = {
    "window": "onclick=\"window.open('{0}')\"",
    "script": "onclick=\"location.href = '{0}'\"",
    "link": "href='{0}'",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("address", ["http://crm.example.com/", "mailto:a@b.example"])
def test_other_schemes_lead_nowhere_and_that_is_said(
    qtbot: QtBot, site: Site, office: RecordingOffice, loaded: Open, address: str, way: str
) -> None:
    softphone = loaded(site.page("/embed", BUTTON.format(WAYS[way].format(address))))
    with (
        qtbot.assertNotEmitted(softphone.went_outside),
        qtbot.waitSignal(softphone.led_nowhere, timeout=5_000) as nowhere,
    ):
        click(qtbot, softphone.view, office)
    assert nowhere.args == [address.partition(":")[0]]
    assert softphone.sign_in_windows == ()
    assert not softphone.covered


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("address", ["zoommtg://zoom.us/join?confno=1", "https://crm.example/7"])
def test_the_zoom_client_and_the_browser_open_their_links_and_the_page_stays(
    qtbot: QtBot, site: Site, office: RecordingOffice, loaded: Open, address: str, way: str
) -> None:
    softphone = loaded(site.page("/embed", BUTTON.format(WAYS[way].format(address)) + ECHO))
    with qtbot.waitSignal(softphone.went_outside, timeout=5_000) as outside:
        click(qtbot, softphone.view, office)
    assert outside.args == [address]
    softphone.send({"n": 1})
    qtbot.waitUntil(lambda: '{"echo":{"n":1}}' in office.texts(), timeout=5_000)
    assert office.texts("failed") == []


@pytest.mark.parametrize("way", WAYS)
def test_a_clicked_number_is_asked_about_here(
    qtbot: QtBot, site: Site, office: RecordingOffice, loaded: Open, way: str
) -> None:
    script = WAYS[way].format("tel:+15550100")
    softphone = loaded(site.page("/embed", BUTTON.format(script)))
    with qtbot.assertNotEmitted(softphone.went_outside):
        click(qtbot, softphone.view, office)
        qtbot.waitUntil(lambda: office.texts("link") == ["tel:+15550100"], timeout=5_000)
    assert not softphone.covered


@pytest.mark.parametrize("address", ["https://ads.example/", "zoommtg://zoom.us/x", "tel:+1555"])
def test_a_page_that_goes_elsewhere_by_itself_goes_nowhere_and_stays(
    qtbot: QtBot, site: Site, office: RecordingOffice, loaded: Open, address: str
) -> None:
    goes = f"<script>setTimeout(() => {{ location.href = '{address}'; }}, 50)</script>"
    after = "<script>setTimeout(() => parent.postMessage('tried', '*'), 400)</script>"
    softphone = loaded(site.page("/embed", ECHO + goes + after))
    with qtbot.assertNotEmitted(softphone.went_outside):
        qtbot.waitUntil(lambda: '"tried"' in office.texts(), timeout=10_000)
    assert office.texts("failed") == []
    assert office.texts("link") == []


def test_the_frame_is_not_led_elsewhere_by_a_redirect(
    qtbot: QtBot, site: Site, other_site: Site, office: RecordingOffice, loaded: Open
) -> None:
    elsewhere = other_site.page("/elsewhere", "<script>parent.postMessage('there', '*')</script>")
    site.redirects["/moved"] = elsewhere
    softphone = loaded(site.page("/embed", BUTTON.format("href='/moved'") + ECHO))
    click(qtbot, softphone.view, office)
    qtbot.waitUntil(lambda: "/moved" in site.visits, timeout=5_000)
    softphone.send({"n": 1})
    qtbot.waitUntil(lambda: '{"echo":{"n":1}}' in office.texts(), timeout=5_000)
    assert "/elsewhere" not in other_site.visits


def test_a_window_nobody_clicked_for_opens_no_browser(
    qtbot: QtBot, site: Site, office: RecordingOffice, open_softphone: Open
) -> None:
    page = "<script>open('https://ads.example/'); parent.postMessage('tried', '*')</script>"
    softphone = open_softphone(site.page("/embed", page))
    with qtbot.assertNotEmitted(softphone.went_outside):
        qtbot.waitUntil(lambda: '"tried"' in office.texts(), timeout=10_000)


def test_sign_in_opens_a_window_that_can_answer_its_opener_and_close(
    qtbot: QtBot, site: Site, office: RecordingOffice, loaded: Open
) -> None:
    sign_in = site.page(
        "/sign-in", "<script>opener.postMessage('signed in', '*'); onload = close</script>"
    )
    script = f"""onclick="window.open('{sign_in}', 'zoom', 'width=500,height=600')"
      ><script>onmessage = (e) => parent.postMessage(e.data, '*')</script"""
    softphone = loaded(site.page("/embed", BUTTON.format(script)))
    click(qtbot, softphone.view, office)
    qtbot.waitUntil(lambda: len(softphone.sign_in_windows) == 1, timeout=5_000)
    title = softphone.sign_in_windows[0].windowTitle()
    assert title.startswith("127.0.0.1 ")
    qtbot.waitUntil(lambda: '"signed in"' in office.texts(), timeout=5_000)
    qtbot.waitUntil(lambda: softphone.sign_in_windows == (), timeout=5_000)


def test_what_a_sign_in_page_says_to_its_console_is_not_kept(
    qtbot: QtBot, site: Site, office: RecordingOffice, loaded: Open
) -> None:
    said = "console.error('x'.repeat(100000) + ' code=one-time'); opener.postMessage('said', '*')"
    sign_in = site.page("/sign-in", f"<script>{said}; onload = close</script>")
    script = f"""onclick="window.open('{sign_in}?code=one-time', 'zoom', 'width=500,height=600')"
      ><script>onmessage = (e) => parent.postMessage(e.data, '*')</script"""
    softphone = loaded(site.page("/embed", BUTTON.format(script)))
    with capture_logs() as logs:
        click(qtbot, softphone.view, office)
        qtbot.waitUntil(lambda: '"said"' in office.texts(), timeout=5_000)
        qtbot.waitUntil(lambda: softphone.sign_in_windows == (), timeout=5_000)
        qtbot.waitUntil(lambda: any(e["event"] == "sign_in_console" for e in logs), timeout=5_000)
    (console,) = (entry for entry in logs if entry["event"] == "sign_in_console")
    assert console["log_level"] == "debug"
    assert "one-time" not in str(logs)
    assert all(len(str(entry)) < 400 for entry in logs)


def test_the_host_page_cannot_be_left(site: Site, loaded: Open) -> None:
    softphone = loaded(site.page("/embed", ECHO))
    other = site.page("/other", "elsewhere")
    before = len(site.visits)
    navigation = QWebEnginePage.NavigationType
    for kind in (navigation.NavigationTypeTyped, navigation.NavigationTypeOther):
        for url in (other, "data:text/html,x", HOST_ORIGIN, "https://zoom.us/"):
            assert softphone.page.acceptNavigationRequest(QUrl(url), kind, True) is False
    assert site.visits[before:] == []
