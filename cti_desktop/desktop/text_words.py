"""Says in words what is known of texts and conversations, for rows and for screen readers."""

from PySide6.QtCore import QCoreApplication

from cti_desktop.agent.text_views import ConversationLine, TextLine
from cti_desktop.calls.events import Direction
from cti_desktop.desktop.row_paint import one_line
from cti_desktop.desktop.words import Words

_FAILED = ("not delivered", "failed", "failed_to_send", "failed_to_deliver")
_TURNING = {ord(c): None for c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}
LONGEST = 20_000


def _tr(text: str) -> str:
    return QCoreApplication.translate("Texts", text)


def whole_text(text: str) -> str:
    """Return a text as it was written, without controls that turn their surroundings around."""
    return text[:LONGEST].translate(_TURNING)


def failed(status: str) -> bool:
    """Tell whether this status means that the other side has not got it."""
    return status.casefold() in _FAILED


def status_words(status: str) -> str:
    """Name what became of a text; nothing for one that came to us."""
    known = {
        "sending": _tr("Sending"),
        "sent": _tr("Sent"),
        "delivered": _tr("Delivered"),
        "received": "",
        "unknown": "",
        **dict.fromkeys(_FAILED, _tr("Not delivered")),
    }
    word = status.casefold()
    return known[word] if word in known else one_line(status)


def attachment_words(place: int, of: int) -> str:
    """Name an attachment: Zoom tells its address only."""
    if of == 1:
        return _tr("Open attachment")
    return _tr("Open attachment %1").replace("%1", str(place + 1))


def preview(line: ConversationLine) -> str:
    """Return one line of the last text, marked when it is our own."""
    text = one_line(line.last_text)
    if not text:
        text = _tr("Attachment") if line.attachments else ""
    if line.last_direction is Direction.OUTBOUND:
        return _tr("You: %1").replace("%1", text)
    return text


def sentence_of(line: ConversationLine, words: Words) -> str:
    """Read a conversation as a sentence."""
    new = _tr("1 new") if line.unread == 1 else _tr("%1 new").replace("%1", str(line.unread))
    parts = (
        one_line(line.name),
        one_line(line.number) if line.number != line.name else "",
        new if line.unread else "",
        _tr("wants no messages") if line.opted_out else "",
        status_words(line.last_status) if failed(line.last_status) else "",
        words.ago(line.last_at),
        preview(line),
    )
    return ", ".join(part for part in parts if part)


def text_sentence(text: TextLine, words: Words) -> str:
    """Read one text as a sentence."""
    who = one_line(text.name) if text.direction is Direction.INBOUND else _tr("You")
    count = len(text.attachments)
    files = _tr("1 attachment") if count == 1 else _tr("%1 attachments").replace("%1", str(count))
    parts = (
        who,
        words.when(text.at),
        whole_text(text.text),
        files if count else "",
        status_words(text.status),
        one_line(text.failure or ""),
    )
    return ", ".join(part for part in parts if part)
