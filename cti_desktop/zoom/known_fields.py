"""The field names and words Zoom is known to use, by kind of message; only `survey.py` reads them.

A name that is not here is no fault: it is kept in the raw message and reported as drift, so that
people see a change of Zoom's before it matters.
"""

from cti_desktop.zoom.contract import embed


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


LIVE = _names(
    """
    answer_start_time call_end_time call_id callee caller channel_id conference_id
    connected_start_time date_time device_type enable_multiple_party_conference failure_reason
    forwarded_by handup_result hangup_result meeting_id owner park_code park_failure_reason
    recipient redirect_forwarded_by ringing_start_time sip_id transfer_account_code
    transfer_call_id transfer_phone_number
    """
)
"""Of the object in a webhook about a living call."""

RECORD = _names(
    """
    accepted_by acconut_code account_code answer_start_time answer_time billing_reference_id
    call_element_id call_elements call_end_time call_history_uuid call_id call_path call_path_id
    call_result call_type charge client_code connect_type cost_center country_code
    country_iso_code date_time deleted_time department device_private_ip device_public_ip
    device_type did_number direction duration email employee_id end_time end_to_end event ext_id
    ext_number ext_type forwarded_by forwarded_to group_id has_recording has_voicemail
    hide_caller_id hold_time id international is_node location log_details name node number
    number_source number_type outgoing_by owner path press_key rate recording_id recording_status
    recording_type result result_reason sbc_id sbc_name segment sip_group_id sip_group_name site
    site_id site_name spam start_time status talk_time user_id voicemail_id wait_time waiting_time
    ai_call_summary_id
    """
)
"""Of a call record of any generation, without the prefix that says whose it is."""

RECORD_PREFIXES = ("caller_", "callee_", "operator_")

PAGE_CALL = _names(
    """
    callId callLogId callSummary callee caller dateTime detailedSummary direction duration
    enableAutoLog forwardedBy nextSteps recordingUrl result voicemailUrl
    """
)
"""Of a call message of the softphone page."""

PAGE_LOGGED = frozenset((embed.LOGGED, embed.LOG_SAVED))

WORDS = {
    "connect_type": frozenset(("", "external", "internal")),
    "direction": frozenset(("", "inbound", "outbound")),
    "event": _names(
        """
        barge call_me_on conference_barge direct_transfer forward incoming listen merge monitor
        outgoing outgoing_to_zoom_contact_center overflow park park_pick_up ring_to_member shared
        shared_line_incoming takeover timeout transfer_from_zoom_contact_center warm_transfer
        warm_transfer_incoming warm_transfer_outgoing whisper
        """
    ),
    "ext_type": _names(
        """
        auto_receptionist call_queue cisco_room common_area common_area_phone external_contact
        group_call_pickup shared_line_group user zoom_room
        """
    ),
}
"""Words of records' fields, by name without prefix; other fields are open."""
