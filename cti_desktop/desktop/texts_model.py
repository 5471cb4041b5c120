"""Conversations as rows of a list, the one last written in first."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from cti_desktop.agent.text_views import ConversationLine
from cti_desktop.desktop.searched_model import Found, Place, SearchedModel

if TYPE_CHECKING:
    from cti_desktop.agent.ports import Office


class ConversationsModel(SearchedModel[ConversationLine]):
    """Rows of conversations."""

    def _question(
        self, text: str, after: Place | None, limit: int
    ) -> "Callable[[Office], Coroutine[Any, Any, Found[ConversationLine]]]":
        async def ask(office: "Office") -> Found[ConversationLine]:
            page = await office.conversations(text=text, before=after, limit=limit)
            last = page.lines[-1] if page.more else None
            return Found(page.lines, (last.last_at, last.key) if last else None)

        return ask

    def _name(self, one: ConversationLine) -> str:
        return one.name

    def _id(self, one: ConversationLine) -> str:
        return one.key
