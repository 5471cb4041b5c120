"""The call card's pictures beside the plain ones: wrap-up in time, templates, doubt, playing."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtTest import QTest

from cti_desktop.agent.answers import Playable
from cti_desktop.agent.views import OwnSnippet, Snippet
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
