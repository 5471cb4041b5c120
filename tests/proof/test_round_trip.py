"""10,000 calls through both sides in disorder, with duplicates and losses: the log is the truth."""

import gc
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cti_desktop.calls.call import Call, Note, State
from cti_desktop.calls.correlation import call_keys
from cti_desktop.calls.events import CallEvent, Direction, Facts, Kind, NoteField, Source
from cti_desktop.calls.fold import as_seen_by
from cti_desktop.calls.gaps import Gap, gaps_of
from cti_desktop.simulator.calls import SimulatedCall
from cti_desktop.zoom.embed import Agent, Observed, read_embed_message
from cti_desktop.zoom.records import read_history_detail, read_history_row
from cti_desktop.zoom.voicemails import read_voicemail
from cti_desktop.zoom.webhook import read_webhook
from tests.proof.played import AGENT, FIRST, PlayedCall, Said, disordered, history, play, voicemail
from tests.proof.sides import Sides, calls_in
from tests.zoom.messages import OUTCOMES

CALLS = 10_000
AGAIN, LOST = 0.1, 0.05
BATCH = 1000
ROOM = 2 * 1024**3
"""Bytes that both journals fit into with ease; containers often have less memory to give."""
ME = Agent(
    user_id=AGENT.user_id,
    extension_id=AGENT.extension_id,
    extension=str(AGENT.extension_number),
    email=AGENT.email,
    name=AGENT.name,
)
LATER = FIRST + timedelta(days=30)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: this is about what is kept, not about the disk."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own in it
    if not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < ROOM:
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="cti-proof-", dir=memory) as name:
        yield Path(name)


@pytest.fixture
def sides(folder: Path) -> Iterator[Sides]:
    opened = Sides.open(folder)
    yield opened
    opened.close()


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Spare the collector to go through all the calls again and again; none of it is a cycle."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def from_page(said: Said) -> list[CallEvent]:
    read = read_embed_message(said.body, agent=ME, seen_at=said.due, outcomes=OUTCOMES)
    return list(read.events) if isinstance(read, Observed) else []


def from_zoom(said: Said) -> list[CallEvent]:
    read = read_webhook(said.body.encode(), seen_at=said.due)
    assert read.drift == ()
    return list(read.events)


def typed(played: PlayedCall) -> list[CallEvent]:
    """What the agent wrote: a first try, the final words, the outcome, the end of wrap-up."""
    if played.wrapped_up_at is None or played.truth.answered_at is None:
        return []
    written = (
        (NoteField.TEXT, f"{played.note[:5]}", played.truth.answered_at),
        (NoteField.TEXT, played.note, played.wrapped_up_at - timedelta(seconds=3)),
        (NoteField.OUTCOME, played.outcome, played.wrapped_up_at - timedelta(seconds=2)),
        (NoteField.WRAPPED_UP, "yes", played.wrapped_up_at),
    )
    call_id = played.truth.call_id
    return [
        CallEvent(
            id=f"{call_id}-{number}",
            kind=Kind.NOTED,
            source=Source.PERSON,
            name="note",
            at=at,
            seen_at=at,
            keys=call_keys(call_id=call_id),
            author=ME.author,
            facts=Facts(note_field=field, note_value=value, about=f"call:{call_id}"),
        )
        for number, (field, value, at) in enumerate(written)
    ]


def deliver(sides: Sides, played: list[PlayedCall], dice: random.Random) -> None:
    """Let both sides hear their part in batches, and sync now and then in between."""
    pages = disordered([s for p in played for s in p.softphone], dice, again=AGAIN)
    sent = [s for p in played for s in p.webhooks if dice.random() >= LOST]
    heard = [(said.due, True, from_page(said)) for said in pages]
    heard += [(e.at, True, [e]) for p in played for e in typed(p)]
    heard += [(s.due, False, from_zoom(s)) for s in disordered(sent, dice, again=AGAIN)]
    heard.sort(key=lambda one: one[0])
    waiting: dict[bool, list[CallEvent]] = {True: [], False: []}
    for now, here, events in heard:
        waiting[here].extend(events)
        if len(waiting[here]) >= BATCH:
            (sides.hear if here else sides.receive)(waiting[here])
            waiting[here] = []
            exchange(sides, dice, now)
    sides.hear(waiting[True])
    sides.receive(waiting[False])


def exchange(sides: Sides, dice: random.Random, now: datetime) -> None:
    """Sync a little or a lot, one way, both or not at all."""
    if dice.random() < 0.6:
        sides.push(dice.choice((100, 500)), now)
    if dice.random() < 0.6:
        sides.pull(dice.choice((100, 500)), now)


def recover(sides: Sides, played: list[PlayedCall]) -> int:
    """Fetch what the companion's calls lack until none lacks anything; how many lacked some."""
    by_id = {p.truth.call_id: p for p in played}
    gaps = {call: gaps_of(call) for call in calls_in(sides.companion).values()}
    # The sweep of the history also meets calls whose end nobody told of.
    lacking = {call: gap for call, gap in gaps.items() if gap or call.state.live}
    rows: list[CallEvent] = []
    for call, gap in lacking.items():
        one = by_id[call.keys[0].removeprefix("call:")]
        row, detail = history(one)
        rows.append(read_history_row(row, seen_at=LATER))
        rows.extend(read_history_detail(detail, seen_at=LATER))
        if Gap.VOICEMAIL in gap or one.truth.voicemail_id:
            rows.append(read_voicemail(voicemail(one.truth), seen_at=LATER))
    for start in range(0, len(rows), BATCH):
        sides.receive(rows[start : start + BATCH])
    return len(lacking)


