"""The calm page between calls, when nothing waits: the first thing the window shows."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, IconLabel, Label, row


def _tr(text: str) -> str:
    return QCoreApplication.translate("IdlePage", text)


class CalmPage(QWidget):
    """Says that all is done and what will be here when a call comes.

    Signals:
        contacts_wanted: the person wants to look somebody up.
    """

    contacts_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        space = theme.space
        contacts = Button(
            theme, _tr("Find a contact"), icon="search", tip=_tr("Open contacts (Ctrl+3)")
        )
        contacts.clicked.connect(self.contacts_wanted)
        said = Label(theme, _tr("All caught up"), "section", strong=True)
        hint = Label(
            theme,
            _tr("When a call comes in, you see here who it is and write your note."),
            tone="muted",
            wrap=True,
        )
        hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        hint.setFixedWidth(theme.px(320))
        box = QVBoxLayout(self)
        box.setContentsMargins(space(24), space(24), space(24), space(24))
        box.setSpacing(space(8))
        box.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        box.addWidget(IconLabel(theme, "phone", "edge", 32), 0, centre)
        box.addSpacing(space(8))
        box.addWidget(said, 0, centre)
        box.addLayout(row(None, hint, None))
        box.addSpacing(space(8))
        box.addWidget(contacts, 0, centre)
        box.addStretch(3)
