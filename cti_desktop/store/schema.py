"""The tables, one schema for desktop and companion; `migrations/` creates them.

Only this room uses them. What a program reads and writes are the classes beside this module.
"""

from datetime import datetime

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Named,
    String,
    Table,
    TypedColumns,
    false,
    text,
)

from cti_desktop.store.columns import Moment, PlainText, RowNumber

HEAD = "0008"
"""Revision that `migrations/versions` leads to; kept here so that opening needs no Alembic."""

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)


class JournalHeadColumns(TypedColumns):
    """The last position given out; its row is locked while events are appended.

    `erased` counts the marks of what was erased, so that an append looks for them only when there
    are any.
    """

    id: Named[int] = Column(RowNumber, primary_key=True, autoincrement=False)
    last: Named[int] = Column(RowNumber)
    erased: Named[int] = Column(RowNumber, server_default="0")


class EventColumns(TypedColumns):
    """Every event once, at its position in commit order, in the group its keys put it in."""

    position: Named[int] = Column(RowNumber, primary_key=True, autoincrement=False)
    id: Named[str] = Column(String, unique=True)
    group_id: Named[int | None] = Column(RowNumber, index=True)
    kind: Named[str]
    source: Named[str]
    at: Named[datetime] = Column(Moment)
    body: Named[bytes] = Column(LargeBinary)


class CallKeyColumns(TypedColumns):
    """Which group a Zoom id belongs to, and the call id it would give."""

    key: Named[str] = Column(String, primary_key=True)
    call_id: Named[str] = Column(String, unique=True)
    group_id: Named[int] = Column(RowNumber, index=True)


class CallColumns(TypedColumns):
    """The fold of each group, with the columns that lists search and sort by.

    `party_name`, as Zoom told it, and `talk_s` are for sorting and always there: "" and -1 where
    not known. Beside it stands an index of three letters at a time of `search`; see migration 0002.
    """

    id: Named[str] = Column(PlainText, primary_key=True)
    group_id: Named[int] = Column(RowNumber, unique=True)
    state: Named[str]
    direction: Named[str | None]
    started_at: Named[datetime] = Column(Moment)
    answered_at: Named[datetime | None] = Column(Moment)
    ended_at: Named[datetime | None] = Column(Moment)
    party_number: Named[str | None]
    outcome: Named[str | None]
    contact_id: Named[str | None]
    has_note: Named[bool]
    final: Named[bool]
    search: Named[str]
    body: Named[bytes] = Column(LargeBinary)
    party_name: Named[str | None] = Column(PlainText)
    talk_s: Named[int | None]
    via: Named[str | None] = Column(PlainText)
    agent: Named[str | None] = Column(PlainText)
    has_recording: Named[bool] = Column(server_default=false())
    has_voicemail: Named[bool] = Column(server_default=false())


class CallAgentColumns(TypedColumns):
    """The ids of the agents who had part in a call, and the state it has for each of them."""

    call_id: Named[str] = Column(
        PlainText, ForeignKey("folded_call.id", ondelete="CASCADE"), primary_key=True
    )
    agent_id: Named[str] = Column(String, primary_key=True)
    state: Named[str] = Column(String, server_default="")


class CallTagColumns(TypedColumns):
    """The tags people put on a call."""

    call_id: Named[str] = Column(
        PlainText, ForeignKey("folded_call.id", ondelete="CASCADE"), primary_key=True
    )
    tag: Named[str] = Column(PlainText, primary_key=True)


class CallBackColumns(TypedColumns):
    """Calls somebody promised to call back on, and when; few, so they stand beside the calls."""

    call_id: Named[str] = Column(
        PlainText, ForeignKey("folded_call.id", ondelete="CASCADE"), primary_key=True
    )
    at: Named[datetime] = Column(Moment, index=True)


class TextColumns(TypedColumns):
    """The fold of each text message, in its conversation."""

    id: Named[str] = Column(String, primary_key=True)
    group_id: Named[int] = Column(RowNumber, index=True)
    conversation: Named[str]
    at: Named[datetime] = Column(Moment)
    inbound: Named[bool]
    search: Named[str]
    body: Named[bytes] = Column(LargeBinary)


