"""The sheet that asks before a number is dialled: part of the main window, never a window itself.

It stands below the page that is shown, so that nothing somebody reads or types into is covered.
The window takes it; `agent.dial_desk` decides what is asked.
"""

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cti_desktop.agent.dial_views import DialQuestion, DialQuestions
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.dial_question import QuestionBlock, title_of
from cti_desktop.desktop.spoken import announce
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, Label, Line, Plane, Scroll, page_edge, row
from cti_desktop.desktop.words import Words

_SHARE = 0.6


class DialSheet(Plane):
    """Lists the open questions, the oldest first; there while one is open."""

    def __init__(self, core: CoreLike, theme: Theme, words: Words) -> None:
        super().__init__("sunken")
        self._core, self._theme, self._words = core, theme, words
        self._blocks: dict[str, QuestionBlock] = {}
        self.setAccessibleName(self.tr("Before calling"))
        self._many = Label(theme, "", strong=True)
        self.drop_all = Button(theme, self.tr("Cancel all"), "link")
        self.drop_all.clicked.connect(self._drop_all)
        self._left_out = Label(theme, "", "caption", tone="muted", wrap=True)
        self._head = QWidget()
        self._list = QWidget()
        self._rows = QVBoxLayout(self._list)
        self._scroll = Scroll(self._list)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._fit)
        self._list.installEventFilter(self)
        self._lay_out()
        self.hide()

    @property
    def blocks(self) -> tuple[QuestionBlock, ...]:
        """The questions as they are drawn."""
        return tuple(self._blocks.values())

    def show_questions(self, asked: DialQuestions) -> None:
        """Draw these; a new one is announced."""
        fresh = [one for one in asked.questions if one.question_id not in self._blocks]
        at = self.window().focusWidget()
        held = next((b for b in self.blocks if b.isAncestorOf(at)), None)
        self._rebuild(asked.questions)
        many = len(self._blocks) > 1
        self._head.setVisible(many)
        self._many.setText(self.tr("%1 to confirm").replace("%1", str(len(self._blocks))))
        one = self.tr("1 more was left out: too many links at once.")
        many_more = self.tr("%1 more were left out: too many links at once.")
        text = one if asked.left_out == 1 else many_more.replace("%1", str(asked.left_out))
        self._left_out.setText(text)
        self._left_out.setVisible(asked.left_out > 0)
        self.setVisible(bool(self._blocks))
        self._fit()
        for question in fresh:
            announce(self, title_of(question), urgent=True)
        if held is not None and held not in self.blocks:
            self.take_focus()

    def take_focus(self) -> None:
        """Take the keyboard on the first question."""
        for block in self.blocks[:1]:
            block.take_focus()

    def drop_first(self) -> bool:
        """Answer the first question with no; False when none is open."""
        for block in self.blocks[:1]:
            self._drop(block.question.question_id)
        return bool(self._blocks)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height the questions need at this width."""
        super().resizeEvent(event)
        edge = page_edge(self._theme, self.width())
        self._head_line.setContentsMargins(edge, self._theme.space(8), edge, 0)
        self._left_out.setContentsMargins(edge, 0, edge, self._theme.space(8))
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the questions when they need another height."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._later.start()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Be as high as the questions, but leave the page its part."""
        wanted = self._rows.heightForWidth(self.width())
        if wanted < 0:
            wanted = self._rows.sizeHint().height()
        for part in (self._head, self._left_out):
            wanted += 0 if part.isHidden() else part.sizeHint().height()
        self.setFixedHeight(min(wanted + 1, int(self.window().height() * _SHARE)))

    def _rebuild(self, questions: tuple[DialQuestion, ...]) -> None:
        old, self._blocks = self._blocks, {}
        while (item := self._rows.takeAt(0)) is not None:
            line = item.widget()
            if isinstance(line, Line):
                line.deleteLater()
        for number, question in enumerate(questions):
            block = old.pop(question.question_id, None) or self._make(question)
            block.show_question(question)
            block.set_first(number == 0)
            if number:
                self._rows.addWidget(Line())
            self._rows.addWidget(block)
            self._blocks[question.question_id] = block
        for block in old.values():
            block.hide()
            block.deleteLater()

    def _make(self, question: DialQuestion) -> QuestionBlock:
        block = QuestionBlock(self._theme, self._words, question)
        block.confirmed.connect(self._confirm)
        block.dropped.connect(self._drop)
        return block

    def _confirm(self, question_id: str, caller_id: str | None) -> None:
        self._core.tell(lambda office: office.confirm_dial(question_id, caller_id))

    def _drop(self, question_id: str) -> None:
        self._core.tell(lambda office: office.drop_dial(question_id))

    def _drop_all(self) -> None:
        for question_id in list(self._blocks):
            self._drop(question_id)

    def _lay_out(self) -> None:
        space = self._theme.space
        self._head_line = row(self._many, None, self.drop_all, spacing=space(8))
        self._head.setLayout(self._head_line)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.box.addWidget(Line())
        self.box.addWidget(self._head)
        self.box.addWidget(self._scroll, 1)
        self.box.addWidget(self._left_out)
