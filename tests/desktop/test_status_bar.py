from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cti_desktop.agent.hints import clock_off, not_saved
from cti_desktop.agent.softphone_words import Cause
from cti_desktop.agent.views import CompanionState, SoftphoneState
from tests import shots_data as data
from tests.desktop.face import Face
from tests.desktop.face_fixtures import contacts_page, face, theme

__all__ = ["contacts_page", "face", "theme"]


def test_all_is_well_in_three_words(face: Face) -> None:
    bar = face.window.status_bar
    shown = [i.text() for i in (bar.softphone, bar.companion, bar.unfinished) if i.isVisible()]
    assert shown == ["Zoom ready", "Companion in step", "2 calls need an outcome"]
    assert not bar.waiting.isVisible()


@pytest.mark.parametrize("state", SoftphoneState)
def test_every_state_of_the_softphone_has_words(face: Face, state: SoftphoneState) -> None:
    face.show(replace(data.READY, softphone=state, softphone_text="Reload the softphone."))
    item = face.window.status_bar.softphone
    assert item.text()
    assert item.toolTip() == "Reload the softphone."


@pytest.mark.parametrize(
    ("cause", "word"),
    [
        (Cause.NO_DEVICE, "No device"),
        (Cause.OFFLINE, "No network"),
        (Cause.NO_RINGING, "Nothing rang"),
        (Cause.SIGNED_OUT, "Not signed in to Zoom"),
        (Cause.TIMEOUT, "Zoom does not answer"),
    ],
)
def test_what_keeps_zoom_from_working_has_its_own_word(face: Face, cause: Cause, word: str) -> None:
    face.show(replace(data.READY, softphone=SoftphoneState.STALLED, softphone_cause=cause))
    assert face.window.status_bar.softphone.text() == word


@pytest.mark.parametrize("state", CompanionState)
def test_every_state_of_the_companion_has_words(face: Face, state: CompanionState) -> None:
    face.show(replace(data.READY, companion=state))
    item = face.window.status_bar.companion
    assert item.text()
    assert item.isVisible() == (state is not CompanionState.OFF)


def test_a_click_tells_the_whole_with_the_remedy(face: Face) -> None:
    face.show(data.AWAY)
    bar = face.window.status_bar
    QTest.mouseClick(bar.companion, Qt.MouseButton.LeftButton)
    assert bar.popover.isVisible()
    assert bar.popover.text == data.AWAY.companion_text
    QTest.keyClick(bar.popover, Qt.Key.Key_Escape)
    assert not bar.popover.isVisible()
    QTest.mouseClick(bar.softphone, Qt.MouseButton.LeftButton)
    assert bar.popover.text == data.AWAY.softphone_text
    bar.popover.hide()


def test_the_popover_stands_on_a_ground_of_its_own(face: Face) -> None:
    face.show(data.AWAY)
    bar = face.window.status_bar
    bar.companion.click()
    picture = bar.popover.grab().toImage()
    inside = picture.pixelColor(picture.width() // 2, picture.height() - 6)
    assert inside == face.theme.colour("surface")
    assert picture.pixelColor(0, 0).alpha() == 0, "its corners are round"
    bar.popover.hide()


def test_what_waits_is_counted_and_explained(face: Face) -> None:
    face.show(data.AWAY)
    bar = face.window.status_bar
    assert bar.waiting.text() == "14 changes waiting"
    QTest.mouseClick(bar.waiting, Qt.MouseButton.LeftButton)
    assert "saved on this computer" in bar.popover.text
    bar.popover.hide()
    face.show(replace(data.AWAY, waiting=1, unfinished=1))
    assert bar.waiting.text() == "1 change waiting"
    assert bar.unfinished.text() == "1 call needs an outcome"
    face.show(replace(data.AWAY, unfinished=100))
    assert bar.unfinished.text() == "99+ calls need an outcome"


def test_a_session_for_this_run_only_is_told(face: Face) -> None:
    face.show(replace(data.READY, kept_for_this_run=True))
    bar = face.window.status_bar
    QTest.mouseClick(bar.companion, Qt.MouseButton.LeftButton)
    assert "no keyring" in bar.popover.text
    bar.popover.hide()


def test_calls_without_an_outcome_are_a_click_away(face: Face) -> None:
    face.window.show_page("calls")
    QTest.mouseClick(face.window.status_bar.unfinished, Qt.MouseButton.LeftButton)
    assert face.window.page == "phone"


def test_what_should_be_known_for_a_while_stands_there_and_is_explained(face: Face) -> None:
    bar = face.window.status_bar
    assert not bar.hint.isVisible()
    hints = (not_saved(full=True), clock_off(-3))
    face.show(replace(data.READY, hints=hints))
    assert bar.hint.isVisible()
    assert bar.hint.text() == "Not saved yet"
    QTest.mouseClick(bar.hint, Qt.MouseButton.LeftButton)
    assert all(hint.text in bar.popover.text for hint in hints)
    bar.popover.hide()
    face.show(data.READY)
    assert not bar.hint.isVisible()
