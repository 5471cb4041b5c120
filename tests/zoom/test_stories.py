"""Whole calls as Zoom tells them, from one source or all: what the agent then sees."""

import itertools
from collections.abc import Callable

import pytest

from cti_desktop.calls.call import State
from cti_desktop.calls.events import CallEvent, Direction, Result, Source
from cti_desktop.calls.fold import as_seen_by
from tests.zoom.messages import (
    BO,
    CALL_ID,
    CY,
    HISTORY_UUID,
    QUEUE_LIVE,
    Wire,
    at,
    called,
    embed,
    folded,
    heard,
    live,
    logged,
    member,
    moment,
    recorded,
    told,
)


def embed_answered() -> list[CallEvent]:
    return heard(
        live("ringing", 0),
        live("connected", 6),
        live("ended", 66, result="ended"),
        logged(result="Call Connected", duration=60),
    )


def webhook_answered() -> list[CallEvent]:
    return [
        *called(BO, "ringing"),
        *called(BO, "answered", answer_start_time=at(6)),
        *called(BO, "ended", answer_start_time=at(6), call_end_time=at(66)),
    ]


def record_answered() -> list[CallEvent]:
    times: Wire = {"answer_time": at(6), "end_time": at(66), "talk_time": 60, "wait_time": 6}
    return recorded(BO, "callee", result="answered", **times)


ANSWERED: dict[str, Callable[[], list[CallEvent]]] = {
    "softphone": embed_answered,
    "webhooks": webhook_answered,
    "record": record_answered,
    "all": lambda: [*embed_answered(), *webhook_answered(), *record_answered()],
}


@pytest.mark.parametrize("source", ANSWERED)
def test_an_answered_call_reads_the_same_from_every_source(source: str) -> None:
    call = folded(ANSWERED[source]())
    assert call.state is State.ENDED
    assert call.result is Result.ANSWERED
    assert call.direction is Direction.INBOUND
    assert call.party.number == "+442079460018"
    assert call.durations.talk_s == 60
    assert len(call.legs) == 1
    assert call.agent is not None
    assert call.agent.extension == "800"
    assert call.started_at == moment(0)
    assert call.ended_at == moment(66)


def test_all_sources_make_one_leg_known_by_every_id() -> None:
    call = folded(ANSWERED["all"]())
    assert call.legs[0].ids == ("ext:x-bo", "no:800", "user:u-bo")
    assert call.sources == (Source.EMBED, Source.WEBHOOK)
    assert call.party.name == "Ada Example"
    assert call.final
    assert call.keys == (
        f"call:{CALL_ID}",
        f"history:{HISTORY_UUID}",
        "log:8fe17897-0a17-45c2-9201-ee72ebcf8bec",
    )


def test_the_order_of_arrival_does_not_matter() -> None:
    events = webhook_answered()
    calls = {repr(folded(list(order))) for order in itertools.permutations(events)}
    assert len(calls) == 1


def test_a_ringing_call_rings_and_a_connected_one_talks() -> None:
    events = heard(live("ringing", 0))
    assert folded(events).state is State.RINGING
    events += heard(live("connected", 6))
    assert folded(events).state is State.CONNECTED
    events += called(BO, "hold", date_time=at(20))
    assert folded(events).state is State.ON_HOLD
    events += called(BO, "unhold", date_time=at(30))
    assert folded(events).state is State.CONNECTED
    assert folded(events).durations.hold_s == 10


def missed(result: str, log_result: str) -> dict[str, list[CallEvent]]:
    step = "rejected" if result == "rejected" else "missed"
    word = "Rejected" if result == "rejected" else "No Answer"
    softphone = heard(
        live("ringing", 0),
        live("ended", 20, result=result),
        logged(result=log_result, duration=0),
    )
    webhooks = [
        *called(BO, "ringing"),
        *called(BO, step, call_end_time=at(20), handup_result=word),
    ]
    plain = "rejected" if result == "rejected" else "no_answer"
    record = recorded(BO, result=plain, end_time=at(20), talk_time=0)
    return {
        "softphone": softphone,
        "webhooks": webhooks,
        "all": [*softphone, *webhooks, *record],
    }


