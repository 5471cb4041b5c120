"""How a person wants the program to look and stay, kept over restarts in a file beside the data."""

from pathlib import Path

from PySide6.QtCore import QSettings

from cti_desktop.desktop.theme import LARGEST_SCALE, SMALLEST_SCALE, Appearance, Theme

FILE = "look.ini"
_APPEARANCE, _SCALE = "appearance", "text_size"
_STAYS, _BEGUN = "stays_open", "begun"


class Preferences:
    """Reads and keeps appearance, text size and what happens on closing; GUI thread only.

    Args:
        folder: where the file lies; made when something is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._file = QSettings(str(folder / FILE), QSettings.Format.IniFormat)

    def restore(self, theme: Theme) -> None:
        """Put what was kept in force; what is missing or unreadable is left as it is."""
        appearance = str(self._file.value(_APPEARANCE, ""))
        if appearance in set(Appearance) and appearance != theme.appearance:
            theme.set_appearance(Appearance(appearance))
        scale = _number(self._file.value(_SCALE, ""))
        if scale is not None and scale != theme.scale:
            theme.set_scale(scale)

    def keep(self, theme: Theme) -> None:
        """Keep what is in force."""
        self._file.setValue(_APPEARANCE, str(theme.appearance))
        self._file.setValue(_SCALE, f"{theme.scale:.2f}")
        self._file.sync()

    @property
    def stays_open(self) -> bool:
        """Whether the program goes on in the tray when its window is closed."""
        return str(self._file.value(_STAYS, "")) == "yes"

    def keep_stays_open(self, stays: bool) -> None:
        """Keep whether it goes on in the tray."""
        self._file.setValue(_STAYS, "yes" if stays else "no")
        self._file.sync()

    @property
    def begun(self) -> bool:
        """Whether the first steps were taken or left."""
        return str(self._file.value(_BEGUN, "")) == "yes"

    def keep_begun(self) -> None:
        """Keep that the first steps are over."""
        self._file.setValue(_BEGUN, "yes")
        self._file.sync()


def _number(kept: object) -> float | None:
    try:
        scale = float(str(kept))
    except ValueError:
        return None
    return scale if SMALLEST_SCALE <= scale <= LARGEST_SCALE else None
