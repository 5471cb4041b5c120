"""The agent's program: the desktop with every page, on an office opened from its settings."""

import importlib
from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QWidget

from cti_desktop import __version__
from cti_desktop.agent.ports import Office
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.desktop.app import MakePages, run
from cti_desktop.desktop.contacts_page import ContactsPage
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.preferences import Preferences
from cti_desktop.desktop.settings_page import About, SettingsPage
from cti_desktop.desktop.tasks_page import TasksPage
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.window import CALLS, CONTACTS, SETTINGS, TASKS
from cti_desktop.desktop.words import Words


def run_desktop(settings: DeskSettings) -> int:
    """Run until the person or a signal ends it; return the exit code."""
    return run(settings, office_maker(settings), make_pages=pages_maker(settings))


def office_maker(settings: DeskSettings) -> Callable[[], Office]:
    """Return what opens the office on the core thread."""
    return partial(_open_office, settings)


def pages_maker(settings: DeskSettings) -> MakePages:
    """Return what makes the pages beside the phone page."""
    return partial(_make_pages, settings)


def _make_pages(
    settings: DeskSettings, core: CoreLike, theme: Theme, words: Words
) -> Mapping[str, QWidget]:
    about = About(
        version=__version__,
        data_dir=settings.data_dir,
        region=settings.region,
        companion_url=settings.companion_url,
    )
    # Made first: it brings back the text size that the other pages take their spacings from.
    look = SettingsPage(core, theme, about, Preferences(settings.data_dir))
    return {
        CALLS: LogPage(core, theme, words),
        CONTACTS: ContactsPage(core, theme, words, region=settings.region),
        TASKS: TasksPage(core, theme, words),
        SETTINGS: look,
    }


def _open_office(settings: DeskSettings) -> Office:
    # Loaded here, on the core thread, while Chromium starts, instead of before the window.
    front_desk = importlib.import_module("cti_desktop.agent.front_desk")
    office: Office = front_desk.open_front_desk(settings)
    return office
