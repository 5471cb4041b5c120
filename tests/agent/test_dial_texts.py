"""Links and clicks that want a text written: the conversation is shown, nothing is sent."""

from cti_desktop.agent.handoff import HandedOver
from cti_desktop.agent.views import ShowWindow
from cti_desktop.calls.asking import LinkAction
from tests.agent.test_dial_desk import Bench, bench

__all__ = ["bench"]


def test_a_text_link_shows_the_conversation_and_sends_nothing(bench: Bench) -> None:
    desk = bench.desk()
    desk.receive(HandedOver(link="sms:+447700900118?body=hello"))
    (shown,) = bench.texts_shown
    assert (shown.number, shown.name) == ("+447700900118", "Ada Lovelace")
    assert any(isinstance(view, ShowWindow) for view in bench.views)
    assert bench.phone.texted == []
    desk.compose_text(shown.number)
    assert bench.phone.texted == ["+447700900118"]
    assert bench.questions == ()
    assert [e.name for e in bench.events] == ["text-begun"]


def test_a_burst_of_text_links_is_asked_about(bench: Bench) -> None:
    desk = bench.desk()
    for number in range(5):
        desk.open_link(f"sms:+44770090011{number}")
    assert len(bench.texts_shown) == 3
    assert {q.action for q in bench.questions} == {LinkAction.SMS}
    desk.confirm(bench.questions[0].question_id)
    assert len(bench.texts_shown) == 4


def test_a_softphone_without_an_editor_is_told_of(bench: Bench) -> None:
    bench.phone.has_editor = False
    bench.desk().compose_text("+447700900118")
    assert bench.notices == ["This softphone takes no number for a message. Write there."]
