"""Letters: kept until dropped, each process its own, those of the dead for anybody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from cti_desktop.store.opening import Store
from tests.store.conftest import Opener
from tests.store.making import PATIENCE_S

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MUCH_LATER = NOW + timedelta(days=2)


def put(store: Store, *bodies: bytes, at: datetime = NOW) -> None:
    store.letters.put(bodies, at).result(PATIENCE_S)


def test_letters_come_back_in_the_order_they_were_put(store: Store) -> None:
    put(store, b"one", b"\x00\xff")
    put(store, b"three", at=NOW + timedelta(seconds=1))
    letters = store.letters.own(10)
    assert [letter.bodies for letter in letters] == [(b"one", b"\x00\xff"), (b"three",)]
    assert [letter.at for letter in letters] == [NOW, NOW + timedelta(seconds=1)]
    assert store.letters.own(1) == letters[:1]
    assert store.letters.count() == 3


def test_a_dropped_letter_is_gone_and_dropping_again_harms_no_new_one(store: Store) -> None:
    put(store, b"one")
    keys = [letter.key for letter in store.letters.own(10)]
    store.letters.drop(keys).result(PATIENCE_S)
    put(store, b"two")
    store.letters.drop(keys).result(PATIENCE_S)
    assert [letter.bodies for letter in store.letters.own(10)] == [(b"two",)]


def test_what_others_put_is_told_apart_and_by_its_age(opener: Opener) -> None:
    first, second = opener(), opener()
    put(first, b"mine")
    put(second, b"theirs")
    put(second, b"theirs, later", at=NOW + timedelta(minutes=1))
    assert [letter.bodies for letter in first.letters.own(10)] == [(b"mine",)]
    left = first.letters.take_left(NOW + timedelta(seconds=1), MUCH_LATER, 10)
    assert [letter.bodies for letter in left] == [(b"theirs",)]
    assert [one.bodies for one in first.letters.own(10)] == [(b"mine",), (b"theirs",)]
    later = first.letters.take_left(NOW + timedelta(hours=1), MUCH_LATER, 10)
    assert [letter.bodies for letter in later] == [(b"theirs, later",)]
    first.letters.drop(one.key for one in first.letters.own(10)).result(PATIENCE_S)
    assert first.letters.count() == 0


def test_what_was_left_behind_is_shared_out_and_again_when_its_taker_ends(opener: Opener) -> None:
    gone, one, two = opener(), opener(), opener()
    for number in range(40):
        put(gone, b"%d" % number)
    gone.close()
    later = NOW + timedelta(days=1)

    def take(store: Store) -> list[bytes]:
        taken: list[bytes] = []
        while letters := store.letters.take_left(later, MUCH_LATER, 2):
            assert len(letters) <= 2
            taken += [letter.bodies[0] for letter in letters]
            if len(taken) >= 20:
                break
        return taken

    with ThreadPoolExecutor(2) as both:
        first, second = both.map(take, (one, two))
    assert sorted(first + second, key=int) == [b"%d" % number for number in range(40)]
    assert len(first) == len(second) == 20
    one.close()
    third = opener()
    assert third.letters.take_left(later, MUCH_LATER, 100) == ()
    again = third.letters.take_left(MUCH_LATER + timedelta(seconds=1), MUCH_LATER, 100)
    assert sorted(letter.bodies[0] for letter in again) == sorted(first + second)


def test_letters_outlive_the_program_that_put_them(opener: Opener) -> None:
    before = opener()
    put(before, b"one")
    before.close()
    after = opener()
    assert after.letters.own(10) == ()
    left = after.letters.take_left(NOW + timedelta(days=1), MUCH_LATER, 10)
    assert [one.bodies for one in left] == [(b"one",)]


def test_a_letter_of_a_clock_that_was_ahead_is_taken_at_once(opener: Opener) -> None:
    before, after = opener(), opener()
    put(before, b"an hour ahead", at=NOW + timedelta(hours=1))
    put(before, b"just now", at=NOW + timedelta(seconds=2))
    left = after.letters.take_left(NOW, NOW, 10)
    assert [letter.bodies for letter in left] == [(b"an hour ahead",)]
    assert [letter.at for letter in after.letters.own(10)] == [NOW]
