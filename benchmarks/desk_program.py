"""The true desk in a process of its own, with somebody who watches it; started by benchmarks.

`python -m benchmarks.desk_program TASK`, where TASK is one of `desk_watchers.WATCHERS`.
"""

import importlib
import os
import sys

from cti_desktop.__main__ import travel_light


def main(task: str) -> int:
    """Open the desk the way `cti-desktop` does."""
    travel_light()
    program = importlib.import_module("cti_desktop.desktop.program")
    desktop = importlib.import_module("cti_desktop.desktop.app")
    watching = importlib.import_module("benchmarks.desk_watchers")
    settings = program.read_settings(os.environ)
    code: int = desktop.run(
        settings,
        program.office_maker(settings),
        pages=program.offered_pages(settings),
        drive=watching.WATCHERS[task],
        report=watching.report,
        prepare=program.log_keeper(settings, os.environ),
    )
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[-1]))
