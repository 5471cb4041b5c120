"""The crossing between Qt and asyncio, with a real loop on a real thread."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any, cast

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread, Signal, Slot
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cti_desktop.agent.ports import Office
from cti_desktop.agent.views import (
    CompanionState,
    ContactsChanged,
    DeskView,
    LogChanged,
    Notice,
    SoftphoneState,
    StatusView,
    View,
)
from cti_desktop.calls.errors import Temporary
from cti_desktop.calls.log_filter import LogFilter
from cti_desktop.desktop.core import Core
from tests.desktop.conftest import flush
from tests.desktop.offices import EMPTY_PAGE, SmallOffice

WAIT, BROKEN = LogFilter(text="wait"), LogFilter(text="broken")


class Face(QObject):
    """Receives on the GUI thread, as a widget does."""

    received = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.views: list[View] = []
        self.answers: list[object] = []
        self.failures: list[Notice] = []
        self.on_gui_thread: set[bool] = set()

    @Slot(object)
    def take_view(self, view: View) -> None:
        self.views.append(view)
        self._received()

    def take_answer(self, answer: object) -> None:
        self.answers.append(answer)
        self._received()

    def take_failure(self, notice: Notice) -> None:
        self.failures.append(notice)
        self._received()

    def _received(self) -> None:
        self.on_gui_thread.add(QThread.currentThread() is self.thread())
        self.received.emit()


@pytest.fixture
def core(qapp: QApplication) -> Iterator[Core]:
    core = Core(qapp)
    yield core
    core.stop()
    core.deleteLater()
    flush()


@pytest.fixture
def face(core: Core) -> Face:
    face = Face()
    core.viewed.connect(face.take_view)
    return face


@pytest.fixture
def small_office() -> SmallOffice:
    return SmallOffice()


@pytest.fixture
def opened(qtbot: QtBot, core: Core, face: Face, small_office: SmallOffice) -> Core:
    with qtbot.waitSignal(core.opened, timeout=5_000):
        core.start(lambda: cast("Office", small_office))
    assert face.views == [DeskView()]
    return core


def test_the_office_lives_on_the_core_thread_and_speaks_on_the_gui_thread(
    qtbot: QtBot, opened: Core, face: Face, small_office: SmallOffice
) -> None:
    opened.tell(lambda office: office.dial("+15550100", source="test"))
    with qtbot.waitSignal(face.received, timeout=5_000):
        opened.ask(lambda office: office.log_page(), face.take_answer, owner=face)
    assert face.answers == [EMPTY_PAGE]
    assert small_office.dialled == ["+15550100"]
    assert len(small_office.threads) == 1
    assert threading.get_ident() not in small_office.threads
    assert face.on_gui_thread == {True}


def test_what_is_told_before_the_office_opens_waits_in_order(
    qtbot: QtBot, core: Core, face: Face, small_office: SmallOffice
) -> None:
    go = threading.Event()

    def make_office() -> Office:
        assert go.wait(5)
        return cast("Office", small_office)

    core.tell(lambda office: office.dial("1", source="test"))
    core.start(make_office)
    core.tell(lambda office: office.dial("2", source="test"))
    core.ask(lambda office: office.log_page(), face.take_answer, owner=face)
    assert small_office.dialled == []
    with qtbot.waitSignal(core.opened, timeout=5_000):
        go.set()
    qtbot.waitUntil(lambda: face.answers == [EMPTY_PAGE], timeout=5_000)
    assert small_office.dialled == ["1", "2"]


def test_an_error_of_tell_is_a_notice_with_its_id(qtbot: QtBot, opened: Core, face: Face) -> None:
    with qtbot.waitSignal(face.received, timeout=5_000):
        opened.tell(lambda office: office.dial("", source="test"))
    with qtbot.waitSignal(face.received, timeout=5_000):
        opened.tell(lambda office: office.dial("broken", source="test"))
    known, unknown = (view for view in face.views if isinstance(view, Notice))
    assert known.text == "Zoom is away; try again in a minute."
    assert known.bad
    assert known.error_id
    assert unknown.error_id is not None
    assert unknown.error_id in unknown.text
    assert "no such thing" not in unknown.text


def test_an_error_of_ask_goes_to_whoever_asked_or_to_everybody(
    qtbot: QtBot, opened: Core, face: Face
) -> None:
    def broken(office: Office) -> Any:
        return office.log_page(BROKEN)

    with qtbot.waitSignal(face.received, timeout=5_000):
        opened.ask(broken, face.take_answer, face.take_failure, owner=face)
    assert [notice.bad for notice in face.failures] == [True]
    assert face.views == [DeskView()]
    with qtbot.waitSignal(face.received, timeout=5_000):
        opened.ask(broken, face.take_answer, owner=face)
    assert isinstance(face.views[-1], Notice)
    assert face.answers == []


def test_cancel_stops_the_work_and_drops_the_answer(
    opened: Core, face: Face, small_office: SmallOffice
) -> None:
    asked = opened.ask(lambda office: office.log_page(WAIT), face.take_answer, owner=face)
    assert small_office.entered.wait(5)
    asked.cancel()
    assert small_office.cancelled.wait(5)
    asked.cancel()
    assert face.answers == []


def test_the_answer_dies_with_its_owner(
    qtbot: QtBot, opened: Core, face: Face, small_office: SmallOffice
) -> None:
    owner = Face()
    opened.ask(lambda office: office.log_page(WAIT), owner.take_answer, owner=owner)
    assert small_office.entered.wait(5)
    owner.deleteLater()
    flush()
    assert small_office.cancelled.wait(5)
    with qtbot.waitSignal(face.received, timeout=5_000):
        opened.ask(lambda office: office.log_page(), face.take_answer, owner=face)
    assert face.failures == []


def test_an_answer_under_way_to_a_dead_owner_is_dropped(
    qtbot: QtBot, opened: Core, face: Face
) -> None:
    owner = Face()
    done = threading.Event()

    def soon(_office: Office) -> None:
        asyncio.get_running_loop().call_later(0.01, done.set)

    opened.ask(lambda office: office.log_page(), owner.take_answer, owner=owner)
    opened.ask(lambda office: office.log_page(), face.take_answer, owner=face)
    opened.tell(soon)
    assert done.wait(5)  # both answers lie in the mailbox now, undelivered
    owner.deleteLater()
    flush()
    qtbot.waitUntil(lambda: len(face.answers) == 1, timeout=5_000)


def test_an_owner_of_many_questions_is_left_without_traces(
    qtbot: QtBot, opened: Core, face: Face
) -> None:
    with qtbot.waitSignal(face.received, timeout=5_000):
        opened.ask(lambda office: office.log_page(), face.take_answer, owner=face)
    before = face.receivers("2destroyed()")  # PySide keeps one of its own from the first on
    for _ in range(50):
        opened.ask(lambda office: office.log_page(), face.take_answer, owner=face)
    assert face.receivers("2destroyed()") == before + 50
    qtbot.waitUntil(lambda: len(face.answers) == 51, timeout=5_000)
    assert face.receivers("2destroyed()") == before


def test_of_waiting_snapshots_only_the_newest_comes(
    qtbot: QtBot, opened: Core, face: Face, small_office: SmallOffice
) -> None:
    sent = threading.Event()
    status = StatusView(
        softphone=SoftphoneState.READY,
        softphone_text="",
        companion=CompanionState.OFF,
        companion_text="",
    )

    def burst(_office: Office) -> None:
        for number in range(1000):
            small_office.listeners[0](DeskView(active=str(number)))
            small_office.listeners[0](status)
            if number % 100 == 0:
                small_office.listeners[0](LogChanged(call_ids=(str(number),)))
        small_office.listeners[0](ContactsChanged(count=1))
        sent.set()

    opened.tell(burst)
    assert sent.wait(5)
    qtbot.waitUntil(lambda: face.views[-1] == ContactsChanged(count=1), timeout=5_000)
    later = face.views[1:]
    assert [v.active for v in later if isinstance(v, DeskView)] == ["999"]
    assert later.count(status) == 1
    assert [v.call_ids[0] for v in later if isinstance(v, LogChanged)] == [
        str(number) for number in range(0, 1000, 100)
    ]


def test_a_hundred_thousand_views_cross_in_order_and_once(
    qtbot: QtBot, opened: Core, small_office: SmallOffice
) -> None:
    counts: list[int] = []

    class Counter(QObject):
        @Slot(object)
        def take(self, view: View) -> None:
            if isinstance(view, ContactsChanged):
                counts.append(view.count)

    counter = Counter()
    opened.viewed.connect(counter.take)

    def burst(_office: Office) -> None:
        for number in range(100_000):
            small_office.listeners[0](ContactsChanged(count=number))

    opened.tell(burst)
    qtbot.waitUntil(lambda: len(counts) == 100_000, timeout=30_000)
    assert counts == list(range(100_000))


def test_a_faulty_receiver_costs_the_others_nothing(qtbot: QtBot, opened: Core, face: Face) -> None:
    class Faulty(QObject):
        def take(self, _answer: object) -> None:
            raise ValueError("a fault in a widget")

    faulty = Faulty()
    with qtbot.captureExceptions() as exceptions:
        opened.ask(lambda office: office.log_page(), faulty.take, owner=faulty)
        opened.ask(lambda office: office.log_page(), face.take_answer, owner=face)
        qtbot.waitUntil(lambda: face.answers == [EMPTY_PAGE], timeout=5_000)
    assert [str(error) for _kind, error, _trace in exceptions] == ["a fault in a widget"]


def test_an_office_that_does_not_open_says_so(qtbot: QtBot, core: Core, face: Face) -> None:
    def make_office() -> Office:
        raise Temporary("The journal is locked by another program.")

    core.tell(lambda office: office.dial("1", source="test"))
    core.ask(lambda office: office.log_page(), face.take_answer, face.take_failure, owner=face)
    with qtbot.waitSignal(core.failed_to_open, timeout=5_000) as failed:
        core.start(make_office)
    qtbot.waitUntil(lambda: len(face.failures) == 1, timeout=5_000)
    assert failed.args == ["The journal is locked by another program."]
    assert core.stop()


def test_why_an_office_does_not_open_is_said_in_the_readers_language(
    qtbot: QtBot, qapp: QApplication, face: Face
) -> None:
    said = {"The journal is locked.": "Das Journal ist gesperrt."}
    core = Core(qapp, lambda text: said.get(text, text))

    def make_office() -> Office:
        raise Temporary("The journal is locked.")

    core.ask(lambda office: office.log_page(), face.take_answer, face.take_failure, owner=face)
    with qtbot.waitSignal(core.failed_to_open, timeout=5_000) as failed:
        core.start(make_office)
    qtbot.waitUntil(lambda: len(face.failures) == 1, timeout=5_000)
    assert failed.args == ["Das Journal ist gesperrt."]
    assert face.failures[0].text == "Das Journal ist gesperrt."
    assert core.stop()
    core.deleteLater()
    flush()


def test_an_office_that_fails_to_start_is_still_closed(
    qtbot: QtBot, core: Core, small_office: SmallOffice
) -> None:
    class Failing(SmallOffice):
        async def start(self) -> None:
            raise RuntimeError("no network stack")

    office = Failing()
    with qtbot.waitSignal(core.failed_to_open, timeout=5_000):
        core.start(lambda: cast("Office", office))
    assert core.stop()
    assert office.stopped.is_set()
    assert not small_office.stopped.is_set()


def test_stop_lets_the_office_finish_and_takes_nothing_more(
    opened: Core, face: Face, small_office: SmallOffice
) -> None:
    opened.tell(lambda office: office.dial("last words", source="test"))
    opened.ask(lambda office: office.log_page(WAIT), face.take_answer, owner=face)
    assert small_office.entered.wait(5)
    assert opened.stop()
    assert small_office.stopped.is_set()
    assert small_office.cancelled.is_set()
    assert small_office.dialled == ["last words"]
    opened.tell(lambda office: office.dial("too late", source="test"))
    QCoreApplication.processEvents()
    assert small_office.dialled == ["last words"]
    assert opened.stop()


def test_stop_does_not_wait_for_ever(qtbot: QtBot, core: Core, small_office: SmallOffice) -> None:
    class Stubborn(SmallOffice):
        async def stop(self) -> None:
            await asyncio.Event().wait()

    with qtbot.waitSignal(core.opened, timeout=5_000):
        core.start(lambda: cast("Office", Stubborn()))
    assert core.stop(timeout_s=0.1)
    assert not small_office.stopped.is_set()
