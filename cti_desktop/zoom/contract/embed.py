"""The messages of the Smart Embed page, both ways; Zoom gives them no version."""

READY_SIGNALS = frozenset(
    {"zp-ready", "onZoomPhoneIframeApiReady", "zp-init-success-event", "zp-phone-ready"}
)

RINGING = "zp-call-ringing-event"
CONNECTED = "zp-call-connected-event"
ENDED = "zp-call-ended-event"
LOGGED = "zp-call-log-completed-event"
LOG_SAVED = "zp-save-log-event"
RECORDING = "zp-call-recording-completed-event"
VOICEMAIL = "zp-call-voicemail-received-event"
SUMMARY = "zp-ai-call-summary-event"
SMS = "zp-sms-log-event"
NOTES_SAVED = "zp-notes-save-event"
SEARCH = "zp-contact-search-event"
MATCH = "zp-contact-match-event"

CONFIGURE = "zp-init-config"
CALL = "zp-make-call"
TEXT = "zp-input-sms"
FOUND = "zp-contact-search-response"
MATCHED = "zp-contact-match-response"
