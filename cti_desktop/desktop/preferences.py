"""How a person wants the program to look, kept over restarts in a small file beside the data."""

from pathlib import Path

from PySide6.QtCore import QSettings

from cti_desktop.desktop.theme import LARGEST_SCALE, SMALLEST_SCALE, Appearance, Theme

FILE = "look.ini"
_APPEARANCE, _SCALE = "appearance", "text_size"


class Preferences:
    """Reads and keeps appearance and text size; GUI thread only.

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


def _number(kept: object) -> float | None:
    try:
        scale = float(str(kept))
    except ValueError:
        return None
    return scale if SMALLEST_SCALE <= scale <= LARGEST_SCALE else None
