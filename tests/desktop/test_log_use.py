"""The call log in use: the keyboard, the menu, the call that is opened, names of any kind."""

from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from cti_desktop.desktop.log_delegate import LogDelegate
from cti_desktop.desktop.log_model import LINE_ROLE
from cti_desktop.desktop.theme import Theme
from tests.desktop.conftest import flush
from tests.desktop.doubles import call
from tests.desktop.face import british_words
from tests.desktop.log_desk import LOG, Desk, desk, theme

__all__ = ["desk", "theme"]


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
    desk.office.lines[0] = replace(LOG[0], e164="+15550142", dials="+15550142", contact_id="ada")
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
    assert list(actions) == [
        "Show details",
        "Call again",
        "Send message",
        "Copy number",
        "Copy link",
        "Open in CRM",
    ]
    actions["Call again"].trigger()
    actions["Copy link"].trigger()
    assert QApplication.clipboard().text() == "tel:+442079460018"
    actions["Open in CRM"].trigger()
    menu.close()
    flush()
    assert desk.office.told == [("dial", "+442079460018", "log", ""), ("crm", "c00012")]


def test_a_call_deleted_at_zoom_is_shown_as_such(desk: Desk) -> None:
    desk.office.lines[0] = replace(LOG[0], deleted_at=LOG[0].started_at)
    desk.change("c00003")
    row = desk.page.model.row_of("c00003")
    assert row is not None
    spoken = str(desk.page.model.index(row).data(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken.endswith("Deleted in Zoom")
    assert not desk.page.grab().isNull()


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
    assert isinstance(delegate, LogDelegate)
    row = page.model.row_of("c00003")
    assert row is not None
    index = page.model.index(row)
    area = page.rows.visualRect(index)
    tip = delegate.tip_at(area, index.data(LINE_ROLE), area.center() - QPoint(200, 0))
    assert "&lt;b&gt;Eve" in tip
    assert len(tip) < 2000
    desk.choose("c00003")
    desk.key(Qt.Key.Key_Return)
    desk.core.answer()
    assert not page.grab().isNull()
    assert page.panel.width() <= page.width()


def test_with_less_room_the_panel_covers_the_page(desk: Desk) -> None:
    page = desk.page
    desk.choose("c00003")
    desk.key(Qt.Key.Key_Return)
    assert page.panel.width() < page.width()
    desk.qtbot.waitUntil(lambda: page.body.width() == page.width() - page.panel.width())
    page.resize(430, 640)
    assert page.panel.geometry() == page.rect()


def test_a_narrow_row_gives_the_name_all_that_its_time_leaves(theme: Theme) -> None:
    delegate = LogDelegate(theme, british_words())
    line = replace(call(1), name="Oluwaseun Adeyemi-Blackwood", firm="")

    def told(width: int) -> str:
        return delegate.tip_at(QRect(0, 0, width, 44), line, QPoint(width // 2, 1))

    assert told(370) == ""
    assert line.name in told(200)
