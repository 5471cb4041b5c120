import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.calls import codec
from cti_desktop.calls.errors import Denied
from cti_desktop.sync import wire
from tests.sync.events import at, leg_event, note_event

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200)


def page_of(*texts_: str, more: bool = False) -> wire.FeedPage:
    events = tuple(note_event("068c", "user:u1", t, number=n) for n, t in enumerate(texts_))
    return wire.FeedPage(events=events, cursor="ab-7", more=more, now=at(5))


@given(st.lists(texts, max_size=5), st.booleans())
def test_a_page_survives_the_wire_whatever_people_typed(notes: list[str], more: bool) -> None:
    page = page_of(*notes, more=more)
    assert wire.decode_page(wire.encode_page(page)) == page


@given(texts)
def test_a_stream_frame_is_always_three_lines_and_an_empty_one(note: str) -> None:
    frame = wire.stream_item(page_of(note)).encode()
    assert frame.startswith(b"event: events\nid: ab-7\ndata: {")
    assert frame.count(b"\n") == 4
    assert b"\r" not in frame
    assert frame.endswith(b"\n\n")


def test_a_batch_survives_the_wire() -> None:
    events = (leg_event("068c", "ext:1"), note_event("068c", "user:u1", "hello"))
    assert wire.decode_push(wire.encode_push(events)) == wire.PushRequest(events=events)


def test_one_bad_event_is_refused_alone_and_kept() -> None:
    good = codec.encode(leg_event("068c", "ext:1"))
    bad = b'{"id":"e-9","kind":"telepathy"}'
    batch = wire.decode_push(b'{"events":[%s,%s,17]}' % (good, bad))
    assert [event.id for event in batch.events] == [leg_event("068c", "ext:1").id]
    assert [(one.id, one.code) for one in batch.refused] == [
        ("e-9", "malformed_event"),
        ("", "malformed_event"),
    ]
    assert batch.unreadable == (bad, b"17")


def test_a_page_of_a_newer_version_is_read_as_far_as_it_can_be() -> None:
    page = json.loads(wire.encode_page(page_of("known")))
    page["events"].append({"id": "e-9", "kind": "telepathy"})
    page["mood"] = "new field"
    read = wire.decode_page(json.dumps(page).encode())
    assert [event.facts.note_value for event in read.events] == ["known"]
    assert len(read.unreadable) == 1


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b'{"events":3}', b'{"events":[1}'])
def test_what_is_no_batch_is_refused_whole(data: bytes) -> None:
    with pytest.raises(Denied) as caught:
        wire.decode_push(data)
    assert caught.value.code == "malformed_message"


@given(st.binary(max_size=200))
def test_reading_knows_no_error_but_denied(data: bytes) -> None:
    for read in (wire.decode_push, wire.decode_page):
        with contextlib.suppress(Denied):
            read(data)


def test_too_many_events_and_too_many_bytes_are_refused() -> None:
    many = b'{"events":[%s]}' % b",".join([b"{}"] * (wire.MAX_EVENTS + 1))
    for data in (many, b" " * (wire.MAX_BYTES + 1)):
        with pytest.raises(Denied) as caught:
            wire.decode_push(data)
        assert caught.value.code == "batch_too_large"


def test_batches_keep_both_limits_and_the_order() -> None:
    small = [note_event("068c", "user:u1", "x", number=n) for n in range(wire.MAX_EVENTS + 1)]
    assert [len(batch) for batch in wire.batches(small)] == [wire.MAX_EVENTS, 1]
    big = [note_event("068c", "user:u1", "x" * 1_500_000, number=n) for n in range(5)]
    cut = list(wire.batches(big))
    assert [event.id for batch in cut for event in batch] == [event.id for event in big]
    assert all(len(wire.encode_push(batch)) <= wire.MAX_BYTES for batch in cut)
    assert len(cut) == 3
    assert list(wire.batches([])) == []


def test_small_messages_survive_the_wire() -> None:
    session = wire.SessionInfo(
        user_id="u1",
        extension_id=None,
        extension="800",
        email="ada@example.org",
        name="Ada",
        role="agent",
        expires_at=datetime(2026, 12, 22, tzinfo=UTC),
    )
    answer = wire.SignInAnswer(token="t", session=session)
    assert wire.decode(wire.encode(answer), wire.SignInAnswer) == answer
