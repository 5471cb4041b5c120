"""The agent's program: the desktop with every page, on an office opened from its settings.

Its start is in the order a person waits for it: the window first, then the softphone, then the
rest. So what the window does not need to be drawn is imported later, by name, in this one module.
"""

import importlib
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from cti_desktop.agent.handoff_wire import Lock
from cti_desktop.agent.own_command import own_command, spawn_detached
from cti_desktop.agent.setting_table import FIRST_STEPS_DONE, START_MINIMISED
from cti_desktop.agent.settings import DeskSettings, read_settings
from cti_desktop.calls.errors import CtiError
from cti_desktop.desktop.app import Desktop, Pages, run
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.page_names import (
    CALLS,
    CONTACTS,
    DIAGNOSTICS,
    MESSAGES,
    SETTINGS,
    TASKS,
    WELCOME,
)
from cti_desktop.desktop.page_stack import MakePage
from cti_desktop.desktop.restart import RESTART
from cti_desktop.desktop.theme import Theme

if TYPE_CHECKING:
    from cti_desktop.agent.ports import Office
    from cti_desktop.desktop.words import Words

_PAGES = (CALLS, CONTACTS, TASKS, MESSAGES, SETTINGS, DIAGNOSTICS, WELCOME)


def launch(
    environment: Mapping[str, str],
    links: tuple[str, ...] = (),
    *,
    minimised: bool = False,
    place: Lock | None = None,
) -> int:
    """Run with the environment's settings; return the exit code.

    Args:
        environment: the process's own.
        links: to ask about once the desk is open.
        minimised: start out of the way.
        place: the running program's place, where it was taken; given back before a new start.
    """
    held = place is not None and place.held
    try:
        settings = replace(read_settings(environment), opening_links=links, door_held=held)
    except CtiError as error:
        print(error.message, file=sys.stderr)  # noqa: T201  # there is no window to say it in
        return 1
    minimised = minimised or settings.store.get(START_MINIMISED)
    code = run_desktop(settings, environment, minimised=minimised)
    if code != RESTART:
        return code
    if place is not None:
        place.release()
    spawn_detached(own_command(environment))
    return 0


def run_desktop(
    settings: DeskSettings, environment: Mapping[str, str], *, minimised: bool = False
) -> int:
    """Run until the person or a signal ends it; return the exit code."""

    def welcome(desktop: Desktop) -> None:
        if not desktop.live.get(FIRST_STEPS_DONE):
            desktop.window.go_to(WELCOME)

    return run(
        settings,
        office_maker(settings),
        pages=offered_pages(settings),
        drive=welcome,
        minimised=minimised,
        prepare=log_keeper(settings, environment),
    )


def log_keeper(settings: DeskSettings, environment: Mapping[str, str]) -> Callable[[], None]:
    """Return what writes the log from there on, masked, to stderr and into the data folder."""

    def keep() -> None:
        importlib.import_module("cti_desktop.agent.logs").configure_logs(environment)
        importlib.import_module("cti_desktop.agent.log_file").keep_logs(settings.data_dir)

    return keep


def office_maker(settings: DeskSettings) -> Callable[[], "Office"]:
    """Return what opens the office on the core thread."""
    return partial(_open_office, settings)


def offered_pages(settings: DeskSettings) -> Pages:
    """Return what makes the pages beside the phone page, each when it is first needed."""
    return Pages(_PAGES, partial(_offer_pages, settings))


def _offer_pages(
    settings: DeskSettings, core: CoreLike, theme: Theme, words: "Words", live: LiveSettings
) -> Mapping[str, QWidget | MakePage]:
    make = partial(_make_page, settings, core, theme, words, live)
    return {name: partial(make, name) for name in _PAGES}


def _make_page(
    settings: DeskSettings,
    core: CoreLike,
    theme: Theme,
    words: "Words",
    live: LiveSettings,
    name: str,
) -> QWidget:
    pages = importlib.import_module("cti_desktop.desktop.pages")
    page: QWidget = pages.page_makers(settings, core, theme, words, live)[name]()
    return page


def _open_office(settings: DeskSettings) -> "Office":
    front_desk = importlib.import_module("cti_desktop.agent.front_desk")
    office: Office = front_desk.open_front_desk(settings)
    return office
