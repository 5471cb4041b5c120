"""The agent's program with somebody at the desk and the simulated Zoom in its softphone.

Started by test_with_zoom.py in a process of its own, with the name of what to play; ends with 0
when all of it happened.
"""

import json
import os
import sys
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtNetwork import QNetworkInformation

from cti_desktop.agent.settings import read_settings
from cti_desktop.agent.softphone_words import Cause
from cti_desktop.agent.views import CallCard, CompanionState
from cti_desktop.calls.call import State
from cti_desktop.desktop.app import Desktop, run
from cti_desktop.desktop.demo_run import StandInBrowser
from cti_desktop.desktop.driver import Driver, Steps
from cti_desktop.desktop.messages_page import MessagesPage
from cti_desktop.desktop.page_names import MESSAGES
from cti_desktop.desktop.program import offered_pages, office_maker
from cti_desktop.desktop.surroundings import Surroundings
from tests.e2e.watched import verdict

ADA = "+442079460018"
NOTE = "Wants a refund"
NOTES = {
    ADA: "asks about invoice 2071",
    "+12125550147": "wants a test account",
    "+447700900461": "dialled a wrong number",
}
OUTCOMES = {ADA: "resolved", "+12125550147": "passed_on", "+447700900461": "wrong_number"}
WORDS = 4


