"""Entry of `cti-desktop` and `python -m cti_desktop`.

A clicked link goes straight to the hand-off: the command line and its libraries would cost it more
than all the rest, so they load only when they are needed.
"""

import importlib
import os
import sys

from cti_desktop.agent.handoff_client import hand_over, link_among, show_running


def main() -> None:
    """Hand a link over, bring a running window to the front, or run the command line."""
    arguments = sys.argv[1:]
    link = link_among(arguments)
    if link is not None:
        sys.exit(hand_over(link, os.environ))
    if arguments in ([], ["--"]) and show_running(os.environ):
        return
    importlib.import_module("cti_desktop.cli").app(prog_name="cti-desktop")


if __name__ == "__main__":
    main()
