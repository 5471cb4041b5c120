"""The softphone page as the desk sees it: when it is ready, what it is sent, what it says.

Which of Zoom's pages it is, Zoom Phone's or Contact Center's, the surface knows. None of Zoom's
readiness signals can be relied on, so any of them counts (the page's message, its callback, its
first message of any kind, its load and a second), the settings message goes out again at each, and
commands wait until then. A load says nothing of the program behind it, and what that does not hear
is lost: after a load alone commands wait a few seconds more for a surer sign. Commands are never
acknowledged: a dial is watched until the call rings (Zoom's Smart Embed guide and its users'
reports). What the page only shows, such as that no device is there, the face looks for.
"""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from cti_desktop.agent.begun_for import BegunFor
from cti_desktop.agent.first_views import EmbedCommand, Notice, SoftphoneState
from cti_desktop.agent.one_dial import FIRST_PATIENCE_S, PATIENCE_S, OneDial
from cti_desktop.agent.setting_table import AUTO_LOG
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.softphone_book import PhoneBook, match, search
from cti_desktop.agent.softphone_words import Cause, SoftphoneWords, cause_named
from cti_desktop.agent.timers import Timer, Timers
from cti_desktop.calls.events import CallEvent, Direction, Kind
from cti_desktop.calls.masking import mask_text
from cti_desktop.calls.outcomes import OutcomeSet
from cti_desktop.zoom import embed
from cti_desktop.zoom.surfaces import CONTACT_CENTER, Surface, surface_named

LOAD_GRACE_S = 1.0
LOAD_TRUST_S = 5.0  # more that a command waits where that was the only sign; some give no other
READY_TIMEOUT_S = 15.0
_LOAD = "load"
_LONGEST_QUEUE = 20
_MOST_KEPT = 2000
_LONGEST_CODE = 64

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """What the softphone needs of the desk behind it.

    Attributes:
        book: answers the page's questions about people.
        observed: takes the events a message stated.
        unreadable: puts aside a message nothing could be made of, with reason and source.
        changed: hears that state or text changed.
        lost: hears that the page was loaded afresh or broke: what it knew of calls is gone.
        engaged: hears that something beside calls began in the page, or is over.
    """

    book: PhoneBook
    observed: Callable[[tuple[CallEvent, ...]], None]
    unreadable: Callable[[bytes, str, str], object]
    changed: Callable[[], None]
    lost: Callable[[], None] = lambda: None
    engaged: Callable[[], None] = lambda: None


