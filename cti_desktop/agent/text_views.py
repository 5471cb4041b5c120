"""What the desk says of text messages: immutable snapshots, complete enough to draw from.

Times are UTC; the face turns them into the reader's words. What stands in a text is anybody's:
show it as plain text only.
"""

from dataclasses import dataclass
from datetime import datetime

from cti_desktop.calls.events import Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationLine:
    """One line of the list of conversations.

    Attributes:
        name: the contact's name, else what Zoom said, else the number; of several people all.
        number: written for the reader's region; of several people all.
        e164: to write to; None when there are several people or the number is none.
        last_text: one line of the latest text; empty when it is an attachment only.
        last_status: such as `sent`, `delivered`, `received`, `not delivered`.
        unread: texts that came since the agent last looked or answered.
        opted_out: they asked for no more texts: do not offer to write.
    """

    key: str
    name: str
    number: str
    e164: str | None
    firm: str = ""
    contact_id: str | None = None
    last_text: str = ""
    last_direction: Direction | None = None
    last_status: str = ""
    last_at: datetime
    attachments: int = 0
    unread: int = 0
    opted_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """One text of a conversation.

    Attributes:
        name: who wrote it; empty when it is the account's own and unnamed.
        status: such as `sent`, `delivered`, `received`, `not delivered`; empty when not told.
        failure: Zoom's reason when it was not delivered.
        attachments: addresses to open in the browser; not checked.
    """

    message_id: str
    direction: Direction | None
    at: datetime
    text: str
    name: str = ""
    status: str = ""
    failure: str | None = None
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationsPage:
    """A page of conversations, the one last written in first.

    Attributes:
        more: go on with `before`, the last line's (last_at, key).
    """

    lines: tuple[ConversationLine, ...]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TextsPage:
    """A page of one conversation's texts, oldest first, the latest page first.

    Attributes:
        more: earlier texts are got with `before`, the first line's (at, message_id).
    """

    conversation: ConversationLine
    texts: tuple[TextLine, ...]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyDraft:
    """What somebody began to write to a number and did not send yet.

    Attributes:
        after: the last text sent to it when this was written, empty when there was none; None when
            that was not known. One sent later that says the same is this one.
    """

    text: str
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextsChanged:
    """Something of these conversations is new; a list or thread that shows them asks again.

    Attributes:
        came: the conversations in which somebody wrote to us just now, for a quiet notice.
        unread: conversations with something new.
    """

    keys: tuple[str, ...]
    came: tuple[str, ...] = ()
    unread: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowTexts:
    """Open the conversation with a number, or begin one; nothing is sent by it.

    Attributes:
        number: to write to: E.164, or the digits of a short number.
        shown: the number written for the reader's region.
        name: the contact's name, else the number.
    """

    number: str
    shown: str
    name: str
    firm: str = ""
    contact_id: str | None = None
