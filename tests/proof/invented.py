"""Plausible calls invented as events, without any reader: what all sources tell and what is true.

Every call has live events, which may be lost, the server's records of the whole and of each leg,
what it leaves behind, what is deleted later, and what people typed.
"""

from hypothesis import strategies as st

from cti_desktop.calls.correlation import call_keys
from cti_desktop.calls.events import CallEvent, Facts, Kind, NoteField, Source
from tests.proof.scripts import Invented, Plan, Script

__all__ = ["Invented", "invented_calls"]
_VALUES = {
    NoteField.CONTACT: ("c-1", "c-2", None),
    NoteField.NOT_CONTACT: ("c-1", "c-2"),
    NoteField.CALL_BACK_AT: ("2026-11-27T09:00:00+00:00", None),
    NoteField.PRIVATE: ("yes", None),
    NoteField.WRAPPED_UP: ("yes", None),
    NoteField.TAGS: ("billing\nurgent", None),
}
"""What is typed into a field; any other takes a text or is emptied."""


@st.composite
def invented_calls(draw: st.DrawFn, most: int = 3) -> list[Invented]:
    """One to `most` calls, some of them moving on, with notes by two people."""
    found = []
    for number in range(draw(st.integers(1, most))):
        plan = draw(_plans(number))
        call = Script(plan).write()
        call.notes = draw(st.lists(_notes(plan), max_size=4, unique_by=lambda e: e.id))
        found.append(call)
    return found


@st.composite
def _plans(draw: st.DrawFn, number: int) -> Plan:
    way = draw(st.sampled_from(("in", "in", "out", "inside")))
    answered = draw(st.none() | st.integers(1, 20))
    end = (answered or 0) + draw(st.integers(30, 90))
    hold_at = (answered or 0) + 5
    onward = (None, "warm", "blind", "park", "park_back") if way == "in" else (None, "blind")
    deleted = st.sets(st.sampled_from(("record", "recording", "voicemail")), max_size=2)
    again = (None, (20, 23, 50), (20, None, 40))
    return Plan(
        number=number,
        way=way,
        members=draw(st.integers(1, 3)) if way == "in" else 1,
        answered=answered,
        end=end,
        hold=draw(st.sampled_from((None, (hold_at, hold_at + 6)))),
        onward=draw(st.sampled_from(onward)) if answered else None,
        again=draw(st.sampled_from(again)) if way == "in" else None,
        recorded=draw(st.booleans()),
        spoken=draw(st.booleans()) and answered is None,
        devices=draw(st.booleans()) and answered is not None,
        page_log=draw(st.booleans()),
        muted=draw(st.booleans()),
        summary=draw(st.sampled_from((None, None, "made", "edited", "deleted", "anew"))),
        gone=frozenset(draw(deleted)),
    )


@st.composite
def _notes(draw: st.DrawFn, plan: Plan) -> CallEvent:
    script = Script(plan)
    name = draw(st.sampled_from(NoteField))
    second, who = draw(st.integers(0, 300)), draw(st.integers(1, 2))
    wild = draw(st.sampled_from((0, 0, 0, 9_000_000)))
    value = draw(st.sampled_from(_VALUES.get(name, (f"written at {second}", None))))
    page = name in (NoteField.TEXT, NoteField.OUTCOME) and draw(st.booleans())
    ids = [script.call_id, f"{script.call_id}_1"] if plan.onward == "blind" else [script.call_id]
    call_id = draw(st.sampled_from(ids))
    at = script.at(second + wild)
    return CallEvent(
        id=f"note/{call_id}/{name}/{value}/{second}/{who}/{wild}/{page}",
        kind=Kind.NOTED,
        source=Source.EMBED if page else Source.PERSON,
        name="note",
        at=at,
        seen_at=at,
        keys=call_keys(call_id=call_id),
        author=f"user:u{who}",
        facts=Facts(note_field=name, note_value=value, about=f"call:{call_id}"),
    )
