"""The parts of a window that F6 goes through."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from cti_desktop.desktop.widgets import is_focus_inside


@dataclass(frozen=True, slots=True)
class Zone:
    """A part, and what brings the keyboard into it; passed over while it cannot be seen."""

    part: QWidget
    enter: Callable[[], None]


def turn(zones: Sequence[Zone], step: int) -> None:
    """Go on to the next part, or back; to the first one when the keyboard is in none of them."""
    there = [zone for zone in zones if zone.part.isVisible()]
    inside = (n for n, zone in enumerate(there) if is_focus_inside(zone.part))
    if there:
        there[(next(inside, -step) + step) % len(there)].enter()
