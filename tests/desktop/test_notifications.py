"""What is told outside the window, and what a person's choice there leads to."""

import os
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication

from cti_desktop.agent.notice_views import Act, NoticeActed, SystemNotice
from cti_desktop.agent.text_views import TextsChanged
from cti_desktop.agent.views import CallBackDue, CallsMissed
from cti_desktop.desktop.notifications import Notifications, lend_leave
from tests import shots_data as data
from tests.desktop.face import Face
from tests.desktop.face_fixtures import contacts_page, face, theme

__all__ = ["contacts_page", "face", "theme"]

BOTH = ((Act.CALL, "Call back"), (Act.OPEN, "Open"))
MISSED_NOW = replace(
    data.MISSED[0], call_id="new", started_at=data.before(seconds=20), dials="+447700900461"
)
WITH_MISSED = replace(data.IDLE, missed=(MISSED_NOW, *data.MISSED))
ONE_MISSED = CallsMissed(lines=(MISSED_NOW,))
GRACE_TOO = CallsMissed(
    lines=(MISSED_NOW, replace(MISSED_NOW, call_id="new2", name="Grace Hopper"))
)
DUE = CallBackDue(call_back=data.CALL_BACKS[0])


@pytest.fixture
def away() -> list[bool]:
    return []


@pytest.fixture
def told(face: Face, away: list[bool]) -> Notifications:
    face.office.has_server = True
    return Notifications(face.core, face.window.quiet, face.window, lambda: not away)


@pytest.fixture
def opened(told: Notifications) -> list[str]:
    pages: list[str] = []
    told.open_wanted.connect(pages.append)
    return pages


def notices(face: Face) -> list[SystemNotice]:
    return [arguments[0] for arguments in face.office.calls_of("notify")]


def test_a_missed_call_is_told_and_called_back(face: Face, opened: list[str]) -> None:
    face.show(WITH_MISSED)
    assert notices(face) == []  # a colleague may have taken it, which is told later
    face.show(ONE_MISSED, WITH_MISSED)
    (notice,) = notices(face)
    assert (notice.title, notice.acts) == ("Missed call: +44 7700 900 461", BOTH)
    for _ in range(2):
        face.show(NoticeActed(key=notice.key, act=Act.CALL))
    assert opened == ["phone"]
    assert face.office.calls_of("dial") == [("+447700900461", "call_back", None)]


def test_a_missed_call_opens_the_tasks(face: Face, opened: list[str]) -> None:
    face.show(WITH_MISSED, ONE_MISSED)
    face.show(NoticeActed(key=notices(face)[0].key, act=Act.OPEN))
    assert opened == ["tasks"]
    assert face.office.calls_of("dial") == []


def test_several_missed_at_once_are_all_told(face: Face, opened: list[str]) -> None:
    second = GRACE_TOO.lines[1]
    face.show(replace(data.IDLE, missed=(*GRACE_TOO.lines, *data.MISSED)), GRACE_TOO)
    (notice,) = notices(face)
    assert notice.title == "2 missed calls"
    assert notice.text.endswith("Grace Hopper")
    assert notice.acts == ((Act.OPEN, "Open"),)
    face.show(replace(data.IDLE, missed=(second, *data.MISSED)))
    assert face.office.calls_of("withdraw_notice") == []
    face.show(NoticeActed(key=notice.key, act=Act.OPEN))
    assert opened == ["tasks"]


@pytest.mark.usefixtures("told")
def test_of_several_missed_nothing_stands_once_all_are_settled(face: Face) -> None:
    face.show(replace(data.IDLE, missed=GRACE_TOO.lines), GRACE_TOO)
    face.show(replace(data.IDLE, missed=()))
    (notice,) = notices(face)
    assert face.office.calls_of("withdraw_notice") == [(notice.key,)]


@pytest.mark.usefixtures("told")
def test_who_withheld_the_number_cannot_be_called_back(face: Face) -> None:
    face.show(CallsMissed(lines=(replace(MISSED_NOW, dials=None),)))
    (notice,) = notices(face)
    assert notice.acts == ((Act.OPEN, "Open"),)
    face.show(NoticeActed(key=notice.key, act=Act.CALL))
    assert face.office.calls_of("dial") == []


@pytest.mark.usefixtures("told")
def test_a_name_cannot_draw_lines_or_turn_the_text_around(face: Face) -> None:
    name = "Ada\n\u202eevil " + "x" * 10_000
    face.show(CallsMissed(lines=(replace(MISSED_NOW, name=name),)))
    (notice,) = notices(face)
    assert notice.title.startswith("Missed call: Ada evil")
    assert notice.title.replace("…", "").isprintable()
    assert len(notice.title) < 1000


@pytest.mark.usefixtures("told")
def test_what_was_done_meanwhile_is_taken_away(face: Face) -> None:
    face.show(WITH_MISSED, ONE_MISSED, DUE)
    missed, due = (notice.key for notice in notices(face))
    assert face.office.calls_of("withdraw_notice") == []
    face.show(replace(data.IDLE, missed=(), call_backs=data.CALL_BACKS))
    face.show(replace(data.IDLE, missed=(), call_backs=()))
    face.show(replace(data.IDLE, missed=(), call_backs=()))
    assert face.office.calls_of("withdraw_notice") == [(missed,), (due,)]


def test_a_text_is_told_away_from_the_window_only(
    face: Face, away: list[bool], opened: list[str]
) -> None:
    came = TextsChanged(keys=("a",), came=("a",), unread=1)
    face.show(came)
    assert notices(face) == []
    away.append(True)
    face.show(came)
    (notice,) = notices(face)
    assert (notice.title, notice.acts) == ("New text message", ((Act.OPEN, "Open"),))
    face.show(NoticeActed(key=notice.key, act=Act.OPEN))
    assert opened == ["messages"]
    face.show(came, TextsChanged(keys=("a",), unread=0))
    assert face.office.calls_of("withdraw_notice") == [(notice.key,)]


@pytest.mark.usefixtures("told")
def test_quiet_means_quiet(face: Face) -> None:
    face.window.quiet.turn(True)
    face.show(WITH_MISSED, ONE_MISSED, DUE)
    assert notices(face) == []


def test_what_the_system_does_not_show_is_left_to_the_tray(face: Face, told: Notifications) -> None:
    left: list[tuple[str, str, str]] = []
    told.not_shown.connect(lambda *words: left.append(words))
    face.show(DUE)
    assert left == []
    face.office.has_server = False
    face.show(DUE)
    assert left == [("Call Benoît Lefèvre back now", "", "tasks")]


@pytest.mark.parametrize(
    ("platform", "leave", "lent"),
    [
        ("wayland", "leave-7", "leave-7"),
        ("xcb", "leave-7", None),
        ("wayland", "two\nlines", None),
        ("wayland", "", None),
    ],
)
def test_on_wayland_the_window_may_come_forward(
    monkeypatch: pytest.MonkeyPatch, platform: str, leave: str, lent: str | None
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "")
    monkeypatch.delenv("XDG_ACTIVATION_TOKEN")
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: platform)
    lend_leave(leave)
    assert os.environ.get("XDG_ACTIVATION_TOKEN") == lent
