"""Makes the pages beside the phone page; loaded when the first of them is needed."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QWidget

from cti_desktop import __version__
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.desktop.contacts_page import ContactsPage
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.diagnostics_page import DiagnosticsPage
from cti_desktop.desktop.first_run import FirstRunPage
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.messages_page import MessagesPage
from cti_desktop.desktop.page_names import (
    CALLS,
    CONTACTS,
    DIAGNOSTICS,
    MESSAGES,
    SETTINGS,
    TASKS,
    WELCOME,
)
from cti_desktop.desktop.settings_page import About, SettingsPage
from cti_desktop.desktop.tasks_page import TasksPage
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.words import Words


def page_makers(
    settings: DeskSettings, core: CoreLike, theme: Theme, words: Words, live: LiveSettings
) -> Mapping[str, Callable[[], QWidget]]:
    """Return what makes each page, by its name in the window."""
    about = About(
        version=__version__,
        data_dir=settings.data_dir,
        companion_url=settings.companion_url,
    )
    return {
        CALLS: partial(LogPage, core, theme, words),
        CONTACTS: partial(ContactsPage, core, theme, words, region=settings.region),
        TASKS: partial(TasksPage, core, theme, words),
        MESSAGES: partial(
            MessagesPage,
            core,
            theme,
            words,
            region=settings.region,
            can_write=settings.surface == "phone",
        ),
        SETTINGS: partial(SettingsPage, core, theme, about, live),
        DIAGNOSTICS: partial(DiagnosticsPage, core, theme),
        WELCOME: partial(
            FirstRunPage,
            core,
            theme,
            live,
            companion_url=settings.companion_url,
            region=settings.region,
        ),
    }
