from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.agent.setting_files import UserFile
from cti_desktop.agent.setting_table import TEXT_SIZE, THEME
from cti_desktop.agent.settings_store import Layer, Origin, SettingsStore, Standing
from cti_desktop.agent.views import CallLine
from cti_desktop.calls.errors import Temporary
from cti_desktop.desktop.live_settings import LiveSettings, dress
from cti_desktop.desktop.palette import CommandPalette, Purpose
from cti_desktop.desktop.palette_items import Answers, Command, is_number
from cti_desktop.desktop.shortcuts_page import key_groups
from cti_desktop.desktop.theme import Theme
from tests import shots_data as data
from tests.desktop.doubles import PaperOffice, WaitingCore, call, contact
from tests.desktop.face import Face, british_words, make_face
from tests.desktop.face_fixtures import contacts_page, face, theme

__all__ = ["contacts_page", "face", "theme"]


class Room:
    """A palette over a paper office, and what it was told to do."""

    def __init__(self, theme: Theme) -> None:
        self.paper = PaperOffice(
            [call(1, "Ada Lovelace"), call(2, "Grace Hopper")],
            [
                contact("Ada Lovelace", "+44 20 7946 0018", "+44 7700 900461"),
                contact("Adele Ring", "+44 20 7946 0019"),
            ],
        )
        self.core = WaitingCore(self.paper)
        self.opened: list[str] = []
        self.dialled: list[tuple[str, str | None]] = []
        self.links: list[str] = []
        self.did: list[str] = []
        self.window = QWidget()
        self.window.resize(800, 600)
        self.typing = QLineEdit(self.window)
        self.palette = CommandPalette(
            self.core,
            theme,
            british_words(),
            over=self.window,
            answers=Answers(
                self.opened.append,
                self._open_call,
                lambda number, who: self.dialled.append((number, who)),
                self.links.append,
            ),
            commands=lambda: (Command("calls", "Go to Calls", lambda: self.did.append("calls")),),
            region="GB",
        )

    def _open_call(self, line: CallLine) -> None:
        self.opened.append(line.call_id)

    def type(self, text: str, qtbot: QtBot) -> None:
        """Type, and wait until the desk is asked."""
        before = self.core.questions
        QTest.keyClicks(self.palette.field, text)
        qtbot.waitUntil(lambda: self.core.questions > before)

    @property
    def lines(self) -> list[str]:
        model = self.palette.model
        return [str(model.index(n).data()) for n in range(model.rowCount())]

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.palette.field, key)


@pytest.fixture
def room(qtbot: QtBot, theme: Theme) -> Iterator[Room]:
    room = Room(theme)
    qtbot.addWidget(room.window)
    room.window.show()
    room.window.activateWindow()
    qtbot.waitUntil(room.window.isActiveWindow)
    room.typing.setFocus()
    yield room
    room.window.close()


def test_it_finds_people_calls_and_commands_without_waiting(room: Room, qtbot: QtBot) -> None:
    room.palette.open_for(Purpose.FIND)
    assert room.lines == ["Commands", "Go to Calls"]
    room.type("ad", qtbot)
    assert room.lines == []
    room.core.answer()
    assert room.lines == ["People", "Ada Lovelace", "Adele Ring", "Calls", "Ada Lovelace"]


def test_enter_opens_the_chosen_line_and_gives_the_keyboard_back(room: Room, qtbot: QtBot) -> None:
    room.palette.open_for(Purpose.FIND)
    room.type("ad", qtbot)
    room.core.answer()
    room.key(Qt.Key.Key_Down)
    room.key(Qt.Key.Key_Return)
    assert room.opened == ["adele-ring"]
    assert not room.palette.isVisible()
    assert QApplication.focusWidget() is room.typing


def test_arrows_go_over_headings_and_round(room: Room, qtbot: QtBot) -> None:
    room.palette.open_for(Purpose.FIND)
    room.type("ad", qtbot)
    room.core.answer()
    room.key(Qt.Key.Key_Up)
    room.key(Qt.Key.Key_Return)
    assert room.opened == ["c00001"]


def test_an_answer_that_was_overtaken_is_dropped(room: Room, qtbot: QtBot) -> None:
    room.palette.open_for(Purpose.FIND)
    room.type("ada", qtbot)
    assert len(room.core.waiting) == 2
    room.type(" x", qtbot)
    room.core.answer()
    assert room.lines == []
    assert {str(one["text"]) for one in room.paper.asked} == {"ada x"}


def narrowed(room: Room, qtbot: QtBot, purpose: Purpose) -> None:
    """Find several, then type on: what was found for less stays in sight."""
    room.palette.open_for(purpose)
    room.type("ad", qtbot)
    room.core.answer()
    QTest.keyClicks(room.palette.field, "e")
    assert "Ada Lovelace" in room.lines