class SoftphoneLink:
    """Talks to the softphone page through the face; core thread only.

    The page may be ready before the desk is: what it says meanwhile is kept, in order, until
    `connect`.

    Args:
        send: posts a message to the page.
        changed: hears that state or text changed, until `connect` names another.
        say: takes what the person should hear once.

    Attributes:
        surface: which page it is, and what goes on in it beside calls.
    """

    def __init__(
        self,
        send: Callable[[dict[str, Any]], None],
        changed: Callable[[], None],
        *,
        surface: Surface,
        timers: Timers,
        words: SoftphoneWords,
        region: str | None,
        say: Callable[[Notice], None] = lambda _notice: None,
    ) -> None:
        self._send = send
        self._changed = changed
        self._phone: Phone | None = None
        self._kept: deque[str] = deque(maxlen=_MOST_KEPT)
        self._begun = self._was_loaded = self._was_ready = False
        self.surface = surface
        self._listening = self._heeds = False
        self._timers = timers
        self._words = words
        self._region = region
        self._say = say
        self._waiting: deque[dict[str, Any]] = deque(maxlen=_LONGEST_QUEUE)
        self._ready_timer: Timer | None = None
        self._dialling = OneDial(
            timers,
            send=send,
            sent=lambda: self._set(SoftphoneState.DIALLING, "Dialling"),
            let_go=lambda: self._tell_failed((self._listening and self.cause) or Cause.NOT_READY),
            lost=lambda: self._tell_failed(self.cause or Cause.NO_RINGING),
            nothing_rings=self._nothing_rings,
        )
        self.agent = embed.Agent()
        self._begun_for = BegunFor()
        self.state = SoftphoneState.STARTING
        self.text = "Softphone is starting"
        self.cause: Cause | None = None
        self._no_device = False
        self.refused: Counter[tuple[str, str]] = Counter()

    def connect(self, phone: Phone) -> None:
        """Put the desk behind it; it hears at once what the page said before."""
        self._phone, self._changed = phone, phone.changed
        while self._kept:
            self.page_said(self._kept.popleft())

    # readiness

    def page_loaded(self) -> None:
        """Give the loaded page a second to say more, then take it for ready."""
        if self._was_loaded:
            self._tell_lost()
        self._was_loaded = True
        self._start_timer(LOAD_GRACE_S, lambda: self._ready(_LOAD))

    def page_started(self) -> None:
        """Begin to wait for readiness; called once, when the page begins to load."""
        if self._begun:
            return
        self._begun = True
        self._set(SoftphoneState.STARTING, "Softphone is starting")
        self._start_timer(READY_TIMEOUT_S, self._late)

    def page_reloading(self) -> None:
        """Wait for readiness again: the page is loaded afresh."""
        self._listening = self._heeds = False
        if self.surface.page_gone():
            self._changed()
        cut = self._dialling.page_reloads()
        self._set(SoftphoneState.STARTING, "Softphone is starting")
        self._start_timer(READY_TIMEOUT_S, self._late)
        if cut:
            self._tell_failed(Cause.RELOADED)

    def woke(self) -> None:
        """Hear that the computer slept."""
        self._dialling.slept()

    def page_signalled(self, signal: str) -> None:
        """Take the page's own callback for readiness."""
        self._ready(signal)

    def page_failed(self, reason: str) -> None:
        """Say what to do about a page that cannot work."""
        self._tell_lost()
        self._listening = self._heeds = False
        self._stop_timer()
        refused = reason == Cause.REFUSED_ORIGIN
        state = SoftphoneState.REFUSED if refused else SoftphoneState.FAILED
        self._trouble(cause_named(reason), state)

    def _tell_lost(self) -> None:
        if self.surface.page_gone():
            self._changed()
        if self._phone is not None:
            self._phone.lost()

    def page_showed(self, what: str) -> None:
        """Hear what the page shows without saying it: `no_device`, or nothing any more."""
        self._no_device = what == Cause.NO_DEVICE
        if self._no_device and self._listening:
            self._trouble(Cause.NO_DEVICE)
        elif self.cause is Cause.NO_DEVICE:
            self._settle()

    def network_changed(self, online: bool) -> None:
        """Hear that the computer lost its network, or has one again."""
        if not online:
            self._trouble(Cause.OFFLINE)
        elif self.cause is Cause.OFFLINE and self._listening:
            self._settle()
        elif self.cause is Cause.OFFLINE:
            self._set(SoftphoneState.STARTING, "Softphone is starting")

    def _late(self) -> None:
        self._set_cause(SoftphoneState.STALLED, Cause.TIMEOUT)

    def _ready(self, signal: str) -> None:
        log.info("softphone_ready", signal=signal, waiting=len(self._waiting))
        self._stop_timer()
        self._listening = self._was_ready = True
        for message in self.surface.greeting():
            self._send(message)
        if self.state is not SoftphoneState.DIALLING:
            self._settle()
        if signal != _LOAD or self._heeds:
            self._send_waiting()
        else:
            self._start_timer(LOAD_TRUST_S, self._send_waiting)

    def _send_waiting(self) -> None:
        self._heeds = True
        while self._waiting:
            self._send(self._waiting.popleft())
        self._dialling.page_ready()

    @property
    def usable(self) -> bool:
        """Whether the page takes commands, also after one that came to nothing."""
        return self._listening

    # commands

    def dial(self, number: str, caller_id: str | None = None) -> bool:
        """Dial once the page is ready; False when a dial is under way already."""
        if self._dialling.under_way:
            return False
        message = self.surface.dial(number, caller_id)
        if self._heeds:
            self._dialling.post(message)
            return True
        self._dialling.queue(message, PATIENCE_S if self._was_ready else FIRST_PATIENCE_S)
        if self.usable:
            self._set(SoftphoneState.DIALLING, "Dialling")
        return True

    def write_sms(self, number: str) -> bool:
        """Open the message composer; False where the page has none."""
        message = self.surface.compose(number)
        if message is not None and self._heeds:
            self._send(message)
        elif message is not None:
            self._waiting.append(message)
        return message is not None

    # what the page says

    def page_said(self, text: str) -> None:
        """Read one message of the page; anything it cannot mean is counted and logged once."""
        before = self.surface.engaged
        message = self._read(text, datetime.now(UTC))
        self._take(message, text)
        if self.surface.engaged is not before:
            (self._phone.engaged if self._phone else self._changed)()

    def _read(self, text: str, now: datetime) -> embed.EmbedMessage:
        """Read a message as theirs for whom its call began, who may have left meanwhile."""
        message = self.surface.read(text, agent=self.agent, seen_at=now)
        if not isinstance(message, embed.Observed):
            return message
        agent = self._begun_for.agent_of(message.events, self.agent)
        return message if agent == self.agent else self.surface.read(text, agent=agent, seen_at=now)

    def _take(self, message: embed.EmbedMessage, text: str) -> None:
        if isinstance(message, embed.Refused):
            self._refuse(message, text)
        elif isinstance(message, embed.Ready):
            self._ready(message.signal)
        elif isinstance(message, embed.Trouble):
            self._troubled(message)
        else:
            self._take_sign_of_life()
            if self._phone is None:
                self._kept.append(text)
            else:
                self._hear(message, self._phone)

    def _take_sign_of_life(self) -> None:
        waited_for = self.state in (SoftphoneState.STARTING, SoftphoneState.STALLED)
        if self._heeds:
            if waited_for:
                self._settle()
        elif self._listening or waited_for:
            self._ready("first message")

    def _hear(
        self, message: embed.Observed | embed.SearchAsked | embed.MatchAsked, phone: Phone
    ) -> None:
        if isinstance(message, embed.SearchAsked):
            self._send(self.surface.found(message, search(phone.book, message.text)))
        elif isinstance(message, embed.MatchAsked):
            known = match(phone.book, message.numbers, self._region)
            self._send(self.surface.matched(message, known))
        else:
            if any(_rings_out(event) for event in message.events):
                self._rings()
            phone.observed(message.events)

    def _troubled(self, trouble: embed.Trouble) -> None:
        """Say what to do about what the page itself says is wrong."""
        log.warning("page_troubled", code=mask_text(trouble.code[:_LONGEST_CODE]))
        if trouble.code == "agent-not-authenticated":
            self._trouble(Cause.SIGNED_OUT)

    def _rings(self) -> None:
        """Be done with the dial: a call out of here rings, so there is a device, too."""
        self._dialling.forget()
        self._no_device = False
        if self.state in (SoftphoneState.DIALLING, SoftphoneState.STALLED):
            self._settle()

    def _nothing_rings(self) -> None:
        cause = Cause.NO_DEVICE if self._no_device else Cause.NO_RINGING
        self._set_cause(SoftphoneState.STALLED, cause)
        self._tell_failed(cause)

    def _tell_failed(self, cause: Cause) -> None:
        """Tell whoever dialled that it came to nothing."""
        self._say(Notice(text=self._words.of(cause), bad=True))

    def _refuse(self, message: embed.Refused, text: str) -> None:
        if self._phone is None:  # nobody there yet to put it aside
            self._kept.append(text)
            return
        mark = (message.reason, message.kind)
        self.refused[mark] += 1
        self._phone.unreadable(text.encode(errors="replace"), message.reason, "softphone")
        if self.refused[mark] == 1:
            log.warning("embed_refused", reason=message.reason, kind=mask_text(message.kind))

    # state

    def _trouble(self, cause: Cause, state: SoftphoneState = SoftphoneState.STALLED) -> None:
        """Say what is wrong; a number that was dialled or waits comes to nothing by it."""
        self._set_cause(state, cause)
        self._dialling.fail()

    def _settle(self) -> None:
        """Say that all is well as far as is known."""
        if self._no_device:
            self._set_cause(SoftphoneState.STALLED, Cause.NO_DEVICE)
        else:
            self._set(SoftphoneState.READY, "Zoom ready")

    def _start_timer(self, delay: float, callback: Callable[[], None]) -> None:
        self._stop_timer()
        self._ready_timer = self._timers.call_later(delay, callback)

    def _stop_timer(self) -> None:
        if self._ready_timer is not None:
            self._ready_timer.cancel()
            self._ready_timer = None

    def close(self) -> None:
        """Stop waiting for anything."""
        self._dialling.forget()
        self._stop_timer()

    def _set_cause(self, state: SoftphoneState, cause: Cause) -> None:
        self._set(state, self._words.of(cause), cause)

    def _set(self, state: SoftphoneState, text: str, cause: Cause | None = None) -> None:
        if (state, text) != (self.state, self.text):
            self.state, self.text, self.cause = state, text, cause
            self._changed()


def _rings_out(event: CallEvent) -> bool:
    """Tell whether a call rings that may be the one dialled; one that comes in is another."""
    return event.kind is Kind.RANG and event.facts.direction is not Direction.INBOUND


def make_softphone(
    settings: DeskSettings,
    outcomes: OutcomeSet,
    timers: Timers,
    tell: Callable[[EmbedCommand | Notice], None],
    changed: Callable[[], None],
) -> SoftphoneLink:
    """Make the link of a desk; `tell` takes what is posted to the page, and said."""
    return SoftphoneLink(
        lambda message: tell(EmbedCommand(message=message)),
        changed,
        surface=surface_named(settings.surface, outcomes, auto_log=settings.store.get(AUTO_LOG)),
        timers=timers,
        words=words_for(settings),
        region=settings.region,
        say=tell,
    )


def words_for(settings: DeskSettings) -> SoftphoneWords:
    """Return what is said of a desk's softphone."""
    return SoftphoneWords(settings.host_origin, sound_in_page=settings.surface == CONTACT_CENTER)
