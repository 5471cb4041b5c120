"""Numbers that come in by other ways: dropped, copied, as an event, from a list."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFileOpenEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from cti_desktop.agent.setting_table import CLIPBOARD_WATCH, DIAL_KEY
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.settings_store import SettingsStore
from cti_desktop.agent.views import DeskView, Notice
from cti_desktop.calls.asking import Dialled
from cti_desktop.calls.links import Refusal, read_link
from cti_desktop.desktop.app import Desktop
from cti_desktop.desktop.clipboard_watch import ClipboardWatch
from cti_desktop.desktop.link_events import LinkEvents
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.ways_in import WaysIn
from tests import shots_data as data
from tests.desktop.face import Face
from tests.desktop.face_fixtures import contacts_page, face, theme

__all__ = ["contacts_page", "face", "theme"]
NUMBER = "+44 20 7946 0018"
LIST = "Ada Lovelace\t020 7946 0018\nGrace Hopper\t+1 212 555 0147\nno number\n7042\n"


@pytest.fixture
def live() -> LiveSettings:
    return LiveSettings(SettingsStore())


@pytest.fixture
def ways(face: Face, theme: Theme, live: LiveSettings) -> Iterator[WaysIn]:
    window = face.window
    ways = WaysIn(face.core, window, window.around, theme, live, region="GB", tell=window.take_view)
    yield ways
    QGuiApplication.clipboard().clear()


class Clipboard(QObject):
    """Copies as another program would: the watch must not think that it was itself."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self.read = 0
        clipboard = QGuiApplication.clipboard()
        text = clipboard.text

        def counted() -> str:
            self.read += 1
            return text()

        monkeypatch.setattr(type(clipboard), "ownsClipboard", lambda _self: False)
        monkeypatch.setattr(type(clipboard), "text", lambda _self: counted())
        self._set = clipboard.setText

    def copy(self, text: str) -> None:
        self._set(text)
        QCoreApplication.processEvents()


@pytest.fixture
def clipboard(monkeypatch: pytest.MonkeyPatch) -> Clipboard:
    return Clipboard(monkeypatch)


# copied


@pytest.mark.usefixtures("ways")
def test_off_nothing_that_is_copied_is_read(
    face: Face, live: LiveSettings, clipboard: Clipboard
) -> None:
    clipboard.copy(NUMBER)
    assert not face.window.notices.isVisible()
    live.set(CLIPBOARD_WATCH, value=True)
    live.set(CLIPBOARD_WATCH, value=False)
    clipboard.copy("+44 20 7946 0019")
    assert clipboard.read == 0
    assert not face.window.notices.isVisible()


@pytest.mark.usefixtures("ways")
def test_on_a_copied_number_is_offered_and_called_by_a_click(
    face: Face, live: LiveSettings, clipboard: Clipboard
) -> None:
    live.set(CLIPBOARD_WATCH, value=True)
    clipboard.copy("no number")
    assert not face.window.notices.isVisible()
    clipboard.copy(NUMBER)
    assert face.window.notices.text.text() == "Copied: 020 7946 0018"
    assert face.office.calls_of("dial") == []
    action = face.window.notices.findChild(QAbstractButton, "notice-action")
    assert isinstance(action, QAbstractButton)
    action.click()
    assert face.office.calls_of("dial") == [(NUMBER, "clipboard")]


@pytest.mark.usefixtures("ways")
def test_a_copied_number_covers_nothing_that_was_said(
    face: Face, live: LiveSettings, clipboard: Clipboard
) -> None:
    live.set(CLIPBOARD_WATCH, value=True)
    face.show(Notice(text="Something failed.", bad=True))
    clipboard.copy(NUMBER)
    assert face.window.notices.text.text() == "Something failed."
    face.window.notices.drop()
    clipboard.copy(NUMBER)
    clipboard.copy("+44 20 7946 0099")
    assert face.window.notices.text.text() == "Copied: 020 7946 0099"


