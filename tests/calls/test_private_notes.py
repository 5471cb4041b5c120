"""Whose text is private, and what it takes from what others wrote on the same call."""

from itertools import permutations

from cti_desktop.calls.call import Note
from cti_desktop.calls.events import CallEvent, Kind, NoteField
from cti_desktop.calls.fold import fold
from tests.calls.stories import event, note

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
