"""Entry of `cti-desktop` and `python -m cti_desktop`.

A clicked link goes straight to the hand-off, and the window straight to its program: the command
line and its libraries would cost them more than all the rest, so they load only when needed.
"""

import importlib
import os
import sys

from cti_desktop.agent.handoff_client import hand_over, link_among, start_link
from cti_desktop.agent.handoff_wire import Lock
from cti_desktop.agent.one_program import run_alone

_QUIET = ["--minimised"]


def main() -> None:
    """Hand a link over, open the window or show the one that is open, or run the command line."""
    arguments = sys.argv[1:]
    link = link_among(arguments)
    if link is not None:
        sys.exit(hand_over(link, os.environ))
    clicked = start_link(arguments)
    if clicked is not None or arguments in ([], ["--"], _QUIET):
        sys.exit(_start(clicked, quiet=arguments == _QUIET))
    importlib.import_module("cti_desktop.cli").app(prog_name="cti-desktop")


def _start(link: str | None, *, quiet: bool) -> int:
    def launch(place: Lock) -> int:
        travel_light()
        program = importlib.import_module("cti_desktop.desktop.program")
        links = () if link is None else (link,)
        code: int = program.launch(os.environ, links, minimised=quiet, place=place)
        return code

    return run_alone(os.environ, launch, link=link, quiet=quiet, stuck=_say_stuck)


def _say_stuck() -> None:
    importlib.import_module("cti_desktop.desktop.already_running").say_stuck(os.environ)


def travel_light() -> None:
    """Spare the window's start the tenth of a second that rich and pygments take.

    structlog loads them wherever they are, for tracebacks on a console that the window has not.
    """
    sys.modules.setdefault("rich", None)  # type: ignore[arg-type]  # Python's way to say: not here


if __name__ == "__main__":
    main()