def test_enter_opens_who_was_typed_and_not_who_was_found_before(room: Room, qtbot: QtBot) -> None:
    narrowed(room, qtbot, Purpose.FIND)
    room.key(Qt.Key.Key_Return)
    assert (room.opened, room.palette.isVisible()) == ([], True)
    room.core.answer()
    assert (room.opened, room.palette.isVisible()) == (["adele-ring"], False)


def test_enter_calls_nobody_who_was_not_in_sight(room: Room, qtbot: QtBot) -> None:
    narrowed(room, qtbot, Purpose.DIAL)
    room.key(Qt.Key.Key_Return)
    room.core.answer()
    assert (room.dialled, room.lines) == ([], ["Call", "Adele Ring"])
    room.key(Qt.Key.Key_Return)
    assert room.dialled == [("+442079460019", "adele-ring")]


def test_typing_on_takes_enter_back(room: Room, qtbot: QtBot) -> None:
    narrowed(room, qtbot, Purpose.FIND)
    room.key(Qt.Key.Key_Return)
    room.type("l", qtbot)
    room.core.answer()
    assert room.opened == []
    assert room.lines == ["People", "Adele Ring"]


def test_what_one_went_to_stays_chosen_when_calls_come_later(room: Room, qtbot: QtBot) -> None:
    room.palette.open_for(Purpose.FIND)
    room.type("ad", qtbot)
    room.core.waiting.pop(0).answer()
    room.key(Qt.Key.Key_Down)
    room.core.answer()
    assert "Calls" in room.lines
    room.key(Qt.Key.Key_Return)
    assert room.opened == ["adele-ring"]


def test_a_line_one_went_to_is_taken_while_the_answer_is_on_its_way(
    room: Room, qtbot: QtBot
) -> None:
    narrowed(room, qtbot, Purpose.FIND)
    room.key(Qt.Key.Key_Up)
    room.key(Qt.Key.Key_Return)
    assert room.opened == ["c00001"]


def test_closing_forgets_what_was_asked(room: Room, qtbot: QtBot) -> None:
    room.palette.open_for(Purpose.FIND)
    room.type("ada", qtbot)
    room.key(Qt.Key.Key_Escape)
    assert room.core.waiting == []
    assert not room.palette.isVisible()


def test_a_number_is_dialled_as_typed(room: Room) -> None:
    room.palette.open_for(Purpose.DIAL)
    QTest.keyClicks(room.palette.field, "020 7946 0018")
    assert room.lines == ["Call 020 7946 0018"]
    room.key(Qt.Key.Key_Return)
    assert room.dialled == [("020 7946 0018", None)]


def test_a_name_offers_every_number(room: Room, qtbot: QtBot) -> None:
    room.palette.open_for(Purpose.DIAL)
    room.type("ada", qtbot)
    room.core.answer()
    assert room.lines == ["Call", "Ada Lovelace", "Ada Lovelace"]
    room.key(Qt.Key.Key_Down)
    room.key(Qt.Key.Key_Enter)
    assert room.dialled == [("+447700900461", "ada-lovelace")]


def test_a_pasted_link_is_opened_as_a_link(room: Room) -> None:
    room.palette.open_for(Purpose.DIAL, "tel:+442079460018")
    room.key(Qt.Key.Key_Return)
    assert room.links == ["tel:+442079460018"]


def test_enter_without_a_line_does_nothing(room: Room) -> None:
    room.palette.open_for(Purpose.DIAL)
    room.key(Qt.Key.Key_Return)
    assert room.palette.isVisible()
    assert (room.dialled, room.opened, room.did) == ([], [], [])


def test_it_closes_when_left(room: Room, qtbot: QtBot) -> None:
    room.palette.open_for(Purpose.FIND)
    room.typing.setFocus()
    qtbot.waitUntil(lambda: not room.palette.isVisible())
    assert QApplication.focusWidget() is room.typing


def test_trouble_is_said_where_it_is(room: Room, qtbot: QtBot) -> None:
    room.paper.fails = Temporary("The log is being repaired.")
    room.palette.open_for(Purpose.FIND)
    room.type("ada", qtbot)
    room.core.answer()
    assert "The log is being repaired." in room.palette.said


@pytest.mark.parametrize(
    ("text", "dialled"),
    [("020 7946", True), ("+49 (30) 9", True), ("*21#", True), ("7", False), ("7 Up", False)],
)
def test_what_counts_as_a_number(text: str, dialled: bool) -> None:
    assert is_number(text) is dialled


