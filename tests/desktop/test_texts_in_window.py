"""What a text does in the main window: it counts and says so, and takes nothing away."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.agent.text_views import ShowTexts, TextsChanged
from cti_desktop.desktop.interior import furnished_window
from cti_desktop.desktop.page_names import CONTACTS, MESSAGES, PHONE
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.window import MainWindow
from tests import shots_data as data
from tests.desktop.face import british_words
from tests.desktop.face_fixtures import contacts_page, theme
from tests.desktop.texts_desk import TextsDesk, conversation, text

__all__ = ["contacts_page", "theme"]

ADA = conversation("Ada Lovelace", 3, unread=1)
CAME = TextsChanged(keys=(ADA.key,), came=(ADA.key,), unread=1)


class Scene:
    """A window with a messages' page in it."""

    def __init__(self, qtbot: QtBot, theme: Theme, contacts: QWidget) -> None:
        self.desk = TextsDesk(qtbot, theme, [ADA])
        self.desk.office.threads[ADA.key] = [text(1, "Hello")]
        self.softphone = QLineEdit()
        self.window: MainWindow = furnished_window(
            self.desk.core,
            self.softphone,
            theme=theme,
            words=british_words(),
            pages={CONTACTS: contacts, MESSAGES: self.desk.page},
        )
        qtbot.addWidget(self.window)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.desk.core.viewed.emit(data.READY)

    def tell(self, view: object) -> None:
        """Send a snapshot and answer what is asked on it."""
        self.desk.core.viewed.emit(view)
        self.desk.settle()


@pytest.fixture
def scene(qtbot: QtBot, theme: Theme, contacts_page: QWidget) -> Iterator[Scene]:
    scene = Scene(qtbot, theme, contacts_page)
    yield scene
    scene.window.close()


def test_a_text_counts_and_says_who_wrote_without_taking_the_keyboard(scene: Scene) -> None:
    scene.window.go_to(CONTACTS)
    search = scene.window.findChild(QLineEdit, "search")
    assert search is not None
    search.setFocus()
    scene.tell(CAME)
    assert scene.window.rail.button(MESSAGES).badge == 1
    assert scene.window.notices.text.text() == "Message from Ada Lovelace"
    assert scene.window.page == CONTACTS
    assert search.hasFocus()
    scene.tell(TextsChanged(keys=(ADA.key,)))
    assert scene.window.rail.button(MESSAGES).badge == 0


def test_the_notice_leads_to_the_conversation_(scene: Scene) -> None:
    scene.tell(CAME)
    notices = scene.window.notices
    action = notices.findChild(QPushButton, "notice-action")
    assert action is not None
    action.click()
    scene.desk.settle()
    assert scene.window.page == MESSAGES
    assert scene.desk.read() == ["Hello"]


def test_quiet_keeps_the_notice_away_but_counts(scene: Scene) -> None:
    scene.window.quiet.turn(True)
    scene.tell(CAME)
    assert not scene.window.notices.isVisible()
    assert scene.window.rail.button(MESSAGES).badge == 1


def test_what_is_looked_at_needs_no_notice(scene: Scene) -> None:
    scene.window.go_to(MESSAGES)
    scene.desk.open("Ada Lovelace")
    scene.tell(CAME)
    assert not scene.window.notices.isVisible()


def test_a_wish_to_write_turns_the_page_with_the_number_filled(scene: Scene) -> None:
    assert scene.window.page == PHONE
    scene.tell(ShowTexts(number="+447700900118", shown="07700 900118", name="07700 900118"))
    assert scene.window.page == MESSAGES
    assert scene.desk.page.conversation.who.number == "+447700900118"
    scene.desk.page.conversation.reply.button.click()
    assert ("compose", "+447700900118") in scene.desk.office.told
    assert scene.softphone.hasFocus()
