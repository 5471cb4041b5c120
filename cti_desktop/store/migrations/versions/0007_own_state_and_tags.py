"""Filter the log by the state a call has for its reader, and by tags.

The rows are filled from the journal when the program opens a store that another version folded.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from cti_desktop.store.columns import PlainText

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the state to each part an agent had in a call, and the table of tags."""
    op.add_column("call_agent", sa.Column("state", sa.String(), nullable=False, server_default=""))
    op.drop_index("ix_call_agent_agent_id", "call_agent")
    op.create_index(
        "ix_call_agent_agent_id_state_call_id", "call_agent", ["agent_id", "state", "call_id"]
    )
    op.create_table(
        "call_tag",
        sa.Column("call_id", PlainText, nullable=False),
        sa.Column("tag", PlainText, nullable=False),
        sa.PrimaryKeyConstraint("call_id", "tag", name="pk_call_tag"),
        sa.ForeignKeyConstraint(
            ["call_id"], ["folded_call.id"], name="fk_call_tag_call_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_call_tag_tag_call_id", "call_tag", ["tag", "call_id"])
