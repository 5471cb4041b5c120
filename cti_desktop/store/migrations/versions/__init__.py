"""One module per schema revision, in Alembic's form."""
