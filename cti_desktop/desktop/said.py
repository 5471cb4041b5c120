"""Puts the desk's own English sentences, in snapshots and answers, into the reader's language.

The core uses it where snapshots cross to the GUI thread. What people wrote is never touched: only
the fields named here are looked up, and only whole sentences of ours are found.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar, cast

from cti_desktop.agent.first_views import OUR_WORDS

T = TypeVar("T")
# By name: most of these classes are loaded when the first one crosses, and not to ask for them.
_SENTENCES: dict[str, tuple[str, ...]] = {
    "StatusView": ("softphone_text", "companion_text"),
    "Hint": ("word", "text"),
    "Notice": ("text",),
    "CallLine": ("outcome",),
    "MatchView": ("why",),
    "DialQuestion": ("why",),
    "TimelineItem": ("text",),
    "CheckLine": ("text",),
    "RowNote": ("text",),
    "Outcome": ("label",),
    "Snippet": ("name", "text"),
}
# Names and numbers are people's own, save where they were withheld or are extensions.
_NAMED: dict[str, tuple[str, ...]] = {
    "CallLine": ("name", "number"),
    "CallCard": ("name", "number"),
    "ConversationLine": ("name", "number"),
}
_INSIDE: dict[str, tuple[str, ...]] = {
    "StatusView": ("hints",),
    "DeskView": ("cards", "outcomes", "unfinished", "missed", "call_backs", "snippets"),
    "CallCard": ("matches", "chosen", "earlier"),
    "CallBack": ("line",),
    "CallBackDue": ("call_back",),
    "CallsMissed": ("lines",),
    "DialQuestions": ("questions",),
    "DialQuestion": ("matches",),
    "LogPage": ("lines",),
    "CallDetail": ("line", "timeline"),
    "ContactDetail": ("earlier",),
    "LogChoices": ("outcomes",),
    "ImportPreview": ("problems",),
    "Imported": ("problems",),
    "CheckUp": ("checks",),
    "ConversationsPage": ("lines",),
    "TextsPage": ("conversation",),
}


def in_words(view: T, say: Callable[[str], str]) -> T:
    """Return the same snapshot with its sentences translated; anything else as it is."""
    kind = type(view).__name__
    if kind not in _SENTENCES and kind not in _INSIDE:
        return view
    changed: dict[str, object] = {}
    for name in _SENTENCES.get(kind, ()):
        text = getattr(view, name)
        changed[name] = say(text) if isinstance(text, str) else text
    for name in _NAMED.get(kind, ()):
        text = getattr(view, name)
        changed[name] = say(text) if text.startswith(OUR_WORDS) else text
    for name in _INSIDE.get(kind, ()):
        changed[name] = _each(getattr(view, name), say)
    if all(changed[name] is getattr(view, name) for name in changed):
        return view
    return cast(T, replace(cast(Any, view), **changed))


def _each(value: object, say: Callable[[str], str]) -> object:
    if not isinstance(value, tuple):
        return in_words(value, say)
    after = tuple(in_words(one, say) for one in value)
    same = all(new is old for new, old in zip(after, value, strict=True))
    return value if same else after