def told_truth(played: PlayedCall) -> dict[str, object]:
    """What the log has to say of a call, from the simulator's truth alone."""
    truth = played.truth
    talked = truth.answered_at is not None
    summary = truth.summary
    return {
        "direction": _direction(truth),
        "state": _state(truth),
        "result": str(truth.result),
        "party": (truth.far.number, truth.far.name or None, truth.far.internal),
        "agent": (AGENT.name, str(AGENT.extension_number), AGENT.extension_id, AGENT.user_id),
        "via": (truth.via.name, str(truth.via.extension_number)) if truth.via else None,
        "times": (truth.rang_at, truth.answered_at, truth.ended_at),
        "talk": truth.talk_seconds,
        "ring": truth.wait_seconds,
        "hold": truth.hold_seconds,
        "wrap_up": _wrap_up(played) if talked else None,
        "record": (True, False, 1 + len(played.beside)),
        "whole": _whole(played),
        "recordings": [truth.recording_id] if truth.recording_id else [],
        "voicemails": [(truth.voicemail_id, truth.voicemail_seconds, truth.transcript)]
        if truth.voicemail_id
        else [],
        "summary": (summary.recap, summary.next_steps, summary.detail) if summary else None,
        "note": (played.note, played.outcome, ME.author) if played.wrapped_up_at else None,
        "keys": {
            f"history:{truth.history_uuid}",
            *(f"call:{one.call_id}" for one in (truth, *played.beside)),
            *(f"log:{one.log_id}" for one in (truth, *played.beside)),
        },
    }


def _whole(played: PlayedCall) -> object:
    """What all parts of a call come to: its end, who had it, how each part came out."""
    parts = (played.truth, *played.beside)
    ends = [one.ended_at for one in parts if one.ended_at is not None]
    outcomes = [(one.agent.user_id, one.talk_seconds) for one in parts]
    return max(ends), sum(one.talk_seconds for one in parts), sorted(outcomes)


def _direction(truth: SimulatedCall) -> Direction:
    return Direction.INTERNAL if truth.far.internal else Direction(truth.direction)


def _state(truth: SimulatedCall) -> State:
    unanswered = {
        "missed": State.MISSED,
        "voicemail": State.VOICEMAIL,
        "rejected": State.REJECTED,
    }
    inbound = truth.direction == "inbound"
    return unanswered.get(truth.result or "", State.ENDED) if inbound else State.ENDED


def _wrap_up(played: PlayedCall) -> int | None:
    if played.wrapped_up_at is None or played.truth.ended_at is None:
        return None
    return int((played.wrapped_up_at - played.truth.ended_at).total_seconds())


def told_by(folded: Call) -> dict[str, object]:
    """The same of a call as this agent sees it."""
    call = as_seen_by(folded, ME.leg_ids)
    agent, summary, spent = call.agent, call.summary, call.durations
    return {
        "direction": call.direction,
        "state": call.state,
        "result": str(call.result),
        "party": (call.party.number, call.party.name, call.party.internal),
        "agent": (agent.name, agent.extension, agent.extension_id, agent.user_id)
        if agent
        else None,
        "via": (call.via.name, call.via.extension) if call.via else None,
        "times": (call.started_at, call.answered_at, call.ended_at),
        "talk": spent.talk_s,
        "ring": spent.ring_s,
        "hold": spent.hold_s,
        "wrap_up": spent.wrap_up_s,
        "record": (call.final, spent.estimated, len(call.legs)),
        "whole": (
            folded.ended_at,
            folded.durations.talk_s,
            sorted((leg.agent.user_id or "", leg.durations.talk_s or 0) for leg in folded.legs),
        ),
        "recordings": [one.id for one in call.recordings],
        "voicemails": [(one.id, one.duration_s, one.text) for one in call.voicemails],
        "summary": (summary.text, summary.next_steps, summary.detail) if summary else None,
        "note": _note(call.note),
        "keys": {key for key in call.keys if key.startswith(("call:", "log:", "history:"))}
        - _arrival(call),
    }


def _arrival(call: Call) -> set[str]:
    """The element of the queue that took the call in goes by the name of the whole call."""
    names = {key.partition("-")[2] for key in call.keys if key.startswith("history:")}
    return {f"log:{name}" for name in names}


def _note(note: Note | None) -> object:
    return (note.text, note.outcome, note.author) if note else None


def differences(store_calls: dict[str, Call], played: list[PlayedCall]) -> list[str]:
    """Every field of every call that is not as it was."""
    by_key = {key: call for call in store_calls.values() for key in call.keys}
    found = []
    for one in played:
        call = by_key.get(f"call:{one.truth.call_id}")
        expected, told = told_truth(one), told_by(call) if call else {}
        for name in expected:
            if told.get(name) != expected[name]:
                was = f"{told.get(name)!r}, truly {expected[name]!r}"
                found.append(f"{one.truth.call_id} ({one.truth.result}) {name}: {was}")
    return found


@pytest.mark.usefixtures("uncollected")
@pytest.mark.timeout(300)  # a slow machine may take its time
def test_ten_thousand_calls_in_disorder_are_what_they_were(sides: Sides) -> None:
    dice = random.Random(20260302)
    played = play(CALLS, seed=7)
    deliver(sides, played, dice)
    sides.in_step(LATER)
    lacking = recover(sides, played)
    assert lacking > CALLS * LOST / 4  # the losses were felt
    sides.in_step(LATER)
    at_desk, at_companion = calls_in(sides.desk), calls_in(sides.companion)
    assert differences(at_companion, played)[:10] == []
    assert len(at_companion) == CALLS
    assert at_desk == at_companion
