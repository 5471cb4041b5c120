"""What a person sets on a call of the log: outcome, call-back, tags, contact, privacy."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDateTimeEdit, QPushButton

from cti_desktop.agent.answers import LogChoices
from cti_desktop.agent.views import CallLine, LogChanged
from cti_desktop.desktop.buttons import Chip
from tests.desktop.call_panel import ADA, GRACE, STORY, Panel, panel
from tests.desktop.doubles import away, contact
from tests.desktop.face import british_words
from tests.desktop.face_fixtures import theme

__all__ = ["panel", "theme"]


def choose(panel: Panel, outcome: str) -> None:
    chip = panel.panel.outcome.findChild(Chip, f"outcome-{outcome}")
    assert isinstance(chip, Chip)
    chip.click()
    panel.core.answer()


def test_a_promised_call_back_is_shown_and_can_be_put_off(panel: Panel) -> None:
    at = datetime(2026, 11, 24, 10, tzinfo=UTC)
    panel.office.details[ADA.call_id] = replace(
        STORY, line=replace(ADA, outcome="Call back"), call_back_at=at.isoformat()
    )
    panel.show_ada()
    field = panel.panel.findChild(QDateTimeEdit)
    assert isinstance(field, QDateTimeEdit)
    assert field.isVisible()
    assert field.text() == "Tue, 24 Nov 2026  10:00"
    assert panel.office.call_backs == []
    later = at + timedelta(hours=4)
    field.setDateTime(british_words().to_field(later))
    panel.core.answer()
    assert panel.office.call_backs == [(ADA.call_id, later)]
    panel.panel.show_line(GRACE)
    assert not field.isVisible()


def test_choosing_call_back_in_the_log_promises_the_next_working_morning(panel: Panel) -> None:
    panel.show_ada()
    field = panel.panel.findChild(QDateTimeEdit)
    assert isinstance(field, QDateTimeEdit)
    assert not field.isVisible()
    choose(panel, "call_back")
    assert field.isVisible()
    morning = british_words().next_working_morning()
    assert panel.office.call_backs == [(ADA.call_id, morning)]
    choose(panel, "resolved")
    assert not field.isVisible()
    assert panel.office.call_backs[-1] == (ADA.call_id, None)
    assert [value for _, value in panel.office.outcomes] == ["call_back", "resolved"]


def tags_shown(panel: Panel) -> list[str]:
    buttons = panel.panel.outcome.tags.findChildren(QPushButton)
    return [one.text() for one in buttons if one.isVisibleTo(panel.panel)]


def test_tags_are_added_and_removed_in_the_log(panel: Panel) -> None:
    panel.office.details[ADA.call_id] = replace(STORY, tags=("returns",))
    panel.show_ada()
    field = panel.panel.outcome.tags
    assert list(field.tags) == ["returns"]
    QTest.keyClicks(field.new, "big client,")
    QTest.keyClicks(field.new, "Returns,")  # is there already
    panel.core.answer()
    assert panel.office.tags == [(ADA.call_id, ("returns", "big client"))]
    QApplication.processEvents()
    assert tags_shown(panel) == ["returns", "big client"]
    panel.panel.heard(LogChanged(call_ids=(ADA.call_id,)))  # told before it was kept
    panel.core.answer()
    assert list(field.tags) == ["returns", "big client"]
    panel.button("returns").click()
    panel.core.answer()
    assert panel.office.tags[-1] == (ADA.call_id, ("big client",))
    panel.panel.show_line(GRACE)
    assert list(field.tags) == []


def test_tags_in_use_are_offered_while_typing(panel: Panel) -> None:
    panel.office.choices = LogChoices(tags=("big client", "returns"))
    panel.show_ada()
    new = panel.panel.outcome.tags.new
    panel.panel.activateWindow()
    panel.qtbot.waitUntil(panel.panel.isActiveWindow)
    new.setFocus()
    panel.core.answer()
    QTest.keyClicks(new, "CLI")
    completer = new.completer()
    assert completer is not None
    assert completer.currentCompletion() == "big client"
    popup = completer.popup()
    assert popup is not None
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    panel.qtbot.waitUntil(lambda: bool(panel.core.answer() and panel.office.tags))
    assert panel.office.tags == [(ADA.call_id, ("big client",))]
    assert new.text() == ""


STRANGER = replace(GRACE, name="+1 212 555 0147", number="+1 212 555 0147", e164="+12125550147")


def show(panel: Panel, line: CallLine) -> None:
    panel.office.lines = [line]
    panel.panel.show_line(line)
    panel.core.answer()


def test_a_stranger_is_kept_as_a_contact_from_the_log(panel: Panel) -> None:
    show(panel, STRANGER)
    panel.button("Save contact").click()
    form = panel.panel.contact.save_contact
    assert form.isVisible()
    QTest.keyClicks(form.name, "Grace Hopper")
    QTest.keyClick(form.firm, Qt.Key.Key_Return)
    panel.core.answer()
    (saved,) = panel.office.saved
    assert (saved.name, saved.numbers[0].e164) == ("Grace Hopper", STRANGER.e164)
    assert panel.office.told == [("contact", STRANGER.call_id, saved.id)]
    assert not panel.panel.contact.isVisible()


def test_a_contact_saved_too_late_is_not_put_on_the_next_call(panel: Panel) -> None:
    show(panel, STRANGER)
    panel.button("Save contact").click()
    form = panel.panel.contact.save_contact
    QTest.keyClicks(form.name, "Grace Hopper")
    QTest.keyClick(form.firm, Qt.Key.Key_Return)
    panel.panel.show_line(replace(STRANGER, call_id="c00077"))
    panel.core.answer()
    assert len(panel.office.saved) == 1
    assert panel.office.told == []


def test_a_stranger_is_found_by_name_and_a_wrong_one_refused(panel: Panel) -> None:
    panel.office.contacts = [contact("Grace Hopper", "+1 212 555 0100")]
    show(panel, STRANGER)
    panel.button("Find contact").click()
    search = panel.panel.contact.attach
    QTest.keyClicks(search.field, "Grace")
    panel.saving()
    panel.core.answer()
    panel.button("This one").click()
    panel.core.answer()
    assert panel.office.told == [("contact", STRANGER.call_id, "grace-hopper")]
    show(panel, replace(STRANGER, contact_id="grace-hopper"))
    panel.button("Not this person").click()
    panel.core.answer()
    assert panel.office.told[-1] == ("not contact", STRANGER.call_id, "grace-hopper")


def test_a_masked_or_withheld_number_is_nobodys_to_keep(panel: Panel) -> None:
    show(panel, replace(STRANGER, name="…47", number="…47", e164=None))
    head = panel.panel.head
    assert head.save_button.isHidden()
    assert head.find_button.isHidden()


def test_a_note_is_marked_private_in_the_log_and_shared_again(panel: Panel) -> None:
    panel.office.details[ADA.call_id] = replace(STORY, private=True)
    panel.panel.show_line(GRACE)
    mark = panel.panel.note.private
    assert not mark.isEnabled()
    panel.core.answer()
    assert mark.isEnabled()
    panel.type("Between us")
    mark.click()
    panel.core.answer()
    assert panel.office.notes == [(GRACE.call_id, "Between us")]
    assert panel.office.told == [("private", GRACE.call_id)]
    panel.show_ada()
    assert mark.isChecked()
    mark.click()
    panel.core.answer()
    assert panel.office.told[-1] == ("shared", ADA.call_id)
    panel.office.fails = away()
    mark.click()
    panel.core.answer()
    assert not mark.isChecked()
