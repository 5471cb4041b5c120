"""Starting the program anew, for what acts at a start only."""

from PySide6.QtCore import QCoreApplication

RESTART = 75
"""The exit code that asks the program's entry to start it again."""


def restart() -> None:
    """End the program and start it again; drafts are saved as at any end."""
    QCoreApplication.exit(RESTART)
