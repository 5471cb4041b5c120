"""The fields and words Zoom is known to use, by the name of event or endpoint.

A name that is not here is no fault: it is kept in the raw message and reported as drift, so that
people see a change of Zoom's before it matters. What is known is what Zoom publishes, and what its
pages and webhooks were seen to send beside that.
"""

from collections.abc import Mapping
from dataclasses import replace

from cti_desktop.zoom.contract import embed, v1, v3
from cti_desktop.zoom.names import RECORDS_COMPLETED, RECORDS_DELETED
from cti_desktop.zoom.shapes import Shape, names, shape, sided, sided_words

_BOTH_WAYS = {"direction": names("inbound outbound")}
_EXTENSIONS = names(
    """
    autoReceptionist callQueue ciscoRoom/PolycomRoom ciscoRoom/polycomRoom commonArea
    commonAreaPhone contactCenter externalContact five9 groupCallPickup interop pstn
    sharedLineGroup sharedLines twilio user zoomRoom
    """
)
_EXTENSIONS_OF_RECORDS = names(
    """
    auto_receptionist call_queue cisco_room common_area common_area_phone external_contact
    group_call_pickup shared_line_group user zoom_room
    """
)
_LINES = names("byop contact_center pstn_off_net pstn_on_net voip")
_NUMBERS = names("1 2 3")
_NUMBERS_OF_RECORDS = _NUMBERS | names(
    """
    3rd_party_contact_center anonymous_number byoc byop external_contact external_pstn
    external_service_number meeting_id meeting_phone_number zoom_contact_center zoom_pstn
    zoom_revenue_accelerator zoom_service_number zoom_toll_free_number zra_phone_number
    """
)
_EVENTS = names(
    """
    barge call_me_on conference_barge direct_transfer forward incoming listen merge monitor
    outgoing outgoing_to_zoom_contact_center overflow park park_pick_up ring_to_member shared
    shared_line_incoming takeover timeout transfer_from_zoom_contact_center warm_transfer
    warm_transfer_incoming warm_transfer_outgoing whisper
    """
)
_RECORDED = names("Automatic OnDemand ad-hoc automatic")
_TRANSCRIBED = names("0 1 2 4 5 9 11 12 13 14 409 415 422 500 601 602 603 999")
_DELIVERED_TO = names(
    """
    BOTH BOTH_SAFETY_TEAM_AND_SIP MOBILE_911_CALL NONE OVERFLOW_TO_SIP_GROUP PSAP SAFETY_TEAM
    SIP_GROUP TO_PSAP_FOR_MISSED_BY_SAFETY_TEAM
    """
)

# Webhooks of a living call

_PARTY = shape(
    """
    account_code connection_type device_id device_name device_type extension_id extension_number
    extension_type name phone_number timezone user_id
    """,
).saying({"extension_type": _EXTENSIONS, "connection_type": _LINES})
_OWNER = shape(
    "extension_deleted_time extension_number extension_status has_access_permission id name type",
).saying({"type": _EXTENSIONS})
_BETWEEN = {"caller": _PARTY, "callee": _PARTY}
_PASSED_ON = {"forwarded_by": _PARTY, "redirect_forwarded_by": _PARTY}
_CALL = "call_id caller callee"
_RINGING = shape("call_id channel_id ringing_start_time sip_id", _CALL, **_BETWEEN, **_PASSED_ON)
_TALKING = shape(
    "answer_start_time call_id channel_id connected_start_time ringing_start_time sip_id",
    _CALL,
    **_BETWEEN,
    **_PASSED_ON,
)
_OVER = shape(
    """
    answer_start_time call_end_time call_id channel_id handup_result hangup_result
    ringing_start_time sip_id
    """,
    f"{_CALL} call_end_time",
    **_BETWEEN,
    **_PASSED_ON,
)
_STEP = shape(
    "call_id channel_id date_time meeting_id park_code park_failure_reason sip_id",
    f"{_CALL} date_time",
    **_BETWEEN,
)
_OF_STEP = {
    "ringing": _RINGING,
    "answered": _TALKING,
    "connected": _TALKING,
    "ended": _OVER,
    "missed": _OVER,
    "rejected": _OVER,
}
_PASSING_ON = shape(
    """
    call_id conference_id date_time enable_multiple_party_conference failure_reason
    transfer_account_code transfer_call_id transfer_phone_number
    """,
    "call_id date_time",
    owner=_OWNER,
    recipient=_PARTY,
)

