"""What a link may ask for and why a person is asked first; light, for views and faces."""

from enum import StrEnum


class LinkAction(StrEnum):
    """What a link asks for."""

    CALL = "call"
    SMS = "sms"


class Dialled(StrEnum):
    """What became of a wish to dial.

    `ASKED`: it waits for an answer to a `DialQuestion`. `BUSY`: another call is being dialled.
    """

    DIALLED = "dialled"
    ASKED = "asked"
    BUSY = "busy"
    NO_NUMBER = "no_number"


class AskReason(StrEnum):
    """Why a number is not dialled without a word, the gravest first."""

    EMERGENCY = "emergency"
    DO_NOT_CALL = "do_not_call"
    LIST_UNREADABLE = "list_unreadable"
    PREMIUM = "premium"
    SERVICE_CODE = "service_code"
    BURST = "burst"
    BUSY = "busy"
    LINK_ASKS = "link_asks"
    SETTING = "setting"
