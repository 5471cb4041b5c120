"""The call card's pictures beside the plain ones: wrap-up in time, templates, doubt, playing."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtTest import QTest

from cti_desktop.agent.answers import CallDetail, Playable, TimelineItem
from cti_desktop.agent.views import OwnSnippet, Snippet
from cti_desktop.calls.call import Durations
from cti_desktop.calls.events import Source
from tests import shots_data as data

if TYPE_CHECKING:
    from tests.shots import Studio

SNIPPETS = (
    OwnSnippet(name="Asks for the delivery date", text="Asks when order … arrives."),
    Snippet(name="Call back", text="Asked to be called back. Best reached: "),
    Snippet(name="Left a message", text="Not reached, left a message."),
    Snippet(name="Passed on", text="Passed on to: "),
)
DETAIL = replace(
    data.DETAIL, playable=(Playable(media_id="recording", voicemail=False, duration_s=1290),)
)

MISSED_LINE = data.MISSED[1]
_MISSED_AT = data.before(hours=5)
MISSED_DETAIL = CallDetail(
    line=replace(MISSED_LINE, outcome="Call back"),
    durations=Durations(ring_s=21, talk_s=0, estimated=False),
    timeline=(
        TimelineItem(at=_MISSED_AT, text="Rang", source=Source.EMBED),
        TimelineItem(at=_MISSED_AT + timedelta(seconds=21), text="Voicemail", source=Source.REST),
    ),
    call_back_at=(data.NOW + timedelta(days=3)).replace(hour=10, minute=0).isoformat(),
    voicemails=(("https://zoom.example/vm/1", 34),),
    playable=(Playable(media_id="voicemail", voicemail=True, duration_s=34),),
    transcript="Good afternoon, please ring me back about the lens for the 24-70.",
)


def detail_of(call_id: str) -> CallDetail:
    """Answer for one call of the log."""
    return MISSED_DETAIL if call_id == MISSED_LINE.call_id else DETAIL


def take_cards(studio: "Studio") -> None:
    """Take the pictures; they end on the phone page between calls."""
    in_time = replace(data.WRAP_UP, wrap_up_until=data.NOW + timedelta(seconds=75))
    studio.phone("wrap-up-time", data.desk(replace(in_time, private=True)))
    late = data.NOW - timedelta(seconds=5)
    studio.phone("wrap-up-over", data.desk(replace(data.CALLING_BACK, wrap_up_until=late)))
    studio.phone("doubtful", data.desk(replace(data.TALKING, doubtful=True)))
    waiting = data.desk(replace(data.RINGING, comes_up=False))
    studio.phone("waiting", replace(waiting, active=None))
    promised = replace(data.RINGING, call_backs=data.CALL_BACKS[:2], has_address=True)
    studio.phone("promised", data.desk(promised))
    _templates(studio)
    studio.core.show(data.IDLE)


def _templates(studio: "Studio") -> None:
    empty = replace(data.TALKING, note="", saved_at=None)
    studio.core.show(data.IDLE)
    studio.core.show(replace(data.desk(empty), snippets=SNIPPETS))
    studio.window.activateWindow()
    page = studio.window.phone_page.shown
    assert page is not None
    page.form.editor.setFocus()
    QTest.keyClicks(page.form.editor, "Rang about order 8831. /")
    studio.shoot("phone-templates")
