"""Messages that name no time of their own, or the time of something else."""

from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest

from cti_desktop.calls.call import Call
from cti_desktop.calls.events import CallEvent, Kind
from cti_desktop.calls.texting import opt_outs
from cti_desktop.store.opening import open_store
from tests.proof.sides import PATIENCE_S, calls_in
from tests.zoom.messages import SEEN, Wire, embed, folded, heard, live, logged, moment, told

LATER = SEEN + timedelta(seconds=3)
UNTIMED = {
    "ringing": live("ringing", 0, dateTime=None),
    "ringing without an id": {**live("ringing", 0, dateTime=None), "id": None},
    "log": logged(dateTime=None, duration=60, result="Call Connected"),
    "text": embed("zp-sms-log-event", {"messageId": "m1", "message": "Hello", "status": "Sent"}),
    "summary": embed("zp-ai-call-summary-event", {"callId": "1", "callSummary": "A quote."}),
}


def kept(path: Path, *batches: list[CallEvent]) -> tuple[list[CallEvent], dict[str, Call]]:
    store = open_store(f"sqlite:///{path}")
    try:
        for batch in batches:
            store.journal.append(batch).result(PATIENCE_S)
        events = sorted(store.journal.after(0, 100).events, key=lambda e: e.id)
        return events, calls_in(store)
    finally:
        store.close()


@pytest.mark.parametrize("message", UNTIMED.values(), ids=UNTIMED.keys())
def test_two_desks_that_heard_one_message_at_two_moments_end_with_the_same(
    tmp_path: Path, message: Wire
) -> None:
    first, second = heard(message, seen_at=SEEN), heard(message, seen_at=LATER)
    one, other = kept(tmp_path / "a.db", first, second), kept(tmp_path / "b.db", second, first)
    assert [(e.id, e.at) for e in one[0]] == [(e.id, e.at) for e in other[0]]
    assert one[1] == other[1]


def test_a_message_with_a_time_is_one_event_whenever_it_is_heard() -> None:
    ring = live("ringing", 0)
    assert heard(ring, seen_at=SEEN) == heard(ring, seen_at=SEEN)
    assert heard(ring, seen_at=SEEN)[0].id == heard(ring, seen_at=LATER)[0].id


def test_opting_out_and_in_and_out_again_ends_out() -> None:
    asked: Wire = {
        "consumer_phone_number": "+442079460018",
        "zoom_phone_user_number": "+442079460100",
        "campaign_id": "c1",
    }
    body: Wire = {"phone_number_campaign_opt_statuses": [asked]}
    events: list[CallEvent] = []
    for second, way in enumerate(("out", "in", "out")):
        sent = int((SEEN + timedelta(seconds=second)).timestamp() * 1000)
        name = f"phone.sms_campaign_number_opt_{way}"
        events += told(name, body, event_ts=sent)
        assert told(name, body, event_ts=sent)[0].id == events[-1].id  # sent again is known
    assert {e.kind for e in events} == {Kind.OPTED}
    first_kept = {e.id: e for e in reversed(events)}
    assert list(opt_outs(first_kept.values()).values()) == [True]


def saved(second: int, result: str, recap: str) -> list[CallEvent]:
    message = logged("save-log", result=result, callSummary=recap, duration=60)
    del message["id"]
    return heard(message, seen_at=moment(second))


def test_a_log_saved_again_replaces_what_was_saved_before() -> None:
    log = heard(logged(result="No Answer", duration=60), seen_at=moment(62))
    once, twice = saved(200, "No Answer", "A quote."), saved(300, "Call Connected", "Two quotes.")
    back = saved(400, "No Answer", "A quote.")  # the same words as at first
    summary = heard(
        embed(
            "zp-ai-call-summary-event",
            {"callId": log[0].keys[0].removeprefix("call:"), "callSummary": "Machine's."},
        ),
        seen_at=moment(100),
    )
    for order in permutations([*log, *summary, *once, *twice]):
        call = folded(list(order))
        assert call.result_raw == "Call Connected"
        assert call.summary is not None
        assert call.summary.text == "Two quotes."
    call = folded([*log, *summary, *once, *twice, *back])
    assert (call.result_raw, call.summary and call.summary.text) == ("No Answer", "A quote.")
    assert call.started_at == moment(0)
