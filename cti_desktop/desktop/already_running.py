"""What a person sees who starts the program while the running one does not answer."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from cti_desktop.agent.setting_table import LANGUAGE
from cti_desktop.agent.settings import read_settings
from cti_desktop.desktop.app import make_application
from cti_desktop.desktop.translations import put_in_force


def say_stuck(environment: Mapping[str, str]) -> None:
    """Say it in a window of its own, and wait until it is closed."""
    app = make_application()
    put_in_force(app, read_settings(environment).store.get(LANGUAGE))
    stuck_box(app).exec()


def stuck_box(app: QApplication) -> QMessageBox:
    """Make that window."""
    box = QMessageBox()
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(app.applicationDisplayName())
    box.setText(_tr("CTI Desktop is running already, but does not answer."))
    box.setInformativeText(_tr("End it or restart the computer, then start it again."))
    return box


def _tr(text: str) -> str:
    return QCoreApplication.translate("AlreadyRunning", text)
