"""What a link may ask for and why a person is asked first; light, for views and faces."""

from enum import StrEnum


class LinkAction(StrEnum):
    """What a link asks for."""

    CALL = "call"
    SMS = "sms"


class AskReason(StrEnum):
    """Why a number is not dialled without a word, the gravest first."""

    EMERGENCY = "emergency"
    DO_NOT_CALL = "do_not_call"
    PREMIUM = "premium"
    SERVICE_CODE = "service_code"
    BURST = "burst"
    BUSY = "busy"
    LINK_ASKS = "link_asks"
    SETTING = "setting"
