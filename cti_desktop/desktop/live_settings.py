"""The settings as widgets know them: what holds now, and a signal when it is another.

Changes may come from another thread (the companion's profile); the signal comes on the GUI thread.
"""

from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from cti_desktop.agent.setting import Setting
from cti_desktop.agent.setting_table import LESS_MOTION, TEXT_SIZE, THEME
from cti_desktop.agent.settings_store import SettingsStore, Standing
from cti_desktop.desktop.theme import Appearance, Theme, system_wants_less_motion

T = TypeVar("T")


class LiveSettings(QObject):
    """Settings over one store; GUI thread only.

    Signals:
        changed(frozenset[str]): these settings, by name, have another value or owner now.
    """

    changed = Signal(object)
    _heard = Signal(object)

    def __init__(self, store: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._heard.connect(self.changed)
        leave = store.subscribe(self._hear)
        self.destroyed.connect(leave)

    @property
    def problems(self) -> tuple[str, ...]:
        """One sentence for each value that could not be used."""
        return self._store.problems

    def get(self, setting: Setting[T]) -> T:
        """Return the value that holds."""
        return self._store.get(setting)

    def standing(self, setting: Setting[Any]) -> Standing:
        """Return the value that holds and who set it."""
        return self._store.standing(setting)

    def set(self, setting: Setting[T], value: T) -> None:
        """Take and keep the person's value.

        Raises:
            Denied: it is locked.
            UserFixable: it is no value for this setting, or cannot be kept.
        """
        self._store.set(setting, value)

    def _hear(self, names: frozenset[str]) -> None:
        self._heard.emit(names)


def dress(theme: Theme, live: LiveSettings) -> None:
    """Give the application the look that is set, from now on."""

    def follow(names: frozenset[str]) -> None:
        if LESS_MOTION.name in names:
            theme.reduced_motion = live.get(LESS_MOTION) or system_wants_less_motion()
        if TEXT_SIZE.name in names:
            theme.set_scale(live.get(TEXT_SIZE) / 100)
        if THEME.name in names:
            theme.set_appearance(Appearance(live.get(THEME)))

    theme.reduced_motion = live.get(LESS_MOTION) or system_wants_less_motion()
    theme.begin(Appearance(live.get(THEME)), live.get(TEXT_SIZE) / 100)
    live.changed.connect(follow)
