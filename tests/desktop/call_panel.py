"""A call in full over a paper office, as a person uses it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from cti_desktop.agent.answers import CallDetail, TimelineItem
from cti_desktop.calls.call import Durations
from cti_desktop.calls.events import Source
from cti_desktop.desktop.call_detail import CallDetailPanel
from cti_desktop.desktop.theme import Theme
from tests.desktop.doubles import NOW, PaperOffice, WaitingCore, call
from tests.desktop.face import british_words
from tests.desktop.face_fixtures import theme
from tests.shots_data import OUTCOMES

__all__ = ["ADA", "GRACE", "STORY", "Panel", "panel", "theme"]

ADA = call(3, "Ada Lovelace", firm="Analytical Engines Ltd", outcome="Resolved")
GRACE = call(9, "Grace Hopper")
STORY = CallDetail(
    line=ADA,
    durations=Durations(ring_s=7, talk_s=161, hold_s=20, estimated=False),
    timeline=(
        TimelineItem(at=NOW, text="Rang", source=Source.EMBED),
        TimelineItem(at=NOW, text="Rang", source=Source.WEBHOOK),
        TimelineItem(at=NOW + timedelta(seconds=7), text="Answered", source=Source.EMBED),
        TimelineItem(at=NOW + timedelta(days=1), text="Record received", source=Source.REST),
    ),
    note="Call about the invoice.",
    other_notes=("Said on the joined call.",),
    note_history=(
        (NOW, "Call ab"),
        (NOW, "Call about the parcel."),
        (NOW, "Call about the invoice."),
    ),
    recordings=(("https://zoom.example/rec/1", 161), ("", None)),
    voicemails=(("javascript:alert(1)", 12),),
    transcript="Please <b>ring</b> back.",
    spoken="Ada Example: It came twice.",
    summary="The invoice was sent twice.",
    next_steps="Cancel one.",
)


class Panel:
    """A detail panel over a paper office."""

    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.office = PaperOffice([ADA, GRACE])
        self.office.details[ADA.call_id] = STORY
        self.core = WaitingCore(self.office)
        self.opened: list[str] = []
        self.panel = CallDetailPanel(self.core, theme, british_words(), self.open_page)
        self.panel.show_outcomes(OUTCOMES)
        self.qtbot = qtbot
        qtbot.addWidget(self.panel)
        self.panel.resize(430, 900)
        self.panel.show()
        qtbot.waitExposed(self.panel)

    def open_page(self, url: QUrl) -> None:
        self.opened.append(url.toString())

    def show_ada(self) -> None:
        self.panel.show_line(ADA)
        self.core.answer()

    def type(self, text: str) -> None:
        QTest.keyClicks(self.panel.note.editor, text)

    def note(self) -> str:
        return self.panel.note.editor.toPlainText()

    def saving(self) -> None:
        self.qtbot.waitUntil(lambda: bool(self.core.waiting))

    def said(self) -> list[str]:
        QApplication.processEvents()  # Qt shows what was added to a layout a moment later
        labels = self.panel.findChildren(QLabel)
        shown = [label.text() for label in labels if label.isVisibleTo(self.panel)]
        return [text.replace("\u00a0", " ") for text in shown]  # as one reads it

    def button(self, text: str) -> QPushButton:
        QApplication.processEvents()
        buttons = self.panel.findChildren(QPushButton)
        return next(b for b in buttons if b.text() == text and b.isVisibleTo(self.panel))


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme) -> Iterator[Panel]:
    panel = Panel(qtbot, theme)
    yield panel
    panel.panel.hide()
    panel.core.answer()
