"""The page that lists every key the program listens to; F1 and ? open it."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from cti_desktop.desktop.flow import Flow
from cti_desktop.desktop.page_entries import key_words
from cti_desktop.desktop.reading_column import NARROW, ReadingColumn
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, Label, Line, Plane, row


def _tr(text: str) -> str:
    return QCoreApplication.translate("ShortcutsPage", text)


@dataclass(frozen=True, slots=True)
class Key:
    """One or more key combinations that do the same."""

    keys: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys that belong together."""

    title: str
    keys: tuple[Key, ...]


def key_groups() -> tuple[KeyGroup, ...]:
    """Return every key with what it does, in the reader's language."""
    return (
        KeyGroup(
            _tr("Anywhere"),
            (
                Key(("Ctrl+K",), _tr("Find people, calls and commands")),
                Key(("Ctrl+D",), _tr("Dial a name or number")),
                Key(("Ctrl+L",), _tr("Call through a list")),
                Key(("Ctrl+1",), _tr("Phone")),
                Key(("Ctrl+2",), _tr("Calls")),
                Key(("Ctrl+3",), _tr("Contacts")),
                Key(("Ctrl+4",), _tr("Tasks")),
                Key(("Ctrl+5",), _tr("Messages")),
                Key(("Ctrl+,",), _tr("Settings")),
                Key(("Ctrl++", "Ctrl+="), _tr("Larger text")),
                Key(("Ctrl+-",), _tr("Smaller text")),
                Key(("Ctrl+0",), _tr("Usual text size")),
                Key(("F6", "Shift+F6"), _tr("Go on to the next part of the window, or back")),
                Key(("F1", "?"), _tr("Show this page")),
                Key(("Esc",), _tr("Close what opened last")),
            ),
        ),
        KeyGroup(
            _tr("In a call"),
            (
                Key(("Ctrl+Enter",), _tr("Finish wrap-up")),
                Key(("/",), _tr("Insert a text template, in the note")),
                Key(("Delete",), _tr("Delete the chosen template")),
                Key(("Ctrl+Tab", "Ctrl+Shift+Tab"), _tr("Show the next call, or the one before")),
            ),
        ),
        *_of_the_moment(),
    )


def _of_the_moment() -> tuple[KeyGroup, ...]:
    return (
        KeyGroup(
            _tr("When asked before calling"),
            (
                Key(("Enter",), _tr("Call")),
                Key(("Esc",), _tr("Cancel")),
            ),
        ),
        KeyGroup(
            _tr("In lists"),
            (
                Key(("Ctrl+F",), _tr("Search")),
                Key(("Ctrl+Shift+F",), _tr("Filter the calls")),
                Key(("Home", "End"), _tr("Go to the first line, or the last")),
                Key(("Up", "Down"), _tr("Choose a line")),
                Key(("Enter",), _tr("Open it")),
                Key(("Menu",), _tr("Show what can be done with it")),
            ),
        ),
        KeyGroup(
            _tr("In messages"),
            (
                Key(("Ctrl+Enter",), _tr("Continue in softphone")),
                Key(("Ctrl+C",), _tr("Copy message")),
            ),
        ),
        KeyGroup(
            _tr("In a list to call through"),
            (
                Key(("Ctrl+Enter",), _tr("Begin")),
                Key(("Enter",), _tr("Call the next")),
            ),
        ),
    )


class KeyCaps(QWidget):
    """Key combinations drawn as keys, in the order in which they are pressed."""

    def __init__(self, theme: Theme, keys: tuple[str, ...], does: str) -> None:
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        native = [key_words(one) for one in keys]
        self.setAccessibleName(f"{does}: {', '.join(native)}")
        flow = Flow(self, theme.space(4))
        for number, one in enumerate(native):
            if number:
                flow.addWidget(Label(theme, self.tr("or"), "caption", tone="muted"))
            together = QWidget()
            caps = [Label(theme, part, "caption") for part in _parts(one)]
            for cap in caps:
                cap.setProperty("chip", True)
            together.setLayout(row(*caps, spacing=theme.space(4)))
            flow.addWidget(together)


def _parts(native: str) -> list[str]:
    """Cut a combination into its keys: `Ctrl++` is Ctrl and plus."""
    if native.endswith("++"):
        return [*native[:-2].split("+"), "+"]
    return native.split("+") if "+" in native[:-1] else [native]


class ShortcutsPage(Plane):
    """The page.

    Signals:
        left: the person wants to go back.
    """

    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(self.tr("Keyboard"))
        self.back = Button(theme, self.tr("Back"), "quiet", icon="chevron-left", tone="muted")
        self.back.setToolTip(self.tr("Back (Esc)"))
        self.back.clicked.connect(self.left)
        space = theme.space
        page = ReadingColumn(theme, widest=NARROW, above=16)
        box = page.column
        box.addLayout(row(self.back, None))
        box.addWidget(Label(theme, self.tr("Keyboard"), "name", strong=True))
        hint = self.tr("Everything can be done without a mouse.")
        box.addWidget(Label(theme, hint, tone="muted", wrap=True))
        for group in key_groups():
            box.addSpacing(space(16))
            box.addWidget(Label(theme, group.title, "section", strong=True))
            box.addWidget(Line())
            box.addLayout(self._grid(group))
        box.addStretch(1)
        self.box.addWidget(page)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keyboard on; a proxy would draw Tab past all that stands before it."""
        super().focusInEvent(event)
        self.back.setFocus()

    def close_top(self) -> bool:
        """Go back."""
        self.left.emit()
        return True

    def _grid(self, group: KeyGroup) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, self._theme.space(4), 0, 0)
        grid.setVerticalSpacing(self._theme.space(8))
        grid.setHorizontalSpacing(self._theme.space(24))
        grid.setColumnStretch(0, 1)
        for place, one in enumerate(group.keys):
            grid.addWidget(Label(self._theme, one.text, wrap=True), place, 0)
            caps = KeyCaps(self._theme, one.keys, one.text)
            grid.addWidget(caps, place, 1, Qt.AlignmentFlag.AlignRight)
        return grid
