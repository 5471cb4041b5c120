"""After an upgrade the quarantine is read again, once."""

from collections.abc import Sequence

import pytest

from cti_desktop.calls.codec import decode_event, encode
from cti_desktop.calls.errors import Denied
from cti_desktop.calls.events import CallEvent
from cti_desktop.store.opening import Store
from cti_desktop.store.quarantine import Quarantined
from cti_desktop.store.rereading import reread_once
from tests.store.making import PATIENCE_S, event


def put(store: Store, raw: bytes, source: str = "softphone") -> None:
    store.journal.quarantine(raw, "unknown_type", source).result(PATIENCE_S)


def understanding(kept: Quarantined) -> Sequence[CallEvent]:
    if not kept.raw.startswith(b"{"):
        raise Denied("still rubbish", code="unreadable")
    return (decode_event(kept.raw),)


def test_each_version_reads_it_once(store: Store) -> None:
    asked: list[bytes] = []

    def read(kept: Quarantined) -> Sequence[CallEvent]:
        asked.append(kept.raw)
        return understanding(kept)

    put(store, encode(event("e1", "call:1")))
    put(store, b"rubbish")
    assert [reread_once(store, version, read) for version in ("1", "1", "2")] == [1, 0, 0]
    assert asked == [encode(event("e1", "call:1")), b"rubbish", b"rubbish"]
    assert store.journal.count() == 1
    assert [one.raw for one in store.journal.quarantined()] == [b"rubbish"]


def test_one_that_folds_in_another_way_reads_it_again_under_the_same_version(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def old(_: Quarantined) -> Sequence[CallEvent]:
        raise Denied("not understood yet", code="unreadable")

    put(store, encode(event("e1", "call:1")))
    assert reread_once(store, "1", old) == 0
    assert reread_once(store, "1", understanding) == 0
    monkeypatch.setattr("cti_desktop.store.rereading.ROWS_VERSION", "newer")
    assert reread_once(store, "1", understanding) == 1


def test_only_what_began_here_is_sent(store: Store) -> None:
    put(store, encode(event("mine", "call:1")), "softphone")
    put(store, encode(event("theirs", "call:1")), "companion")
    assert reread_once(store, "1", understanding, to_send=frozenset({"softphone"})) == 2
    assert [one.id for one in store.outbox.pending()] == ["mine"]


def test_one_that_cannot_be_kept_stays_alone(store: Store) -> None:
    def read(kept: Quarantined) -> Sequence[CallEvent]:
        return (event("\ud800" if kept.raw == b"bad" else kept.raw.decode(), "call:1"),)

    for raw in (b"a", b"bad", b"b"):
        put(store, raw)
    assert reread_once(store, "1", read) == 2
    assert [one.raw for one in store.journal.quarantined()] == [b"bad"]
    assert [one.id for one in store.journal.after(0).events] == ["a", "b"]


@pytest.mark.parametrize("kept", [49, 50, 51, 120])
def test_a_long_quarantine_is_read_to_its_end(store: Store, kept: int) -> None:
    for n in range(kept):
        put(store, encode(event(f"e{n:03}", f"call:{n % 7}")))
    assert reread_once(store, "1", understanding) == kept
    assert store.journal.count_quarantined() == 0
    assert [one.id for one in store.journal.after(0).events] == [f"e{n:03}" for n in range(kept)]
