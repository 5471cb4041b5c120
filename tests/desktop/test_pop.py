from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.agent.views import CallCard
from cti_desktop.calls.call import Durations, State
from cti_desktop.calls.events import Direction, Result
from cti_desktop.desktop.buttons import Button
from cti_desktop.desktop.card_page import CardPage
from cti_desktop.desktop.pop import pill_of
from tests import shots_data as data
from tests.desktop.face import Face, as_read, british_words
from tests.desktop.face_fixtures import contacts_page, face, theme

__all__ = ["contacts_page", "face", "theme"]


def page_of(face: Face, card: CallCard) -> CardPage:
    face.show(data.desk(card))
    shown = face.window.phone_page.shown
    assert shown is not None
    return shown


def texts_in(widget: QWidget) -> list[str]:
    return [as_read(label.text()) for label in widget.findChildren(QLabel) if label.isVisible()]


def button(widget: QWidget, text: str) -> Button:
    found = [
        b
        for b in widget.findChildren(Button)
        if b.isVisible() and text in (b.text(), b.accessibleName())
    ]
    assert len(found) == 1, [b.text() for b in widget.findChildren(Button)]
    return found[0]


def test_a_matched_caller_is_named_with_all_that_is_known(face: Face) -> None:
    pop = page_of(face, data.RINGING).pop
    shown = texts_in(pop)
    for text in (
        "Ada Lovelace",
        "Analytical Engines Ltd",
        "+44 20 7946 0018",
        "London 15:20",
        "Matched by number · via Support queue",
    ):
        assert text in shown
    assert pop.pill.text == "Ringing 00:06"


def test_what_was_promised_stands_under_the_pop_and_can_be_done_with(face: Face) -> None:
    page = page_of(face, data.RINGING)
    assert not page.promised.isVisible()
    page = page_of(face, replace(data.RINGING, call_backs=data.CALL_BACKS))
    (text,) = [one for one in texts_in(page.promised) if one]
    assert as_read(text).startswith("Call-back due 15:00 · Wants to see three drafts")
    assert as_read(text).endswith("2 more")
    page.promised.button.click()
    assert face.office.calls_of("set_call_back") == [("b1", None)]


def test_the_crm_is_offered_where_an_address_is_set(face: Face) -> None:
    pop = page_of(face, data.RINGING).pop
    assert "Open in CRM" not in [b.text() for b in pop.findChildren(Button) if b.isVisible()]
    pop = page_of(face, replace(data.RINGING, has_address=True)).pop
    button(pop, "Open in CRM").click()
    assert face.office.calls_of("open_in_crm") == [("ada",)]


def test_a_number_without_a_sure_city_shows_its_country(face: Face) -> None:
    abroad = replace(data.RINGING, place="", country="ES", time_zone=None)
    assert "Spain" in texts_in(page_of(face, abroad).pop)


def test_a_screen_reader_hears_the_pop_as_one_sentence(face: Face) -> None:
    assert as_read(page_of(face, data.RINGING).pop.accessibleName()) == (
        "Incoming call, Ringing, Ada Lovelace, Analytical Engines Ltd, +44 20 7946 0018,"
        " Matched by number · via Support queue"
    )


def test_the_time_on_screen_is_told_once_per_card(face: Face, qtbot: QtBot) -> None:
    started = datetime.now(UTC)
    page = page_of(face, data.RINGING)
    qtbot.waitUntil(lambda: bool(face.office.calls_of("painted")))
    face.show(data.desk(data.TALKING))
    page.repaint()
    QGuiApplication.processEvents()
    ((card_id, at),) = face.office.calls_of("painted")
    assert card_id == "call:ada"
    assert started <= at <= datetime.now(UTC)


def test_a_card_nobody_sees_is_not_told_as_painted(face: Face) -> None:
    face.show(data.desk(data.TALKING, data.GRACE_RINGS, active="call:ada"))
    QGuiApplication.processEvents()
    assert "call:grace" not in [card for card, _ in face.office.calls_of("painted")]


def test_markup_in_names_is_shown_as_it_is(face: Face) -> None:
    evil = '<img src="x"><b>Bob</b>'
    pop = page_of(face, replace(data.RINGING, name=evil, firm=evil)).pop
    assert texts_in(pop).count(evil) == 2
    assert all(
        label.textFormat() is Qt.TextFormat.PlainText
        for label in pop.findChildren(QLabel)
        if label.text()
    )