class ConversationColumns(TypedColumns):
    """What the list of conversations shows and sorts by, made of the latest texts of each.

    `theirs` and `ours` are numbers, a line each; `read_at` is of the latest text seen here,
    and nothing of the journal.
    """

    key: Named[str] = Column(PlainText, primary_key=True)
    theirs: Named[str]
    ours: Named[str]
    last_id: Named[str]
    last_at: Named[datetime] = Column(Moment)
    last_in_at: Named[datetime | None] = Column(Moment)
    last_out_at: Named[datetime | None] = Column(Moment)
    read_at: Named[datetime | None] = Column(Moment)


class OptColumns(TypedColumns):
    """Who asked one of our numbers for no more texts, or for texts again: the last word of each."""

    theirs: Named[str] = Column(String, primary_key=True)
    ours: Named[str] = Column(String, primary_key=True)
    at: Named[datetime] = Column(Moment)
    event_id: Named[str]
    opted_out: Named[bool]


class OutboxColumns(TypedColumns):
    """Events the companion has not confirmed yet."""

    position: Named[int] = Column(
        RowNumber, ForeignKey("event.position"), primary_key=True, autoincrement=False
    )


class QuarantineColumns(TypedColumns):
    """Input that could not be read, and why."""

    id: Named[int] = Column(RowNumber, primary_key=True)
    at: Named[datetime] = Column(Moment)
    source: Named[str]
    reason: Named[str]
    raw: Named[bytes] = Column(LargeBinary)


class LetterColumns(TypedColumns):
    """Inputs that are taken but not read yet; the key begins with whose they are."""

    key: Named[str] = Column(PlainText, primary_key=True)
    at: Named[datetime] = Column(Moment)
    inputs: Named[int]
    body: Named[bytes] = Column(LargeBinary)


class ContactColumns(TypedColumns):
    """A contact whole, with what lists sort by; `ref` is its source and id."""

    ref: Named[str] = Column(String, primary_key=True)
    id: Named[str] = Column(PlainText, index=True)
    source: Named[str]
    favourite: Named[bool]
    sort_name: Named[str] = Column(PlainText)
    body: Named[bytes] = Column(LargeBinary)


class ContactNumberColumns(TypedColumns):
    """A contact's number in each form it is looked up by.

    `written` are the digits of a number that is not public; `ending` the last ten digits of any
    number that is long enough, backwards.
    """

    ref: Named[str] = Column(
        String, ForeignKey("contact.ref", ondelete="CASCADE"), primary_key=True
    )
    place: Named[int] = Column(primary_key=True, autoincrement=False)
    e164: Named[str | None] = Column(String, index=True)
    written: Named[str | None] = Column(String, index=True)
    ending: Named[str | None] = Column(PlainText, index=True)


class ContactWordColumns(TypedColumns):
    """The words a contact is found by: of name and firm, and the digits of the numbers."""

    word: Named[str] = Column(PlainText, primary_key=True)
    ref: Named[str] = Column(
        String, ForeignKey("contact.ref", ondelete="CASCADE"), primary_key=True, index=True
    )


class ContactChoiceColumns(TypedColumns):
    """Which contact a person chose for a number."""

    number: Named[str] = Column(String, primary_key=True)
    contact_id: Named[str]


class NamedCursorColumns(TypedColumns):
    """Named positions in feeds of others."""

    name: Named[str] = Column(String, primary_key=True)
    value: Named[str]


class ErasedColumns(TypedColumns):
    """What must not come back: hashes of keys, events and people that were erased."""

    place: Named[int] = Column(RowNumber, primary_key=True)
    mark: Named[str] = Column(String, unique=True)
    at: Named[datetime] = Column(Moment)


class AuditColumns(TypedColumns):
    """Who read, exported or erased what; the database refuses to change or delete a row."""

    number: Named[int] = Column(RowNumber, primary_key=True)
    at: Named[datetime] = Column(Moment, index=True)
    actor: Named[str]
    role: Named[str]
    action: Named[str]
    subject: Named[str]
    detail: Named[str]


class LeaseColumns(TypedColumns):
    """Which process does a work that only one may do at a time, and until when."""

    name: Named[str] = Column(String, primary_key=True)
    holder: Named[str]
    until: Named[datetime] = Column(Moment)


class GrantColumns(TypedColumns):
    """OAuth grants, sealed by their owner; `version` counts replacements."""

    key: Named[str] = Column(String, primary_key=True)
    sealed: Named[bytes] = Column(LargeBinary)
    version: Named[int]
    expires_at: Named[datetime | None] = Column(Moment)


