"""The messages as a person uses them: finding, reading, answering through the softphone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from cti_desktop.agent.text_views import ShowTexts, TextsChanged
from cti_desktop.calls.events import Direction
from cti_desktop.desktop.bubble import lay_out
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.thread_model import TextRow
from tests.desktop.doubles import away
from tests.desktop.face_fixtures import theme
from tests.desktop.texts_desk import ADA_NUMBER, TextsDesk, conversation, text

__all__ = ["theme"]

ADA = conversation("Ada Lovelace", 3, unread=2)
GRACE = conversation("Grace Hopper", 9, e164="+12125550147", number="+1 212-555-0147")
STOPPED = conversation("Maria Silva", 12, e164="+15550100391", opted_out=True)
HOSTILE = "<b>Eve</b> \u202e\u200b" + "م" * 10_000


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme) -> Iterator[TextsDesk]:
    desk = TextsDesk(qtbot, theme, [ADA, GRACE, STOPPED])
    desk.office.threads = {
        ADA.key: [text(1), text(2, "<i>Thanks</i>", direction=Direction.OUTBOUND)],
        GRACE.key: [text(3)],
        STOPPED.key: [text(4, "STOP")],
    }
    desk.show()
    yield desk
    desk.page.hide()


def test_the_newest_conversation_stands_first(desk: TextsDesk) -> None:
    assert desk.names() == ["Ada Lovelace", "Grace Hopper", "Maria Silva"]
    index = desk.page.model.index(0)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Ada Lovelace, 020 7946 0018, 2 new, 3 min ago")


def test_scrolling_reads_on(qtbot: QtBot, theme: Theme) -> None:
    desk = TextsDesk(qtbot, theme, [conversation(f"Person {n:03}", n) for n in range(230)])
    desk.show()
    bar = desk.page.rows.verticalScrollBar()
    while len(desk.names()) < 230:
        bar.setValue(bar.maximum())
        assert desk.core.answer()
        QApplication.processEvents()
    assert [asked["before"] is None for asked in desk.office.asked] == [True, False, False]
    desk.page.hide()


def test_search_narrows_and_a_number_offers_to_write(desk: TextsDesk) -> None:
    QTest.keyClicks(desk.page.head.search, "grace")
    desk.qtbot.waitUntil(lambda: bool(desk.core.waiting))
    desk.settle()
    assert desk.names() == ["Grace Hopper"]
    desk.page.head.search.clear()
    QTest.keyClicks(desk.page.head.search, "07700 900118")
    desk.qtbot.waitUntil(lambda: bool(desk.core.waiting))
    desk.settle()
    desk.page.body.message.button.click()
    assert desk.office.told == [("sms", "+447700900118")]


def test_enter_opens_a_conversation_ready_to_answer(desk: TextsDesk) -> None:
    desk.page.take_focus()
    QTest.keyClick(desk.page.rows, Qt.Key.Key_Return)
    desk.settle()
    assert desk.read() == ["Text 1", "<i>Thanks</i>"]
    assert desk.page.conversation.reply.field.hasFocus()
    assert desk.office.seen == [(ADA.key, desk.office.threads[ADA.key][-1].at)]
    QTest.keyClick(desk.page.conversation.reply.field, Qt.Key.Key_Escape)
    assert not desk.page.panel.is_open
    assert desk.page.rows.hasFocus()


def test_an_answer_is_copied_and_goes_on_in_the_softphone(desk: TextsDesk) -> None:
    desk.open("Ada Lovelace")
    desk.write("On my way")
    with desk.qtbot.waitSignal(desk.page.softphone_wanted):
        QTest.keyClick(
            desk.page.conversation.reply.field,
            Qt.Key.Key_Return,
            Qt.KeyboardModifier.ControlModifier,
        )
    assert desk.office.told == [("compose", ADA_NUMBER)]
    assert QGuiApplication.clipboard().text() == "On my way"
    sent = text(5, "On my way", direction=Direction.OUTBOUND, status="sent")
    desk.office.threads[ADA.key].append(sent)
    desk.core.viewed.emit(TextsChanged(keys=(ADA.key,)))
    desk.settle()
    assert desk.page.conversation.reply.field.toPlainText() == ""


def test_an_older_message_with_the_same_words_takes_nothing_away(desk: TextsDesk) -> None:
    thread = desk.office.threads[ADA.key]
    thread.append(text(5, "OK", direction=Direction.OUTBOUND, status="sent"))
    desk.open("Ada Lovelace")
    desk.write("OK")
    thread[-1] = replace(thread[-1], status="delivered")
    desk.core.viewed.emit(TextsChanged(keys=(ADA.key,)))
    desk.settle()
    assert desk.page.conversation.reply.field.toPlainText() == "OK"
    thread.append(text(6, "OK", direction=Direction.OUTBOUND, status="sent"))
    thread.append(text(7, "Thanks"))
    desk.core.viewed.emit(TextsChanged(keys=(ADA.key,)))
    desk.settle()
    assert desk.page.conversation.reply.field.toPlainText() == ""


@pytest.mark.parametrize("sent", [False, True])
def test_what_was_begun_is_there_after_a_restart_unless_it_was_sent(
    desk: TextsDesk, theme: Theme, sent: bool
) -> None:
    desk.open("Ada Lovelace")
    desk.write("Dear Ada")
    desk.qtbot.waitUntil(lambda: desk.core.waiting != [])  # nobody leaves the field
    desk.settle()
    desk.write(", hello")
    desk.page.hide()
    desk.settle()
    if sent:
        thread = desk.office.threads[ADA.key]
        thread.append(text(5, "Dear Ada, hello", direction=Direction.OUTBOUND, status="sent"))
    again = TextsDesk(desk.qtbot, theme, [ADA, GRACE])
    again.office.kept, again.office.threads = desk.office.kept, desk.office.threads
    again.show()
    again.open("Ada Lovelace")
    written = again.page.conversation.reply.field.toPlainText()
    assert written == ("" if sent else "Dear Ada, hello")


def test_each_conversation_keeps_what_was_begun(desk: TextsDesk) -> None:
    desk.open("Ada Lovelace")
    desk.write("Dear Ada")
    desk.open("Grace Hopper")
    assert desk.page.conversation.reply.field.toPlainText() == ""
    desk.open("Ada Lovelace")
    assert desk.page.conversation.reply.field.toPlainText() == "Dear Ada"


def test_nobody_writes_to_whoever_opted_out(desk: TextsDesk) -> None:
    desk.open("Maria Silva")
    panel = desk.page.conversation
    assert panel.banner.isVisible()
    assert not panel.reply.can_write
    assert panel.rows.isVisible()
    panel.take_focus()
    assert panel.rows.hasFocus()
    desk.open("Ada Lovelace")
    assert not panel.banner.isVisible()
    assert panel.reply.can_write


def test_opting_out_takes_the_field_away_at_once(desk: TextsDesk) -> None:
    desk.open("Ada Lovelace")
    desk.office.conversation_lines[0] = replace(ADA, opted_out=True)
    desk.core.viewed.emit(TextsChanged(keys=(ADA.key,)))
    desk.settle()
    assert not desk.page.conversation.reply.can_write


def test_several_people_are_answered_in_the_softphone(qtbot: QtBot, theme: Theme) -> None:
    group = conversation("Ada, Grace", e164=None)
    desk = TextsDesk(qtbot, theme, [group])
    desk.office.threads[group.key] = [text(1, name="Ada")]
    desk.show()
    desk.open("Ada, Grace")
    assert not desk.page.conversation.reply.can_write
    assert not desk.page.conversation.head.call_button.isVisible()
    desk.page.hide()


def test_a_number_from_a_link_stands_in_a_new_conversation(desk: TextsDesk) -> None:
    wish = ShowTexts(number="+447700900118", shown="07700 900118", name="07700 900118")
    desk.page.show_texts(wish)
    desk.settle()
    panel = desk.page.conversation
    assert panel.who.number == "+447700900118"
    assert panel.reply.can_write
    assert desk.read() == []
    desk.write("Hello")
    panel.reply.button.click()
    assert desk.office.told == [("compose", "+447700900118")]


def test_a_link_to_a_known_number_opens_what_was_written(desk: TextsDesk) -> None:
    desk.page.show_texts(ShowTexts(number=ADA_NUMBER, shown="020 7946 0018", name="Ada Lovelace"))
    desk.settle()
    assert desk.read() == ["Text 1", "<i>Thanks</i>"]


def test_a_new_number_that_opted_out_cannot_be_written_to(desk: TextsDesk) -> None:
    desk.office.stopped.add("+447700900118")
    desk.page.show_texts(ShowTexts(number="+447700900118", shown="07700 900118", name="Kim"))
    desk.settle()
    assert not desk.page.conversation.reply.can_write


def test_earlier_texts_are_read_when_one_scrolls_up(desk: TextsDesk) -> None:
    desk.office.threads[GRACE.key] = [text(n) for n in range(150)]
    desk.open("Grace Hopper")
    assert desk.read()[-1] == "Text 149"
    bar = desk.page.conversation.rows.verticalScrollBar()
    assert bar.value() == bar.maximum()
    while len(desk.read()) < 150:
        bar.setValue(0)
        desk.settle()
    assert desk.read() == [f"Text {n}" for n in range(150)]
    assert bar.value() > 0  # what was on screen stayed there


def test_new_texts_do_not_move_somebody_who_reads_above(desk: TextsDesk) -> None:
    desk.office.threads[GRACE.key] = [text(n) for n in range(50)]
    desk.open("Grace Hopper")
    bar = desk.page.conversation.rows.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = bar.value()
    desk.office.threads[GRACE.key].append(text(50))
    desk.core.viewed.emit(TextsChanged(keys=(GRACE.key,)))
    desk.settle()
    assert desk.read()[-1] == "Text 50"
    assert bar.value() == before


def test_texts_are_read_only_while_somebody_looks(desk: TextsDesk) -> None:
    desk.open("Grace Hopper")
    desk.office.seen.clear()
    desk.page.panel.close_panel()
    desk.core.viewed.emit(TextsChanged(keys=(GRACE.key,), came=(GRACE.key,), unread=1))
    desk.settle()
    assert desk.office.seen == []
    assert not desk.page.is_looked_at(GRACE.key)


def test_only_secure_attachments_open(desk: TextsDesk) -> None:
    desk.office.threads[ADA.key] = [
        text(1, "", attachments=("https://zoom.example/f/1",)),
        text(2, "", attachments=("http://zoom.example/f/2",)),
        text(3, "", attachments=("javascript:alert(1)",)),
        text(4, "", attachments=("file:///etc/passwd",)),
    ]
    desk.open("Ada Lovelace")
    panel = desk.page.conversation
    for row in range(4):
        panel.rows.choose_row(row)
        QTest.keyClick(panel.rows, Qt.Key.Key_Return)
    assert desk.opened == ["https://zoom.example/f/1"]
    assert "not secure" in panel.trouble.text()
    assert panel.trouble.isVisible()


def test_a_click_opens_an_attachment(desk: TextsDesk) -> None:
    files = ("https://zoom.example/f/1", "https://zoom.example/f/2")
    desk.office.threads[ADA.key] = [text(1, "Look", attachments=files)]
    desk.open("Ada Lovelace")
    rows = desk.page.conversation.rows
    index = desk.page.conversation.model.index(0)
    area = rows.visualRect(index)
    option = QStyleOptionViewItem()
    option.widget, option.rect = rows, area
    delegate = desk.page.conversation.delegate
    places = [QPoint(60, y) for y in range(area.top(), area.bottom())]
    second = next(p for p in places if delegate.attachment_at(option, index, p) == files[1])
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=second)
    assert desk.opened == [files[1]]


def test_hostile_texts_are_shown_as_text_within_their_room(desk: TextsDesk, theme: Theme) -> None:
    row = TextRow(text(1, HOSTILE))
    bubble = lay_out(row, 400, theme)
    assert QRect(0, 0, 400, bubble.height).contains(bubble.area)
    assert bubble.words is not None
    assert bubble.words.lineCount() > 50
    assert "\u202e" not in bubble.words.text()
    assert bubble.words.text().startswith("<b>Eve</b>")
    desk.office.threads[ADA.key] = [row.text]
    desk.office.conversation_lines[0] = replace(ADA, name=HOSTILE, last_text=HOSTILE)
    desk.core.viewed.emit(TextsChanged(keys=(ADA.key,)))
    desk.open("Ada Lovelace")
    assert desk.page.grab().width() == desk.page.width()


def test_trouble_is_said_where_it_belongs(desk: TextsDesk) -> None:
    desk.office.fails = away()
    desk.open("Ada Lovelace")
    message = desk.page.conversation.body.message
    assert message.isVisible()
    desk.office.fails = None
    message.button.click()
    desk.settle()
    assert desk.read() == ["Text 1", "<i>Thanks</i>"]


def test_copying_a_text(desk: TextsDesk) -> None:
    desk.open("Ada Lovelace")
    rows = desk.page.conversation.rows
    rows.setFocus()
    rows.choose_row(1)
    QTest.keyClick(rows, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "<i>Thanks</i>"
