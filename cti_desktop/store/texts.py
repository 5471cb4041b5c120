"""Text messages: conversations by their last text, the texts of one, and what was read of them."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from cti_desktop.calls.codec import decode_text
from cti_desktop.calls.texting import Text, opted_out
from cti_desktop.store.engines import Engines
from cti_desktop.store.grouping import in_chunks
from cti_desktop.store.rows import number_key
from cti_desktop.store.schema import CONVERSATION, OPT, TEXT
from cti_desktop.store.text_rows import BETWEEN
from cti_desktop.store.wording import plain_text, typed_number
from cti_desktop.store.writer import Writer

_MOST_COUNTED = 500
"""A supervisor's store has the team's conversations too, which nobody here ever takes as read."""
_UNREAD = and_(
    CONVERSATION.c.last_in_at.is_not(None),
    or_(CONVERSATION.c.read_at.is_(None), CONVERSATION.c.read_at < CONVERSATION.c.last_in_at),
    or_(
        CONVERSATION.c.last_out_at.is_(None), CONVERSATION.c.last_out_at < CONVERSATION.c.last_in_at
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationSummary:
    """A conversation as a list shows it.

    Attributes:
        theirs: the numbers of the other side; `ours` those of the account.
        last: the latest text.
        unread: texts that came since the agent last looked or answered.
        opted_out: whether the other side asked for no more texts; None when nothing was told.
    """

    key: str
    theirs: tuple[str, ...]
    ours: tuple[str, ...]
    last: Text
    unread: int = 0
    opted_out: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextQuery:
    """Which conversations a list shows; what is left out does not narrow it.

    Attributes:
        text: every word has to be in one text of it, or its digits in a number.
        numbers: any of these is on the other side, besides what `text` finds: contacts by name.
        unread: only those with something new.
        before: (time of the last text, key) of the last conversation of the page before.
    """

    text: str = ""
    numbers: tuple[str, ...] = ()
    unread: bool = False
    limit: int = 100
    before: tuple[datetime, str] | None = None


class Texts:
    """Reads folded texts; any thread, never waits for the writer."""

    def __init__(self, engines: Engines, writer: Writer, *, region: str | None) -> None:
        self._engines = engines
        self._writer = writer
        self._region = region

    def page(self, query: TextQuery) -> tuple[ConversationSummary, ...]:
        """Return a page of conversations, the one last written in first."""
        return self._summaries([*self._conditions(query)], query.limit)

    def get(self, key: str) -> ConversationSummary | None:
        """Return one conversation."""
        found = self._summaries([CONVERSATION.c.key == key], 1)
        return found[0] if found else None

    def with_number(self, number: str) -> ConversationSummary | None:
        """Return the latest conversation with this number alone on the other side."""
        key = number_key(number, self._region) or number
        found = self._summaries([CONVERSATION.c.theirs == key], 1)
        return found[0] if found else None

    def has_opted_out(self, number: str) -> bool:
        """Tell whether this number asked any line of ours for no more texts."""
        key = number_key(number, self._region) or number
        with self._engines.reading() as connection:
            return any(_opted(connection, [key]).values())

    def of_message(self, message_ids: Iterable[str]) -> tuple[str, ...]:
        """Return the keys of the conversations that these messages belong to."""
        keys: set[str] = set()
        with self._engines.reading() as connection:
            for chunk in in_chunks(message_ids):
                wanted = select(TEXT.c.conversation).where(TEXT.c.id.in_(chunk))
                keys.update(connection.scalars(wanted))
        return tuple(sorted(keys))

    def messages(
        self, key: str, *, limit: int = 100, before: tuple[datetime, str] | None = None
    ) -> tuple[Text, ...]:
        """Return the texts of a conversation, latest first.

        Args:
            key: of the conversation.
            limit: texts at most.
            before: (time, message id) of the last text of the page before.
        """
        conditions: list[ColumnElement[bool]] = [TEXT.c.conversation == key]
        if before is not None:
            at, last = before
            conditions.append(TEXT.c.at <= at)
            conditions.append(or_(TEXT.c.at < at, TEXT.c.id < last))
        wanted = (
            select(TEXT.c.body)
            .where(*conditions)
            .order_by(TEXT.c.at.desc(), TEXT.c.id.desc())
            .limit(limit)
        )
        with self._engines.reading() as connection:
            return tuple(decode_text(body) for body in connection.scalars(wanted))

    def unread(self, agent_ids: tuple[str, ...] = ()) -> int:
        """Count the conversations with something new: for this agent, of the latest ones."""
        with self._engines.reading() as connection:
            if not agent_ids:
                wanted = select(func.count()).select_from(CONVERSATION).where(_UNREAD)
                return connection.scalar(wanted) or 0
            last = (
                select(TEXT.c.body)
                .join_from(CONVERSATION, TEXT, TEXT.c.id == CONVERSATION.c.last_id)
                .where(_UNREAD)
                .order_by(CONVERSATION.c.last_at.desc())
                .limit(_MOST_COUNTED)
            )
            return sum(decode_text(b).is_for(agent_ids) for b in connection.scalars(last))

    def mark_read(self, key: str, until: datetime) -> Future[None]:
        """Remember that the agent saw a conversation's texts up to this time, or a later one.

        Args:
            key: of the conversation.
            until: of a text, as all times here that it is compared with are.
        """

        def work(connection: Connection) -> None:
            read_at = CONVERSATION.c.read_at
            earlier = or_(read_at.is_(None), read_at < until)
            of_it = and_(CONVERSATION.c.key == key, earlier)
            connection.execute(update(CONVERSATION).where(of_it).values(read_at=until))

        return self._writer.submit(work)

    def _conditions(self, query: TextQuery) -> Iterator[ColumnElement[bool]]:
        if query.text.strip() or query.numbers:
            yield or_(*_found(query))
        if query.unread:
            yield _UNREAD
        if query.before is not None:
            at, key = query.before
            yield CONVERSATION.c.last_at <= at
            yield or_(CONVERSATION.c.last_at < at, CONVERSATION.c.key < key)

    def _summaries(
        self, conditions: Sequence[ColumnElement[bool]], limit: int
    ) -> tuple[ConversationSummary, ...]:
        new = (
            select(func.count())
            .select_from(TEXT)
            .where(
                TEXT.c.conversation == CONVERSATION.c.key,
                TEXT.c.inbound,
                or_(CONVERSATION.c.read_at.is_(None), TEXT.c.at > CONVERSATION.c.read_at),
                or_(CONVERSATION.c.last_out_at.is_(None), TEXT.c.at > CONVERSATION.c.last_out_at),
            )
            .correlate(CONVERSATION)
            .scalar_subquery()
        )
        wanted = (
            select(
                CONVERSATION.c.key,
                CONVERSATION.c.theirs,
                CONVERSATION.c.ours,
                TEXT.c.body,
                new.label("unread"),
            )
            .join_from(CONVERSATION, TEXT, TEXT.c.id == CONVERSATION.c.last_id)
            .where(*conditions)
            .order_by(CONVERSATION.c.last_at.desc(), CONVERSATION.c.key.desc())
            .limit(limit)
        )
        with self._engines.reading() as connection:
            rows = connection.execute(wanted).all()
            opted = _opted(connection, {one for row in rows for one in _numbers(row.theirs)})
            return tuple(
                ConversationSummary(
                    key=row.key,
                    theirs=_numbers(row.theirs),
                    ours=_numbers(row.ours),
                    last=decode_text(row.body),
                    unread=row.unread,
                    opted_out=opted_out(_numbers(row.theirs), _numbers(row.ours), opted),
                )
                for row in rows
            )


def _numbers(kept: str) -> tuple[str, ...]:
    return tuple(kept.split(BETWEEN)) if kept else ()


def _found(query: TextQuery) -> Iterator[ColumnElement[bool]]:
    plain = plain_text(query.text).strip()
    words = plain.split()
    if words:
        contains = (TEXT.c.search.contains(word, autoescape=True) for word in words)
        yield CONVERSATION.c.key.in_(select(TEXT.c.conversation).where(*contains))
    digits = typed_number(plain)
    if digits:
        yield CONVERSATION.c.theirs.contains(digits.lstrip("0") or digits, autoescape=True)
    for number in query.numbers:
        yield CONVERSATION.c.theirs.contains(number, autoescape=True)


def _opted(connection: Connection, theirs: Iterable[str]) -> dict[tuple[str, str], bool]:
    states: dict[tuple[str, str], bool] = {}
    for chunk in in_chunks(theirs):
        told = select(OPT.c.theirs, OPT.c.ours, OPT.c.opted_out).where(OPT.c.theirs.in_(chunk))
        states.update({(row.theirs, row.ours): row.opted_out for row in connection.execute(told)})
    return states