def test_on_wayland_it_says_what_cannot_be(face: Face, live: LiveSettings) -> None:
    told: list[Notice] = []
    watch = ClipboardWatch(
        face.core,
        live,
        face.window.notices,
        region="GB",
        tell=told.append,
        platform="wayland-egl",
    )
    live.set(CLIPBOARD_WATCH, value=True)
    assert [note.bad for note in told] == [False]
    assert "keyboard" in told[0].text
    live.set(CLIPBOARD_WATCH, value=False)
    assert watch.parent() is face.window.notices


def test_what_cannot_be_is_told_when_the_program_starts(qapp: QApplication, tmp_path: Path) -> None:
    settings = DeskSettings(data_dir=tmp_path)
    settings.store.set(DIAL_KEY, "Ctrl+Alt+D")
    desktop = Desktop(qapp, settings)
    desktop.window.furnish()
    assert "cti-desktop dial --selection" in desktop.window.notices.text.text()
    desktop.close()


# dropped


def drop(face: Face, mime: QMimeData) -> bool:
    """Drag something over the window and let it go; tell whether it was taken."""
    window, buttons = face.window, Qt.MouseButton.LeftButton
    held = Qt.KeyboardModifier.NoModifier
    action = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(9, 9), action, mime, buttons, held)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if not enter.isAccepted():
        return False
    let_go = QDropEvent(QPointF(9, 9), action, mime, buttons, held)
    QApplication.sendEvent(window, let_go)
    return let_go.isAccepted()


def text(content: str) -> QMimeData:
    mime = QMimeData()
    mime.setText(content)
    return mime


@pytest.mark.usefixtures("ways")
def test_a_number_dropped_on_the_window_is_taken_like_a_link(face: Face) -> None:
    assert drop(face, text(f"  {NUMBER}\n"))
    assert face.office.calls_of("open_text") == [(NUMBER, "dropped")]


@pytest.mark.usefixtures("ways")
def test_a_dropped_link_counts_by_its_address(face: Face) -> None:
    mime = text("Call us")
    mime.setUrls([QUrl("tel:+442079460018")])
    assert drop(face, mime)
    assert face.office.calls_of("open_text") == [("tel:+442079460018", "dropped")]


@pytest.mark.usefixtures("ways")
def test_what_has_no_number_is_not_taken(face: Face) -> None:
    assert not drop(face, text("hello"))
    assert face.office.calls_of("open_text") == []


def test_a_dropped_list_waits_in_the_sheet(face: Face, ways: WaysIn) -> None:
    assert drop(face, text(LIST))
    assert ways.list_sheet.isVisible()
    assert ways.list_sheet.field.toPlainText() == LIST
    assert ways.list_sheet.found.text() == "Numbers: 3 · lines without one: 1"


# as an event, on macOS


def test_a_link_that_comes_as_an_event_is_opened(face: Face, qapp: QApplication) -> None:
    events = LinkEvents(face.core, face.window)
    QApplication.sendEvent(qapp, QFileOpenEvent(QUrl("tel:+442079460018")))
    QApplication.sendEvent(qapp, QFileOpenEvent("/etc/hosts"))
    assert face.office.calls_of("open_link") == [("tel:+442079460018",)]
    qapp.removeEventFilter(events)


@pytest.mark.parametrize(
    "link",
    [
        "tel:+44%2020%207946%200018;ext=12",
        "callto://+44 20 7946 0018",
        "callto://+442079460018",
        "zoomphonecall://+1 (212) 555-0147?callerid=%2B12125550100",
        "cti-desktop://dial?number=%2B44&source=Hub%20Spot%26x",
        "sms:+447700900118?body=%0Ahi",
    ],
)
def test_a_link_of_any_form_comes_as_it_was_clicked(
    face: Face, qapp: QApplication, link: str
) -> None:
    """As Qt brings it on macOS: a URL where the text is one, else the name of a file."""
    events, url = LinkEvents(face.core, face.window), QUrl(link)
    QApplication.sendEvent(qapp, QFileOpenEvent(url) if url.isValid() else QFileOpenEvent(link))
    assert face.office.calls_of("open_link") == [(link,)]
    qapp.removeEventFilter(events)


