"""Why the softphone does not work, and the sentence with the remedy for each reason.

Where the sound runs decides much of it: Zoom Phone's in the Zoom client, Contact Center's in the
page itself.
"""

from enum import StrEnum


class Cause(StrEnum):
    """What keeps the softphone from working, or made a dial come to nothing."""

    REFUSED_ORIGIN = "refused_origin"
    CRASHED = "crashed"
    GAVE_UP = "gave_up"
    NETWORK = "network"
    BROKEN = "broken"
    TIMEOUT = "timeout"
    NO_DEVICE = "no_device"
    OFFLINE = "offline"
    SIGNED_OUT = "signed_out"
    NOT_READY = "not_ready"
    NO_RINGING = "no_ringing"
    RELOADED = "reloaded"


def cause_named(reason: str) -> Cause:
    """Return the cause of a face's word for it."""
    try:
        return Cause(reason)
    except ValueError:
        return Cause.BROKEN


class SoftphoneWords:
    """Says what is wrong and what to do.

    Args:
        host_origin: the address an administrator has to approve.
        sound_in_page: whether it is Contact Center's page.
    """

    def __init__(self, host_origin: str, *, sound_in_page: bool = False) -> None:
        self._host_origin = host_origin
        self._said = {**_FAILURES, **_CENTRE_FAILURES} if sound_in_page else _FAILURES

    def of(self, cause: Cause) -> str:
        """Return the sentence."""
        return self._said[cause].format(origin=self._host_origin)


_FAILURES = {
    "refused_origin": (
        "Zoom does not let this address show the softphone. Ask your Zoom admin to add {origin} to "
        "the approved domains of Zoom Phone Smart Embed."
    ),
    "crashed": "The softphone stopped and is loading again. A call goes on in the Zoom client.",
    "gave_up": (
        "The softphone stopped again and again, so it is not loaded by itself any more. Reload it; "
        "a call goes on in the Zoom client."
    ),
    "network": "The softphone could not be loaded. Check the network, then reload it.",
    "broken": "The softphone failed to load. Reload it.",
    "timeout": (
        "The softphone has not answered for 15 seconds. Reload it; if that does not help, ask your "
        "Zoom admin whether {origin} is an approved domain."
    ),
    "no_device": (
        "No available device: the Zoom client does not run or is not signed in. Start it and sign "
        "in, then reload the softphone."
    ),
    "offline": (
        "There is no network. Calls reach you again once it is back; the softphone then connects "
        "by itself."
    ),
    "signed_out": "Nobody is signed in to Zoom Contact Center. Sign in in the softphone.",
    "not_ready": "The softphone was not ready, so the number was not dialled.",
    "no_ringing": (
        "Nothing rang. Check that the Zoom client runs and is signed in, and that calls from "
        "third-party apps are allowed, then dial again."
    ),
    "reloaded": (
        "The softphone was loaded anew before anything rang. Look whether it rings; if not, dial "
        "again."
    ),
}
_CENTRE_FAILURES = {
    "refused_origin": (
        "Zoom does not let this address show the softphone. Ask your Zoom admin to add {origin} to "
        "the approved domains of Contact Center's Smart Embed."
    ),
    "crashed": (
        "The softphone stopped and is loading again. Its sound is in the page, so a call in it was "
        "cut."
    ),
    "gave_up": (
        "The softphone stopped again and again, so it is not loaded by itself any more. Reload it; "
        "a call in it was cut."
    ),
    "no_device": (
        "No available device: the softphone finds no microphone or headset. Connect one, then "
        "reload the softphone."
    ),
    "no_ringing": (
        "Nothing rang. Look in the softphone whether you are signed in and may call out, then dial "
        "again."
    ),
}
