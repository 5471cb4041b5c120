"""The part of the office that reads text messages: who wrote what, and what was not seen yet."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from cti_desktop.agent.lines import CallReader
from cti_desktop.agent.replies import Replies
from cti_desktop.agent.text_views import (
    ConversationLine,
    ConversationsPage,
    ReplyDraft,
    TextLine,
    TextsChanged,
    TextsPage,
)
from cti_desktop.agent.views import View
from cti_desktop.calls.events import CallEvent, Direction, Kind, Party
from cti_desktop.calls.numbers import parse_number
from cti_desktop.calls.texting import Text, agents_of
from cti_desktop.store.opening import Store
from cti_desktop.store.texts import ConversationSummary, TextQuery

_CONTACTS_LOOKED_AT = 20
_PREVIEW = 160


class TextDoor:
    """A base of the office; core loop only."""

    _text_store: Store
    _text_reader: CallReader
    _text_tell: Callable[[View], None]
    _replies: Replies

    async def conversations(
        self, *, text: str = "", limit: int = 100, before: tuple[datetime, str] | None = None
    ) -> ConversationsPage:
        """List conversations, the one last written in first; or search by name, number, words."""
        directory = self._text_store.directory
        named = directory.search(text, _CONTACTS_LOOKED_AT) if text.strip() else ()
        numbers = tuple(one.e164 for who in named for one in who.numbers if one.e164)
        query = TextQuery(text=text, numbers=numbers, limit=limit + 1, before=before)
        found = await asyncio.to_thread(self._text_store.texts.page, query)
        lines = tuple(self._conversation_line(one) for one in found[:limit])
        return ConversationsPage(lines=lines, more=len(found) > limit)

    async def conversation_with(self, number: str) -> str | None:
        """Return the key of the latest conversation with this number alone, if there is one."""
        found = self._text_store.texts.with_number(number)
        return found.key if found else None

    async def opted_out(self, number: str) -> bool:
        """Tell whether this number asked for no more texts, also one nobody has written to."""
        return self._text_store.texts.has_opted_out(number)

    async def texts(
        self, key: str, *, limit: int = 100, before: tuple[datetime, str] | None = None
    ) -> TextsPage | None:
        """Read one conversation, its latest texts or those before; None when there is none."""
        summary = self._text_store.texts.get(key)
        if summary is None:
            return None
        found = self._text_store.texts.messages(key, limit=limit + 1, before=before)
        return TextsPage(
            conversation=self._conversation_line(summary),
            texts=tuple(self._text_line(one) for one in reversed(found[:limit])),
            more=len(found) > limit,
        )

    async def texts_seen(self, key: str, until: datetime) -> None:
        """Take a conversation as read up to a text's time: this computer's clock may be off."""
        await asyncio.wrap_future(self._text_store.texts.mark_read(key, until))
        self._tell_texts((key,), ())

    async def reply_draft(self, number: str) -> ReplyDraft | None:
        """Return what this person began to write to a number."""
        return self._replies.get(number)

    async def keep_reply(self, number: str, draft: ReplyDraft | None) -> None:
        """Keep what is begun over a restart; None when there is nothing any more."""
        await self._replies.keep(number, draft)

    # inside

    def _open_texts(
        self,
        store: Store,
        reader: CallReader,
        tell: Callable[[View], None],
        author: Callable[[], str | None],
    ) -> None:
        self._text_store, self._text_reader, self._text_tell = store, reader, tell
        self._replies = Replies(store.cursors, author)

    def _heard_texts(self, new: Sequence[CallEvent]) -> None:
        """Tell which conversations changed, when any did."""
        ids = {e.facts.message.id: e for e in new if e.facts.message is not None}
        opted = any(e.kind is Kind.OPTED for e in new)
        if not ids and not opted:
            return
        came = (
            e for e in ids.values() if e.facts.direction is Direction.INBOUND and self._is_mine(e)
        )
        of_message = self._text_store.texts.of_message
        self._tell_texts(
            of_message(ids),
            of_message(e.facts.message.id for e in came if e.facts.message is not None),
        )

    def _is_mine(self, event: CallEvent) -> bool:
        """Leave out what came to others: a supervisor reads it, but is not called to it."""
        named, mine = agents_of(event), self._text_reader.reader_ids
        return not named or not mine or not named.isdisjoint(mine)

    def _tell_texts(self, keys: tuple[str, ...], came: tuple[str, ...]) -> None:
        unread = self._text_store.texts.unread(self._text_reader.reader_ids)
        self._text_tell(TextsChanged(keys=keys, came=came, unread=unread))

    def _conversation_line(self, one: ConversationSummary) -> ConversationLine:
        reader = self._text_reader
        told = {p.number: p for p in _ends(one.last) if p.number}
        people = [told.get(number) or Party(number=number) for number in one.theirs]
        best = [reader.matches_of(reader.number_of(who)).best for who in people]
        names = [
            match.contact.name if match else who.name or reader.shown_number(who)
            for who, match in zip(people, best, strict=True)
        ]
        alone = best[0] if len(best) == 1 else None
        message = one.last.message
        return ConversationLine(
            key=one.key,
            name=", ".join(names) or "Withheld number",
            number=", ".join(reader.shown_number(who) for who in people),
            e164=parse_number(one.theirs[0]).e164 if len(one.theirs) == 1 else None,
            firm=alone.contact.firm if alone else "",
            contact_id=alone.contact.id if alone else None,
            last_text=" ".join((message.text or "").split())[:_PREVIEW],
            last_direction=one.last.direction,
            last_status=(message.status or "").casefold(),
            last_at=one.last.at,
            attachments=len(message.attachments),
            unread=one.unread,
            opted_out=one.opted_out is True,
        )

    def _text_line(self, text: Text) -> TextLine:
        message = text.message
        reader = self._text_reader
        sender = message.sender
        inbound = text.direction is Direction.INBOUND
        match = reader.matches_of(reader.number_of(sender)).best if sender and inbound else None
        return TextLine(
            message_id=message.id,
            direction=text.direction,
            at=text.at,
            text=message.text or "",
            name=match.contact.name if match else (sender.name if sender else None) or "",
            status=(message.status or "").casefold(),
            failure=text.failure,
            attachments=message.attachments,
        )


def _ends(text: Text) -> tuple[Party, ...]:
    sender = text.message.sender
    return (*((sender,) if sender else ()), *text.message.receivers)