@pytest.mark.parametrize(
    "link", ["callto://800", "zoomphonecall://2125550147?callerid=1", "callto://017"]
)
def test_a_number_that_qt_takes_for_an_address_calls_nobody(
    face: Face, qapp: QApplication, link: str
) -> None:
    events = LinkEvents(face.core, face.window)
    QApplication.sendEvent(qapp, QFileOpenEvent(QUrl(link)))
    ((came,),) = face.office.calls_of("open_link")
    assert isinstance(read_link(came, "US"), Refusal)
    qapp.removeEventFilter(events)


# a list, by keyboard only


@pytest.fixture
def became(face: Face, monkeypatch: pytest.MonkeyPatch) -> list[Dialled]:
    """What the dial desk answers next; it remembers the numbers like everything it is told."""
    answers: list[Dialled] = []

    async def dial_listed(number: str) -> Dialled:
        face.office.told.append(("dial_listed", number))
        return answers.pop(0)

    monkeypatch.setattr(face.office, "dial_listed", dial_listed, raising=False)
    return answers


def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, held)
    QCoreApplication.processEvents()


def test_a_list_is_called_through_with_the_keyboard(
    face: Face, ways: WaysIn, became: list[Dialled], qtbot: QtBot
) -> None:
    press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    sheet = ways.list_sheet
    qtbot.waitUntil(sheet.field.hasFocus)
    sheet.field.setPlainText(LIST)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sheet.title.text() == "Ada Lovelace"
    became.extend([Dialled.DIALLED, Dialled.BUSY, Dialled.ASKED])
    press(Qt.Key.Key_Return)
    assert sheet.title.text() == "Grace Hopper"
    assert "Called at" in sheet.list.item(0).text()
    press(Qt.Key.Key_Return)
    assert "being dialled" in sheet.progress.text()
    assert sheet.title.text() == "Grace Hopper"
    press(Qt.Key.Key_Return)
    assert sheet.title.text() == "7042"
    sheet.skip_button.setFocus()
    press(Qt.Key.Key_Return)
    assert sheet.title.text() == "That was the whole list"
    assert sheet.done_button.hasFocus()
    press(Qt.Key.Key_Return)
    assert not sheet.isVisible()
    assert face.office.calls_of("dial_listed") == [
        ("020 7946 0018",),
        ("+1 212 555 0147",),
        ("+1 212 555 0147",),
    ]


def test_f6_reaches_the_list(face: Face, ways: WaysIn) -> None:
    ways.open_list(LIST)
    face.window.focus_page()
    press(Qt.Key.Key_F6)
    assert ways.list_sheet.field.hasFocus()


def test_the_next_waits_while_a_call_is_on(face: Face, ways: WaysIn) -> None:
    ways.open_list(LIST)
    sheet = ways.list_sheet
    sheet.start_button.click()
    face.show(DeskView(cards=(data.TALKING,), active=data.TALKING.card_id))
    assert not sheet.call_button.isEnabled()
    assert "after this call" in sheet.progress.text()
    face.show(DeskView())
    assert sheet.call_button.isEnabled()


def test_esc_leaves_the_field_and_keeps_a_list_under_way(ways: WaysIn) -> None:
    ways.open_list()
    press(Qt.Key.Key_Escape)
    assert not ways.list_sheet.isVisible()
    ways.open_list(LIST)
    ways.list_sheet.start_button.click()
    press(Qt.Key.Key_Escape)
    assert ways.list_sheet.isVisible()
    ways.open_list("another list 020 7946 0099")
    assert ways.list_sheet.title.text() == "Ada Lovelace"


@pytest.mark.usefixtures("ways")
def test_the_palette_offers_the_list(face: Face) -> None:
    texts = [command.text for command in face.window.around.commands()]
    assert "Call through a list" in texts