def test_a_very_long_name_is_cut_and_told_in_its_tool_tip(face: Face, qtbot: QtBot) -> None:
    name = "Wolfeschlegelsteinhausen" * 12
    pop = page_of(face, replace(data.RINGING, name=name, firm=name)).pop
    qtbot.waitUntil(lambda: pop._name.width() > 0)
    assert face.window.width() == 1200
    assert pop._name.toolTip() == name


def test_not_this_person_is_told(face: Face) -> None:
    pop = page_of(face, data.RINGING).pop
    button(pop, "Not this person").click()
    assert face.office.calls_of("not_this_person") == [("call:ada", data.ADA.id)]


def test_the_number_can_be_copied(face: Face) -> None:
    button(page_of(face, data.RINGING).pop, "Copy number").click()
    assert QGuiApplication.clipboard().text() == "+442079460018"


def test_several_matches_ask_who_it_is(face: Face) -> None:
    page = page_of(face, data.SEVERAL)
    assert page.who.isVisible()
    assert {"Karin Brandt", "Lena Fischer", "Tomás Oliveira"} <= set(texts_in(page.who))
    button(page.who, "This is Lena Fischer").click()
    button(page.who, "This is not Karin Brandt").click()
    assert face.office.calls_of("choose_contact") == [("call:berlin", data.LENA.id)]
    assert face.office.calls_of("not_this_person") == [("call:berlin", data.KARIN.id)]
    chosen = replace(data.SEVERAL, chosen=data.matched(data.LENA), name=data.LENA.name)
    face.show(data.desk(chosen))
    assert not page.who.isVisible()
    assert "Lena Fischer" in texts_in(page.pop)


def test_an_unknown_caller_can_be_saved(face: Face) -> None:
    page = page_of(face, data.UNKNOWN)
    assert "Not in your contacts · via Support queue" in texts_in(page.pop)
    assert texts_in(page.pop).count("+44 7700 900 461") == 1
    button(page.pop, "Save contact").click()
    form = page.save_contact
    assert form.isVisible()
    assert form.name.hasFocus()
    assert not button(form, "Save contact").isEnabled()
    QTest.keyClicks(form.name, "Nina Simone")
    QTest.keyClicks(form.firm, "Blue Note")
    QTest.keyClick(form.firm, Qt.Key.Key_Return)
    ((contact,),) = face.office.calls_of("save_contact")
    assert (contact.name, contact.firm) == ("Nina Simone", "Blue Note")
    assert contact.numbers[0].e164 == "+447700900461"
    assert face.office.calls_of("choose_contact") == [("call:unknown", contact.id)]
    assert not form.isVisible()


def test_a_contact_that_could_not_be_saved_stays_to_try_again(face: Face) -> None:
    page = page_of(face, data.UNKNOWN)
    button(page.pop, "Save contact").click()
    QTest.keyClicks(page.save_contact.name, "Nina")
    face.office.refuses = "The disk is full. Free some space and try again."
    button(page.save_contact, "Save contact").click()
    assert page.save_contact.isVisible()
    assert "The disk is full. Free some space and try again." in texts_in(page.save_contact)
    face.office.refuses = None
    button(page.save_contact, "Save contact").click()
    assert not page.save_contact.isVisible()


def test_saving_can_be_given_up_by_keyboard(face: Face) -> None:
    page = page_of(face, data.UNKNOWN)
    save = button(page.pop, "Save contact")
    save.click()
    assert not save.isVisible()
    QTest.keyClick(page.save_contact.name, Qt.Key.Key_Escape)
    assert not page.save_contact.isVisible()
    assert save.isVisible()
    assert face.office.calls_of("save_contact") == []


def test_a_colleague_is_no_unknown_caller(face: Face) -> None:
    inside = replace(
        data.UNKNOWN, internal=True, name="Robin Ellis", number="ext. 204", e164=None, place=""
    )
    pop = page_of(face, inside).pop
    assert "Colleague · via Support queue" in texts_in(pop)
    assert [b.text() for b in pop.findChildren(Button) if b.isVisible() and b.text()] == []


