"""What the window says and offers while the softphone does not work, and what it asks before."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.agent.softphone_words import Cause
from cti_desktop.agent.views import Notice, SoftphoneState, StatusView
from cti_desktop.desktop import restart as restarting
from cti_desktop.desktop.palette_items import Command
from cti_desktop.desktop.theme import Theme
from tests import shots_data as data
from tests.desktop.face import Face, make_face
from tests.desktop.face_fixtures import contacts_page, face, theme

__all__ = ["contacts_page", "face", "theme"]


@pytest.fixture
def centre(qtbot: QtBot, theme: Theme) -> Iterator[Face]:
    """A window beside Contact Center's page, where the sound is."""
    face = make_face(theme, {"calls": QWidget()}, sound_in_page=True)
    qtbot.addWidget(face.window)
    face.window.show()
    qtbot.waitExposed(face.window)
    face.show(data.READY, data.IDLE)
    yield face
    face.show(data.IDLE)
    face.window.close()


def stalled(cause: Cause) -> StatusView:
    return replace(
        data.READY,
        softphone=SoftphoneState.STALLED,
        softphone_cause=cause,
        softphone_text=f"What to do about {cause}.",
    )


def action(face: Face) -> QPushButton:
    found = face.window.notices.findChild(QPushButton, "notice-action")
    assert isinstance(found, QPushButton)
    return found


def reload_command(face: Face) -> Command:
    (command,) = (c for c in face.window.around.commands() if c.text == "Reload the softphone")
    return command


def reloads(face: Face) -> int:
    return len(face.office.calls_of("reload_softphone"))


def test_the_softphone_is_reloaded_by_ctrl_k_and_where_its_trouble_is_explained(
    face: Face,
) -> None:
    reload_command(face).act()
    assert reloads(face) == 1
    bar = face.window.status_bar
    QTest.mouseClick(bar.softphone, Qt.MouseButton.LeftButton)
    assert not bar.popover.action.isVisible(), "all is well"
    bar.popover.hide()
    face.show(stalled(Cause.NO_RINGING))
    QTest.mouseClick(bar.softphone, Qt.MouseButton.LeftButton)
    assert bar.popover.action.isVisible()
    assert bar.popover.rect().contains(
        bar.popover.action.mapTo(bar.popover, bar.popover.action.rect().bottomRight())
    )
    QApplication.processEvents()
    taller = bar.popover.height()
    bar.popover.action.click()
    assert reloads(face) == 2
    assert not bar.popover.isVisible()
    QTest.mouseClick(bar.companion, Qt.MouseButton.LeftButton)
    assert not bar.popover.action.isVisible()
    assert bar.popover.height() < taller - bar.popover.action.height()
    bar.popover.hide()


@pytest.mark.parametrize("cause", [Cause.TIMEOUT, Cause.NO_DEVICE, Cause.OFFLINE, Cause.SIGNED_OUT])
def test_the_remedy_is_said_once_and_goes_with_the_trouble(face: Face, cause: Cause) -> None:
    notices = face.window.notices
    face.show(stalled(cause))
    assert notices.isVisible()
    assert notices.text.text() == f"What to do about {cause}."
    notices.drop()
    face.show(replace(stalled(cause), waiting=3))
    assert not notices.isVisible(), "the person closed it"
    face.show(data.READY, stalled(cause))
    assert notices.isVisible()
    face.show(data.READY)
    assert not notices.isVisible()


def test_what_was_said_since_stays_when_the_trouble_ends(face: Face) -> None:
    face.show(stalled(Cause.OFFLINE), Notice(text="Something else.", bad=True), data.READY)
    assert face.window.notices.isVisible()
    assert face.window.notices.text.text() == "Something else."


def test_a_reload_is_offered_where_it_helps(face: Face) -> None:
    face.show(stalled(Cause.OFFLINE))
    assert not action(face).isVisible()
    face.show(stalled(Cause.NO_DEVICE))
    action(face).click()
    assert reloads(face) == 1


@pytest.mark.parametrize("cause", [Cause.CRASHED, Cause.REFUSED_ORIGIN, Cause.NO_RINGING])
def test_what_the_cover_or_the_desk_says_itself_is_not_said_twice(face: Face, cause: Cause) -> None:
    face.show(stalled(cause))
    assert not face.window.notices.isVisible()


def test_closing_asks_first_while_a_call_runs_in_the_page(centre: Face, qtbot: QtBot) -> None:
    centre.show(data.desk(data.TALKING))
    with qtbot.assertNotEmitted(centre.window.closing):
        assert not centre.window.close()
    assert centre.window.isVisible()
    assert "cuts it" in centre.window.notices.text.text()
    with qtbot.waitSignal(centre.window.closing):
        action(centre).click()
    centre.show(data.desk(replace(data.TALKING, doubtful=True, cut=True)))
    with qtbot.waitSignal(centre.window.closing):
        assert centre.window.close()


def test_a_call_that_perhaps_goes_on_is_not_cut_without_a_question(
    centre: Face, qtbot: QtBot
) -> None:
    centre.show(data.desk(replace(data.TALKING, doubtful=True)))
    with qtbot.assertNotEmitted(centre.window.closing):
        assert not centre.window.close()
    reload_command(centre).act()
    assert reloads(centre) == 0
    assert "Reloading cuts it" in centre.window.notices.text.text()


def test_closing_and_reloading_ask_during_a_chat_or_a_video_call_too(
    centre: Face, qtbot: QtBot
) -> None:
    centre.show(replace(data.READY, engaged=True))
    reload_command(centre).act()
    assert reloads(centre) == 0
    with qtbot.assertNotEmitted(centre.window.closing):
        assert not centre.window.close()
    centre.show(data.READY)
    assert not centre.window.notices.isVisible(), "it is over, so nothing is asked any more"
    reload_command(centre).act()
    assert reloads(centre) == 1


def test_a_call_in_the_zoom_client_goes_on_without_the_program(face: Face, qtbot: QtBot) -> None:
    face.show(data.desk(data.TALKING))
    reload_command(face).act()
    assert reloads(face) == 1
    with qtbot.waitSignal(face.window.closing):
        face.window.close()


def test_reloading_and_restarting_ask_first_too(
    centre: Face, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[int] = []
    monkeypatch.setattr(QCoreApplication, "exit", ended.append)
    centre.show(data.desk(data.TALKING))
    reload_command(centre).act()
    assert reloads(centre) == 0
    action(centre).click()
    assert reloads(centre) == 1
    restarting.restart(centre.window.rail)
    assert ended == []
    centre.show(data.IDLE)
    assert not centre.window.notices.isVisible(), "there is no call to cut any more"
    centre.show(data.desk(data.TALKING))
    restarting.restart(centre.window.rail)
    action(centre).click()
    assert ended == [restarting.RESTART]
    centre.show(data.IDLE)
    restarting.restart(centre.window.rail)
    assert ended == [restarting.RESTART] * 2
