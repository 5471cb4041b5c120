"""Reminders of call-backs on a real store: at their minute, and once."""

import pytest

from cti_desktop.agent.views import CallBackDue, Notice
from cti_desktop.calls.events import Kind
from tests.agent.due_bench import ADA_AT_WORK, GRACE, Bench, bench
from tests.store.making import event

__all__ = ["bench"]


def test_a_reminder_comes_at_its_minute_and_once(bench: Bench) -> None:
    bench.call("a", 0)
    bench.promise("a", 20 / 60)
    bench.reminders.look()
    assert bench.told == []
    ((delay, _),) = bench.timers.waiting
    assert delay == pytest.approx(20)
    bench.turn_to(20 / 60)
    bench.timers.ring()
    (told,) = bench.told
    assert isinstance(told, CallBackDue)
    assert told.call_back.line.name == "Ada Lovelace"
    assert bench.changes == 1
    bench.turn_to(2)
    bench.timers.ring()
    assert len(bench.told) == 1


def test_a_call_that_is_joined_to_an_earlier_one_does_not_remind_again(bench: Bench) -> None:
    bench.call("first", 0)
    later = bench.call("later", 1)
    bench.promise("later", 2)
    bench.turn_to(2)
    bench.reminders.look()
    bench.turn_to(3)
    told = bench.append(event("joins", "call:first", "call:later", kind=Kind.ALERT))
    assert later in dict(told.moved)
    bench.reminders.look()
    assert len(bench.told) == 1


def test_a_clock_that_was_ahead_takes_no_reminder_away(bench: Bench) -> None:
    bench.call("a", 0)
    bench.promise("a", 60)
    for minute in (24 * 60, 1, 60, 61):
        bench.turn_to(minute)
        bench.reminders.look()
    early, due = bench.told
    assert early == Notice(text="1 call-back is overdue.")
    assert isinstance(due, CallBackDue)


def test_naps_are_short_so_that_a_sleeping_computer_is_not_late(bench: Bench) -> None:
    bench.call("a", 0)
    bench.promise("a", 600)
    bench.reminders.look()
    ((delay, _),) = bench.timers.waiting
    assert delay == 30


def test_what_was_put_off_reminds_again(bench: Bench) -> None:
    bench.call("a", 0)
    bench.promise("a", 1)
    bench.turn_to(1)
    bench.reminders.look()
    bench.promise("a", 5, mark="!")
    bench.turn_to(5)
    bench.reminders.look()
    assert len(bench.told) == 2


def test_old_debts_are_told_in_one_sentence(bench: Bench) -> None:
    for key, who in (("a", ADA_AT_WORK), ("b", GRACE)):
        bench.call(key, 0, who=who)
        bench.promise(key, 1)
    bench.turn_to(600)
    bench.reminders.look()
    assert bench.told == [Notice(text="2 call-backs are overdue.")]


def test_after_the_end_nothing_is_told(bench: Bench) -> None:
    bench.call("a", 0)
    bench.promise("a", 1)
    bench.reminders.look()
    bench.reminders.stop()
    assert bench.timers.waiting == []
    bench.turn_to(5)
    bench.reminders.look()
    assert bench.told == []
