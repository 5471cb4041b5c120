"""Whose text is private, and what it takes from what others wrote on the same call."""

from itertools import permutations

from cti_desktop.calls.call import Note
from cti_desktop.calls.clocks import bounds
from cti_desktop.calls.events import CallEvent, Kind, NoteField
from cti_desktop.calls.fold import fold
from cti_desktop.calls.noting import withheld_texts
from tests.calls.stories import START, event, note

BO, CY = "user:u1", "user:u2"


def folded_note(*events: CallEvent) -> Note:
    call = fold([event(Kind.RANG, 0), *events])
    assert call is not None
    assert call.note is not None
    return call.note


def mark(second: int, author: str = BO, *, private: bool = True) -> CallEvent:
    return note(NoteField.PRIVATE, "yes" if private else None, second, author=author)


def text(second: int, words: str | None, author: str = BO) -> CallEvent:
    return note(NoteField.TEXT, words, second, author=author)


def test_who_marks_a_note_keeps_their_own_text_and_no_others() -> None:
    told = (text(10, "wants a refund", CY), mark(20), text(21, "between us"))
    for order in permutations(told):
        found = folded_note(*order)
        assert (found.text, found.text_by) == ("between us", BO)
        assert (found.kept_by(BO), found.kept_by(CY)) == (True, False)


def test_who_takes_back_a_private_text_takes_back_no_more_than_their_own() -> None:
    told = (text(10, "wants a refund", CY), text(15, "between us"), mark(20), text(21, None))
    for order in permutations(told):
        found = folded_note(*order)
        assert (found.text, found.text_by) == ("wants a refund", CY)
    assert folded_note(*told[1:]).text == ""


def test_a_note_is_private_until_its_writer_says_otherwise() -> None:
    told = (mark(10), mark(20, private=False), mark(15, CY))
    for order in permutations(told):
        found = folded_note(*order)
        assert (found.kept_by(BO), found.kept_by(CY), found.private) == (False, True, True)


def test_a_mark_from_before_somebody_signed_in_is_taken_back_by_who_did() -> None:
    unsigned = note(NoteField.PRIVATE, "yes", 10, author="")
    assert folded_note(unsigned).kept_by(None)
    assert not folded_note(unsigned, mark(20, private=False)).private


def test_what_was_typed_under_a_mark_is_withheld_when_the_mark_is_gone() -> None:
    before, under, other = text(10, "about her illness"), text(21, "and more"), text(22, "x", CY)
    shared = text(31, "call back Monday")
    told = (before, mark(20), text(20, None), under, other, mark(30, private=False), shared)
    for order in (told, told[::-1]):
        assert withheld_texts(order) == {before.id, under.id}
    assert withheld_texts(told[:4]) == {before.id, under.id}
    assert withheld_texts((*told, mark(40))) == {before.id, under.id, shared.id}


def test_a_clock_that_was_ahead_lets_no_text_out_from_under_a_mark() -> None:
    set_, under, off = mark(1000), text(1010, "about her illness"), mark(1020, private=False)
    on_time = text(30, "call back Monday")  # when the clock had been put right
    bounded = bounds((set_, off), START)  # the text never left, so nobody bounded it
    assert len(bounded) == 2
    assert withheld_texts((set_, under, off, *bounded, on_time)) == {under.id}


def test_a_mark_nobody_signed_withholds_everybodys_text() -> None:
    unsigned = note(NoteField.PRIVATE, "yes", 15, author="")
    told = (text(10, "one"), unsigned, text(20, "two", CY), mark(30, private=False))
    assert withheld_texts((*told, text(40, "three"))) == {told[0].id, told[2].id}
