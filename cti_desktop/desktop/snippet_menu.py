"""Pieces of text for the note, offered where a "/" is typed; only the note editor makes one.

The keyboard stays in the note: what is typed after the "/" narrows the list, the arrows move in
it, Enter or Tab takes a piece, Esc leaves the text as it is. Delete forgets a piece of one's own.
"""

import re

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPlainTextEdit

from cti_desktop.agent.views import OwnSnippet, Snippet
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import plain_tip

_ASKED = re.compile(r"(?:^|\s)/([^/]{0,40})$")
_WIDTH, _MOST_ROWS, _PREVIEW, _ICON = 320, 8, 60, 16
_EDGE = 6  # border and padding, as the style sheet has them


class SnippetMenu(QListWidget):
    """Stands over the note while there is something to offer.

    Signals:
        keep_wanted(str): keep this text as a piece.
        forget_wanted(str): forget the piece of this name.
    """

    keep_wanted = Signal(str)
    forget_wanted = Signal(str)

    def __init__(self, theme: Theme, editor: QPlainTextEdit) -> None:
        super().__init__(editor.viewport())
        self._theme, self._editor = theme, editor
        self._snippets: tuple[Snippet, ...] = ()
        self._dismissed: int | None = None
        self.setObjectName("snippets")
        self.setAccessibleName(self.tr("Text templates"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(QSize(theme.px(_ICON), theme.px(_ICON)))
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.itemClicked.connect(self._take)
        editor.installEventFilter(self)
        editor.destroyed.connect(self.deleteLater)
        editor.cursorPositionChanged.connect(self._look)
        self.hide()

    def offer(self, snippets: tuple[Snippet, ...]) -> None:
        """Have these to offer."""
        if snippets != self._snippets:
            self._snippets = snippets
            if self.isVisible():
                self._look()

    def ask(self) -> None:
        """Begin to offer as if "/" had been typed."""
        cursor = self._editor.textCursor()
        before = _before(cursor)
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if not _ASKED.search(before):
            cursor.insertText("/" if not before or before[-1].isspace() else " /")
        self._dismissed = None
        self._look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that mean the list while it is open; close it when the note is left."""
        if event.type() is QEvent.Type.FocusOut and not self.underMouse():
            self.hide()
        if self.isVisible() and isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride and _is_ours(event):
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress and self._pressed(event):
                return True
        return super().eventFilter(watched, event)

    # inside

    def _pressed(self, event: QKeyEvent) -> bool:
        key = event.key()
        if not _is_ours(event) or (key == Qt.Key.Key_Delete and self._own() is None):
            return False
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.setCurrentRow((self.currentRow() + step) % self.count())
        elif key == Qt.Key.Key_Escape:
            self._dismissed = self._start()
            self.hide()
        elif key == Qt.Key.Key_Delete:
            self._forget()
        else:
            self._take(self.currentItem())
        return True

    def _look(self) -> None:
        """Open, narrow or close the list as the text before the cursor asks."""
        asked = self._asked()
        if asked is None:
            self._dismissed = None
        if asked is None or self._dismissed == self._start() or not self._editor.hasFocus():
            self.hide()
            return
        wanted = asked.casefold().split()
        self.clear()
        for one in self._snippets:
            if all(word in f"{one.name} {one.text}".casefold() for word in wanted):
                self._add(one)
        if not wanted and self._worth_keeping():
            item = QListWidgetItem(self.tr("Keep this note as a template"), self)
            item.setIcon(self._theme.icon("plus", "muted"))
        if self.count():
            self.setCurrentRow(0)
            self._place()
        self.setVisible(self.count() > 0)

    def _asked(self) -> str | None:
        """Return what stands between the "/" and the cursor; None when there is none."""
        cursor = self._editor.textCursor()
        if cursor.hasSelection():
            return None
        found = _ASKED.search(_before(cursor))
        return found[1] if found else None

    def _add(self, snippet: Snippet) -> None:
        item = QListWidgetItem(snippet.name, self)
        item.setData(Qt.ItemDataRole.UserRole, snippet)
        preview = " ".join(snippet.text.split())[:_PREVIEW]
        own = isinstance(snippet, OwnSnippet)
        tip = f"{preview}\n{self.tr('Delete forgets it')}" if own else preview
        item.setToolTip(plain_tip(tip))
        item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, tip)

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        snippet = item.data(Qt.ItemDataRole.UserRole)
        self.hide()
        cursor = self._without_question()
        if isinstance(snippet, Snippet):
            cursor.insertText(snippet.text)
            self._editor.setTextCursor(cursor)
        else:
            self.keep_wanted.emit(self._editor.toPlainText())

    def _own(self) -> OwnSnippet | None:
        if self.currentRow() < 0:
            return None
        snippet = self.currentItem().data(Qt.ItemDataRole.UserRole)
        return snippet if isinstance(snippet, OwnSnippet) else None

    def _forget(self) -> None:
        own = self._own()
        if own is not None:
            self.forget_wanted.emit(own.name)

    def _start(self) -> int:
        """Return where in the note the "/" stands."""
        return self._editor.textCursor().position() - units(self._asked() or "") - 1

    def _without_question(self) -> QTextCursor:
        """Take the "/" and what follows out of the note."""
        cursor = self._editor.textCursor()
        cursor.setPosition(self._start(), QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        return cursor

    def _worth_keeping(self) -> bool:
        text = self._editor.toPlainText().strip()
        return bool(text.removesuffix("/").strip())

    def _place(self) -> None:
        """Stand below the cursor, or above it where there is no room."""
        view, px = self._editor.viewport(), self._theme.px
        rows = min(self.count(), _MOST_ROWS)
        height = sum(self.sizeHintForRow(at) for at in range(rows)) + 2 * _EDGE
        self.setParent(self._editor.window())
        at = view.mapTo(self._editor.window(), self._editor.cursorRect().bottomLeft())
        if at.y() + height > self._editor.window().height():
            at.setY(at.y() - self._editor.cursorRect().height() - height)
        width = min(px(_WIDTH), self._editor.width())
        right = view.mapTo(self._editor.window(), QPoint(view.width(), 0)).x()
        self.setGeometry(min(at.x(), right - width), max(0, at.y()), width, height)
        self.raise_()


def units(text: str) -> int:
    """Count a text as Qt does, in UTF-16: most emoji are one letter here and two there."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _before(cursor: QTextCursor) -> str:
    """Return what stands in the cursor's line before it."""
    line = cursor.block().text().encode("utf-16-le", "surrogatepass")
    return line[: 2 * cursor.positionInBlock()].decode("utf-16-le", "surrogatepass")


_OURS = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Delete,
)


def _is_ours(event: QKeyEvent) -> bool:
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return plain and event.key() in _OURS
