from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.agent.views import CallCard
from cti_desktop.desktop.buttons import Chip
from cti_desktop.desktop.card_page import CardPage
from cti_desktop.desktop.spare_page import SparePage
from cti_desktop.desktop.theme import Theme
from tests import shots_data as data
from tests.desktop.face import Face
from tests.desktop.face_fixtures import contacts_page, face, theme

__all__ = ["contacts_page", "face", "theme"]


class WindowsSeen(QObject):
    """Notes every widget that shows as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[QWidget] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(watched)
        return False


class FirstPicture(QObject):
    """Notes how tall a page's parts are when its pop is drawn for the first time."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._phone = face.window.phone_page
        self.parts: list[int] | None = None

    def heights(self) -> list[int]:
        page = self._phone.shown
        assert page is not None
        return [part.height() for part in (page.pop, page.who, page.form, page.form.editor)]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        page = self._phone.shown
        if event.type() is QEvent.Type.Paint and page is not None and watched is page.pop:
            self.parts = self.parts or self.heights()
        return False


@pytest.fixture
def windows(qapp: QApplication) -> Iterator[WindowsSeen]:
    watcher = WindowsSeen()
    qapp.installEventFilter(watcher)
    yield watcher
    qapp.removeEventFilter(watcher)


def spare_of(face: Face, qtbot: QtBot) -> CardPage:
    spare = face.window.phone_page.spare
    qtbot.waitUntil(lambda: spare.ready)
    assert spare.page is not None
    return spare.page


def ring(face: Face, card: CallCard) -> CardPage:
    face.show(data.desk(card))
    shown = face.window.phone_page.shown
    assert shown is not None
    return shown


def test_a_ring_is_shown_on_the_page_made_before_it(face: Face, qtbot: QtBot) -> None:
    spare = spare_of(face, qtbot)
    chips = spare.form.outcomes.findChildren(Chip)
    assert [chip.text() for chip in chips] == [outcome.label for outcome in data.OUTCOMES]
    assert ring(face, data.RINGING) is spare
    assert spare.form.outcomes.findChildren(Chip) == chips, "they were made ahead of the ring"
    assert face.window.phone_page.spare.page is None


def test_no_page_is_made_while_a_call_rings(face: Face, qtbot: QtBot) -> None:
    spare_of(face, qtbot)
    ring(face, data.RINGING)
    page = face.window.phone_page
    page._ticks.timeout.emit()
    QApplication.processEvents()
    assert page.spare.page is None
    face.show(data.desk(data.TALKING))
    assert spare_of(face, qtbot) is not page.shown


def test_no_page_is_made_while_somebody_types(face: Face, qtbot: QtBot) -> None:
    spare_of(face, qtbot)
    shown = ring(face, data.RINGING)
    shown.form.editor.setFocus()
    QTest.keyClicks(shown.form.editor, "Invoice")
    face.show(data.desk(data.TALKING))
    QApplication.processEvents()
    page = face.window.phone_page
    assert page.spare.page is None
    shown.form._typed_at = datetime.now(UTC) - timedelta(seconds=10)
    page._ticks.timeout.emit()
    spare_of(face, qtbot)


def test_a_note_never_moves_to_the_next_call(face: Face, qtbot: QtBot) -> None:
    spare_of(face, qtbot)
    ada = ring(face, replace(data.TALKING, note="", saved_at=None))
    ada.form.editor.setFocus()
    QTest.keyClicks(ada.form.editor, "For Ada")
    form = ada.form
    face.show(data.IDLE)
    grace = ring(face, data.GRACE_RINGS)
    assert grace.form is not form
    assert ada.isAncestorOf(grace.form), "the page serves again, but not what was written on"
    editor = grace.form.editor
    assert editor.toPlainText() == ""
    editor.setFocus()
    editor.undo()
    assert editor.toPlainText() == ""
    QTest.keyClicks(editor, "For Grace")
    assert face.office.calls_of("write_note")[-1] == ("call:grace", "For Grace")


def test_a_page_that_has_a_card_takes_no_other(face: Face) -> None:
    ada = ring(face, data.RINGING)
    with pytest.raises(ValueError, match="never handed"):
        ada.bind(data.GRACE_RINGS)
    with pytest.raises(ValueError, match="never handed"):
        ada.form.bind(data.GRACE_RINGS)
    assert ada.card.card_id == data.RINGING.card_id


