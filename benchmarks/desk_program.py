"""The agent's program as a person starts it, observed by a benchmark.

It goes the whole way through the command line, so that what that costs is measured too:
`python -m benchmarks.desk_program observed TASK`, with TASK one of start, pops and calls.
"""

import importlib
import os

import typer

from cti_desktop.cli import app


@app.command("observed")
def observed(task: str) -> None:
    """Open the desk with somebody who watches it."""
    settings = importlib.import_module("cti_desktop.agent.settings").read_settings(os.environ)
    program = importlib.import_module("cti_desktop.desktop.program")
    desktop = importlib.import_module("cti_desktop.desktop.app")
    watching = importlib.import_module("benchmarks.desk_watchers")
    code = desktop.run(
        settings,
        program.office_maker(settings),
        make_pages=program.pages_maker(settings),
        drive=watching.WATCHERS[task],
        report=watching.report,
    )
    raise typer.Exit(code)


if __name__ == "__main__":
    app(prog_name="cti-desktop")
