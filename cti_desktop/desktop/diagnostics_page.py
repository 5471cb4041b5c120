"""The diagnostics page: how the parts of this desk stand, and a bundle for a helper."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths, Signal
from PySide6.QtGui import QFocusEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QWidget,
)

from cti_desktop.agent.views import (
    CheckLine,
    CheckUp,
    CompanionState,
    Notice,
    SoftphoneState,
    StatusView,
)
from cti_desktop.desktop.call_rows import Rows
from cti_desktop.desktop.calm_fields import CalmComboBox
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.reading_column import NARROW, ReadingColumn
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, IconLabel, Label, Line, Plane, row

AskWhere = Callable[[QWidget, Path, Callable[[str], None]], None]
_NAME, _PREVIEW = 120, 160
_LONGEST_SHOWN = 200_000


def _tr(text: str) -> str:
    return QCoreApplication.translate("DiagnosticsPage", text)


def ask_where(over: QWidget, suggested: Path, then: Callable[[str], None]) -> None:
    """Ask for a file without holding up the program."""
    dialog = QFileDialog(over, _tr("Save the bundle"), str(suggested))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(_tr("Zip file (*.zip)"))
    dialog.setDefaultSuffix("zip")
    dialog.fileSelected.connect(then)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


class DiagnosticsPage(Plane):
    """The page; looks again each time it is opened.

    Signals:
        left: the person wants to go back.
    """

    left = Signal()

    def __init__(self, core: CoreLike, theme: Theme, *, where: AskWhere = ask_where) -> None:
        super().__init__()
        self._core, self._theme, self._where = core, theme, where
        self._status: StatusView | None = None
        self._found: CheckUp | None = None
        self.setAccessibleName(self.tr("Diagnostics"))
        self.back = Button(theme, self.tr("Back"), "quiet", icon="chevron-left", tone="muted")
        self.back.setToolTip(self.tr("Back (Esc)"))
        self.again = Button(theme, self.tr("Look again"), icon="refresh")
        self.try_links = Button(theme, self.tr("Try a link"), icon="link")
        self.try_links.setToolTip(self.tr("Sends a harmless link through the system"))
        self._tried = Label(theme, "", tone="muted", wrap=True)
        self.trials = Rows()
        self._said = Label(theme, "", tone="muted", wrap=True)
        self.rows = Rows()
        self.files = CalmComboBox()
        self.preview = QPlainTextEdit()
        self.save = Button(theme, self.tr("Save bundle"), "primary", icon="download")
        self._result = Label(theme, "", tone="muted", wrap=True)
        self._lay_out()
        self._connect()

    def close_top(self) -> bool:
        """Go back."""
        self.left.emit()
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """Look at everything now."""
        super().showEvent(event)
        self.look()

    def look(self) -> None:
        """Look at everything again."""
        self.again.setEnabled(False)
        self._said.setText(self.tr("Looking…"))
        self._core.ask(lambda office: office.check_up(), self._take, self._failed, owner=self)

    def look_at_links(self) -> None:
        """Send test links; the answer may take as long as a program needs to start."""
        self.try_links.setEnabled(False)
        self._tried.setText(self.tr("A test link is on its way. No number is called."))
        self.trials.show_rows([])
        self._core.ask(
            lambda office: office.try_links(), self._show_trials, self._not_tried, owner=self
        )

    def _show_trials(self, tried: tuple[CheckLine, ...]) -> None:
        self.try_links.setEnabled(True)
        self._tried.setText("")
        self.trials.show_rows([self._row(one) for one in tried], ruled=True)

    def _not_tried(self, notice: Notice) -> None:
        self.try_links.setEnabled(True)
        self._tried.setText(notice.text)

    def _heard(self, view: object) -> None:
        if isinstance(view, StatusView):
            self._status = view
            self._draw()

    def _take(self, found: CheckUp) -> None:
        self._found = found
        self.again.setEnabled(True)
        trouble = sum(1 for one in self._lines() if not one.ok)
        one, many = self.tr("1 thing needs attention"), self.tr("%1 things need attention")
        fine = self.tr("Everything works")
        text = one if trouble == 1 else many.replace("%1", str(trouble))
        self._said.setText(text if trouble else fine)
        self.files.clear()
        self.files.addItems([file.name for file in found.files])
        self.save.setEnabled(True)
        self._draw()

    def _failed(self, notice: Notice) -> None:
        self.again.setEnabled(True)
        self._said.setText(notice.text)

    def _lines(self) -> list[CheckLine]:
        """Return what the window knows itself, then what was looked at."""
        lines = []
        if self._status is not None:
            good = self._status.softphone in (SoftphoneState.READY, SoftphoneState.DIALLING)
            lines.append(CheckLine(name="softphone", ok=good, text=self._status.softphone_text))
            fine = self._status.companion in (CompanionState.IN_STEP, CompanionState.OFF)
            lines.append(CheckLine(name="sync", ok=fine, text=self._status.companion_text))
        return [*lines, *(self._found.checks if self._found else ())]

    def _draw(self) -> None:
        self.rows.show_rows([self._row(one) for one in self._lines()], ruled=True)

    def _row(self, one: CheckLine) -> QWidget:
        theme, names = self._theme, _names()
        name = Label(theme, names.get(one.name, one.name), strong=True)
        name.setMinimumWidth(theme.px(_NAME))
        state = _tr("Fine") if one.ok else _tr("Needs attention")
        icon = IconLabel(theme, "check" if one.ok else "warning", "good" if one.ok else "bad")
        icon.setAccessibleName(state)
        icon.setToolTip(state)
        line = row(icon, name, spacing=theme.space(8))
        line.addWidget(Label(theme, one.text, tone="text" if one.ok else "bad", wrap=True), 1)
        line.setContentsMargins(0, theme.space(8), 0, theme.space(8))
        drawn = QWidget()
        drawn.setLayout(line)
        return drawn

    def _show_file(self, place: int) -> None:
        files = self._found.files if self._found else ()
        text = files[place].text if 0 <= place < len(files) else ""
        self.preview.setPlainText(text[-_LONGEST_SHOWN:])

    def _save(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._where(self.window(), Path(folder) / "cti-desktop.zip", self._write)

    def _write(self, name: str) -> None:
        file, found = Path(name), self._found
        if found is None:
            return
        self._core.ask(
            lambda office: office.save_bundle(file, found.files),
            lambda _: self._result.setText(_tr("Saved as %1").replace("%1", file.name)),
            lambda notice: self._result.setText(notice.text),
            owner=self,
        )

    def _connect(self) -> None:
        self.back.clicked.connect(self.left)
        self.again.clicked.connect(self.look)
        self.try_links.clicked.connect(self.look_at_links)
        self.save.clicked.connect(self._save)
        self.files.currentIndexChanged.connect(self._show_file)
        self._core.viewed.connect(self._heard)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keyboard on; a proxy would draw Tab past all that stands before it."""
        super().focusInEvent(event)
        self.back.setFocus()

    def _lay_out(self) -> None:
        theme, space = self._theme, self._theme.space
        self.preview.setReadOnly(True)
        self.preview.setTabChangesFocus(True)
        self.preview.setMinimumHeight(theme.px(_PREVIEW))
        self.preview.setAccessibleName(self.tr("What the bundle holds"))
        self.files.setAccessibleName(self.tr("File of the bundle"))
        self.files.view().setAccessibleName(self.tr("File of the bundle"))
        self.save.setEnabled(False)
        page = ReadingColumn(theme, widest=NARROW, above=16)
        box = page.column
        box.addLayout(row(self.back, None))
        box.addWidget(Label(theme, self.tr("Diagnostics"), "name", strong=True))
        box.addLayout(self._line(self._said, self.again))
        box.addWidget(Line())
        box.addWidget(self.rows)
        box.addWidget(Line())
        box.addWidget(self.trials)
        box.addLayout(self._line(self._tried, self.try_links))
        box.addSpacing(space(16))
        box.addWidget(Label(theme, self.tr("Bundle for your helper"), "section", strong=True))
        hint = self.tr(
            "This is all it holds, without names, numbers and texts. Nothing is sent by itself: "
            "save it and send it yourself."
        )
        box.addWidget(Label(theme, hint, tone="muted", wrap=True))
        box.addWidget(self.files)
        box.addWidget(self.preview, 1)
        box.addLayout(self._line(self._result, self.save))
        self.box.addWidget(page)

    def _line(self, text: Label, button: Button) -> QHBoxLayout:
        line = row(spacing=self._theme.space(8))
        line.addWidget(text, 1)
        line.addWidget(button)
        return line


def _names() -> dict[str, str]:
    return {
        "softphone": _tr("Softphone"),
        "sync": _tr("In step"),
        "data": _tr("Data folder"),
        "settings": _tr("Settings"),
        "keyring": _tr("Keyring"),
        "links": _tr("Links"),
        "companion": _tr("Companion"),
        "database": _tr("Call journal"),
        "not taken": _tr("Not taken"),
        "pop": _tr("Screen pop"),
    }
