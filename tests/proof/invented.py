"""Plausible calls invented as events, without any reader: what all sources tell and what is true.

Every call has live events, which may be lost, the server's records of the whole and of each leg,
and what people typed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hypothesis import strategies as st

from cti_desktop.calls.correlation import call_keys
from cti_desktop.calls.events import (
    CallEvent,
    Direction,
    Facts,
    Kind,
    LegRef,
    Media,
    NoteField,
    Party,
    Result,
    Side,
    Source,
    Transfer,
)
from tests.calls.stories import START, agent

CALLER = Party(name="Ada Lovelace", number="+442079460018", internal=False)
QUEUE = Party(name="Support", extension="7001", extension_type="callQueue", internal=True)


@dataclass
class Invented:
    """One call: events that may be lost, records, and notes."""

    live: list[CallEvent] = field(default_factory=list)
    records: list[CallEvent] = field(default_factory=list)
    notes: list[CallEvent] = field(default_factory=list)

    @property
    def events(self) -> list[CallEvent]:
        return [*self.live, *self.records, *self.notes]


@dataclass(frozen=True)
class _Plan:
    """What happened; seconds count from the first ring."""

    number: int
    inbound: bool
    members: int
    answered: int | None
    end: int
    hold: tuple[int, int] | None
    onward: str | None
    recorded: bool
    again: tuple[int, int | None, int] | None = None
    """A second round at the first agent: seconds after the end of ring, answer and end."""


class _Script:
    """Writes the events of one plan."""

    def __init__(self, plan: _Plan) -> None:
        self.plan = plan
        self.call_id = f"068cba{plan.number:02x}b27ba0d08d2"
        self.consult_id = f"068cbb{plan.number:02x}b27ba0d0111"
        self.uuid = f"20261120-h{plan.number}"
        self.out = Invented()
        self.answers: list[int] = []
        self.over = plan.end

    def at(self, second: int) -> datetime:
        return START + timedelta(seconds=1000 * self.plan.number + second)

    def write(self) -> Invented:
        plan = self.plan
        side = Side.CALLEE if plan.inbound else Side.CALLER
        for who in range(1, plan.members + 1):
            first = who == 1 and plan.answered is not None
            ended = plan.end if first or plan.answered is None else plan.answered
            self.leg(who, side, 0, plan.answered if first else None, ended)
        if plan.onward == "warm":
            self.warm()
        if plan.onward == "blind":
            self.leg(5, Side.CALLEE, plan.end, plan.end + 3, plan.end + 40, f"{self.call_id}_1")
            self.tell(Kind.TRANSFERRED, plan.end - 1, Transfer(how="blind", stage="started"))
        if plan.again:
            self.again(*plan.again)
        self.whole()
        return self.out

    def leg(
        self,
        who: int,
        side: Side,
        rang: int,
        answered: int | None,
        ended: int,
        call_id: str | None = None,
        *,
        far: Party = CALLER,
        round_no: int = 1,
    ) -> None:
        """Tell of one agent's part by both live sources, then its record."""
        own, live_id = agent(who), call_id or self.call_id
        self.note_times(answered if far is CALLER else None, ended)
        ends = {"caller": own, "callee": far} if side is Side.CALLER else {"caller": far}
        ends.setdefault("callee", own)
        inside = far.internal is True
        plain = Facts(
            direction=Direction.OUTBOUND if side is Side.CALLER else Direction.INBOUND,
            caller=ends["caller"],
            callee=ends["callee"],
            via=QUEUE if side is Side.CALLEE and not inside and self.plan.members > 1 else None,
        )
        result = self.result(side, answered, who if round_no == 1 else 9)
        steps = [(Kind.RANG, rang, plain), (Kind.ENDED, ended, replace(plain, result=result))]
        if answered is not None:
            steps.append((Kind.ANSWERED, answered, plain))
        hold = self.plan.hold if answered is not None and who == 1 and not inside else None
        hold = hold if round_no == 1 else None
        if hold:
            steps += [(Kind.HELD, hold[0], plain), (Kind.RESUMED, hold[1], plain)]
        ref = LegRef(side=side, ids=(f"ext:x{who}", f"no:{800 + who}", f"user:u{who}"))
        for source, late in ((Source.EMBED, 1), (Source.WEBHOOK, 0)):
            for kind, second, facts in steps:
                self.add(self.out.live, kind, source, second + late, live_id, facts, ref)
        final = replace(
            plain,
            rang_at=self.at(rang),
            answered_at=None if answered is None else self.at(answered),
            ended_at=self.at(ended),
            result=result,
            result_raw=str(result),
            talk_s=0 if answered is None else ended - answered,
            hold_s=hold[1] - hold[0] if hold else 0,
            final=True,
        )
        name = f"{who}-{round_no}"
        self.add(self.out.records, Kind.LOGGED, Source.REST, ended, live_id, final, ref, name)

    def note_times(self, answered: int | None, ended: int) -> None:
        """Keep what the row of the whole call will say."""
        self.over = max(self.over, ended)
        self.answers += [] if answered is None else [answered]

    def again(self, rang: int, answered: int | None, ended: int) -> None:
        """Ring at the first agent once more, who took it, missed it or handed it on before."""
        base = self.over
        answer = None if answered is None else base + answered
        self.leg(1, Side.CALLEE, base + rang, answer, base + ended, round_no=2)

    def result(self, side: Side, answered: int | None, who: int) -> Result:
        if answered is not None:
            return Result.ANSWERED
        if side is Side.CALLER:
            return Result.NO_ANSWER
        elsewhere = self.plan.answered is not None and who <= self.plan.members
        return Result.ANSWERED_ELSEWHERE if elsewhere else Result.MISSED

    def warm(self) -> None:
        """Ask a colleague in a call of its own, then join them to the customer."""
        begin, end = self.plan.end - 15, self.plan.end
        started, completed = (Transfer(how="warm", stage=s) for s in ("started", "completed"))
        self.tell(Kind.TRANSFERRED, begin, started, consult=True)
        self.tell(Kind.TRANSFERRED, end, completed)
        self.leg(1, Side.CALLER, begin, begin + 5, end, self.consult_id, far=agent(5))
        self.leg(5, Side.CALLEE, begin, begin + 5, end + 40, self.consult_id, far=agent(1))

    def tell(self, kind: Kind, second: int, transfer: Transfer, *, consult: bool = False) -> None:
        facts = Facts(transfer=transfer)
        more = [self.consult_id] if consult else []
        self.add(self.out.live, kind, Source.WEBHOOK, second, self.call_id, facts, None, more=more)

    def whole(self) -> None:
        """Add the account's row, the recording and the notes."""
        plan = self.plan
        over, answered = self.over, min(self.answers, default=None)
        ours, theirs = agent(1), CALLER
        row = Facts(
            direction=Direction.INBOUND if plan.inbound else Direction.OUTBOUND,
            caller=theirs if plan.inbound else ours,
            callee=(QUEUE if plan.members > 1 else ours) if plan.inbound else theirs,
            rang_at=self.at(0),
            answered_at=None if answered is None else self.at(answered),
            ended_at=self.at(over),
            result=self.result(Side.CALLEE if plan.inbound else Side.CALLER, answered, 9),
            result_raw="row",
            final=True,
        )
        self.add(self.out.records, Kind.LOGGED, Source.REST, over, self.call_id, row, None)
        if plan.recorded:
            told = Facts(recording=Media(id=f"r{plan.number}", state="completed"))
            for home, source in ((self.out.live, Source.WEBHOOK), (self.out.records, Source.REST)):
                self.add(home, Kind.RECORDING, source, over + 9, self.call_id, told, None)

    def add(
        self,
        home: list[CallEvent],
        kind: Kind,
        source: Source,
        second: int,
        call_id: str,
        facts: Facts,
        leg: LegRef | None,
        record_of: str | None = None,
        more: Sequence[str] = (),
    ) -> None:
        rest = source is Source.REST
        log_id = f"{record_of}-{leg.side}-{call_id}" if record_of and leg else None
        keys = call_keys(
            call_id=call_id,
            log_id=log_id,
            history_uuid=self.uuid if rest else None,
            more_call_ids=more,
        )
        who = leg.ids[0] if leg else ""
        side = leg.side if leg else ""
        how = f"{facts.transfer.how}-{facts.transfer.stage}" if facts.transfer else ""
        home.append(
            CallEvent(
                id="/".join((source, kind, call_id, str(second), who, side, how)),
                kind=kind,
                source=source,
                name=f"invented-{kind}",
                at=self.at(second),
                seen_at=self.at(second),
                keys=keys,
                leg=leg,
                facts=facts,
            )
        )


