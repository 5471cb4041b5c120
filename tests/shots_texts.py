"""The conversations in the pictures."""

from datetime import timedelta
from typing import Any

from cti_desktop.agent.text_views import (
    ConversationLine,
    ConversationsPage,
    ShowTexts,
    TextLine,
    TextsPage,
)
from cti_desktop.calls.events import Direction
from tests.shots_data import ADA, GRACE, NOW

IN, OUT = Direction.INBOUND, Direction.OUTBOUND
ADA_NUMBER = "+442079460018"


def _line(name: str, minutes: int, text: str, **more: Any) -> ConversationLine:
    known: dict[str, Any] = {
        "key": f"session:{name}",
        "name": name,
        "number": name,
        "e164": "+447700900461",
        "last_text": text,
        "last_direction": IN,
        "last_status": "received",
        "last_at": NOW - timedelta(minutes=minutes),
    }
    return ConversationLine(**(known | more))


ADA_LINE = _line(
    ADA.name,
    3,
    "This is what I see.",
    number="020 7946 0018",
    e164=ADA_NUMBER,
    firm=ADA.firm,
    contact_id=ADA.id,
    unread=2,
    attachments=1,
)
SILVA = _line(
    "Maria Silva", 200, "STOP", number="+1 555-010-0391", e164="+15550100391", opted_out=True
)
LINES = (
    ADA_LINE,
    _line(
        GRACE.name,
        47,
        "Your appointment is on Friday at ten. Please bring the papers we talked about.",
        number="+1 212-555-0147",
        last_direction=OUT,
        last_status="delivered",
    ),
    _line("07700 900461", 130, "Is anybody there?", number="07700 900461", unread=1),
    SILVA,
    _line(
        "Kofi Mensah",
        60 * 26,
        "Your appointment is on Friday at ten.",
        number="+1 555-010-0277",
        last_direction=OUT,
        last_status="not delivered",
    ),
    _line("ليلى حداد", 60 * 49, "شكراً جزيلاً، نراكم يوم الخميس", number="+971 4 555 0123"),
    _line("Lena Brandt, Ada Lovelace", 60 * 75, "See you both on Monday", e164=None),
)
CONVERSATIONS = ConversationsPage(lines=LINES, more=False)


def _text(number: int, minutes: int, direction: Direction, text: str, **more: Any) -> TextLine:
    known: dict[str, Any] = {
        "message_id": f"m{number}",
        "direction": direction,
        "at": NOW - timedelta(minutes=minutes),
        "text": text,
        "name": ADA.name if direction is IN else "",
        "status": "received" if direction is IN else "delivered",
    }
    return TextLine(**(known | more))


THREAD = TextsPage(
    conversation=ADA_LINE,
    texts=(
        _text(1, 60 * 26, OUT, "Good afternoon Ada, the corrected invoice is on its way."),
        _text(2, 60 * 26 - 9, IN, "Thank you, that was quick."),
        _text(
            3,
            96,
            OUT,
            "Shall we call you on Thursday?",
            status="not delivered",
            failure="The carrier could not reach this number.",
        ),
        _text(
            4,
            5,
            IN,
            "Hello, is my order on its way? The parcel page says nothing since Monday.\n"
            "Order 1843, blue lamp",
        ),
        _text(5, 4, IN, "This is what I see.", attachments=("https://zoom.example/f/1",)),
        _text(6, 3, OUT, "One moment, I look.", status="sent"),
    ),
    more=False,
)
STOPPED = TextsPage(
    conversation=SILVA,
    texts=(
        _text(1, 202, OUT, "We have an offer for you."),
        _text(2, 200, IN, "STOP", name="Maria Silva"),
    ),
    more=False,
)
WISH = ShowTexts(number="+447700900555", shown="07700 900555", name="07700 900555")


def thread_of(key: str) -> TextsPage:
    """Return the conversation with this key."""
    return STOPPED if key == SILVA.key else THREAD
