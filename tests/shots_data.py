"""A believable Friday afternoon: what the desk shows in screenshots and in tests of the face."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cti_desktop.agent.answers import (
    CallDetail,
    ContactDetail,
    LogChoices,
    LogCount,
    LogPage,
    TimelineItem,
)
from cti_desktop.agent.dial_views import DialQuestion, MatchView
from cti_desktop.agent.views import (
    CallBack,
    CallCard,
    CallLine,
    CompanionState,
    DeskView,
    SoftphoneState,
    StatusView,
)
from cti_desktop.calls.asking import AskReason, LinkAction
from cti_desktop.calls.call import Durations, State
from cti_desktop.calls.contacts import Contact, ContactNumber, MatchKind
from cti_desktop.calls.events import Direction, Result, Source
from cti_desktop.calls.outcomes import Outcome

NOW = datetime(2026, 11, 20, 15, 20, 4, tzinfo=UTC)
OUTCOMES = (
    Outcome(value="resolved", label="Resolved"),
    Outcome(value="call_back", label="Call back", call_back=True),
    Outcome(value="passed_on", label="Passed on"),
    Outcome(value="no_answer", label="No answer"),
    Outcome(value="wrong_number", label="Wrong number"),
)


def before(**ago: float) -> datetime:
    """Return a time before the pictures' now."""
    return NOW - timedelta(**ago)


def person(name: str, firm: str, number: str, **more: Any) -> Contact:
    """Make a contact with one work number."""
    e164 = "".join(c for c in number if c in "+0123456789")
    return replace(
        Contact(
            id=name.casefold().replace(" ", "-"),
            name=name,
            firm=firm,
            numbers=(ContactNumber(raw=number, label="work", e164=e164),),
        ),
        **more,
    )


ADA = person(
    "Ada Lovelace",
    "Analytical Engines Ltd",
    "+44 20 7946 0018",
    title="Head of Research",
    city="London",
    country="GB",
    email="ada@analytical-engines.example",
    favourite=True,
    notes="Prefers mornings. Contract renews in March.",
)
GRACE = person("Grace Hopper", "Harbor Compilers Inc", "+1 212 555 0147", city="New York")
KARIN = person("Karin Brandt", "Nordlicht Optik GmbH", "+49 30 901820", city="Berlin")
TOMAS = person("Tomás Oliveira", "Nordlicht Optik GmbH", "+49 30 901820", city="Berlin")
LENA = person("Lena Fischer", "Nordlicht Optik GmbH", "+49 30 901820", city="Berlin")
CONTACTS = (
    ADA,
    person("Aiko Tanaka", "Kawa Logistics KK", "+81 3 5555 0142", city="Tokyo"),
    person("Amara Okafor", "Lagos Fresh Foods", "+234 1 555 0110", city="Lagos"),
    person("Benoît Lefèvre", "Atelier Lefèvre", "+33 1 99 00 12 34", city="Paris"),
    person("Carlos Mendes", "Porto Azulejos Lda", "+351 22 555 0188", city="Porto"),
    GRACE,
    KARIN,
    LENA,
    person("Mary Jackson", "Windway Tunnels LLC", "+1 757 555 0121", city="Hampton"),
    person("Oluwaseun Adeyemi-Blackwood", "Adeyemi, Blackwood & Partners", "+44 161 496 0210"),
    person("Radia Perlman", "Spanning Trees Co", "+1 617 555 0171", city="Boston", favourite=True),
    TOMAS,
    person("Wisława Nowak", "Kraków Tramwaje", "+48 12 555 01 77", city="Kraków"),
)


def matched(contact: Contact, why: str = "matched by number") -> MatchView:
    """Say that a contact matched exactly."""
    return MatchView(contact=contact, kind=MatchKind.EXACT, why=why, label="work")


def line(call_id: str, contact: Contact | None, **more: Any) -> CallLine:
    """Make a line of the log."""
    number = contact.numbers[0].raw if contact else "+44 7700 900 461"
    return replace(
        CallLine(
            call_id=call_id,
            direction=Direction.INBOUND,
            state=State.ENDED,
            result=Result.ANSWERED,
            name=contact.name if contact else number,
            number=number,
            e164=number.replace(" ", ""),
            dials=number.replace(" ", ""),
            firm=contact.firm if contact else "",
            contact_id=contact.id if contact else None,
            estimated=False,
        ),
        **more,
    )


