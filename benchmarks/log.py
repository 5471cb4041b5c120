"""The call log of a million calls: the desk's answers against SQLite's, and the window's stalls."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.bare_sqlite import Bare, bare_sqlite
from benchmarks.big_log import make_big_log
from benchmarks.log_window import watch_window
from benchmarks.measured import Measured, quantile
from cti_desktop.agent.office import AgentOffice
from cti_desktop.agent.opening import open_office
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.calls.log_filter import LogFilter, Sort

_CALLS = 1_000_000
_TURNS = 20
_FEW_TURNS = 5  # where the bare query takes seconds
_FRAME_MS = 16.0
_LIMIT = 2.0
_STALL_MS = 50.0
_NEWEST = "ORDER BY started_at DESC, id DESC LIMIT 101"
_RARE = (
    "WHERE group_id IN (SELECT rowid FROM call_search WHERE call_search MATCH"
    """ '"999" AND "not" AND "ote"') AND search LIKE '%note%' AND search LIKE '%99999%'"""
)
_KNOWN = (
    "(search LIKE '%{0}%' OR party_number IN (SELECT e164 FROM contact_number WHERE ref IN"
    " (SELECT ref FROM contact_word WHERE word >= '{0}' AND word < '{0}~')))"
)
_MIXED = f"WHERE {_KNOWN.format('person')} AND {_KNOWN.format('977')} AND search LIKE '%note%'"
_BY_NAME = (
    "ORDER BY coalesce((SELECT contact.sort_name FROM contact_number JOIN contact USING (ref)"
    " WHERE contact_number.e164 = party_number LIMIT 1), party_name), id LIMIT 101"
)
_COMMON = "WHERE search LIKE '%caller%' AND search LIKE '%77%'"


@dataclass(frozen=True, slots=True)
class _Question:
    """One thing a person does, and the bare query for the same rows."""

    name: str
    bare: str
    shown: LogFilter = field(default_factory=LogFilter)
    back: bool = False
    turns: int = _TURNS


_QUESTIONS = (
    _Question("open", _NEWEST),
    _Question("find a rare word", f"{_RARE} {_NEWEST}", LogFilter(text="note 99999")),
    _Question("find a common word", f"{_COMMON} {_NEWEST}", LogFilter(text="caller 77")),
    _Question("only with a voicemail", f"WHERE has_voicemail = 1 {_NEWEST}",
              LogFilter(has_voicemail=True)),
    _Question("only without an outcome", f"WHERE outcome IS NULL {_NEWEST}",
              LogFilter(without_outcome=True)),
    _Question("find a contact and a word", f"{_MIXED} {_NEWEST}",
              LogFilter(text="person 977 note"), turns=_FEW_TURNS),
    _Question("jump to the end", "ORDER BY started_at, id LIMIT 101", back=True),
    _Question("sort by talk time", "ORDER BY talk_s DESC, id DESC LIMIT 101",
              LogFilter(sort=Sort.LONGEST)),
    _Question("sort by the name shown", _BY_NAME, LogFilter(sort=Sort.PARTY), turns=_FEW_TURNS),
)  # fmt: skip


def measure(calls: int = _CALLS) -> Iterator[Measured]:
    """Make a log, ask each question in turns, then use the window.

    The limit is twice the bare query and one frame of the screen, so the frame is taken off first.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_big_log(folder / "desk.db", calls)
        settings = DeskSettings(data_dir=folder, region="US")
        with bare_sqlite(folder / "desk.db") as bare:
            for question, ours, theirs in asyncio.run(_asked(settings, bare)):
                yield Measured(
                    bench="log",
                    metric=f"{question}, p99 less a frame",
                    value=max(0.0, ours - _FRAME_MS),
                    unit="ms",
                    baseline=theirs,
                    limit=_LIMIT,
                )
        for what, stall in watch_window(folder):
            yield Measured(
                bench="log",
                metric=f"window stands still: {what}",
                value=stall,
                unit="ms",
                limit=_STALL_MS,
            )


async def _asked(settings: DeskSettings, bare: Bare) -> list[tuple[str, float, float]]:
    office = open_office(settings)
    await office.log_page(limit=1)  # the first page has listed calls by then
    try:
        return [(one.name, *await _p99s(office, one, bare)) for one in _QUESTIONS]
    finally:
        await office.stop()


async def _p99s(office: AgentOffice, one: _Question, bare: Bare) -> tuple[float, float]:
    sql = f"SELECT body FROM folded_call {one.bare}"
    ours, theirs = [], []
    for _ in range(one.turns):
        began = time.perf_counter()
        await office.log_page(one.shown, back=one.back)
        ours.append(time.perf_counter() - began)
        began = time.perf_counter()
        bare(sql)
        theirs.append(time.perf_counter() - began)
    return quantile(ours, 0.99) * 1000, quantile(theirs, 0.99) * 1000
