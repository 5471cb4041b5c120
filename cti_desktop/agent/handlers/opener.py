"""Lets the system open a link, the way a click in another program does."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from functools import partial

from cti_desktop.agent.own_command import spawn_detached

ExitCode = Callable[[], int | None]
"""Asks how opening went; None while it goes on, or where the system does not tell."""
OpenLink = Callable[[str], ExitCode]


def system_opener(environment: Mapping[str, str]) -> OpenLink | None:
    """Return what opens a link with the program the system chose; None where nothing does."""
    if sys.platform == "win32":
        return _start_file
    elif sys.platform == "darwin":  # mypy reads a platform's code by its branch
        return partial(_start, "/usr/bin/open", environment)
    else:
        program = shutil.which("xdg-open", path=environment.get("PATH"))
        return partial(_start, program, environment) if program else None


def _start(program: str, environment: Mapping[str, str], link: str) -> ExitCode:
    return spawn_detached([program, link], environment)


if sys.platform == "win32":

    def _start_file(link: str) -> ExitCode:
        os.startfile(link)  # noqa: S606  # a test link of ours; no shell reads it
        return lambda: None
