"""Who is about to be called and whether to ask first: the queue between a click and the softphone.

Every way to dial ends here. No Qt: the face draws the questions from `views.DialQuestions`.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import structlog

from cti_desktop.agent.dial_intents import DialIntents, Intent, new_intent_id
from cti_desktop.agent.dial_views import DialQuestion, DialQuestions
from cti_desktop.agent.handoff import HandedOver
from cti_desktop.agent.places import place_of
from cti_desktop.agent.text_views import ShowTexts
from cti_desktop.agent.views import Notice, ShowWindow, View
from cti_desktop.calls.asking import AskReason, Dialled, LinkAction
from cti_desktop.calls.dialling import LOOP_WINDOW, is_burst, is_near, number_to_dial, reasons_of
from cti_desktop.calls.events import CallEvent
from cti_desktop.calls.finding import number_in
from cti_desktop.calls.links import DialRequest, Refusal, read_link
from cti_desktop.calls.numbers import PhoneNumber, display_number, parse_number

if TYPE_CHECKING:  # a link is dialled before the log and its reader are loaded
    from cti_desktop.agent.lines import CallReader

MOST_QUESTIONS = 8
"""More than this nobody reads; what comes on top is counted and left out."""
_SAY_AGAIN_AFTER = timedelta(seconds=5)
_TELL_EVERY = 50
_REMEMBERED = 64

log = structlog.get_logger(__name__)


class Dialler(Protocol):
    """What the desk needs of the softphone; `SoftphoneLink` is the real one."""

    def dial(self, number: str, caller_id: str | None = None) -> bool:
        """Dial as soon as possible; False when a dial is under way already."""

    def write_sms(self, number: str) -> bool:
        """Open the message editor; False where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DialRules:
    """What is decided outside.

    Attributes:
        region: ISO country the phone stands in.
        at_once: tells whether links are dialled without a question, save where one must be asked;
            looked at for each link.
        do_not_call: gives the numbers to ask about, as `listed_form` writes them; None asks always.
    """

    region: str | None = None
    at_once: Callable[[], bool] = lambda: False
    do_not_call: Callable[[], frozenset[str] | None] = frozenset


@dataclass(frozen=True, slots=True)
class _Waiting:
    intent: Intent
    reasons: tuple[AskReason, ...]
    times: int = 1


