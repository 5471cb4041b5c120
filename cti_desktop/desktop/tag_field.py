"""The tags of a call as chips, and a field to add one; tags in use are offered while typing."""

from functools import partial

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QWidget

from cti_desktop.agent.views import Notice
from cti_desktop.calls.tagging import LONGEST, tidy_tags
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.flow import Flow
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, Label

_WIDTH = 140


class _NewTag(QLineEdit):
    """Takes one tag: Enter or a comma ends it.

    Signals:
        entered: somebody begins to type here.
        given(str): a tag was typed.
    """

    entered = Signal()
    given = Signal(str)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell it."""
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed, unless a list of tags only came up."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.give()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """End the tag, or edit as every field."""
        if event.text() == "," or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.give()
        else:
            super().keyPressEvent(event)

    def give(self) -> None:
        """Give what was typed and be empty again."""
        text = self.text()
        self.clear()
        if text.strip():
            self.given.emit(text)


class TagField(QWidget):
    """Shows the tags of one call and changes them.

    Signals:
        changed(object): all tags there are now.
    """

    changed = Signal(object)

    def __init__(self, core: CoreLike, theme: Theme) -> None:
        super().__init__()
        self._core, self._theme = core, theme
        self._told: tuple[str, ...] | None = None
        self.tags: tuple[str, ...] = ()
        self.new = _NewTag()
        self.new.setObjectName("new-tag")
        self.new.setMaxLength(LONGEST)
        self.new.setPlaceholderText(self.tr("Add a tag"))
        self.new.setAccessibleName(self.tr("Add a tag"))
        self.new.setFixedWidth(theme.px(_WIDTH))
        self._known = QStringListModel(self)
        self._completer: QCompleter | None = None
        chips = QWidget()
        self._flow = Flow(chips, theme.space(8))
        self._flow.addWidget(self.new)
        label = Label(theme, self.tr("Tags"), strong=True)
        label.setBuddy(self.new)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, theme.space(4), 0, 0)
        box.setSpacing(theme.space(12))
        box.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(chips, 1)
        label.setMinimumHeight(self.new.sizeHint().height())
        self.new.given.connect(self._add)
        self.new.entered.connect(self._ask)

    def forget(self) -> None:
        """Be of no call; what was typed and not given goes."""
        self.new.clear()
        self._told = None
        self._show(())

    def show_tags(self, tags: tuple[str, ...]) -> None:
        """Show tags as they are kept, unless newer ones are on their way there."""
        if self._told in (None, tags):
            self._told = None
            self._show(tags)

    def _show(self, tags: tuple[str, ...]) -> None:
        if tags == self.tags:
            return
        self.tags = tags
        while self._flow.count() > 1:
            item = self._flow.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._flow.removeWidget(self.new)
        for tag in tags:
            chip = Button(self._theme, tag, "chip", icon="x", tone="muted", trailing=True)
            chip.setAccessibleName(self.tr("Remove tag: %1").replace("%1", tag))
            chip.clicked.connect(partial(self._remove, tag))
            self._flow.addWidget(chip)
            chip.show()
        self._flow.addWidget(self.new)
        self.updateGeometry()

    def _add(self, tag: str) -> None:
        self._change(tidy_tags((*self.tags, tag)))

    def _remove(self, tag: str, _checked: bool = False) -> None:
        self._change(tuple(one for one in self.tags if one != tag))
        self.new.setFocus(Qt.FocusReason.OtherFocusReason)

    def _change(self, tags: tuple[str, ...]) -> None:
        if tags != self.tags:
            self._told = tags
            self._show(tags)
            self.changed.emit(tags)

    # tags in use

    def _ask(self) -> None:
        self._core.ask(lambda office: office.known_tags(), self._offer, self._no_offer, owner=self)

    def _offer(self, known: tuple[str, ...]) -> None:
        if self._completer is None:
            self._completer = QCompleter(self._known, self.new)
            self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
            later = Qt.ConnectionType.QueuedConnection  # the field takes the words first
            self._completer.activated.connect(self._take_offered, later)
            self.new.setCompleter(self._completer)
        self._known.setStringList([tag for tag in known if tag not in self.tags])

    def _take_offered(self, tag: str) -> None:
        self.new.clear()
        self._add(tag)

    def _no_offer(self, _notice: Notice) -> None:
        """Do nothing: one can type without being offered anything."""
