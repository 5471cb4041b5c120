"""Create the journal, folded calls, outbox, contacts and what the companion keeps.

Revision ID: 0001
Revises: nothing
"""

import sqlalchemy as sa
from alembic import op

from cti_desktop.store.columns import Moment, PlainText, RowNumber

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table of the first release."""
    _journal()
    _folded_calls()
    _contacts()
    _contact_lookups()
    _positions()
    _companion()


def _journal() -> None:
    op.create_table(
        "journal_head",
        sa.Column("id", RowNumber, autoincrement=False, nullable=False),
        sa.Column("last", RowNumber, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journal_head"),
    )
    op.execute("INSERT INTO journal_head (id, last) VALUES (1, 0)")
    op.create_table(
        "event",
        sa.Column("position", RowNumber, autoincrement=False, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("group_id", RowNumber, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_event"),
        sa.UniqueConstraint("id", name="uq_event_id"),
    )
    op.create_index("ix_event_group_id", "event", ["group_id"])
    op.create_table(
        "call_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("group_id", RowNumber, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_call_key"),
        sa.UniqueConstraint("call_id", name="uq_call_key_call_id"),
    )
    op.create_index("ix_call_key_group_id", "call_key", ["group_id"])


def _folded_calls() -> None:
    op.create_table(
        "folded_call",
        sa.Column("id", PlainText, nullable=False),
        sa.Column("group_id", RowNumber, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=True),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("party_number", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.Column("has_note", sa.Boolean(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_folded_call"),
        sa.UniqueConstraint("group_id", name="uq_folded_call_group_id"),
    )
    op.create_index("ix_folded_call_started_at_id", "folded_call", ["started_at", "id"])
    op.create_index(
        "ix_folded_call_party_number_started_at", "folded_call", ["party_number", "started_at"]
    )
    op.create_index("ix_folded_call_contact_id", "folded_call", ["contact_id"])
    op.create_table(
        "call_agent",
        sa.Column("call_id", PlainText, nullable=False),
        sa.Column("agent_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("call_id", "agent_id", name="pk_call_agent"),
        sa.ForeignKeyConstraint(
            ["call_id"], ["folded_call.id"], name="fk_call_agent_call_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_call_agent_agent_id", "call_agent", ["agent_id"])


def _contacts() -> None:
    op.create_table(
        "contact",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("id", PlainText, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("favourite", sa.Boolean(), nullable=False),
        sa.Column("sort_name", PlainText, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name="pk_contact"),
    )
    op.create_index("ix_contact_id", "contact", ["id"])
    op.create_index("ix_contact_sort_name_id", "contact", ["sort_name", "id"])
    op.create_table(
        "contact_choice",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_contact_choice"),
    )


def _contact_lookups() -> None:
    op.create_table(
        "contact_number",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("e164", sa.String(), nullable=True),
        sa.Column("written", sa.String(), nullable=True),
        sa.Column("ending", PlainText, nullable=True),
        sa.PrimaryKeyConstraint("ref", "place", name="pk_contact_number"),
        sa.ForeignKeyConstraint(
            ["ref"], ["contact.ref"], name="fk_contact_number_ref", ondelete="CASCADE"
        ),
    )
    for column in ("e164", "written", "ending"):
        op.create_index(f"ix_contact_number_{column}", "contact_number", [column])
    op.create_table(
        "contact_word",
        sa.Column("word", PlainText, nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("word", "ref", name="pk_contact_word"),
        sa.ForeignKeyConstraint(
            ["ref"], ["contact.ref"], name="fk_contact_word_ref", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_contact_word_ref", "contact_word", ["ref"])


def _positions() -> None:
    op.create_table(
        "outbox",
        sa.Column("position", RowNumber, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_outbox"),
        sa.ForeignKeyConstraint(["position"], ["event.position"], name="fk_outbox_position"),
    )
    op.create_table(
        "named_cursor",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_named_cursor"),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quarantine"),
    )


def _companion() -> None:
    op.create_table(
        "oauth_grant",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_oauth_grant"),
    )
    op.create_table(
        "desktop_session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("extension_id", sa.String(), nullable=True),
        sa.Column("extension_number", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_desktop_session"),
    )
    op.create_index("ix_desktop_session_user_id", "desktop_session", ["user_id"])
    op.create_table(
        "one_time_value",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key_hash", name="pk_one_time_value"),
    )
    op.create_index("ix_one_time_value_expires_at", "one_time_value", ["expires_at"])
