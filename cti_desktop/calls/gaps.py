"""What a call that is over still lacks from Zoom's server: the question a reconciler asks.

It follows from the call as it stands, so a lost webhook, a restart or a failed attempt needs no
case of its own.
"""

from enum import StrEnum

from cti_desktop.calls.call import Call
from cti_desktop.calls.events import Direction, Media, Result
from cti_desktop.calls.media import CHANGED, NAMED


class Gap(StrEnum):
    """Something only a request to Zoom can bring."""

    RECORD = "record"
    VOICEMAIL = "voicemail"
    TRANSCRIPT = "transcript"
    SUMMARY = "summary"


def gaps_of(call: Call) -> frozenset[Gap]:
    """Return what is missing; nothing while the call still rings or talks.

    A record that came before its voicemail or recording existed does not name it and is missing
    again as soon as anybody tells that there is one. Contact Center's calls lack nothing: their
    page brings the record, and Zoom Phone's history does not know them.
    """
    if call.state.live or any(key.startswith("engagement:") for key in call.keys):
        return frozenset()
    gaps = set()
    unnamed = any(_is_page(one) for one in (*call.recordings, *call.voicemails))
    here = call.direction is not Direction.OUTBOUND  # what we spoke on theirs is not ours to have
    spoken = call.result is Result.VOICEMAIL and call.deleted_at is None and here
    if not call.final or unnamed or (spoken and not call.voicemails):
        gaps.add(Gap.RECORD)
    if any(not _is_page(one) and not _is_whole(one) for one in call.voicemails):
        gaps.add(Gap.VOICEMAIL)
    if any(_is_unread(one) for one in call.recordings):
        gaps.add(Gap.TRANSCRIPT)
    if call.summary is not None and call.summary.state in {NAMED, CHANGED}:
        gaps.add(Gap.SUMMARY)
    return frozenset(gaps)


def _is_page(media: Media) -> bool:
    """Tell whether only the softphone page told of it: it has an address in place of an id."""
    return media.id == media.url


def _is_unread(recording: Media) -> bool:
    """Tell whether there is a transcript, by the address it was given, and nobody read it yet."""
    return bool(recording.detail) and not recording.text


def _is_whole(voicemail: Media) -> bool:
    return voicemail.duration_s is not None and bool(voicemail.text)
