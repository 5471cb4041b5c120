"""Puts the desk's own English sentences, in snapshots and answers, into the reader's language.

The core uses it where snapshots cross to the GUI thread. What people wrote is never touched: only
the fields named here are looked up, and only whole sentences of ours are found.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar, cast

from cti_desktop.agent import answers, dial_views, text_views, views
from cti_desktop.agent.hints import Hint
from cti_desktop.calls.outcomes import Outcome

T = TypeVar("T")
_SENTENCES: dict[type, tuple[str, ...]] = {
    views.StatusView: ("softphone_text", "companion_text"),
    Hint: ("word", "text"),
    views.Notice: ("text",),
    views.CallLine: ("outcome",),
    dial_views.MatchView: ("why",),
    dial_views.DialQuestion: ("why",),
    answers.TimelineItem: ("text",),
    views.CheckLine: ("text",),
    answers.RowNote: ("text",),
    Outcome: ("label",),
    views.Snippet: ("name", "text"),
}
# Names and numbers are people's own, save where they were withheld or are extensions.
_NAMED: dict[type, tuple[str, ...]] = {
    views.CallLine: ("name", "number"),
    views.CallCard: ("name", "number"),
    text_views.ConversationLine: ("name", "number"),
}
_INSIDE: dict[type, tuple[str, ...]] = {
    views.StatusView: ("hints",),
    views.DeskView: ("cards", "outcomes", "unfinished", "missed", "call_backs", "snippets"),
    views.CallCard: ("matches", "chosen", "earlier"),
    views.CallBack: ("line",),
    views.CallBackDue: ("call_back",),
    dial_views.DialQuestions: ("questions",),
    dial_views.DialQuestion: ("matches",),
    answers.LogPage: ("lines",),
    answers.CallDetail: ("line", "timeline"),
    answers.ContactDetail: ("earlier",),
    answers.LogChoices: ("outcomes",),
    answers.ImportPreview: ("problems",),
    answers.Imported: ("problems",),
    views.CheckUp: ("checks",),
    text_views.ConversationsPage: ("lines",),
    text_views.TextsPage: ("conversation",),
}


def in_words(view: T, say: Callable[[str], str]) -> T:
    """Return the same snapshot with its sentences translated; anything else as it is."""
    if not isinstance(view, (*_SENTENCES, *_INSIDE)):
        return view
    kind = type(view)
    changed: dict[str, object] = {}
    for name in _SENTENCES.get(kind, ()):
        text = getattr(view, name)
        changed[name] = say(text) if isinstance(text, str) else text
    for name in _NAMED.get(kind, ()):
        text = getattr(view, name)
        changed[name] = say(text) if text.startswith(views.OUR_WORDS) else text
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
