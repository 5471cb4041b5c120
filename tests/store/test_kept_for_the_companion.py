"""Grants, sessions, single-use values and cursors."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from cti_desktop.calls.errors import Conflict, Denied
from cti_desktop.calls.events import Source
from cti_desktop.store.grants import Grant
from cti_desktop.store.opening import Store
from cti_desktop.store.sessions import SessionRow, SessionUser
from tests.store.conftest import Opener
from tests.store.making import PATIENCE_S, START, event

LATER = START + timedelta(hours=1)
USER = SessionUser(
    user_id="u1",
    extension_id="x1",
    extension_number="801",
    email="ada@example.test",
    name="Ada",
    role="agent",
)


def test_a_grant_is_kept_as_it_was_sealed_and_counts_its_versions(opener: Opener) -> None:
    store = opener()
    assert store.grants.put("account", b"\x00sealed", LATER).result(PATIENCE_S) == 1
    store.close()
    store = opener()
    kept = Grant(key="account", sealed=b"\x00sealed", version=1, expires_at=LATER)
    assert store.grants.get("account") == kept
    assert store.grants.put("account", b"new", None).result(PATIENCE_S) == 2
    assert store.grants.list() == (Grant(key="account", sealed=b"new", version=2, expires_at=None),)
    store.grants.delete("account").result(PATIENCE_S)
    assert store.grants.get("account") is None


def test_of_two_refreshes_of_one_grant_one_counts(store: Store) -> None:
    store.grants.put("account", b"old", LATER).result(PATIENCE_S)
    first = store.grants.replace("account", 1, b"first", LATER)
    second = store.grants.replace("account", 1, b"second", LATER)
    assert (first.result(PATIENCE_S), second.result(PATIENCE_S)) == (True, False)
    kept = store.grants.get("account")
    assert kept is not None
    assert (kept.sealed, kept.version) == (b"first", 2)


def test_a_grant_that_is_gone_is_not_replaced(store: Store) -> None:
    assert store.grants.replace("account", 1, b"new", LATER).result(PATIENCE_S) is False
    assert store.grants.get("account") is None


def test_a_session_lives_until_its_time_is_over_or_it_is_revoked(store: Store) -> None:
    store.sessions.create("hash", USER, LATER).result(PATIENCE_S)
    session = SessionRow(token_hash="hash", user=USER, expires_at=LATER)
    assert store.sessions.get("hash", START) == session
    assert store.sessions.get("hash", LATER) is None
    assert store.sessions.get("other", START) is None
    assert store.sessions.list() == (session,)
    store.sessions.revoke("hash").result(PATIENCE_S)
    assert store.sessions.get("hash", START) is None
    assert store.sessions.list() == ()


def test_a_token_hash_is_given_once(store: Store) -> None:
    store.sessions.create("hash", USER, LATER).result(PATIENCE_S)
    with pytest.raises(Conflict):
        store.sessions.create("hash", USER, LATER).result(PATIENCE_S)


def test_a_time_without_zone_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="zone"):
        store.sessions.create("h", USER, LATER.replace(tzinfo=None)).result(PATIENCE_S)
    assert store.sessions.list() == ()


def test_a_value_may_be_taken_once(store: Store) -> None:
    store.one_time.put("state", "hash", b"payload", LATER).result(PATIENCE_S)
    assert store.one_time.take("code", "hash", START) is None
    assert store.one_time.take("state", "hash", START) == b"payload"
    assert store.one_time.take("state", "hash", START) is None


def test_of_many_that_take_at_once_one_gets_it(store: Store) -> None:
    store.one_time.put("state", "hash", b"payload", LATER).result(PATIENCE_S)
    taken: list[bytes | None] = []
    threads = [
        threading.Thread(target=lambda: taken.append(store.one_time.take("state", "hash", START)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert sorted(taken, key=bool) == [None] * 7 + [b"payload"]


def test_a_value_whose_time_is_over_is_gone(store: Store) -> None:
    store.one_time.put("state", "hash", b"payload", LATER).result(PATIENCE_S)
    assert store.one_time.take("state", "hash", LATER) is None
    assert store.one_time.take("state", "hash", START) is None


def test_a_cursor_is_what_was_set_last(opener: Opener) -> None:
    store = opener()
    assert store.cursors.get("companion.feed") is None
    store.cursors.set("companion.feed", "7").result(PATIENCE_S)
    store.cursors.set("companion.feed", "8").result(PATIENCE_S)
    store.close()
    store = opener()
    assert store.cursors.get("companion.feed") == "8"
    assert store.cursors.get("other") is None


def test_what_no_database_counts_to_is_refused_as_that(store: Store) -> None:
    before_all_time = datetime.min.replace(tzinfo=timezone(timedelta(hours=14)))
    with pytest.raises(Denied) as number:
        store.audit.page(before=10**30)
    with pytest.raises(Denied) as moment:
        store.sessions.get("hash", before_all_time)
    with pytest.raises(Denied) as written:
        store.sessions.create("hash", USER, before_all_time).result(PATIENCE_S)
    assert {one.value.code for one in (number, moment, written)} == {"store_number"}


def test_each_authors_events_wait_apart_and_can_be_made_to_wait_again(store: Store) -> None:
    ada, bo = (replace(event(f"by-{one}", f"call:{one}"), author=f"user:{one}") for one in "ab")
    nobody = event("by-nobody", "call:c")
    told = replace(event("told", "call:d"), source=Source.WEBHOOK)
    store.journal.append([ada, bo, nobody, told], outgoing=True).result(PATIENCE_S)
    assert store.outbox.pending(authors={None, "user:a"}) == (ada, nobody, told)
    assert store.outbox.pending(1, {"user:b"}) == (bo,)
    assert store.outbox.by_author() == {"user:a": 1, "user:b": 1, None: 2}
    store.outbox.done([one.id for one in (ada, bo, nobody, told)]).result(PATIENCE_S)
    assert (store.outbox.refill("user:a"), store.outbox.refill("user:a")) == (2, 0)
    assert store.outbox.pending() == (ada, nobody)
