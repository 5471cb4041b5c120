"""What web pages get when they ask: clipboard, microphone and notices for the embed only."""

import json
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWebEngineCore import (
    QWebEnginePermission,
    QWebEngineProfile,
)
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cti_desktop.desktop.softphone import Softphone
from cti_desktop.desktop.web_profile import PERMISSIONS, WebProfile
from tests.desktop.conftest import flush
from tests.desktop.websites import RecordingOffice, Site

EMBED = "https://applications.zoom.us"
Kind = QWebEnginePermission.PermissionType


class Request:
    """A page's request, as the profile sees it."""

    def __init__(self, kind: Kind, origin: str) -> None:
        self.answer = ""
        self._kind, self._origin = kind, origin

    def permissionType(self) -> Kind:  # noqa: N802 - Qt's name
        return self._kind

    def origin(self) -> QUrl:
        return QUrl(self._origin)

    def grant(self) -> None:
        self.answer += "granted"

    def deny(self) -> None:
        self.answer += "denied"


@pytest.fixture(scope="module")
def made_profiles() -> Iterator[list[WebProfile]]:
    """Let profiles stand until all tests are over: taken away while the engine starts, they end it.

    The program has one, which stands as long as itself.
    """
    made: list[WebProfile] = []
    yield made
    for profile in made:
        profile.deleteLater()
    flush()


@pytest.fixture
def make_profile(qapp: QApplication, made_profiles: list[WebProfile]) -> Callable[..., WebProfile]:
    def make(folder: Path | None, permissions: Collection[str] = PERMISSIONS.keys()) -> WebProfile:
        made_profiles.append(WebProfile(folder, EMBED, qapp, permissions))
        return made_profiles[-1]

    return make


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("origin", [EMBED + "/", EMBED + ":443/", "https://cti.example.com/", ""])
def test_every_kind_of_permission_is_decided_once_and_few_are_granted(
    make_profile: Callable[..., WebProfile], kind: Kind, origin: str
) -> None:
    wanted = {Kind.ClipboardReadWrite, Kind.MediaAudioCapture, Kind.Notifications}
    request = Request(kind, origin)
    make_profile(None).decide(cast("QWebEnginePermission", request))
    granted = kind in wanted and origin.startswith(EMBED)
    assert request.answer == ("granted" if granted else "denied")


@pytest.mark.parametrize("granted", [(), ("microphone",), ("clipboard", "notifications")])
def test_an_administrator_may_leave_permissions_out(
    make_profile: Callable[..., WebProfile], granted: tuple[str, ...]
) -> None:
    profile = make_profile(None, granted)
    for name, kind in PERMISSIONS.items():
        request = Request(kind, EMBED)
        profile.decide(cast("QWebEnginePermission", request))
        assert request.answer == ("granted" if name in granted else "denied")


def test_a_profile_is_kept_where_the_data_lies_or_not_at_all(
    make_profile: Callable[..., WebProfile], tmp_path: Path
) -> None:
    kept, private = make_profile(tmp_path), make_profile(None)
    assert not kept.isOffTheRecord()
    assert Path(kept.persistentStoragePath()) == tmp_path / "web"
    assert Path(kept.cachePath()) == tmp_path / "web-cache"
    assert private.isOffTheRecord()
    ask = QWebEngineProfile.PersistentPermissionsPolicy.AskEveryTime
    assert {kept.persistentPermissionsPolicy(), private.persistentPermissionsPolicy()} == {ask}


def test_a_real_page_is_answered_by_the_profile(
    qtbot: QtBot,
    site: Site,
    office: RecordingOffice,
    open_softphone: Callable[..., Softphone],
) -> None:
    page = """<script>
      const say = (what) => parent.postMessage(what, '*');
      navigator.mediaDevices.getUserMedia({audio: true})
        .then(() => say('granted'), (error) => say(error.name));
    </script>"""
    softphone = open_softphone(site.page("/embed", page))
    qtbot.waitUntil(lambda: len(office.texts()) == 1, timeout=10_000)
    # granted either way; most machines that run tests have no microphone
    assert json.loads(office.texts()[0]) in {"granted", "NotFoundError"}
    with qtbot.waitSignal(softphone.page.permissionRequested, timeout=5_000) as asked:
        softphone.page.runJavaScript("navigator.geolocation.getCurrentPosition(() => {})")
    assert asked.args is not None
    permission = asked.args[0]
    assert permission.permissionType() is Kind.Geolocation
    assert permission.state() is QWebEnginePermission.State.Denied