class SessionColumns(TypedColumns):
    """Desktop sessions, by the hash of their token."""

    token_hash: Named[str] = Column(String, primary_key=True)
    user_id: Named[str] = Column(String, index=True)
    extension_id: Named[str | None]
    extension_number: Named[str | None]
    email: Named[str]
    name: Named[str]
    role: Named[str]
    expires_at: Named[datetime] = Column(Moment)


class OneTimeColumns(TypedColumns):
    """Values that may be taken once."""

    kind: Named[str] = Column(String, primary_key=True)
    key_hash: Named[str] = Column(String, primary_key=True)
    payload: Named[bytes] = Column(LargeBinary)
    expires_at: Named[datetime] = Column(Moment, index=True)


JOURNAL_HEAD = Table("journal_head", METADATA, JournalHeadColumns)
EVENT = Table("event", METADATA, EventColumns)
CALL_KEY = Table("call_key", METADATA, CallKeyColumns)
CALL = Table(
    "folded_call",
    METADATA,
    CallColumns,
    Index("ix_folded_call_started_at_id", "started_at", "id"),
    Index("ix_folded_call_party_number_started_at", "party_number", "started_at"),
    Index("ix_folded_call_contact_id", "contact_id"),
    Index("ix_folded_call_party_name_id", "party_name", "id"),
    Index("ix_folded_call_talk_s_id", "talk_s", "id"),
    *(
        Index(f"ix_folded_call_{column}_started_at_id", column, "started_at", "id")
        for column in ("state", "outcome", "via", "agent")
    ),
    *(
        Index(
            f"ix_folded_call_{mark}",
            "started_at",
            "id",
            sqlite_where=text(f"{mark} = 1"),
            postgresql_where=text(mark),
        )
        for mark in ("has_recording", "has_voicemail")
    ),
)
CALL_AGENT = Table(
    "call_agent",
    METADATA,
    CallAgentColumns,
    Index("ix_call_agent_agent_id_state_call_id", "agent_id", "state", "call_id"),
)
CALL_TAG = Table(
    "call_tag", METADATA, CallTagColumns, Index("ix_call_tag_tag_call_id", "tag", "call_id")
)
CALL_BACK = Table("call_back", METADATA, CallBackColumns)
BESIDE_CALL = (CALL_AGENT, CALL_TAG, CALL_BACK)
"""What is written anew with a call, each row by its `call_id`."""

TEXT = Table(
    "text_message",
    METADATA,
    TextColumns,
    Index("ix_text_message_conversation_at_id", "conversation", "at", "id"),
)
CONVERSATION = Table(
    "conversation",
    METADATA,
    ConversationColumns,
    Index("ix_conversation_last_at_key", "last_at", "key"),
)
OPT = Table("text_opt", METADATA, OptColumns)
OUTBOX = Table("outbox", METADATA, OutboxColumns)
QUARANTINE = Table("quarantine", METADATA, QuarantineColumns)
LETTER = Table("letter", METADATA, LetterColumns)
CONTACT = Table(
    "contact",
    METADATA,
    ContactColumns,
    Index("ix_contact_sort_name_id", "sort_name", "id"),
    Index("ix_contact_favourite_sort_name_id", "favourite", "sort_name", "id"),
)
CONTACT_NUMBER = Table("contact_number", METADATA, ContactNumberColumns)
CONTACT_WORD = Table("contact_word", METADATA, ContactWordColumns)
CONTACT_CHOICE = Table("contact_choice", METADATA, ContactChoiceColumns)
NAMED_CURSOR = Table("named_cursor", METADATA, NamedCursorColumns)
ERASED = Table("erased", METADATA, ErasedColumns)
AUDIT = Table(
    "audit",
    METADATA,
    AuditColumns,
    Index("ix_audit_subject_number", "subject", "number"),
    Index("ix_audit_actor_number", "actor", "number"),
)
LEASE = Table("lease", METADATA, LeaseColumns)
GRANT = Table("oauth_grant", METADATA, GrantColumns)
SESSION = Table("desktop_session", METADATA, SessionColumns)
ONE_TIME = Table("one_time_value", METADATA, OneTimeColumns)
