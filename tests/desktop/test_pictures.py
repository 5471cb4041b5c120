"""What the pictures of the screens rest on: sentences the program says, and pages with room."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cti_desktop.agent.dial_views import DialQuestions
from cti_desktop.agent.setting_table import DIAL_AT_ONCE
from cti_desktop.agent.views import CallLine
from cti_desktop.assets import asset
from cti_desktop.calls.log_filter import LogFilter
from cti_desktop.desktop.contacts_page import ContactsPage
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.messages_page import MessagesPage
from cti_desktop.desktop.page_entries import page_entries
from cti_desktop.desktop.palette_items import Command, commands
from cti_desktop.desktop.said import in_words
from cti_desktop.desktop.setting_controls import SwitchControl
from cti_desktop.desktop.theme import Appearance, Theme
from cti_desktop.desktop.tokens import contrast
from cti_desktop.desktop.translations import DeskSentences, put_in_force, read_sentences
from cti_desktop.desktop.widgets import Button
from cti_desktop.desktop.window import MainWindow
from tests import shots_data as data
from tests import shots_texts as texts
from tests.desktop.face_fixtures import theme
from tests.desktop.test_whole_window import Whole, faults_of
from tests.shots import NOT_TAKEN
from tests.shots_cards import MISSED_DETAIL
from tests.shots_checks import CHECK_UP, LINKS
from tests.shots_more import FAILED, FILTER
from tests.shots_office import PREVIEW

__all__ = ["theme"]
SMALLEST = (880, 640)
SHOWN = (
    data.READY, data.AWAY, data.IDLE, data.DETAIL, data.LOG_PAGE,
    DialQuestions(questions=data.ASKED),
    data.desk(data.RINGING, data.TALKING, data.UNKNOWN, data.SEVERAL, data.LENA_HELD),
    MISSED_DETAIL, PREVIEW, CHECK_UP, LINKS, FAILED, NOT_TAKEN,
)  # fmt: skip
NOT_SAID = {
    "~/.local/share/cti-desktop": "the person's own folder",
    "Secret Service": "a name",
}


@pytest.mark.parametrize("view", SHOWN, ids=lambda view: type(view).__name__)
def test_the_pictures_show_what_the_program_says(view: object) -> None:
    german = DeskSentences(read_sentences(asset("translations", "de.ts")))
    unknown: set[str] = set()

    def say(text: str) -> str:
        said = german.say(text)
        if said == text and text and text not in NOT_SAID:
            unknown.add(text)
        return said

    in_words(view, say)
    assert unknown <= {"Voicemail"}, "the same in both languages, or nobody says it"


@pytest.fixture(params=["en_GB", "de_DE"])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    before = QLocale()
    put_in_force(qapp, request.param)
    yield request.param
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
    QLocale.setDefault(before)


def settle() -> None:
    for _ in range(4):  # wrapped lines settle their heights one after the other
        QApplication.processEvents()


def cut_in(window: QWidget) -> list[str]:
    """Return what is wider than the room it scrolls in, where nobody can scroll aside."""
    return [
        f"{type(one.parentWidget()).__name__}: {inside.width()} in {one.viewport().width()}"
        for one in window.findChildren(QScrollArea)
        if one.isVisible()
        and (inside := one.widget()) is not None
        and inside.width() > one.viewport().width()
    ]


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_page_is_cut_in_the_smallest_window(
    qtbot: QtBot, theme: Theme, tmp_path: Path, scale: float
) -> None:
    theme.set_scale(scale)
    whole = Whole(theme, tmp_path)
    window = whole.window
    qtbot.addWidget(window)
    wide, high = SMALLEST if scale == 1 else (1400, 1000)
    window.resize(wide, high)
    window.show()
    whole.core.show(data.READY)
    for desk in (data.IDLE, data.desk(data.CALLING_BACK), data.desk(data.SEVERAL)):
        whole.core.show(desk)
        settle()
        assert cut_in(window) == []
    for page in page_entries():
        window.go_to(page)
        settle()
        assert cut_in(window) == [], page
    window.close()


def open_call(window: MainWindow, line: CallLine) -> None:
    window.go_to("calls")
    calls = window.page_named("calls")
    assert isinstance(calls, LogPage)
    calls.show_call(line)


def open_filters(window: MainWindow) -> None:
    window.go_to("calls")
    calls = window.page_named("calls")
    assert isinstance(calls, LogPage)
    calls.head.take(FILTER)


def contacts_of(window: MainWindow) -> ContactsPage:
    window.go_to("contacts")
    page = window.page_named("contacts")
    assert isinstance(page, ContactsPage)
    return page


def open_texts(window: MainWindow) -> None:
    window.go_to("messages")
    page = window.page_named("messages")
    assert isinstance(page, MessagesPage)
    page.show_conversation(texts.ADA_LINE.key)


PANELS: dict[str, Callable[[MainWindow], object]] = {
    "a call with a recording": lambda window: open_call(window, data.LOG[4]),
    "a voicemail": lambda window: open_call(window, data.MISSED[1]),
    "an unknown caller": lambda window: open_call(window, data.MISSED[0]),
    "filters": open_filters,
    "a contact": lambda window: contacts_of(window).show_contact(data.ADA.id),
    "a new contact": lambda window: contacts_of(window).new_contact("Nina", "+44 7700 900461"),
    "an import": lambda window: contacts_of(window).importing._chosen("customers.csv"),
    "a conversation": open_texts,
}


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("panel", PANELS)
def test_a_panel_over_a_page_can_be_heard_steered_and_read(
    qtbot: QtBot, theme: Theme, tmp_path: Path, panel: str
) -> None:
    whole = Whole(theme, tmp_path)
    window = whole.window
    qtbot.addWidget(window)
    window.resize(*SMALLEST)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    whole.core.show(data.READY)
    PANELS[panel](window)
    settle()
    assert faults_of(window) == []
    assert cut_in(window) == []
    window.close()


def said_in(window: QWidget) -> list[str]:
    return [one.text() for one in window.findChildren(QLabel) if one.isVisible()]


def test_a_german_reads_german_names_of_numbers_and_keys(
    qtbot: QtBot, theme: Theme, tmp_path: Path, language: str
) -> None:
    german = language == "de_DE"
    whole = Whole(theme, tmp_path)
    qtbot.addWidget(whole.window)
    whole.window.show()
    whole.core.show(data.desk(data.SEVERAL))
    settle()
    numbers = [text for text in said_in(whole.window) if "Nordlicht Optik" in text]
    assert numbers
    assert all(("Arbeit" if german else "Work") in text for text in numbers)
    key = "Strg+1" if german else "Ctrl+1"
    assert key in whole.window.rail.button("phone").toolTip()
    command = Command("phone", "Phone", lambda: None, "Ctrl+1")
    (offered,) = commands([command], "")[0].offers
    assert offered.hint == key
    promised = replace(data.RINGING, call_backs=data.CALL_BACKS[:2])
    whole.core.show(data.desk(promised))
    settle()
    more = "1 weiterer" if german else "1 more"
    assert any(more in text for text in said_in(whole.window))
    whole.window.close()


def test_calls_that_could_not_be_read_are_not_counted(
    qtbot: QtBot, theme: Theme, tmp_path: Path
) -> None:
    whole = Whole(theme, tmp_path)
    qtbot.addWidget(whole.window)
    whole.window.show()
    whole.window.go_to("calls")
    calls = whole.window.page_named("calls")
    assert isinstance(calls, LogPage)
    settle()
    assert calls.head.count.text() == "14 calls"
    whole.core.fails = FAILED
    calls.head.take(LogFilter(text="lens"))
    settle()
    assert calls.head.count.text() == ""
    whole.window.close()


def test_the_name_of_a_tick_ticks(qtbot: QtBot, theme: Theme) -> None:
    control = SwitchControl(theme, DIAL_AT_ONCE)
    qtbot.addWidget(control)
    control.show()
    with qtbot.waitSignal(control.chosen) as chosen:
        QTest.mouseClick(control.name, Qt.MouseButton.LeftButton)
    assert chosen.args == [True]
    control.setEnabled(False)
    assert control.name.property("tone") == "muted"


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK, Appearance.CONTRAST])
def test_the_keyboard_is_seen_on_the_main_button(
    qtbot: QtBot, theme: Theme, appearance: Appearance
) -> None:
    theme.set_appearance(appearance)
    button = Button(theme, "Call", "primary")
    window = QWidget()
    qtbot.addWidget(window)
    other = QLineEdit(window)
    button.setParent(window)
    button.resize(button.sizeHint())
    button.move(0, 60)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    other.setFocus()
    before = button.grab().toImage()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    after = button.grab().toImage()
    seen = sum(
        contrast(before.pixelColor(x, y).name(), after.pixelColor(x, y).name()) >= 3
        for x in range(before.width())
        for y in range(before.height())
    )
    assert seen > before.width(), "less than a line all around"
    note = QPlainTextEdit(window)
    note.ensurePolished()
    assert note.palette().placeholderText().color() == theme.colour("muted")
