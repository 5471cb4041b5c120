"""What the palette offers: commands, people, calls, numbers; each a line with what Enter does.

Pure but for words; the palette asks the desk and shows these.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QCoreApplication

from cti_desktop.agent.views import CallLine
from cti_desktop.calls.contacts import Contact
from cti_desktop.desktop.call_icons import call_icon, call_tone
from cti_desktop.desktop.call_words import sentence_of as sentence_of_call
from cti_desktop.desktop.contact_words import label_words, number_to_dial, shown_number
from cti_desktop.desktop.page_entries import key_words
from cti_desktop.desktop.row_paint import joined, one_line
from cti_desktop.desktop.words import Words

T = TypeVar("T")
_FEWEST_DIGITS = 2
_OF_NUMBERS = frozenset("+()-./*# \u00a0\u202f")
_LINKS = ("tel:", "callto:", "sip:", "sms:", "zoomphonecall:", "zoomphonesms:", "cti-desktop:")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Palette", text)


@dataclass(frozen=True, slots=True)
class Command:
    """Something the program can be told to do.

    Attributes:
        keys: its shortcut as Qt writes it; empty when it has none.
        also: other words to find it by.
    """

    icon: str
    text: str
    act: Callable[[], None]
    keys: str = ""
    also: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the palette.

    Attributes:
        under: what stands after the title, quieter; `hint` at the right end.
        name: whose initials stand there instead of the icon.
        spoken: the line for a screen reader.
    """

    title: str
    act: Callable[[], None]
    icon: str = ""
    tone: str = "muted"
    under: str = ""
    hint: str = ""
    name: str = ""
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines below a heading."""

    heading: str
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What happens when a line is chosen."""

    open_contact: Callable[[str], None]
    open_call: Callable[[CallLine], None]
    dial: Callable[[str, str | None], None]
    open_link: Callable[[str], None]


def is_link(text: str) -> bool:
    """Whether somebody pasted a link to call."""
    return text.strip().casefold().startswith(_LINKS)


def is_number(text: str) -> bool:
    """Whether a text can only be a number to dial."""
    digits = sum(c.isdigit() for c in text)
    return digits >= _FEWEST_DIGITS and all(c.isdigit() or c in _OF_NUMBERS for c in text)


def typed(text: str, answers: Answers) -> tuple[Group, ...]:
    """Offer to dial what was typed, if it is a number or a link."""
    if is_link(text):
        title = _tr("Open %1").replace("%1", one_line(text))
        act: Callable[[], None] = _later(answers.open_link, text.strip())
    elif is_number(text):
        title = _tr("Call %1").replace("%1", one_line(text))
        act = _later(lambda number: answers.dial(number, None), text.strip())
    else:
        return ()
    return (Group("", (Offer(title, act, "phone-out", "accent", spoken=title),)),)


def commands(found: Iterable[Command], text: str) -> tuple[Group, ...]:
    """Offer the commands in which every word typed begins a word."""
    asked = text.casefold().split()
    fitting = [c for c in found if _begins(asked, f"{c.text} {c.also}".casefold().split())]
    keys = [key_words(one.keys) for one in fitting]
    offers = tuple(
        Offer(c.text, c.act, c.icon, hint=hint, spoken=joined(c.text, hint))
        for c, hint in zip(fitting, keys, strict=True)
    )
    return (Group(_tr("Commands"), offers),) if offers else ()


def people(
    found: Iterable[Contact], region: str | None, open_contact: Callable[[str], None]
) -> tuple[Group, ...]:
    """Offer to open contacts."""
    offers = tuple(
        Offer(
            one_line(one.name),
            _later(open_contact, one.id),
            under=one_line(one.firm) if one.firm != one.name else "",
            hint=shown_number(one.numbers[0], region) if one.numbers else "",
            name=one.name,
            icon="building",
            spoken=joined(one.name, one.firm),
        )
        for one in found
    )
    return (Group(_tr("People"), offers),) if offers else ()


def numbers(
    found: Iterable[Contact], region: str | None, dial: Callable[[str, str | None], None]
) -> tuple[Group, ...]:
    """Offer every number of contacts to dial."""
    offers = []
    for one in found:
        for number in one.numbers:
            shown, label = shown_number(number, region), label_words(number.label)
            act = _dialling(dial, number_to_dial(number), one.id)
            said = joined(_tr("Call %1").replace("%1", one.name), label, shown)
            firm = one_line(one.firm) if one.firm != one.name else ""
            offers.append(
                Offer(
                    one_line(one.name),
                    act,
                    under=joined(firm, label),
                    hint=shown,
                    name=one.name,
                    icon="building",
                    spoken=said,
                )
            )
    return (Group(_tr("Call"), tuple(offers)),) if offers else ()


def calls(
    found: Iterable[CallLine], words: Words, open_call: Callable[[CallLine], None]
) -> tuple[Group, ...]:
    """Offer to open calls."""
    offers = tuple(
        Offer(
            one_line(one.name),
            _later(open_call, one),
            call_icon(one.state, one.direction),
            call_tone(one.state),
            under=one_line(one.note or one.firm),
            hint=words.ago(one.started_at),
            spoken=sentence_of_call(words, one),
        )
        for one in found
    )
    return (Group(_tr("Calls"), offers),) if offers else ()


def _begins(asked: list[str], there: list[str]) -> bool:
    return all(any(word.startswith(part) for word in there) for part in asked)


def _later(act: Callable[[T], None], what: T) -> Callable[[], None]:
    return lambda: act(what)


def _dialling(
    dial: Callable[[str, str | None], None], number: str, contact_id: str
) -> Callable[[], None]:
    return lambda: dial(number, contact_id)
