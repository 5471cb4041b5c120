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
        Hint(word="Somebody's entries wait", text=_waits(count, name_of(author)))
        for author, count in others.items()
        if count
    )


def _waits(count: int, name: str | None) -> str:
    who = name or "somebody who worked here before"
    if count == 1:
        return f"One entry of {who} is saved here and goes out when they sign in at this desk."
    return f"{count} entries of {who} are saved here and go out when they sign in at this desk."