@st.composite
def invented_calls(draw: st.DrawFn, most: int = 3) -> list[Invented]:
    """One to `most` calls, some of them moving on, with notes by two people."""
    found = []
    for number in range(draw(st.integers(1, most))):
        call = _Script(draw(_plans(number))).write()
        call.notes = draw(st.lists(_notes(number), max_size=4, unique_by=lambda e: e.id))
        found.append(call)
    return found


@st.composite
def _plans(draw: st.DrawFn, number: int) -> _Plan:
    inbound = draw(st.booleans())
    answered = draw(st.none() | st.integers(1, 20))
    end = (answered or 0) + draw(st.integers(30, 90))
    hold_at = (answered or 0) + 2
    return _Plan(
        number=number,
        inbound=inbound,
        members=draw(st.integers(1, 3)) if inbound else 1,
        answered=answered,
        end=end,
        hold=draw(st.sampled_from((None, (hold_at, hold_at + 6)))),
        onward=draw(st.sampled_from((None, "warm", "blind"))) if answered else None,
        recorded=draw(st.booleans()),
        again=draw(st.sampled_from((None, (20, 23, 50), (20, None, 40)))) if inbound else None,
    )


@st.composite
def _notes(draw: st.DrawFn, number: int) -> CallEvent:
    script = _Script(_Plan(number, True, 1, None, 0, None, None, False))
    name = draw(st.sampled_from((NoteField.TEXT, NoteField.OUTCOME, NoteField.WRAPPED_UP)))
    second, who = draw(st.integers(0, 300)), draw(st.integers(1, 2))
    wild = draw(st.sampled_from((0, 0, 0, 9_000_000)))
    at = script.at(second + wild)
    return CallEvent(
        id=f"note/{number}/{name}/{second}/{who}/{wild}",
        kind=Kind.NOTED,
        source=Source.PERSON,
        name="note",
        at=at,
        seen_at=at,
        keys=call_keys(call_id=script.call_id),
        author=f"user:u{who}",
        facts=Facts(note_field=name, note_value=str(second), about=f"call:{script.call_id}"),
    )