def test_the_palette_never_lies_over_the_softphone(face: Face) -> None:
    QTest.keyClick(face.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = face.window.around.palette
    assert palette.isVisible()
    assert palette.field.hasFocus()
    for width, scale in ((880, 1.0), (1200, 2.0)):
        face.theme.set_scale(scale)
        face.window.resize(width, 640)
        QApplication.processEvents()
        right = palette.mapTo(face.window, QPoint(palette.width(), 0)).x()
        assert right < face.window.softphone.mapTo(face.window, QPoint(0, 0)).x()
        assert palette.height() < face.window.height()


def test_commands_act_by_their_words(face: Face) -> None:
    QTest.keyClick(face.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    field = face.window.around.palette.field
    QTest.keyClicks(field, "go cal")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert face.window.page == "calls"


def test_dialling_goes_to_the_desk(face: Face) -> None:
    QTest.keyClick(face.window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    field = face.window.around.palette.field
    QTest.keyClicks(field, "+442079460018")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert face.office.calls_of("dial") == [("+442079460018", "dial_field", None)]


def look_of(qtbot: QtBot, theme: Theme, store: SettingsStore) -> Face:
    """A window whose look follows these settings, as the program's does."""
    live = LiveSettings(store)
    dress(theme, live)
    face = make_face(theme, {}, live)
    qtbot.addWidget(face.window)
    face.window.show()
    face.window.activateWindow()
    qtbot.waitUntil(face.window.isActiveWindow)
    return face


def command_texts(face: Face) -> set[str]:
    return {command.text for command in face.window.around.commands()}


def test_text_size_is_changed_by_key_and_kept(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    face = look_of(qtbot, theme, SettingsStore(user=UserFile(tmp_path)))
    keys = (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus)
    for key, scale in zip(keys, (1.25, 1.5, 1.25), strict=True):
        QTest.keyClick(face.window, key, Qt.KeyboardModifier.ControlModifier)
        assert face.theme.scale == scale
    assert SettingsStore(user=UserFile(tmp_path)).get(TEXT_SIZE) == 125
    QTest.keyClick(face.window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert face.theme.scale == 1.0
    assert {"Larger text", "Use dark colours"} <= command_texts(face)
    assert not {"Smaller text", "Usual text size"} & command_texts(face)
    dark = next(c for c in face.window.around.commands() if c.text == "Use dark colours")
    dark.act()
    assert face.theme.dark
    assert SettingsStore(user=UserFile(tmp_path)).get(THEME) == "dark"
    face.window.close()


def test_a_look_the_administrator_set_is_not_changed(qtbot: QtBot, theme: Theme) -> None:
    fixed = Layer(
        {
            TEXT_SIZE.name: Standing(value=100, origin=Origin.CENTRAL),
            THEME.name: Standing(value="light", origin=Origin.CENTRAL),
        }
    )
    face = look_of(qtbot, theme, SettingsStore((fixed,)))
    looks = {"Larger text", "Smaller text", "Use dark colours", "Use light colours"}
    assert not looks & command_texts(face)
    QTest.keyClick(face.window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert face.theme.scale == 1.0
    assert face.window.notices.text.text() == "Your administrator set this."
    face.window.close()


def test_the_same_key_closes_it(face: Face) -> None:
    face.show(data.desk(data.TALKING))
    page = face.window.phone_page.shown
    assert page is not None
    page.form.editor.setFocus()
    for _ in range(2):
        QTest.keyClick(
            QApplication.focusWidget() or face.window,
            Qt.Key.Key_K,
            Qt.KeyboardModifier.ControlModifier,
        )
    assert not face.window.around.palette.isVisible()
    assert QApplication.focusWidget() is page.form.editor


def test_a_question_mark_in_a_note_stays_one(face: Face) -> None:
    face.show(data.desk(data.TALKING))
    page = face.window.phone_page.shown
    assert page is not None
    page.form.editor.setFocus()
    QTest.keyClicks(page.form.editor, "?")
    assert face.window.page == "phone"
    assert "?" in page.form.editor.toPlainText()


def test_f1_lists_the_keys_and_esc_goes_back(face: Face) -> None:
    face.window.go_to("contacts")
    QTest.keyClick(face.window, Qt.Key.Key_F1)
    assert face.window.page == "shortcuts"
    QTest.keyClick(QApplication.focusWidget() or face.window, Qt.Key.Key_Escape)
    assert face.window.page == "contacts"


def test_every_key_of_the_window_is_listed(face: Face) -> None:
    listed = {
        QKeySequence(keys).toString()
        for group in key_groups()
        for key in group.keys
        for keys in key.keys
    }
    own = Qt.FindChildOption.FindDirectChildrenOnly
    keys = {s.key().toString() for s in face.window.findChildren(QShortcut, options=own)}
    assert keys - listed == {"Ctrl+Return"}, "the shortcuts' page must list every key"
