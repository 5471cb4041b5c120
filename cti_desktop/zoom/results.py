"""Maps the many words Zoom has for how a call came out onto the program's own `Result`.

The softphone page, live webhooks, the retired call logs and today's records each have their list
and their capitals; new words appear without notice, so an unknown word is `Result.UNKNOWN`.
"""

from cti_desktop.calls.events import Result, Side

_BY_SIDE = {Side.CALLEE: Result.MISSED, Side.CALLER: Result.NO_ANSWER}
_UNANSWERED = {"missed", "no_answer", "ring_timeout", "unconnected"}
_WORDS = {
    "abandoned": Result.ABANDONED,
    "accepted": Result.ANSWERED,
    "answered": Result.ANSWERED,
    "answered_by_other_device": Result.ANSWERED_ELSEWHERE,
    "answered_by_other_member": Result.ANSWERED_ELSEWHERE,
    "auto_recorded": Result.ANSWERED,
    "blocked": Result.BLOCKED,
    "blocked_by_info_barriers": Result.BLOCKED,
    "blocked_by_non_gal": Result.BLOCKED,
    "busy": Result.BUSY,
    "call_cancel": Result.CANCELED,
    "call_canceled": Result.CANCELED,
    "call_cancelled": Result.CANCELED,
    "call_connected": Result.ANSWERED,
    "call_failed": Result.FAILED,
    "canceled": Result.CANCELED,
    "cancelled": Result.CANCELED,
    "connected": Result.ANSWERED,
    "ended": Result.ENDED,
    "hang_up": Result.CANCELED,
    "internal_error": Result.FAILED,
    "international_disabled": Result.BLOCKED,
    "invalid_key": Result.FAILED,
    "invalid_operation": Result.FAILED,
    "message": Result.VOICEMAIL,
    "overflowed": Result.OVERFLOWED,
    "park": Result.PARKED,
    "parked": Result.PARKED,
    "picked_up": Result.ANSWERED,
    "recorded": Result.ANSWERED,
    "recording_failure": Result.ANSWERED,
    "rejected": Result.REJECTED,
    "restricted_number": Result.BLOCKED,
    "service_unavailable": Result.FAILED,
    "succeeded": Result.ANSWERED,
    "system_blocked": Result.BLOCKED,
    "voicemail": Result.VOICEMAIL,
    "wrong_number": Result.FAILED,
}
_ELSEWHERE = {"answered_by_other", "pickup_by_other"}


def read_result(word: str | None, side: Side) -> Result | None:
    """Map one word, seen from one side: what a callee missed, a caller got no answer to."""
    if word is None:
        return None
    plain = plain_word(word)
    if plain in _UNANSWERED:
        return _BY_SIDE[side]
    return _WORDS.get(plain, Result.UNKNOWN)


def read_record_result(word: str | None, reason: str | None, side: Side) -> Result | None:
    """Map a record's `result` and `result_reason`; a colleague's answer is told by the reason."""
    if side is Side.CALLEE and reason is not None and plain_word(reason) in _ELSEWHERE:
        return Result.ANSWERED_ELSEWHERE
    return read_result(word, side)


def plain_word(word: str) -> str:
    """Bring a word to one spelling: `Answered by Other Member` is `answered_by_other_member`."""
    return "_".join(word.casefold().replace("-", " ").replace("_", " ").split())