def test_a_page_without_a_card_tells_nobody_anything(face: Face, qtbot: QtBot) -> None:
    spare = spare_of(face, qtbot)
    assert not spare.bound
    with pytest.raises(LookupError):
        _ = spare.card
    assert face.office.calls_of("painted") == []
    assert face.window.phone_page.shown is None


def test_a_note_there_already_cannot_be_undone_away(face: Face, qtbot: QtBot) -> None:
    spare_of(face, qtbot)
    editor = ring(face, replace(data.TALKING, note="From before")).form.editor
    editor.undo()
    assert editor.toPlainText() == "From before"
    assert face.office.calls_of("write_note") == []


@pytest.mark.parametrize("ahead", [True, False])
@pytest.mark.parametrize("card", [data.RINGING, data.SEVERAL, data.UNKNOWN])
def test_the_first_picture_of_a_pop_is_the_last(
    face: Face, qtbot: QtBot, qapp: QApplication, card: CallCard, ahead: bool
) -> None:
    if ahead:
        spare_of(face, qtbot)
    else:
        face.window.phone_page.spare.drop()
    first = FirstPicture(face)
    qapp.installEventFilter(first)
    ring(face, card)
    qtbot.waitUntil(lambda: first.parts is not None)
    for _ in range(3):
        QApplication.processEvents()
    qapp.removeEventFilter(first)
    assert first.parts == first.heights()


@pytest.mark.parametrize("card", [data.RINGING, data.SEVERAL, data.UNKNOWN, data.CALLING_BACK])
def test_no_part_of_a_page_shows_as_a_window(
    face: Face, qtbot: QtBot, windows: WindowsSeen, card: CallCard
) -> None:
    ring(face, replace(card, card_id="cold"))
    face.show(data.IDLE)
    spare_of(face, qtbot)
    ring(face, card)
    QApplication.processEvents()
    assert windows.seen == []


def test_another_type_size_makes_another_page(face: Face, theme: Theme, qtbot: QtBot) -> None:
    before = spare_of(face, qtbot)
    theme.set_scale(1.5)
    after = spare_of(face, qtbot)
    assert after is not before
    assert ring(face, data.RINGING) is after


def test_a_page_half_ready_will_do(face: Face, theme: Theme) -> None:
    pages = [CardPage(face.core, theme, face.words) for _ in range(2)]
    made = iter(pages)
    spare = SparePage(lambda: next(made), lambda: True, face.window)
    spare.get_ready(data.OUTCOMES)
    spare._go_on()
    assert not spare.ready
    page = spare.take()
    QApplication.processEvents()
    assert spare.page is None, "a page that was given away is let alone"
    page.bind(data.SEVERAL)
    page.show_card(data.SEVERAL, data.desk(data.SEVERAL))
    assert not page.who.isHidden()
    assert spare.take() is pages[1]
    for one in pages:
        one.deleteLater()


def test_pages_do_not_pile_up(face: Face, theme: Theme, qtbot: QtBot) -> None:
    phone = face.window.phone_page
    for number in range(6):
        cards = [replace(data.TALKING, card_id=f"{number}-{at}") for at in range(3)]
        face.show(data.desk(*cards))
        face.show(data.IDLE)
        spare_of(face, qtbot)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(phone.findChildren(CardPage)) == 1
    face.show(data.desk(data.TALKING))
    old = phone.shown
    theme.set_scale(1.5)
    face.show(data.IDLE)
    assert spare_of(face, qtbot) is not old, "that page was measured for another type size"


def test_a_first_picture_is_told_for_every_call_of_a_page(face: Face, qtbot: QtBot) -> None:
    def told() -> list[str]:
        return [card for card, _ in face.office.calls_of("painted")]

    ring(face, data.RINGING)
    qtbot.waitUntil(lambda: told() == ["call:ada"])
    face.show(data.IDLE)
    ring(face, data.GRACE_RINGS)
    qtbot.waitUntil(lambda: told() == ["call:ada", "call:grace"])


def test_a_contact_being_written_does_not_move_to_the_next_call(face: Face) -> None:
    page = ring(face, data.UNKNOWN)
    page.pop.save_wanted.emit()
    page.save_contact.name.setText("Nina Simone")
    face.show(data.IDLE)
    again = ring(face, replace(data.UNKNOWN, card_id="call:other"))
    assert again is page
    assert again.save_contact.isHidden()
    assert again.save_contact.name.text() == ""
