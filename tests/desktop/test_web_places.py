"""The navigation rules as tables."""

import pytest
from PySide6.QtCore import QUrl

from cti_desktop.desktop.host_page import host_html
from cti_desktop.desktop.web_places import WebPlaces, is_zoom, origin_of

PLACES = WebPlaces(
    "https://applications.zoom.us/integration/phone/embeddablephone/home",
    "https://applications.zoom.us",
    "https://cti.example.com",
)
DEMO = WebPlaces("http://127.0.0.1:4100/home?as=800", "http://127.0.0.1:4100", "http://localhost")


@pytest.mark.parametrize(
    ("url", "frame", "window", "browser"),
    [
        ("https://applications.zoom.us/x", True, True, True),
        ("https://applications.zoom.us:443/x", True, True, True),
        ("https://zoom.us/signin", True, True, True),
        ("https://eu01.zoom.us/signin", True, True, True),
        ("http://zoom.us/signin", False, False, False),
        ("https://zoom.us.evil.example/", False, False, True),
        ("https://notzoom.us/", False, False, True),
        ("https://zoom.us@evil.example/", False, False, True),
        ("https://applications.zoom.us:8443/x", True, True, True),
        ("https://crm.example.com/contact/7", False, False, True),
        ("http://crm.example.com/", False, False, False),
        ("about:blank", True, True, False),
        ("about:srcdoc", True, False, False),
        ("data:text/html,x", False, False, False),
        ("javascript:alert(1)", False, False, False),
        ("file:///etc/passwd", False, False, False),
        ("blob:https://applications.zoom.us/1", False, False, False),
        ("zoommtg://zoom.us/join", False, False, True),
        ("zoommtg://zoom.us.evil.example/join", False, False, False),
        ("tel:+15550100", False, False, False),
        ("chrome://crash", False, False, False),
        ("https:///nothing", False, False, False),
        ("", False, True, False),
    ],
)
def test_where_pages_may_go(url: str, frame: bool, window: bool, browser: bool) -> None:
    address = QUrl(url)
    found = (PLACES.may_frame(address), PLACES.may_pop_up(address), PLACES.may_leave(address))
    assert found == (frame, window, browser)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://login.example.com/saml", True),
        ("https://zoom.us/signin", True),
        ("about:blank", True),
        ("http://login.example.com/saml", False),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
    ],
)
def test_where_a_sign_in_window_may_go_on_to(url: str, allowed: bool) -> None:
    assert PLACES.may_sign_in(QUrl(url)) is allowed


def test_the_simulator_is_allowed_by_its_exact_origin_only() -> None:
    assert DEMO.may_frame(QUrl("http://127.0.0.1:4100/anything"))
    assert DEMO.may_sign_in(QUrl("http://127.0.0.1:4100/anything"))
    assert not DEMO.may_frame(QUrl("http://127.0.0.1:4101/anything"))
    assert not DEMO.may_sign_in(QUrl("http://localhost:4100/"))


def test_an_origin_that_is_not_https_is_told_to_zoom() -> None:
    assert PLACES.source == PLACES.embed_url
    assert DEMO.source == "http://127.0.0.1:4100/home?as=800&originDomain=http%3A%2F%2Flocalhost"


def test_origins_are_written_as_browsers_write_them() -> None:
    assert origin_of(QUrl("HTTPS://Example.COM:443/a?b")) == "https://example.com"
    assert origin_of(QUrl("http://example.com:8080/")) == "http://example.com:8080"
    named = WebPlaces("https://a.example/x", "https://A.example:443", "https://h.example")
    assert named.trusted_origin == "https://a.example"
    assert not is_zoom(QUrl("https://xzoom.us"))


def test_contact_center_is_told_our_origin_and_confined() -> None:
    centre = WebPlaces(
        "https://zoom.us/cci/callbar/crm/",
        "https://zoom.us",
        "https://cti.example.com",
        contact_center=True,
    )
    assert centre.source.endswith("crm/?origin=https%3A%2F%2Fcti.example.com")
    assert centre.trusted_origin == "https://zoom.us"
    page = host_html(centre, ())
    assert 'sandbox="allow-forms ' in page
    assert "allow-top-navigation" not in page
    assert "sandbox=" not in host_html(PLACES, ())
