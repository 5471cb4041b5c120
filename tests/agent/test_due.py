"""Call-backs and missed calls on a real store, with a clock that is turned by hand."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from cti_desktop.agent.due import Due, find_promises, promised_at
from cti_desktop.calls.call import Call, Note, State
from cti_desktop.calls.contacts import ContactNumber
from cti_desktop.calls.events import Direction, NoteField, Party, Result
from tests.agent.desks import ADA
from tests.agent.due_bench import ADA_AT_WORK, ADA_MOBILE, AGENT, GRACE, ROBIN, Bench, bench
from tests.store.making import START, note

__all__ = ["bench"]


def _caller(number: int) -> Party:
    return Party(number=f"+4420794{number:05}")


# missed calls


def test_a_missed_call_waits(bench: Bench) -> None:
    missed = bench.call("m", 0, answered=False)
    assert [line.call_id for line in bench.missed()] == [missed]
    assert bench.missed()[0].state is State.MISSED


@pytest.mark.parametrize(
    ("who", "dials", "e164"),
    [
        (ROBIN, "204", None),
        (ADA_AT_WORK, "+442079460018", "+442079460018"),
        (Party(name="Anonymous"), None, None),
    ],
)
def test_it_can_be_called_back_by_what_reaches_them(
    bench: Bench, who: Party, dials: str | None, e164: str | None
) -> None:
    bench.call("m", 0, who=who, answered=False)
    (line,) = bench.missed()
    assert (line.dials, line.e164) == (dials, e164)


def test_a_colleague_who_was_called_is_the_other_side(bench: Bench) -> None:
    bench.reader.reader_ids = ("user:u1",)
    key = bench.call("out", 0, who=ROBIN, way=Direction.INTERNAL)
    call = bench.store.log.get(key)
    assert call is not None
    line = bench.reader.line(call)
    assert (line.name, line.dials) == ("Robin", "204")


@pytest.mark.parametrize("ids", [(), ("user:u1",)])
def test_who_did_not_answer_was_not_missed(bench: Bench, ids: tuple[str, ...]) -> None:
    bench.reader.reader_ids = ids
    bench.call("out", 0, who=ROBIN, way=Direction.INTERNAL, answered=False)
    assert bench.missed() == ()
    bench.reader.reader_ids = ("user:u9",)
    bench.rang_at("user:u9", "out", 0, who=AGENT, way=Direction.INTERNAL)
    assert [line.name for line in bench.missed()] == ["Bo"]


def test_a_call_passed_on_here_and_given_up_waits(bench: Bench) -> None:
    bench.reader.reader_ids = ("user:u1",)
    bench.call("m", 0, agent="user:u2")
    bench.rang_at("user:u1", "m", 5)
    assert [line.name for line in bench.missed()] == ["Ada Lovelace"]


def test_a_call_that_was_taken_back_does_not(bench: Bench) -> None:
    bench.reader.reader_ids = ("user:u1",)
    bench.call("m", 0, agent="user:u2", over=10)
    bench.rang_at("user:u1", "m", 5)
    assert bench.missed() == ()


def test_a_voicemail_of_a_caller_who_was_declined_waits(bench: Bench) -> None:
    bench.reader.reader_ids = ("user:u1",)
    bench.rang_at("user:u1", "m", 0, result=Result.REJECTED)
    assert bench.missed() == ()
    bench.rang_at("user:u2", "m", 1, result=Result.VOICEMAIL)
    assert [line.name for line in bench.missed()] == ["Ada Lovelace"]


def test_nobody_who_withholds_the_number_closes_anothers(bench: Bench) -> None:
    hidden = Party(name="Anonymous", number="anonymous")
    bench.call("m", 0, who=hidden, answered=False)
    bench.call("p", 0, who=hidden)
    bench.promise("p", 60)
    for key, way in (("in", Direction.INBOUND), ("out", Direction.OUTBOUND)):
        bench.call(key, 30, who=hidden, way=way)
        bench.call(f"{key}-nothing", 31, who=Party(name="Nobody"), way=way)
    assert len(bench.missed()) == len(bench.due.call_backs()) == 1


@pytest.mark.parametrize("way", [Direction.INBOUND, Direction.OUTBOUND])
def test_it_closes_when_a_later_call_with_the_same_number_succeeds(
    bench: Bench, way: Direction
) -> None:
    bench.call("m", 0, answered=False)
    assert bench.missed()
    bench.call("later", 30, way=way)
    assert bench.missed() == ()


def test_it_closes_when_the_same_person_was_reached_on_another_number(bench: Bench) -> None:
    bench.call("m", 0, answered=False)
    bench.call("later", 30, who=ADA_MOBILE, way=Direction.OUTBOUND)
    assert bench.missed() == ()


@pytest.mark.parametrize("extension", ["204", "205"])
def test_a_colleagues_closes_when_they_were_talked_to(bench: Bench, extension: str) -> None:
    bench.reader.reader_ids = ("user:u1",)
    bench.call("m", 0, who=ROBIN, answered=False)
    bench.promise("m", 60)
    assert len(bench.missed()) == 1
    other = Party(name="Somebody", extension=extension, user_id="u9", internal=True)
    bench.call("back", 30, who=other, way=Direction.INTERNAL)
    reached = extension == "204"
    assert len(bench.missed()) == len(bench.due.call_backs()) == (0 if reached else 1)


def test_it_closes_by_a_call_back_that_the_record_puts_at_the_same_second(bench: Bench) -> None:
    bench.call("m", 0.4 / 60, answered=False)  # heard live, to the part of a second
    bench.call("back", 0, way=Direction.OUTBOUND)  # as Zoom's record has it, in whole seconds
    assert bench.missed() == ()


def test_nobody_else_and_nothing_earlier_closes_it(bench: Bench) -> None:
    bench.call("before", -60)
    bench.call("m", 0, answered=False)
    bench.call("other", 10, who=GRACE)
    bench.call("in vain", 20, way=Direction.OUTBOUND, answered=False)
    assert len(bench.missed()) == 1


def test_the_same_whatever_order_calls_are_heard_in(bench: Bench) -> None:
    bench.call("later", 30)
    bench.call("m", 0, answered=False)
    assert bench.missed() == ()


def test_those_wait_that_are_older_than_many_done_with(bench: Bench) -> None:
    for number in range(100):
        who = Party(number=f"+4420794600{number:02}")
        bench.call(f"m{number:02}", number, who=who, answered=False)
    for number in range(30, 100):
        bench.append(note(f"d{number}", f"call:m{number}", field=NoteField.OUTCOME, value="sale"))
    assert len(bench.missed()) == 30
    assert bench.missed()[0].e164 == "+442079460029"


def test_all_are_counted_and_each_that_is_settled_counts_down(bench: Bench) -> None:
    for number in range(110):
        bench.call(f"m{number}", number, who=_caller(number), answered=False)
    assert len(bench.due.missed()) == 100
    for number in range(0, 60, 2):
        bench.call(f"back{number}", 200 + number, who=_caller(number), way=Direction.OUTBOUND)
    assert len(bench.due.missed()) == 80


@pytest.mark.parametrize("seed", range(4))
def test_what_is_remembered_of_missed_calls_never_differs_from_the_log(
    bench: Bench, seed: int
) -> None:
    chance = Random(seed)
    people = (ADA_AT_WORK, ADA_MOBILE, GRACE, ROBIN, Party(number="anonymous"), Party(number="7"))
    bench.reader.reader_ids = ("user:u1",)
    for n in range(60):
        who = chance.choice(people)
        ways = [Direction.INTERNAL] if who.internal else [Direction.INBOUND, Direction.OUTBOUND]
        bench.call(
            f"c{n}",
            chance.randrange(300),
            who=who,
            way=chance.choice(ways),
            answered=chance.random() < 0.3,
        )
        fresh = Due(bench.store.log, bench.reader, lambda: bench.now)
        assert [c.id for c in bench.due.missed()] == [c.id for c in fresh.missed()], n


def test_who_is_learned_to_be_one_person_settles_it(bench: Bench) -> None:
    at_home = Party(name="Ada", number="+442079460099")
    bench.call("m", 0, who=at_home, answered=False)
    bench.call("later", 30)
    assert bench.missed()
    number = ContactNumber(raw="020 7946 0099", e164="+442079460099")
    bench.store.directory.put([replace(ADA, numbers=(*ADA.numbers, number))]).result(10)
    bench.reader.forget_matches()
    bench.due.look_again()
    assert bench.missed() == ()


def test_a_person_closes_it_by_hand(bench: Bench) -> None:
    bench.call("m", 0, answered=False)
    assert bench.missed()
    bench.append(note("done", "call:m", field=NoteField.WRAPPED_UP, value="yes"))
    assert bench.missed() == ()


# call-backs


def test_call_backs_come_by_their_time(bench: Bench) -> None:
    for key, minute, who in (("a", 60, ADA_AT_WORK), ("b", 30, GRACE)):
        bench.call(key, 0, who=who)
        bench.promise(key, minute)
    assert [one.line.name for one in bench.due.call_backs()] == ["Grace", "Ada Lovelace"]
    assert [one.due for one in bench.due.call_backs()] == [False, False]
    bench.turn_to(30)
    assert [one.due for one in bench.due.call_backs()] == [True, False]


def test_a_call_back_is_kept_by_calling_not_by_being_called(bench: Bench) -> None:
    bench.call("a", 0)
    bench.promise("a", 60)
    bench.call("again", 10)
    assert len(bench.due.call_backs()) == 1
    bench.call("in vain", 20, way=Direction.OUTBOUND, answered=False)
    assert len(bench.due.call_backs()) == 1
    bench.call("back", 30, way=Direction.OUTBOUND)
    assert bench.due.call_backs() == ()
    assert bench.due.next_at() is None


def test_what_was_promised_to_somebody_is_found_when_they_call(bench: Bench) -> None:
    for key, minute, who in (("a", 60, ADA_AT_WORK), ("b", 30, ADA_MOBILE), ("c", 10, GRACE)):
        bench.call(key, 0, who=who)
        bench.promise(key, minute)
    calls = bench.store.log.get(bench.call("again", 20, who=ADA_MOBILE))
    assert calls is not None
    promised = bench.due.with_party(calls)
    assert [one.at for one in promised] == [START + timedelta(minutes=m) for m in (30, 60)]
    own = bench.store.log.get(promised[0].line.call_id)
    assert own is not None
    assert [one.line.call_id for one in bench.due.with_party(own)] == [promised[1].line.call_id]


def test_a_call_back_can_be_put_off_and_given_up(bench: Bench) -> None:
    bench.call("a", 0)
    bench.promise("a", 60)
    bench.promise("a", 90, mark="!")
    assert [one.at for one in bench.due.call_backs()] == [START + timedelta(minutes=90)]
    bench.promise("a", None, mark="!!")
    assert bench.due.call_backs() == ()


def test_promises_of_earlier_runs_are_found(bench: Bench) -> None:
    for number in range(420):
        bench.call(f"n{number}", number, who=GRACE)
    bench.promise("n3", 600)
    bench.turn_to(500)
    fresh = Due(bench.store.log, bench.reader, lambda: bench.now)
    found = find_promises(bench.store.log, bench.now)
    fresh.take(found)
    assert len(found) == 1
    assert len(fresh.call_backs()) == 1


def test_what_was_heard_since_beats_what_was_read(bench: Bench) -> None:
    bench.call("a", 0)
    bench.promise("a", 60)
    read = find_promises(bench.store.log, bench.now)
    bench.promise("a", 90, mark="!")
    bench.due.take(read)
    assert [one.at for one in bench.due.call_backs()] == [START + timedelta(minutes=90)]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-24T10:00:00+00:00", datetime.fromisoformat("2026-11-24T10:00:00+00:00")),
        ("2026-11-24T10:00:00", datetime.fromisoformat("2026-11-24T10:00:00+00:00")),
        ("2026-11-24T10:00:00+02:00", datetime.fromisoformat("2026-11-24T08:00:00+00:00")),
        ("next Tuesday", None),
        ("", None),
    ],
)
def test_times_as_people_and_programs_leave_them(written: str, read: datetime | None) -> None:
    call = Call(
        id="c",
        keys=("call:c",),
        direction=None,
        state=State.ENDED,
        party=GRACE,
        agent=None,
        notes=(Note(subject="call:c", call_back_at=written),),
    )
    assert promised_at(call) == read


def test_what_a_colleague_promised_is_theirs_to_keep(bench: Bench) -> None:
    bench.reader.reader_ids = ("user:u1",)
    bench.call("theirs", 0, agent="user:u2")
    bench.promise("theirs", 10, author="user:u2")
    bench.call("rang at both", 1, who=GRACE)  # as a queue's call does
    bench.promise("rang at both", 11, author="user:u2")
    bench.turn_to(20)
    assert bench.due.call_backs() == ()
    assert bench.due.next_at() is None
    bench.reminders.look()
    assert bench.told == []
    bench.promise("theirs", 12, mark="!")  # who takes it over keeps it
    assert [one.line.name for one in bench.due.call_backs()] == ["Ada Lovelace"]


def test_whose_promises_count_is_known_only_after_they_were_read(bench: Bench) -> None:
    for key, author, who in (("a", "user:u1", ADA_AT_WORK), ("b", "user:u2", GRACE)):
        bench.call(key, 0, who=who)
        bench.promise(key, 10, author=author)
    assert len(bench.due.call_backs()) == 2
    bench.reader.reader_ids = ("user:u1",)
    assert [one.line.name for one in bench.due.call_backs()] == ["Ada Lovelace"]
