"""Call records of all three generations, from the shapes Zoom publishes."""

import pytest
from hypothesis import given

from cti_desktop.calls.call import State
from cti_desktop.calls.codec import decode_event, encode
from cti_desktop.calls.events import CallEvent, Direction, Result, Side, Source
from cti_desktop.calls.fold import fold
from cti_desktop.zoom.records import (
    read_element,
    read_history_detail,
    read_history_row,
    read_legacy_row,
    read_user_element,
)
from tests.zoom.json_values import OBJECTS
from tests.zoom.messages import (
    BO,
    CALL_ID,
    ELEMENT_ID,
    HISTORY_UUID,
    LOG_ID,
    SEEN,
    Wire,
    at,
    element,
    folded,
    moment,
)
from tests.zoom.published import dig, rest_example

FINISHED: Wire = {"answer_time": at(6), "end_time": at(66), "result": "answered"}


def rows(path: str, name: str) -> list[dict[str, object]]:
    found = dig(rest_example(path), name)
    assert isinstance(found, list)
    return found


def test_the_published_account_row_is_a_whole_final_call() -> None:
    event = read_history_row(rows("/phone/call_history", "call_history")[0], seen_at=SEEN)
    assert event.leg is None
    assert event.source is Source.REST
    assert event.facts.final
    assert event.facts.result is Result.ANSWERED
    assert event.facts.duration_s == 20
    assert "call:7018317023722949162" in event.keys
    assert "history:20211008-48c1dfd4-91ce-4df5-8495-7c9e33d10869" in event.keys
    assert folded([event]).state is State.ENDED


def test_the_second_generations_account_row_reads_the_same() -> None:
    event = read_history_row(rows("/phone/call_history", "call_logs")[0], seen_at=SEEN)
    assert event.facts.result is Result.ANSWERED
    assert event.keys[0].startswith("call:")
    assert event.keys[1].startswith("history:20211001-")


def test_the_published_detail_is_the_call_and_its_elements_once() -> None:
    whole, *elements = read_history_detail(
        rest_example("/phone/call_history/{callHistoryUuid}"), seen_at=SEEN
    )
    assert whole.leg is None
    assert len(elements) == 1
    part = elements[0]
    assert part.facts.final
    assert set(whole.keys) <= set(part.keys)
    assert "log:48c1dfd4-91ce-4df5-8495-7c9e33d10869" in part.keys
    assert part.facts.wait_s == 20
    assert folded([whole, *elements]).final


def test_the_published_element_and_the_one_before_it_read_the_same() -> None:
    new = read_element(rest_example("/phone/call_element/{callElementId}"), seen_at=SEEN)
    old = read_element(rest_example("/phone/call_history_detail/{callHistoryId}"), seen_at=SEEN)
    assert new.keys == old.keys
    assert new.leg == old.leg
    assert new.facts == old.facts


def test_the_published_user_rows_of_both_generations_read_the_same() -> None:
    path = "/phone/users/{userId}/call_history"
    new = read_user_element(rows(path, "call_elements")[0], seen_at=SEEN, user_id="u-bo")
    old = read_user_element(rows(path, "call_logs")[0], seen_at=SEEN, user_id="u-bo")
    assert new.facts == old.facts
    assert new.keys == old.keys
    assert new.leg is not None
    assert new.leg.side is Side.CALLEE
    assert "user:u-bo" in new.leg.ids
    assert (new.facts.talk_s, new.facts.hold_s, new.facts.wait_s) == (31, 20, 20)


@pytest.mark.parametrize("path", ["/phone/call_logs", "/phone/users/{userId}/call_logs"])
def test_the_published_rows_of_the_first_generation_are_read(path: str) -> None:
    row = rows(path, "call_logs")[0]
    event = read_legacy_row(row, seen_at=SEEN)
    assert event.facts.result is Result.ANSWERED
    assert event.facts.direction is Direction.INBOUND
    assert event.leg is not None
    assert event.leg.side is Side.CALLEE
    assert f"user:{row['user_id']}" in event.leg.ids
    assert "log:48c1dfd4-91ce-4df5-8495-7c9e33d10869" in event.keys
    assert event.facts.duration_s == row["duration"]
    assert event.facts.talk_s is None


