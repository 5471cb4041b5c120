"""What goes on in Contact Center's page beside calls: chats, texts and video calls.

They are no calls for the log. But a video call has its picture and sound in the page, and a chat
its half-written answer, so whoever loads the page afresh or closes the program has to know.
"""

from collections import OrderedDict

from cti_desktop.zoom.fields import Json, text

_STEPS = {
    f"zcc-{channel}-{step}": (channel, step)
    for channel in ("chat", "sms", "video")
    for step in ("ringing", "started", "ended")
}
_REMEMBERED = 100


class OtherChannels:
    """Which engagements of the page go on; the newest hundred are remembered."""

    def __init__(self) -> None:
        self._going_on: OrderedDict[tuple[str, str], None] = OrderedDict()

    @property
    def engaged(self) -> bool:
        """Whether any goes on."""
        return bool(self._going_on)

    def take(self, kind: str, data: Json) -> bool:
        """Take a message; False when it is about something else.

        An end that names no engagement ends all of its channel: else one could be left that
        nothing ends any more.
        """
        if kind not in _STEPS:
            return False
        channel, step = _STEPS[kind]
        engagement_id = text(data, "engagementId") or ""
        if step == "started":
            self._going_on[channel, engagement_id] = None
            if len(self._going_on) > _REMEMBERED:
                self._going_on.popitem(last=False)
        elif step == "ended":
            self._end(channel, engagement_id)
        return True

    def _end(self, channel: str, engagement_id: str) -> None:
        for one in list(self._going_on):
            if one[0] == channel and (not engagement_id or one[1] in (engagement_id, "")):
                del self._going_on[one]

    def forget(self) -> bool:
        """Take all for over, the page being gone; True when something went on."""
        engaged = self.engaged
        self._going_on.clear()
        return engaged
