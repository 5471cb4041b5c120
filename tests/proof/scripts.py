"""Writes the events of an invented call: both live sources, the records, the aftermath."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from cti_desktop.calls.correlation import call_keys
from cti_desktop.calls.events import (
    CallEvent,
    Direction,
    Facts,
    Kind,
    LegRef,
    Media,
    Party,
    Result,
    Side,
    Source,
    Transfer,
)
from tests.calls.stories import START, agent

CALLER = Party(name="Ada Lovelace", number="+442079460018", internal=False)
QUEUE = Party(name="Support", extension="7001", extension_type="callQueue", internal=True)
INSIDE, CONSULTED, PICKING_UP = 7, 5, 6
"""Numbers of the agents who call from inside, are handed a call, and take a parked one up."""


@dataclass(frozen=True)
class Round:
    """What truly happened in one round at an agent, in seconds from the first ring."""

    rang: int
    answered: int | None
    ended: int
    result: Result


@dataclass
class Invented:
    """One call: events that may be lost, those that are not, and what people typed.

    Attributes:
        live: what both live sources tell.
        records: the server's records and what follows the call, which is never lost.
        truth: the rounds of each leg by side and agent.
        internal: between two agents.
        start: of the first ring.
    """

    live: list[CallEvent] = field(default_factory=list)
    records: list[CallEvent] = field(default_factory=list)
    notes: list[CallEvent] = field(default_factory=list)
    truth: dict[tuple[Side, int], list[Round]] = field(default_factory=dict)
    internal: bool = False
    start: datetime = START

    def at(self, second: int) -> datetime:
        return self.start + timedelta(seconds=second)

    @property
    def events(self) -> list[CallEvent]:
        return [*self.live, *self.records, *self.notes]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What happened; seconds count from the first ring.

    Attributes:
        way: `in`, `out` or `inside`.
        onward: how the first agent got rid of it: `warm`, `blind`, `park` (a colleague took it up)
            or `park_back` (they took it back themselves).
        again: a further round at the first agent: seconds of ring, answer and end after the rest.
        spoken: whoever was not answered spoke on a voicemail.
        devices: the first agent has a second, silent device.
        page_log: the agents' pages told of the log of each round.
        muted: the first agent muted themselves.
        summary: what became of the AI summary: `made`, `edited`, `deleted` or `anew`.
        gone: what was deleted in Zoom later: `record`, `recording`, `voicemail`.
    """

    number: int
    way: str = "in"
    members: int = 1
    answered: int | None = None
    end: int = 0
    hold: tuple[int, int] | None = None
    onward: str | None = None
    again: tuple[int, int | None, int] | None = None
    recorded: bool = False
    spoken: bool = False
    devices: bool = False
    page_log: bool = False
    muted: bool = False
    summary: str | None = None
    gone: frozenset[str] = frozenset()


