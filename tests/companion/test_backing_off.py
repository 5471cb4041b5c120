"""How long a call without its record is left alone: longer each time, and never all at once."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import timedelta

import pytest

from cti_desktop.calls.call import Call
from cti_desktop.calls.errors import Temporary
from cti_desktop.calls.events import Kind
from cti_desktop.companion.keeping import nobody
from cti_desktop.companion.reconcile import TRIES, Reconciler, Timing
from cti_desktop.companion.summary_fetch import Asked
from cti_desktop.companion.turns import Turns
from cti_desktop.store.opening import Store, open_store
from cti_desktop.zoom.drift import DriftReport
from cti_desktop.zoom.rest import ZoomClient
from tests.sync.events import at, leg_event

DELAY_S = 5.0
LONGEST_S = 600.0
DOUBLED = [10.0, 20.0, 40.0, 80.0, 160.0, 320.0, LONGEST_S]
DOWN = Temporary("no", code="zoom_unreachable")


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with closing(open_store(address)) as opened:
        ended = [leg_event("c-1", "ext:1", kind) for kind in (Kind.RANG, Kind.ENDED)]
        opened.journal.append(ended).result()
        yield opened


class Zoom:
    """Stands in the fetcher's place: what it says of every call it is asked for."""

    def __init__(self) -> None:
        self.answers = True

    async def fetch(self, calls: Sequence[Call]) -> Asked:
        named = frozenset(call.id for call in calls)
        return Asked(answered=named) if self.answers else Asked(answered=frozenset(), failure=DOWN)


class Patience:
    """A reconciler whose one call is asked for each time it is due, as the clock says."""

    def __init__(self, store: Store, jitter: float, patch: pytest.MonkeyPatch) -> None:
        self.now = at(60)
        self.zoom = Zoom()
        timing = Timing(
            delay=timedelta(seconds=DELAY_S),
            stale=timedelta(hours=1),
            jitter=lambda: jitter,
        )
        turns = Turns(self.nobody_known, lambda: self.now)
        self.reconciler = Reconciler(
            store, self.no_clients, timing, lambda: self.now, DriftReport(), turns
        )
        patch.setattr(self.reconciler, "_fetcher", self.zoom)

    async def no_clients(self) -> tuple[ZoomClient, ...]:
        raise nobody()

    async def nobody_known(self) -> Mapping[str, frozenset[str]]:
        return {}

    async def wait_s(self) -> float | None:
        """Ask once; returns how long the call is left alone then, None if for ever."""
        await self.reconciler._fetch(list(self.reconciler.waiting()))
        waiting = self.reconciler.waiting()
        if not waiting:
            return None
        asked, self.now = self.now, waiting[0].due
        return (self.now - asked).total_seconds()

    async def waits(self, times: int) -> list[float | None]:
        await self.reconciler._look_through()
        assert len(self.reconciler.waiting()) == 1
        return [await self.wait_s() for _ in range(times)]


@pytest.mark.asyncio
async def test_a_record_that_is_not_there_yet_is_asked_for_ever_more_seldom(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await Patience(store, 0.5, monkeypatch).waits(TRIES) == [*DOUBLED, None]


@pytest.mark.asyncio
@pytest.mark.parametrize(("jitter", "share"), [(0.0, 0.75), (1.0, 1.25)])
async def test_no_two_companions_ask_at_the_same_time_for_long(
    store: Store, monkeypatch: pytest.MonkeyPatch, jitter: float, share: float
) -> None:
    told = await Patience(store, jitter, monkeypatch).waits(len(DOUBLED))
    assert told == [pytest.approx(wait * share) for wait in DOUBLED]


@pytest.mark.asyncio
async def test_a_zoom_that_answers_nothing_is_left_in_peace_without_a_call_being_given_up(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    patience = Patience(store, 0.5, monkeypatch)
    patience.zoom.answers = False
    assert await patience.waits(2 * TRIES) == [*DOUBLED, *[LONGEST_S] * (TRIES + 1)]
    assert patience.reconciler.waiting()[0].failure == DOWN.code

    patience.zoom.answers = True
    assert [await patience.wait_s() for _ in range(TRIES)] == [*DOUBLED, None]

    assert patience.reconciler.given_up()[0].tries == TRIES


def test_every_companion_has_its_own_jitter() -> None:
    jitters = [Timing(delay=timedelta(), stale=timedelta()).jitter for _ in range(2)]
    drawn = [[jitter() for _ in range(20)] for jitter in jitters]
    assert drawn[0] != drawn[1]
    assert all(0 <= one < 1 for one in drawn[0])
