"""Find what was promised by when, however many calls there are.

The rows are filled from the journal when the program opens a store that another version folded.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

from cti_desktop.store.columns import Moment, PlainText

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of call-backs."""
    op.create_table(
        "call_back",
        sa.Column("call_id", PlainText, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("call_id", name="pk_call_back"),
        sa.ForeignKeyConstraint(
            ["call_id"], ["folded_call.id"], name="fk_call_back_call_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_call_back_at", "call_back", ["at"])
