"""Every page and everything that opens over one: heard, and walked through by Tab, to its end.

`test_whole_window.py` has the window and looks for names and roles; here Tab is pressed.
"""

from collections.abc import Callable, Iterable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cti_desktop.agent.answers import ImportPreview, RowNote
from cti_desktop.agent.dial_views import DialQuestions
from cti_desktop.agent.views import CallLine
from cti_desktop.calls.log_filter import LogFilter, Period
from cti_desktop.desktop.card_page import CardPage
from cti_desktop.desktop.contacts_page import ContactsPage
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.messages_page import MessagesPage
from cti_desktop.desktop.widgets import is_focus_inside
from tests import shots_data as data
from tests import shots_texts as texts
from tests.desktop.face_fixtures import theme
from tests.desktop.test_whole_window import CONTROLS, PAGES, Whole, by_arrows, faults_of, is_control
from tests.desktop.test_whole_window import whole as whole_window
from tests.shots_office import StillOffice

__all__ = ["theme", "whole_window"]
MOST = 400
_PARTS = 4  # a field may have as many parts at most that Tab goes through, as a date has three
PREVIEW = ImportPreview(
    headings=("Who", "Firm", "Tel"),
    columns={"name": 0, "firm": 1},
    samples=(data.ADA,),
    problems=(RowNote(3, "The name is empty."),),
    enough=True,
)


def contacts(whole: Whole) -> ContactsPage:
    whole.window.go_to("contacts")
    page = whole.window.page_named("contacts")
    assert isinstance(page, ContactsPage)
    return page


def log(whole: Whole) -> LogPage:
    whole.window.go_to("calls")
    page = whole.window.page_named("calls")
    assert isinstance(page, LogPage)
    return page


def card(whole: Whole) -> CardPage:
    whole.core.show(data.desk(data.UNKNOWN))
    shown = whole.window.phone_page.shown
    assert shown is not None
    return shown


def contact_detail(whole: Whole) -> None:
    contacts(whole).show_contact(data.ADA.id)


def contact_form(whole: Whole) -> None:
    contacts(whole).edit_contact(data.ADA)


def import_sheet(whole: Whole) -> None:
    page = contacts(whole)
    page.importing._where = lambda _over, then: then("/somewhere/people.csv")
    page.head.import_button.click()


def message_thread(whole: Whole) -> None:
    whole.window.go_to("messages")
    page = whole.window.page_named("messages")
    assert isinstance(page, MessagesPage)
    page.show_conversation(texts.ADA_LINE.key)


def call_detail(whole: Whole) -> None:
    line: CallLine = data.LOG[4]
    log(whole).show_call(line)


def list_pasted(whole: Whole) -> None:
    QTest.keyClick(whole.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def list_under_way(whole: Whole) -> None:
    list_pasted(whole)
    QApplication.processEvents()
    field = whole.window.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "Ada 020 7946 0018")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClicks(field, "Grace +1 212 555 0147")
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def find_contact(whole: Whole) -> None:
    card(whole).pop.find_wanted.emit()


def save_contact(whole: Whole) -> None:
    card(whole).pop.save_wanted.emit()


def several_callers(whole: Whole) -> None:
    whole.core.show(data.desk(data.SEVERAL))


def three_calls(whole: Whole) -> None:
    whole.core.show(data.desk(data.GRACE_RINGS, data.HELD, data.LENA_HELD))


def days_of_the_log(whole: Whole) -> None:
    days = LogFilter(period=Period.DAYS, first_day=data.NOW.date(), last_day=data.NOW.date())
    log(whole).head.take(days)


def name_of_a_filter(whole: Whole) -> None:
    head = log(whole).head
    head.take(LogFilter(without_outcome=True))
    menu = head.show_menu(data.LOG_CHOICES)
    menu.setActiveAction(
        next(one for one in menu.actions() if one.text() == "Save these filters …")
    )
    QTest.keyClick(menu, Qt.Key.Key_Return)
    whole.window.activateWindow()


def questions(whole: Whole) -> None:
    whole.core.show(DialQuestions(questions=data.ASKED, left_out=3))


OVER = (
    contact_detail, contact_form, import_sheet, message_thread, call_detail, list_pasted,
    list_under_way, find_contact, save_contact, several_callers, three_calls, days_of_the_log,
    name_of_a_filter, questions,
)  # fmt: skip


@pytest.fixture
def whole(whole_window: Whole, monkeypatch: pytest.MonkeyPatch) -> Whole:
    async def preview_import(_self: StillOffice, *_asked: object) -> ImportPreview:
        return PREVIEW

    monkeypatch.setattr(StillOffice, "preview_import", preview_import, raising=False)
    whole_window.window.resize(1400, 1000)
    return whole_window


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


def wanted(window: QWidget) -> set[QWidget]:
    """Return every control that Tab ought to come to."""
    found = set()
    for one in window.findChildren(QWidget):
        by_tab = one.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
        own = not isinstance(one.parentWidget(), CONTROLS) and one.focusProxy() is None
        own = own and not one.objectName().startswith("qt_")
        if is_control(one) and own and by_tab and one.isVisible() and one.isEnabled():
            found.add(one)
    return {one for one in found if not by_arrows(one)}


def walked(back: bool = False) -> list[QWidget]:
    """Press Tab until the keyboard is where it was before; return where it came by."""
    seen: list[QWidget] = []
    key = Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab
    while len(seen) < MOST:
        focus = QApplication.focusWidget()
        assert focus is not None, f"the keyboard is nowhere after {name_of(seen[-1:])}"
        stays = seen[-1:] == [focus] and seen.count(focus) < _PARTS
        if focus in seen and not stays:
            return seen[seen.index(focus) :]
        seen.append(focus)
        QTest.keyClick(focus, key)
    raise AssertionError("Tab comes to no end")


def name_of(them: Iterable[QWidget]) -> list[str]:
    said = []
    for one in them:
        text = one.text() if isinstance(one, QAbstractButton) else one.objectName()
        said.append(f"{type(one).__name__} {one.accessibleName() or text}")
    return sorted(said)


def missed_by_tab(window: QWidget) -> list[str]:
    if not is_focus_inside(window):
        return ["the keyboard is nowhere"]
    there, back = set(walked()), set(walked(back=True))
    return name_of(wanted(window) - there) + name_of(wanted(window) - back)


@pytest.mark.parametrize("page", PAGES)
def test_tab_walks_through_every_page(whole: Whole, page: str) -> None:
    whole.window.go_to(page)
    settle()
    assert missed_by_tab(whole.window) == []


@pytest.mark.parametrize("over", OVER)
def test_what_opens_over_a_page_is_heard_and_walked(
    whole: Whole, over: Callable[[Whole], None]
) -> None:
    over(whole)
    settle()
    assert faults_of(whole.window) == []
    assert missed_by_tab(whole.window) == []


def test_the_walk_sees_what_tab_jumps_over(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    box = QVBoxLayout(window)
    page = QWidget()
    inside = QVBoxLayout(page)
    jumped, last = QPushButton("Jumped over"), QLineEdit()
    for part in (jumped, last):
        inside.addWidget(part)
    first = QPushButton("First")
    box.addWidget(first)
    box.addWidget(page)
    page.setFocusProxy(last)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    first.setFocus()
    assert missed_by_tab(window) == ["QPushButton Jumped over"]
