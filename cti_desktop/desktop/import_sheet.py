"""Imports contacts from a file: shows what would come, lets columns be said otherwise, and undone.

The contacts' page shows it in its panel.
"""

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from cti_desktop.agent.answers import Imported, ImportPreview, RowNote, Undone
from cti_desktop.agent.views import ContactsUndo, ImportProgress, Notice
from cti_desktop.calls.contacts import Contact
from cti_desktop.desktop.calm_fields import CalmComboBox
from cti_desktop.desktop.contact_words import import_words, undone_words
from cti_desktop.desktop.core_like import Asking, CoreLike
from cti_desktop.desktop.row_paint import joined, one_line
from cti_desktop.desktop.spoken import announce
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, IconButton, Label, clear, row, stack
from cti_desktop.desktop.words import Words

AskFile = Callable[[QWidget, Callable[[str], None]], None]
_NONE = -1
_SHOWN = 50


def _tr(text: str) -> str:
    return QCoreApplication.translate("ImportSheet", text)


def ask_file(over: QWidget, then: Callable[[str], None]) -> None:
    """Ask for a file of contacts without holding up the program."""
    dialog = QFileDialog(over, _tr("Import contacts"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([_tr("Contacts (*.csv *.vcf *.vcard *.txt)"), _tr("All files (*)")])
    dialog.fileSelected.connect(then)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _fields() -> dict[str, str]:
    """Name the fields that can be chosen a column for."""
    return {
        "name": _tr("Name"),
        "first_name": _tr("First name"),
        "last_name": _tr("Last name"),
        "firm": _tr("Firm"),
        "work": _tr("Work number"),
        "mobile": _tr("Mobile number"),
        "home": _tr("Home number"),
        "email": _tr("E-mail"),
        "city": _tr("City"),
        "notes": _tr("Notes"),
    }


class ColumnsBox(QWidget):
    """Which column of the file each field is taken from.

    Signals:
        changed: the person chose otherwise.
    """

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._others: dict[str, int] = {}
        self.choices: dict[str, CalmComboBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.space(12))
        grid.setVerticalSpacing(theme.space(8))
        grid.setColumnStretch(1, 1)
        for at, (field, name) in enumerate(_fields().items()):
            choice = CalmComboBox()
            choice.setAccessibleName(name)
            choice.currentIndexChanged.connect(self.changed)
            label = Label(theme, name)
            label.setBuddy(choice)
            grid.addWidget(label, at, 0)
            grid.addWidget(choice, at, 1)
            self.choices[field] = choice

    def show_columns(self, headings: tuple[str, ...], columns: dict[str, int]) -> None:
        """Offer a file's columns and choose what is probably meant."""
        self._others = {f: at for f, at in columns.items() if f not in self.choices}
        for field, choice in self.choices.items():
            with QSignalBlocker(choice):
                choice.clear()
                choice.addItem(_tr("Not in the file"), _NONE)
                for at, heading in enumerate(headings):
                    choice.addItem(one_line(heading) or str(at + 1), at)
                choice.setCurrentIndex(columns.get(field, _NONE) + 1)

    @property
    def columns(self) -> dict[str, int]:
        """What is chosen."""
        chosen = {field: int(one.currentData()) for field, one in self.choices.items()}
        return {**self._others, **{f: at for f, at in chosen.items() if at != _NONE}}


class ImportSheet(QWidget):
    """The sheet; `begin` asks for a file and fills it.

    Args:
        where: asks for the file.

    Signals:
        ready: a file was chosen, and the sheet has something to show.
        closed: the person is done with it.
    """

    ready = Signal()
    closed = Signal()

    def __init__(
        self, core: CoreLike, theme: Theme, words: Words, *, where: AskFile = ask_file
    ) -> None:
        super().__init__()
        self._core, self._theme, self._words, self._where = core, theme, words, where
        self._file = Path()
        self._asking: Asking | None = None
        self._busy = False
        self._title = Label(theme, _tr("Import contacts"), "section", strong=True)
        self._about = Label(theme, "", tone="muted", wrap=True)
        self.close_button = IconButton(theme, "x", _tr("Close"))
        self.columns = ColumnsBox(theme)
        self._columns_title = Label(theme, _tr("Columns of the file"), strong=True)
        self._samples_title = Label(theme, _tr("The first contacts"), strong=True)
        self.samples, self.problems = QVBoxLayout(), QVBoxLayout()
        self._problems_title = Label(theme, _tr("What cannot be read"), strong=True)
        self.said = Label(theme, "", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_tr("Import"))
        self.import_button = Button(theme, _tr("Import"), "primary")
        self.undo_button = Button(theme, _tr("Undo"))
        self.cancel_button = Button(theme, _tr("Cancel"))
        self._stop = threading.Event()
        self._lay_out()
        self._connect()

    @property
    def busy(self) -> bool:
        """Whether contacts are being imported."""
        return self._busy

    def begin(self) -> None:
        """Ask which file, unless an import is under way."""
        if self._busy:
            self.ready.emit()
        else:
            self._where(self.window(), self._chosen)

    # inside

    def _chosen(self, file: str) -> None:
        self._file = Path(file)
        self._about.setText(one_line(self._file.name))
        self._say("")
        self.columns.show_columns((), {})
        self._show_preview(ImportPreview())
        self.ready.emit()
        self._preview(None)

    def _preview(self, columns: dict[str, int] | None) -> None:
        if self._asking is not None:
            self._asking.cancel()
        file = self._file
        self._asking = self._core.ask(
            lambda office: office.preview_import(file, columns),
            self._show_first if columns is None else self._show_preview,
            self._failed,
            owner=self,
        )

    def _show_first(self, preview: ImportPreview) -> None:
        self.columns.show_columns(preview.headings, preview.columns)
        self._show_preview(preview)
        self.import_button.setFocus()

    def _show_preview(self, preview: ImportPreview) -> None:
        for part in (self._columns_title, self.columns):
            part.setVisible(bool(self.columns.choices["name"].count() > 1))
        _fill(self.samples, [self._sample(one) for one in preview.samples])
        self._samples_title.setVisible(bool(preview.samples))
        self._show_problems(preview.problems, 0)
        self.import_button.setVisible(True)
        self.import_button.setEnabled(preview.enough)
        self.undo_button.hide()
        self.bar.hide()
        self.cancel_button.setText(_tr("Cancel"))

    def _show_problems(self, notes: tuple[RowNote, ...], more: int) -> None:
        said = [_tr("Row %1: ").replace("%1", str(one.row)) + one.text for one in notes[:_SHOWN]]
        if more > len(said):
            said.append(_tr("and %1 more").replace("%1", self._words.count(more - len(said))))
        lines = [Label(self._theme, one, "caption", tone="muted", wrap=True) for one in said]
        _fill(self.problems, lines)
        self._problems_title.setVisible(bool(said))

    def _sample(self, contact: Contact) -> QWidget:
        numbers = ", ".join(one.raw for one in contact.numbers)
        both = QWidget()
        box = QVBoxLayout(both)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(Label(self._theme, one_line(contact.name)[:_SHOWN]))
        under = joined(contact.firm if contact.firm != contact.name else "", numbers)
        box.addWidget(Label(self._theme, under, "caption", tone="muted", wrap=True))
        return both

    def _import(self) -> None:
        file = self._file
        columns = self.columns.columns if self.columns.isVisibleTo(self) else None
        self._busy, self._stop = True, threading.Event()
        given_up = self._stop.is_set
        self.import_button.hide()
        self.bar.setRange(0, 0)
        self.bar.show()
        self._say(_tr("Importing …"))
        self._asking = self._core.ask(
            lambda office: office.import_contacts(file, columns, given_up),
            self._done,
            self._failed,
            owner=self,
        )

    def _heard(self, view: object) -> None:
        if isinstance(view, ImportProgress) and self._busy and not self._stop.is_set():
            self.bar.setRange(0, 1000)
            self.bar.setValue(view.done * 1000 // max(1, view.total))
        elif isinstance(view, ContactsUndo) and not view.done:
            self.undo_button.hide()

    def _done(self, done: Imported) -> None:
        self._end()
        self._say(import_words(done, self._words))
        _fill(self.samples, [])
        for part in (self._samples_title, self._columns_title, self.columns):
            part.hide()
        self._show_problems(done.problems, done.left_out + done.details)
        self.undo_button.setVisible(bool(done.new or done.changed))

    def _failed(self, notice: Notice) -> None:
        self._end()
        self._say(notice.text, bad=not self._stop.is_set())

    def _end(self) -> None:
        self._busy, self._asking = False, None
        self.bar.hide()
        self.cancel_button.setEnabled(True)
        self.cancel_button.setText(_tr("Close"))

    def _undo(self) -> None:
        self.undo_button.hide()
        self._core.ask(lambda office: office.undo_contacts(), self._undone, owner=self)

    def _undone(self, undone: Undone) -> None:
        self._say(undone_words(undone, self._words))

    def _cancel(self) -> None:
        """Ask for the end; what became of the import is said when the office has answered."""
        if self._busy:
            self._stop.set()
            self.bar.setRange(0, 0)
            self.cancel_button.setEnabled(False)
            self._say(_tr("Stopping the import …"))
        else:
            self.closed.emit()

    def _say(self, text: str, *, bad: bool = False) -> None:
        self.said.set_tone("bad" if bad else "text")
        self.said.setText(text)
        self.said.setVisible(bool(text))
        if text:
            announce(self, text)

    def _connect(self) -> None:
        self._core.viewed.connect(self._heard)
        self.columns.changed.connect(lambda: self._preview(self.columns.columns))
        self.import_button.clicked.connect(self._import)
        self.undo_button.clicked.connect(self._undo)
        self.cancel_button.clicked.connect(self._cancel)
        self.close_button.clicked.connect(self.closed)

    def _lay_out(self) -> None:
        space = self._theme.space
        content = QWidget()
        box = QVBoxLayout(content)
        box.setContentsMargins(space(24), space(16), space(24), space(16))
        box.setSpacing(space(8))
        for title, part in (
            (self._columns_title, self.columns),
            (self._samples_title, self.samples),
            (self._problems_title, self.problems),
        ):
            box.addWidget(title)
            if isinstance(part, QWidget):
                box.addWidget(part)
            else:
                part.setSpacing(space(8))
                box.addLayout(part)
            box.addSpacing(space(8))
        box.addStretch(1)
        foot = QVBoxLayout()
        foot.setContentsMargins(space(24), space(12), space(24), space(16))
        foot.setSpacing(space(8))
        foot.addWidget(self.said)
        foot.addWidget(self.bar)
        buttons = (self.import_button, self.undo_button, self.cancel_button)
        foot.addLayout(row(*buttons, None, spacing=space(8)))
        titles = QVBoxLayout()
        titles.addWidget(self._title)
        titles.addWidget(self._about)
        head = row(spacing=space(8))
        head.setContentsMargins(space(24), space(16), space(16), space(12))
        head.addLayout(titles, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        stack(self, head, content, foot)


def _fill(box: QVBoxLayout, parts: list[QWidget] | list[Label]) -> None:
    clear(box)
    for part in parts:
        box.addWidget(part)
