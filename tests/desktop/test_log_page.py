"""The call log as a person uses it: reading on, searching, live changes, the keyboard."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from cti_desktop.agent.views import LogChanged
from cti_desktop.calls.call import State
from cti_desktop.calls.events import Direction, Result
from cti_desktop.desktop.core import Core
from cti_desktop.desktop.log_model import LINE_ROLE
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.theme import Theme
from tests.desktop.conftest import flush
from tests.desktop.doubles import PaperOffice, WaitingCore, away, call
from tests.desktop.face import british_words
from tests.desktop.face_fixtures import theme

__all__ = ["theme"]

LOG = [
    call(3, "Ada Lovelace", firm="Analytical Engines Ltd", via="Support queue", note="Invoice"),
    call(12, "Grace Hopper", direction=Direction.OUTBOUND, outcome="Resolved"),
    call(26, "+44 7700 900461", state=State.MISSED, result=Result.MISSED, talk_s=0),
    call(1500, "Karin Brandt", has_recording=True),
    call(1510, "Gustav Weil", e164=None),
]


class Desk:
    """A log page over a paper office."""

    def __init__(self, qtbot: QtBot, theme: Theme, office: PaperOffice) -> None:
        self.office, self.core = office, WaitingCore(office)
        self.page = LogPage(self.core, theme, british_words())
        self.qtbot = qtbot
        qtbot.addWidget(self.page)
        self.page.resize(740, 640)

    def show(self) -> None:
        self.page.show()
        self.qtbot.waitExposed(self.page)
        self.page.activateWindow()
        self.qtbot.waitUntil(self.page.isActiveWindow)
        self.core.answer()
        QApplication.processEvents()

    def names(self) -> list[str]:
        model = self.page.model
        return [str(model.index(row).data()) for row in range(model.rowCount())]

    def choose(self, call_id: str) -> None:
        self.page.rows.setFocus()
        self.page.rows.choose_row(self.page.model.row_of(call_id))

    def key(self, key: Qt.Key) -> None:
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key)

    def chosen(self) -> str | None:
        line = self.page.model.line_at(self.page.rows.currentIndex())
        return line.call_id if line else None

    def top_of(self, call_id: str) -> int:
        row = self.page.model.row_of(call_id)
        assert row is not None
        return self.page.rows.visualRect(self.page.model.index(row)).top()

    def change(self, *call_ids: str) -> None:
        """Tell of changed calls and wait until everything asked on that is answered."""
        self.core.viewed.emit(LogChanged(call_ids=call_ids))
        self.qtbot.waitUntil(lambda: bool(self.core.waiting))
        self.core.answer()


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme) -> Iterator[Desk]:
    desk = Desk(qtbot, theme, PaperOffice(list(LOG)))
    desk.show()
    yield desk
    desk.page.hide()


@pytest.fixture
def long_desk(qtbot: QtBot, theme: Theme) -> Iterator[Desk]:
    desk = Desk(qtbot, theme, PaperOffice([call(n) for n in range(250)]))
    desk.show()
    yield desk
    desk.page.hide()


def test_calls_stand_below_the_headings_of_their_days(desk: Desk) -> None:
    assert desk.names() == [
        "Today",
        "Ada Lovelace",
        "Grace Hopper",
        "+44 7700 900461",
        "Yesterday",
        "Karin Brandt",
        "Gustav Weil",
    ]
    assert desk.page.head.count.text() == "5 calls"
    assert desk.office.asked == [
        {"text": "", "direction": None, "states": (), "limit": 100, "before": None}
    ]


def test_the_model_keeps_qts_rules_while_calls_come_and_go(qtbot: QtBot, theme: Theme) -> None:
    desk = Desk(qtbot, theme, PaperOffice([call(n) for n in range(120)]))
    rules = QAbstractItemModelTester(
        desk.page.model, QAbstractItemModelTester.FailureReportingMode.QtTest
    )
    desk.show()
    for number in (-3, 130, 1600, -9):
        desk.office.lines = [*desk.office.lines[1:], call(number, f"New {number}")]
        desk.change(f"c{number:05}")
    assert desk.names()[1:3] == ["New -9", "New -3"]
    assert rules.model() is desk.page.model
    desk.page.hide()


def test_scrolling_down_reads_on_after_the_last_line(long_desk: Desk) -> None:
    bar = long_desk.page.rows.verticalScrollBar()
    while len(long_desk.office.asked) < 3:
        bar.setValue(bar.maximum())
        assert long_desk.core.answer()
    bar.setValue(bar.maximum())
    last = [long_desk.office.lines[n] for n in (99, 199)]
    assert [asked["before"] for asked in long_desk.office.asked] == [
        None,
        *((line.started_at, line.call_id) for line in last),
    ]
    assert long_desk.core.answer() == 0
    calls = [name for name in long_desk.names() if name.startswith("Caller")]
    assert calls == [f"Caller {n}" for n in range(250)]


def test_a_new_call_moves_neither_choice_nor_place(long_desk: Desk) -> None:
    bar = long_desk.page.rows.verticalScrollBar()
    bar.setValue(1500)
    long_desk.choose("c00040")
    before = long_desk.top_of("c00040")
    long_desk.office.lines.insert(0, call(-1, "Newest"))
    long_desk.change("c-0001")
    assert long_desk.page.head.count.text() == "251 calls"
    assert (long_desk.chosen(), long_desk.top_of("c00040")) == ("c00040", before)
    bar.setValue(0)  # there it was not read yet
    long_desk.qtbot.waitUntil(lambda: bool(long_desk.core.waiting))
    long_desk.core.answer()
    assert "Newest" in long_desk.names()
    assert long_desk.chosen() == "c00040"


def test_what_is_on_screen_stays_put_when_calls_come_above(long_desk: Desk) -> None:
    bar = long_desk.page.rows.verticalScrollBar()
    bar.setValue(200)
    before = long_desk.top_of("c00004")
    long_desk.office.lines.insert(1, replace(call(0, "Between"), call_id="b"))
    long_desk.change("b")
    bar.setValue(bar.value() - 90)  # the call below it comes into sight
    long_desk.qtbot.waitUntil(lambda: bool(long_desk.core.waiting))
    long_desk.core.answer()
    assert "Between" in long_desk.names()
    assert long_desk.top_of("c00004") == before + 90


def test_at_the_top_a_new_call_is_seen_at_once(desk: Desk) -> None:
    desk.choose("c00012")
    desk.office.lines.insert(0, call(1, "Newest"))
    desk.change("c00001")
    assert desk.names()[:2] == ["Today", "Newest"]
    assert desk.page.rows.verticalScrollBar().value() == 0
    assert desk.chosen() == "c00012"


def test_a_changed_call_is_read_again_from_its_line_on(desk: Desk) -> None:
    desk.choose("c00026")
    desk.office.lines[1] = replace(LOG[1], outcome="Passed on")
    desk.change("c00012")
    assert desk.office.asked[-1]["before"] == (LOG[0].started_at, "c00003")
    row = desk.page.model.row_of("c00012")
    assert row is not None
    assert desk.page.model.index(row).data(LINE_ROLE).outcome == "Passed on"
    assert desk.chosen() == "c00026"


def test_a_call_that_leaves_the_log_leaves_the_list(desk: Desk) -> None:
    del desk.office.lines[3:]
    desk.change("c01500", "c01510")
    assert desk.names() == ["Today", "Ada Lovelace", "Grace Hopper", "+44 7700 900461"]


def test_out_of_sight_it_asks_nothing_and_catches_up_later(desk: Desk) -> None:
    desk.page.hide()
    asked = desk.core.questions
    desk.office.lines.insert(0, call(1, "Newest"))
    desk.core.viewed.emit(LogChanged(call_ids=("c00001",)))
    own = desk.page.findChildren(QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert not [timer for timer in own if timer.isActive()]
    assert desk.core.questions == asked
    desk.page.show()
    desk.core.answer()
    assert desk.names()[1] == "Newest"


def test_typing_asks_once_after_a_pause(desk: Desk) -> None:
    asked = desk.core.questions
    QTest.keyClicks(desk.page.head.search, "grace")
    desk.qtbot.waitUntil(lambda: bool(desk.core.waiting))
    desk.core.answer()
    assert desk.core.questions == asked + 1
    assert desk.office.asked[-1]["text"] == "grace"
    assert desk.names() == ["Today", "Grace Hopper"]


def test_an_answer_to_an_older_search_is_dropped(desk: Desk) -> None:
    QTest.keyClicks(desk.page.head.search, "gr")
    desk.qtbot.waitUntil(lambda: bool(desk.core.waiting))
    older = desk.core.waiting[0]
    QTest.keyClicks(desk.page.head.search, "ace")
    desk.qtbot.waitUntil(lambda: desk.core.waiting[0] is not older)
    assert older not in desk.core.waiting
    desk.core.answer()
    assert [asked["text"] for asked in desk.office.asked] == ["", "grace"]


def test_chips_filter_and_only_one_is_on(desk: Desk) -> None:
    chips = {chip.text(): chip for chip in desk.page.head.chips.buttons()}
    QTest.mouseClick(chips["Missed"], Qt.MouseButton.LeftButton)
    desk.core.answer()
    assert desk.office.asked[-1]["states"] == (State.MISSED,)
    assert desk.names() == ["Today", "+44 7700 900461"]
    QTest.mouseClick(chips["Outbound"], Qt.MouseButton.LeftButton)
    desk.core.answer()
    assert desk.office.asked[-1]["direction"] is Direction.OUTBOUND
    assert [text for text, chip in chips.items() if chip.isChecked()] == ["Outbound"]
    assert desk.page.head.count.text() == "1 call"


def test_enter_opens_the_call_and_escape_returns_to_its_row(desk: Desk) -> None:
    page = desk.page
    desk.choose("c00012")
    desk.key(Qt.Key.Key_Return)
    desk.core.answer()
    assert page.panel.is_open
    assert page.detail.call_id == "c00012"
    assert page.detail.head.dial_button.hasFocus()
    desk.key(Qt.Key.Key_Escape)
    assert page.rows.hasFocus()
    assert not page.close_top()
    assert desk.chosen() == "c00012"


def test_a_click_opens_and_arrows_then_turn_the_pages(desk: Desk) -> None:
    rows = desk.page.rows
    place = QPoint(60, desk.top_of("c00003") + 10)
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert desk.page.panel.is_open
    assert desk.page.detail.call_id == "c00003"
    rows.setFocus()
    desk.key(Qt.Key.Key_Down)
    assert desk.page.detail.call_id == "c00012"


def test_the_button_dials_the_calls_number(desk: Desk) -> None:
    desk.office.lines[0] = replace(LOG[0], e164="+15550142", contact_id="ada")
    desk.change("c00003")
    desk.choose("c00003")
    desk.key(Qt.Key.Key_Return)
    desk.core.answer()
    head = desk.page.detail.head
    assert head.dial_button.text() == "Call back"
    QTest.mouseClick(head.dial_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(head.sms_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(head.copy_button, Qt.MouseButton.LeftButton)
    assert desk.office.told == [("dial", "+15550142", "log", "ada"), ("sms", "+15550142")]
    assert QApplication.clipboard().text() == "+15550142"


def test_a_call_without_a_number_offers_no_dialling(desk: Desk) -> None:
    desk.choose("c01510")
    desk.key(Qt.Key.Key_Return)
    desk.core.answer()
    assert desk.page.detail.head.dial_button.isHidden()
    assert desk.page.detail.head.close_button.hasFocus()


def test_the_menu_key_offers_what_can_be_done(desk: Desk) -> None:
    desk.choose("c00012")
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    desk.page.rows.contextMenuEvent(event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    actions = {action.text(): action for action in menu.actions()}
    assert list(actions) == ["Show details", "Call again", "Send message", "Copy number"]
    actions["Call again"].trigger()
    menu.close()
    flush()
    assert desk.office.told == [("dial", "+442079460018", "log", "")]


def test_keys_lead_through_the_page(desk: Desk) -> None:
    page = desk.page
    page.take_focus()
    assert page.rows.hasFocus()
    assert desk.chosen() == "c00003"
    for key, expected in (
        (Qt.Key.Key_End, "c01510"),
        (Qt.Key.Key_Up, "c01500"),
        (Qt.Key.Key_Up, "c00026"),
        (Qt.Key.Key_Home, "c00003"),
    ):
        desk.key(key)
        assert desk.chosen() == expected
    QTest.keyClicks(page.rows, "gr")
    assert desk.chosen() == "c00012"
    QTest.keyClick(page.rows, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.head.search.hasFocus()
    desk.key(Qt.Key.Key_Down)
    assert page.rows.hasFocus()


def test_escape_clears_the_search_first(desk: Desk) -> None:
    search = desk.page.head.search
    search.take_focus()
    QTest.keyClicks(search, "ada")
    desk.key(Qt.Key.Key_Escape)
    assert not search.text()


def test_an_empty_log_says_what_will_be_here(qtbot: QtBot, theme: Theme) -> None:
    desk = Desk(qtbot, theme, PaperOffice([]))
    desk.show()
    assert "No calls yet" in desk.page.body.message.accessibleName()
    desk.office.lines.append(call(1, "First"))
    desk.change("c00001")
    assert desk.names() == ["Today", "First"]
    assert desk.page.rows.isVisible()
    desk.page.hide()


def test_nothing_found_offers_to_show_all(desk: Desk) -> None:
    QTest.keyClicks(desk.page.head.search, "nobody")
    desk.qtbot.waitUntil(lambda: bool(desk.core.waiting))
    desk.core.answer()
    message = desk.page.body.message
    assert message.accessibleName().startswith("Nothing found")
    QTest.mouseClick(message.button, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: bool(desk.core.waiting))
    desk.core.answer()
    assert len(desk.names()) == 7


def test_a_failure_is_told_in_place_and_can_be_tried_again(qtbot: QtBot, theme: Theme) -> None:
    desk = Desk(qtbot, theme, PaperOffice(list(LOG)))
    desk.office.fails = away()
    desk.show()
    message = desk.page.body.message
    assert message.isVisible()
    assert "The log is being repaired." in message.accessibleName()
    desk.office.fails = None
    QTest.mouseClick(message.button, Qt.MouseButton.LeftButton)
    desk.core.answer()
    assert len(desk.names()) == 7
    desk.page.hide()


def test_a_failure_while_reading_on_leaves_the_list(long_desk: Desk) -> None:
    long_desk.office.fails = away()
    bar = long_desk.page.rows.verticalScrollBar()
    bar.setValue(bar.maximum())
    long_desk.core.answer()
    head = long_desk.page.head
    assert head.try_again.isVisible()
    assert long_desk.page.rows.isVisible()
    bar.setValue(bar.maximum())
    assert not long_desk.core.waiting
    long_desk.office.fails = None
    QTest.mouseClick(head.try_again, Qt.MouseButton.LeftButton)
    long_desk.qtbot.waitUntil(lambda: bool(long_desk.core.waiting))
    long_desk.core.answer()
    assert not head.try_again.isVisible()
    assert long_desk.page.model.row_of("c00150") is not None


def test_skeletons_come_only_when_the_answer_is_late(qtbot: QtBot, theme: Theme) -> None:
    desk = Desk(qtbot, theme, PaperOffice(list(LOG)))
    desk.page.show()
    assert not desk.page.body.waiting
    qtbot.waitUntil(lambda: desk.page.body.waiting)
    desk.core.answer()
    assert desk.page.rows.isVisible()
    desk.page.hide()


def test_a_row_reads_as_a_sentence(desk: Desk) -> None:
    model = desk.page.model
    spoken = [
        str(model.index(row).data(Qt.ItemDataRole.AccessibleTextRole))
        for row in range(model.rowCount())
    ]
    assert spoken[1] == (
        "Incoming call: Ada Lovelace, Analytical Engines Ltd, +44 20 7946 0018, Ended,"
        " Friday, 20 November 2026 15:17:04, 2 minutes 41 seconds, via Support queue, Has a note"
    )
    assert spoken[2].endswith("outcome Resolved")
    assert spoken[0] == "Today"


HOSTILE = "<b>Eve</b> \u202emoc.live &amp; " + "م" * 10_000


def test_long_and_hostile_names_stay_plain_and_in_their_place(desk: Desk) -> None:
    desk.office.lines[0] = replace(LOG[0], name=HOSTILE, firm=HOSTILE, outcome=HOSTILE)
    desk.change("c00003")
    page = desk.page
    for width in (320, 740, 1600):
        page.resize(width, 640)
        assert not page.grab().isNull()
    delegate = page.rows.itemDelegate()
    row = page.model.row_of("c00003")
    assert row is not None
    index = page.model.index(row)
    area = page.rows.visualRect(index)
    tip = delegate.tip_at(area, index.data(LINE_ROLE), area.center() - QPoint(200, 0))  # type: ignore[attr-defined]  # a LogDelegate
    assert "&lt;b&gt;Eve" in tip
    assert len(tip) < 2000
    desk.choose("c00003")
    desk.key(Qt.Key.Key_Return)
    desk.core.answer()
    assert not page.grab().isNull()
    assert page.panel.width() <= page.width()


def test_the_day_headings_follow_midnight(desk: Desk) -> None:
    desk.page.model.regroup()
    assert desk.names()[0] == "Today"
    assert desk.page.rows.rows_on_screen() == (0, 6)


def test_with_less_room_the_panel_covers_the_page(desk: Desk) -> None:
    page = desk.page
    desk.choose("c00003")
    desk.key(Qt.Key.Key_Return)
    assert page.panel.width() < page.width()
    desk.qtbot.waitUntil(lambda: page.body.width() == page.width() - page.panel.width())
    page.resize(430, 640)
    assert page.panel.geometry() == page.rect()


def test_the_page_reads_through_the_real_core(qtbot: QtBot, theme: Theme) -> None:
    office, core = PaperOffice(list(LOG)), Core()
    page = LogPage(core, theme, british_words())
    qtbot.addWidget(page)
    page.show()
    core.start(lambda: office)  # type: ignore[arg-type, return-value]  # a part of an office
    qtbot.waitUntil(lambda: page.model.rowCount() == 7)
    page.hide()
    assert core.stop()
