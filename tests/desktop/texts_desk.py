"""The messages' page over a few conversations that answer when a test says so."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cti_desktop.agent.text_views import (
    ConversationLine,
    ConversationsPage,
    ReplyDraft,
    TextLine,
    TextsPage,
)
from cti_desktop.calls.events import Direction
from cti_desktop.desktop.messages_page import MessagesPage
from cti_desktop.desktop.theme import Theme
from tests.desktop.doubles import NOW, PaperOffice, WaitingCore
from tests.desktop.face import british_words

ADA_NUMBER = "+442079460018"


def conversation(name: str, minutes: int = 0, **more: Any) -> ConversationLine:
    """Make a conversation; more minutes are longer ago."""
    line = ConversationLine(
        key=f"session:{name}",
        name=name,
        number="020 7946 0018",
        e164=ADA_NUMBER,
        last_text=f"Hello from {name}",
        last_direction=Direction.INBOUND,
        last_status="received",
        last_at=NOW - timedelta(minutes=minutes),
    )
    return replace(line, **more)


def text(number: int, words: str = "", **more: Any) -> TextLine:
    """Make a text; a larger number came later, one a minute."""
    line = TextLine(
        message_id=f"m{number:04}",
        direction=Direction.INBOUND,
        at=NOW - timedelta(minutes=1000 - number),
        text=words or f"Text {number}",
        status="received",
    )
    return replace(line, **more)


class TextsOffice(PaperOffice):
    """Keeps conversations in lists, and remembers what it was told."""

    def __init__(self, lines: list[ConversationLine]) -> None:
        super().__init__([])
        self.conversation_lines = lines
        self.threads: dict[str, list[TextLine]] = {}
        self.seen: list[tuple[str, datetime]] = []
        self.stopped: set[str] = set()
        self.kept: dict[str, ReplyDraft] = {}

    async def conversations(
        self, *, text: str = "", limit: int = 100, before: tuple[datetime, str] | None = None
    ) -> ConversationsPage:
        self._may_fail()
        self.asked.append({"text": text, "limit": limit, "before": before})
        fitting = [one for one in self.conversation_lines if text.casefold() in one.name.casefold()]
        rest = [one for one in fitting if before is None or (one.last_at, one.key) < before]
        return ConversationsPage(lines=tuple(rest[:limit]), more=len(rest) > limit)

    async def conversation_with(self, number: str) -> str | None:
        found = (one.key for one in self.conversation_lines if one.e164 == number)
        return next(found, None)

    async def opted_out(self, number: str) -> bool:
        return number in self.stopped

    async def texts(
        self, key: str, *, limit: int = 100, before: tuple[datetime, str] | None = None
    ) -> TextsPage | None:
        self._may_fail()
        line = next((one for one in self.conversation_lines if one.key == key), None)
        if line is None:
            return None
        kept = self.threads.get(key, [])
        rest = [one for one in kept if before is None or (one.at, one.message_id) < before]
        return TextsPage(conversation=line, texts=tuple(rest[-limit:]), more=len(rest) > limit)

    async def texts_seen(self, key: str, until: datetime) -> None:
        self.seen.append((key, until))

    async def reply_draft(self, number: str) -> ReplyDraft | None:
        return self.kept.get(number)

    async def keep_reply(self, number: str, draft: ReplyDraft | None) -> None:
        self.kept.pop(number, None)
        if draft is not None:
            self.kept[number] = draft

    def compose_text(self, number: str) -> None:
        self.told.append(("compose", number))


class TextsDesk:
    """The page as a person uses it."""

    def __init__(self, qtbot: QtBot, theme: Theme, lines: list[ConversationLine]) -> None:
        self.qtbot, self.office = qtbot, TextsOffice(lines)
        self.core = WaitingCore(self.office)
        self.opened: list[str] = []
        self.page = MessagesPage(self.core, theme, british_words(), region="GB")
        self.page.conversation.open_page = self._open_page
        qtbot.addWidget(self.page)
        self.page.resize(740, 640)

    def _open_page(self, url: QUrl) -> None:
        self.opened.append(url.toString())

    def show(self) -> None:
        """Show the page in an active window and answer what it asks."""
        self.page.show()
        self.qtbot.waitExposed(self.page)
        self.page.activateWindow()
        self.qtbot.waitUntil(self.page.isActiveWindow)
        self.settle()

    def settle(self) -> None:
        """Answer all that is asked, and lay out."""
        while self.core.answer():
            QApplication.processEvents()

    def names(self) -> list[str]:
        """Return whom the rows name."""
        model = self.page.model
        return [str(model.index(row).data()) for row in range(model.rowCount())]

    def read(self) -> list[str]:
        """Return the texts in the open conversation."""
        model = self.page.conversation.model
        return [str(model.index(row).data()) for row in range(model.rowCount())]

    def open(self, name: str) -> None:
        """Open the conversation with somebody."""
        self.page.show_conversation(f"session:{name}")
        self.settle()

    def write(self, words: str) -> None:
        """Type an answer."""
        QTest.keyClicks(self.page.conversation.reply.field, words)
