"""Lets settings act that reach beyond the window: do not disturb, starting with the session.

Made once the window stands; nothing here is needed before.
"""

import os
from collections.abc import Callable

import structlog
from PySide6.QtCore import QCoreApplication

from cti_desktop.agent.autostart import Autostart, autostart_here
from cti_desktop.agent.setting_table import AUTOSTART, DO_NOT_DISTURB
from cti_desktop.agent.views import Notice
from cti_desktop.calls.errors import CtiError
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.quiet import Quiet

log = structlog.get_logger(__name__)


def _tr(text: str) -> str:
    return QCoreApplication.translate("SettingEffects", text)


def let_act(quiet: Quiet, live: LiveSettings, tell: Callable[[Notice], None]) -> None:
    """Let them act from now on.

    Args:
        quiet: the window's.
        live: the settings.
        tell: shows a sentence to the person.
    """
    keep_quiet(quiet, live)
    start_with_session(autostart_here(os.environ), live, tell)


def keep_quiet(quiet: Quiet, live: LiveSettings) -> None:
    """Keep do not disturb over starts, and as the administrator wants it."""

    def keep(on: bool) -> None:
        if live.get(DO_NOT_DISTURB) == on:
            return
        try:
            live.set(DO_NOT_DISTURB, on)
        except CtiError as error:
            log.info("quiet_not_kept", code=error.code)
            quiet.turn(live.get(DO_NOT_DISTURB))

    def follow(names: frozenset[str]) -> None:
        if DO_NOT_DISTURB.name in names:
            quiet.turn(live.get(DO_NOT_DISTURB))

    quiet.turn(live.get(DO_NOT_DISTURB))
    quiet.changed.connect(keep)
    live.changed.connect(follow)


def start_with_session(
    autostart: Autostart, live: LiveSettings, tell: Callable[[Notice], None]
) -> None:
    """Register the program with the session as the setting says, now and at each change.

    Whoever switched it off in the system's own settings has it off here too.
    """

    def act() -> None:
        try:
            autostart.turn(live.get(AUTOSTART))
        except CtiError as error:
            log.warning("autostart_not_set", code=error.code)
            text = _tr("Starting with the session cannot be set. Check who owns its folder.")
            tell(Notice(text=text, bad=True))

    def follow(names: frozenset[str]) -> None:
        if AUTOSTART.name in names:
            act()

    standing = live.standing(AUTOSTART)
    if standing.locked or standing.value == autostart.is_on():
        if standing.value != autostart.is_on() or standing.value:
            act()  # also when it is on: the program may have moved
    else:
        try:
            live.set(AUTOSTART, autostart.is_on())
        except CtiError as error:
            log.warning("autostart_not_kept", code=error.code)
    live.changed.connect(follow)
