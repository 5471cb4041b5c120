"""Keep text messages folded, in conversations, and who asked for no more of them.

The rows are made from the journal when the program opens a store that another version folded.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from cti_desktop.store.columns import Moment, PlainText, RowNumber

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of texts."""
    op.create_table(
        "text_message",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("group_id", RowNumber, nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("inbound", sa.Boolean(), nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_text_message"),
    )
    op.create_index("ix_text_message_group_id", "text_message", ["group_id"])
    op.create_index(
        "ix_text_message_conversation_at_id", "text_message", ["conversation", "at", "id"]
    )
    op.create_table(
        "conversation",
        sa.Column("key", PlainText, nullable=False),
        sa.Column("theirs", sa.String(), nullable=False),
        sa.Column("ours", sa.String(), nullable=False),
        sa.Column("last_id", sa.String(), nullable=False),
        sa.Column("last_at", Moment(), nullable=False),
        sa.Column("last_in_at", Moment(), nullable=True),
        sa.Column("last_out_at", Moment(), nullable=True),
        sa.Column("read_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_conversation"),
    )
    op.create_index("ix_conversation_last_at_key", "conversation", ["last_at", "key"])
    op.create_table(
        "text_opt",
        sa.Column("theirs", sa.String(), nullable=False),
        sa.Column("ours", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("opted_out", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("theirs", "ours", name="pk_text_opt"),
    )
