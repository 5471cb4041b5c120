"""Which icon and colour stand for a call."""

from cti_desktop.calls.call import State
from cti_desktop.calls.events import Direction


def call_icon(state: State, direction: Direction | None) -> str:
    """Name the icon of a call: how it came out first, else which way it went."""
    by_state = {
        State.RINGING: "phone-ring",
        State.ON_HOLD: "pause",
        State.MISSED: "phone-missed",
        State.REJECTED: "phone-end",
        State.VOICEMAIL: "voicemail",
    }
    if state in by_state:
        return by_state[state]
    return {Direction.INBOUND: "phone-in", Direction.OUTBOUND: "phone-out"}.get(
        direction or Direction.INTERNAL, "phone"
    )


def call_tone(state: State) -> str:
    """Name the token that colours a call's state."""
    return {
        State.RINGING: "accent",
        State.CONNECTED: "good",
        State.ON_HOLD: "warn",
        State.MISSED: "bad",
        State.REJECTED: "bad",
        State.VOICEMAIL: "warn",
    }.get(state, "muted")
