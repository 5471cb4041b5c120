"""Filter the log by queue, agent, recording and voicemail; sort also calls nobody talked on.

The columns are filled from the folded calls themselves, so nothing is folded again.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from cti_desktop.store.columns import PlainText

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TABLE = "folded_call"
_SQLITE = (
    "UPDATE folded_call SET via = json_extract(CAST(body AS TEXT), '$.via.name'),"
    " agent = json_extract(CAST(body AS TEXT), '$.agent.name'),"
    " has_recording = coalesce(json_array_length(CAST(body AS TEXT), '$.recordings'), 0) > 0,"
    " has_voicemail = coalesce(json_array_length(CAST(body AS TEXT), '$.voicemails'), 0) > 0,"
    " party_name = coalesce(party_name, ''), talk_s = coalesce(talk_s, -1)"
)
_POSTGRESQL = (
    "UPDATE folded_call SET via = convert_from(body, 'UTF8')::json #>> '{via,name}',"
    " agent = convert_from(body, 'UTF8')::json #>> '{agent,name}',"
    " has_recording = coalesce("
    "json_array_length(convert_from(body, 'UTF8')::json -> 'recordings'), 0) > 0,"
    " has_voicemail = coalesce("
    "json_array_length(convert_from(body, 'UTF8')::json -> 'voicemails'), 0) > 0,"
    " party_name = coalesce(party_name, ''), talk_s = coalesce(talk_s, -1)"
)


def upgrade() -> None:
    """Add the columns, fill them, and index what a filter finds few calls by."""
    op.add_column(_TABLE, sa.Column("via", PlainText, nullable=True))
    op.add_column(_TABLE, sa.Column("agent", PlainText, nullable=True))
    for mark in ("has_recording", "has_voicemail"):
        no = sa.false()
        op.add_column(_TABLE, sa.Column(mark, sa.Boolean(), nullable=False, server_default=no))
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(sa.text((_SQLITE if sqlite else _POSTGRESQL).replace(":", r"\:")))
    for column in ("state", "outcome", "via", "agent"):
        name = f"ix_folded_call_{column}_started_at_id"
        op.create_index(name, _TABLE, [column, "started_at", "id"])
    for mark in ("has_recording", "has_voicemail"):
        op.create_index(
            f"ix_folded_call_{mark}",
            _TABLE,
            ["started_at", "id"],
            sqlite_where=sa.text(f"{mark} = 1"),
            postgresql_where=sa.text(mark),
        )