# Records of all generations

_PERSON = shape("extension_number name")
_SITE = shape("id name")
_THIRD = shape(
    "extension_number extension_type location name number_type phone_number",
).saying({"extension_type": _EXTENSIONS, "number_type": _NUMBERS})
_SIDED = names(
    """
    account_code billing_reference_id cost_center country_code country_iso_code department
    device_private_ip device_public_ip device_type did_number email employee_id ext_id ext_number
    ext_type location name number number_source number_type site_id user_id
    """
)
RECORD = Shape(
    fields=sided(_SIDED)
    | names(
        """
        accepted_by ai_call_summary_id answer_start_time answer_time call_element_id call_elements
        call_end_time call_history_uuid call_id call_path call_path_id call_result call_type
        caller_acconut_code charge client_code connect_type date_time deleted_time direction
        duration end_time end_to_end event forwarded_by forwarded_to group_id has_recording
        has_voicemail hide_caller_id hold_time id international is_node log_details node
        outgoing_by owner path press_key rate recording_id recording_status recording_type result
        result_reason sbc_id sbc_name segment sip_group_id sip_group_name site site_name spam
        start_time status talk_time voicemail_id wait_time waiting_time
        """
    ),
    needed=("call_id",),
    words={
        **_BOTH_WAYS,
        **sided_words({"ext_type": _EXTENSIONS_OF_RECORDS, "number_type": _NUMBERS_OF_RECORDS}),
        "call_type": names("contactCenter emergency general international pstn tollfree voip"),
        "connect_type": names("external internal"),
        "event": _EVENTS,
        "recording_status": names("non_recorded recorded"),
        "recording_type": _RECORDED,
        "result_reason": names("answered_by_other call_out_by_other pickup_by_other"),
    },
    inside={
        "accepted_by": _PERSON,
        "forwarded_by": _THIRD,
        "forwarded_to": _THIRD,
        "outgoing_by": _PERSON,
        "owner": _OWNER,
        "site": _SITE,
    },
)
_DELETED = shape("delete_all execute_time move_to_trash user_id", "user_id")

# What a call leaves behind

_MEDIA_SIDES = sided(names("account_code did_number name number number_type user_id"))
_MEDIA_IDS = names("call_element_id call_history_id call_id call_log_id")
_MEDIA_NUMBERS = sided_words({"number_type": _NUMBERS})
_RECORDING = Shape(
    fields=_MEDIA_SIDES
    | _MEDIA_IDS
    | names(
        """
        accepted_by auto_delete_enable auto_delete_policy channel_id date_time direction
        disclaimer_status download_url duration end_time id meeting_uuid outgoing_by owner
        recording_type sip_id site transcript_download_url user_id
        """
    ),
    needed=("id", "date_time"),
    words={**_BOTH_WAYS, **_MEDIA_NUMBERS, "recording_type": _RECORDED},
    inside={"accepted_by": _PERSON, "outgoing_by": _PERSON, "owner": _OWNER, "site": _SITE},
)
_LIVE_RECORDING = replace(_RECORDING, needed=("id", "call_id", "date_time"))
_TRANSCRIPT = shape(
    "content engine status",
).saying({"status": _TRANSCRIBED})
_TRANSCRIPT_FILE = shape(
    "account_id host_id meeting_id recording_end recording_id recording_start type ver",
    timeline=shape("channelMark end_ts raw_text text ts userId userIds users"),
).saying({"type": names("zoom_transcript")})
_VOICEMAIL = Shape(
    fields=_MEDIA_SIDES
    | _MEDIA_IDS
    | names(
        """
        access_member_extension_type access_member_id callee_extension_type callee_id date_time
        days_left_auto_permantely_delete deleted_time download_url duration id
        intent_detect_status intent_results soft_deleted_type status transcription voice_mail_task
        """
    ),
    needed=("id", "date_time"),
    words={
        **_MEDIA_NUMBERS,
        "callee_extension_type": _EXTENSIONS,
        "status": names("read unread"),
    },
    inside={"transcription": _TRANSCRIPT},
)
_SUMMARY = shape(
    """
    account_id ai_call_summary_id call_id call_log_ids call_summary call_summary_rate created_time
    deleted detailed_summary edited modified_time next_steps transcript_language user_id
    """,
    "ai_call_summary_id call_id user_id",
)

