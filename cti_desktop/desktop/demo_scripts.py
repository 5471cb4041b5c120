"""What the demo's agents do in each of its calls, and what each waits for before they go on."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from cti_desktop.calls.call import State
from cti_desktop.desktop.driver import Steps

if TYPE_CHECKING:
    from cti_desktop.desktop.demo_run import DemoDesk

NOTE = "Invoice 1843 was charged twice. Second charge reversed, corrected invoice follows."
CALLED = "+12125550147"
FIRST, SECOND = "800", "801"
_TALK_MS = 2500
_COLLEAGUE_S = 45.0

Part = Callable[["DemoDesk"], Steps[None]]


def answer_it(desk: "DemoDesk") -> Steps[None]:
    """Answer, note, choose an outcome, hang up, finish."""
    yield from _take(desk)
    yield from _note(desk)
    yield from _hang_up(desk)


def dial_it(desk: "DemoDesk") -> Steps[None]:
    """Dial, wait for the answer, then as any call."""
    desk.dial(CALLED)
    yield from desk.card("rings there", lambda card: card.state is State.RINGING)
    yield from desk.picture("1-dialling")
    yield from _note(desk)
    yield from _hang_up(desk)


def dial_busy(desk: "DemoDesk") -> Steps[None]:
    """Dial a busy line and finish without an outcome."""
    desk.dial(CALLED)
    yield from desk.card("is over", lambda card: not card.live)
    yield from desk.picture("1-busy")
    yield from desk.driver.click("finish")
    yield from desk.empty()


def let_it_ring(desk: "DemoDesk") -> Steps[None]:
    """Let it ring until it stops, or until a colleague took it."""
    yield from desk.card("rings", lambda card: card.state is State.RINGING)
    yield from desk.picture("1-ringing")
    yield from desk.empty()
    yield from desk.picture("2-over")


def answer_for_all(desk: "DemoDesk") -> Steps[None]:
    """Answer what rings at everybody, once the colleague saw it ring."""
    yield from desk.card("rings", lambda card: card.state is State.RINGING)
    yield from desk.pause(_TALK_MS)
    yield from answer_it(desk)


def hand_over(desk: "DemoDesk") -> Steps[None]:
    """Answer, note, and transfer at once."""
    yield from _take(desk)
    yield from _note(desk)
    yield from desk.driver.click_in_softphone("#transfer-blind")
    yield from _finish(desk, "3-handed-over")


def ask_and_hand_over(desk: "DemoDesk") -> Steps[None]:
    """Answer, note, ask the colleague, and join the two."""
    yield from _take(desk)
    yield from _note(desk)
    yield from desk.driver.click_in_softphone("#transfer-warm")
    yield from desk.driver.until_page(
        "the colleague answers", "!!document.querySelector('#complete:enabled')", _COLLEAGUE_S
    )
    yield from desk.pause(_TALK_MS)
    yield from desk.picture("3-asking")
    yield from desk.driver.click_in_softphone("#complete")
    yield from _finish(desk, "4-handed-over")


def be_asked(desk: "DemoDesk") -> Steps[None]:
    """Answer the colleague, and talk to the customer once they are joined."""
    yield from _take(desk)
    yield from desk.picture("2-asked")
    joined = "[...document.querySelectorAll('.call h1')].some((e) => e.textContent.includes('Ada'))"
    yield from desk.driver.until_page("the customer is there", joined, _COLLEAGUE_S)
    yield from desk.pause(_TALK_MS)
    yield from desk.picture("3-with-the-customer")
    yield from _hang_up(desk, "4-wrap-up")


def take_over(desk: "DemoDesk") -> Steps[None]:
    """Answer what the colleague handed over, and end it."""
    yield from _take(desk)
    yield from desk.pause(_TALK_MS)
    yield from desk.picture("2-with-the-customer")
    yield from _hang_up(desk)


def park_it(desk: "DemoDesk") -> Steps[None]:
    """Answer, note, and park."""
    yield from _take(desk)
    yield from _note(desk)
    yield from desk.driver.click_in_softphone("#park")
    yield from _finish(desk, "3-parked")


def pick_it_up(desk: "DemoDesk") -> Steps[None]:
    """Dial the code of what the colleague parked, and end it."""
    code = yield from desk.park_code(_COLLEAGUE_S)
    yield from desk.pause(_TALK_MS)
    yield from desk.driver.type_in_softphone("#keypad-input", code)
    yield from desk.driver.click_in_softphone("#dial")
    yield from desk.card("is connected", lambda card: card.state is State.CONNECTED)
    yield from desk.pause(_TALK_MS)
    yield from desk.picture("2-picked-up")
    yield from _hang_up(desk)


def _take(desk: "DemoDesk") -> Steps[None]:
    yield from desk.card("rings", lambda card: card.state is State.RINGING)
    yield from desk.picture("1-ringing")
    yield from desk.driver.click_in_softphone("#answer")
    yield from desk.card("is connected", lambda card: card.state is State.CONNECTED)


def _note(desk: "DemoDesk") -> Steps[None]:
    yield from desk.card("is connected", lambda card: card.state is State.CONNECTED)
    yield from desk.driver.write("note-editor", NOTE)
    yield from desk.driver.click("outcome-resolved")
    yield from desk.card(
        "has its note saved", lambda card: card.note == NOTE and card.outcome == "resolved"
    )
    desk.entered(NOTE, "resolved")
    yield from desk.pause(_TALK_MS)
    yield from desk.picture("2-in-call")


def _hang_up(desk: "DemoDesk", picture: str = "3-wrap-up") -> Steps[None]:
    yield from desk.driver.click_in_softphone("#hangup")
    yield from _finish(desk, picture)


def _finish(desk: "DemoDesk", picture: str) -> Steps[None]:
    card = yield from desk.card("is over", lambda card: not card.live)
    yield from desk.picture(picture)
    if card.outcome is None:
        yield from desk.driver.click("outcome-resolved")
        desk.entered(None, "resolved")
    yield from desk.driver.click("finish")
    yield from desk.empty()


SCRIPTS: Mapping[str, Mapping[str, Part]] = {
    "inbound-answered": {FIRST: answer_it},
    "inbound-missed": {FIRST: let_it_ring},
    "inbound-voicemail": {FIRST: let_it_ring},
    "outbound-answered": {FIRST: dial_it},
    "outbound-busy": {FIRST: dial_busy},
    "queue-answered": {FIRST: let_it_ring, SECOND: answer_for_all},
    "queue-voicemail": {FIRST: let_it_ring, SECOND: let_it_ring},
    "warm-transfer": {FIRST: ask_and_hand_over, SECOND: be_asked},
    "blind-transfer": {FIRST: hand_over, SECOND: take_over},
    "park-pick-up": {FIRST: park_it, SECOND: pick_it_up},
}
