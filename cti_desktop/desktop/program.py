"""The agent's program: the desktop with every page, on an office opened from its settings."""

import importlib
from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QWidget

from cti_desktop.agent.ports import Office
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.desktop.app import run
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.window import CALLS
from cti_desktop.desktop.words import Words


def run_desktop(settings: DeskSettings) -> int:
    """Run until the person or a signal ends it; return the exit code."""
    return run(settings, office_maker(settings), make_pages=make_pages)


def office_maker(settings: DeskSettings) -> Callable[[], Office]:
    """Return what opens the office on the core thread."""
    return partial(_open_office, settings)


def make_pages(core: CoreLike, theme: Theme, words: Words) -> Mapping[str, QWidget]:
    """Make the pages beside the phone page."""
    return {CALLS: LogPage(core, theme, words)}


def _open_office(settings: DeskSettings) -> Office:
    # The office brings the database and HTTP libraries, half a second of imports. They load here,
    # on the core thread, while Chromium starts, instead of before the window.
    opening = importlib.import_module("cti_desktop.agent.opening")
    office: Office = opening.open_office(settings)
    return office