# Texts and the rest

_TEXTER = shape(
    "display_name id is_message_owner phone_number type",
).saying({"type": _EXTENSIONS})
_OPT = shape(
    "consumer_phone_number opt_in_message opt_in_status opt_status zoom_phone_user_number",
    "consumer_phone_number zoom_phone_user_number",
).saying({"opt_status": names("opt_in opt_out pending"), "opt_in_status": names("0 1 2 3 4")})
_SMS = shape(
    "date_time failure_reason message message_id message_type session_id",
    "date_time message_id sender session_id to_members",
    attachments=shape("download_url id name size type", "download_url"),
    owner=shape(
        "id sms_sender_user_id team_id type",
    ).saying({"type": _EXTENSIONS}),
    phone_number_campaign_opt_statuses=_OPT,
    sender=_TEXTER,
    to_members=_TEXTER,
)
_OPTED = shape(
    "date_time",
    "date_time phone_number_campaign_opt_statuses",
    phone_number_campaign_opt_statuses=_OPT,
)
_ALERT = shape(
    "call_id deliver_to emergency_address location ringing_start_time router",
    "call_id caller deliver_to ringing_start_time",
    caller=shape(
        """
        display_name extension_number extension_type id phone_number site_id site_name timezone
        """,
    ).saying({"extension_type": _EXTENSIONS}),
    callee=_PARTY,
).saying(
    {
        "deliver_to": _DELIVERED_TO,
        "router": frozenset(("BYOC Carrier", "Mobile Carrier", "ZOOM")),
    }
)

WEBHOOKS: Mapping[str, Shape] = {
    **{name: _OF_STEP.get(step, _STEP) for name, (_, step) in v3.LIVE.items()},
    **dict.fromkeys(v3.PASSING_ON, _PASSING_ON),
    **dict.fromkeys(
        RECORDS_COMPLETED,
        shape("user_id", "user_id", call_elements=RECORD, call_logs=RECORD, call_path=RECORD),
    ),
    **dict.fromkeys(
        RECORDS_DELETED,
        replace(_DELETED, fields=_DELETED.fields | {"call_log_ids", "call_element_ids"}),
    ),
    **dict.fromkeys(
        v1.RECORDS_DELETED, shape("user_id", "user_id", call_logs=shape("call_id id", "id"))
    ),
    **dict.fromkeys(v3.RECORDING_STATES, _LIVE_RECORDING),
    **dict.fromkeys(v3.RECORDINGS_COMPLETED, shape("", "recordings", recordings=_RECORDING)),
    **dict.fromkeys(
        v3.RECORDINGS_DELETED, shape("", "recordings", recordings=shape("call_id id", "id"))
    ),
    **dict.fromkeys(v3.VOICEMAILS, _VOICEMAIL),
    **dict.fromkeys(v3.VOICEMAILS_DELETED, shape("", "voice_mails", voice_mails=shape("id", "id"))),
    v3.SUMMARY_CHANGED: _SUMMARY,
    **dict.fromkeys((v3.SMS_RECEIVED, v3.SMS_SENT, v3.SMS_FAILED), _SMS),
    **dict.fromkeys((v3.OPTED_IN, v3.OPTED_OUT), _OPTED),
    v3.EMERGENCY_ALERT: _ALERT,
}
"""What `payload.object` of a webhook holds, by the event's name."""

