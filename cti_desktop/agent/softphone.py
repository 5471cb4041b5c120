"""The softphone page as the desk sees it: when it is ready, what it is sent, what it says.

Which of Zoom's pages it is, Zoom Phone's or Contact Center's, the surface knows. None of Zoom's
readiness signals can be relied on, so any of them counts (the page's message, its callback, its
first message of any kind, its load and a second), the settings message goes out again at each, and
commands wait until then. Commands are never acknowledged: a dial is watched until the call rings
(Zoom's Smart Embed guide and its users' reports). What the page only shows, such as that no device
is there, the face looks for.
"""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import structlog

from cti_desktop.agent.one_dial import FIRST_PATIENCE_S, PATIENCE_S, OneDial
from cti_desktop.agent.setting_table import AUTO_LOG
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.timers import Timer, Timers
from cti_desktop.agent.views import EmbedCommand, Notice, SoftphoneState
from cti_desktop.calls.contacts import Contact, Matches
from cti_desktop.calls.events import CallEvent, Kind
from cti_desktop.calls.masking import mask_text
from cti_desktop.calls.numbers import PhoneNumber, parse_number
from cti_desktop.calls.outcomes import OutcomeSet
from cti_desktop.zoom import embed
from cti_desktop.zoom.surfaces import Surface, surface_named

LOAD_GRACE_S = 1.0
READY_TIMEOUT_S = 15.0
_LONGEST_QUEUE = 20
_MOST_KEPT = 2000
_SEARCH_HITS = 20
_LONGEST_CODE = 64

log = structlog.get_logger(__name__)


class PhoneBook(Protocol):
    """What the softphone looks people up in."""

    def search(self, text: str, limit: int = 20) -> tuple[Contact, ...]:
        """Find contacts as typed."""

    def match(self, number: PhoneNumber) -> Matches:
        """Find who is behind a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """What the softphone needs of the desk behind it.

    Attributes:
        book: answers the page's questions about people.
        observed: takes the events a message stated.
        unreadable: puts aside a message nothing could be made of, with reason and source.
        changed: hears that state or text changed.
        lost: hears that the page was loaded afresh or broke: what it knew of calls is gone.
    """

    book: PhoneBook
    observed: Callable[[tuple[CallEvent, ...]], None]
    unreadable: Callable[[bytes, str, str], object]
    changed: Callable[[], None]
    lost: Callable[[], None] = lambda: None


class SoftphoneLink:
    """Talks to the softphone page through the face; core thread only.

    The page may be ready before the desk is: what it says meanwhile is kept, in order, until
    `connect`.

    Args:
        send: posts a message to the page.
        changed: hears that state or text changed, until `connect` names another.
        say: takes what the person should hear once.
    """

    def __init__(
        self,
        send: Callable[[dict[str, Any]], None],
        changed: Callable[[], None],
        *,
        surface: Surface,
        timers: Timers,
        host_origin: str,
        region: str | None,
        say: Callable[[Notice], None] = lambda _notice: None,
    ) -> None:
        self._send = send
        self._changed = changed
        self._phone: Phone | None = None
        self._kept: deque[str] = deque(maxlen=_MOST_KEPT)
        self._begun = self._was_loaded = self._was_ready = False
        self._surface = surface
        self._listening = False
        self._timers = timers
        self._host_origin = host_origin
        self._region = region
        self._waiting: deque[dict[str, Any]] = deque(maxlen=_LONGEST_QUEUE)
        self._ready_timer: Timer | None = None
        self._dialling = OneDial(
            timers,
            send=send,
            sent=lambda: self._set(SoftphoneState.DIALLING, "Dialling"),
            let_go=lambda: say(Notice(text=_FAILURES["not_ready"], bad=True)),
            nothing_rings=lambda: self._set(SoftphoneState.STALLED, _FAILURES["no_ringing"]),
        )
        self.agent = embed.Agent()
        self.state = SoftphoneState.STARTING
        self.text = "Softphone is starting"
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
        self._start_timer(LOAD_GRACE_S, lambda: self._ready("load"))

    def page_started(self) -> None:
        """Begin to wait for readiness; called once, when the page begins to load."""
        if self._begun:
            return
        self._begun = True
        self._set(SoftphoneState.STARTING, "Softphone is starting")
        self._start_timer(READY_TIMEOUT_S, self._late)

    def page_reloading(self) -> None:
        """Wait for readiness again: the page is loaded afresh."""
        self._listening = False
        self._dialling.page_reloads()
        self._set(SoftphoneState.STARTING, "Softphone is starting")
        self._start_timer(READY_TIMEOUT_S, self._late)

    def page_signalled(self, signal: str) -> None:
        """Take the page's own callback for readiness."""
        self._ready(signal)

    def page_failed(self, reason: str) -> None:
        """Say what to do about a page that cannot work."""
        self._tell_lost()
        self._listening = False
        self._cancel_timers()
        state = SoftphoneState.REFUSED if reason == "refused_origin" else SoftphoneState.FAILED
        text = _FAILURES.get(reason, "The softphone failed to load. Reload it.")
        self._set(state, text.format(origin=self._host_origin))

    def _tell_lost(self) -> None:
        if self._phone is not None:
            self._phone.lost()

    def page_showed(self, what: str) -> None:
        """Hear what the page shows without saying it: `no_device`, or nothing any more."""
        known = _FAILURES["no_device"]
        if what == "no_device":
            self._dialling.end()
            self._set(SoftphoneState.STALLED, known)
        elif self.text == known and self._listening:
            self._set(SoftphoneState.READY, "Zoom ready")

    def network_changed(self, online: bool) -> None:
        """Hear that the computer lost its network, or has one again."""
        lost = _FAILURES["offline"]
        if not online:
            self._dialling.end()
            self._set(SoftphoneState.STALLED, lost)
        elif self.text == lost:
            ready = self._listening
            state = SoftphoneState.READY if ready else SoftphoneState.STARTING
            self._set(state, "Zoom ready" if ready else "Softphone is starting")

    def _late(self) -> None:
        self._set(SoftphoneState.STALLED, _FAILURES["timeout"].format(origin=self._host_origin))

    def _ready(self, signal: str) -> None:
        log.info("softphone_ready", signal=signal, waiting=len(self._waiting))
        if self._ready_timer is not None:
            self._ready_timer.cancel()
            self._ready_timer = None
        self._listening = self._was_ready = True
        for message in self._surface.greeting():
            self._send(message)
        if self.state is not SoftphoneState.DIALLING:
            self._set(SoftphoneState.READY, "Zoom ready")
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
        message = self._surface.dial(number, caller_id)
        if self.usable:
            self._dialling.post(message)
        else:
            self._dialling.queue(message, PATIENCE_S if self._was_ready else FIRST_PATIENCE_S)
        return True

    def write_sms(self, number: str) -> bool:
        """Open the message composer; False where the page has none."""
        message = self._surface.compose(number)
        if message is not None and self.usable:
            self._send(message)
        elif message is not None:
            self._waiting.append(message)
        return message is not None

    # what the page says

    def page_said(self, text: str) -> None:
        """Read one message of the page; anything it cannot mean is counted and logged once."""
        message = self._surface.read(text, agent=self.agent, seen_at=datetime.now(UTC))
        if isinstance(message, embed.Refused):
            self._refuse(message, text)
        elif isinstance(message, embed.Ready):
            self._ready(message.signal)
        elif isinstance(message, embed.Trouble):
            self._troubled(message)
        else:
            if self.state in (SoftphoneState.STARTING, SoftphoneState.STALLED):
                self._ready("first message")
            if self._phone is None:
                self._kept.append(text)
            else:
                self._hear(message, self._phone)

    def _hear(
        self, message: embed.Observed | embed.SearchAsked | embed.MatchAsked, phone: Phone
    ) -> None:
        if isinstance(message, embed.SearchAsked):
            self._send(self._surface.found(message, _search(phone.book, message.text)))
        elif isinstance(message, embed.MatchAsked):
            known = self._match(phone.book, message.numbers)
            self._send(self._surface.matched(message, known))
        else:
            if any(event.kind is Kind.RANG for event in message.events):
                self._rings()
            phone.observed(message.events)

    def _troubled(self, trouble: embed.Trouble) -> None:
        """Say what to do about what the page itself says is wrong."""
        log.warning("page_troubled", code=mask_text(trouble.code[:_LONGEST_CODE]))
        if trouble.code == "agent-not-authenticated":
            self._dialling.end()
            self._set(SoftphoneState.STALLED, _FAILURES["signed_out"])

    def _rings(self) -> None:
        self._dialling.end()
        if self.state in (SoftphoneState.DIALLING, SoftphoneState.STALLED):
            self._set(SoftphoneState.READY, "Zoom ready")

    def _match(self, book: PhoneBook, numbers: tuple[str, ...]) -> dict[str, embed.Known]:
        found: dict[str, embed.Known] = {}
        for number in numbers:
            best = book.match(parse_number(number, self._region)).best
            if best is not None:
                found[number] = _known(best.contact, number)
        return found

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

    def _start_timer(self, delay: float, callback: Callable[[], None]) -> None:
        if self._ready_timer is not None:
            self._ready_timer.cancel()
        self._ready_timer = self._timers.call_later(delay, callback)

    def _cancel_timers(self) -> None:
        if self._ready_timer is not None:
            self._ready_timer.cancel()
            self._ready_timer = None
        self._dialling.end()

    def close(self) -> None:
        """Stop waiting for anything."""
        self._dialling.forget()
        self._cancel_timers()

    def _set(self, state: SoftphoneState, text: str) -> None:
        if (state, text) != (self.state, self.text):
            self.state, self.text = state, text
            self._changed()


