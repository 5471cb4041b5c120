"""Whole calls as Zoom tells them, from one source or all: what the agent then sees."""

import itertools

import pytest

from cti_desktop.calls.call import Call, State
from cti_desktop.calls.events import CallEvent, Direction, Result, Source
from cti_desktop.calls.fold import as_seen_by, leg_of
from cti_desktop.zoom.records import read_history_row
from tests.zoom.messages import (
    ADA_FAR,
    BO,
    CALL_ID,
    CY,
    HISTORY_UUID,
    QUEUE_LIVE,
    SEEN,
    at,
    called,
    calling,
    element,
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
    times = {"answer_time": at(6), "end_time": at(66), "talk_time": 60, "wait_time": 6}
    return recorded(BO, result="answered", **times)


ANSWERED = {
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


def outbound(result: str, word: str, record: str) -> dict[str, list[CallEvent]]:
    talked = result == "ended"
    connected = [live("connected", 6, direction="outbound")] if talked else []
    softphone = heard(
        live("ringing", 0, direction="outbound"),
        *connected,
        live("ended", 66, direction="outbound", result=result),
        logged(direction="outbound", result=word, duration=60 if talked else 0),
    )
    answered: dict[str, object] = {"answer_start_time": at(6)} if talked else {}
    webhooks = [
        *calling(BO, "ringing"),
        *(calling(BO, "connected", connected_start_time=at(6)) if talked else []),
        *calling(BO, "ended", call_end_time=at(66), handup_result=word, **answered),
    ]
    row = element(
        BO,
        direction="outbound",
        event="outgoing",
        result=record,
        end_time=at(66),
        caller_name="Bo",
        caller_did_number="+442079460100",
        caller_ext_id="x-bo",
        caller_ext_number="800",
        caller_ext_type="user",
        caller_number_type="zoom_pstn",
        callee_name="Ada Example",
        callee_did_number="+442079460018",
        callee_number_type="external_pstn",
        **({"answer_time": at(6)} if talked else {}),
    )
    for name in ("callee_ext_id", "callee_ext_number", "callee_ext_type"):
        del row[name]
    body: dict[str, object] = {"user_id": BO.user_id, "call_elements": [row]}
    records = told("phone.caller_call_element_completed", body)
    return {
        "softphone": softphone,
        "webhooks": webhooks,
        "record": records,
        "all": [*softphone, *webhooks, *records],
    }


@pytest.mark.parametrize("source", ["softphone", "webhooks", "record", "all"])
def test_an_outbound_call_that_was_answered(source: str) -> None:
    call = folded(outbound("ended", "Call Connected", "answered")[source])
    assert call.direction is Direction.OUTBOUND
    assert (call.state, call.result) == (State.ENDED, Result.ANSWERED)
    assert call.party.number == "+442079460018"
    assert call.durations.talk_s == 60
    assert len(call.legs) == 1


@pytest.mark.parametrize("source", ["softphone", "webhooks", "record", "all"])
def test_an_outbound_call_to_a_busy_line(source: str) -> None:
    call = folded(outbound("missed", "Busy", "busy")[source])
    assert call.direction is Direction.OUTBOUND
    assert (call.state, call.result) == (State.ENDED, Result.BUSY)
    assert call.durations.talk_s == 0


def test_an_outbound_call_nobody_answered_is_not_the_agents_missed_call() -> None:
    events = heard(
        live("ringing", 0, direction="outbound"),
        live("ended", 30, direction="outbound", result="missed"),
    )
    call = folded(events)
    assert (call.state, call.result) == (State.ENDED, Result.NO_ANSWER)


CONSULTATION = "068cba3f027ba0d0111"


def warm_transfer() -> list[CallEvent]:
    owner = {"type": "user", "id": "u-bo", "name": "Bo", "extension_number": 800}
    moved: dict[str, object] = {"call_id": CALL_ID, "owner": owner, "failure_reason": ""}
    target: dict[str, object] = {"transfer_phone_number": "801"}
    consultation: dict[str, object] = {
        "call_id": CONSULTATION,
        "caller": member(BO, phone_number="800"),
        "callee": member(CY, phone_number="801"),
        "ringing_start_time": at(35),
    }
    return [
        *called(BO, "ringing"),
        *called(BO, "answered", answer_start_time=at(6)),
        *told(
            "phone.warm_transfer_initiated",
            {**moved, **target, "transfer_call_id": CONSULTATION, "date_time": at(34)},
        ),
        *told("phone.caller_ringing", consultation),
        *told("phone.callee_ringing", consultation),
        *told("phone.callee_answered", {**consultation, "answer_start_time": at(40)}),
        *told("phone.warm_transfer_completed", {**moved, **target, "date_time": at(50)}),
        *called(BO, "ended", answer_start_time=at(6), call_end_time=at(50)),
        *told("phone.caller_ended", {**consultation, "call_end_time": at(50)}),
        *told(
            "phone.callee_ended",
            {**consultation, "answer_start_time": at(40), "call_end_time": at(120)},
        ),
    ]


def account_row(**more: object) -> CallEvent:
    row: dict[str, object] = {
        "call_history_uuid": HISTORY_UUID,
        "call_id": CALL_ID,
        "direction": "inbound",
        "connect_type": "external",
        "start_time": at(0),
        "answer_time": at(6),
        "end_time": at(120),
        "duration": 114,
        "call_result": "answered",
        "caller_did_number": "+442079460018",
        "caller_name": "Ada Example",
        "caller_number_type": "external_pstn",
        "callee_ext_id": "x-bo",
        "callee_ext_number": "800",
        "callee_ext_type": "user",
        "callee_name": "Bo",
        **more,
    }
    return read_history_row(row, seen_at=SEEN)


def test_a_warm_transfer_is_one_call_with_both_agents() -> None:
    call = folded([*warm_transfer(), account_row()])
    assert {"call:" + CALL_ID, "call:" + CONSULTATION} <= set(call.keys)
    assert [(one.how, one.stage, one.to_number) for one in call.transfers] == [
        ("warm", "started", "801"),
        ("warm", "completed", "801"),
    ]
    assert call.result is Result.ANSWERED
    bo, cy = leg_of(call, BO.leg_ids), leg_of(call, CY.leg_ids)
    assert bo is not None
    assert cy is not None
    assert (bo.answered_at, bo.ended_at) == (moment(6), moment(50))
    assert (cy.answered_at, cy.ended_at) == (moment(40), moment(120))
    assert call.party.number == "+442079460018"
    assert call.ended_at == moment(120)
    assert call.state is State.ENDED


def test_a_blind_transfers_suffixed_leg_belongs_to_the_first_call() -> None:
    suffixed: dict[str, object] = {
        "call_id": f"{CALL_ID}_1",
        "caller": ADA_FAR,
        "callee": member(CY),
        "ringing_start_time": at(40),
    }
    events = [
        *called(BO, "ringing"),
        *called(BO, "answered", answer_start_time=at(6)),
        *told(
            "phone.blind_transfer_initiated",
            {"call_id": CALL_ID, "transfer_phone_number": "801", "date_time": at(38)},
        ),
        *called(BO, "ended", answer_start_time=at(6), call_end_time=at(39)),
        *told("phone.callee_ringing", suffixed),
        *told("phone.callee_answered", {**suffixed, "answer_start_time": at(45)}),
    ]
    call = folded(events)
    assert call.state is State.CONNECTED
    assert call.direction is Direction.INBOUND
    assert [leg.state for leg in call.legs] == [State.ENDED, State.CONNECTED]
    assert call.transfers[0].how == "blind"


def test_the_accounts_row_ends_a_call_whose_end_was_lost() -> None:
    call: Call = folded([*called(BO, "ringing"), *called(BO, "answered"), account_row()])
    assert call.state is State.ENDED
    assert call.final
    assert call.ended_at == moment(120)


def test_an_internal_call_has_a_leg_for_each_colleague() -> None:
    both: dict[str, object] = {
        "call_id": CALL_ID,
        "caller": member(BO, phone_number="800"),
        "callee": member(CY, phone_number="801"),
        "ringing_start_time": at(0),
    }
    events = [
        *told("phone.caller_ringing", both),
        *told("phone.callee_ringing", both),
        *told("phone.callee_answered", {**both, "answer_start_time": at(4)}),
    ]
    call = folded(events)
    assert call.direction is Direction.INTERNAL
    assert len(call.legs) == 2


def test_notes_saved_in_the_softphone_are_on_the_call() -> None:
    note = {"Outcome": "Call back", "Note": "Wants a quote."}
    data: dict[str, object] = {"callId": CALL_ID, "notesData": note}
    call = folded([*embed_answered(), *heard(embed("zp-notes-save-event", data))])
    assert call.note is not None
    assert (call.note.outcome, call.note.text) == ("call_back", "Wants a quote.")
    assert call.note.author == "user:u-bo"
    assert call.note.subject == f"call:{CALL_ID}"