@pytest.mark.parametrize("source", ["softphone", "webhooks", "all"])
def test_a_missed_call_is_missed(source: str) -> None:
    call = folded(missed("missed", "No Answer")[source])
    assert (call.state, call.result) == (State.MISSED, Result.MISSED)
    assert call.durations.talk_s == 0
    assert call.durations.ring_s == 20


@pytest.mark.parametrize("source", ["softphone", "webhooks", "all"])
def test_a_declined_call_is_rejected(source: str) -> None:
    call = folded(missed("rejected", "Rejected")[source])
    assert (call.state, call.result) == (State.REJECTED, Result.REJECTED)


VOICEMAIL_PAGE = "https://applications.zoom.us/integration/phone/embeddablephone/audio/play/1/a"


def embed_voicemail() -> list[CallEvent]:
    voicemail = logged("call-voicemail-received", voicemailUrl=VOICEMAIL_PAGE, dateTime=at(60))
    data = voicemail["data"]
    assert isinstance(data, dict)
    del data["direction"]
    return heard(
        live("ringing", 0),
        live("ended", 20, result="missed"),
        voicemail,
        logged(result="Voicemail", duration=12),
    )


def webhook_voicemail() -> list[CallEvent]:
    body: dict[str, object] = {
        "id": "vm-1",
        "call_id": CALL_ID,
        "call_log_id": "8fe17897-0a17-45c2-9201-ee72ebcf8bec",
        "callee_id": BO.user_id,
        "callee_extension_type": "user",
        "callee_number": "800",
        "callee_number_type": 1,
        "callee_name": "Bo Agent",
        "caller_number": "442079460018",
        "caller_number_type": 2,
        "caller_name": "Ada Example",
        "date_time": at(25),
    }
    received = {**body, "duration": 12, "download_url": "https://zoom.example/vm-1"}
    transcript = {**body, "transcription": {"status": 2, "content": "Please call me."}}
    return [
        *called(BO, "ringing"),
        *called(BO, "missed", call_end_time=at(20), handup_result="No Answer"),
        *told("phone.voicemail_received", received),
        *told("phone.voicemail_transcript_completed", transcript),
    ]


def test_a_voicemail_heard_of_by_the_softphone_alone_is_inbound_and_one() -> None:
    call = folded(embed_voicemail())
    assert (call.state, call.result) == (State.VOICEMAIL, Result.VOICEMAIL)
    assert call.direction is Direction.INBOUND
    assert [one.url for one in call.voicemails] == [VOICEMAIL_PAGE]
    assert len(call.legs) == 1


def test_the_servers_voicemail_replaces_the_pages_and_has_its_transcript() -> None:
    events = [*embed_voicemail(), *webhook_voicemail()]
    events += recorded(BO, result="voicemail", end_time=at(40), voicemail_id="vm-1")
    call = folded(events)
    assert call.state is State.VOICEMAIL
    assert [(one.id, one.text, one.duration_s) for one in call.voicemails] == [
        ("vm-1", "Please call me.", 12)
    ]
    assert call.party.number == "+442079460018"


def test_a_deleted_voicemail_disappears_from_its_call() -> None:
    events = webhook_voicemail()
    gone = told("phone.voicemail_deleted", {"voice_mails": [{"id": "vm-1"}]})
    assert set(gone[0].keys) & {key for one in events for key in one.keys}
    assert folded([*events, *gone]).voicemails == ()


def queue_call() -> list[CallEvent]:
    queue: dict[str, object] = {
        "forwarded_by": {
            "name": "Support",
            "extension_number": "7001",
            "extension_type": "callQueue",
        }
    }
    elsewhere = "Answered by Other Member"
    return [
        *called(BO, "ringing", **queue),
        *called(CY, "ringing", **queue),
        *called(CY, "answered", answer_start_time=at(6), **queue),
        *called(BO, "missed", call_end_time=at(6), handup_result=elsewhere, **queue),
        *called(CY, "ended", answer_start_time=at(6), call_end_time=at(66), **queue),
    ]


