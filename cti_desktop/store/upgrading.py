"""Brings a database up to this program's schema with Alembic; loaded by `opening.py`."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from cti_desktop.calls.errors import UserFixable

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, scripts: Path = SCRIPTS) -> None:
    """Run the steps that are missing, inside the connection's transaction: all or none.

    Raises:
        UserFixable: the database has a schema that this program does not know, a newer one.
    """
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise UserFixable(
            "The call journal was written by a newer version of this program. Install that "
            "version again, or choose another data folder.",
            code="store_newer",
        ) from error
