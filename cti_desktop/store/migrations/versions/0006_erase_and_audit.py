"""Remember what was erased, who read what, and who does a work that only one may do.

The audit log is only ever added to: the database itself refuses to change or delete a row.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from cti_desktop.store.columns import Moment, RowNumber

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the three tables and the count that appends look at."""
    op.add_column(
        "journal_head", sa.Column("erased", RowNumber, nullable=False, server_default="0")
    )
    op.create_table(
        "erased",
        sa.Column("place", RowNumber, autoincrement=True, nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_erased"),
        sa.UniqueConstraint("mark", name="uq_erased_mark"),
    )
    op.create_table(
        "audit",
        sa.Column("number", RowNumber, autoincrement=True, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("actor", "role", "action", "subject", "detail")
        ),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_subject_number", "audit", ["subject", "number"])
    op.create_index("ix_audit_actor_number", "audit", ["actor", "number"])
    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )
    for step in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(sa.text(step.replace(":", r"\:")))


_REFUSAL = "the audit log is only added to"
_SQLITE = tuple(
    f"CREATE TRIGGER audit_no_{word} BEFORE {word.upper()} ON audit"
    f" BEGIN SELECT raise(ABORT, '{_REFUSAL}'); END"
    for word in ("update", "delete")
)
_POSTGRESQL = (
    "CREATE FUNCTION audit_only_added() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
    "CREATE TRIGGER audit_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added()",
)
