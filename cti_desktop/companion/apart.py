"""Appends so that what the journal can never take holds up nothing that came with it.

The journal takes an append whole or not at all. One event may be refused for what it holds, or a
fault of ours shows with the part of its call that is here; whoever handed it over would hand over
the same for ever, and everything behind it would wait.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from cti_desktop.calls.errors import Conflict, CtiError, Denied

UNSTORABLE = "unstorable"
"""Why something was put aside that was understood."""

Piece = TypeVar("Piece")
Brought = TypeVar("Brought")


@dataclass(frozen=True, slots=True)
class Parted(Generic[Piece, Brought]):
    """What became of pieces.

    Attributes:
        brought: what each append that was made returned.
        stuck: the pieces that can never be appended, each with the reason.
    """

    brought: tuple[Brought, ...]
    stuck: tuple[tuple[Piece, Exception], ...]


async def append_or_part(
    pieces: Sequence[Piece], append: Callable[[Sequence[Piece]], Awaitable[Brought]]
) -> Parted[Piece, Brought]:
    """Append all pieces in one go, or as many as can be; the caller puts the others aside.

    Args:
        pieces: each is kept as a whole or not at all.
        append: keeps some of them together, in their order.

    Raises:
        CtiError: nothing can be kept now, as on a full disk; what was appended before stays, so
            the same pieces may come again.
    """
    try:
        return Parted((await append(pieces),), ())
    except Exception as error:
        if passes(error):
            raise
        if len(pieces) <= 1:
            return Parted((), tuple((piece, error) for piece in pieces))
    half = len(pieces) // 2
    first = await append_or_part(pieces[:half], append)
    second = await append_or_part(pieces[half:], append)
    return Parted(first.brought + second.brought, first.stuck + second.stuck)


def passes(error: Exception) -> bool:
    """Tell whether the same may be kept another time."""
    return isinstance(error, CtiError) and not isinstance(error, Denied | Conflict)
