"""What Alembic runs: applies the steps on the connection that `upgrading.py` hands over."""

from alembic import context
from sqlalchemy import Connection

_connection: Connection = context.config.attributes["connection"]

context.configure(connection=_connection, transaction_per_migration=False)
context.run_migrations()