ROWS: Mapping[str, Shape] = {
    **dict.fromkeys(
        (
            f"GET {v3.CALL_HISTORY}",
            f"GET {v3.CALL_HISTORY}/{{uuid}}",
            f"GET {v3.CALL_ELEMENT}",
            f"GET {v3.USER_CALL_HISTORY}",
            f"GET {v1.CALL_LOGS}",
        ),
        RECORD,
    ),
    f"GET {v3.RECORDINGS}": _RECORDING,
    f"GET {v3.VOICEMAIL}": _VOICEMAIL,
    f"GET {v3.RECORDING_TRANSCRIPT}": _TRANSCRIPT_FILE,
    f"GET {v3.AI_SUMMARY}": _SUMMARY,
    **dict.fromkeys(
        (f"GET {v3.PHONE_USERS}", f"GET {v3.PHONE_USER}"),
        shape(
            """
            activation_status calling_plans cost_center department display_name email
            emergency_address extension_id extension_number id name phone_user_id policy
            site_admin site_id status
            """,
            "id extension_id extension_number",
            phone_numbers=shape("id number", "number"),
            site=_SITE,
        ),
    ),
}
"""What a row of the REST API holds, by the name its events have."""

# The softphone page

_PAGE_PARTY = shape(
    """
    didNumber extensionId extensionNumber extensionType name number numberType phoneNumber
    """,
).saying({"extensionType": _EXTENSIONS, "numberType": _NUMBERS})
_PAGE_ENDS = {"caller": _PAGE_PARTY, "callee": _PAGE_PARTY, "forwardedBy": _PAGE_PARTY}
_PAGE_CALL = shape(
    "callId dateTime direction enableAutoLog",
    "callId dateTime direction",
    **_PAGE_ENDS,
).saying(_BOTH_WAYS)
_PAGE_LOG = shape(
    """
    callId callLogId callSummary dateTime detailedSummary direction duration enableAutoLog
    nextSteps recordingUrl result voicemailUrl
    """,
    "callId callLogId dateTime direction result",
    **_PAGE_ENDS,
).saying(_BOTH_WAYS)

PAGE: Mapping[str, Shape] = {
    embed.RINGING: _PAGE_CALL,
    embed.CONNECTED: _PAGE_CALL,
    embed.ENDED: replace(_PAGE_CALL, fields=_PAGE_CALL.fields | {"result"}),
    embed.LOGGED: _PAGE_LOG,
    embed.LOG_SAVED: _PAGE_LOG,
    embed.RECORDING: replace(_PAGE_LOG, needed=("callId", "callLogId", "dateTime", "recordingUrl")),
    embed.VOICEMAIL: replace(_PAGE_LOG, needed=("callId", "callLogId", "dateTime", "voicemailUrl")),
    embed.SUMMARY: shape(
        """
        callId callLogId callSummary dateTime deleted detailedSummary edited modifiedTime nextSteps
        """,
        "callId modifiedTime",
    ),
    embed.SMS: shape(
        "dateTime direction message messageId sessionId status",
        "dateTime direction messageId sender status",
        attachments=shape("fileUrl type", "fileUrl"),
        receivers=_PAGE_PARTY,
        sender=_PAGE_PARTY,
    ).saying({**_BOTH_WAYS, "status": frozenset(("Delivered", "Not delivered", "Received"))}),
}
"""What `data` of a message of the softphone page holds, by its type."""