def test_a_queue_call_answered_by_a_colleague_is_not_a_missed_call() -> None:
    call = folded(queue_call())
    assert call.state is State.ENDED
    assert call.result is Result.ANSWERED
    assert len(call.legs) == 2
    assert call.via is not None
    assert (call.via.name, call.via.extension) == ("Support", "7001")
    assert as_seen_by(call, BO.leg_ids).state is State.ANSWERED_ELSEWHERE
    assert as_seen_by(call, CY.leg_ids).state is State.ENDED
    assert as_seen_by(call, CY.leg_ids).durations.talk_s == 60


def test_a_queue_named_in_place_of_its_member_does_not_merge_the_members() -> None:
    queue = {"extension_id": "x-queue", "extension_type": "callQueue", "extension_number": 7001}
    events = [
        *called(BO, "missed", callee=member(BO, **queue), call_end_time=at(20)),
        *called(CY, "missed", callee=member(CY, **queue), call_end_time=at(20)),
    ]
    call = folded(events)
    assert sorted(leg.ids for leg in call.legs) == [("user:u-bo",), ("user:u-cy",)]
    assert call.via is not None
    assert call.via.extension_id == "x-queue"


def test_two_softphones_and_the_records_of_a_queue_call_tell_the_same() -> None:
    cy_live = {
        "name": "Cy",
        "extensionNumber": "801",
        "extensionId": "x-cy",
        "extensionType": "user",
    }
    bo = heard(
        live("ringing", 0, forwardedBy=QUEUE_LIVE),
        live("ended", 6, result="missed", forwardedBy=QUEUE_LIVE),
        logged(result="Answered by other member", duration=0),
    )
    cy = heard(
        live("ringing", 0, forwardedBy=QUEUE_LIVE, callee=cy_live),
        live("connected", 6, forwardedBy=QUEUE_LIVE, callee=cy_live),
        live("ended", 66, result="ended", forwardedBy=QUEUE_LIVE, callee=cy_live),
        agent=CY,
    )
    queue = {
        "operator_name": "Support",
        "operator_ext_number": "7001",
        "operator_ext_type": "call_queue",
        "event": "ring_to_member",
    }
    records = [
        *recorded(
            BO,
            result="answered",
            result_reason="answered_by_other",
            end_time=at(6),
            **queue,
        ),
        *recorded(
            CY,
            call_element_id="20250918-other",
            result="answered",
            answer_time=at(6),
            end_time=at(66),
            talk_time=60,
            **queue,
        ),
    ]
    for events in ([*bo, *cy], [*bo, *cy, *queue_call(), *records], records):
        call = folded(events)
        assert len(call.legs) == 2
        assert as_seen_by(call, BO.leg_ids).state is State.ANSWERED_ELSEWHERE
        assert as_seen_by(call, CY.leg_ids).durations.talk_s == 60
        assert call.via is not None
        assert call.via.name == "Support"


def test_notes_saved_in_the_softphone_are_on_the_call() -> None:
    note = {"Outcome": "Call back", "Note": "Wants a quote."}
    data: dict[str, object] = {"callId": CALL_ID, "notesData": note}
    call = folded([*embed_answered(), *heard(embed("zp-notes-save-event", data))])
    assert call.note is not None
    assert (call.note.outcome, call.note.text) == ("call_back", "Wants a quote.")
    assert call.note.author == "user:u-bo"
    assert call.note.subject == f"call:{CALL_ID}"


def test_the_pages_summary_stays_until_the_server_says_it_is_gone() -> None:
    page: Wire = {"callId": CALL_ID, "callSummary": "Wants a quote.", "modifiedTime": at(99)}
    notice: Wire = {"ai_call_summary_id": "s", "call_id": CALL_ID, "modified_time": at(100)}
    events = [*embed_answered(), *heard(embed("zp-ai-call-summary-event", page))]
    events += told("phone.ai_call_summary_changed", notice)
    call = folded(events)
    assert call.summary is not None
    assert call.summary.text == "Wants a quote."
    events += told("phone.ai_call_summary_changed", {**notice, "deleted": True})
    assert folded(events).summary is None
