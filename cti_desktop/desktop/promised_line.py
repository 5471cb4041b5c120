"""One line under the pop: this person was promised a call on another one, and "Done"."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cti_desktop.agent.views import CallBack
from cti_desktop.desktop.row_paint import joined
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, ElidedLabel, IconLabel, row
from cti_desktop.desktop.words import Words


class PromisedLine(QWidget):
    """Shows the earliest promise and how many there are beside; not there while there is none.

    Signals:
        done(str): the id of the call it was promised on; it is kept or given up.
    """

    done = Signal(str)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._words = words
        self._call_id = ""
        self._icon = IconLabel(theme, "clock", "muted")
        self._text = ElidedLabel(theme)
        self.button = Button(theme, self.tr("Done"), "link")
        self.button.clicked.connect(self._say_done)
        box = row(self._icon, spacing=theme.space(8))
        box.addWidget(self._text, 1)
        box.addWidget(self.button)
        self.setLayout(box)
        self.hide()

    def show_promises(self, call_backs: tuple[CallBack, ...]) -> None:
        """Show these, the earliest first."""
        self.setVisible(bool(call_backs))
        if not call_backs:
            return
        first, rest = call_backs[0], len(call_backs) - 1
        self._call_id = first.line.call_id
        said = self.tr("Call-back due %1") if first.due else self.tr("Call-back promised for %1")
        others = self.tr("1 more") if rest == 1 else self.tr("%1 more")
        more = others.replace("%1", self._words.count(rest)) if rest else ""
        text = joined(said.replace("%1", self._words.when(first.at)), first.line.note, more)
        self._icon.show_icon("clock", "warn" if first.due else "muted")
        self._text.setText(text)
        self.button.setAccessibleName(self.tr("Done: %1").replace("%1", text))

    def _say_done(self) -> None:
        self.done.emit(self._call_id)
