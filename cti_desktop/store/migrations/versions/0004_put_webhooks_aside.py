"""Keep webhooks that came too fast to be read at once, until the journal has what they say.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from cti_desktop.store.columns import Moment, PlainText

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of letters."""
    op.create_table(
        "letter",
        sa.Column("key", PlainText, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("inputs", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_letter"),
    )
