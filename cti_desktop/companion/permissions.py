"""Which of Zoom's permissions each feature needs, and which of them a grant lacks."""

from collections.abc import Collection

ACCOUNT_SUFFIX = ":admin"

FEATURES: dict[str, tuple[str, ...]] = {
    "sign-in": ("phone:read:user:admin",),
    "call records": ("phone:read:list_call_logs:admin", "phone:read:call_log:admin"),
    "recordings": ("phone:read:list_call_recordings:admin", "phone:read:call_recording:admin"),
    "transcripts": ("phone:read:recording_transcript:admin",),
    "voicemails": ("phone:read:voicemail:admin",),
    "AI summaries": ("phone:read:ai_call_summary:admin",),
    "teams": ("phone:read:list_users:admin",),
}
"""Granular scopes by feature, as an account-level app has them."""

WEBHOOK_SCOPES = (
    "phone:read:call:admin",
    "phone:read:conference:admin",
    "phone:read:sms_message:admin",
)
"""What the Marketplace adds by itself when the events are subscribed to."""

_CLASSIC = {
    "sign-in": "phone:read:admin",
    "call records": "phone_call_log:read:admin",
    "recordings": "phone_recording:read:admin",
    "transcripts": "phone_recording:read:admin",
    "voicemails": "phone_voicemail:read:admin",
    "AI summaries": "phone:read:admin",
    "teams": "phone:read:admin",
}
_CLASSIC_ALL = "phone:read:admin"


def reads_account_calls(scopes: Collection[str]) -> bool:
    """Tell whether these scopes are enough for the list of the whole account's calls."""
    enough = (FEATURES["call records"][0], _CLASSIC["call records"], _CLASSIC_ALL)
    return any(one in scopes for one in enough)


def missing(scopes: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Name the scopes each feature lacks; a feature that has all is left out.

    The classic scopes of older apps count as well. A user's own scope, without `:admin`, does not
    serve for the account.
    """
    if _CLASSIC_ALL in scopes:
        return {}
    lacking: dict[str, tuple[str, ...]] = {}
    for feature, needed in FEATURES.items():
        gone = tuple(one for one in needed if one not in scopes)
        if gone and _CLASSIC[feature] not in scopes:
            lacking[feature] = gone
    return lacking
