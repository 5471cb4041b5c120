"""One call in full: its note is never lost, its media open as web pages only, its story is told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from cti_desktop.agent.answers import CallDetail, TimelineItem
from cti_desktop.agent.views import LogChanged
from cti_desktop.calls.call import Durations
from cti_desktop.calls.events import Source
from cti_desktop.desktop.call_detail import rewritten
from cti_desktop.desktop.call_media import open_in_browser
from cti_desktop.desktop.call_timeline import gather
from cti_desktop.desktop.widgets import Label
from tests.desktop.call_panel import ADA, GRACE, STORY, Panel, panel
from tests.desktop.doubles import NOW, away, call
from tests.desktop.face_fixtures import theme

__all__ = ["panel", "theme"]


def test_the_head_stands_before_the_answer_comes(panel: Panel) -> None:
    panel.panel.show_line(ADA)
    assert "Ada Lovelace" in panel.said()
    assert panel.panel.note.editor.isReadOnly()
    panel.core.answer()
    assert not panel.panel.note.editor.isReadOnly()
    assert "Rang 0:07 · Talked 2:41 · On hold 0:20" in panel.said()


def test_it_tells_everything_that_is_known(panel: Panel) -> None:
    panel.show_ada()
    said = panel.said()
    for text in (
        "The invoice was sent twice.",
        "Cancel one.",
        "Ada Example: It came twice.",
        "Please <b>ring</b> back.",
        "Said on the joined call.",
        "Not ready to be played yet",
        "softphone, Zoom",
        "Zoom’s record",
        "Call about the parcel.",
    ):
        assert text in said
    assert "Call ab" not in said
    assert said.count("Rang") == 1
    assert panel.panel.outcome.choice.value == "resolved"


def test_how_long_the_caller_waited_stands_before_the_ring(panel: Panel) -> None:
    panel.office.details[ADA.call_id] = replace(STORY, waited_s=45)
    panel.show_ada()
    assert "Waited 0:45 · Rang 0:07 · Talked 2:41 · On hold 0:20" in panel.said()


def test_the_crm_is_offered_where_an_address_is_set(panel: Panel) -> None:
    panel.show_ada()
    crm = panel.panel.head.crm_button
    assert not crm.isVisible()
    panel.office.details[ADA.call_id] = replace(STORY, has_address=True)
    panel.show_ada()
    panel.panel.heard(LogChanged(call_ids=(ADA.call_id,)))
    panel.core.answer()
    assert crm.isVisible()


def test_a_typed_note_is_saved_once_after_a_pause(panel: Panel) -> None:
    panel.panel.show_line(GRACE)
    panel.core.answer()
    panel.type("Wants a quote")
    assert panel.office.notes == []
    panel.saving()
    panel.core.answer()
    assert panel.office.notes == [(GRACE.call_id, "Wants a quote")]
    assert "Saved 15:20:04" in panel.said()


def test_who_types_without_a_pause_is_saved_all_the_same(panel: Panel) -> None:
    panel.panel.show_line(GRACE)
    panel.core.answer()

    def saved_while_typing(times: int) -> bool:
        panel.type("a")
        panel.core.answer()
        return len(panel.office.notes) >= times

    panel.qtbot.waitUntil(lambda: saved_while_typing(1))
    panel.qtbot.waitUntil(lambda: saved_while_typing(2))
    assert len(panel.office.notes[1][1]) > len(panel.office.notes[0][1])


def test_turning_to_another_call_saves_the_note_where_it_was_typed(panel: Panel) -> None:
    panel.panel.show_line(GRACE)
    panel.core.answer()
    panel.type("For Grace")
    panel.show_ada()
    assert panel.office.notes == [(GRACE.call_id, "For Grace")]
    assert panel.note() == "Call about the invoice."


def test_closing_saves_at_once(panel: Panel) -> None:
    panel.panel.show_line(GRACE)
    panel.core.answer()
    panel.type("Bye")
    panel.panel.hide()
    panel.core.answer()
    assert panel.office.notes == [(GRACE.call_id, "Bye")]


def test_older_text_never_replaces_newer(panel: Panel) -> None:
    panel.panel.show_line(GRACE)
    panel.core.answer()
    panel.type("New")
    panel.saving()
    panel.core.answer()
    panel.core.viewed.emit(LogChanged(call_ids=(GRACE.call_id,)))
    panel.panel.heard(LogChanged(call_ids=(GRACE.call_id,)))
    panel.core.answer()  # the log does not have it yet
    assert panel.note() == "New"
    seen = CallDetail(
        line=GRACE,
        durations=Durations(),
        timeline=(),
        note="From a colleague",
        note_history=((NOW, "New"), (NOW, "From a colleague")),
    )
    panel.office.details[GRACE.call_id] = seen
    panel.panel.heard(LogChanged(call_ids=(GRACE.call_id,)))
    panel.core.answer()
    assert panel.note() == "From a colleague"


def test_a_note_that_cannot_be_saved_is_kept_and_can_be_saved_again(panel: Panel) -> None:
    panel.panel.show_line(GRACE)
    panel.core.answer()
    panel.office.fails = away()
    panel.type("Keep me")
    panel.saving()
    panel.core.answer()
    assert any(text.startswith("Not saved. The log is being repaired.") for text in panel.said())
    panel.office.fails = None
    QTest.mouseClick(panel.button("Save again"), Qt.MouseButton.LeftButton)
    panel.core.answer()
    assert panel.office.notes == [(GRACE.call_id, "Keep me")]


def test_a_note_that_could_not_be_saved_on_leaving_is_there_on_coming_back(panel: Panel) -> None:
    notices: list[object] = []
    panel.core.viewed.connect(notices.append)
    panel.panel.show_line(GRACE)
    panel.core.answer()
    panel.type("Keep me")
    panel.office.fails = away()
    panel.show_ada()
    assert len(notices) == 1
    panel.office.fails = None
    panel.panel.show_line(GRACE)
    panel.core.answer()
    assert panel.note() == "Keep me"
    panel.saving()
    panel.core.answer()
    assert panel.office.notes == [(GRACE.call_id, "Keep me")]


def test_an_outcome_is_set_and_taken_back(panel: Panel) -> None:
    panel.show_ada()
    QTest.mouseClick(panel.button("Passed on"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.button("Passed on"), Qt.MouseButton.LeftButton)
    panel.core.answer()
    assert panel.office.outcomes == [(ADA.call_id, "passed_on"), (ADA.call_id, None)]


def test_recordings_open_in_the_browser_and_nothing_else_does(panel: Panel) -> None:
    panel.show_ada()
    plays = [
        button
        for button in panel.panel.findChildren(QPushButton)
        if button.text() == "Play in browser"
    ]
    for button in plays:
        button.click()
    assert len(plays) == 2
    assert panel.opened == ["https://zoom.example/rec/1"]


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "https://", "zoommtg://x", "not a url"])
def test_only_web_pages_are_opened(url: str) -> None:
    opened: list[QUrl] = []
    assert not open_in_browser(url, opened.append)
    assert not opened


def test_a_call_that_is_gone_says_so(panel: Panel) -> None:
    panel.panel.show_line(call(77, "Nobody"))
    panel.core.answer()
    assert "This call is no longer in the log." in panel.said()


def test_a_failure_stands_in_the_panel_with_its_remedy(panel: Panel) -> None:
    panel.office.fails = away()
    panel.show_ada()
    assert "Error K7Q2" in panel.said()
    panel.office.fails = None
    QTest.mouseClick(panel.button("Try again"), Qt.MouseButton.LeftButton)
    panel.core.answer()
    assert "Error K7Q2" not in panel.said()
    assert panel.note() == "Call about the invoice."


def test_what_several_sources_tell_is_one_fact() -> None:
    facts = gather(STORY.timeline)
    assert [(fact.text, len(fact.sources)) for fact in facts] == [
        ("Rang", 2),
        ("Answered", 1),
        ("Record received", 1),
    ]


def test_a_fact_is_read_with_its_day_and_who_told_it(panel: Panel) -> None:
    by_hand = TimelineItem(at=NOW, text="Outcome: Resolved", source=Source.PERSON)
    panel.office.details[ADA.call_id] = replace(STORY, timeline=(by_hand,))
    panel.show_ada()
    labels = panel.panel.findChildren(Label)
    spoken = [one.accessibleName() for one in labels if one.text() == by_hand.text]
    assert spoken == ["Friday, 20 November 2026 15:20:04: Outcome: Resolved (by hand)"]


def test_versions_that_only_grew_are_one() -> None:
    typed = tuple((NOW, text) for text in ("H", "He", "Hello", "", "Bye", "Bye now"))
    assert [text for _, text in rewritten(typed, "Bye now")] == ["Hello"]
    assert rewritten((), "") == []


def test_ten_thousand_facts_and_letters_do_not_break_it(panel: Panel) -> None:
    many = tuple(
        TimelineItem(at=NOW + timedelta(minutes=n), text="On hold", source=Source.WEBHOOK)
        for n in range(300)
    )
    long = "x" * 10_000
    panel.office.details[ADA.call_id] = replace(STORY, timeline=many, summary=long, note=long)
    panel.show_ada()
    assert "100 more" in panel.said()
    assert panel.note() == long
    assert not panel.panel.grab().isNull()
