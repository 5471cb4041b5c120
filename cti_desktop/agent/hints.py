"""Lasting lines of the status bar: what a person should know for as long as it is so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A word or two, and a sentence that says what to do."""

    word: str
    text: str


def others_wait(
    others: Mapping[str, int], name_of: Callable[[str], str | None]
) -> tuple[Hint, ...]:
    """Say whose entries wait here for them to sign in.

    Args:
        others: how much of each author waits.
        name_of: how somebody who was here is called; None when that was not kept.
    """
    return tuple(
        _waits(count, name_of(author) or "somebody who worked here before")
        for author, count in others.items()
        if count
    )


def _waits(count: int, who: str) -> Hint:
    return Hint(
        word="Somebody's entries wait",
        text=f"One entry of {who} is saved here and goes out when they sign in at this desk."
        if count == 1
        else f"{count} entries of {who} are saved here and go out when they sign in at this desk.",
    )


def clock_off(minutes: int) -> Hint:
    """Say that this computer's clock is so many minutes ahead, or behind when it is negative."""
    off = abs(minutes)
    return Hint(
        word="Clock is off",
        text=f"This computer's clock is {off} min ahead. Set it right, so that times are true."
        if minutes > 0
        else f"This computer's clock is {off} min behind. Set it right, so that times are true.",
    )


def not_saved(*, full: bool) -> Hint:
    """Say that what the person does is not on the disk yet."""
    return Hint(
        word="Not saved yet",
        text="The disk is full or fails. Make room: what you do now is saved as soon as that "
        "works. Leave this program open until then."
        if full
        else "What you do now cannot be saved yet. It is kept and tried again. Leave this program "
        "open until then.",
    )


def being_updated(percent: int) -> Hint:
    """Say how far the calls of an earlier version have been read again."""
    return Hint(
        word=f"Updating your calls: {percent} %",
        text="This version reads your earlier calls again, once. You can telephone meanwhile.",
    )
