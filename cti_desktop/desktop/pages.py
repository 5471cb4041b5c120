"""The pages beside the phone page, put together for the window; the program's entry calls it."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from cti_desktop import __version__
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.desktop.contacts_page import ContactsPage
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.preferences import Preferences
from cti_desktop.desktop.settings_page import About, SettingsPage
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.window import CALLS, CONTACTS, SETTINGS
from cti_desktop.desktop.words import Words


def pages_of(settings: DeskSettings) -> Callable[[CoreLike, Theme, Words], Mapping[str, QWidget]]:
    """Return what makes the pages of a desk with these settings, by their names in the window."""

    def make(core: CoreLike, theme: Theme, words: Words) -> Mapping[str, QWidget]:
        about = About(
            version=__version__,
            data_dir=settings.data_dir,
            region=settings.region,
            companion_url=settings.companion_url,
        )
        # First, because it puts the kept look in force before anything is drawn.
        look = SettingsPage(core, theme, about, Preferences(settings.data_dir))
        return {
            CALLS: LogPage(core, theme, words),
            CONTACTS: ContactsPage(core, theme, words, region=settings.region),
            SETTINGS: look,
        }

    return make