def _search(book: PhoneBook, text: str) -> list[embed.Known]:
    hits = book.search(text, _SEARCH_HITS)
    return [_known(c, n.e164 or n.raw) for c in hits for n in c.numbers][:_SEARCH_HITS]


def _known(contact: Contact, number: str) -> embed.Known:
    return embed.Known(
        contact_id=contact.id, name=_shown(contact), number=number, email=contact.email
    )


def _shown(contact: Contact) -> str:
    return f"{contact.name} ({contact.firm})" if contact.firm else contact.name


_FAILURES = {
    "refused_origin": (
        "Zoom does not let this address show the softphone. Ask your Zoom admin to add {origin} to "
        "the approved domains of Zoom Phone Smart Embed."
    ),
    "crashed": "The softphone stopped and is loading again. A call goes on in the Zoom client.",
    "network": "The softphone could not be loaded. Check the network, then reload it.",
    "timeout": (
        "The softphone has not answered for 15 seconds. Reload it; if that does not help, ask your "
        "Zoom admin whether {origin} is an approved domain."
    ),
    "no_device": (
        "No available device: the Zoom client does not run or is not signed in. Start it and sign "
        "in, then reload the softphone."
    ),
    "offline": (
        "There is no network. Calls reach you again once it is back; the softphone then connects "
        "by itself."
    ),
    "signed_out": "Nobody is signed in to Zoom Contact Center. Sign in in the softphone.",
    "not_ready": "The softphone was not ready, so the number was not dialled.",
    "no_ringing": (
        "Nothing rang. Check that the Zoom client runs and is signed in, and that calls from "
        "third-party apps are allowed, then dial again."
    ),
}


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
        host_origin=settings.host_origin,
        region=settings.region,
        say=tell,
    )