class Script:
    """Writes the events of one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.call_id = f"068cba{plan.number:02x}b27ba0d08d2"
        self.consult_id = f"068cbb{plan.number:02x}b27ba0d0111"
        self.uuid = f"20261120-h{plan.number}"
        start = START + timedelta(seconds=1000 * plan.number)
        self.out = Invented(internal=plan.way == "inside", start=start)
        self.far = agent(INSIDE) if self.out.internal else CALLER
        self.side = Side.CALLER if plan.way == "out" else Side.CALLEE

    def at(self, second: int) -> datetime:
        return self.out.at(second)

    @property
    def over(self) -> int:
        return max(one.ended for told in self.out.truth.values() for one in told)

    def write(self) -> Invented:
        plan = self.plan
        for who in range(1, plan.members + 1):
            first = who == 1 and plan.answered is not None
            ended = plan.end if first or plan.answered is None else plan.answered
            self.leg(who, self.side, self.round(who, 0, plan.answered if first else None, ended))
        if self.out.internal:
            self.leg(INSIDE, Side.CALLER, self.round(INSIDE, 0, plan.answered, plan.end))
        self.move_on()
        if plan.again:
            (rang, answered, ended), over = plan.again, self.over
            answer = None if answered is None else over + answered
            self.leg(1, Side.CALLEE, self.round(1, over + rang, answer, over + ended))
        self.whole()
        self.leave()
        self.delete()
        return self.out

    def round(self, who: int, rang: int, answered: int | None, ended: int) -> Round:
        """Say how a round came out for who it rang at."""
        plan = self.plan
        result = Result.ANSWERED if answered is not None else Result.MISSED
        if answered is None and (who == INSIDE or self.side is Side.CALLER):
            result = Result.VOICEMAIL if plan.spoken else Result.NO_ANSWER
        elif answered is None and rang == 0 and plan.answered is not None:
            result = Result.ANSWERED_ELSEWHERE
        elif who == 1 and rang == 0 and (plan.onward or "").startswith("park"):
            result = Result.PARKED
        return Round(rang, answered, ended, result)

    def move_on(self) -> None:
        end, onward = self.plan.end, self.plan.onward
        if onward == "warm":
            self.warm()
        elif onward == "blind":
            self.tell(end - 1, Transfer(how="blind", stage="started"))
            took = self.round(CONSULTED, end, end + 3, end + 40)
            self.leg(CONSULTED, Side.CALLEE, took, f"{self.call_id}_1")
        elif onward == "park":
            self.leg(PICKING_UP, Side.CALLEE, self.round(PICKING_UP, end + 20, end + 22, end + 60))
        elif onward == "park_back":
            self.leg(1, Side.CALLEE, self.round(1, end + 20, end + 22, end + 60))

    def warm(self) -> None:
        """Ask a colleague in a call of its own, then join them to the customer."""
        begin, end = self.plan.end - 15, self.plan.end
        self.tell(begin, Transfer(how="warm", stage="started"), consult=True)
        self.tell(end, Transfer(how="warm", stage="completed"))
        asks = Round(begin, begin + 5, end, Result.ANSWERED)
        self.leg(1, Side.CALLER, asks, self.consult_id, far=agent(CONSULTED))
        asked = replace(asks, ended=end + 40)
        self.leg(CONSULTED, Side.CALLEE, asked, self.consult_id, far=agent(1))

    def leg(
        self,
        who: int,
        side: Side,
        told: Round,
        call_id: str | None = None,
        far: Party | None = None,
    ) -> None:
        """Tell of one round at one agent by both live sources, then its record."""
        rounds = self.out.truth.setdefault((side, who), [])
        rounds.append(told)
        own, live_id = agent(who), call_id or self.call_id
        other = far or (agent(1) if who == INSIDE else self.far)
        queued = side is Side.CALLEE and far is None and self.plan.members > 1
        plain = Facts(
            direction=Direction.OUTBOUND if side is Side.CALLER else Direction.INBOUND,
            caller=own if side is Side.CALLER else other,
            callee=other if side is Side.CALLER else own,
            via=QUEUE if queued else None,
        )
        ref = LegRef(side=side, ids=(f"ext:x{who}", f"no:{800 + who}", f"user:u{who}"))
        hold = self.plan.hold if who == 1 and len(rounds) == 1 and far is None else None
        hold = hold if told.answered is not None else None
        first = who == 1 and len(rounds) == 1 and far is None
        for source, late in ((Source.EMBED, 1), (Source.WEBHOOK, 0)):
            for kind, second, facts in self.steps(told, plain, hold, source, first=first):
                self.add(self.out.live, kind, source, second + late, live_id, facts, ref)
        final = replace(
            plain,
            rang_at=self.at(told.rang),
            answered_at=None if told.answered is None else self.at(told.answered),
            ended_at=self.at(told.ended),
            result=told.result,
            result_raw=str(told.result),
            talk_s=0 if told.answered is None else told.ended - told.answered,
            hold_s=hold[1] - hold[0] if hold else 0,
            final=True,
        )
        log = f"{who}-{side}-{live_id}-{len(rounds)}"
        self.add(
            self.out.records, Kind.LOGGED, Source.REST, told.ended, live_id, final, ref, log=log
        )

    def steps(
        self,
        told: Round,
        plain: Facts,
        hold: tuple[int, int] | None,
        source: Source,
        *,
        first: bool,
    ) -> Iterable[tuple[Kind, int, Facts]]:
        """What one live source tells of a round; `first` is the first agent's first one."""
        plan, page = self.plan, source is Source.EMBED
        yield Kind.RANG, told.rang, plain
        if told.answered is not None:
            yield Kind.ANSWERED, told.answered, plain
            if plan.devices and first:
                elsewhere = replace(plain, result=Result.ANSWERED_ELSEWHERE)
                yield Kind.ENDED, told.answered + 1, elsewhere
            if plan.muted and first and not page:
                yield Kind.MUTED, told.answered + 1, plain
                yield Kind.UNMUTED, told.answered + 3, plain
        if hold:
            yield Kind.HELD, hold[0], plain
            yield Kind.RESUMED, hold[1], plain
        if told.result is Result.PARKED and not page:
            park = Transfer(how="park", stage="completed", to_number="*801")
            yield Kind.PARKED, told.ended, replace(plain, transfer=park)
        elif told.result is not Result.PARKED:
            yield Kind.ENDED, told.ended, replace(plain, result=told.result)
        if plan.page_log and page:
            talk = told.ended - (told.ended if told.answered is None else told.answered)
            yield Kind.LOGGED, told.rang, replace(plain, result=told.result, duration_s=talk)

    def tell(self, second: int, transfer: Transfer, *, consult: bool = False) -> None:
        self.add(
            self.out.live,
            Kind.TRANSFERRED,
            Source.WEBHOOK,
            second,
            self.call_id,
            Facts(transfer=transfer),
            more=[self.consult_id] if consult else [],
        )

    def whole(self) -> None:
        """Add the account's row."""
        plan, ours, over = self.plan, agent(1), self.over
        told = [one for rounds in self.out.truth.values() for one in rounds]
        answered = min((one.answered for one in told if one.answered is not None), default=None)
        results = {one.result for one in told}
        order = (Result.ANSWERED, Result.VOICEMAIL, Result.NO_ANSWER, Result.MISSED)
        spoken = plan.spoken and answered is None
        result = Result.VOICEMAIL if spoken else next(r for r in (*order, *results) if r in results)
        out = plan.way == "out"
        row = Facts(
            direction=Direction({"in": "inbound", "out": "outbound"}.get(plan.way, "internal")),
            caller=ours if out else self.far,
            callee=CALLER if out else QUEUE if plan.members > 1 else ours,
            rang_at=self.at(0),
            answered_at=None if answered is None else self.at(answered),
            ended_at=self.at(over),
            result=result,
            result_raw="row",
            final=True,
        )
        self.add(self.out.records, Kind.LOGGED, Source.REST, over, self.call_id, row)

    def leave(self) -> None:
        """Leave a recording, a voicemail and a summary behind: told live, and by REST later."""
        plan = self.plan
        if plan.recorded:
            told = Facts(recording=Media(id=self.named("r"), url="https://rec", state="completed"))
            self.left(Kind.RECORDING, told, "recording")
        if plan.spoken and plan.way != "out":
            media = Media(id=self.named("v"), url="https://vm", duration_s=9, text="Call me.")
            self.left(Kind.VOICEMAIL, Facts(voicemail=media), "voicemail")
        if plan.summary:
            self.summarise(plan.summary)

    def left(self, kind: Kind, facts: Facts, name: str) -> None:
        media = facts.recording or facts.voicemail
        assert media is not None
        early = replace(media, text=None)
        keys = [f"{name}:{media.id}"]
        second = self.over + 9
        told: dict[str, Any] = {name: early}
        live = replace(facts, **told)
        self.add(self.out.live, kind, Source.WEBHOOK, second, self.call_id, live, keys=keys)
        self.add(self.out.records, kind, Source.REST, second + 5, self.call_id, facts, keys=keys)

    def summarise(self, became: str) -> None:
        over, live, later = self.over, self.out.live, self.out.records
        page = Media(id=f"summary:{self.call_id}", text="Wants a quote.")
        made = replace(page, id=self.named("s"))
        edited = replace(made, text="Wants two.", next_steps="Send them.", edited=True)
        gone = Media(id=made.id, deleted=True)
        told = [(live, Source.EMBED, 12, page), (later, Source.REST, 14, made)]
        if became != "made":
            told.append((later, Source.REST, 30, edited))
        if became in ("deleted", "anew"):
            told.append((later, Source.WEBHOOK, 40, gone))
        if became == "anew":
            told.append((later, Source.REST, 50, replace(made, id=self.named("t"), text="Anew.")))
        for home, source, late, media in told:
            facts = Facts(summary=media)
            self.add(home, Kind.SUMMARY, source, over + late, self.call_id, facts)

    def delete(self) -> None:
        """Delete in Zoom what is to go."""
        plan, second = self.plan, self.over + 100
        later = self.out.records
        if "record" in plan.gone:
            log = f"1-{self.side}-{self.call_id}-1"
            facts = Facts(about="user:u1", deleted_ids=(log,))
            self.add(later, Kind.DELETED, Source.WEBHOOK, second, None, facts, log=log)
        if "recording" in plan.gone and plan.recorded:
            media = Media(id=self.named("r"), deleted=True)
            facts, keys = Facts(recording=media), [f"recording:{media.id}"]
            self.add(later, Kind.RECORDING, Source.WEBHOOK, second, self.call_id, facts, keys=keys)
        if "voicemail" in plan.gone and plan.spoken and plan.way != "out":
            media = Media(id=self.named("v"), deleted=True)
            facts, keys = Facts(voicemail=media), [f"voicemail:{media.id}"]
            self.add(later, Kind.VOICEMAIL, Source.WEBHOOK, second, None, facts, keys=keys)

    def named(self, letter: str) -> str:
        return f"{letter}{self.plan.number}"

    def add(
        self,
        home: list[CallEvent],
        kind: Kind,
        source: Source,
        second: int,
        call_id: str | None,
        facts: Facts,
        leg: LegRef | None = None,
        *,
        log: str | None = None,
        more: Iterable[str] = (),
        keys: Iterable[str] = (),
    ) -> None:
        rest = source is Source.REST and kind is Kind.LOGGED
        found = call_keys(
            call_id=call_id,
            log_id=log,
            history_uuid=self.uuid if rest else None,
            more_call_ids=more,
        )
        who = (leg.ids[0], leg.side) if leg else ("", "")
        how = f"{facts.transfer.how}-{facts.transfer.stage}" if facts.transfer else ""
        told = (source, kind, str(call_id), self.plan.number, second, *who, how, facts.result, log)
        home.append(
            CallEvent(
                id="/".join(map(str, told)),
                kind=kind,
                source=source,
                name=f"invented-{kind}",
                at=self.at(second),
                seen_at=self.at(second),
                keys=tuple(sorted({*found, *keys})),
                leg=leg,
                facts=facts,
            )
        )
