"""Somebody's first day with the program, from its own entry and an empty data folder.

They go through the first steps, take a call, write a note, find the call again, call back a missed
one and export the week, by what they see in the window. Started by test_first_day.py in a process
of its own, with the file to export to; ends with 0 when all of it happened.
"""

import json
import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar
from unittest import mock

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QWidget

from cti_desktop.calls.call import State
from cti_desktop.calls.log_filter import Period
from cti_desktop.desktop import app, program
from cti_desktop.desktop.app import Desktop
from cti_desktop.desktop.buttons import Button
from cti_desktop.desktop.call_rows import WaitingCall
from cti_desktop.desktop.driver import Driver, Steps
from cti_desktop.desktop.first_run import FirstRunPage
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.page_names import CALLS, PHONE, WELCOME
from tests.e2e.watched import verdict

ADA, GRACE = "+442079460018", "+12125550147"
NOTE = "Invoice 2071 was charged twice"

W = TypeVar("W", bound=QWidget)


class FirstDay(QObject):
    """The person; the window is all they know."""

    def __init__(self, desktop: Desktop, file: str) -> None:
        super().__init__(desktop)
        self._window, self._file = desktop.window, file
        self._driver = Driver(desktop)
        self._driver.run(self._script(), self._end)

    def _script(self) -> Steps[None]:
        d = self._driver
        yield from d.until("the softphone is ready", lambda: d.ready, timeout_s=60)
        d.stalls.forget()  # the start has its own tests
        yield from self._go_through_the_first_steps()
        yield from self._take_a_call()
        yield from self._miss_a_call_and_call_back()
        yield from self._find_the_call_again()
        yield from self._export_the_week()

    def _go_through_the_first_steps(self) -> Steps[None]:
        window = self._window
        yield from self._driver.until("the first steps are shown", lambda: window.page == WELCOME)
        yield from self._press(lambda: self._one(FirstRunPage, window).begin)
        yield from self._driver.until("the phone page is shown", lambda: window.page == PHONE)

    def _take_a_call(self) -> Steps[None]:
        d = self._driver
        yield from self._order("/control/ring", agent="800", caller_number=ADA)
        yield from self._until_card("it pops", State.RINGING)
        yield from d.click_in_softphone("#answer")
        yield from self._until_card("it is answered", State.CONNECTED)
        yield from d.write("note-editor", NOTE)
        yield from d.click_in_softphone("#hangup")
        yield from self._finish("resolved")

    def _miss_a_call_and_call_back(self) -> Steps[None]:
        d = self._driver
        yield from self._order("/control/ring", agent="800", caller_number=GRACE)
        card = yield from self._until_card("it pops", State.RINGING)
        yield from self._order(f"/control/calls/{card.card_id.removeprefix('call:')}/hangup")
        yield from d.until("it is missed", lambda: d.desk and d.desk.missed, timeout_s=30)
        yield from self._press(lambda: self._named_button(WaitingCall, "Call back"))
        yield from self._until_card("the number is dialled", State.RINGING)
        yield from self._until_card("they answer", State.CONNECTED)
        yield from d.click_in_softphone("#hangup")
        yield from self._finish("resolved")
        yield from d.until("nothing is missed", lambda: d.desk and not d.desk.missed, timeout_s=30)

    def _find_the_call_again(self) -> Steps[None]:
        yield from self._driver.click("rail-calls")
        page = self._log()
        yield from self._driver.until(
            "three calls are listed", lambda: self._count(page) == 3, page.model.counted
        )
        page.head.search.setFocus(Qt.FocusReason.MouseFocusReason)
        QTest.keyClicks(page.head.search, "invoice")
        yield from self._driver.until(
            "one is left",
            lambda: self._count(page) == self._listed(page) == 1,
            page.model.changed,
        )
        QTest.keyClick(page.head.search, Qt.Key.Key_Down)
        QTest.keyClick(page.rows, Qt.Key.Key_Return)
        editor = page.detail.note.editor
        yield from self._driver.until(
            "its note is shown",
            lambda: editor.isVisible() and editor.toPlainText() == NOTE,
            editor.textChanged,
        )

    def _export_the_week(self) -> Steps[None]:
        d, page = self._driver, self._log()
        page.head.search.clear()
        for period, rows in (("Last week", 0), ("This week", 3)):
            yield from self._press(lambda: page.head.filter_button)
            yield from self._choose("Days", period)
            yield from d.until(
                f"{period} is listed",
                partial(self._lists, page, period, rows),
                page.model.changed,
                page.model.counted,
            )
        yield from self._press(lambda: page.head.export)
        dialog = yield from self._soon("it asks for a file", self._file_dialog)
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(name, QLineEdit)
        name.setText(self._file)
        dialog.accept()
        yield from self._soon("it is written", lambda: "3 calls written" in page.export.text.text())

    # what they do

    def _finish(self, outcome: str) -> Steps[None]:
        d = self._driver
        yield from d.until("it is over", lambda: d.desk and d.desk.card and not d.desk.card.live)
        yield from d.click(f"outcome-{outcome}")
        yield from d.click("finish")
        yield from d.until("the desk is empty", lambda: d.desk and not d.desk.cards)

    def _press(self, found: Callable[[], QWidget | None]) -> Steps[None]:
        """Click what is seen, once it is."""

        def seen() -> QWidget | None:
            button = found()
            there = button is not None and button.isVisible() and button.isEnabled()
            return button if there else None

        button = yield from self._soon("there is something to press", seen)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=button.rect().center())

    def _choose(self, title: str, text: str) -> Steps[None]:
        """Choose from a menu's own menu."""
        menu = yield from self._soon("a menu is open", _open_menu)
        inner = next(m for m in menu.findChildren(QMenu) if m.title() == title)
        next(action for action in inner.actions() if action.text() == text).trigger()
        menu.close()

    def _soon(self, sentence: str, look: Callable[[], Any]) -> Steps[Any]:
        """Wait for what no signal tells of, by asking the page of the softphone in between."""
        yield from self._driver.until_page(f"{sentence} (the page answers)", "true")
        for _ in range(500):
            found = look()
            if found:
                return found
            yield from self._driver.ask_page("true")
        raise AssertionError(sentence)

    # what they see

    def _log(self) -> LogPage:
        page = self._window.page_named(CALLS)
        assert isinstance(page, LogPage)
        return page

    def _lists(self, page: LogPage, period: str, rows: int) -> bool:
        wanted = {"Last week": Period.LAST_WEEK, "This week": Period.THIS_WEEK}[period]
        return page.model.filter.period is wanted and self._count(page) == rows

    def _count(self, page: LogPage) -> int:
        return page.model.total.calls if page.model.total is not None else -1

    def _listed(self, page: LogPage) -> int:
        """Count the calls that stand there, which are read apart from how many there are."""
        model = page.model
        lines = (model.line_at(model.index(row)) for row in range(model.rowCount()))
        return sum(line is not None for line in lines)

    def _one(self, kind: type[W], within: QWidget) -> W:
        (found,) = within.findChildren(kind)
        return found

    def _named_button(self, kind: type[QWidget], text: str) -> QWidget | None:
        rows = [row for row in self._window.findChildren(kind) if row.isVisible()]
        buttons = [one for row in rows for one in row.findChildren(Button) if one.text() == text]
        return buttons[0] if buttons else None

    def _file_dialog(self) -> QFileDialog | None:
        return next(iter(self._window.findChildren(QFileDialog)), None)

    def _until_card(self, sentence: str, state: State) -> Steps[Any]:
        d = self._driver

        def look() -> object:
            card = d.desk.card if d.desk else None
            return card if card is not None and card.state is state else None

        return (yield from d.until(sentence, look, timeout_s=30))

    def _order(self, path: str, **body: str) -> Steps[None]:
        """Order something of the simulated Zoom, from its own page."""
        asked = json.dumps({"method": "POST", "body": json.dumps(body)})
        yield from self._driver.ask_page(f"fetch({json.dumps(path)}, {asked}); true")

    def _end(self, error: Exception | None) -> None:
        QCoreApplication.exit(verdict(self._driver, error))


def _open_menu() -> QMenu | None:
    popup = QApplication.activePopupWidget()
    return popup if isinstance(popup, QMenu) else None


def main(file: str) -> int:
    people: list[FirstDay] = []

    def run(*given: Any, drive: Callable[[Desktop], None], **named: Any) -> int:
        def with_somebody(desktop: Desktop) -> None:
            drive(desktop)
            people.append(FirstDay(desktop, file))

        return app.run(*given, drive=with_somebody, **named)

    with mock.patch.object(program, "run", run):
        return program.launch(os.environ)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