class DialDesk:
    """Asks, dials and remembers; core thread only.

    It works before the journal is open: until `connect`, names are unknown and what is to be
    remembered is kept here.

    Args:
        tell: takes views for the face, until `connect` names another.
        took_test: answers the doctor's test link; tells whether it was one.
        now: gives the time, UTC; tests pass their own.
    """

    def __init__(
        self,
        *,
        phone: Dialler,
        rules: DialRules,
        tell: Callable[[View], None],
        took_test: Callable[[str], bool] = lambda _link: False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._phone = phone
        self._reader: CallReader | None = None
        self._intents: DialIntents | None = None
        self._unrecorded: list[Callable[[DialIntents], None]] = []
        self._rules = rules
        self._tell = tell
        self._now = now
        self._took_test = took_test
        self._waiting: dict[str, _Waiting] = {}
        self._left_out = self._texts_shown = 0
        self._arrivals: deque[datetime] = deque(maxlen=_REMEMBERED)
        self._sent_out: deque[tuple[datetime, str]] = deque(maxlen=_REMEMBERED)
        self._said: dict[str, datetime] = {}

    def connect(
        self, reader: "CallReader", intents: DialIntents, tell: Callable[[View], None]
    ) -> None:
        """Put the log behind it: write down what happened so far, and name who is asked about."""
        self._reader, self._intents, self._tell = reader, intents, tell
        for write in self._unrecorded:
            write(intents)
        self._unrecorded.clear()
        if self._waiting:
            self._tell(self.view())

    def heard(self, events: Sequence[CallEvent]) -> None:
        """Join clicks to the calls that begin to ring."""
        if self._intents is not None:
            self._intents.heard(events, self._now())

    # what arrives

    def receive(self, handed: HandedOver) -> str | None:
        """Take what another program handed over; returns the sentence of a refusal."""
        if handed.link is None:
            self._tell(ShowWindow(activation=handed.activation))
            return None
        before = len(self._waiting), self._texts_shown
        refused = self.open_link(handed.link, program=handed.source)
        told = refused is not None and not is_burst(self._arrivals, self._now())
        if told or len(self._waiting) > before[0] or self._texts_shown > before[1]:
            self._tell(ShowWindow(activation=handed.activation))
        return refused

    def open_link(self, text: str, *, program: str = "") -> str | None:
        """Ask about a link, or dial it where that is allowed; returns the sentence of a refusal."""
        if self._took_test(text):
            return None
        read = read_link(text, self._rules.region)
        self._arrivals.append(self._now())
        if isinstance(read, Refusal):
            log.info("link_refused", reason=read.reason)
            return self._refuse(read.sentence)
        if self._came_back(read.dial):
            log.warning("link_came_back", scheme=read.scheme)
            return self._refuse(
                "This number was dialled from here a moment ago, so the link that came back was "
                "left alone."
            )
        intent = Intent(id=new_intent_id(), request=read, at=self._now(), program=program)
        return self._decide(intent)

    def dial(self, number: str, *, source: str, contact_id: str | None = None) -> None:
        """Dial a number clicked in our own window; only what must be asked is asked."""
        became = self.try_dial(number, source=source, contact_id=contact_id)
        if became is Dialled.NO_NUMBER:
            self._tell(Notice(text="There is no number to dial."))
        elif became is Dialled.BUSY:
            self._tell(Notice(text="A call is being dialled already."))

    def try_dial(self, number: str, *, source: str, contact_id: str | None = None) -> Dialled:
        """Dial like `dial`, and return what became of it instead of telling it."""
        request = self._request(number, source)
        if request is None:
            return Dialled.NO_NUMBER
        intent = Intent(id=new_intent_id(), request=request, at=self._now(), contact_id=contact_id)
        reasons = reasons_of(request.number, self._rules.region, self._rules.do_not_call())
        if reasons:
            return Dialled.BUSY if self._ask(_Waiting(intent, reasons)) else Dialled.ASKED
        return Dialled.DIALLED if self._dial_now(intent, None) else Dialled.BUSY

    def open_text(self, text: str, *, source: str) -> str | None:
        """Take the number in a text somebody pointed at the way a link is taken.

        Returns:
            The sentence of a refusal.
        """
        if isinstance(read_link(text, self._rules.region), DialRequest):
            return self.open_link(text)
        self._arrivals.append(self._now())
        request = self._request(number_in(text, self._rules.region) or "", source)
        if request is None:
            return self._refuse("There is no phone number in this text.")
        return self._decide(Intent(id=new_intent_id(), request=request, at=self._now()))

    def _request(self, number: str, source: str) -> DialRequest | None:
        parsed = parse_number(number, self._rules.region)
        dial = number_to_dial(parsed, self._rules.region)
        if not dial:
            return None
        return DialRequest(
            action=LinkAction.CALL, number=parsed, dial=dial, scheme="", source=source
        )

    def write_sms(self, number: str) -> None:
        """Show the conversation with a number clicked in our own window."""
        parsed = parse_number(number, self._rules.region)
        dial = number_to_dial(parsed, self._rules.region)
        if dial:
            self._show_texts(parsed, dial)

    def compose_text(self, number: str) -> None:
        """Open the softphone's message editor for a number."""
        parsed = parse_number(number, self._rules.region)
        dial = number_to_dial(parsed, self._rules.region)
        if dial and not self._phone.write_sms(dial):
            self._tell(Notice(text="This softphone takes no number for a message. Write there."))

    # what the person says

    def confirm(self, question_id: str, caller_id: str | None = None) -> None:
        """Dial what was asked about.

        Args:
            caller_id: the number to show; None takes the link's wish, else the softphone's choice;
                empty takes the softphone's choice whatever the link wishes.
        """
        waiting = self._waiting.get(question_id)
        if waiting is None:
            return
        request = waiting.intent.request
        if request.action is LinkAction.SMS:
            self._text_now(waiting.intent)
        elif not self._dial_now(
            waiting.intent, request.caller_id if caller_id is None else caller_id or None
        ):
            self._tell(Notice(text="A call is being dialled already."))
            return
        self._forget(question_id)

    def drop(self, question_id: str) -> None:
        """Do not dial what was asked about."""
        waiting = self._waiting.get(question_id)
        if waiting is not None:
            now = self._now()
            self._record(lambda intents: intents.dropped(waiting.intent, now))
            self._forget(question_id)

    # what is shown

    def say(self, notice: Notice) -> None:
        """Tell the person something about links as such."""
        self._tell(notice)

    def view(self) -> DialQuestions:
        """Draw the open questions, oldest first."""
        shown = tuple(self._draw(waiting) for waiting in self._waiting.values())
        return DialQuestions(questions=shown, left_out=self._left_out)

    # inside

    def _decide(self, intent: Intent) -> str | None:
        request = intent.request
        if self._seen_again(request):
            return None
        reasons = self._reasons(request)
        if not reasons:
            if request.action is LinkAction.SMS:
                self._text_now(intent)
                return None
            if self._dial_now(intent, request.caller_id):
                return None
            reasons = (AskReason.BUSY,)
        return self._ask(_Waiting(intent=intent, reasons=reasons))

    def _reasons(self, request: DialRequest) -> tuple[AskReason, ...]:
        burst = (AskReason.BURST,) if is_burst(self._arrivals, self._now()) else ()
        if request.action is LinkAction.SMS:
            return burst  # opens an editor and sends nothing
        found = reasons_of(request.number, self._rules.region, self._rules.do_not_call())
        wish = (AskReason.LINK_ASKS,) if request.autodial is False else ()
        setting = () if self._rules.at_once() else (AskReason.SETTING,)
        return (*found, *burst, *wish, *setting)

    def _seen_again(self, request: DialRequest) -> bool:
        for key, waiting in self._waiting.items():
            known = waiting.intent.request
            if (known.action, known.dial) == (request.action, request.dial):
                self._waiting[key] = replace(waiting, times=waiting.times + 1)
                self._tell(self.view())
                return True
        return False

    def _ask(self, waiting: _Waiting) -> str | None:
        if len(self._waiting) >= MOST_QUESTIONS:
            self._left_out += 1
            if self._left_out % _TELL_EVERY == 1:
                log.warning("links_flood", left_out=self._left_out)
                self._tell(self.view())
            return self._refuse(
                f"Too many numbers at once: {MOST_QUESTIONS} wait for your answer already, the "
                "others were left out."
            )
        self._waiting[waiting.intent.id] = waiting
        self._record(lambda intents: intents.asked(waiting.intent, waiting.reasons))
        self._tell(self.view())
        return None

    def _dial_now(self, intent: Intent, caller_id: str | None) -> bool:
        request, now = intent.request, self._now()
        if not self._phone.dial(request.dial, caller_id):
            return False
        self._sent_out.append((now, request.dial))
        self._record(lambda intents: intents.dialled(intent, caller_id, now))
        log.info("dialled", scheme=request.scheme, source=request.source, program=intent.program)
        return True

    def _text_now(self, intent: Intent) -> None:
        """Show where it can be written; the person writes and sends."""
        now = self._now()
        self._texts_shown += 1
        self._show_texts(intent.request.number, intent.request.dial)
        self._record(lambda intents: intents.texted(intent, now))

    def _show_texts(self, number: PhoneNumber, dial: str) -> None:
        reader = self._reader
        best = reader.matches_of(number).best if reader else None
        shown = display_number(number, self._rules.region) if dial == number.e164 else dial
        self._tell(
            ShowTexts(
                number=dial,
                shown=shown,
                name=best.contact.name if best else shown,
                firm=best.contact.firm if best else "",
                contact_id=best.contact.id if best else None,
            )
        )

    def _record(self, write: Callable[[DialIntents], None]) -> None:
        if self._intents is None:
            self._unrecorded.append(write)
        else:
            write(self._intents)

    def _forget(self, question_id: str) -> None:
        self._waiting.pop(question_id, None)
        if not self._waiting:
            self._left_out = 0
        self._tell(self.view())

    def _came_back(self, dial: str) -> bool:
        now = self._now()
        return any(sent == dial and is_near(at, now, LOOP_WINDOW) for at, sent in self._sent_out)

    def _refuse(self, sentence: str) -> str:
        """Say a sentence, but not a thousand times."""
        now = self._now()
        said = self._said.get(sentence)
        if said is None or not is_near(said, now, _SAY_AGAIN_AFTER):
            self._said[sentence] = now
            self._tell(Notice(text=sentence, bad=True))
        return sentence

    def _draw(self, waiting: _Waiting) -> DialQuestion:
        intent, request = waiting.intent, waiting.intent.request
        number, place = request.number, place_of(request.number)
        public = request.dial == number.e164
        reader = self._reader
        matches = reader.match_views(number) if public and reader else ()
        known = matches[0].contact if len(matches) == 1 else None
        if intent.contact_id is not None and reader:
            known = reader.contact(intent.contact_id) or known
        shown = display_number(number, self._rules.region) if public else request.dial
        return DialQuestion(
            question_id=intent.id,
            action=request.action,
            name=known.name if known else shown,
            number=shown,
            firm=known.firm if known else "",
            matches=matches,
            place=place.city if public else "",
            country=number.country if public else None,
            time_zone=place.time_zone if public else None,
            caller_id=request.caller_id,
            extension=number.extension,
            post_dial=request.post_dial,
            source=request.source or intent.program,
            record=request.record,
            why=_WHY[waiting.reasons[0]],
            reasons=waiting.reasons,
            asked_at=intent.at,
            times=waiting.times,
        )


_WHY = {
    AskReason.EMERGENCY: "This is an emergency number.",
    AskReason.DO_NOT_CALL: "This number is on the do-not-call list.",
    AskReason.LIST_UNREADABLE: "The do-not-call list cannot be read.",
    AskReason.PREMIUM: "Calls to this number cost more than usual.",
    AskReason.SERVICE_CODE: "This is a service code: it may change settings of your line.",
    AskReason.BURST: "Several links came within seconds.",
    AskReason.BUSY: "Another call is being dialled.",
    AskReason.LINK_ASKS: "The program the link came from wants you to confirm.",
    AskReason.SETTING: "",
}
