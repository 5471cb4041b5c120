"""How each page of the main window is offered: its icon, word and key in the rail."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QTextEdit

from cti_desktop.desktop.page_names import (
    CALLS,
    CONTACTS,
    DIAGNOSTICS,
    MESSAGES,
    PHONE,
    SETTINGS,
    SHORTCUTS,
    TASKS,
    WELCOME,
)


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page in the rail.

    Attributes:
        keys: what turns to it.
        foot: whether it stands at the rail's foot.
        below: the page whose mark it shares, for one that is not in the rail itself.
    """

    icon: str = ""
    text: str = ""
    keys: str = ""
    foot: bool = False
    below: str = ""

    @property
    def tip(self) -> str:
        """Word and key, for the tooltip."""
        return f"{self.text} ({key_words(self.keys)})"


def page_entries() -> dict[str, PageEntry]:
    """Return every page the window knows, in the order of the rail."""
    return {
        PHONE: PageEntry("phone", _tr("Phone"), "Ctrl+1"),
        CALLS: PageEntry("calls", _tr("Calls"), "Ctrl+2"),
        CONTACTS: PageEntry("contacts", _tr("Contacts"), "Ctrl+3"),
        TASKS: PageEntry("tasks", _tr("Tasks"), "Ctrl+4"),
        MESSAGES: PageEntry("message", _tr("Messages"), "Ctrl+5"),
        SETTINGS: PageEntry("settings", _tr("Settings"), "Ctrl+,", foot=True),
        SHORTCUTS: PageEntry(below=SETTINGS),
        DIAGNOSTICS: PageEntry(below=SETTINGS),
        WELCOME: PageEntry(below=PHONE),
    }


def key_words(keys: str) -> str:
    """Write keys as this system and the reader's language name them: `Strg+1` in German."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def somebody_writes() -> bool:
    """Tell whether the keyboard is in a field."""
    return isinstance(
        QApplication.focusWidget(), QLineEdit | QPlainTextEdit | QTextEdit | QAbstractSpinBox
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("MainWindow", text)
