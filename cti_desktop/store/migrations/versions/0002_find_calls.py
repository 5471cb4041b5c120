"""Find any text in a million calls at once, and sort the log by party and by talk time.

Three letters at a time are indexed, so a word is found wherever it stands in another. SQLite does
it with FTS5, kept in step by triggers; PostgreSQL with an index over a function.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from cti_desktop.store.columns import PlainText

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns to sort by, and the index of texts."""
    op.add_column("folded_call", sa.Column("party_name", PlainText, nullable=True))
    op.add_column("folded_call", sa.Column("talk_s", sa.Integer(), nullable=True))
    op.create_index("ix_folded_call_party_name_id", "folded_call", ["party_name", "id"])
    op.create_index("ix_folded_call_talk_s_id", "folded_call", ["talk_s", "id"])
    op.create_index(
        "ix_contact_favourite_sort_name_id", "contact", ["favourite", "sort_name", "id"]
    )
    steps = _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL
    for step in steps:
        op.execute(sa.text(step.replace(":", r"\:")))


_FORGET = (
    "INSERT INTO call_search (call_search, rowid, search)"
    " VALUES ('delete', old.group_id, old.search);"
)
_REMEMBER = "INSERT INTO call_search (rowid, search) VALUES (new.group_id, new.search);"
_SQLITE = (
    "CREATE VIRTUAL TABLE call_search USING fts5(search, content='folded_call',"
    " content_rowid='group_id', detail='none', tokenize='trigram case_sensitive 1')",
    f"CREATE TRIGGER call_search_insert AFTER INSERT ON folded_call BEGIN {_REMEMBER} END",
    f"CREATE TRIGGER call_search_delete AFTER DELETE ON folded_call BEGIN {_FORGET} END",
    "CREATE TRIGGER call_search_update AFTER UPDATE ON folded_call"
    " WHEN old.search <> new.search OR old.group_id <> new.group_id"
    f" BEGIN {_FORGET} {_REMEMBER} END",
    "INSERT INTO call_search (call_search) VALUES ('rebuild')",
)
_POSTGRESQL = (
    "CREATE FUNCTION call_grams(told text) RETURNS text[]"
    " LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURNS NULL ON NULL INPUT AS"
    " $$ SELECT coalesce(array_agg(DISTINCT substr(told, place, 3)), '{}')"
    " FROM generate_series(1, length(told) - 2) AS place $$",
    "CREATE INDEX ix_folded_call_search ON folded_call USING gin (call_grams(search))",
)
