"""Entry of `cti-desktop` and `python -m cti_desktop`.

A clicked link goes straight to the hand-off, and the window straight to its program: the command
line and its libraries would cost them more than all the rest, so they load only when needed.
"""

import importlib
import os
import sys

from cti_desktop.agent.handoff_client import hand_over, link_among, show_running, start_link


def main() -> None:
    """Hand a link over, bring a running window to the front, or run the command line."""
    arguments = sys.argv[1:]
    link = link_among(arguments)
    if link is not None:
        sys.exit(hand_over(link, os.environ))
    clicked = start_link(arguments)
    if clicked is not None:
        sys.exit(_launch((clicked,)))
    if arguments in ([], ["--"]):
        if not show_running(os.environ):
            sys.exit(_launch(()))
        return
    importlib.import_module("cti_desktop.cli").app(prog_name="cti-desktop")


def _launch(links: tuple[str, ...]) -> int:
    travel_light()
    program = importlib.import_module("cti_desktop.desktop.program")
    code: int = program.launch(os.environ, links)
    return code


def travel_light() -> None:
    """Spare the window's start the tenth of a second that rich and pygments take.

    structlog loads them wherever they are, for tracebacks on a console that the window has not.
    """
    sys.modules.setdefault("rich", None)  # type: ignore[arg-type]  # Python's way to say: not here


if __name__ == "__main__":
    main()