def test_a_row_of_todays_fills_every_time_and_count_it_has() -> None:
    row = element(BO, **FINISHED, talk_time=50, hold_time=10, wait_time=6)
    facts = read_user_element(row, seen_at=SEEN, user_id="u-bo").facts
    assert (facts.rang_at, facts.answered_at, facts.ended_at) == (moment(0), moment(6), moment(66))
    assert (facts.talk_s, facts.hold_s, facts.wait_s, facts.duration_s) == (50, 10, 6, None)
    assert facts.caller is not None
    assert (facts.caller.number, facts.caller.internal) == ("+442079460018", False)
    assert facts.callee is not None
    assert (facts.callee.did, facts.callee.extension) == ("+442079460100", "800")


def test_fields_a_row_lacks_stay_empty() -> None:
    event = read_element({"call_id": "c"}, seen_at=SEEN)
    facts = event.facts
    assert (facts.rang_at, facts.answered_at, facts.ended_at, facts.result) == (None,) * 4
    assert (facts.talk_s, facts.hold_s, facts.wait_s, facts.duration_s) == (None,) * 4
    assert (facts.caller, facts.callee, facts.via, facts.recording) == (None,) * 4
    assert event.at == SEEN


def test_the_same_row_fetched_again_is_the_same_event_and_a_changed_one_is_not() -> None:
    first = read_element(element(BO, **FINISHED), seen_at=SEEN)
    again = read_element(element(BO, **FINISHED), seen_at=moment(9999))
    changed = read_element(element(BO, **{**FINISHED, "end_time": at(70)}), seen_at=SEEN)
    assert first.id == again.id
    assert first.id != changed.id
    assert folded([changed, first]).ended_at == moment(70)


@pytest.mark.parametrize(
    ("event", "side"),
    [
        ("incoming", Side.CALLEE),
        ("ring_to_member", Side.CALLEE),
        ("forward", Side.CALLEE),
        ("direct_transfer", Side.CALLEE),
        ("park_pick_up", Side.CALLEE),
        ("outgoing", Side.CALLER),
        ("call_me_on", Side.CALLER),
        ("warm_transfer_outgoing", Side.CALLER),
        ("warm_transfer_incoming", Side.CALLEE),
    ],
)
def test_an_elements_event_says_whose_leg_it_is(event: str, side: Side) -> None:
    inside = {"caller_ext_id": "x-cy", "caller_ext_type": "user", "connect_type": "internal"}
    read = read_element(element(BO, event=event, **inside), seen_at=SEEN)
    assert read.leg is not None
    assert read.leg.side is side
    assert f"ext:{'x-cy' if side is Side.CALLER else 'x-bo'}" in read.leg.ids
    assert read.facts.direction is Direction.INTERNAL


def test_a_part_passed_on_to_the_outside_is_its_inside_ends_leg() -> None:
    row = element(BO, event="forward")
    swapped = {
        (
            name.replace("caller", "callee")
            if name.startswith("caller")
            else name.replace("callee", "caller")
        ): value
        for name, value in row.items()
    }
    read = read_element(swapped, seen_at=SEEN)
    assert read.leg is not None
    assert (read.leg.side, read.leg.ids) == (Side.CALLER, ("ext:x-bo", "no:800"))


@pytest.mark.parametrize("reason", ["answered_by_other", "pickup_by_other"])
def test_a_colleagues_answer_is_told_by_the_reason(reason: str) -> None:
    row = element(BO, event="ring_to_member", result="answered", result_reason=reason)
    assert read_element(row, seen_at=SEEN).facts.result is Result.ANSWERED_ELSEWHERE
    outgoing = {**row, "event": "outgoing", "caller_ext_id": "x-cy", "caller_ext_type": "user"}
    assert read_element(outgoing, seen_at=SEEN).facts.result is Result.ANSWERED


def test_a_queues_own_part_is_no_agents_leg_but_says_what_it_came_through() -> None:
    row = element(
        BO,
        callee_ext_id="x-queue",
        callee_ext_number="7001",
        callee_ext_type="call_queue",
        callee_name="Support",
        result="overflowed",
    )
    event = read_element(row, seen_at=SEEN)
    assert event.leg is None
    assert not event.facts.final
    assert event.facts.result is None
    assert event.facts.via is not None
    assert (event.facts.via.name, event.facts.via.extension_type) == ("Support", "callQueue")
    member = read_element(element(BO, event="ring_to_member", **FINISHED), seen_at=SEEN)
    call = folded([event, member])
    assert call.result is Result.ANSWERED
    assert call.via is not None
    assert call.via.name == "Support"


