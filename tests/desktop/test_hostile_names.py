"""Names as strangers send them: nothing is turned around, pushed out of its place or invisible."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.agent.views import CallBack, CallBackDue, CallLine, DeskView
from cti_desktop.desktop.buttons import Chip
from cti_desktop.desktop.toast import Toast
from cti_desktop.desktop.who_is_it import MatchRow
from tests import shots_data as data
from tests.desktop.face import Face, british_words
from tests.desktop.face_fixtures import contacts_page, face, theme

__all__ = ["contacts_page", "face", "theme"]
NUMBER = "+44 20 7946 0018"
TURNS = "\u202a\u202b\u202d\u202e\u2066\u2067"
UNSEEN = "\u200b\u2060\ufeff"
HOSTILE = {
    "turned": "Eve\u202e\u2067 moc.live",
    "right to left": "شركة الاختبار",
    "zero width": "E\u200bv\u2060e\ufeff",
    "one long word": "W" * 10_000,
    "long and right to left": "م" * 10_000,
    "lines": "Eve\n\n\tof\u2028nowhere",
    "markup": "<b>Eve</b> &amp; <img src=x>",
}
ROOM = (880, 640)
"""The smallest window there is; nothing may need more."""


def line(name: str) -> CallLine:
    return replace(data.UNFINISHED[0], name=name, firm=name, via=name, note=name, number=NUMBER)


def pop(face: Face, name: str) -> QWidget:
    earlier = (replace(data.EARLIER[0], outcome=name, note=name),)
    face.show(data.desk(replace(data.RINGING, name=name, firm=name, via=name, earlier=earlier)))
    shown = face.window.phone_page.shown
    assert shown is not None
    return shown


def toast(face: Face, name: str) -> QWidget:
    card = replace(data.RINGING, name=name, firm=name, via=name)
    shown = Toast(face.theme, british_words(), card)
    shown.setParent(face.window, shown.windowFlags())
    shown.show()
    return shown


def chips(face: Face, name: str) -> QWidget:
    cards = (replace(data.GRACE_RINGS, name=name), replace(data.HELD, name=name))
    face.show(data.desk(*cards))
    return face.window.phone_page.chips


def waiting_rows(face: Face, name: str) -> QWidget:
    waiting = (line(name),)
    due = CallBack(line=line(name), at=data.NOW, due=True)
    desk = DeskView(outcomes=data.OUTCOMES, unfinished=waiting, missed=waiting, call_backs=(due,))
    face.show(desk)
    return face.window.phone_page.idle


def match_rows(face: Face, name: str) -> QWidget:
    them = replace(data.KARIN, name=name, firm=name, title=name, city=name)
    face.show(data.desk(replace(data.SEVERAL, matches=(data.matched(them),) * 2)))
    shown = face.window.phone_page.shown
    assert shown is not None
    return shown.who


def notice(face: Face, name: str) -> QWidget:
    due = CallBack(line=line(name), at=data.NOW, due=True)
    face.show(CallBackDue(call_back=due))
    return face.window.notices


PLACES = (pop, toast, chips, waiting_rows, match_rows, notice)


@pytest.fixture
def small(face: Face) -> Iterator[Face]:
    face.window.resize(*ROOM)
    yield face
    face.show(data.IDLE)


def said_in(part: QWidget) -> list[str]:
    """Return everything that is shown, spoken or told by a tip."""
    said = []
    for one in (part, *part.findChildren(QWidget)):
        if one.isVisible():
            said += [one.accessibleName(), one.toolTip()]
            said += [one.text()] if isinstance(one, (QLabel, QAbstractButton)) else []
    return [text for text in said if text]


def outside(part: QWidget) -> list[str]:
    """Return what stands beyond its parent's edge, so that it is cut."""
    return [
        f"{type(one).__name__} needs {one.minimumSizeHint().width()}"
        for one in part.findChildren(QWidget)
        if one.isVisible() and (above := one.parentWidget()) is not None
        if above.rect().right() < one.geometry().right()
    ]


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("place", PLACES)
def test_a_hostile_name_stays_in_its_place(
    small: Face, qtbot: QtBot, place: Callable[[Face, str], QWidget], kind: str
) -> None:
    part = place(small, HOSTILE[kind])
    for _ in range(4):  # wrapped lines settle their heights one after the other
        QApplication.processEvents()
    assert part.isVisible()
    said = said_in(part)
    assert said
    for text in said:
        assert not set(text) & set(TURNS + UNSEEN + "\n\u2028"), ascii(text[:80])
        assert len(text) < 1800
    tips = [one.toolTip() for one in part.findChildren(QWidget)]
    assert not [tip for tip in tips if "<b>" in tip], "a tip shows markup as markup"
    assert outside(part) == []
    assert small.window.width() == ROOM[0]
    qtbot.waitUntil(lambda: not part.grab().isNull())


def test_no_firm_can_turn_the_number_beside_it(face: Face) -> None:
    shown = toast(face, HOSTILE["right to left"])
    (about,) = (label.text() for label in shown.findChildren(QLabel) if NUMBER in label.text())
    assert f"\u2068{NUMBER}\u2069" in about
    assert about.count("\u2068") == about.count("\u2069") == 2


def test_a_long_name_leaves_the_time_its_room_on_a_chip(small: Face) -> None:
    part = chips(small, HOSTILE["one long word"])
    QApplication.processEvents()
    first, second = part.findChildren(Chip)
    for chip, time in ((first, "00:06"), (second, "02:41")):
        shown = chip.shown_in(chip.width() - small.theme.px(40))
        assert shown.endswith(f"…  {time}")
        assert chip.fontMetrics().horizontalAdvance(shown) < chip.width()


def test_somebody_of_unseen_signs_only_can_be_told_by_the_number(face: Face) -> None:
    row = MatchRow(face.theme, british_words(), ruled=False)
    row.setParent(face.window)
    row.show_match(data.matched(replace(data.KARIN, name="\u200b\u200b")))
    assert data.KARIN.firm in " ".join(label.text() for label in row.findChildren(QLabel))