class DeskWithZoom(QObject):
    """Plays one story."""

    def __init__(self, desktop: Desktop, story: str) -> None:
        super().__init__(desktop)
        self._desktop, self._driver = desktop, Driver(desktop)
        self._driver.run(self._script(_STORIES[story]), self._end)

    def _script(self, story: Callable[["DeskWithZoom"], Steps[None]]) -> Steps[None]:
        yield from self._driver.until(
            "the softphone is ready", lambda: self._driver.ready, timeout_s=60
        )
        self._driver.stalls.forget()  # the start has its own tests
        yield from story(self)

    def texts(self) -> Steps[None]:
        """A customer writes; the agent reads, answers in the softphone, and sees it arrive."""
        d = self._driver
        yield from self._order("/control/sms", agent="800", number=ADA, text="Is it on its way?")
        badge = self._desktop.window.rail.button
        yield from d.until(
            "new texts count on the rail", lambda: badge(MESSAGES).badge, timeout_s=30
        )
        self._desktop.window.bring_up()
        yield from d.click("rail-messages")
        page = self._desktop.window.page_named(MESSAGES)
        assert isinstance(page, MessagesPage)
        model, thread = page.model, page.conversation.model
        yield from d.until("the conversation is listed", model.rowCount, model.changed)
        line = model.one_at(model.index(0))
        assert line is not None
        page.show_conversation(line.key)
        yield from d.until("her text is there", thread.rowCount, thread.changed)
        yield from d.until("it is read", lambda: badge(MESSAGES).badge == 0)
        yield from d.write("reply-field", "On my way")
        yield from d.click("continue-in-softphone")
        yield from d.until_page(
            "the softphone writes to her", f"document.querySelector('#sms-to').value === '{ADA}'"
        )
        yield from d.type_in_softphone("#sms-text", QGuiApplication.clipboard().text())
        yield from d.click_in_softphone("#sms-send")

        def arrived() -> bool:
            latest = thread.latest
            return latest is not None and (latest.ours, latest.text.status) == (True, "delivered")

        yield from d.until("the answer arrived", arrived, thread.changed, timeout_s=20)
        yield from d.until(
            "the draft is done with", lambda: not page.conversation.reply.field.toPlainText()
        )

    def pauses(self) -> Steps[None]:
        """The network goes and comes, then the computer sleeps: the page is there anew each time.

        A mark put into the page tells whether it is still the old one.
        """
        d = self._driver
        around = yield from d.until(
            "the softphone is watched", lambda: self._desktop.softphone.findChild(Surroundings)
        )
        reach = QNetworkInformation.Reachability
        yield from d.ask_page("window.old = true")
        around.take_reachability(reach.Disconnected)
        yield from d.until("the lost network is told", lambda: not d.ready)
        around.take_reachability(reach.Online)
        yield from self._until_fresh("after the network came back")
        yield from d.ask_page("window.old = true")
        around.woke.emit()
        yield from self._until_fresh("after sleep")
        yield from self._order("/control/ring", agent="800", caller_number=ADA)
        yield from self._until_card("a call pops", State.RINGING)

    def late_end(self) -> Steps[None]:
        """The computer sleeps during a call, which is left alone; after it the page is new."""
        d = self._driver
        around = yield from d.until(
            "the softphone is watched", lambda: self._desktop.softphone.findChild(Surroundings)
        )
        yield from self._order("/control/ring", agent="800", caller_number=ADA)
        yield from self._until_card("the call pops", State.RINGING)
        yield from d.click_in_softphone("#answer")
        yield from self._until_card("the call is answered", State.CONNECTED)
        yield from d.ask_page("window.old = true")
        around.woke.emit()
        yield from d.until(
            "the call is doubtful", lambda: d.desk and d.desk.card and d.desk.card.doubtful
        )
        yield from d.until_page("the page was left alone", "window.old === true")
        yield from d.click("it-is-over")
        yield from self._until_fresh("after the call")

    def without_device(self) -> Steps[None]:
        """The Zoom client does not run; reloading does not hide it, and starting it ends it."""
        d = self._driver
        yield from self._order("/control/settings", "PUT", device_available=False)
        yield from d.ask_page("window.old = true")
        self._desktop.softphone.load()
        yield from d.until("the missing device is told", self._lacks_device)
        for available in (False, True):
            yield from self._order("/control/settings", "PUT", device_available=available)
            yield from d.ask_page("window.old = true")
            yield from d.click("status-softphone")
            yield from d.click("reload-softphone")
            yield from d.until("the page is on its way", lambda: not self._lacks_device())
            wanted = (lambda: d.ready) if available else self._lacks_device
            yield from d.until("the status says how it is", wanted)
            yield from d.until_page("the page is a new one", "window.old === undefined")

    def _lacks_device(self) -> bool:
        status = self._driver.status
        return status is not None and status.softphone_cause is Cause.NO_DEVICE

    def _until_fresh(self, when: str) -> Steps[None]:
        d = self._driver
        yield from d.until(f"the page is on its way {when}", lambda: not d.ready)
        yield from d.until(f"the softphone is ready {when}", lambda: d.ready)
        yield from d.until_page(f"the page is a new one {when}", "window.old === undefined")

    def contact_center(self) -> Steps[None]:
        """An engagement rings, pops, is noted and wrapped up in Zoom's page; then one dials."""
        d = self._driver
        yield from self._order("/control/ring", agent="800", caller_number=ADA, via="queue")
        yield from self._until_card("the call pops", State.RINGING)
        yield from d.click_in_softphone("#answer")
        yield from self._until_card("the call is answered", State.CONNECTED)
        yield from d.write("note-editor", NOTE)
        yield from d.click_in_softphone("#hangup")
        yield from d.until("it is over", lambda: d.desk and d.desk.card and not d.desk.card.live)
        chosen = "document.querySelector('#zcc-disposition').value = 'resolved'; true"
        yield from d.until_page("the page asks for a disposition", f"{chosen}")
        yield from d.click_in_softphone("#zcc-wrap-up")
        yield from d.until(
            "the disposition is the outcome",
            lambda: d.desk and d.desk.card and d.desk.card.outcome == "resolved",
        )
        yield from d.click("finish")
        yield from d.until("the desk is empty", lambda: d.desk and not d.desk.cards)
        self._desktop.core.tell(lambda office: office.dial("+12125550147", source="test"))
        yield from self._until_card("the dialled call rings", State.RINGING)
        yield from d.until("one can dial again", lambda: d.ready)

    def three_calls(self) -> Steps[None]:
        """Three calls at once, written on in turns and ended out of order, beside a companion."""
        d = self._driver
        self._desktop.core.ask(lambda office: office.sign_in(), lambda _: None, owner=self)
        yield from d.until("the companion is in step", self._in_step, timeout_s=30)
        for number in NOTES:
            yield from self._order("/control/ring", agent="800", caller_number=number)
            yield from self._until_call(number, "rings", lambda card: card.state is State.RINGING)
        for number in NOTES:
            yield from self._command(number, "answer")
            yield from self._until_call(number, "is answered", lambda c: c.state is State.CONNECTED)
        for word in range(WORDS):
            for number, note in NOTES.items():
                yield from self._turn_to(number)
                yield from d.write("note-editor", f"{note.split()[word]} ")
        first, second, third = NOTES
        for number in (second, first, third):
            yield from self._command(number, "hangup")
            yield from self._until_call(number, "is over", lambda card: not card.live)
        for number in (third, second, first):
            yield from self._turn_to(number)
            yield from d.click(f"outcome-{OUTCOMES[number]}")
            yield from self._until_call(number, "has its outcome", lambda card: card.outcome)
            yield from d.click("finish")
            yield from d.until("it left the desk", partial(self._is_gone, number))
        yield from d.until("everything is at the companion", self._handed_over, timeout_s=30)

    def _turn_to(self, number: str) -> Steps[None]:
        """Show a call by its chip; the last one has none, and is shown anyway."""
        d, card = self._driver, self._card_of(number)
        page = self._desktop.window.phone_page
        assert card is not None
        if page.chips.isVisible():
            yield from d.click(f"chip-{card.card_id}")
        yield from d.until(
            f"{number} is shown", lambda: page.shown and page.shown.card.card_id == card.card_id
        )

    def _command(self, number: str, verb: str) -> Steps[None]:
        card = self._card_of(number)
        assert card is not None
        yield from self._order(f"/control/calls/{card.card_id.removeprefix('call:')}/{verb}")

    def _card_of(self, number: str) -> CallCard | None:
        cards = self._driver.desk.cards if self._driver.desk else ()
        return next((card for card in cards if card.e164 == number), None)

    def _is_gone(self, number: str) -> bool:
        return self._card_of(number) is None

    def _until_call(
        self, number: str, what: str, is_so: Callable[[CallCard], object]
    ) -> Steps[None]:
        def look() -> bool:
            card = self._card_of(number)
            return card is not None and bool(is_so(card))

        yield from self._driver.until(f"the call of {number} {what}", look, timeout_s=30)

    def _in_step(self) -> bool:
        status = self._driver.status
        return status is not None and status.companion is CompanionState.IN_STEP

    def _handed_over(self) -> bool:
        status = self._driver.status
        return self._in_step() and status is not None and status.waiting == 0

    def _until_card(self, sentence: str, state: State) -> Steps[None]:
        d = self._driver

        def is_so() -> bool:
            card = d.desk.card if d.desk else None
            return card is not None and card.state is state

        yield from d.until(sentence, is_so, timeout_s=30)

    def _order(self, path: str, method: str = "POST", **body: object) -> Steps[None]:
        """Order something of the simulated Zoom, from its own page."""
        asked = json.dumps({"method": method, "body": json.dumps(body)})
        yield from self._driver.ask_page(f"fetch({json.dumps(path)}, {asked}); true")

    def _end(self, error: Exception | None) -> None:
        QCoreApplication.exit(verdict(self._driver, error))


_STORIES: dict[str, Callable[[DeskWithZoom], Steps[None]]] = {
    "texts": DeskWithZoom.texts,
    "pauses": DeskWithZoom.pauses,
    "late_end": DeskWithZoom.late_end,
    "without_device": DeskWithZoom.without_device,
    "contact_center": DeskWithZoom.contact_center,
    "three_calls": DeskWithZoom.three_calls,
}


def main(story: str) -> int:
    settings = read_settings(os.environ)
    desk: list[DeskWithZoom] = []
    browser = StandInBrowser()
    code = run(
        settings,
        office_maker(settings),
        pages=offered_pages(settings),
        drive=lambda desktop: desk.append(DeskWithZoom(desktop, story)),
        open_browser=browser.open,
    )
    browser.close()
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
