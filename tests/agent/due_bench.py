"""A real store with what is due in it, and a clock that is turned by hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cti_desktop.agent.due import Due, Reminders
from cti_desktop.agent.lines import CallReader
from cti_desktop.agent.views import CallBackDue, CallLine, Notice
from cti_desktop.assets import asset
from cti_desktop.calls.events import (
    CallEvent,
    Direction,
    Facts,
    Kind,
    LegRef,
    NoteField,
    Party,
    Result,
    Side,
    Source,
)
from cti_desktop.calls.outcomes import read_outcomes
from cti_desktop.store.journal import Appended
from cti_desktop.store.opening import Store, open_store
from tests.agent.desks import ADA
from tests.store.making import START, note

ADA_AT_WORK = Party(name="Ada", number="+442079460018")
ADA_MOBILE = Party(name="Ada", number="+447700900118")
GRACE = Party(name="Grace", number="+12125550147")
ROBIN = Party(name="Robin", extension="204", user_id="u9", internal=True)
AGENT = Party(name="Bo", user_id="u1", extension="800", internal=True)


@dataclass
class Timers:
    """Keeps what should be called later, for the test to call."""

    waiting: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def call_later(self, delay: float, callback: Callable[[], None]) -> "Waiting":
        entry = (delay, callback)
        self.waiting.append(entry)
        return Waiting(self, entry)

    def ring(self) -> None:
        """Let the one timer go off."""
        ((_, callback),) = self.waiting
        self.waiting.clear()
        callback()


@dataclass
class Waiting:
    timers: Timers
    entry: tuple[float, Callable[[], None]]

    def cancel(self) -> None:
        if self.entry in self.timers.waiting:
            self.timers.waiting.remove(self.entry)


@dataclass
class Bench:
    """A store, what is due in it, and the clock."""

    store: Store
    now: datetime = START

    def __post_init__(self) -> None:
        outcomes = read_outcomes(asset("outcomes.toml"))
        self.reader = CallReader(self.store.directory, outcomes, "GB")
        self.due = Due(self.store.log, self.reader, lambda: self.now)
        self.timers = Timers()
        self.told: list[CallBackDue | Notice] = []
        self.changes = 0
        self.reminders = Reminders(
            self.due,
            self.timers,
            tell=self.told.append,
            changed=self._changed,
            now=lambda: self.now,
        )

    def missed(self) -> tuple[CallLine, ...]:
        """Return the lines of the missed calls that wait."""
        return tuple(self.reader.line(call) for call in self.due.missed())

    def _changed(self) -> None:
        self.changes += 1

    def append(self, *events: CallEvent) -> Appended:
        told = self.store.journal.append(events).result(10)
        self.due.heard(told.calls, told.moved)
        return told

    def call(
        self,
        key: str,
        minute: float,
        *,
        who: Party = ADA_AT_WORK,
        way: Direction = Direction.INBOUND,
        answered: bool = True,
        agent: str = "user:u1",
        over: float | None = None,
    ) -> str:
        """Hear of a call; it is over at a minute, or at once."""
        kinds = [Kind.RANG, *([Kind.ANSWERED] if answered else []), Kind.ENDED]
        ends = {} if over is None else {Kind.ENDED: START + timedelta(minutes=over)}
        out = way is not Direction.INBOUND
        told = self.append(
            *(
                CallEvent(
                    id=f"{key}-{kind}",
                    kind=kind,
                    source=Source.EMBED,
                    name=f"told {kind}",
                    at=ends.get(kind, START + timedelta(minutes=minute, seconds=5 * step)),
                    seen_at=START + timedelta(minutes=minute, seconds=5 * step),
                    keys=(f"call:{key}",),
                    leg=LegRef(side=Side.CALLER if out else Side.CALLEE, ids=(agent,)),
                    facts=Facts(
                        direction=way,
                        caller=AGENT if out else who,
                        callee=who if out else AGENT,
                    ),
                )
                for step, kind in enumerate(kinds)
            )
        )
        return told.calls[0].id

    def rang_at(
        self,
        agent: str,
        key: str,
        minute: float,
        *,
        who: Party = ADA_AT_WORK,
        way: Direction = Direction.INBOUND,
        result: Result | None = None,
    ) -> None:
        """Hear that a call rang at an agent as well, who did not take it."""
        self.append(
            *(
                CallEvent(
                    id=f"{key}-{agent}-{kind}",
                    kind=kind,
                    source=Source.WEBHOOK,
                    name=f"told {kind}",
                    at=START + timedelta(minutes=minute, seconds=20 * step),
                    seen_at=START + timedelta(minutes=minute, seconds=20 * step),
                    keys=(f"call:{key}",),
                    leg=LegRef(side=Side.CALLEE, ids=(agent,)),
                    facts=Facts(direction=way, caller=who, result=result if step else None),
                )
                for step, kind in enumerate((Kind.RANG, Kind.ENDED))
            )
        )

    def promise(
        self, key: str, minute: float | None, mark: str = "", author: str = "user:u1"
    ) -> None:
        at = None if minute is None else (START + timedelta(minutes=minute)).isoformat()
        self.append(
            note(
                f"promise-{key}{mark}",
                f"call:{key}",
                field=NoteField.CALL_BACK_AT,
                value=at,
                second=len(mark),
                author=author,
            )
        )

    def turn_to(self, minute: float) -> None:
        self.now = START + timedelta(minutes=minute)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}", region="GB")
    store.directory.put([ADA]).result(10)
    yield Bench(store)
    store.close()