EARLIER = (
    line(
        "e1",
        ADA,
        started_at=before(days=3, hours=4),
        talk_s=252,
        outcome="Resolved",
        note="Invoice 2071 was sent twice, second one cancelled.",
    ),
    line(
        "e2",
        ADA,
        direction=Direction.OUTBOUND,
        started_at=before(days=9, hours=1),
        talk_s=95,
        outcome="Call back",
        note="Asked for the new price list before the board meets.",
    ),
    line("e3", ADA, state=State.MISSED, result=Result.MISSED, started_at=before(days=16)),
)
RINGING = CallCard(
    card_id="call:ada",
    call_id="ada",
    direction=Direction.INBOUND,
    state=State.RINGING,
    result=None,
    name=ADA.name,
    number="+44 20 7946 0018",
    e164="+442079460018",
    firm=ADA.firm,
    place="London",
    time_zone="Europe/London",
    via="Support queue",
    matches=(matched(ADA),),
    chosen=matched(ADA),
    rang_at=before(seconds=6),
    rang_seen_at=before(seconds=6),
    earlier=EARLIER,
)
NOTE = (
    "Renewal for 40 seats in March, wants the price before Tuesday.\n"
    "Asked whether recordings stay in the EU. Send the data sheet."
)
TALKING = replace(
    RINGING,
    state=State.CONNECTED,
    rang_at=before(seconds=169),
    answered_at=before(seconds=161),
    note=NOTE,
    saved_at=before(seconds=0),
)
HELD = replace(TALKING, state=State.ON_HOLD)
WRAP_UP = replace(
    TALKING,
    state=State.ENDED,
    result=Result.ANSWERED,
    ended_at=before(seconds=38),
    durations=Durations(ring_s=8, talk_s=342),
)
CALLING_BACK = replace(
    WRAP_UP,
    outcome="call_back",
    tags=("renewal",),
    call_back_at=(NOW + timedelta(days=4)).replace(hour=10, minute=0, second=0).isoformat(),
)
SEVERAL = replace(
    RINGING,
    card_id="call:berlin",
    name="+49 30 901820",
    number="+49 30 901820",
    e164="+4930901820",
    firm="",
    place="Berlin",
    time_zone="Europe/Berlin",
    via="",
    matches=tuple(
        matched(one, "matched by number; 2 others share it") for one in (KARIN, LENA, TOMAS)
    ),
    chosen=None,
    earlier=(),
)
UNKNOWN = replace(
    RINGING,
    card_id="call:unknown",
    name="+44 7700 900 461",
    number="+44 7700 900 461",
    e164="+447700900461",
    firm="",
    matches=(),
    chosen=None,
    earlier=(),
)
GRACE_RINGS = replace(
    RINGING,
    card_id="call:grace",
    name=GRACE.name,
    number="+1 212 555 0147",
    e164="+12125550147",
    firm=GRACE.firm,
    place="New York",
    time_zone="America/New_York",
    via="",
    matches=(matched(GRACE),),
    chosen=matched(GRACE),
    earlier=(),
)
LENA_HELD = replace(
    HELD,
    card_id="call:lena",
    name=LENA.name,
    number="+49 30 901820",
    e164="+4930901820",
    firm=LENA.firm,
    note="",
    answered_at=before(seconds=611),
    matches=(matched(LENA, "chosen by you"),),
    chosen=matched(LENA, "chosen by you"),
    earlier=(),
)
UNFINISHED = (
    line("u1", GRACE, started_at=before(minutes=12), talk_s=161, via="Support queue"),
    line("u2", KARIN, started_at=before(hours=2), talk_s=934, note="Lens order 8831"),
)
MISSED = (
    line("m1", None, state=State.MISSED, result=Result.MISSED, started_at=before(minutes=26)),
    line(
        "m2",
        CONTACTS[1],
        state=State.VOICEMAIL,
        result=Result.VOICEMAIL,
        started_at=before(hours=5),
        has_voicemail=True,
        via="Sales queue",
    ),
    line("m3", CONTACTS[9], state=State.MISSED, result=Result.MISSED, started_at=before(hours=25)),
)
LOG = (
    line("l0", ADA, started_at=before(minutes=3), talk_s=161, note=NOTE, via="Support queue"),
    *UNFINISHED[:1],
    *MISSED[:1],
    line(
        "l1",
        CONTACTS[8],
        direction=Direction.OUTBOUND,
        started_at=before(minutes=51),
        talk_s=64,
        outcome="Resolved",
        note="Confirmed delivery on Monday.",
        has_recording=True,
    ),
    line(
        "l2",
        CONTACTS[3],
        started_at=before(hours=1, minutes=20),
        talk_s=1290,
        outcome="Passed on",
        note="Wants a quote from Design.",
        has_recording=True,
        has_summary=True,
    ),
    *UNFINISHED[1:],
    *MISSED[1:2],
    line(
        "l3",
        CONTACTS[10],
        direction=Direction.OUTBOUND,
        result=Result.BUSY,
        started_at=before(hours=6),
        talk_s=0,
        outcome="No answer",
    ),
    *MISSED[2:],
    line(
        "l4",
        CONTACTS[4],
        started_at=before(hours=27),
        talk_s=415,
        outcome="Resolved",
        note="Tiles arrived complete.",
        has_summary=True,
    ),
    line(
        "l5",
        None,
        state=State.REJECTED,
        result=Result.REJECTED,
        started_at=before(hours=28),
    ),
    *EARLIER,
)
DETAIL = CallDetail(
    line=LOG[4],
    durations=Durations(ring_s=7, talk_s=1290, hold_s=45, wrap_up_s=38, estimated=False),
    timeline=(
        TimelineItem(at=before(hours=1, minutes=20), text="Rang", source=Source.EMBED),
        TimelineItem(at=before(hours=1, minutes=19.9), text="Answered", source=Source.EMBED),
        TimelineItem(at=before(hours=1, minutes=9), text="On hold", source=Source.WEBHOOK),
        TimelineItem(at=before(hours=1, minutes=8), text="Off hold", source=Source.WEBHOOK),
        TimelineItem(at=before(minutes=58), text="Ended: answered", source=Source.WEBHOOK),
        TimelineItem(at=before(minutes=57), text="Outcome: Passed on", source=Source.PERSON),
        TimelineItem(at=before(minutes=55), text="Record received", source=Source.REST),
    ),
    tags=("quote", "big client"),
    note="Wants a quote from Design for the shop front. Budget is 12,000 euros.",
    note_history=((before(minutes=59), "Wants a quote from Design."),),
    recordings=(("https://zoom.example/rec/1", 1290),),
    summary="Benoît asks for a quote for a new shop front and wants to see three drafts.",
    next_steps="Design sends three drafts by Thursday.",
)
CONTACT_DETAIL = ContactDetail(contact=ADA, earlier=EARLIER)
READY = StatusView(
    softphone=SoftphoneState.READY,
    softphone_text="Zoom ready",
    companion=CompanionState.IN_STEP,
    companion_text="Companion in step",
    unfinished=2,
    agent_name="Bo Lindqvist",
)
AWAY = replace(
    READY,
    companion=CompanionState.AWAY,
    companion_text="The companion cannot be reached. Everything is kept here and sent later.",
    waiting=14,
)
CALL_BACKS = (
    CallBack(
        line=line("b1", CONTACTS[3], note="Wants to see three drafts before he decides."),
        at=before(minutes=20),
        due=True,
    ),
    CallBack(line=line("b2", None), at=(NOW + timedelta(days=3)).replace(hour=10, minute=0)),
    CallBack(
        line=line("b3", CONTACTS[10], note="Send the data sheet first."),
        at=(NOW + timedelta(days=4)).replace(hour=9, minute=30),
    ),
)
ASKED = (
    DialQuestion(
        question_id="q1",
        action=LinkAction.CALL,
        name=ADA.name,
        number="+44 20 7946 0018",
        firm=ADA.firm,
        place="London",
        time_zone="Europe/London",
        source="Firefox",
        reasons=(AskReason.SETTING,),
    ),
    DialQuestion(
        question_id="q2",
        action=LinkAction.CALL,
        name="0900 123456",
        number="0900 123456",
        caller_id="+44 20 7946 0100",
        why="Calls to this number cost more than usual.",
        reasons=(AskReason.PREMIUM,),
        source="Thunderbird",
        times=3,
    ),
    DialQuestion(
        question_id="q3",
        action=LinkAction.SMS,
        name=GRACE.name,
        number="+1 212 555 0147",
        place="New York",
        source="Firefox",
    ),
)
IDLE = DeskView(outcomes=OUTCOMES, unfinished=UNFINISHED, missed=MISSED, call_backs=CALL_BACKS)
LOG_PAGE = LogPage(lines=LOG, places=tuple((str(line.started_at), line.call_id) for line in LOG))
LOG_COUNT = LogCount(calls=len(LOG))
LOG_CHOICES = LogChoices(queues=("Sales", "Support queue"), outcomes=OUTCOMES)


def desk(*cards: CallCard, active: str | None = None) -> DeskView:
    """Put cards on the desk, the first one shown."""
    return replace(IDLE, cards=cards, active=active or cards[0].card_id)