def test_a_supervisor_listening_in_is_no_leg() -> None:
    assert read_element(element(BO, event="monitor", **FINISHED), seen_at=SEEN).leg is None


def test_the_wait_of_a_parked_call_is_no_leg_of_who_parked_it() -> None:
    waited = element(BO, event="park", **FINISHED)
    assert read_element(waited, seen_at=SEEN).leg is not None, "they talked before they parked it"
    del waited["answer_time"]
    assert read_element(waited, seen_at=SEEN).leg is None


@pytest.mark.parametrize(
    ("word", "inbound", "outbound"),
    [
        ("answered", Result.ANSWERED, Result.ANSWERED),
        ("accepted", Result.ANSWERED, Result.ANSWERED),
        ("picked_up", Result.ANSWERED, Result.ANSWERED),
        ("connected", Result.ANSWERED, Result.ANSWERED),
        ("succeeded", Result.ANSWERED, Result.ANSWERED),
        ("voicemail", Result.VOICEMAIL, Result.VOICEMAIL),
        ("hang_up", Result.CANCELED, Result.CANCELED),
        ("canceled", Result.CANCELED, Result.CANCELED),
        ("call_failed", Result.FAILED, Result.FAILED),
        ("unconnected", Result.MISSED, Result.NO_ANSWER),
        ("rejected", Result.REJECTED, Result.REJECTED),
        ("busy", Result.BUSY, Result.BUSY),
        ("ring_timeout", Result.MISSED, Result.NO_ANSWER),
        ("overflowed", Result.OVERFLOWED, Result.OVERFLOWED),
        ("no_answer", Result.MISSED, Result.NO_ANSWER),
        ("invalid_key", Result.FAILED, Result.FAILED),
        ("invalid_operation", Result.FAILED, Result.FAILED),
        ("abandoned", Result.ABANDONED, Result.ABANDONED),
        ("system_blocked", Result.BLOCKED, Result.BLOCKED),
        ("service_unavailable", Result.FAILED, Result.FAILED),
        ("a_new_word", Result.UNKNOWN, Result.UNKNOWN),
    ],
)
def test_every_published_result_word_is_mapped(
    word: str, inbound: Result, outbound: Result
) -> None:
    row: Wire = {"call_history_uuid": "h", "call_result": word, "start_time": at(0)}
    for direction, expected in (("inbound", inbound), ("outbound", outbound)):
        facts = read_history_row({**row, "direction": direction}, seen_at=SEEN).facts
        assert (facts.result, facts.result_raw) == (expected, word)


def test_all_three_generations_of_one_record_make_one_leg() -> None:
    times: Wire = {"start_time": at(0), "end_time": at(66), "result": "answered"}
    owner: Wire = {"call_id": CALL_ID, "callee_ext_id": "x-bo", "callee_ext_number": "800"}
    new = {
        **owner,
        **times,
        "call_element_id": ELEMENT_ID,
        "call_history_uuid": HISTORY_UUID,
        "callee_ext_type": "user",
        "event": "incoming",
    }
    old = {**owner, **times, "id": ELEMENT_ID, "call_path_id": HISTORY_UUID, "event": "incoming"}
    first: Wire = {
        "id": LOG_ID,
        "call_id": CALL_ID,
        "callee_number": "800",
        "callee_number_type": 1,
        "direction": "inbound",
        "date_time": at(0),
        "call_end_time": at(66),
        "result": "Call connected",
    }
    events: list[CallEvent] = [
        read_element(new, seen_at=SEEN),
        read_element(old, seen_at=SEEN),
        read_legacy_row(first, seen_at=SEEN, user_id="u-bo"),
    ]
    call = folded(events)
    assert len(call.legs) == 1
    assert call.legs[0].ids == ("ext:x-bo", "no:800", "user:u-bo")
    assert set(call.keys) == {f"call:{CALL_ID}", f"history:{HISTORY_UUID}", f"log:{LOG_ID}"}


@given(OBJECTS)
def test_any_row_is_read_and_can_be_kept(row: Wire) -> None:
    events = [
        read_history_row(row, seen_at=SEEN),
        read_element(row, seen_at=SEEN),
        read_user_element(row, seen_at=SEEN),
        read_legacy_row(row, seen_at=SEEN),
        *read_history_detail(row, seen_at=SEEN),
    ]
    for event in events:
        assert decode_event(encode(event)) == event
    fold(events)
