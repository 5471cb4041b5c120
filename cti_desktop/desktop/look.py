"""Changes colours and text size from anywhere, as the settings page would: kept, or refused."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QCoreApplication

from cti_desktop.agent.setting import Setting
from cti_desktop.agent.setting_table import TEXT_SIZE, TEXT_SIZES, THEME
from cti_desktop.agent.views import Notice
from cti_desktop.calls.errors import CtiError
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.palette_items import Command
from cti_desktop.desktop.setting_row import trouble_words
from cti_desktop.desktop.theme import Appearance, Theme

T = TypeVar("T")
_USUAL = TEXT_SIZE.default


def _tr(text: str) -> str:
    return QCoreApplication.translate("Commands", text)


class Look:
    """Steps through what the settings offer.

    Args:
        tell: shows a sentence to the person.
    """

    def __init__(self, theme: Theme, live: LiveSettings, tell: Callable[[Notice], object]) -> None:
        self._theme, self._live, self._tell = theme, live, tell

    def scale(self, step: int) -> None:
        """Take the next larger text, the next smaller one, or for 0 the usual one."""
        size = self._live.get(TEXT_SIZE)
        wanted = [one for one in TEXT_SIZES if (one - size) * step > 0] if step else [_USUAL]
        if wanted:
            self._set(TEXT_SIZE, min(wanted, key=lambda one: abs(one - size)))

    def commands(self) -> tuple[Command, ...]:
        """Return what can be changed: nothing an administrator locked."""
        return (*self._colours(), *self._sizes())

    def _colours(self) -> tuple[Command, ...]:
        if self._live.standing(THEME).locked:
            return ()
        dark = self._theme.dark
        wanted = Appearance.LIGHT if dark else Appearance.DARK
        turn = partial(self._set, THEME, str(wanted))
        text = _tr("Use light colours") if dark else _tr("Use dark colours")
        return (Command("globe", text, turn, also=_tr("theme mode")),)

    def _sizes(self) -> tuple[Command, ...]:
        if self._live.standing(TEXT_SIZE).locked:
            return ()
        size, also = self._live.get(TEXT_SIZE), _tr("font size zoom")
        able = (
            (size < TEXT_SIZES[-1], "plus", _tr("Larger text"), "Ctrl++", 1),
            (size > TEXT_SIZES[0], "minus", _tr("Smaller text"), "Ctrl+-", -1),
            (size != _USUAL, "globe", _tr("Usual text size"), "Ctrl+0", 0),
        )
        return tuple(
            Command(icon, text, partial(self.scale, step), keys, also)
            for can, icon, text, keys, step in able
            if can
        )

    def _set(self, setting: Setting[T], value: T) -> None:
        try:
            self._live.set(setting, value)
        except CtiError as error:
            self._tell(Notice(text=trouble_words(error), bad=True))
