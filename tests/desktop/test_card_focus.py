"""The keyboard stays on the phone page, whatever comes to and goes from it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from cti_desktop.agent.views import CallCard, DeskView
from cti_desktop.desktop.widgets import is_focus_inside
from tests import shots_data as data
from tests.desktop.face import Face
from tests.desktop.face_fixtures import contacts_page, face, theme

__all__ = ["contacts_page", "face", "theme"]

CHOSEN = replace(data.SEVERAL, chosen=data.matched(data.LENA), name=data.LENA.name)
BARE = replace(data.RINGING, chosen=None, matches=(), earlier=(), e164=None)
CHANGES: dict[str, tuple[CallCard, DeskView]] = {
    "somebody was chosen": (data.SEVERAL, data.desk(CHOSEN)),
    "nobody matches any more": (data.RINGING, data.desk(BARE)),
    "another call takes its place": (data.WRAP_UP, data.desk(data.SEVERAL)),
    "the call is over": (data.CALLING_BACK, data.IDLE),
    "nothing is left to do": (data.SEVERAL, DeskView(outcomes=data.OUTCOMES)),
}


def keys_of(widget: QWidget) -> list[QWidget]:
    """Return everything the Tab key can reach in a widget."""
    return [
        one
        for one in widget.findChildren(QWidget)
        if one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


@pytest.mark.parametrize("change", CHANGES)
def test_no_change_of_a_card_throws_the_keyboard_off_the_page(face: Face, change: str) -> None:
    card, after = CHANGES[change]
    face.show(data.desk(card))
    page = face.window.phone_page
    for number in range(len(keys_of(page))):
        face.show(data.IDLE)
        face.show(data.desk(card))
        had = keys_of(page)[number]
        had.setFocus()
        face.show(after)
        assert is_focus_inside(page), (had.accessibleName(), QApplication.focusWidget())


@pytest.mark.parametrize("number", [0, 1])
def test_a_chip_that_goes_leaves_the_keyboard_on_the_page(face: Face, number: int) -> None:
    both = data.desk(data.RINGING, data.SEVERAL, active=data.RINGING.card_id)
    face.show(both)
    page = face.window.phone_page
    keys_of(page.chips)[number].setFocus()
    face.show(data.desk(data.SEVERAL))
    assert is_focus_inside(page)


def test_the_keyboard_goes_to_the_note_once_it_is_known_who_calls(face: Face) -> None:
    face.show(data.desk(data.SEVERAL))
    shown = face.window.phone_page.shown
    assert shown is not None
    for one in keys_of(shown.who):
        face.show(data.desk(data.SEVERAL))
        one.setFocus()
        face.show(data.desk(CHOSEN))
        assert shown.form.editor.hasFocus()


def test_the_keyboard_stays_when_a_doubtful_call_is_over(face: Face) -> None:
    doubtful = replace(data.TALKING, doubtful=True)
    face.show(data.desk(doubtful))
    shown = face.window.phone_page.shown
    assert shown is not None
    shown.bar.over.setFocus()
    face.show(data.desk(data.WRAP_UP))
    assert is_focus_inside(face.window.phone_page)
