"""Files that pages want to save: only Zoom's, only when the person says so."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.desktop.download_offer import DownloadOffer
from cti_desktop.desktop.downloads import Downloads, Offered, plain_name
from cti_desktop.desktop.interior import furnished_window
from cti_desktop.desktop.softphone import Softphone
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.web_profile import WebProfile
from cti_desktop.desktop.window import MainWindow
from tests.desktop.doubles import PaperOffice, WaitingCore
from tests.desktop.face import british_words
from tests.desktop.face_fixtures import theme
from tests.desktop.websites import Site

__all__ = ["theme"]

Open = Callable[..., Softphone]


def downloads_of(softphone: Softphone) -> Downloads:
    profile = softphone.page.profile()
    assert isinstance(profile, WebProfile)
    return profile.downloads


def offer(qtbot: QtBot, site: Site, open_softphone: Open, file: str) -> tuple[Downloads, Offered]:
    """Let the embed page begin a download, and return it."""
    softphone = open_softphone(site.page("/embed", f"<iframe src='{file}'></iframe>"))
    downloads = downloads_of(softphone)
    with qtbot.waitSignal(downloads.asked, timeout=10_000) as asked:
        pass
    assert asked.args is not None
    return downloads, asked.args[0]


def test_a_file_is_kept_where_the_person_wants_it(
    qtbot: QtBot, site: Site, tmp_path: Path, open_softphone: Open
) -> None:
    file = site.page("/f", "hello", Content_Disposition="attachment; filename=../call log.txt")
    downloads, offered = offer(qtbot, site, open_softphone, file)
    assert offered.name == "call log.txt"
    assert list(tmp_path.iterdir()) == []
    with qtbot.waitSignal(downloads.saved, timeout=10_000):
        downloads.keep(offered, tmp_path / "kept.txt")
    assert (tmp_path / "kept.txt").read_text().endswith("hello")
    qtbot.waitUntil(lambda: not offered.folder.exists())


def test_a_file_nobody_wants_leaves_nothing(qtbot: QtBot, site: Site, open_softphone: Open) -> None:
    file = site.page("/f", "hello", Content_Disposition="attachment; filename=a.txt")
    downloads, offered = offer(qtbot, site, open_softphone, file)
    assert offered.folder.exists()
    downloads.drop_all()
    qtbot.waitUntil(lambda: not offered.folder.exists())


def test_a_place_that_cannot_be_written_is_told(
    qtbot: QtBot, site: Site, tmp_path: Path, open_softphone: Open
) -> None:
    file = site.page("/f", "hello", Content_Disposition="attachment; filename=a.txt")
    downloads, offered = offer(qtbot, site, open_softphone, file)
    with qtbot.waitSignal(downloads.failed, timeout=10_000):
        downloads.keep(offered, tmp_path / "no" / "such" / "folder.txt")
    qtbot.waitUntil(lambda: not offered.folder.exists())


def test_nobody_else_may_save_anything(
    qtbot: QtBot, site: Site, other_site: Site, open_softphone: Open
) -> None:
    file = other_site.page("/f", "x", Content_Disposition="attachment; filename=x.txt")
    softphone = open_softphone(site.page("/embed", "<p>Softphone</p>"))
    downloads = downloads_of(softphone)
    asked: list[object] = []
    downloads.asked.connect(asked.append)
    states: list[str] = []
    softphone.page.profile().downloadRequested.connect(lambda d: states.append(d.state().name))
    softphone.page.download(file)
    qtbot.waitUntil(lambda: states == ["DownloadCancelled"], timeout=10_000)
    assert asked == []


def test_a_file_that_is_too_large_is_not_taken_and_that_is_said(
    qtbot: QtBot,
    site: Site,
    open_softphone: Open,
    window: MainWindow,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cti_desktop.desktop.downloads.LARGEST", 10)
    file = site.page("/f", "x" * 99, Content_Disposition="attachment; filename=a.txt")
    softphone = open_softphone(site.page("/embed", f"<iframe src='{file}'></iframe>"))
    DownloadOffer(window, downloads_of(softphone))
    qtbot.waitUntil(lambda: "a.txt is larger" in window.notices.text.text(), timeout=10_000)


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("report.csv", "report.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\a.exe", "a.exe"),
        ("..", "download"),
        ("", "download"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("x" * 500, "x" * 120),
    ],
)
def test_a_name_is_a_name(told: str, name: str) -> None:
    assert plain_name(told) == name


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> Iterator[MainWindow]:
    core = WaitingCore(PaperOffice([]))
    window = furnished_window(core, QLineEdit(), theme=theme, words=british_words(), pages={})
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()


def test_the_window_asks_and_saves(
    qtbot: QtBot, site: Site, tmp_path: Path, open_softphone: Open, window: MainWindow
) -> None:
    asked: list[Path] = []

    def ask(
        _over: QWidget, suggested: Path, then: Callable[[str], None], _no: Callable[[], None]
    ) -> None:
        asked.append(suggested)
        then(str(tmp_path / "kept.txt"))

    file = site.page("/f", "hello", Content_Disposition="attachment; filename=a.txt")
    softphone = open_softphone(site.page("/embed", f"<iframe src='{file}'></iframe>"))
    downloads = downloads_of(softphone)
    DownloadOffer(window, downloads, ask)
    qtbot.waitUntil(lambda: "a.txt" in window.notices.text.text(), timeout=10_000)
    action = window.notices.findChild(QPushButton, "notice-action")
    assert action is not None
    with qtbot.waitSignal(downloads.saved, timeout=10_000):
        action.click()
    assert asked[0].name == "a.txt"
    assert (tmp_path / "kept.txt").exists()
