"""Which of Zoom's permissions each feature needs, and which of them a grant lacks.

Calls are read for the account, by an app of the account or by an administrator's grant; or by each
person's own grant, which then reads theirs. Beside an app of the account, people's grants are there
to sign in with and for nothing else. No app has permissions of both kinds.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

ACCOUNT_SUFFIX = ":admin"
_SIGN_IN, _TEAMS = "sign-in", "teams"

FEATURES: dict[str, tuple[str, ...]] = {
    _SIGN_IN: ("phone:read:user:admin",),
    "call records": ("phone:read:list_call_logs:admin", "phone:read:call_log:admin"),
    "recordings": ("phone:read:list_call_recordings:admin", "phone:read:call_recording:admin"),
    "transcripts": ("phone:read:recording_transcript:admin",),
    "voicemails": ("phone:read:voicemail:admin",),
    "AI summaries": ("phone:read:ai_call_summary:admin",),
    _TEAMS: ("phone:read:list_users:admin",),
}
"""Granular scopes by feature, as an account-level app has them; a server-to-server app needs the
one for sign-in to tell whether who signs in is of the account."""

OWN_FEATURES: dict[str, tuple[str, ...]] = {
    _SIGN_IN: ("phone:read:user",),
    "call records": ("phone:read:list_call_logs",),
    "recordings": ("phone:read:list_recordings", "phone:read:call_recording"),
    "transcripts": ("phone:read:recording_transcript",),
    "voicemails": ("phone:read:voicemail",),
    "AI summaries": ("phone:read:ai_call_summary",),
}
"""Likewise, as a user-managed app has them."""

WEBHOOK_SCOPES = (
    "phone:read:call:admin",
    "phone:read:conference:admin",
    "phone:read:sms_message:admin",
)
"""What the Marketplace adds by itself when the events are subscribed to."""

_CLASSIC_ALL = "phone:read"
_CLASSIC = {
    _SIGN_IN: _CLASSIC_ALL,
    "call records": "phone_call_log:read",
    "recordings": "phone_recording:read",
    "transcripts": "phone_recording:read",
    "voicemails": "phone_voicemail:read",
    "AI summaries": _CLASSIC_ALL,
    _TEAMS: _CLASSIC_ALL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What this companion needs; it follows from its settings.

    Attributes:
        server_app: an app of the account reads the calls, and people's grants do not.
        teams: supervisors have teams, which takes the list of the account's users.
    """

    server_app: bool = False
    teams: bool = False

    @property
    def features(self) -> dict[str, tuple[str, ...]]:
        """What is needed of whoever reads the account's calls."""
        return {one: needed for one, needed in FEATURES.items() if self.teams or one != _TEAMS}

    def of_account(self, scopes: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Name the scopes each feature lacks; a feature that has all is left out.

        The classic scopes of older apps count as well. A user's own scope, without `:admin`, does
        not serve for the account.
        """
        return _lacking(scopes, self.features, ACCOUNT_SUFFIX)

    def of_person(self, scopes: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Name what somebody's own grant lacks, likewise."""
        of_account = any(one.endswith(ACCOUNT_SUFFIX) for one in scopes)
        wanted = self.features if of_account else OWN_FEATURES
        if self.server_app:
            wanted = {_SIGN_IN: wanted[_SIGN_IN]}
        return _lacking(scopes, wanted, ACCOUNT_SUFFIX if of_account else "")

    def reads_calls(self, scopes: Collection[str]) -> bool:
        """Tell whether somebody's own grant is worth asking for calls; unknown scopes may be."""
        return not self.server_app or not scopes or not _READING.isdisjoint(scopes)


LEAST = Needs()
"""Of a companion with one app and without teams."""


def reads_account_calls(scopes: Collection[str]) -> bool:
    """Tell whether these scopes are enough for the list of the whole account's calls."""
    classic = (_CLASSIC["call records"], _CLASSIC_ALL)
    enough = (FEATURES["call records"][0], *(f"{one}{ACCOUNT_SUFFIX}" for one in classic))
    return any(one in scopes for one in enough)


def _lacking(
    scopes: Collection[str], wanted: Mapping[str, tuple[str, ...]], suffix: str
) -> dict[str, tuple[str, ...]]:
    if f"{_CLASSIC_ALL}{suffix}" in scopes:
        return {}
    lacking: dict[str, tuple[str, ...]] = {}
    for feature, needed in wanted.items():
        gone = tuple(one for one in needed if one not in scopes)
        if gone and f"{_CLASSIC[feature]}{suffix}" not in scopes:
            lacking[feature] = gone
    return lacking


def _of_calls() -> frozenset[str]:
    granular = {
        one
        for features in (FEATURES, OWN_FEATURES)
        for feature, needed in features.items()
        for one in needed
        if feature not in (_SIGN_IN, _TEAMS)
    }
    classic = {f"{one}{suffix}" for one in _CLASSIC.values() for suffix in ("", ACCOUNT_SUFFIX)}
    return frozenset(granular | classic)


_READING = _of_calls()