@pytest.mark.parametrize(
    ("card", "shown"),
    [
        (data.RINGING, ("phone-ring", "accent", "Ringing", "00:06")),
        (
            replace(data.RINGING, direction=Direction.OUTBOUND),
            ("phone-out", "accent", "Calling", "00:06"),
        ),
        (data.TALKING, ("dot", "good", "Connected", "02:41")),
        (data.HELD, ("pause", "warn", "On hold", "02:41")),
        (data.WRAP_UP, ("check", "muted", "Ended", "5:42")),
        (
            replace(data.RINGING, state=State.MISSED, result=Result.MISSED),
            ("phone-missed", "bad", "Missed", ""),
        ),
        (
            replace(
                data.RINGING,
                state=State.ENDED,
                result=Result.BUSY,
                direction=Direction.OUTBOUND,
                durations=Durations(talk_s=0),
            ),
            ("phone-out", "muted", "Busy", ""),
        ),
    ],
    ids=lambda value: value.state if isinstance(value, CallCard) else "",
)
def test_what_a_call_does_has_icon_colour_word_and_time(
    card: CallCard, shown: tuple[str, str, str, str]
) -> None:
    assert pill_of(card, british_words()) == shown


def test_the_clock_ticks_while_it_can_be_seen(face: Face) -> None:
    page = face.window.phone_page
    pop = page_of(face, data.TALKING).pop
    assert page._ticks.isActive()
    now = data.NOW + timedelta(seconds=19)
    face.words._now = lambda: now
    page._ticks.timeout.emit()
    assert pop.pill.text == "Connected 03:00"
    face.window.show_page("contacts")
    assert not page._ticks.isActive()
    face.window.show_page("phone")
    assert page._ticks.isActive()
    face.show(data.IDLE)
    assert not page._ticks.isActive()


def test_a_pop_takes_no_focus(face: Face) -> None:
    face.window.show_page("phone")
    before = QGuiApplication.focusObject()
    page_of(face, data.RINGING)
    assert QGuiApplication.focusObject() is before


def test_a_call_whose_end_may_be_lost_can_be_ended_by_hand(face: Face) -> None:
    page = page_of(face, data.TALKING)
    assert not page.bar.isVisible()
    face.show(data.desk(replace(data.TALKING, doubtful=True)))
    assert page.bar.isVisible()
    assert "The softphone was away meanwhile. Is this call over?" in texts_in(page.bar)
    assert not page.bar.finish.isVisible()
    button(page.bar, "It is over").click()
    assert face.office.calls_of("say_over") == [(data.TALKING.card_id,)]


def test_who_wants_to_finish_a_call_that_goes_on_is_asked_whether_it_does(face: Face) -> None:
    page = page_of(face, data.TALKING)
    face.window.phone_page.finish()
    assert "Zoom has not said that this call is over." in texts_in(page.bar)
    assert face.office.told == [told for told in face.office.told if told[0] != "say_over"]
    button(page.bar, "It is over").click()
    assert face.office.calls_of("say_over") == [(data.TALKING.card_id,)]
    face.show(data.desk(data.WRAP_UP))
    assert page.bar.finish.isVisible()
    assert not page.bar.over.isVisible()


def test_wrap_up_counts_down_and_can_be_extended(face: Face) -> None:
    ended_at = data.WRAP_UP.ended_at
    assert ended_at is not None
    later = replace(data.WRAP_UP, wrap_up_until=data.NOW + timedelta(seconds=75))
    page = page_of(face, later)
    assert "Wrap-up 01:15 left" in texts_in(page.bar)
    button(page.bar, "Take a minute more").click()
    assert face.office.calls_of("extend_wrap_up") == [(data.WRAP_UP.card_id,)]
    face.show(data.desk(replace(later, wrap_up_until=data.NOW - timedelta(seconds=5))))
    assert "Wrap-up 00:05 over" in texts_in(page.bar)
    face.show(data.desk(replace(later, wrap_up_until=None, outcome="resolved")))
    assert page.bar.finish.isEnabled()
    assert not page.bar.more.isVisible()


def test_a_text_can_be_begun_from_the_call(face: Face) -> None:
    pop = page_of(face, data.RINGING).pop
    QTest.mouseClick(pop.write_button, Qt.MouseButton.LeftButton)
    assert face.office.calls_of("write_sms") == [(data.RINGING.e164,)]
    inside = page_of(face, replace(data.RINGING, card_id="in", internal=True, e164=None)).pop
    assert not inside.write_button.isVisible()
