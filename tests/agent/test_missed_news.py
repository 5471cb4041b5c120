"""When a missed call is told as news: not before it is sure that nobody took it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cti_desktop.agent.missed_news import FRESH, SETTLES_S, MissedNews
from cti_desktop.agent.views import CallLine, CallsMissed, DeskView
from cti_desktop.calls.call import State
from cti_desktop.calls.events import Direction, Kind, Result, Source
from tests.agent.desks import CALL_ID, Desk
from tests.agent.due_bench import Timers
from tests.agent.test_shift_change import BO
from tests.store.making import START
from tests.sync.events import leg_event


def line(name: str, *, ago: timedelta = timedelta(seconds=20)) -> CallLine:
    return CallLine(
        call_id=name,
        direction=Direction.INBOUND,
        state=State.MISSED,
        result=Result.MISSED,
        name=name,
        number="",
        e164=None,
        started_at=START - ago,
    )


ADA, GRACE = line("Ada"), line("Grace")


class News:
    """What is told of missed calls, with timers that the test lets go off."""

    def __init__(self) -> None:
        self.views: list[CallsMissed] = []
        self.timers = Timers()
        self.news = MissedNews(self.timers, self.views.append, lambda: START)

    def missed(self, *lines: CallLine) -> None:
        """Show a desk with these missed calls."""
        self.news.take_view(DeskView(missed=lines))

    def settled(self) -> None:
        """Let the time pass that those which wait longest have to settle."""
        delay, callback = self.timers.waiting.pop(0)
        assert delay == SETTLES_S
        callback()

    @property
    def told(self) -> list[list[str]]:
        return [[line.name for line in view.lines] for view in self.views]


@pytest.fixture
def news() -> News:
    return News()


def test_a_call_that_stays_missed_is_told_once(news: News) -> None:
    news.missed(ADA)
    assert news.told == []
    news.missed(GRACE, ADA)
    news.settled()
    assert news.told == [["Ada"]]
    news.settled()
    assert news.told == [["Ada"], ["Grace"]]
    news.missed(ADA)
    news.missed(GRACE, ADA)
    assert (news.told, news.timers.waiting) == ([["Ada"], ["Grace"]], [])


def test_calls_missed_at_once_are_told_at_once(news: News) -> None:
    news.missed(GRACE, ADA)
    news.settled()
    assert news.told == [["Grace", "Ada"]]


def test_one_that_somebody_took_meanwhile_is_not_told(news: News) -> None:
    news.missed(GRACE, ADA)
    news.missed(GRACE)
    news.settled()
    assert news.told == [["Grace"]]


def test_one_that_rings_again_is_told_when_it_is_missed_for_good(news: News) -> None:
    """A queue comes back to the same agent after it tried the others."""
    news.missed(ADA)
    news.missed()
    news.missed(ADA)
    news.settled()
    assert news.told == []
    news.settled()
    assert news.told == [["Ada"]]


def test_what_was_missed_long_ago_is_no_news(news: News) -> None:
    news.missed(line("old", ago=FRESH + timedelta(seconds=1)))
    assert news.timers.waiting == []


def test_a_desk_that_closes_tells_nothing_more(news: News) -> None:
    news.missed(ADA)
    news.news.stop()
    assert news.timers.waiting == []


async def not_answered(desk: Desk) -> Timers:
    """Let a call ring until it stops; gives the timers that decide what is told of it."""
    timers = desk.office._missed_news._timers = Timers()
    desk.call_event("ringing")
    await desk.hearing.until(lambda: desk.hearing.desk.card)
    desk.call_event("ended", result="missed")
    await desk.hearing.until(lambda: desk.hearing.desk.missed)
    return timers


def told_by(desk: Desk) -> list[str]:
    told = [view for view in desk.hearing.views if isinstance(view, CallsMissed)]
    return [one.name for view in told for one in view.lines]


@pytest.mark.asyncio
async def test_a_call_that_nobody_took_is_told(desk: Desk) -> None:
    timers = await not_answered(desk)
    assert told_by(desk) == []
    timers.ring()
    assert told_by(desk) == ["Ada Lovelace"]


@pytest.mark.asyncio
@pytest.mark.parametrize("who", ["Answered by other member", "answered by other device"])
async def test_a_call_that_was_taken_elsewhere_is_not_told(desk: Desk, who: str) -> None:
    timers = await not_answered(desk)
    desk.call_event("log-completed", result=who)
    await desk.hearing.until(lambda: not desk.hearing.desk.missed)
    timers.ring()
    assert told_by(desk) == []


@pytest.mark.asyncio
async def test_a_call_passed_on_after_a_long_talk_is_told_when_it_is_missed(desk: Desk) -> None:
    desk.office._be(BO)
    began = datetime.now(UTC) - 2 * FRESH
    steps = ((Kind.RANG, began), (Kind.ANSWERED, began), (Kind.ENDED, began + FRESH))
    talked = [
        replace(leg_event(CALL_ID, "ext:xMina", kind, source=Source.WEBHOOK), at=at, seen_at=at)
        for kind, at in steps
    ]
    desk.store.journal.append(talked).result(10)
    timers = await not_answered(desk)
    timers.ring()
    assert told_by(desk) == ["Ada Lovelace"]
